"""What a ledger declares of weeks, lights, notices and speaking, and the breaches of it."""

import shutil
from datetime import date

import pytest

from zhen_analysis.base.period import Month, parse_week
from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import check_catalogue, load_catalogue

WRONG = """
    ledger      | was                   | is                   | place                | told
    supervision | every = "week"        | every = "fortnight"  | every                | week
    supervision | due_day = 5           | due_day = 8          | due_day              | 1 to 7
    supervision | day_kind = "natural"  | day_kind = "lunar"   | day_kind             | workday
    supervision | near_kind = "workday" | near_kind = "monday" | lights.near_kind     | workday
    supervision | near_days = 3         | near_days = -1       | lights.near_days     | 0 or more
    supervision | far_behind = 30       | far_behind = 5       | lights.far_behind    | below
    supervision | behind = 10           | behnd = 10           | lights.behnd         | not known
    supervision | reminders = 2         | reminders = 0        | notices[3].reminders | 1 or more
    supervision | overdue = 1           | overdew = 1          | notices[2].overdew   | not known
    supervision | overdue = 1           | # nothing            | notices[2]           | overdue or
    supervision | shape = "case"        | shape = "work"       | lights               | shape case
    daily_check | first = 1             | first = 0            | speaking.first       | 1 or more
    daily_check | fewest_marks = 3      | fewest = 3           | speaking.fewest      | not known
    daily_check | first = 1             | first = "one"        | speaking.first       | whole number
"""


def cases() -> list[list[str]]:
    lines = [line for line in WRONG.strip().splitlines()[1:]]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


@pytest.mark.parametrize(("ledger", "was", "is_now", "place", "told"), cases())
def test_a_breach_is_named_with_its_place(tmp_path, ledger, was, is_now, place, told):
    folder = tmp_path / "catalogue"
    shutil.copytree(bundled("catalogue"), folder)
    path = folder / f"ledgers/{ledger}.toml"
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, is_now, 1), encoding="utf-8")
    found = [breach for breach in check_catalogue(folder) if breach.column == place]
    assert found and told in found[0].message and found[0].file == f"ledgers/{ledger}.toml"


def test_a_weekly_ledger_is_due_in_its_week_or_on_the_next_workday():
    catalogue = load_catalogue(bundled("catalogue"))
    ledger = catalogue.ledgers["supervision"]
    assert catalogue.due_date(ledger, parse_week("2022-W12")) == date(2022, 3, 25)
    assert catalogue.due_date(ledger, parse_week("2022-W05")) == date(2022, 2, 7)  # after the feast
    assert ledger.is_filed_in(parse_week("2022-W12")) and not ledger.is_filed_in(Month(2022, 3))
