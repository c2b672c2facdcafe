"""What a key or column may hold, and what a clerk reads of it where it holds something else."""

import math
from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from drawing import table
from pydantic import ValidationError

from zhen_analysis.catalogue import Column
from zhen_analysis.catalogue.declared.goal import Goal
from zhen_analysis.catalogue.declared.indicator import Indicator
from zhen_analysis.catalogue.declared.ledger import Ledger
from zhen_analysis.catalogue.declared.places import Village
from zhen_analysis.catalogue.declared.reading.form import inner_type, is_form, types_in
from zhen_analysis.catalogue.declared.reading.read import read_declared
from zhen_analysis.catalogue.declared.scheme_line import SchemeLine
from zhen_analysis.catalogue.declared.supervision import Lights
from zhen_analysis.catalogue.declared.town import TownFile
from zhen_analysis.catalogue.written import TABLES

LEDGER = {
    "code": "visits",
    "name": "走访台账",
    "shape": "work",
    "columns": [
        {"field": "unit", "spellings": ["村名"]},
        {"field": "value", "item": "visit", "uom": "次", "spellings": ["走访次数"]},
    ],
}
CELLS = table("""
    column     | cell       | says
    households | ６１２     | must be a number of 0 or more.
    households | 1e9        | must be a number of 0 or more.
    households | nan        | must be a number of 0 or more.
    grids      | -1         | must be a number of 0 or more.
    difficulty | 0          | must be a number above 0.
    valid_to   | 2022-02-30 | must be a date such as 2022-03-01.
    valid_to   | 20220301   | must be a date such as 2022-03-01.
    code       | 1q         | a code begins with a letter and holds letters, digits and _ only.
""")


def faults(form, written) -> dict[str, str]:
    return {fault.place: fault.sentence for fault in read_declared(form, written)[1]}


@pytest.mark.parametrize(("column", "cell", "says"), CELLS.to_numpy().tolist())
def test_a_cell_of_text_is_read_as_what_it_must_be_or_told(column, cell, says):
    assert faults(Village, {"code": "q", "name": "青禾村", column: cell}) == {column: says}


def test_cells_are_read_and_blank_ones_say_nothing():
    cells = {"code": "q", "name": "青禾村", "households": "612", "valid_from": "2022-03-01"}
    village, told = read_declared(Village, cells)
    assert told == []
    assert (village.households, village.grids) == (612.0, None)
    assert (village.valid_from, village.valid_to) == (date(2022, 3, 1), None)


def test_what_cannot_be_read_hides_nothing_else_and_is_told_once():
    columns = [{"field": "unit", "spellings": "村名"}, 3, LEDGER["columns"][1]]
    ledger, told = read_declared(Ledger, {**LEDGER, "due_day": "5", "columns": columns, "due": 1})
    assert [(fault.place, fault.sentence.split(";")[0]) for fault in told] == [
        ("columns[1].spellings", "must be a list."),
        ("columns[2]", "must be a table."),
        ("due_day", "must be a whole number."),
        ("due", "is not known"),
    ]
    assert ledger.due_day == 5 and ledger.columns[1].item == "visit"


def test_what_is_missing_is_told_where_it_should_be_and_is_none():
    ledger, told = read_declared(Ledger, {"columns": LEDGER["columns"]})
    assert {fault.place: fault.sentence for fault in told} == {
        "code": "is missing.",
        "name": "the name is missing.",
        "shape": "must be one of case, coverage, mark, work.",
    }
    assert (ledger.code, ledger.shape) == (None, None) and len(ledger.columns) == 2


def test_values_that_contradict_one_another_are_told_at_one_of_them():
    lights = {"behind": 30, "far_behind": 10}
    assert faults(Ledger, {**LEDGER, "lights": lights}) == {
        "lights": "only a ledger of shape case has lights.",
        "lights.far_behind": "is below behind.",
    }
    goal = {"goal": "a", "name": "甲", "kind": "count", "target": "5", "target_high": "4"}
    assert faults(Goal, {**goal, "from": "2022-01-01", "by": "2022-12-31"}) == {
        "target_high": "is below the target."
    }
    rate = {"indicator": "a", "name": "甲", "ledger": "b", "measure": "closed_rate"}
    assert faults(Indicator, rate) == {"cohort": "a rate of closed cases declares found or flow."}


def test_full_marks_are_one_number_or_one_per_group():
    towns = {"a": {"name": "甲镇"}}
    marks = {"A类": 150, "B类": 100}
    for written, most, of_b in ((marks, 150, 100), (120, 120, 120)):
        own = {"level": "village", "groups": ["A类", "B类"], "full_marks": written}
        file, told = read_declared(TownFile, {"towns": towns, "schemes": {"s": own}})
        scheme = file.schemes["s"]
        assert told == [] and scheme.title == "s"
        assert (scheme.full_marks, scheme.full_marks_of("B类")) == (most, of_b)
    wrong = {"level": "village", "full_marks": {"A类": "150"}}
    assert faults(TownFile, {"towns": towns, "schemes": {"s": wrong}}) == {
        "schemes.s.full_marks.A类": "must be a number."
    }


def test_code_can_make_nothing_that_a_file_could_not_say():
    with pytest.raises(ValidationError, match="must be one of"):
        Column("vlaue", ("数量",))
    with pytest.raises(FrozenInstanceError):
        Lights(near_days=3).near_days = 4


ODD = [3, -1, 2.5, math.nan, math.inf, True, "", "两", [], [1], [[]], {}, {"a": 1}, [{}], 10**400]
ODD += [date(2022, 3, 1), "9" * 400, "1:2:3;4:5", ";", ":", "fixed:", "\0"]
WHOLE = {"towns": {"a": {"name": "甲"}}, "schemes": {"s": {"level": "village"}}}


def spoilt(form, start):
    """Yield what is written with each odd value at each key of a form and of the tables in it."""
    for key, holds in types_in(form).items():
        inner = inner_type(holds) or holds
        for odd in ODD:
            yield {**start, key: odd}
        if is_form(inner):
            for below in spoilt(inner, {}):
                yield {**start, key: below}
                yield {**start, key: [below]}
                yield {**start, key: {"s": below}}


@pytest.mark.parametrize("form", [TownFile, Ledger, SchemeLine, *TABLES.values()])
def test_a_clerk_never_reads_the_words_of_a_library(form):
    start = {TownFile: WHOLE, Ledger: LEDGER}.get(form, {})
    for written in spoilt(form, start):
        for fault in read_declared(form, written)[1]:
            assert fault.place and fault.sentence.endswith((".", "…"))
            assert not any(word in fault.sentence for word in ("nput", "xpected", "alid"))
