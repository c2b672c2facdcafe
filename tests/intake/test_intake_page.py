"""docs/intake.md: each of its rows names a test that there is, and sentences that there are."""

import re
from pathlib import Path

import pytest

from zhen_analysis.catalogue.vocabulary.checks import CHECKS

TREE = Path(__file__).parents[1]
PAGE = (TREE.parent / "docs" / "intake.md").read_text(encoding="utf-8")
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in TREE.rglob("test_*.py"))
TABLES = [
    [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    for table in re.findall(r"(?:^\|.*\n?)+", PAGE, re.MULTILINE)
]
ROWS = [row for _, _, *rows in TABLES for row in rows]


def test_every_table_of_the_page_says_what_holds_it():
    assert len(ROWS) > 100
    assert all(heads[-1] == "held by" for heads, *_ in TABLES)
    assert all(len(row) == len(heads) for heads, _, *rows in TABLES for row in rows)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_is_held_by_a_test_and_its_sentences_are_declared(row):
    held = row[-1]
    assert re.search(
        rf"(\"{re.escape(held)}\"|def {re.escape(held)}\(|\n +{re.escape(held)} +\|)", TESTS
    )
    named = set(re.findall(r"`([a-z_]+)`", " ".join(row[-3:-1])))
    assert named <= set(CHECKS)
