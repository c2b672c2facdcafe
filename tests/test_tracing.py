"""The cells behind a figure: value × sign per role add up to it, for every figure there is."""

import pandas as pd
import pytest

from zhen_analysis.errors import BadInput
from zhen_analysis.month import assess_month
from zhen_analysis.sample import generate_sample

COLUMNS = ["file", "sheet", "cell", "field", "role", "written", "corrected", "value", "uom", "sign"]


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """Three villages, two months, with mistakes as offices make them."""
    root = tmp_path_factory.mktemp("traced")
    return assess_month(generate_sample(root, towns=1, villages=3, months=2, seed=8), "2022-02")


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
