"""What the office meant, against what is read: generated towns are recovered to the cell."""

import pandas as pd
import pytest

from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.intake import read_month
from zhen_analysis.period import parse_month
from zhen_analysis.sample import generate_sample
from zhen_analysis.workspace import open_workspace

KEY = ["file", "sheet", "cell", "item"]
CASES = [  # seed, towns, villages, months, mistakes
    *((seed, 1, 8, 2, 0.05) for seed in range(6)),
    (21, 1, 26, 3, 0.01),
    (22, 2, 5, 2, 0.03),
    (23, 1, 90, 1, 0.02),
    (24, 1, 1, 1, 0.0),
]


@pytest.mark.parametrize(("seed", "towns", "villages", "months", "mistakes"), CASES)
def test_records_are_what_the_office_meant(tmp_path, seed, towns, villages, months, mistakes):
    root = generate_sample(
        tmp_path, towns=towns, villages=villages, months=months, seed=seed, mistakes=mistakes
    )
    intakes = read_all(root)
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
        pd.testing.assert_series_equal(wanted, read[f"{number}_read"], check_names=False)
    for day in ("date", "opened", "deadline", "closed"):
        shown = read[f"{day}_read"].dt.strftime("%Y-%m-%d")
        assert (read[day].fillna("") == shown.fillna(""))[~on_spoilt_day(read, spoilt)].all()
    closed = read[read["ledger"] == "safety_problem"]
    assert ((closed["status"] == "已整改") == (closed["status_read"] == "closed")).all()


@pytest.mark.parametrize("seed", [31, 32])
def test_filings_are_what_was_filed(tmp_path, seed):
    root = generate_sample(tmp_path, towns=2, villages=12, months=2, seed=seed)
    filings = pd.concat([intake.filings for intake in read_all(root)])
    meant = pd.read_csv(root / "truth/filings.csv", dtype="str", encoding="utf-8-sig")
    keys = ["period", "town", "ledger", "unit", "status"]
    expected = meant[keys].sort_values(keys, ignore_index=True)
    filings = filings[filings["ledger"].isin(meant["ledger"])]  # supervision and marks are not made
    pd.testing.assert_frame_equal(
        filings[keys].astype("str").sort_values(keys, ignore_index=True), expected.astype("str")
    )


@pytest.mark.parametrize("seed", [41, 42])
def test_every_mistake_that_matters_is_reported_where_it_stands(tmp_path, seed):
    root = generate_sample(tmp_path, villages=30, months=2, seed=seed, mistakes=0.05)
    issues = pd.concat([intake.issues for intake in read_all(root)])
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


def on_spoilt_day(read, spoilt):
    """Tell which records stand on a line whose date was written as another month's."""
    days = spoilt[spoilt["kind"] == "foreign_date"]
    lines = set(zip(days["file"], days["cell"].str.extract(r"(\d+)")[0], strict=True))
    places = zip(read["file"], read["cell"].str.extract(r"(\d+)")[0], strict=True)
    return pd.Series([place in lines for place in places], index=read.index)


def read_all(root):
    workspace = open_workspace(root)
    catalogue = load_catalogue(workspace.catalogue_dir)
    return [
        read_month(workspace, catalogue, town, parse_month(period))
        for town in catalogue.towns
        for period in workspace.periods(town)
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
