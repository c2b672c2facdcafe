"""The generated samples are deterministic, true to their totals, and as messy as they say."""

import csv
import hashlib
import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import numpy as np
import pandas as pd
import pytest
from python_calamine import load_workbook

from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.sample import generate_repository_sample, generate_sample
from zhen_analysis.sample.chance import apportion, stream
from zhen_analysis.sample.numerals import in_chinese
from zhen_analysis.sample.papers.forms import write_date, write_number

ROOT = Path(__file__).parents[2]
SMALL = ("liuqiao", "yunpo", "shiwan")  # the district's other towns
COMMITTED = ("data/raw/shili", "data/truth", *(f"data/raw/{town}" for town in SMALL))


def hashes(folder: Path) -> dict[str, str]:
    """Every file below a folder: relative path → hash of its bytes."""
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def contents(file: Path) -> object:
    """A file's bytes; a workbook's parts unpacked, as compressors differ between machines."""
    if is_zipfile(file):
        with ZipFile(file) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return file.read_bytes()


def drawn(table: str) -> list[list[str]]:
    """The rows of a table drawn with pipes, its heading left out."""
    return [[cell.strip() for cell in row.split("|")] for row in table.strip().splitlines()[1:]]


def read_truth(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False)


def cell_at(root: Path, record: pd.Series) -> object:
    """What stands in the cell that a row of truth names."""
    letter, row = record["cell"][0], int(record["cell"][1:]) - 1
    column = ord(letter) - ord("A")
    file = root / record["file"]
    if file.suffix == ".csv":
        return list(csv.reader(file.read_bytes().decode("gbk").splitlines()))[row][column]
    sheet = load_workbook(str(file)).get_sheet_by_name(record["sheet"])
    return sheet.to_python(skip_empty_area=False)[row][column]


@pytest.fixture(scope="module")
def repository(tmp_path_factory) -> Path:
    """The repository's sample, made afresh from its catalogue."""
    root = tmp_path_factory.mktemp("repository")
    (root / "data").mkdir()
    (root / "data/catalogue").symlink_to(ROOT / "data/catalogue", target_is_directory=True)
    return generate_repository_sample(root)


@pytest.fixture(scope="module")
def flawed(tmp_path_factory) -> Path:
    """A sample with many mistakes."""
    folder = tmp_path_factory.mktemp("flawed") / "town"
    return generate_sample(folder, villages=40, months=4, start="2022-11", mistakes=0.2, seed=5)


# ---- the repository's sample -----------------------------------------------------------------


def test_committed_sample_is_what_the_generator_makes(repository):
    for folder in COMMITTED:
        fresh, kept = repository / folder, ROOT / folder
        assert list(hashes(kept)) == list(hashes(fresh))
        for name in hashes(kept):
            assert contents(kept / name) == contents(fresh / name), name


# The report's own sentences: part three, (二), figures “截至目前”.
PUBLISHED = """
    ledger            | item             | total
    cleanup           | garbage          | 2969
    cleanup           | debris           | 55
    cleanup           | latrine          | 107
    cleanup           | pond_ditch       | 3080
    cleanup           | river            | 1500
    cleanup           | illegal_building | 13
    cleanup           | illegal_area     | 1020
    cleanup           | roadside         | 1300
    cleanup           | toilet           | 3
    cleanup           | vehicle          | 27
    cleanup           | person           | 37
    safety_inspection | inspection       | 21
    safety_inspection | letter           | 5
    eco_patrol        | patrol           | 10
    eco_patrol        | patrol_vehicle   | 10
    eco_patrol        | patrol_person    | 26
    eco_patrol        | fire_liable      | 1
    eco_patrol        | fine             | 1000
"""


def test_work_adds_up_to_the_published_totals(repository):
    records = read_truth(repository / "data/truth", "records")
    work = records[records["value"] != ""].assign(value=lambda x: x["value"].astype(float))
    found = work.groupby(["ledger", "item"])["value"].sum().to_dict()

    assert found == {(ledger, item): float(total) for ledger, item, total in drawn(PUBLISHED)}


