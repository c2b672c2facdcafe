"""Every way to break a catalogue → file, row and column, all at once, and never an exception."""

import random
import shutil
import tomllib
from pathlib import Path

import pytest
from drawing import table
from seeds import seeds

from zhen_analysis.base.errors import CatalogueError
from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import TownPeriod, check_catalogue, load_catalogue
from zhen_analysis.catalogue.vocabulary.parameters import PARAMETERS
from zhen_analysis.catalogue.written import OPTIONAL_TABLES, columns_of
from zhen_analysis.intake.cells.units_named import name_book

SAMPLE = Path(__file__).parents[2] / "data/catalogue"


@pytest.fixture
def folder(tmp_path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "catalogue"))


def change(folder: Path, file: str, before: str, after: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert before in text, f"{before} does not stand in {file}"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def add(folder: Path, file: str, line: str) -> None:
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")


def found(folder: Path) -> list[tuple[str, int | None, str, str]]:
    return [(b.file, b.row, b.column, b.message) for b in check_catalogue(folder)]


def row_of(file: str, text: str) -> int:
    lines = (SAMPLE / file).read_text(encoding="utf-8").splitlines()
    return next(row for row, line in enumerate(lines, start=1) if text in line)


def test_the_sample_catalogue_has_no_breach_and_loads():
    assert check_catalogue(SAMPLE) == []
    catalogue = load_catalogue(SAMPLE)
    assert len(catalogue.units_in("shili", Month(2022, 3), "village")) == 26
    assert catalogue.units_in("shili", Month(2022, 3), "village")["grids"].sum() == 253


CELLS = table("""
    file                | in the line  | before               | after                | column     | says
    schemes/village.csv | grid_rate    | ,epidemic,           | ,epidemics,          | parent     | is not an indicator of this scheme
    schemes/village.csv | grid_rate    | ,epidemic,           | ,fire_liable,        | parent     | is itself measured
    schemes/village.csv | grid_rate    | epidemic,,100        | epidemic,,90         | weight     | the weights under epidemic add up to 90, not 100
    schemes/village.csv | grid_rate    | epidemic,,100        | epidemic,,           | weight     | a weight is needed
    schemes/village.csv | grid_rate    | epidemic,,100        | epidemic,,much       | weight     | must be a number
    schemes/village.csv | grid_rate    | epidemic,,100        | epidemic,,１００     | weight     | must be a number
    schemes/village.csv | grid_rate    | epidemic,,100        | epidemic,,-5         | weight     | must be above 0
    schemes/village.csv | grid_rate    | epidemic,,100        | epidemic,网格,100    | name       | has its name in indicators.csv
    schemes/village.csv | garbage_per  | ratio,0,12           | ratio,12,12.0        | target     | floor and target are equal
    schemes/village.csv | garbage_per  | ratio,0,12           | ratio,0,             | target     | rule ratio needs it
    schemes/village.csv | garbage_per  | ratio,0,12           | ratio,,12            | floor      | rule ratio needs it
    schemes/village.csv | garbage_per  | ratio,0,12           | rate,0,12            | rule       | must be one of ratio, deduct, step
    schemes/village.csv | garbage_per  | ratio,0,12           | ,0,12                | rule       | must be one of ratio, deduct, step
    schemes/village.csv | garbage_per  | 100,zero             | 100,none             | missing    | must be zero, exclude, carry, na or fixed:NUMBER
    schemes/village.csv | fire_liable  | deduct,,,100         | deduct,,,            | per        | rule deduct needs it
    schemes/village.csv | fire_liable  | deduct,,,100         | deduct,,,-100        | per        | must be 0 or more: better must never score less
    schemes/village.csv | grid_rate    | 0:0;60:60;           | 0:0;60;              | knots      | write two or more value:score pairs
    schemes/village.csv | grid_rate    | 0:0;60:60;           | 0:0;0:60;            | knots      | the values must rise from pair to pair
    schemes/village.csv | grid_rate    | 0:0;60:60;           | 0:0;6.0.0:60;        | knots      | a value or score is not a number
    schemes/village.csv | grid_rate    | 100:100,             | 100:101,             | knots      | the scores must lie between 0 and the full marks, 100
    schemes/village.csv | grid_rate    | piecewise            | zscore               | rule       | is for analysis only
    schemes/village.csv | grid_rate    | piecewise,,,,0:0;60:60;90:90;100:100 | rank_points,,,,1:50;2:60 | knots | a later place cannot have more points
    schemes/village.csv | grid_rate    | 100,zero             | 100,fixed:101        | missing    | is more than the full marks, 100
    schemes/village.csv | grid_rate    | 100,zero             | -100,zero            | full_marks | must be above 0
    schemes/village.csv | epidemic     | arithmetic           | mean                 | aggregate  | must be arithmetic or geometric
    schemes/village.csv | epidemic     | ,20,,                | ,20,ratio,           | indicator  | is not measured in indicators.csv, so no rule scores it
    schemes/village.csv | epidemic     | 疫情防控             |                      | name       | the name is missing
    schemes/village.csv | epidemic     | epidemic,,疫         | prevention,,疫       | indicator  | is not measured in indicators.csv and has no parts
    indicators.csv  | garbage_per  | ,month,              | ,week,               | span       | must be one of month, ytd
    indicators.csv  | garbage_per  | 2,,1                 | 2,,2                 | direction  | must be 1 (more is better) or -1
    indicators.csv  | garbage_per  | cleanup,garbage,     | clean,garbage,       | ledger     | is not the code of a ledger
    indicators.csv  | garbage_per  | cleanup,garbage,     | cleanup,rubbish,     | item       | ledger cleanup has no item rubbish
    indicators.csv  | garbage_per  | per_100_households   | per_head             | measure    | a ledger of shape work is measured by
    indicators.csv  | garbage_per  | per_100_households   | closed_rate          | measure    | a ledger of shape work is measured by
    indicators.csv  | garbage_per  | 每百户清理垃圾       |                      | name       | the name is missing
    indicators.csv  | garbage_per  | garbage_per_100      | 1garbage             | indicator  | a code begins with a letter
    indicators.csv  | rectified_ra | closed_rate,found    | closed_rate,         | cohort     | declares found or flow
    indicators.csv  | grid_visit,g | ,rate,,              | ,rate,found,         | cohort     | only what counts closed cases
    indicators.csv  | garbage,清   | 立方米,,             | 立方米,2.5,          | decimals   | must be a digit from 0 to 6
    indicators.csv  | latrine,拆   | latrine,拆           | garbage,拆           | indicator  | is also in row 2
    villages.csv    | qinghe       | qinghe               | 9he                  | code       | a code begins with a letter
    villages.csv    | qinghe       | qinghe               | shili                | code       | is the code of a town
    villages.csv    | qinghe       | 青禾村               |                      | name       | the name is missing
    villages.csv    | qinghe       | A类                  | C类                  | group      | must be one of A类, B类
    villages.csv    | qinghe       | 612                  | 六百                 | households | must be a number of 0 or more
    villages.csv    | qinghe       | 612                  | -1                   | households | must be a number of 0 or more
    villages.csv    | qinghe       | 16,,                 | 16,2022-3-1,         | valid_from | must be a date such as 2022-03-01
    villages.csv    | qinghe       | 16,,                 | 16,2022-W09-2,       | valid_from | must be a date such as 2022-03-01
    villages.csv    | qinghe       | 16,,                 | 16,2022-03-01,2022-02-01 | valid_to | lies before valid_from
    villages.csv    | qinghe       | ,shili               | ,other               | town       | is not a town of town.toml
    villages.csv    | liuwan       | liuwan               | qinghe               | code       | is also in villages.csv row 2
    villages.csv    | liuwan       | 柳湾村               | 青禾村               | name       | is also in villages.csv row 2
    departments.csv | emergency    | 应急办               | 青禾村               | name       | is also in villages.csv row 2
    aliases.csv     | 清禾村       | 清禾村               | 柳湾村               | alias      | collides with the name in villages.csv row 3
    aliases.csv     | 柳弯村       | 柳弯村               | 清禾村               | alias      | collides with row 2
    aliases.csv     | 柳弯村       | liuwan               | liuwang              | code       | is not the code of a village or department
    aliases.csv     | 柳弯村       | 柳弯村               |                      | alias      | the spelling is missing
""")  # noqa: E501


@pytest.mark.parametrize(
    ("file", "line", "before", "after", "column", "says"),
    CELLS.to_numpy().tolist(),
    ids=CELLS["file"] + " " + CELLS["column"] + " " + CELLS["after"],
)
def test_a_broken_cell_is_named_by_file_row_and_column(
    folder, file, line, before, after, column, says
):
    row = row_of(file, line)
    text = (SAMPLE / file).read_text(encoding="utf-8").splitlines()[row - 1]
    assert before in text
    change(folder, file, text, text.replace(before, after, 1))
    assert [(f, r, c) for f, r, c, message in found(folder) if says in message] == [
        (file, row, column)
    ]


SETTINGS = table("""
    file                       | before                    | after                 | column                          | says
    town.toml                  | decimals = 2              | decimals = "two"      | schemes.village.decimals        | must be a whole number
    town.toml                  | decimals = 2              | decimals = true       | schemes.village.decimals        | must be a whole number
    town.toml                  | decimals = 2              | decimals = 12         | schemes.village.decimals        | must be from 0 to 6
    town.toml                  | full_marks = 100          | full_marks = nan      | schemes.village.full_marks      | must be a number
    town.toml                  | full_marks = 100          | full_marks = 0        | schemes.village.full_marks      | must be above 0
    town.toml                  | ties = "min"              | ties = "average"      | schemes.village.ties            | must be one of dense, first, max, min
    town.toml                  | top = 3                   | top = "3"             | schemes.village.honours.top     | must be a whole number
    town.toml                  | top = 3                   | tops = 3              | schemes.village.honours.tops    | is not known; known: bottom, bottom_below, top, top_at_least
    town.toml                  | ["A类", "B类"]            | "A类"                 | schemes.village.groups          | must be a list
    town.toml                  | ["A类", "B类"]            | ["A类", 2]            | schemes.village.groups[2]       | must be text
    town.toml                  | level = "village"         | level = "hamlet"      | schemes.village.level           | must be one of department, town, village
    town.toml                  | from = 75                 | from = 95             | schemes.village.bands           | must fall from best to worst
    town.toml                  | from = 75                 | from = "75"           | schemes.village.bands[2].from   | must be a number
    town.toml                  | grade = "良好"            | band = "良好"         | schemes.village.bands[2].grade  | is missing
    town.toml                  | indicator = "toilet"      | indicator = "toilets" | schemes.village.bonuses[1].indicator | is not a measured indicator
    town.toml                  | "bars_honours"            | "bars"                | schemes.village.vetoes[1].consequence | must be one of bars_honours, sets_grade, zeroes_item, zeroes_total
    town.toml                  | full_marks = 100          | full_marks = { "A类" = 150 } | schemes.village.full_marks.B类 | is missing
    town.toml                  | full_marks = 100          | full_marks = { "A类" = 150, "B类" = 0 } | schemes.village.full_marks.B类 | must be above 0
    town.toml                  | full_marks = 100          | full_marks = { "A类" = 1, "B类" = 1, "C类" = 1 } | schemes.village.full_marks.C类 | is not one of the scheme's groups
    town.toml                  | full_marks = 100          | full_marks = { "A类" = "x" } | schemes.village.full_marks.A类 | must be a number
    town.toml                  | top = 3,                  | top = 3, bottom_below = -1, | schemes.village.honours.bottom_below | must be 0 or more
    town.toml                  | decimals = 2              | deduction_cap = -1    | schemes.village.deduction_cap   | must be 0 or more
    town.toml                  | "bars_honours"            | "zeroes_item"         | schemes.village.vetoes[1].item  | goes with zeroes_item
    town.toml                  | "bars_honours"            | "zeroes_item"\\nitem = "air" | schemes.village.vetoes[1].item | is not an indicator of this scheme
    town.toml                  | "bars_honours"            | "sets_grade"\\ngrade = "劣" | schemes.village.vetoes[1].grade | is not a grade
    town.toml                  | [[schemes.village.bonuses]] | [schemes.village.bonuses] | schemes.village.bonuses      | must be a list
    town.toml                  | name = "示例镇"           |                       | towns.shili.name                | the name is missing
    town.toml                  | name = "示例镇"           | name = 3              | towns.shili.name                | must be text
    town.toml                  | [schemes.village]         | [scheme.village]      | scheme                          | is not known; known: schemes, towns
    ledgers/cleanup.toml       | code = "cleanup"          | code = "8clean"       | code                            | a code begins with a letter
    ledgers/cleanup.toml       | code = "cleanup"          | code = "grid_visit"   | code                            | another ledger has this code
    ledgers/cleanup.toml       | name = "人居环境整治台账" |                       | name                            | the name is missing
    ledgers/cleanup.toml       | shape = "work"            | shape = "works"       | shape                           | must be one of case, coverage, mark, work
    ledgers/cleanup.toml       | shape = "work"            |                       | shape                           | must be one of case, coverage, mark, work
    ledgers/cleanup.toml       | level = "village"         | level = "town"        | level                           | must be one of department, village
    ledgers/cleanup.toml       | filed_by = "village"      | filed_by = "nobody"   | filed_by                        | must be village or the code of a department
    ledgers/cleanup.toml       | due_day = 5               | due_day = 31          | due_day                         | must be a day from 1 to 28
    ledgers/cleanup.toml       | due_day = 5               | due_day = "5"         | due_day                         | must be a whole number
    ledgers/cleanup.toml       | zero_report = "required"  | zero_report = true    | zero_report                     | must be text
    ledgers/cleanup.toml       | zero_report               | zero_reports          | zero_reports                    | is not known
    ledgers/cleanup.toml       | field = "date"            | field = "day"         | columns[3].field                | must be one of
    ledgers/cleanup.toml       | ["unit", "date"]          | ["unit", "day"]       | entry_key                       | is not the field of a column
    ledgers/cleanup.toml       | uom = "立方米"            | uom = "桶"            | columns[4].uom                  | is not a known unit of measure
    ledgers/cleanup.toml       | uom = "立方米"            | uom = "立方米"\\npersonal = true | columns[4].personal  | a measured column cannot be personal data
    ledgers/cleanup.toml       | item = "debris"           | item = "garbage"      | columns[5].item                 | is already filled by another column
    ledgers/cleanup.toml       | ["清杂物、柴草垛",        | ["清 垃 圾",          | columns[5].spellings            | is already a heading of columns[4]
    ledgers/cleanup.toml       | spellings = ["序号", "编号"] | spellings = []     | columns[1].spellings            | declare at least one heading
    ledgers/cleanup.toml       | spellings = ["序号", "编号"] | spellings = "序号" | columns[1].spellings            | must be a list
    ledgers/cleanup.toml       | required = true           | required = "yes"      | columns[2].required             | must be true or false
    ledgers/safety_problem.toml | case_key = ["case"]      |                       | case_key                        | must say what identifies a case
    ledgers/safety_problem.toml | filing = "snapshot"      | filing = "photo"      | filing                          | must be one of increment, snapshot
""")  # noqa: E501


ADDED = table("""
    lines                                                              | column                       | says
    [schemes.village.months]~13 = { top = 1 }                          | months.13                    | must be a month such as 2022-02, or 2
    [schemes.village.months.2]~tops = 1                                | months.2.tops                | is not known
    [schemes.village.months.2]~top = 1.5                               | months.2.top                 | must be a whole number
    [[schemes.village.deductions]]~indicator = "toilet"~span = "month" | deductions[1].per            | is missing
    [[schemes.village.deductions]]~indicator = "toilets"               | deductions[1].indicator      | is not a measured indicator
    [[schemes.village.deductions]]~span = "week"                       | deductions[1].span           | must be one of month, ytd
    [[schemes.village.conditions]]~honour = "middle"                   | conditions[1].honour         | must be one of bottom, top
    [[schemes.village.conditions]]~at_least = 1~at_most = 2            | conditions[1].at_least       | at_least or at_most
    [[schemes.village.exemptions]]~unit = "nowhere"                    | exemptions[1].unit           | is not the code of a unit
    [[schemes.village.exemptions]]~period = "2022"                     | exemptions[1].period         | must be a month
    [[schemes.village.outcomes]]~on = "first"                          | outcomes[1].on               | must be one of bottom, gained, top
    [[schemes.village.outcomes]]~times = 0                             | outcomes[1].times            | must be 1 or more
    [[schemes.village.outcomes]]~times = "2"                           | outcomes[1].times            | must be a whole number
    [schemes.village.roll_up.month]~formula = "sum"                    | roll_up.month                | is not known; known: quarter, year
    [schemes.village.roll_up.year]~formula = "median"                  | roll_up.year.formula         | must be one of mean, sum
    [schemes.village.roll_up.year]~unheld = "95"                       | roll_up.year.unheld          | must be exclude or fixed:NUMBER
    [schemes.village.roll_up.year]~annual_share = 40                   | roll_up.year.annual_share    | goes with annual
    [schemes.village.roll_up.year]~annual = "yearly"                   | roll_up.year.annual          | must be one of district, village
""")  # noqa: E501


@pytest.mark.parametrize(("lines", "column", "says"), ADDED.to_numpy().tolist())
def test_a_broken_rule_of_a_scheme_is_named_by_its_place(folder, lines, column, says):
    add(folder, "town.toml", "\n" + lines.replace("~", "\n"))
    named = [entry[2] for entry in found(folder) if says in entry[3]]
    assert f"schemes.village.{column}" in named


def test_a_rule_says_all_that_it_needs(folder):
    change(folder, "schemes/village.csv", "deduct,,,100,", "step,,,100,")
    needed = [entry[2] for entry in found(folder) if "rule step needs it" in entry[3]]
    assert needed == ["start", "step", "loss", "part"]


def test_a_bonus_without_any_cap_is_warned_about_and_loads(folder):
    change(folder, "town.toml", "cap = 2", "")
    (breach,) = check_catalogue(folder)
    assert (breach.severity, breach.column) == ("warning", "schemes.village.bonuses[1].cap")
    assert load_catalogue(folder).schemes["village"].bonuses[0].cap is None


def test_the_whole_rule_language_loads(folder):
    change(folder, "town.toml", "full_marks = 100", 'full_marks = { "A类" = 150, "B类" = 100 }')
    add(
        folder,
        "town.toml",
        """
[schemes.village.months]
2 = { bottom_below = 80 }
[[schemes.village.conditions]]
honour = "bottom"
indicator = "rectified_rate"
span = "ytd"
at_least = 90
reason = "整改率达到90%"
[[schemes.village.exemptions]]
unit = "liuwan"
period = "2022-02"
reason = "山洪"
[[schemes.village.outcomes]]
name = "约谈"
on = "bottom"
times = 2
[schemes.village.roll_up.year]
formula = "sum"
unheld = "fixed:95"
""",
    )
    scheme = load_catalogue(folder).schemes["village"]
    assert [scheme.full_marks_of(group) for group in ("A类", "B类", None)] == [150, 100, 150]
    assert scheme.honours_in(Month(2022, 2))["bottom_below"] == 80
    assert "bottom_below" not in scheme.honours_in(Month(2022, 12))
    assert (scheme.conditions[0].at_least, scheme.exemptions[0].unit) == (90, "liuwan")
    assert (scheme.outcomes[0].times, scheme.roll_up["year"].formula) == (2, "sum")


@pytest.mark.parametrize(
    ("file", "before", "after", "column", "says"),
    SETTINGS.to_numpy().tolist(),
    ids=SETTINGS["column"] + " " + SETTINGS["after"],
)
def test_a_broken_setting_is_named_by_file_and_place(folder, file, before, after, column, says):
    change(folder, file, before, after.replace("\\n", "\n"))
    assert (file, None, column) in [entry[:3] for entry in found(folder) if says in entry[3]]
    with pytest.raises(CatalogueError):
        load_catalogue(folder)


WHOLE_FILES = table("""
    file                 | content                | column | says
    town.toml            | towns = 3              | towns  | must be a table
    town.toml            | towns = []             | towns  | must be a table
    town.toml            | [towns                 |        | is not valid TOML
    town.toml            |                        | towns  | declare at least one
    ledgers/cleanup.toml | columns = 3            | columns | must be a list
    ledgers/cleanup.toml | columns = [3]          | columns[1] | must be a table
    ledgers/cleanup.toml | code =                 |        | is not valid TOML
    ledgers/cleanup.toml |                        | columns | no column has field = "unit"
    villages.csv         | name,group             | code   | the column is missing
    villages.csv         |                        | code   | the column is missing
    villages.csv         | code,name,nmae         | nmae   | the column is not known
    villages.csv         | code,name,code         | code   | the column stands more than once
    calendar.csv         | date,kind~2022-13-01,workday | date | must be a date
    calendar.csv         | date,kind~2022-10-01,off | kind | must be one of holiday, workday
    calendar.csv         | date,kind~2022-10-01,holiday~2022-10-01,workday | date | stands more than once
    aliases.csv          | alias,code~红旗,hongqi,x,y |     | has more cells than the header
""")  # noqa: E501


@pytest.mark.parametrize(("file", "content", "column", "says"), WHOLE_FILES.to_numpy().tolist())
def test_a_broken_file_is_named(folder, file, content, column, says):
    (folder / file).write_text(content.replace("~", "\n"), encoding="utf-8")
    assert (file, column) in [(f, c) for f, _, c, message in found(folder) if says in message]


@pytest.mark.parametrize("file", ["town.toml", "villages.csv", "indicators.csv"])
def test_a_missing_file_is_named_and_so_is_a_folder_in_its_place(folder, file):
    (folder / file).unlink()
    assert (file, None, "", "the file is missing.") in found(folder)
    (folder / file).mkdir()
    assert any(f == file and "cannot be read" in message for f, _, _, message in found(folder))


def test_an_empty_folder_is_three_missing_files(tmp_path):
    missing = [file for file, _, _, message in found(tmp_path) if message == "the file is missing."]
    assert missing == ["town.toml", "villages.csv", "indicators.csv"]


@pytest.mark.parametrize("file", sorted(OPTIONAL_TABLES))
def test_what_a_town_may_leave_out_is_not_missed(folder, file):
    (folder / file).unlink()
    assert not [entry for entry in found(folder) if entry[0] == file]


def test_bytes_that_are_no_text_are_a_breach(folder):
    (folder / "villages.csv").write_bytes(b"code,name\n\xff\xff\xff,\x80\n")
    (folder / "town.toml").write_bytes(b"\xff\xff")
    files = {file for file, _, _, message in found(folder) if "neither UTF-8 nor GBK" in message}
    assert files == {"villages.csv", "town.toml"}


ENCODINGS = {"utf-8 with BOM": "utf-8-sig", "GBK": "gbk", "GB18030": "gb18030"}


@pytest.mark.parametrize("encoding", ENCODINGS.values(), ids=ENCODINGS)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_files_are_read_as_offices_save_them(folder, encoding, ending):
    names = ["town.toml"] if ending != "\r" else []  # TOML knows no lone CR
    for name in [*names, "villages.csv", "aliases.csv", "departments.csv"]:
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_bytes(text.replace("\n", ending).encode(encoding))
    assert found(folder) == []
    assert load_catalogue(folder).unit_name("shili", "qinghe") == "青禾村"


def test_row_numbers_count_blank_and_folded_lines_as_an_editor_does(folder):
    text = '\n\ncode,name,group\n\nqinghe,"青禾\n村",A类\n\n1he,柳湾村,A类\n'
    (folder / "villages.csv").write_text(text, encoding="utf-8")
    assert ("villages.csv", 8, "code") in [entry[:3] for entry in found(folder)]


def test_a_circle_of_parents_is_named_at_each_of_its_members(folder):
    table = "schemes/village.csv"
    change(folder, table, "\nsafety,,", "\nsafety,ecology,")
    change(folder, table, "\necology,,", "\necology,safety,")
    rows = [row_of(table, f"{code},,") for code in ("safety", "ecology")]
    circle = [entry[:3] for entry in found(folder) if "leads back" in entry[3]]
    assert circle == [(table, row, "parent") for row in rows]


def test_a_scheme_may_score_another_span_and_names_its_own_source(folder):
    text = (folder / "schemes/village.csv").read_text(encoding="utf-8").splitlines()
    text = [f"{line},{'span' if row == 0 else ''}" for row, line in enumerate(text)]
    text[-1] += "month"
    (folder / "schemes/village.csv").write_text("\n".join(text), encoding="utf-8")
    assert found(folder) == []
    lines = load_catalogue(folder).indicators.query("indicator == 'grid_rate'")
    spans = dict(zip(lines["scheme"].fillna("measured"), lines["span"], strict=True))
    assert spans == {"measured": "ytd", "village": "month", "district": "ytd"}


def test_a_scheme_and_its_table_belong_together(folder):
    (folder / "schemes/district.csv").rename(folder / "schemes/county.csv")
    said = {(b.file, b.severity): b.message for b in check_catalogue(folder)}
    assert "town.toml does not have" in said["schemes/county.csv", "error"]
    assert "nothing says what the scheme counts" in said["schemes/district.csv", "warning"]


def test_a_parameter_of_the_vocabulary_is_a_column_and_nothing_else_is(folder):
    assert set(PARAMETERS) - {"direction"} <= set(columns_of("schemes/village.csv"))
    change(folder, "schemes/village.csv", ",knots,", ",nots,")
    assert ("schemes/village.csv", 1, "nots") in [entry[:3] for entry in found(folder)]


def test_one_code_or_name_may_be_used_again_when_its_days_are_over(folder):
    """A renamed village takes two rows."""
    change(folder, "villages.csv", ",612,1958,16,,,", ",612,1958,16,,2022-02-28,")
    add(folder, "villages.csv", "qinghe,新禾村,A类,612,1958,16,2022-03-01,,shili")
    assert found(folder) == []
    catalogue = load_catalogue(folder)
    names = [
        catalogue.units_in("shili", Month(2022, month)).set_index("unit").loc["qinghe", "name"]
        for month in (2, 3)
    ]
    assert names == ["青禾村", "新禾村"]


def test_a_village_renamed_within_a_month_stands_once_and_keeps_every_name(folder):
    villages = folder / "villages.csv"
    text = villages.read_text(encoding="utf-8").replace(
        "qinghe,青禾村,A类,612,1958,16,,,shili",
        "qinghe,新禾村,A类,612,1958,16,2022-03-15,,shili\n"
        "qinghe,青禾村,A类,612,1958,16,,2022-03-14,shili",
    )
    villages.write_text(text, encoding="utf-8")
    catalogue = load_catalogue(folder)
    march = catalogue.units_in("shili", Month(2022, 3), "village").set_index("unit")
    assert march.index.is_unique and march.loc["qinghe", "name"] == "新禾村"
    assert catalogue.unit_name("shili", "qinghe", Month(2022, 2)) == "青禾村"
    assert catalogue.unit_name("shili", "qinghe", Month(2022, 3)) == "新禾村"
    for month in (2, 3, 4):  # people write the old name on, and the new one early
        book = name_book(TownPeriod(catalogue, "shili", Month(2022, month)), "village")
        assert book.find("青禾村") == book.find("新禾") == "qinghe"


def test_a_blank_town_is_the_first_town(folder):
    add(folder, "villages.csv", "qinghe2,青禾村,A类,1,1,1,,,")
    row = len((SAMPLE / "villages.csv").read_text(encoding="utf-8").splitlines()) + 1
    assert [entry[:3] for entry in found(folder)] == [("villages.csv", row, "name")]


def test_a_village_without_households_is_warned_about_where_they_are_needed(folder):
    change(folder, "villages.csv", "青禾村,A类,612", "青禾村,A类,")
    (breach,) = check_catalogue(folder)
    assert (breach.severity, breach.column, breach.row) == ("warning", "households", 2)
    assert load_catalogue(folder).units["households"].isna().sum() > 0


def test_a_town_that_knows_no_households_at_all_has_said_so(folder):
    yunpo = load_catalogue(folder).units.query("town == 'yunpo' and level == 'village'")
    assert len(yunpo) and yunpo["households"].isna().all()
    assert found(folder) == []


def test_an_indicator_may_leave_its_area_and_unit_to_its_ledger(folder):
    change(folder, "indicators.csv", "清理垃圾,乡村振兴,cleanup,,quantity,,,,,立方米",
           "清理垃圾,,cleanup,,quantity,,,,,")  # fmt: skip
    change(folder, "indicators.csv", "每百户清理垃圾,乡村振兴", "每百户清理垃圾,")
    change(folder, "indicators.csv", "month,立方米/百户", "month,")
    change(folder, "indicators.csv", "grid,rate,,,,ytd,%", "grid,rate,,,,ytd,")
    change(folder, "indicators.csv", "罚款,生态,eco_patrol", "罚款,,eco_patrol")
    change(folder, "ledgers/eco_patrol.toml", 'area = "生态"', "")
    catalogue = load_catalogue(folder)
    usual = catalogue.measured_indicators.set_index("indicator")[["area", "uom"]]
    assert usual.loc["garbage"].tolist() == ["乡村振兴", "立方米"]
    assert usual.loc["garbage_per_100"].tolist() == ["乡村振兴", "立方米/百户"]
    assert usual.loc["grid_rate"].tolist() == ["疫情防控", "%"]
    assert usual.loc["fine"].tolist() == ["其他", "元"]


PER_INSPECTION = "problem_per_inspection,safety,,30,ratio,10,3,,,"


@pytest.mark.parametrize(
    ("line", "is_warned"),
    [
        ("problem_found,safety,,30,deduct,,,10,,", True),
        ("problem_found,safety,,30,ratio,10,0,,,", True),
        ("problem_found,safety,,30,piecewise,,,,0:100;10:0,", True),
        ("problem_found,safety,,30,piecewise,,,,0:60;3:100,", False),
    ],
)
def test_full_marks_where_nobody_looked_are_warned_about(folder, line, is_warned):
    change(folder, "schemes/village.csv", PER_INSPECTION, line)
    change(
        folder,
        "indicators.csv",
        "safety_problem,,opened,,,,,处",
        "safety_problem,,opened,,,,ytd,处",
    )
    told = [each for each in check_catalogue(folder) if "nobody looks" in each.message]
    assert [(each.severity, each.column) for each in told] == [("warning", "rule")] * is_warned
    load_catalogue(folder)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (",-1,inspection", ",-1,", "name the indicator that counts the inspections."),
        (",-1,inspection", ",-1,inspections", "is not the code of an indicator."),
        (",-1,inspection", ",-1,grid_rate", "must be counted by a plain sum (quantity, opened)."),
        (",-1,inspection", ",-1,plan_required", "is counted for units of another level."),
        ("处,,,-1", "处,,,-1,inspection", "only findings per inspection name what counts the"),
    ],
)
def test_what_counts_inspections_is_a_plain_sum_of_the_same_units(folder, before, after, told):
    change(folder, "indicators.csv", before, after)
    (breach,) = check_catalogue(folder)
    assert (breach.severity, breach.column) == ("error", "inspections")
    assert breach.message.startswith(told)


