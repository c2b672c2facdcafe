"""Persons planted wherever a workbook has room for text → not one of them in a published byte."""

import json
import re
import shutil
import zipfile
from html import unescape
from itertools import count
from pathlib import Path

import nbformat
import openpyxl
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from zhen_analysis.base.workspace import Workspace, bundled
from zhen_analysis.publish.pages.one import Named, publish_page
from zhen_analysis.publish.run import publish
from zhen_analysis.results.any_period import assess_period
from zhen_analysis.results.month import assess_month

ROOT = Path(__file__).parents[2]
MONTH, WEEK, TOWN = "2022-03", "2022-W12", "shili"
SURNAMES, GIVEN = "王李张刘陈杨赵吴徐孙", "建国秀英桂兰志强海燕春梅凤霞玉珍德福"


class Plants:
    """Makes persons who are nobody's, no two alike, and remembers where each was planted."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.number = count(1)

    def at(self, place: str, pattern: str = "{name}") -> str:
        """Return a text with a person in it."""
        one = next(self.number)
        given = GIVEN[one % 18] + GIVEN[(7 * one + 3 + one // 18) % 18]
        parts = {
            "name": SURNAMES[one % 10] + given,
            "phone": f"138{one:04d}{one * 37 % 9000 + 1000}",
            "landline": f"0312-{2000000 + one * 911}",
            "id": f"13010219{one % 10}00230{one:04d}X"[:17] + "X",
            "card": f"622202{one:04d}{one * 97:09d}",
            "house": f"{one % 9 + 1}号楼{one % 4 + 1}单元{100 + one}室",
        }
        for key, word in parts.items():
            if f"{{{key}" in pattern:
                self.secrets[word] = place
        return pattern.format(**parts)


CLEANUP = ["村名", "日期", "清垃圾", "清杂物、柴草垛", "出动人次", "负责人", "联系电话", "备注"]
PROBLEM = ["问题编号", "所在村", "问题描述", "隐患级别", "发现日期", "整改期限", "整改日期",
           "整改状态", "整改责任人"]  # fmt: skip
ITEM = ["编号", "事项", "要求", "来源会议", "责任领导", "责任科室", "交办日期", "时限", "进度",
        "状态", "延期次数", "延期原因", "备注"]  # fmt: skip
WITH_PERSON = {
    "name and phone": "{name}{phone}",
    "a name behind a label": "联系人：{name}",
    "a phone": "电话{phone}",
    "a phone as a number": "{phone}.0",
    "a landline": "座机{landline}",
    "an identity number": "{id}",
    "a card": "卡号{card}",
    "an address": "住{house}",
}


def save(path: Path, sheets: dict[str, list[list]]) -> None:
    """Write a workbook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(re.sub(r"[:：/\\?*\[\]]", "", name)[:31])
        for row in rows:
            sheet.append(row)
    book.save(path)


