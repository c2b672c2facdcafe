"""docs/intake.md: each of its rows names a test that there is, and sentences that there are."""

import re
from pathlib import Path

import pytest

from zhen_analysis.catalogue.vocabulary.checks import CHECKS

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "intake.md").read_text(encoding="utf-8")
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in HERE.glob("*/test_*.py"))
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and line.count("|") == 6 and "held by" not in line
]


def test_the_page_has_rows():
    assert len(ROWS) > 30


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[-1])
def test_a_row_is_held_by_a_test_and_its_sentences_are_declared(row):
    assert f'"{row[-1]}"' in TESTS or f"def {row[-1]}(" in TESTS
    named = set(re.findall(r"`([a-z_]+)`", f"{row[2]} {row[3]}"))
    assert named <= set(CHECKS)