def test_problems_found_and_rectified_are_the_published_ones(repository):
    records = read_truth(repository / "data/truth", "records")
    cases = records[records["ledger"] == "safety_problem"]
    last_state = cases.sort_values("period", kind="stable").drop_duplicates("case", keep="last")

    assert len(last_state) == 95
    assert last_state["closed"].between("2022-01-01", "2022-03-31").sum() == 40
    assert (cases["opened"].str[:7] <= cases["period"]).all()


def test_grids_due_are_those_of_the_catalogue(repository):
    records = read_truth(repository / "data/truth", "records")
    grids = records[(records["ledger"] == "grid_visit") & (records["period"] == "2022-03")]

    assert grids["due"].astype(int).sum() == 253
    assert (grids["done"].astype(int) <= grids["due"].astype(int)).all()


def test_nothing_is_lost_by_the_mistakes_of_the_repository(repository):
    spoilt = read_truth(repository / "data/truth", "spoilt")

    assert len(spoilt) > 0
    assert set(spoilt["recoverable"]) == {"true"}


def test_every_way_of_filing_occurs(repository):
    raw = repository / "data/raw/shili"
    filings = read_truth(repository / "data/truth", "filings")
    by_hash = pd.Series(hashes(raw)).value_counts()

    assert set(filings["status"]) == {"filed", "late", "missing"}
    assert "missing" in set(filings.loc[filings["period"] == "2022-03", "status"])
    assert len(list(raw.rglob("*.csv"))) == 1
    assert (by_hash == 2).any()
    assert any("最终版" in file.name for file in raw.rglob("*.xlsx"))
    assert any("补报" in file.name for file in raw.rglob("*.xlsx"))


def test_committed_sample_is_small():  # with all systems of three months and twelve weeks
    assert sum(f.stat().st_size for x in COMMITTED for f in (ROOT / x).rglob("*.*")) < 1_700_000


@pytest.mark.parametrize("town", SMALL)
def test_a_small_town_files_few_ledgers_and_nothing_of_it_is_lost(repository, town):
    catalogue = load_catalogue(ROOT / "data/catalogue")
    truth = repository / "data/truth" / town
    records = read_truth(truth, "records")
    villages = catalogue.units_in(town, Month(2022, 3), "village")

    assert 4 <= len(villages) <= 6 and catalogue.towns[town].invented
    assert set(records["ledger"]) == set(catalogue.towns[town].ledgers)
    assert set(records["unit"]) <= set(villages["unit"]) and set(records["town"]) == {town}
    assert set(read_truth(truth, "spoilt")["recoverable"]) <= {"true"}


# ---- any sample --------------------------------------------------------------------------------


def test_same_arguments_give_the_same_bytes(tmp_path):
    one = generate_sample(tmp_path / "one", villages=9, months=2)
    two = generate_sample(tmp_path / "two", villages=9, months=2)

    assert hashes(one) == hashes(two)


def test_workbooks_do_not_say_when_or_where_they_were_made(repository):
    for file in (repository / "data/raw").rglob("*.xlsx"):
        with ZipFile(file) as archive:
            assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert len({part.external_attr for part in archive.infolist()}) == 1
            properties = archive.read("docProps/core.xml").decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+", properties)) == {"2022-01-01T00:00:00"}


def test_another_seed_gives_other_bytes(tmp_path):
    one = generate_sample(tmp_path / "one", villages=9, months=1, seed=1)
    two = generate_sample(tmp_path / "two", villages=9, months=1, seed=2)

    names = set(hashes(one)) & set(hashes(two))
    assert {n for n in names if hashes(one)[n] != hashes(two)[n]} >= {"data/catalogue/villages.csv"}
    assert (one / "truth/records.csv").read_bytes() != (two / "truth/records.csv").read_bytes()