def plant_all(root: Path) -> Plants:
    """Fill a month and a week of a town with persons."""
    plants = Plants()
    month, week = root / "data/raw" / TOWN / MONTH, root / "data/raw" / TOWN / WEEK
    line = ["青禾村", "3月5日", 12, 3, 20, "", "", ""]

    def lines(place: int, patterns: dict[str, str], where: str) -> list[list]:
        of_day = ({0: "青禾村", 1: f"3月{place + n}日"} for n in range(len(patterns)))
        return [
            [own.get(n, each) if n != place else plants.at(f"{where}: {kind}", pattern)
             for n, each in enumerate(line)]
            for own, (kind, pattern) in zip(of_day, patterns.items(), strict=True)
        ]  # fmt: skip

    alone = {"a name alone": "{name}", "in brackets": "12（{name}负责）", "behind": "12{name}"}
    cells = [
        *lines(0, {"a name alone": "{name}", "of a home": "{name}家", **WITH_PERSON}, "unit"),
        *lines(1, {"a name alone": "{name}", "behind": "3月6日{name}", **WITH_PERSON}, "day"),
        *lines(2, alone | WITH_PERSON, "quantity"),
        *lines(5, {"personal column": "{name}"}, "owner"),
        *lines(6, {"personal column": "{phone}"}, "phone"),
        *lines(7, {"taken back": "此行作废，联系人{name}", **WITH_PERSON}, "remark"),
    ]
    title = [[plants.at("title", "3月份人居环境整治台账 填报人：{name} 电话：{phone}")]]
    total = [[plants.at("label of a sum", "合计（{name}）"), "", 99999, 1, 2]]
    note = [[plants.at("note", "制表人：{name} 联系电话 {phone}")]]
    save(month / "人居环境整治台账.xlsx", {"台账": [*title, CLEANUP, *cells, *total, *note]})
    header = [
        [plants.at("above the heading", "填报人：{name}"), "", "", plants.at("above", "{phone}")],
        ["填报人", plants.at("by a label", "{name}"), "", "电话", plants.at("by it", "{phone}")],
        [*CLEANUP[:5], *(plants.at("unknown heading", each)
                         for each in ("{name}", "电话{phone}", "帮扶人：{name}"))],
    ]  # fmt: skip
    body = [["柳湾村", f"3月{day}日", 1, 2, 3, "甲", "乙", "丙"] for day in (7, 8)]
    kinds = {"a name": "{name}", "a phone": "{phone}", "both": "{name}{phone}"}
    for kind, pattern in kinds.items():
        sheet = plants.at(f"sheet name: {kind}", pattern)
        file = plants.at(f"file name: {kind}", f"人居环境整治台账（{pattern}）.xlsx")
        moved = [[*each[:1], f"3月{len(file)}日", *each[2:]] for each in body]
        save(month / file, {sheet: [*header, *(body if kind == "a name" else moved)]})
    problems = [
        [f"YH{n}", "云溪村", plants.at(f"open case: {kind}", f"门口堆放杂物，{each}"), "一般",
         "2022-03-02", "2022-03-09", "", "未整改", ""]
        for n, (kind, each) in enumerate(WITH_PERSON.items())
    ]  # fmt: skip
    owner, day, done = plants.at("owner of a case"), "2022-03-02", plants.at("status", "{name}已办")
    problems += [
        ["YH90", "云溪村", f"{owner}门前积水", "一般", day, "", "", "未整改", owner],
        ["YH91", "云溪村", "漏电", plants.at("severity"), day, "", "", "未整改", ""],
        ["YH92", "云溪村", "漏电", "一般", day, plants.at("deadline"), "", "未整改", ""],
        ["YH93", "云溪村", "漏电", "一般", day, "", "", plants.at("status"), ""],
        ["YH94", "云溪村", "漏电", "一般", day, "", "", done, ""],
        [plants.at("case number", "{phone}"), "云溪村", "漏电", "一般", day, "", "", "", ""],
    ]
    save(month / "安全隐患问题台账.xlsx", {"台账": [PROBLEM, *problems]})
    items = [
        [f"DB{n}", plants.at(f"item: {kind}", f"清理河道，{each}"), plants.at("requirement", each),
         plants.at("meeting", f"党政会议{each}"), plants.at("leader"), "应急办", "2022-03-01",
         "2022-03-08", "20%", "进行中", 1, plants.at("reason of delay", each),
         plants.at("remark of an item", each)]
        for n, (kind, each) in enumerate(WITH_PERSON.items())
    ]  # fmt: skip
    save(week / "周督办单（第12周）.xlsx", {"督办": [ITEM, *items]})
    plant_cases_of_people(month, plants)
    reason = plants.at("reason of a correction", "{name}{phone}来电说明，身份证{id}")
    (root / "data/catalogue/corrections.csv").write_text(
        "ledger,unit,date,field,written,value,kind,reason,by,on,file,cell\n"
        f"cleanup,柳湾村,2022-03-07,清垃圾,1,5,appeal,{reason},"
        f"{plants.at('who decided')},2022-04-06,,\n",
        encoding="utf-8",
    )
    return plants


