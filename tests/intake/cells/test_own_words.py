"""One row of words.csv is all that it takes for a new spelling, whatever its kind."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from drawing import table

from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.catalogue.vocabulary.words import KINDS, WORDS, Word, Words, words_of
from zhen_analysis.intake.cells.quantities import read_quantity
from zhen_analysis.intake.cells.states import read_states
from zhen_analysis.intake.filings.versions import is_revision, name_version
from zhen_analysis.intake.layout.line_words import line_words
from zhen_analysis.intake.messages import issue_frame, make_issue
from zhen_analysis.intake.people.people import no_people
from zhen_analysis.intake.people.veil import Veil

CATALOGUE = load_catalogue(Path(__file__).parents[3] / "data/catalogue")

ROWS = table("""
    kind           | word       | means            | factor | written       | before             | after
    uom            | 打         | 个               | 12     | 约2打         | unreadable_value   | 24.0
    counter        | 盘         |                  |        | 3盘           | unreadable_value   | 3.0
    nothing        | 没干       |                  |        | 没干          | unreadable_value   | 0.0
    not_applicable | 不归本村   |                  |        | 不归本村      | unreadable_value   | None
    ditto          | 照上行     |                  |        | 照上行        | unreadable_value   | ditto
    before         | 约摸       |                  |        | 约摸30        | unreadable_value   | 30.0
    deed           | 刨除       |                  |        | 刨除30个      | unreadable_value   | 30.0
    after          | 光景       |                  |        | 30光景        | unreadable_value   | 30.0
    open           | 等批复     |                  |        | 等批复        | status_doubtful    | None
    sum            | 笼总       |                  |        | 全镇笼总      | no sum             | sum
    derived        | 对标值     |                  |        | 对标值        | no mean            | mean
    note           | 经办       |                  |        | 经办：某某    | no note            | note
    final          | 终极版     |                  |        | 甲(终极版).xlsx | 0                | 101
    amended        | 补正版     |                  |        | 甲(补正版).xlsx | 0                | 51
    copy           | 备份       |                  |        | 备份-甲.xlsx  | another            | a revision
    personal       | 承办同志   |                  |        | 承办同志：赵大柱 | 承办同志：赵大柱 | 承办同志：某某
    public         | 等雨停     |                  |        | 等雨停        | （文字略）         | 等雨停
    sentence       | negative   | “{field}”不能为负。 |     | negative      | 数量不能为负       | “清垃圾”不能为负。
""")  # noqa: E501


def told(kind: str, written: str, words: Words) -> str:
    """What comes of a text: a number, a problem, a kind of line, a version, a sentence."""
    said = line_words(words)
    if kind == "open":
        return str(read_states(pd.Series([written]), None, words)["problem"].iloc[0])
    if kind in {"sum", "derived", "note"}:
        names = {"sum": "sum", "derived": "mean", "note": "note"}
        claims = {"sum": said.states_sum, "derived": said.states_derived, "note": said.begins_note}
        return names[kind] if claims[kind](written) else f"no {names[kind]}"
    if kind in {"final", "amended"}:
        return str(name_version(written, words))
    if kind == "copy":
        return "a revision" if is_revision("甲.xlsx", written, words) else "another"
    if kind == "sentence":
        issue = make_issue(written, "甲.xlsx", field="清垃圾", uom="方", least="0", most="inf")
        return str(issue_frame([issue], words.sentences)["message"].iloc[0])
    if kind in {"personal", "public"}:
        veil = Veil(replace(CATALOGUE, words=words), no_people())
        return veil.text(written) if kind == "personal" else veil.quoted(written, "state")
    value, _, problem = read_quantity(written, "盘" if kind == "counter" else "个", words=words)
    return str(problem or value) if kind != "deed" else str(value)


@pytest.mark.parametrize("line", ROWS.to_dict("records"), ids=ROWS["kind"])
def test_a_new_spelling_is_one_row(line):
    own = words_of((Word(*(line[key] for key in ("kind", "word", "means", "factor"))),))
    before = told(line["kind"], line["written"], WORDS)
    assert line["before"] in (before if line["kind"] != "deed" else "unreadable_value")
    assert told(line["kind"], line["written"], own) == line["after"]


def test_every_kind_of_word_is_tried():
    assert set(ROWS["kind"]) == set(KINDS)