def test_a_raw_sum_that_is_scored_is_warned_about_and_loads(folder):
    change(folder, "indicators.csv", "garbage,per_100_households", "garbage,quantity")
    change(folder, "schemes/village.csv", "60,ratio,0,12", "60,mark,,12")
    (breach,) = check_catalogue(folder)
    assert (breach.severity, breach.column) == ("warning", "rule")
    load_catalogue(folder)


def test_marks_that_are_scored_say_how_far_they_stray_or_are_warned_about(folder):
    change(folder, "schemes/village.csv", "grid_rate,epidemic", "daily_mark_mean,epidemic")
    path = folder / "schemes/village.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines()

    def write(error: str, source: str) -> None:
        ends = [f",month,{error},{source}" if "mark_mean" in line else ",,," for line in lines]
        rows = [line + end for line, end in zip(lines, ends, strict=True)]
        path.write_text("\n".join([f"{header},span,error,error_source", *rows]), encoding="utf-8")

    write("", "")
    (breach,) = check_catalogue(folder)
    assert (breach.severity, breach.column) == ("warning", "error")
    assert "评分误差未知" in breach.message
    write("3", "2022年4月复评")
    assert check_catalogue(folder) == []
    write("3", "")
    (breach,) = check_catalogue(folder)
    assert (breach.severity, breach.column) == ("error", "error_source")