WATCHED = ["监测编号", "村名", "监测类别", "风险原因", "帮扶措施", "纳入日期", "风险消除日期"]
WATCHED += ["监测状态"]
FAMILIES = {"云溪村": 1, "柳湾村": 2, "松岭村": 5, "白沙村": 7}


def plant_cases_of_people(month: Path, plants: Plants) -> None:
    """Watch some families of four villages: one line each, with what a ledger of people holds."""
    rows, number = [], count(700)
    for village, families in FAMILIES.items():
        for _ in range(families):
            case, cause = f"FP-{next(number)}", f"突患大病住院第{next(number)}天"
            plants.secrets |= {case: "number of a family", cause: "cause of a family's need"}
            rows.append(
                [case, village, "边缘易致贫户", cause, "医疗救助", "2022-03-03", "", "帮扶中"]
            )
    rows[0][5] = "哪天不详"  # an issue at a family's line
    rows.append([rows[1][0], "桃园村", "边缘易致贫户", "因学", "", "2022-03-04", "", "帮扶中"])
    save(month / "防返贫监测户台账.xlsx", {"台账": [WATCHED, *rows]})


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> tuple[Workspace, Plants]:
    root = tmp_path_factory.mktemp("people") / "town"
    shutil.copytree(ROOT / "data/catalogue", root / "data/catalogue")
    return Workspace(root), plant_all(root)


@pytest.fixture(scope="module")
def published(planted, warm_run) -> Path:
    workspace, _ = planted
    month = assess_month(MONTH, TOWN, workspace=workspace)
    pages = publish(workspace, MONTH, TOWN, run=warm_run, assessment=month)
    card, folder = bundled("notebooks") / "village_card.ipynb", workspace.reports_dir / "cards"
    for unit in ("qinghe", "liuwan", "yunxi"):
        one = Named(f"village_card/{unit}", unit, "", {"unit": unit})
        pages.append(publish_page(workspace, month, card, folder / unit, one, warm_run))
    pages += publish(workspace, WEEK, TOWN, run=warm_run)
    assert [page.reason for page in pages] == [""] * len(pages)
    return workspace.reports_dir


def every_text(reports: Path) -> dict[str, str]:
    """Return every published byte that may be text, the members of zip files unpacked."""
    found: dict[str, str] = {}
    for path in sorted(reports.rglob("*")):
        name = path.relative_to(reports).as_posix()
        if path.suffix in {".xlsx", ".docx"}:
            with zipfile.ZipFile(path) as parts:
                for part in parts.namelist():
                    found[f"{name}/{part}"] = parts.read(part).decode("utf-8", "replace")
        elif path.is_file():
            found[name] = path.read_bytes().decode("utf-8", "replace")
    told = {name: text + unescape(text) for name, text in found.items()}
    for name, text in found.items():
        if name.endswith(("json", "ipynb")):
            told[name] += json.dumps(json.loads(text), ensure_ascii=False)
    return told


def test_no_planted_person_is_in_any_published_byte(planted, published):
    _, plants = planted
    texts = every_text(published)
    assert len(plants.secrets) > 76 and len(texts) > 40
    found = {
        f"{place} ({secret}) in {name}"
        for secret, place in plants.secrets.items()
        for name, text in texts.items()
        if secret in text or secret in name
    }
    assert sorted(found) == []


def test_what_was_filed_is_told_all_the_same(planted, published):
    texts = every_text(published)
    said = "".join(texts.values())
    for told in ("云溪村", "门口堆放杂物", "清理河道", "门前积水"):
        assert told in said


