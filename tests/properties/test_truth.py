"""What the office meant, against what is read: generated towns are recovered to the cell."""

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from seeds import TIMES

from zhen_analysis.base.workspace import open_workspace
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake import read_folder
from zhen_analysis.sample import generate_sample
from zhen_analysis.sample.generate import read_data
from zhen_analysis.sample.mess_level import habits_at

KEY = ["file", "sheet", "cell", "item"]
CASES = [  # seed, towns, villages, months, mistakes
    *((seed, 1, 8, 2, 0.05) for seed in range(TIMES)),
    (22, 2, 12, 2, 0.03),
    (23, 1, 90, 1, 0.02),
    (24, 1, 1, 1, 0.0),
]
WORK = ("cleanup", "safety_inspection", "eco_patrol")
CASES_TOO = ("safety_inspection", "safety_problem", "grid_visit")
MESSY = {  # seed → the size of a town whose workbooks are in every layout and spelling
    **{seed: {"villages": 3 + seed % 4, "months": 1} for seed in range(50, 61)},
    **{seed: {"villages": 8, "months": 1, "ledgers": ["cleanup"]} for seed in range(62, 65)},
    **{seed: {"villages": 5, "months": 2, "ledgers": CASES_TOO} for seed in range(65, 67)},
    67: {"villages": 4, "months": 1, "towns": 2, "ledgers": WORK},
    68: {"villages": 6, "months": 2, "start": "2022-12", "ledgers": ["cleanup", "grid_visit"]},
    81: {"villages": 3, "months": 1},  # two ledgers on one sheet
    69: {"villages": 12, "months": 1, "mistakes": 0.15, "ledgers": WORK},
    **{seed: {"villages": 3 + seed % 9, "months": 1} for seed in range(100, 80 + 20 * TIMES)},
}
ALWAYS = {50, 52, 54, 56, 62, 65, 67, 68, 69}  # the others by `make test-long`
SEEDS = [seed if seed in ALWAYS else pytest.param(seed, marks=pytest.mark.long) for seed in MESSY]
UNREAD_DAYS = ["foreign_date", "vague_date"]  # the day is lost, its line counts
FORM_TABLES = ("number_forms", "date_forms", "name_forms")


@pytest.mark.soak
@pytest.mark.parametrize(("seed", "towns", "villages", "months", "mistakes"), CASES)
def test_what_the_office_meant_is_read_and_every_mistake_is_told(
    tmp_path, seed, towns, villages, months, mistakes
):
    root = generate_sample(
        tmp_path, towns=towns, villages=villages, months=months, seed=seed, mistakes=mistakes
    )
    intakes = read_all(root)
    assert_recovered(root, intakes)
    assert_filed(root, intakes)
    assert_mistakes_told(root, intakes)


@pytest.fixture(scope="module")
def messy(tmp_path_factory):
    """Generate and read a messy town once: seed → its root and what was read."""
    known = {}

    def town(seed):
        if seed not in known:
            root = tmp_path_factory.mktemp("messy") / str(seed)
            generate_sample(root, seed=seed, mess=2, **MESSY[seed])
            known[seed] = root, read_all(root)
        return known[seed]

    return town


@pytest.mark.soak
@pytest.mark.parametrize("seed", SEEDS)
def test_every_layout_and_spelling_is_recovered_to_the_cell(messy, seed):
    root, intakes = messy(seed)
    assert_recovered(root, intakes)
    assert_filed(root, intakes)


@pytest.mark.long
def test_every_layout_and_spelling_that_is_declared_occurs(messy):
    """Else the test above would say nothing of it."""
    roots = [messy(seed)[0] for seed in MESSY]
    forms, layouts = (
        pd.concat([pd.read_csv(root / f"truth/{name}.csv", dtype="str") for root in roots])
        for name in ("forms", "layouts")
    )
    habits = habits_at(read_data("habits"), 2)
    declared = {form for table in FORM_TABLES for form in habits[table]} - {"plain"}
    declared |= {f"zero_{form}" for form in habits["zero_forms"]} - {"zero_0"}
    assert declared - SHARES - set(forms["form"]) == set()
    assert {"ditto_unit", "ditto_date"} <= set(forms["form"])
    by_kind = layouts.groupby("kind")["name"].agg(set)
    assert set(habits["layouts"]) <= by_kind["layout"]
    assert {"two_ledgers_on_a_sheet", "two_ledgers_in_a_workbook"} <= by_kind["layout"]
    assert by_kind["format"] == set(habits["formats"])
    assert by_kind["filing"] == FILED
    assert TRIMMED - by_kind["trimming"] == set()


SHARES = {"percent", "percent_format", "percent_words", "tenths", "permille"}
FILED = {"copied", "copied_as_another_format", "first_version", "lines_sent_again"}
FILED |= {"village_file", "village_sheets_and_master", "last_months_sheet", "beside"}
TRIMMED = set(
    [
        "header_1_rows",
        "header_2_rows",
        "header_3_rows",
        "header_grouped",
        "header_unit_row",
        "header_banner_units",
        "header_again",
        "numbering",
        "labels_spaced",
        "labels_wide_spaced",
        "labels_broken",
        "added_column",
        "converted_column",
        "total",
        "total_on_top",
        "total_at_the_side",
        "subtotal",
        "group_row",
        "blank_row",
        "merged_units",
        "note",
        "signature",
        "filing_line",
        "filing_cells",
        "filing_bottom",
        "filing_none",
        "gap_between_tables",
        "no_gap",
        "struck_line",
        "hidden_row",
        "hidden_column",
        "hidden_sheet",
    ]
)


