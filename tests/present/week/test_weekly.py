"""The sample town's weeks: read as meant, told in page, tables and notices that agree."""

import html
import io
import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from towns import ask_only

from zhen_analysis.assess import measure_month
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue import TownPeriod
from zhen_analysis.present import tables
from zhen_analysis.present.week import words as weekly
from zhen_analysis.publish.papers.notices import ITEM, as_bytes, fill, read_template
from zhen_analysis.publish.run import publish
from zhen_analysis.results.month import assess_month
from zhen_analysis.results.week import assess_week
from zhen_analysis.sample import generate_sample

ROOT = Path(__file__).parents[3]
WEEK, TOWN = "2022-W12", "shili"
# A name that nobody in the sample has, put where names are asked for.
PLANTED = "慕容铁柱"
PERSONAL_HEADS = {"责任领导", "督导人", "检查人", "联系电话"}
CASE_SUMS = ["due", "carried", "new", "closed", "on_time", "pending", "overdue"]


@pytest.fixture(scope="session")
def workspace(sample_town, tmp_path_factory) -> Workspace:
    """Return a copy of the sample town with one planted name in its last 督办单."""
    made = Workspace(tmp_path_factory.mktemp("weekly") / "town")
    shutil.copytree(sample_town, made.root)
    [path] = made.raw_dir(TOWN, WEEK).glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    [head] = [cell for cell in book.worksheets[0][3] if cell.value == "责任领导"]
    book.worksheets[0].cell(4, head.column).value = PLANTED
    book.save(path)
    return made


@pytest.fixture(scope="session")
def week(workspace):
    return assess_week(WEEK, TOWN, workspace=workspace)


@pytest.fixture(scope="session")
def month(workspace):
    return assess_month("2022-03", TOWN, workspace=workspace)


@pytest.fixture(scope="session")
def pages(workspace, week, warm_run):
    return publish(workspace, WEEK, TOWN, assessment=week, run=warm_run)


@pytest.fixture(scope="session")
def folder(workspace, pages) -> Path:
    return workspace.reports_dir / WEEK / TOWN


# ---- what is read ------------------------------------------------------------------------------


def test_every_item_of_every_week_is_read_as_it_was_meant(week):
    meant = pd.read_csv(ROOT / "data/truth/supervision.csv", dtype="str")
    own = week.records[week.records["ledger"] == "supervision"]
    both = meant.merge(own, on=["period", "case"], how="outer", suffixes=("", "_read"))
    assert len(both) == len(meant) == len(own) and set(own["period"]) == set(meant["period"])
    assert (both["unit"] == both["unit_read"]).all()
    assert (both["status"] == both["status_read"]).all()
    assert (both["progress"].astype("float64") == both["value"].astype("float64")).all()
    assert (both["cell"] == both["cell_read"]).all() and (both["text"] == both["text_read"]).all()
    for day in ("opened", "deadline", "closed"):
        told = both[f"{day}_read"].dt.strftime("%Y-%m-%d")
        assert (told.fillna("") == both[day].fillna("")).all(), day


def test_every_mark_is_read_as_it_was_given(month):
    meant = pd.read_csv(ROOT / "data/truth/checks.csv", dtype="str")
    own = month.records[month.records["ledger"].isin(["daily_check", "site_check"])]
    both = meant.merge(own, on=["file", "cell"], how="outer", suffixes=("", "_read"))
    assert len(both) == len(meant) == len(own)
    assert (both["unit"] == both["unit_read"]).all()
    assert (both["value"].astype("float64") == both["value_read"].astype("float64")).all()
    assert (both["date"] == both["date_read"].dt.strftime("%Y-%m-%d")).all()
    assert (both["checker"] == both["checker_read"]).all()


def test_what_no_record_has_a_field_for_stands_beside_it(week):
    cases = week.cases.set_index("case")
    truth = pd.read_csv(ROOT / "data/truth/supervision.csv", dtype={"extensions": float})
    meant = truth[truth["period"] == WEEK].set_index("case")
    assert cases["meeting"].to_dict() == meant["meeting"].to_dict()
    assert cases["extensions"].astype(float).to_dict() == meant["extensions"].to_dict()
    assert cases["requirement"].notna().all()
    assert "owner" not in cases


