"""Small counts of people are withheld, and cannot be found by subtracting what is shown."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from drawing import table

from zhen_analysis.assess.measures.few import ASIDE, withhold_few, words_for
from zhen_analysis.catalogue import load_catalogue

CATALOGUE = load_catalogue(Path(__file__).parents[3] / "data/catalogue").of_town("shili")


def told(counts: list[int], few: int = 3) -> list[str]:
    """Return what is shown of one indicator's counts, village by village."""
    rows = pd.DataFrame({"numerator": counts, "denominator": pd.NA}, dtype="Float64")
    words = words_for(rows, few, is_share=False)
    return [str(n) if pd.isna(word) else word for n, word in zip(counts, words, strict=True)]


@pytest.mark.parametrize("line", table("""
    counts     | shown                               | why
    0 0 5 9    | 0 0 5 9                             | nothing is small
    1 5 9 0    | 少于3 不单列 9 0                    | one alone would be the sum less the others
    1 2 9 0    | 少于3 少于3 9 0                     | which of the two is 1 stays open
    1 3 9 0    | 少于3 不单列 不单列 0               | 4 less at least 3 is 1
    1 0 0 0    | 少于3 0 0 0                         | nothing is left to hide it: the sum tells
    2 2 2 2    | 少于3 少于3 少于3 少于3             | a sum of 8 tells each: nothing is left
""").to_dict("records"), ids=lambda line: line["why"])  # fmt: skip
def test_as_many_are_withheld_as_hide_the_small_ones(line):
    assert told([int(n) for n in line["counts"].split()]) == line["shown"].split()


@pytest.mark.parametrize("few", [2, 3, 5])
def test_whoever_knows_the_sum_and_what_is_shown_finds_no_small_count(few):
    for counts in product(range(7), repeat=4):
        shown = told(list(counts), few)
        hidden = [place for place, word in enumerate(shown) if not word.isdigit()]
        small = [place for place in hidden if shown[place] != ASIDE]
        assert all(word == "0" or int(word) >= few for word in shown if word.isdigit())
        everything_is_hidden = len(hidden) == sum(n > 0 for n in counts)
        if not small or everything_is_hidden:
            continue
        total = sum(counts[place] for place in hidden)
        ranges = [range(1, few) if place in small else range(few, total + 1) for place in hidden]
        possible = [each for each in product(*ranges) if sum(each) == total]
        for number, place in enumerate(hidden):
            if place in small:
                assert {each[number] for each in possible} == set(range(1, few))


def test_only_units_of_ledgers_of_people_are_withheld_and_the_town_s_sum_stays():
    ledgers = dict(CATALOGUE.ledgers)
    ledgers["isolation"] = replace(ledgers["isolation"], subject="person")
    ledgers["poverty_watch"] = replace(ledgers["poverty_watch"], subject="")
    measures = pd.DataFrame(
        [[level, unit, indicator, "month", value, None, value]
         for indicator in ("isolation_active", "poverty_new")
         for level, unit, value in (("village", "qinghe", 1), ("village", "liuwan", 6),
                                    ("village", "yunxi", 0), ("town", "shili", 7))],
        columns=["level", "unit", "indicator", "span", "numerator", "denominator", "value"],
    ).astype(dict.fromkeys(("numerator", "denominator", "value"), "Float64"))  # fmt: skip
    shown = withhold_few(measures, replace(CATALOGUE, ledgers=ledgers))
    people = shown[shown["indicator"] == "isolation_active"]
    assert people["withheld"].fillna("").tolist() == ["少于3", "不单列", "", ""]
    assert people["value"].fillna(-1).tolist() == [-1, -1, 0, 7]
    assert people["numerator"].fillna(-1).tolist() == [-1, -1, 0, 7]
    assert shown[shown["indicator"] == "poverty_new"]["withheld"].isna().all()


def test_of_a_share_what_is_left_of_it_is_not_told_either():
    rows = pd.DataFrame({"numerator": [9, 20, 40], "denominator": [10, 30, 60]}, dtype="Float64")
    assert words_for(rows, 3, is_share=True).fillna("").tolist() == ["少于3", "不单列", ""]