def test_shares_and_marks_are_recovered_in_every_spelling(tmp_path):
    ledgers = ["supervision", "site_check"]
    root = generate_sample(tmp_path / "x", villages=6, months=2, seed=2, mess=2, ledgers=ledgers)
    records = pd.concat([intake.records for intake in read_all(root)])
    for table, column in (("supervision", "progress"), ("checks", "value")):
        meant = pd.read_csv(root / f"truth/{table}.csv").rename(columns={column: "meant"})
        place = ["file", "sheet", "cell"]
        both = meant[[*place, "meant"]].merge(records, on=place, how="left", validate="1:1")
        assert both["value"].notna().all() and (both["meant"] == both["value"]).all()
    assert set(pd.read_csv(root / "truth/forms.csv")["form"]) >= SHARES


@pytest.mark.parametrize("seed", [1, 2])
def test_a_careful_clerk_leaves_nothing_to_mend(tmp_path, seed):
    root = generate_sample(tmp_path / "x", villages=12, months=2, seed=seed, mess=0)
    intakes = read_all(root)
    assert_recovered(root, intakes)
    assert_filed(root, intakes)
    assert pd.concat([intake.issues for intake in intakes]).empty
    assert set(pd.read_csv(root / "truth/filings.csv")["status"]) == {"filed"}


def assert_mistakes_told(root: Path, intakes):
    """Every mistake that matters is reported where it stands."""
    issues = pd.concat([intake.issues for intake in intakes])
    spoilt = pd.read_csv(root / "truth/spoilt.csv", dtype="str", encoding="utf-8-sig")
    told = set(zip(issues["file"], issues["cell"], strict=True))
    lines = {(file, cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for file, cell in told}
    untold = [
        line
        for line in spoilt.itertuples()
        if (line.file, line.cell) not in told
        and (line.file, line.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) not in lines
    ]
    assert not untold


def assert_recovered(root: Path, intakes):
    """Every record that is meant is read, to the number and the day; nothing else is."""
    records = pd.concat([intake.records for intake in intakes])
    meant = pd.read_csv(root / "truth/records.csv", dtype="str", encoding="utf-8-sig")
    spoilt = pd.read_csv(root / "truth/spoilt.csv", dtype="str", encoding="utf-8-sig")
    both = meant.fillna({"item": ""}).merge(
        records.fillna({"item": ""}), on=KEY, how="outer", suffixes=("", "_read"), indicator=True
    )
    assert_only_spoilt_cells_differ(both, spoilt)
    read = both[both["_merge"] == "both"]
    assert (read["unit"] == read["unit_read"]).all()
    for number in ("value", "done", "due"):
        wanted = pd.to_numeric(read[number]).astype("Float64")
        pd.testing.assert_series_equal(
            wanted, read[f"{number}_read"], check_names=False, check_exact=True
        )
    assert_days_differ_only_where_spoilt(read, spoilt)
    closed = read[read["ledger"] == "safety_problem"]
    assert ((closed["status"] == "已整改") == (closed["status_read"] == "closed")).all()


def assert_filed(root: Path, intakes):
    """Who filed, late or not at all, is found; of ledgers that are not made everyone is missing."""
    filings = pd.concat([intake.filings for intake in intakes])
    meant = pd.read_csv(root / "truth/filings.csv", dtype="str", encoding="utf-8-sig")
    keys = ["period", "town", "ledger", "unit", "status"]
    expected = meant[keys].sort_values(keys, ignore_index=True)
    is_made = filings["ledger"].isin(meant["ledger"])
    pd.testing.assert_frame_equal(
        filings.loc[is_made, keys].astype("str").sort_values(keys, ignore_index=True),
        expected.astype("str"),
    )
    assert (filings.loc[~is_made, "status"] == "missing").all()


def assert_days_differ_only_where_spoilt(read, spoilt):
    """As many lines of a file and a day have another day as have a mistake in it."""
    days = {"date", "opened", "deadline", "closed"}
    shown = {day: read[f"{day}_read"].dt.strftime("%Y-%m-%d").fillna("") for day in days}
    wrong = {day: read[day].fillna("") != shown[day] for day in days}
    assert not any(wrong[day].any() for day in days - {"date"})
    lines = read.loc[wrong["date"], ["file", "unit", "date"]].drop_duplicates()
    mistakes = spoilt[spoilt["kind"].isin(UNREAD_DAYS) & (spoilt["recoverable"] == "false")]
    written = mistakes.assign(date=pd.to_datetime(mistakes["meant"]).dt.strftime("%Y-%m-%d"))
    assert not Counter(zip(lines["file"], lines["date"], strict=True)) - Counter(
        zip(written["file"], written["date"], strict=True)
    )


def read_all(root):
    workspace = open_workspace(root)
    catalogue = load_catalogue(workspace.catalogue_dir)
    return [
        read_folder(workspace, TownPeriod(catalogue, town, period))
        for town in catalogue.towns
        for period in [*workspace.months(town), *workspace.weeks(town)]
    ]


def assert_only_spoilt_cells_differ(both, spoilt):
    """A record that is not meant must stand in an unrecoverable cell, and have no value."""
    extra = both[both["_merge"] == "right_only"]
    lost = spoilt[spoilt["recoverable"] == "false"]
    places = set(zip(lost["file"], lost["sheet"], lost["cell"], strict=True))
    stray = extra[
        [
            place not in places
            for place in zip(extra["file"], extra["sheet"], extra["cell"], strict=True)
        ]
    ]
    assert stray.empty
    assert extra["value_read"].isna().all()
    assert not (both["_merge"] == "left_only").any()
