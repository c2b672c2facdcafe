"""Each measure and shape of the vocabulary is whole: shapes, cells, workbook, page of method."""

import re
from pathlib import Path

import pandas as pd
import pytest

from zhen_analysis.assess.measures.contributions import CELLS
from zhen_analysis.catalogue.vocabulary.measures import MEASURES, TOLD_MORE, measures_of
from zhen_analysis.catalogue.vocabulary.shapes import FIELDS, SHAPES
from zhen_analysis.setup.catalogue_workbook.sheets import sheet_forms

METHOD = Path(__file__).parents[3] / "docs/method.md"


def columns(sheet: str) -> dict:
    return {field.key: field for field in sheet_forms()[sheet].fields}


def test_every_measure_has_the_function_that_finds_its_cells_and_no_function_is_left_over():
    assert set(CELLS) == set(MEASURES)


def test_every_measure_fits_a_shape_and_every_shape_can_be_measured():
    assert {shape for measure in MEASURES.values() for shape in measure.shapes} == set(SHAPES)
    assert all(measures_of(shape) for shape in SHAPES)


def test_every_shape_is_made_of_declared_fields():
    assert {field for shape in SHAPES.values() for field in shape.fields} <= set(FIELDS)


@pytest.mark.parametrize(
    ("sheet", "column", "declared"),
    [("indicators.csv", "measure", MEASURES), ("ledgers", "shape", SHAPES),
     ("ledgers.columns", "field", FIELDS)],
)  # fmt: skip
def test_the_workbook_offers_each_word_under_its_own_name(sheet, column, declared):
    words = columns(sheet)[column].words
    assert words == {name: each.chinese for name, each in declared.items()}
    assert len(set(words.values())) == len(declared)


def test_what_a_measure_may_be_told_further_has_a_column_of_the_workbook_and_a_refusal():
    told = {name for measure in MEASURES.values() for name in measure.needs + measure.takes}
    assert told == set(TOLD_MORE)
    assert all(columns("indicators.csv")[name].heading != name for name in told)


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_share_says_what_it_is_a_share_of_for_each_of_its_cohorts(name):
    measure = MEASURES[name]
    cohorts = {"found", "flow"} if "cohort" in measure.needs else {""}
    assert (set(measure.bases), measure.parts is not None) == (
        (cohorts, True) if measure.kind == "share" else (set(), False)
    )


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_nothing_is_divided_by_nothing(name):
    value = MEASURES[name].value(*(pd.Series([side], dtype="Float64") for side in (3, 0)))
    assert value.isna().tolist() == [MEASURES[name].has_denominator]


def test_the_page_of_method_explains_every_measure():
    text = METHOD.read_text(encoding="utf-8")
    table = text[text.index("| `quantity` |") :].partition("\n\n")[0]
    explained = {
        name for line in table.splitlines() for name in re.findall(r"`(\w+)`", line.split("|")[1])
    }
    assert explained == set(MEASURES)