def test_columns_of_texts_may_stand_in_any_order(workspace, tmp_path):
    shutil.copytree(workspace.root / "data", tmp_path / "data")
    moved = Workspace(tmp_path)
    [path] = moved.raw_dir(TOWN, WEEK).glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    sheet.delete_rows(3, sheet.max_row)
    for row in rows:
        sheet.append(row[::-1])
    book.save(path)
    before, after = (assess_week(WEEK, TOWN, workspace=each).cases for each in (workspace, moved))
    told = ["case", "text", "meeting", "requirement", "deadline", "light", "notice"]
    pd.testing.assert_frame_equal(before[told], after[told])


# ---- what is told agrees -----------------------------------------------------------------------


def test_the_departments_close(week):
    sums = week.departments.set_index("unit")
    town = sums.loc[TOWN]
    assert sums.drop(TOWN)[CASE_SUMS].sum().tolist() == town[CASE_SUMS].tolist()
    assert (sums["due"] == sums["carried"] + sums["new"]).all()
    assert town["due"] + town["pending"] == len(week.cases)
    meetings = week.supervised.meetings.set_index("meeting")
    assert meetings.loc[""].to_dict() == town[meetings.columns].to_dict()


def test_a_month_is_the_sum_of_its_weeks_and_ends_as_its_last_one(workspace, month, week):
    weeks = [
        assess_week(f"2022-W{number:02d}", TOWN, workspace=workspace) for number in (9, 10, 11)
    ]
    of_month = month.supervised.departments.set_index("unit")
    last = week.departments.set_index("unit")
    parts = [each.departments.set_index("unit") for each in (*weeks, week)]
    for column in ("closed", "on_time", "new"):
        if column != "new":
            assert (of_month[column] == sum(part[column] for part in parts)).all(), column
    assert (of_month[["overdue", "pending"]] == last[["overdue", "pending"]]).all(axis=None)
    assert month.supervised.cases.query("is_overdue")["case"].tolist() == (
        week.cases.query("is_overdue")["case"].tolist()
    )
    history = month.supervised.history
    pd.testing.assert_frame_equal(history, week.supervised.history)
    assert history["closed"].tail(4).tolist() == [p.loc[TOWN, "closed"] for p in parts]


def test_page_csv_and_assessment_say_the_same_to_the_digit(folder, week):
    page = (folder / "weekly_supervision.html").read_text(encoding="utf-8")
    csv = pd.read_csv(folder / "tables/departments.csv", encoding="utf-8-sig")
    printed = rows_of(page, "departments")
    assert len(printed) == len(csv) == len(week.departments)
    for cells, line in zip(printed, csv.itertuples(), strict=True):
        counts = [line.due, line.carried, line.new, line.closed, line.on_time]
        assert cells[1:6] == [str(count) for count in counts]
        assert cells[6] == ("无应办事项" if not line.due else f"{line.closed_rate:.1f}")
        assert cells[9:11] == [str(line.pending), str(line.overdue)]
    cases = pd.read_csv(folder / "tables/cases.csv", encoding="utf-8-sig")
    overdue = cases[cases["is_overdue"]]
    assert [row[0] for row in rows_of(page, "overdue")] == overdue["case"].tolist()
    assert f"已逾期{len(overdue)}件" in re.sub(r"<[^>]+>", "", page)
    assert cases["case"].tolist() == week.cases["case"].tolist()