@pytest.mark.parametrize(
    ("towns", "villages", "months"), [(1, 1, 1), (2, 3, 2), (1, 26, 14), (12, 2, 1), (1, 2500, 1)]
)
def test_any_size_has_a_catalogue_without_breaches(tmp_path, towns, villages, months):
    root = generate_sample(tmp_path / "x", towns=towns, villages=villages, months=months)
    catalogue = load_catalogue(root / "data/catalogue")
    records = read_truth(root / "truth", "records")

    here = catalogue.units[catalogue.units["level"] == "village"]
    assert len(catalogue.towns) == towns
    assert (here.groupby("town").size() == villages).all()
    assert records["period"].nunique() == months
    assert set(records["town"]) == set(catalogue.towns)


def test_chosen_ledgers_only_are_filed_and_are_as_in_the_whole_sample(tmp_path):
    chosen = ["cleanup", "safety_problem", "grid_visit"]
    some = generate_sample(tmp_path / "some", villages=9, months=2, ledgers=chosen)
    whole = generate_sample(tmp_path / "whole", villages=9, months=2)

    filed, everything = hashes(some / "data/raw"), hashes(whole / "data/raw")
    assert set(read_truth(some / "truth", "records")["ledger"]) == set(chosen)
    assert set(read_truth(some / "truth", "filings")["ledger"]) == set(chosen)
    assert filed.items() < everything.items()
    assert len(load_catalogue(some / "data/catalogue").ledgers) == 8


@pytest.mark.parametrize(
    "wrong",
    [
        {"towns": 0},
        {"villages": 0},
        {"months": 0},
        {"start": "2022-13"},
        {"mistakes": 1.5},
        {"ledgers": ["cleanup", "nothing"]},
    ],
)
def test_arguments_out_of_range_are_refused_and_write_nothing(tmp_path, wrong):
    with pytest.raises(BadInput):
        generate_sample(tmp_path / "x", **wrong)
    assert not (tmp_path / "x").exists()