def test_all_breaches_come_at_once_with_the_errors_first(folder):
    change(folder, "town.toml", "decimals = 2", 'decimals = "two"')
    change(folder, "villages.csv", "qinghe", "9he")
    change(folder, "schemes/village.csv", "grid_rate,epidemic", "grid_rate,epidemics")
    change(folder, "indicators.csv", "quantity,,,,,立方米", "quantities,,,,,立方米")
    change(folder, "ledgers/cleanup.toml", "due_day = 5", "due_day = 50")
    with pytest.raises(CatalogueError) as refused:
        load_catalogue(folder)
    files = {breach.file for breach in refused.value.breaches}
    assert files >= {"town.toml", "villages.csv", "indicators.csv", "ledgers/cleanup.toml"}
    assert "schemes/village.csv" in files
    assert all(str(breach) in str(refused.value) for breach in refused.value.breaches)


ODD = [3, -1, 2.5, float("nan"), float("inf"), True, "", "两", [], [1], [[]], {}, {"a": 1}, [{}]]
ODD_CELLS = ["", "x", "-1", "1e9", "１２", "nan", "9" * 400, "a:b;c", "1:2:3;4:5", '"', "\0"]


def spoil(node, chance: random.Random):
    """Put an odd value at a random place of a parsed TOML file."""
    if isinstance(node, dict) and node and chance.random() < 0.8:
        key = chance.choice(list(node))
        return {**node, key: spoil(node[key], chance)}
    if isinstance(node, list) and node and chance.random() < 0.8:
        place = chance.randrange(len(node))
        return [*node[:place], spoil(node[place], chance), *node[place + 1 :]]
    return chance.choice(ODD)


