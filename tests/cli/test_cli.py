"""The `zhen` command as a person or a schedule runs it."""

import csv
import io
import json
import os
import subprocess
import sys

import openpyxl
import pytest

from zhen_analysis import cli

MONTH = "2022-02"


@pytest.fixture
def zhen(monkeypatch, capsys):
    """Run the command in this process; returns exit status, output and error text."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["zhen", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return ended.value.code or 0, said.out, said.err

    return run


def test_clean_counts_lines_and_cells_by_the_conservation_law(zhen, clean_town):
    status, out, _ = zhen("clean", MONTH, "--workspace", clean_town, "--format", "json")
    assert status == 0
    counted = json.loads(out)
    assert counted["period"] == MONTH
    town = counted["towns"]["shili"]
    assert set(town) == {"files", "entries", "cells", "issues"}
    for what in ("entries", "cells"):
        parts = dict(town[what])
        assert parts.pop("read") == sum(parts.values()) > 0


def test_every_command_takes_a_quarter_and_a_word_for_the_last_month(zhen, clean_town):
    where = ("--workspace", clean_town, "--format", "json")
    status, out, _ = zhen("clean", "2022-Q1", *where)
    assert status == 0 and json.loads(out)["period"] == "2022-Q1"
    assert zhen("issues", "latest", *where) == zhen("issues", MONTH, *where)
    assert zhen("rank", "previous", *where) == zhen("rank", "2022-01", *where)


def test_a_file_that_cannot_be_read_makes_status_1(zhen, town):
    (town.raw_dir("shili", MONTH) / "坏了.xlsx").write_bytes(b"?")
    status, out, _ = zhen("clean", MONTH, "--workspace", town.root, "--format", "json")
    assert status == 1
    assert json.loads(out)["towns"]["shili"]["issues"]["unreadable"] == 1


def test_rank_lists_every_village_once_with_its_printed_name(zhen, clean_town):
    status, out, _ = zhen("rank", MONTH, "--workspace", clean_town, "--format", "json")
    ranking = json.loads(out)
    assert status == 0
    assert len({line["unit"] for line in ranking}) == len(ranking) == 6
    needed = {"period", "town", "scheme", "level", "group", "unit", "unit_name", "total", "rank"}
    assert needed | {"previous_rank", "change", "honour", "firmness"} <= set(ranking[0])


def test_one_group_is_ranked_alone(zhen, clean_town):
    _, out, _ = zhen("rank", MONTH, "--workspace", clean_town, "--group", "A类", "--format", "csv")
    lines = list(csv.DictReader(io.StringIO(out)))
    assert {line["group"] for line in lines} == {"A类"}
    assert lines[0]["rank"] == "1"


@pytest.mark.parametrize("span", ["month", "ytd"])
def test_the_cells_of_a_trace_add_up_to_the_figure(zhen, clean_town, span):
    where = ("--workspace", clean_town, "--format", "json")
    _, out, _ = zhen("rank", MONTH, *where)
    for unit in (line["unit"] for line in json.loads(out)):
        status, out, _ = zhen("trace", MONTH, unit, "garbage", "--span", span, *where)
        assert status == 0
        cells = json.loads(out)
        assert sum(cell["value"] * cell["sign"] for cell in cells) == figure(clean_town, unit, span)


@pytest.mark.parametrize("output", ["table", "json"])
def test_a_figure_is_printed_with_all_its_digits(zhen, town, output):
    """3 亩 are 2000 平方米 exactly, 1 亩 is 666.66… of them; 1234567 is not 1.23457e+06."""
    name = next(csv.DictReader((town.catalogue_dir / "villages.csv").open(encoding="utf-8-sig")))
    path = town.raw_dir("shili", MONTH) / "补报人居环境.csv"
    path.write_text(
        f"村名,日期,拆违面积,清路域\n{name['name']},2月26日,1亩,1234567\n", encoding="utf-8"
    )
    where = ("--workspace", town.root, "--format", output)
    _, area, _ = zhen("trace", MONTH, name["code"], "illegal_area", *where)
    _, roadside, _ = zhen("trace", MONTH, name["code"], "roadside", *where)
    if output == "json":
        assert 2000 / 3 in [cell["value"] for cell in json.loads(area)]
        assert 1234567 in [cell["value"] for cell in json.loads(roadside)]
    else:
        assert " 666.666666667 " in area and roadside.count(" 1234567 ") == 2


def figure(root, unit, span):
    from zhen_analysis import assess_month

    measures = assess_month(MONTH, workspace=root).measures
    return measures.set_index(["unit", "indicator", "span"])["value"][unit, "garbage", span]


def test_check_names_breaches_and_ends_with_1(zhen, town):
    villages = town.catalogue_dir / "villages.csv"
    lines = villages.read_text(encoding="utf-8-sig").splitlines()
    villages.write_text("\n".join([*lines, "9bad,坏村,A类,10,30,1"]), encoding="utf-8")
    status, out, _ = zhen("check", "--workspace", town.root, "--format", "json")
    assert status == 1
    assert {"file": "villages.csv", "row": 8, "column": "code"}.items() <= json.loads(out)[
        0
    ].items()


def test_check_of_a_sound_catalogue_is_silent(zhen, clean_town):
    assert zhen("check", "--workspace", clean_town, "--format", "json")[:2] == (0, "[]\n")


@pytest.mark.parametrize("listing", ["units", "indicators", "ledgers"])
def test_the_catalogue_lists_its_codes(zhen, clean_town, listing):
    status, out, _ = zhen("catalogue", listing, "--workspace", clean_town, "--format", "json")
    assert status == 0
    codes = [line[listing.removesuffix("s")] for line in json.loads(out)]
    assert codes and len(set(codes)) == len(codes)


def test_an_indicator_is_listed_with_its_weight_in_each_scheme(zhen, sample_town):
    _, out, _ = zhen("catalogue", "indicators", "--workspace", sample_town, "--format", "json")
    weights = {line["indicator"]: line["weights"] for line in json.loads(out)}
    assert weights["garbage_per_100"] == "village=60 district=60"
    assert weights["garbage"] is None


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("rank", "2022-13"), "YYYY-MM"),
        (("rank", "2021-01"), "2022-01, 2022-02"),
        (("rank", MONTH, "--town", "../x"), "shili"),
        (("rank", MONTH, "--group", "C类"), "A类, B类"),
        (("rank", MONTH, "--scheme", "none"), "village"),
        (("trace", MONTH, "无此村", "garbage"), "Known"),
        (("trace", MONTH, "shili", "none"), "garbage"),
        (("trace", MONTH, "shili", "garbage", "--span", "week"), "month, ytd"),
        (("report", MONTH, "--only", "none"), "village_ranking"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(zhen, clean_town, arguments, told):
    status, out, err = zhen(*arguments, "--workspace", clean_town)
    assert (status, out) == (2, "")
    assert told in err and "Traceback" not in err and err.count("\n") == 1


def test_a_folder_that_is_no_workspace_is_refused(zhen, tmp_path):
    status, _, err = zhen("rank", MONTH, "--workspace", tmp_path)
    assert status == 2 and "data/catalogue" in err


def test_a_folder_that_cannot_be_written_is_one_sentence(zhen, town):
    town.reports_dir.write_text("a file where the folder should be")
    status, out, err = zhen("report", MONTH, "--workspace", town.root, "--only", "data_quality")
    assert (status, out) == (2, "")
    assert "reports" in err and "Traceback" not in err and err.count("\n") == 1


def test_the_catalogue_goes_out_as_a_workbook_and_comes_back(zhen, town, tmp_path):
    where = ("--workspace", town.root)
    status, out, _ = zhen("catalogue", "--xlsx", tmp_path / "目录.xlsx", *where)
    assert (status, out.strip()) == (0, str(tmp_path / "目录.xlsx"))
    status, out, err = zhen(
        "catalogue", "--from-xlsx", tmp_path / "目录.xlsx", *where, "--format", "json"
    )
    assert (status, json.loads(out)) == (0, []) and "Nothing differs" in err
    book = openpyxl.load_workbook(tmp_path / "目录.xlsx")
    book["村庄"]["B2"] = "新名村"
    book.save(tmp_path / "新.xlsx")
    edited = ("catalogue", "--from-xlsx", tmp_path / "新.xlsx", *where, "--format", "json")
    status, out, err = zhen(*edited, "--dry-run")
    assert status == 0 and "Nothing was written" in err
    status, out, err = zhen(*edited)
    (change,) = json.loads(out)
    assert {"sheet": "村庄", "row": 2, "column": "村名", "now": "新名村"}.items() <= change.items()
    assert status == 0 and "Changed: villages.csv" in err and "catalogue-backup" in err
    assert "新名村" in zhen("catalogue", "units", *where, "--format", "csv")[1]
    book["村庄"]["D2"] = "很多"
    book.save(tmp_path / "坏.xlsx")
    status, out, err = zhen("catalogue", "--from-xlsx", tmp_path / "坏.xlsx", *where)
    assert (status, out) == (2, "") and "村庄 row 2 column 户数" in err
    assert zhen("catalogue", "--from-xlsx", tmp_path / "none.xlsx", *where)[0] == 2
    assert zhen("catalogue", "--xlsx", tmp_path / "目录.xlsx", *where)[0] == 2
    assert zhen("catalogue", "--dry-run", *where)[0] == 2


def test_a_new_town_is_asked_for_at_a_terminal_only(zhen, tmp_path, monkeypatch):
    (tmp_path / "名单.csv").write_bytes("村名\n青禾村\n".encode("gbk"))
    listed = ("--villages", tmp_path / "名单.csv")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    status, out, _ = zhen("init", tmp_path / "a", "--town", "清泉镇", *listed)
    assert status == 0 and "zhen report 2022-03" in out and "--drop-example" in out
    assert zhen("rank", "2022-03", "--workspace", tmp_path / "a", "--format", "csv")[0] == 0
    assert zhen("init", tmp_path / "a", "--drop-example")[0] == 0
    assert zhen("init", tmp_path / "b", "--no-example")[0] == 0
    towns = [cell for name in "ab" for cell in names_of_towns(tmp_path / name)]
    assert towns == ["qq 清泉镇", "town 本镇"]

    answers = io.StringIO(f"大河镇\n\n'{tmp_path / '名单.csv'}'\n")
    answers.isatty = lambda: True
    monkeypatch.setattr(sys, "stdin", answers)
    assert zhen("init", tmp_path / "c", "--no-example")[0] == 0
    assert names_of_towns(tmp_path / "c") == ["dh 大河镇"]
    assert "青禾村" in zhen("catalogue", "--workspace", tmp_path / "c", "--format", "csv")[1]


def names_of_towns(root):
    from zhen_analysis.catalogue import load_catalogue

    towns = load_catalogue(root / "data/catalogue").towns.values()
    return [f"{town.code} {town.name}" for town in towns]


def test_a_new_town_is_never_written_over_something(zhen, clean_town):
    status, out, err = zhen("init", clean_town, "--town", "清泉镇")
    assert (status, out) == (2, "") and "empty" in err and err.count("\n") == 1


def test_a_sample_is_never_written_over_a_file(zhen, tmp_path):
    (tmp_path / "file").write_text("mine")
    assert zhen("sample", tmp_path / "file")[0] == 2
    assert (tmp_path / "file").read_text() == "mine"


def test_a_sample_is_never_written_over_something(zhen, clean_town):
    assert zhen("sample", clean_town)[0] == 2


def test_the_command_starts_without_pandas():
    code = "import sys; import zhen_analysis, zhen_analysis.cli; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_trace_finds_the_one_town_that_knows_the_unit(zhen, tmp_path):
    from zhen_analysis.base.workspace import Workspace
    from zhen_analysis.catalogue import load_catalogue
    from zhen_analysis.sample import generate_sample

    root = generate_sample(tmp_path / "two", towns=2, villages=3, months=1, seed=3, mistakes=0)
    units = load_catalogue(Workspace(root).catalogue_dir).units
    villages = units[units["level"] == "village"].drop_duplicates("name", keep=False)
    second = villages[villages["town"] == "shili2"].iloc[0]
    arguments = ("trace", "2022-01", second["name"], "garbage", "--workspace", root)
    status, out, _ = zhen(*arguments, "--format", "json")
    assert status == 0
    assert all("/shili2/" in cell["file"] for cell in json.loads(out))
    assert zhen("trace", "2022-01", "无此村", "garbage", "--workspace", root)[0] == 2
    department = units.loc[units["level"] == "department", "name"].iloc[0]
    status, _, err = zhen("trace", "2022-01", department, "garbage", "--workspace", root)
    assert status == 2 and "several towns" in err


@pytest.mark.parametrize("encoding", ["latin-1", "big5"])
def test_a_console_that_cannot_show_chinese_gets_codes_and_no_traceback(clean_town, encoding):
    command = [sys.executable, "-m", "zhen_analysis", "catalogue", "units"]
    ran = subprocess.run(
        [*command, "--workspace", clean_town, "--format", "csv"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.count(b"\n") > 6
