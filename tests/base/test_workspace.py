"""Where a town's folders are, what a month is called, and what an error says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhen_analysis.base.errors import BadInput, CatalogueError, ZhenError
from zhen_analysis.base.period import Month, Week, is_month, parse_month, parse_period, parse_week
from zhen_analysis.base.workspace import Workspace, bundled, open_workspace


@pytest.fixture
def root(tmp_path):
    (tmp_path / "data/catalogue").mkdir(parents=True)
    (tmp_path / "data/catalogue/town.toml").write_text("")
    return tmp_path


def test_a_named_folder_wins_over_the_variable_and_both_over_the_folder_here(
    root, monkeypatch, tmp_path_factory
):
    others = [tmp_path_factory.mktemp(name) for name in ("variable", "here")]
    for other in others:
        (other / "data/catalogue").mkdir(parents=True)
        (other / "data/catalogue/town.toml").write_text("")
    monkeypatch.chdir(others[1])
    monkeypatch.delenv("ZHEN_WORKSPACE", raising=False)
    assert open_workspace().root == others[1]
    monkeypatch.setenv("ZHEN_WORKSPACE", str(others[0]))
    assert open_workspace().root == others[0]
    assert open_workspace(root).root == root
    assert open_workspace(str(root)).root == root


def test_the_workspace_is_found_upwards(root, monkeypatch):
    deep = root / "reports/2022-03"
    deep.mkdir(parents=True)
    monkeypatch.delenv("ZHEN_WORKSPACE", raising=False)
    monkeypatch.chdir(deep)
    assert open_workspace().root == root


def test_a_folder_that_is_none_is_refused_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.delenv("ZHEN_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match="--workspace DIR or set ZHEN_WORKSPACE"):
        open_workspace()
    with pytest.raises(BadInput, match="is not a workspace"):
        open_workspace(tmp_path / "nowhere")


@pytest.mark.parametrize("named", ["~no-such-user/x", "x" * 300, "/x" * 3000, "a\0b"])
def test_a_name_that_can_be_no_folder_is_refused_too(named):
    with pytest.raises(BadInput, match="is not a workspace"):
        open_workspace(named)


@pytest.mark.parametrize("part", ["", ".", "..", "../x", "a/b", "a\\b", "C:", "a*", "a?", "a\0b"])
def test_a_town_or_period_that_is_no_plain_name_is_refused(root, part):
    with pytest.raises(BadInput):
        Workspace(root).raw_dir(part, "2022-03")
    with pytest.raises(BadInput):
        Workspace(root).raw_dir("shili", part)


def test_only_folders_named_as_months_are_periods(root):
    raw = root / "data/raw/shili"
    for name in ("2022-03", "2022-01", "standing", "2022-13", "2022-3", "２０２２-02"):
        (raw / name).mkdir(parents=True)
    (raw / "2022-04").write_text("a file")
    assert Workspace(root).months("shili") == [Month(2022, 1), Month(2022, 3)]
    assert Workspace(root).months("other") == []


def test_paths_in_tables_start_at_the_root_with_forward_slashes(root):
    path = root / "data" / "raw" / "表.xlsx"
    assert Workspace(root).relative(path) == "data/raw/表.xlsx"


def test_notebooks_are_the_workspaces_own_else_the_packages(root):
    assert Workspace(root).notebooks_dir == bundled("notebooks")
    (root / "notebooks").mkdir()
    (root / "notebooks/own.ipynb").write_text("{}")
    assert Workspace(root).notebooks_dir == root / "notebooks"


def test_the_catalogue_travels_with_the_package():
    assert (bundled("catalogue") / "town.toml").is_file()


@pytest.mark.parametrize(
    "written", ["2022-3", "2022-13", "2022-00", "202203", "2022-03-01", " 2022-03", "2022-03\n",
                "２０２２-03", "2022-W12", "", None, 202203, "../2022-03"],
)  # fmt: skip
def test_what_is_no_month_is_refused_with_an_example(written):
    with pytest.raises(BadInput, match="for example 2022-03"):
        parse_month(written)


@given(st.integers(1900, 2099), st.integers(1, 12))
def test_months_are_written_read_and_ordered(year, month):
    this = Month(year, month)
    assert parse_month(str(this)) == this
    assert is_month(str(this))
    assert this.previous < this < this.following
    assert this.previous.following == this.following.previous == this
    assert this.previous.last_day.toordinal() + 1 == this.first_day.toordinal()
    assert this.year_to_date[0] == Month(year, 1)
    assert this.year_to_date[-1] == this
    assert len(this.year_to_date) == month


def test_a_month_knows_its_days_and_its_chinese_name():
    assert Month(2024, 2).last_day == date(2024, 2, 29)
    assert Month(2022, 3).chinese == "2022年3月"


def test_an_error_says_where_what_and_what_to_do():
    error = BadInput("found x.", hint="Write y.", file="a.xlsx", sheet="表", cell="B2")
    assert str(error) == "a.xlsx 表 B2: found x. Write y."
    assert isinstance(CatalogueError([]), BadInput)
    assert isinstance(error, ZhenError)


# ---- weeks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2022-W12", date(2022, 3, 21), date(2022, 3, 27)),
        ("2021-W52", date(2021, 12, 27), date(2022, 1, 2)),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        ("2025-W01", date(2024, 12, 30), date(2025, 1, 5)),
    ],
)
def test_a_week_is_that_of_iso_8601(written, first, last):
    week = parse_week(written)
    assert (week.first_day, week.last_day, str(week)) == (first, last, written)
    assert parse_period(written) == week
    assert week.following.previous == week


@pytest.mark.parametrize("written", ["2022-W53", "2022-W00", "2022-W1", "2022-12", "2022W12", 12])
def test_what_is_no_week_is_refused_with_an_example(written):
    with pytest.raises(BadInput, match="2022-W12"):
        parse_week(written)


def test_a_period_meant_as_a_week_is_not_told_to_be_a_month():
    with pytest.raises(BadInput, match="is not a week"):
        parse_period("2022-W60")
    with pytest.raises(BadInput, match="is not a month"):
        parse_period("2022-13")


@given(st.integers(2000, 2050), st.integers(1, 12))
def test_every_week_belongs_to_the_one_month_in_which_it_ends(year, number):
    month = Month(year, number)
    assert all(week.key == month.key for week in month.weeks)
    assert month.weeks[-1].following == month.following.weeks[0]
    assert month.previous.weeks[-1] == month.weeks[0].previous
    assert 4 <= len(month.weeks) <= 5


def test_week_folders_are_neither_strays_nor_months(root):
    for name in ("2022-03", "2022-W12", "2022-W02", "2022-W60", "standing"):
        (root / "data/raw/shili" / name).mkdir(parents=True)
    workspace = Workspace(root)
    assert workspace.months("shili") == [Month(2022, 3)]
    assert workspace.weeks("shili") == [Week(2022, 2), Week(2022, 12)]
    assert [path.name for path in workspace.strays("shili")] == ["2022-W60"]
    assert Week(2022, 12) == parse_week("2022-W12")