def written(value) -> str:
    """Return a parsed TOML value as inline TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}" = {written(entry)}' for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else repr(value)


@pytest.mark.parametrize("seed", seeds(20))
def test_no_content_makes_the_check_raise_and_what_passes_it_loads(folder, seed):
    chance = random.Random(seed)
    for name in ("town.toml", chance.choice(sorted((SAMPLE / "ledgers").iterdir())).name):
        path = next(folder.rglob(name))
        parsed = spoil(tomllib.loads(path.read_text(encoding="utf-8")), chance)
        entries = parsed.items() if isinstance(parsed, dict) else [("towns", parsed)]
        text = "\n".join(f'"{key}" = {written(value)}' for key, value in entries)
        if chance.random() < 0.7:
            path.write_text(text, encoding="utf-8")
    tables = ["villages.csv", "indicators.csv", "aliases.csv", "departments.csv", "goals.csv"]
    name = chance.choice([*tables, "schemes/village.csv"])
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    row = chance.randrange(len(lines))
    cells = lines[row].split(",")
    cells[chance.randrange(len(cells))] = chance.choice(ODD_CELLS)
    lines[row] = ",".join(cells)
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    errors = [breach for breach in check_catalogue(folder) if breach.severity == "error"]
    if not errors:
        load_catalogue(folder)


UNSEEN = [
    ("villages.csv", "青禾村", "青\x0b禾村"),
    ("villages.csv", "青禾村", "青禾\x1b村"),
    ("villages.csv", "qinghe", "qing\x00he"),
    ("indicators.csv", "问题整改率", "问题\ufffe整改率"),
    ("indicators.csv", "问题整改率", "问题\u202e整改率"),
]


@pytest.mark.parametrize(("file", "before", "after"), UNSEEN)
def test_signs_that_nobody_can_see_are_refused(folder, file, before, after):
    change(folder, file, before, after)
    assert any(name == file and row and "control characters" in said
               for name, row, _, said in found(folder))  # fmt: skip


def test_signs_that_nobody_can_see_are_refused_in_toml_too(folder):
    change(folder, "town.toml", 'name = "示例镇"', 'name = "示例\\u001b镇"')
    assert any(name == "town.toml" and column.endswith("name") and "control characters" in said
               for name, _, column, said in found(folder))  # fmt: skip