def test_of_a_ledger_of_people_only_counts_are_told_and_small_ones_are_not(planted, published):
    folder = published / MONTH / TOWN
    measures = pd.read_csv(folder / "tables/measures.csv", dtype="str", encoding="utf-8-sig")
    own = measures.query("indicator == 'poverty_watched' and span == 'month'").set_index("unit")
    shown = own["value"].drop(TOWN).dropna()
    assert shown["yunxi"] == "少于3"
    assert set(shown) <= {"少于3", "不单列", "0.0", "5.0", "7.0"} and "withheld" not in measures
    assert float(own.loc[TOWN, "value"]) >= 12
    card = (published / "cards/yunxi.html").read_text(encoding="utf-8")
    assert "少于3" in card and "人数很少的只写“少于3”" in card
    book = openpyxl.load_workbook(folder / "通报附表.xlsx")
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "少于3" in cells
    issues = pd.read_csv(folder / "tables/issues.csv", dtype="str", encoding="utf-8-sig")
    theirs = issues[issues["file"].str.contains("防返贫")]
    assert len(theirs) and theirs["cell"].isna().all() and theirs["written"].isna().all()
    assert theirs["message"].str.contains("位置和内容不登").all()
    month = assess_month(MONTH, TOWN, workspace=planted[0])
    assert "poverty_watch" not in set(month.records["ledger"])
    assert "poverty_watch" in set(month.records_with_personal()["ledger"])
    assert month.issues_with_personal().query("ledger == 'poverty_watch'")["cell"].ne("").any()


def test_an_assessment_prints_what_it_is_of_and_nothing_that_is_written_in_it(planted):
    workspace, plants = planted
    for period in (MONTH, WEEK, "2022-Q1"):
        said = repr(assess_period(period, TOWN, workspace=workspace))
        assert len(said) < 200 and period in said
        assert not [secret for secret in plants.secrets if secret in said]


def test_records_hold_no_person_and_those_with_personal_do(planted):
    workspace, plants = planted
    month = assess_month(MONTH, TOWN, workspace=workspace)
    owners = {secret for secret, place in plants.secrets.items() if place == "owner of a case"}
    assert owners <= set(month.records_with_personal()["owner"])
    personal = month.records["ledger"].isin(["cleanup", "safety_problem"])
    assert personal.any() and month.records.loc[personal, "owner"].isna().all()
    said = month.records.to_csv() + month.fields.to_csv() + month.issues.to_csv()
    assert not [place for secret, place in plants.secrets.items() if secret in said]


def notebook_of(*lines: str):
    """Return a report that shows what some lines make."""
    first = new_code_cell(f'period = "{MONTH}"\ntown = "{TOWN}"\nworkspace = ""')
    first.metadata["tags"] = ["parameters"]
    months = "zhen.assess_month(period, town, workspace=workspace)"
    assess = new_code_cell(f"import zhen_analysis as zhen\nmonth = {months}")
    cells = [new_markdown_cell("# 清单"), first, assess]
    return new_notebook(cells=[*cells, *(new_code_cell(line) for line in lines)])


SHOWN = {
    "with_personal": "month.records_with_personal().query(\"ledger == 'safety_problem'\")",
    "a_phone": 'month.filed.people.query("field == \'联系电话\'")["written"].iloc[0]',
    "an_error": 'raise ValueError(month.records_with_personal()["owner"].max())',
    "records": 'month.records[["owner", "unit"]].head()',
    "whole": "month",
}


def test_a_page_that_shows_what_is_personal_fails_by_itself(planted, warm_run, tmp_path):
    workspace, plants = planted
    own = Workspace(tmp_path / "town")
    shutil.copytree(workspace.root / "data", own.root / "data")
    folder = own.root / "notebooks"
    folder.mkdir()
    for name, line in SHOWN.items():
        nbformat.write(notebook_of(line), folder / f"{name}.ipynb")
    pages = {page.name: page for page in publish(own, MONTH, TOWN, run=warm_run)}
    assert {name for name, page in pages.items() if page.has_failed} == {
        "with_personal", "a_phone", "an_error",
    }  # fmt: skip
    assert "内容里有个人信息（" in pages["with_personal"].reason
    assert "本页没有生成" in pages["with_personal"].path.read_text(encoding="utf-8")
    assert not pages["with_personal"].path.with_suffix(".ipynb").exists()
    texts = every_text(own.reports_dir)
    assert {"index.html", f"{MONTH}/{TOWN}/records.html"} <= set(texts)
    said = "".join(texts.values())
    assert not [place for secret, place in plants.secrets.items() if secret in said]