def rows_of(page: str, table: str) -> list[list[str]]:
    """Return the text of a table's body, cell by cell."""
    [found] = re.findall(rf'<table [^>]*id="{table}">.*?</table>', page, re.DOTALL)
    body = re.search(r"<tbody[^>]*>(.*?)</tbody>", found, re.DOTALL)[1]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[dh].*?</t[dh]>", row) for row in rows]
    return [[html.unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in cells]


def test_no_light_stands_without_its_word(folder, week):
    page = (folder / "weekly_supervision.html").read_text(encoding="utf-8")
    text = re.sub(r"<[^>]+>", "", page)
    words = "逾期|严重滞后|进度滞后|临近到期|正常推进|未到期|已办结|超时办结"
    assert re.findall(rf"[红黄蓝绿]灯(?! (?:{words}))", text) == []
    assert len(re.findall("[红黄蓝绿]灯 ", text)) > len(week.cases) / 2


def test_who_speaks_is_who_leads_and_lags_by_the_weeks_marks(week, month):
    marks = month.records.query("ledger == 'daily_check'")
    own = marks[marks["date"].between("2022-03-21", "2022-03-27")]
    means = own.groupby("unit")["value"].mean()
    groups = week.catalogue.units_in(TOWN, week.period, "village").set_index("unit")["group"]
    best = means.groupby(groups).idxmax()
    speakers = week.villages[week.villages["honour"] == "先进"]
    assert speakers["unit"].tolist() == best.tolist() and week.marks == len(own)
    told = weekly.speeches(week).html
    assert all(week.catalogue.unit_name(TOWN, unit) in told for unit in best)


def test_measures_of_the_month_know_the_weekly_ledger(month):
    """A month's indicator on the weekly ledger counts each item once, in its last state."""
    line = pd.DataFrame(
        [{"indicator": "task", "name": "交办事项", "ledger": "supervision", "item": "task",
          "measure": "opened", "uom": "件", "cohort": None, "area": "督导"}]
    ).reindex(columns=month.catalogue.indicators.columns)  # fmt: skip
    catalogue = replace(month.catalogue, indicators=line)
    here = TownPeriod(catalogue, TOWN, month.period)
    measures = measure_month(month.records, all_filings(month), here)
    value = measures.query("unit == @TOWN and span == 'ytd'")["value"].iloc[0]
    assert value == month.records.query("ledger == 'supervision'")["case"].nunique()


def all_filings(month):
    earlier = [month.filings.assign(period=f"2022-0{number}") for number in (1, 2)]
    return pd.concat([month.filings, *earlier], ignore_index=True)


# ---- what is published -------------------------------------------------------------------------


def published(reports: Path) -> dict[str, str]:
    """Return everything published as text, office files taken apart."""
    found = {}
    for path in sorted(reports.rglob("*")):
        if path.suffix in {".xlsx", ".docx"}:
            with zipfile.ZipFile(path) as parts:
                found |= {f"{path.name}/{name}": parts.read(name).decode("utf-8", "replace")
                          for name in parts.namelist()}  # fmt: skip
        elif path.is_file():
            found[path.name] = path.read_text(encoding="utf-8-sig")
    return found


def test_the_weekly_report_is_made(pages, folder):
    assert [(page.name, page.title, page.state, page.reason) for page in pages] == [
        ("weekly_supervision", "周督办通报", "made", "")
    ]
    assert (folder / "weekly_supervision.ipynb").is_file()
    assert (folder / "通报附表.xlsx").is_file()


def test_no_personal_name_is_in_any_published_byte(workspace, pages):
    names = {PLANTED}
    for path in workspace.raw_dir(TOWN, WEEK).parent.glob("2022-*/*.xlsx"):
        sheet = openpyxl.load_workbook(path).worksheets[0]
        heads = {c.column for row in sheet.iter_rows(max_row=4) for c in row
                 if c.value in PERSONAL_HEADS}  # fmt: skip
        names |= {c.value for row in sheet.iter_rows(min_row=4) for c in row
                  if c.column in heads and c.value}  # fmt: skip
    texts = published(workspace.reports_dir)
    assert len(names) > 10 and len(texts) > 30
    assert [(n, w) for n, text in texts.items() for w in names if str(w) in text] == []


def test_each_department_with_overdue_items_gets_one_notice(folder, week):
    late = week.cases[week.cases["is_overdue"]]
    names = week.catalogue.unit_names(TOWN)
    files = {path.stem: docx.Document(path) for path in (folder / "催办单").iterdir()}
    assert set(files) == {names[unit] for unit in late["unit"]}
    for unit, own in late.groupby("unit"):
        document = files[names[unit]]
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
        assert f"{names[unit]}：" in text and f"下列{len(own)}件" in text
        assert "2022年4月1日" in text  # the next 督办单 is due on that Friday
        assert [row[0] for row in rows[1:]] == own["case"].tolist()
        assert [row[4] for row in rows[1:]] == [f"{days}天" for days in own["days_overdue"]]
        assert "{{" not in text + str(rows) and "签收人" in text


def test_the_same_week_published_again_has_the_same_bytes(workspace, folder, week):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    (folder / "催办单/已经办结的科室.docx").write_bytes(b"of an older run")
    publish(workspace, WEEK, TOWN, assessment=week)
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert [path.name for path in after if after[path] != before.get(path)] == []
    assert set(after) == set(before)


def test_the_index_leads_to_the_page_and_the_notices(workspace, folder):
    index = (workspace.reports_dir / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"#]+)"', index)
    assert "2022年第12周" in index and "周督办通报" in index
    assert sum("催办单/" in link for link in links) == len(list((folder / "催办单").iterdir()))
    assert all((workspace.reports_dir / link).is_file() for link in links)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["period"] == WEEK and manifest["complete"]


@pytest.fixture
def town_of_weeks(tmp_path) -> Workspace:
    """Return a small generated town that files 督办单 only."""
    root = tmp_path / "town"
    ledgers = ["supervision", "daily_check"]
    generate_sample(root, villages=6, months=1, seed=7, ledgers=ledgers)
    return Workspace(ask_only(root, ledgers))


def test_the_towns_own_template_is_filled(town_of_weeks):
    own = docx.Document()
    paragraph = own.add_paragraph()
    for piece in ("致{{科", "室}}：共{{件", "数}}件"):  # as Word splits a text it has checked
        paragraph.add_run(piece)
    own.add_table(1, 1).cell(0, 0).text = "{{编号}}"
    place = town_of_weeks.catalogue_dir / "templates"
    place.mkdir(exist_ok=True)
    own.save(place / "催办单.docx")
    week = last_week_with_overdue(town_of_weeks)
    publish(town_of_weeks, week.period, only="weekly_supervision", assessment=week)
    folder = town_of_weeks.reports_dir / str(week.period) / week.town / "催办单"
    path = sorted(folder.iterdir())[0]
    document = docx.Document(io.BytesIO(path.read_bytes()))
    count = len(document.tables[0].rows)
    assert document.paragraphs[0].text == f"致{path.stem}：共{count}件"


def test_what_somebody_wrote_stands_in_a_notice_as_it_was_written():
    own = docx.Document()
    own.add_paragraph("{{科室}}（{{联系人}}）{% if 附言 %}附：{{附言}}{% endif %}")
    own.add_table(1, 1).cell(0, 0).text = "{{事项}}"
    template = io.BytesIO()
    own.save(template)
    written = "A&B <路>\n{{科室}}\x01"
    rows = [tuple(written if word == "事项" else "" for word in ITEM)] * 2
    filled = fill(template.getvalue(), {"科室": "甲&乙", "附言": ""}, rows)
    filled = docx.Document(io.BytesIO(as_bytes(filled)))
    assert filled.paragraphs[0].text == "甲&乙（{{ 联系人 }}）"
    assert [row.cells[0].text for row in filled.tables[0].rows] == ["A&B <路>\n{{科室}}"] * 2


@pytest.mark.parametrize(
    "text", ["{{科室", "{% if %}", "{{ 1 / 0 }}", "{{ ''.__class__.__mro__ }}"]
)
def test_a_template_that_cannot_be_filled_is_refused(tmp_path, text):
    own = docx.Document()
    own.add_paragraph(text)
    (tmp_path / "data/catalogue/templates").mkdir(parents=True)
    own.save(tmp_path / "data/catalogue/templates/催办单.docx")
    with pytest.raises(BadInput, match=r"催办单\.docx has braces that cannot be filled in"):
        read_template(Workspace(tmp_path))


def last_week_with_overdue(workspace: Workspace):
    town = "shili"
    for period in reversed(workspace.weeks(town)):
        week = assess_week(period, town, workspace=workspace)
        if week.cases["is_overdue"].any():
            return week
    raise AssertionError("the seed makes no overdue item")


def test_a_template_that_is_no_word_file_is_refused_before_anything_is_written(town_of_weeks):
    place = town_of_weeks.catalogue_dir / "templates"
    place.mkdir(exist_ok=True)
    (place / "催办单.docx").write_bytes(b"not a document")
    with pytest.raises(BadInput, match=r"催办单\.docx is not a Word file"):
        publish(town_of_weeks, town_of_weeks.weeks("shili")[-1], "shili")
    assert not town_of_weeks.reports_dir.exists()


@pytest.mark.parametrize("spoil", [lambda text: text[:40], lambda text: b"\xff" * 30])
def test_a_word_file_with_a_spoilt_part_is_no_template(tmp_path, spoil):
    sound, spoilt = io.BytesIO(), io.BytesIO()
    docx.Document().save(sound)
    with zipfile.ZipFile(sound) as parts, zipfile.ZipFile(spoilt, "w") as made:
        for name in parts.namelist():
            text = parts.read(name)
            made.writestr(name, spoil(text) if name == "word/document.xml" else text)
    place = tmp_path / "data/catalogue/templates"
    place.mkdir(parents=True)
    (place / "催办单.docx").write_bytes(spoilt.getvalue())
    with pytest.raises(BadInput, match=r"催办单\.docx is not a Word file"):
        read_template(Workspace(tmp_path))


def test_a_monthly_report_is_not_made_of_a_week_nor_a_weekly_one_of_a_month(town_of_weeks):
    period = town_of_weeks.weeks("shili")[-1]
    with pytest.raises(BadInput, match="There are: weekly_supervision"):
        publish(town_of_weeks, period, "shili", only="monthly_assessment")
    with pytest.raises(BadInput, match="no report weekly_supervision"):
        publish(town_of_weeks, "2022-01", "shili", only="weekly_supervision")


# ---- weeks that are missing, empty or odd ------------------------------------------------------


def test_a_week_without_a_folder_names_those_that_have_one(workspace):
    with pytest.raises(BadInput, match="Weeks with data: 2022-W01, .*2022-W12"):
        assess_week("2022-W13", TOWN, workspace=workspace)
    with pytest.raises(BadInput, match="is not a week"):
        assess_week("2022-03", TOWN, workspace=workspace)


def test_an_empty_week_says_that_nobody_filed_and_carries_the_items_on(workspace, tmp_path):
    shutil.copytree(workspace.root / "data", tmp_path / "data")
    later = Workspace(tmp_path)
    later.raw_dir(TOWN, "2022-W14").mkdir()  # the week after Qingming; of April there is nothing
    week = assess_week("2022-W14", TOWN, workspace=later)
    assert week.not_reported == ["supervision"] and week.marks == 0
    open_before = assess_week(WEEK, TOWN, workspace=later).cases.query("~is_closed")["case"]
    assert set(week.cases["case"]) == set(open_before)
    assert "没有每日督导评分" in weekly.speeches(week).html
    assert repr(tables.slipped(week)) == "本周没有延期的事项。"


def test_an_item_that_vanished_is_named_and_still_counted(workspace, tmp_path):
    shutil.copytree(workspace.root / "data", tmp_path / "data")
    copy = Workspace(tmp_path)
    [path] = copy.raw_dir(TOWN, WEEK).glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    gone = sheet.cell(4, 2).value
    sheet.delete_rows(4)
    book.save(path)
    week = assess_week(WEEK, TOWN, workspace=copy)
    assert gone in week.cases["case"].tolist()
    assert week.issues.query("check == 'case_vanished'")["written"].tolist() == [gone]


def test_a_corrected_version_of_the_week_counts_alone(workspace, tmp_path):
    shutil.copytree(workspace.root / "data", tmp_path / "data")
    copy = Workspace(tmp_path)
    [path] = copy.raw_dir(TOWN, WEEK).glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    [head] = [cell for cell in book.worksheets[0][3] if cell.value == "进度（%）"]
    book.worksheets[0].cell(4, head.column).value = 77
    case = book.worksheets[0].cell(4, 2).value
    book.save(path.with_name(f"{path.stem}(更正后).xlsx"))
    week = assess_week(WEEK, TOWN, workspace=copy)
    assert week.cases.set_index("case").loc[case, "progress"] == 77
    assert (week.issues["check"] == "superseded").any()


def test_a_deadline_in_2027_is_told_to_rest_on_no_announced_holidays(workspace, tmp_path):
    shutil.copytree(workspace.root / "data", tmp_path / "data")
    copy = Workspace(tmp_path)
    [path] = copy.raw_dir(TOWN, WEEK).glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    [head] = [cell for cell in book.worksheets[0][3] if cell.value == "时限"]
    book.worksheets[0].cell(5, head.column).value = "2027年10月8日"
    book.save(path)
    week = assess_week(WEEK, TOWN, workspace=copy)
    assert week.supervised.unannounced == (2027,)
    assert "2027年的节假日安排尚未公布" in weekly.opening(week).html
    assert "尚未公布" not in weekly.opening(assess_week(WEEK, TOWN, workspace=workspace)).html


def test_a_town_without_a_weekly_ledger_has_months_as_before(tmp_path):
    root = generate_sample(tmp_path / "town", villages=4, months=1, seed=3)
    gone = ["supervision", "daily_check", "site_check"]
    for code in gone:
        (root / f"data/catalogue/ledgers/{code}.toml").unlink()
    indicators = root / "data/catalogue/indicators.csv"
    lines = pd.read_csv(indicators, dtype="str")
    lines[~lines["ledger"].isin(gone)].to_csv(indicators, index=False)
    month = assess_month("2022-01", workspace=Workspace(root))
    assert month.not_reported == [] and set(month.filings["period"]) == {"2022-01"}
    assert month.supervised.cases.empty
    assert "没有收到督办单" in repr(tables.departments(month))
    (root / "data/raw/shili/2022-W02").mkdir()
    week = assess_week("2022-W02", workspace=Workspace(root))
    assert week.cases.empty and week.marks is None
    assert "没有在办" in weekly.opening(week).html
