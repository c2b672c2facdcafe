"""The cells behind a figure: value × sign per role add up to it, for every figure there is."""

import csv
import io
from datetime import date

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.cell import coordinate_to_tuple
from towns import SCORED, ask_only

from zhen_analysis.base.errors import BadInput
from zhen_analysis.results.month import assess_month
from zhen_analysis.sample import generate_sample

COLUMNS = ["file", "sheet", "cell", "field", "role", "written", "corrected", "value", "uom", "sign"]


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """Three villages, two months, with mistakes as offices make them."""
    root = tmp_path_factory.mktemp("traced")
    generate_sample(root, towns=1, villages=3, months=2, seed=8)
    return assess_month("2022-02", workspace=ask_only(root, SCORED))


def figures(month) -> dict:
    keys = ["unit", "indicator", "span"]
    return month.measures.set_index(keys)[["numerator", "denominator", "value"]].to_dict("index")


def test_every_figure_is_the_sum_of_its_cells(month):
    for (unit, indicator, span), figure in figures(month).items():
        cells = month.trace(unit, indicator, span)
        assert list(cells) == COLUMNS
        sums = (cells["value"] * cells["sign"]).groupby(cells["role"]).sum().to_dict()
        for role, wanted in (("numerator", figure["numerator"]), ("value", figure["value"]),
                             ("denominator", figure["denominator"])):  # fmt: skip
            if role in sums and pd.notna(wanted):
                assert sums[role] == pytest.approx(float(wanted), abs=1e-9), (unit, indicator, span)
            elif role == "value" and "value" not in sums and "numerator" not in sums:
                assert pd.isna(wanted) or wanted == 0, (unit, indicator, span)


def test_every_cell_is_named_by_file_sheet_and_address_and_quoted(month):
    cells = pd.concat([month.trace(month.town, code, "ytd") for code in ("garbage", "grid_rate")])
    assert len(cells) > 6
    assert cells["cell"].str.fullmatch(r"[A-Z]+[0-9]+").all()
    assert cells["written"].notna().all()
    assert (
        cells["file"].str.startswith("data/raw/").all()
        or cells["file"].isin(month.files["file"]).all()
    )


def cell_text(root, file: str, sheet: str, cell: str) -> str:
    """Return what stands in a cell, read without the package."""
    row, column = coordinate_to_tuple(cell)
    if file.endswith(".csv"):
        encoding = "gb18030" if file.startswith("data/raw") else "utf-8-sig"
        text = (root / file).read_text(encoding=encoding)
        return list(csv.reader(io.StringIO(text)))[row - 1][column - 1]
    value = openpyxl.load_workbook(root / file)[sheet].cell(row, column).value
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


@pytest.mark.parametrize("indicator", ["garbage_per_100", "rectified_rate", "grid_rate"])
def test_every_named_cell_holds_what_is_quoted(town, indicator):
    cells = assess_month("2022-02", workspace=town).trace("shili", indicator, "ytd")
    assert len(cells) > 6
    for cell in cells.itertuples():
        assert cell_text(town.root, cell.file, cell.sheet, cell.cell) == cell.written


def test_a_case_closed_without_a_date_is_traced_to_its_state(town):
    dated = assess_month("2022-02", workspace=town).trace("shili", "rectified", "ytd")
    blanked = dated[dated["file"].str.endswith(".xlsx") & dated["file"].str.contains("2022-02")]
    place = blanked.iloc[0]
    book = openpyxl.load_workbook(town.root / place["file"])
    book[place["sheet"]][place["cell"]] = None
    book.save(town.root / place["file"])
    cells = assess_month("2022-02", workspace=town).trace("shili", "rectified", "ytd")
    assert len(cells) == len(dated)
    (cell,) = cells[cells["field"] == "status"].itertuples()
    assert cell.value == 1
    assert cell_text(town.root, cell.file, cell.sheet, cell.cell) == cell.written


def test_a_rate_names_the_cells_of_both_its_sides(month):
    roles = set(month.trace(month.town, "grid_rate", "ytd")["role"])
    assert roles == {"numerator", "denominator"}
    assert set(month.trace(month.town, "garbage", "ytd")["role"]) == {"value"}


def test_a_unit_and_an_indicator_are_found_by_name_too(month):
    unit = month.catalogue.units["unit"].iloc[0]
    name = month.catalogue.unit_name(month.town, unit)
    pd.testing.assert_frame_equal(
        month.trace(name, "清理垃圾", "ytd"), month.trace(unit, "garbage", "ytd")
    )


@pytest.mark.parametrize(
    ("unit", "indicator", "span", "says"),
    [("nowhere", "garbage", "ytd", "no unit"), (None, "gold", "ytd", "no indicator"),
     (None, "garbage", "week", "Known: month, ytd")],
)  # fmt: skip
def test_what_does_not_exist_is_refused_with_what_does(month, unit, indicator, span, says):
    with pytest.raises(BadInput, match=says):
        month.trace(unit or month.town, indicator, span)
