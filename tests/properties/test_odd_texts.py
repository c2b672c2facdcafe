"""Whatever text is filed, wherever it stands: the month is read, in time, and all text is clean."""

import csv
import io
import time
from pathlib import Path

import pandas as pd
import pytest
from drawing import table

from zhen_analysis.base.period import parse_month
from zhen_analysis.base.signs import (
    UNSEEN,
    distinct_names,
    unseen_signs,
    visible_name,
    visible_text,
)
from zhen_analysis.base.workspace import Workspace, bundled
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake import read_folder
from zhen_analysis.intake.files.open_file import open_content

MONTH = "2022-02"
CPU_SECONDS = 5.0  # for a few files of few cells; a busy machine does not count
HEADINGS = ["村名", "日期", "清垃圾（方）", "整改期限", "备注"]
LINE = ["青禾村", "2月3日", "12", "7日内", "正常"]
PLACES = ["around", *HEADINGS, "line"]  # above and below the table, one heading, all cells

LONG = 8_000
ODD = {
    "soft break": "青\x0b禾村",
    "form feed": "\x0c12",
    "escape": "\x1b[31m12",
    "nul": "12\x00\x00",
    "nul inside": "1\x002",
    "no character": "\ufffe12",
    "right to left": "\u202e21村",
    "isolate": "\u2066青禾村\u2069",
    "digits": "9" * LONG,
    "digits and a unit": "9" * LONG + "方",
    "a village and digits": "青禾村" + "1" * LONG,
    "thousands": "1," * LONG,
    "points": "1." * LONG,
    "spaced digits": "1 " * LONG,
    "exponent": "1e99999999999",
    "chinese digits": "十" * LONG,
    "ten thousands": "1" + "万" * LONG,
    "blanks": "清垃圾" + " " * 800 + "方",
    "blanks and brackets": "清垃圾" + "( " * 400,
    "many brackets": "清垃圾" + "()" * 2000,
    "open brackets": "清垃圾" + "(" * LONG,
    "closed brackets": ")" * LONG,
    "separators": "清垃圾" + "/" * LONG + "x",
    "colons": "单位：" + "：" * LONG,
    "statements": "填报人：" * 2000,
    "dates": "2月3日" * 2000,
    "date and blanks": "填报日期：" + " " * LONG + "x",
    "ranges": "1-" * LONG,
    "sums": "1+" * LONG,
    "products": "3*" * LONG,
    "units": "方" * LONG,
    "quantities": "12户27间" * 2000,
    "words": "清垃圾" * 3000,
    "full stops": "12" + "。" * LONG,
    "quotes": "'" * LONG + "12",
    "lines": "\n" * LONG + "12",
    "sum words": "合计" * LONG,
    "villages": "青禾村、" * 2000,
    "format": "{0}{read_as}%s%(x)s",
    "markup": "<script>&#x1b;</script>" * 100,
}


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue(bundled("catalogue"))


def drawn(place: str, odd: str) -> list[list[str]]:
    """Return a sheet with an odd text at one place."""
    around = ["2022年2月人居环境台账", "填报单位：农服中心　填报日期：2月6日", "注：略"]
    title, filed, note = [odd] * 3 if place == "around" else around
    headings = [odd if heading == place else heading for heading in HEADINGS]
    lines = [[odd if number == place else text for number, text in enumerate(LINE)]
             for place in range(len(LINE))] if place == "line" else [LINE]  # fmt: skip
    last = ["柳湾村", "2月4日", "7", "", ""]
    return [[title], [filed], headings, *lines, last, ["合计", "", "19", "", ""], [note]]


def write(path: Path, rows: list[list[str]]) -> None:
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    path.write_bytes(lines.getvalue().encode("utf-8"))


def all_texts(tables: dict[str, pd.DataFrame]) -> set[str]:
    texts = (
        table[name] for table in tables.values() for name in table if table[name].dtype == "str"
    )
    return {text for column in texts for text in column.dropna().unique()}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_no_text_stops_or_hangs_a_month(tmp_path, catalogue, odd):
    folder = tmp_path / "data/raw/shili" / MONTH
    folder.mkdir(parents=True)
    for number, place in enumerate(PLACES):
        write(folder / f"台账{number}.csv", drawn(place, odd))
    start = time.process_time()
    month = read_folder(Workspace(tmp_path), TownPeriod(catalogue, "shili", parse_month(MONTH)))
    spent = time.process_time() - start
    assert spent < CPU_SECONDS
    assert len(month.files) == len(PLACES)
    assert not [text for text in all_texts(month.tables()) if UNSEEN.search(text)]


ODD_NAMES = ["台\x0b账.csv", "台\x1b账.csv", "台\u202e账vsc.csv", "台\n账.csv", "台\ufffe账.csv"]


def test_odd_file_names_are_shown_and_told_and_stay_apart(tmp_path, catalogue):
    folder = tmp_path / "data/raw/shili" / MONTH
    folder.mkdir(parents=True)
    for number, name in enumerate(ODD_NAMES):
        write(folder / name, drawn("line", str(number)))
    month = read_folder(Workspace(tmp_path), TownPeriod(catalogue, "shili", parse_month(MONTH)))
    assert month.files["file"].is_unique and len(month.files) == len(ODD_NAMES)
    assert not [text for text in all_texts(month.tables()) if UNSEEN.search(text)]
    told = month.issues[month.issues["check"] == "unseen_signs"]
    assert set(told["file"]) == set(month.files["file"])


SHOWN = r"""
    written        | shown   | signs
    12             | 12      |
    12\x00\x00     | 12      | U+0000
    \x1b青禾村\x0b | 青禾村  | U+001B
    青\x0b禾       | 青\n禾  |
    1\x002         | 1�2     | U+0000
    a\u202eb\ufffe | a�b     | U+202E、U+FFFE
    \ud800a        | a       | U+D800
    \ue000a        | \ue000a |
    a\u200bb       | a\u200bb |
"""


@pytest.mark.parametrize(("written", "shown", "signs"), table(SHOWN).fillna("").values.tolist())
def test_what_nobody_can_see_is_shown_and_named(written, shown, signs):
    written, shown = (text.encode("raw_unicode_escape").decode("unicode_escape") if text.isascii()
                      else unescape(text) for text in (written, shown))  # fmt: skip
    assert visible_text(written) == shown
    assert unseen_signs(written) == signs
    assert visible_text(visible_text(written)) == visible_text(written)


def unescape(text: str) -> str:
    return "".join(
        part.encode("ascii").decode("unicode_escape") if part.isascii() else part
        for part in split_ascii(text)
    )


def split_ascii(text: str) -> list[str]:
    parts: list[str] = []
    for sign in text:
        if parts and parts[-1].isascii() == sign.isascii():
            parts[-1] += sign
        else:
            parts.append(sign)
    return parts


def test_names_that_look_the_same_are_told_apart():
    paths = [Path("a\x1b"), Path("a\x00"), Path("b")]
    named = distinct_names((path, visible_name(path.name)) for path in paths)
    assert list(named.values()) == ["a�", "a� (2)", "b"]


def test_cells_are_marked_where_they_are_read_and_told_once_for_a_sheet():
    lines = "村名,清垃圾\n青禾村,1\x002\n柳湾村\x1b,3\n".encode()
    (sheet,) = open_content(lines, "台账.csv").sheets
    assert [column.texts[code] for column in sheet.columns for code in column.codes] == [
        "村名", "青禾村", "柳湾村", "清垃圾", "1�2", "3",
    ]  # fmt: skip
    assert sheet.notes == [("unseen_signs", "A3", "U+001B、U+0000", {"place": "A3等2个单元格"})]