def test_a_folder_with_something_in_it_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BadInput, match="not empty"):
        generate_sample(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


# ---- the truth ---------------------------------------------------------------------------------


def test_a_record_is_one_cell_and_is_never_spoilt_beyond_recovery(flawed):
    records, spoilt = (read_truth(flawed / "truth", name) for name in ("records", "spoilt"))
    place = ["file", "sheet", "cell"]

    assert not records.duplicated(place).any()
    lost = spoilt[spoilt["recoverable"] == "false"]
    both = records.merge(lost, on=place, how="inner", validate="1:1")
    assert len(lost) > 20
    assert both.empty


def test_nothing_counts_of_a_line_whose_village_or_day_is_wrong(flawed):
    records, spoilt = (read_truth(flawed / "truth", name) for name in ("records", "spoilt"))
    whole = spoilt[spoilt["kind"].isin(["unknown_unit", "conflict"])]
    lines = [
        table["file"] + " " + table["cell"].str[1:]
        for table in (records, whole[whole["recoverable"] == "false"])
    ]

    assert len(lines[1]) > 10
    assert not set(lines[0]) & set(lines[1])


def test_every_kind_of_mistake_occurs_and_stands_where_truth_says(flawed):
    spoilt = read_truth(flawed / "truth", "spoilt")

    assert set(spoilt["kind"]) >= {
        *("unreadable", "negative", "foreign_date", "unknown_unit", "conflict"),
        *("wrong_total", "not_a_village"),
    }
    for _, mistake in spoilt.groupby("kind").head(4).iterrows():
        found = cell_at(flawed, mistake)
        if isinstance(found, date):
            pytest.fail(f"a date stands at {mistake['cell']}")
        shown = f"{found:g}" if isinstance(found, float) else str(found)
        assert shown == mistake["written"], mistake.to_dict()


def test_the_cells_of_records_hold_them(flawed):
    records = read_truth(flawed / "truth", "records")
    plain = records[records["ledger"] != "safety_problem"].groupby(["file", "item"]).head(2)
    agreeing = 0
    for _, record in plain.iterrows():
        found = cell_at(flawed, record)
        assert found != "", record.to_dict()
        agreeing += found == float(record["value"] or record["done"])
    assert agreeing > len(plain) / 2

    for _, record in records[records["case"] != ""].groupby("file").head(5).iterrows():
        assert cell_at(flawed, record) == record["case"]


def test_no_village_has_two_lines_of_one_day(flawed):
    records = read_truth(flawed / "truth", "records")
    work = records[records["value"] != ""]

    assert not work.duplicated(["town", "period", "ledger", "unit", "date", "item"]).any()
    assert (work["date"].str[:7] == work["period"]).all()


def test_a_closed_case_is_filed_once_more_and_then_no_longer(flawed):
    records = read_truth(flawed / "truth", "records")
    cases = records[records["case"] != ""]
    closed = cases[cases["closed"] != ""]

    assert len(closed) > 10
    assert (closed["closed"].str[:7] == closed["period"]).all()
    assert not closed.duplicated("case").any()
    last = cases.groupby("case")["period"].transform("max")
    assert (last[closed.index] == closed["period"]).all()


def test_a_late_or_missing_village_is_not_in_the_master(flawed):
    records, filings = (read_truth(flawed / "truth", name) for name in ("records", "filings"))
    filed = filings.rename(columns={"status": "filed"})
    keys = ["period", "town", "ledger", "unit"]
    counted = records.merge(filed, on=keys, how="inner", validate="m:1")

    assert set(counted["filed"]) == {"filed", "late"}
    own_file = counted["file"].str.contains("补报")
    assert (own_file == (counted["filed"] == "late")).all()


def test_without_mistakes_nothing_is_lost(tmp_path):
    root = generate_sample(tmp_path / "x", villages=30, months=6, mistakes=0)
    spoilt = read_truth(root / "truth", "spoilt")

    assert set(spoilt["recoverable"]) <= {"true"}


def test_people_are_invented_and_their_numbers_impossible(flawed):
    """No Chinese mobile number begins with 10; names are a stem, 某 and a branch."""
    texts = set()
    for file in flawed.rglob("*.xlsx"):
        sheet = load_workbook(str(file)).get_sheet_by_index(0)
        texts |= {cell for row in sheet.to_python() for cell in row if isinstance(cell, str)}
    numbers = {text for text in texts if text.isascii() and text.isdigit() and len(text) == 11}

    assert len(numbers) > 10
    assert {number[:3] for number in numbers} == {"100"}
    assert any(len(text) == 3 and text[1] == "某" for text in texts)


# ---- the parts ---------------------------------------------------------------------------------

WRITTEN = """
    value | form          | written
    12    | text          | 12
    12    | full_width    | １２
    5.5   | full_width    | ５．５
    1204  | thousands     | 1,204
    120   | counter       | 120方
    30    | about         | 约30
    12    | chinese       | 十二
    30    | chinese       | 三十
    47    | chinese       | 四十七
    12000 | ten_thousands | 1.2万
"""


@pytest.mark.parametrize(("value", "form", "written"), drawn(WRITTEN))
def test_a_quantity_is_written_in_its_form(value, form, written):
    assert write_number(float(value), form, "方") == written


@pytest.mark.parametrize(
    ("value", "form"), [(999, "thousands"), (7, "about"), (37, "about"), (9999, "ten_thousands")]
)
def test_a_form_that_does_not_suit_is_not_used(value, form):
    assert write_number(float(value), form, "方") == value


def test_numerals_from_0_to_99():
    assert [in_chinese(n) for n in (0, 7, 10, 11, 20, 99)] == [
        "零",
        "七",
        "十",
        "十一",
        "二十",
        "九十九",
    ]


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("month_day", "3月5日"),
        ("dotted", "2022.3.5"),
        ("dashed", "2022-3-5"),
        ("compact", "20220305"),
    ],
)
def test_a_day_is_written_in_its_form(form, written):
    assert write_date(date(2022, 3, 5), form) == written


def test_apportioned_parts_are_whole_and_add_up():
    for seed in range(50):
        weights = stream(seed, "weights").random(9) * (stream(seed, "zero").random(9) < 0.7)
        if not weights.any():
            continue
        for total in (0, 3, 9, 100):
            parts = apportion(weights, total)
            assert parts.sum() == total
            assert (parts[weights == 0] == 0).all()
            assert total < np.count_nonzero(weights) or (parts[weights > 0] >= 1).all()
