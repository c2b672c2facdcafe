"""Full marks and dashes are declared: in the ledger, or by the scheme that scores the marks."""

import shutil

import pytest

from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import check_catalogue, load_catalogue

LEDGER = """
code = "daily"
name = "每日督导台账"
shape = "mark"
entry_key = ["unit"]
{ledger}

[[columns]]
field = "unit"
spellings = ["村名"]

[[columns]]
field = "value"
item = "cleanliness"
name = "保洁得分"
uom = "分"
spellings = ["保洁得分"]
{column}
"""
SCHEME = """
[schemes.daily]
name = "每日督导办法"
level = "village"
groups = ["A类", "B类"]
"""


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(bundled("catalogue"), tmp_path / "catalogue")
    return tmp_path / "catalogue"


def declare(folder, ledger="", column="", target=""):
    text = LEDGER.format(ledger=ledger, column=column)
    (folder / "ledgers/daily.toml").write_text(text, encoding="utf-8")
    with (folder / "town.toml").open("a", encoding="utf-8") as town:
        town.write(SCHEME)
    with (folder / "indicators.csv").open("a", encoding="utf-8") as indicators:
        indicators.write("cleanliness,保洁,,daily,,mean_mark,,,,month\n")
    if target:
        table = f"indicator,weight,rule,target,missing\ncleanliness,100,mark,{target},exclude\n"
        (folder / "schemes/daily.csv").write_text(table, encoding="utf-8")


def most(folder):
    return load_catalogue(folder).ledgers["daily"].columns[1].most


def test_full_marks_are_those_that_the_scheme_scores_by(folder):
    declare(folder, target="10")
    assert most(folder) == 10


def test_the_ledgers_own_maximum_goes_before_the_schemes(folder):
    declare(folder, column="maximum = 20", target="10")
    assert most(folder) == 20


def test_without_either_there_is_no_most(folder):
    declare(folder)
    assert most(folder) == float("inf")


@pytest.mark.parametrize(
    ("ledger", "column", "place"),
    [
        ("", "maximum = -1", "columns[2].maximum"),
        ("", 'maximum = "ten"', "columns[2].maximum"),
        ('dash = "none"', "", "dash"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_a_breach(folder, ledger, column, place):
    declare(folder, ledger=ledger, column=column)
    assert place in {breach.column for breach in check_catalogue(folder)}
