"""One month published for real: what is written, that it is right, safe and the same each time."""

import json
import re
import shutil
import zipfile
from pathlib import Path

import nbformat
import openpyxl
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from zhen_analysis.audit import audit_file
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.signs import UNSEEN as UNSEEN_SIGN
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.publish.notebooks.execute import Patience
from zhen_analysis.publish.notebooks.stored import comparable
from zhen_analysis.publish.run import publish
from zhen_analysis.publish.site import write_index
from zhen_analysis.results.month import assess_month

ROOT = Path(__file__).parents[2]
PERIOD, TOWN = "2022-03", "shili"
PAGES = ("monthly_assessment", "village_ranking", "data_quality", "plan_progress")
# Nobody's: a day that never was (30 February 1900), and no phone begins with 100.
PLANTED = {"name": "慕容铁柱", "identity": "110101190002300000", "phone": "10012345678"}
PERSONAL_HEADS = {"负责人", "填报人", "联系人", "联系电话", "电话", "手机号", "身份证号", "巡查人"}
PERSONAL_HEADS |= {"检查人员", "检查人", "巡查人员", "网格长", "网格员", "整改责任人", "责任人"}
PERSONAL_HEADS |= {"督导人", "责任领导", "包村干部", "包村领导", "姓名", "户主姓名"}
PERSONAL_HEADS |= {"当事人", "接访领导"}
PERSONAL_HEADS |= {"民政协理员", "代办员", "组织者", "村保洁负责人", "经办人", "起草人"}


@pytest.fixture(scope="session")
def workspace(sample_town, tmp_path_factory) -> Workspace:
    """Return a copy of the sample town with a name, an ID and a phone in one village's file."""
    made = Workspace(tmp_path_factory.mktemp("published") / "town")
    shutil.copytree(sample_town, made.root)
    plant(next(made.raw_dir(TOWN, PERIOD).glob("*（补报）.xlsx")))
    return made


def plant(path: Path) -> None:
    """Write the planted words over what stands in the personal columns of a village's file."""
    book = openpyxl.load_workbook(path)
    [sheet] = book.worksheets
    heads = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=4) for cell in row}
    columns = [column for head, column in heads.items() if head in PERSONAL_HEADS]
    filled = [
        cell
        for row in sheet.iter_rows(min_row=4)
        for cell in row
        if cell.column in columns and cell.value
    ]
    for cell, word in zip(filled, PLANTED.values(), strict=False):
        cell.value = word
    assert len(filled) >= len(PLANTED)
    book.save(path)


@pytest.fixture(scope="session")
def assessment(workspace):
    return assess_month(PERIOD, TOWN, workspace=workspace)


@pytest.fixture(scope="session")
def results(workspace, assessment):
    return publish(workspace, PERIOD, TOWN, jobs=2, assessment=assessment)


@pytest.fixture(scope="session")
def folder(workspace, results) -> Path:
    return workspace.reports_dir / PERIOD / TOWN


@pytest.fixture(scope="session")
def manifest(folder) -> dict:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def published_text(reports: Path) -> dict[str, str]:
    """Return everything published as text, workbooks taken apart, by name."""
    found = {}
    for path in sorted(reports.rglob("*")):
        if path.suffix in {".xlsx", ".docx"}:
            with zipfile.ZipFile(path) as parts:
                found |= {
                    f"{path.name}/{name}": parts.read(name).decode()
                    for name in parts.namelist()
                    if not name.endswith(".jpeg")
                }
        elif path.is_file():
            found[path.relative_to(reports).as_posix()] = path.read_text(encoding="utf-8-sig")
    return found


def test_every_report_is_made_in_its_order(results):
    assert [(page.name, page.state, page.reason) for page in results] == [
        (name, "made", "") for name in PAGES
    ]
    assert [page.title for page in results][:3] == ["月度考评", "考评排名通报", "数据质量"]


def test_the_folder_holds_what_the_design_names(folder):
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    tables = [
        "issues",
        "filings",
        "measures",
        "scores",
        "totals",
        "ranking",
        "files",
        "sheets",
        "blocks",
        "cases",
        "departments",
        "goals",
        "projects",
    ]

    assert found == {
        *(f"{name}.{suffix}" for name in PAGES for suffix in ("html", "ipynb")),
        *(f"tables/{name}.csv" for name in tables),
        *("通报附表.xlsx", "通报.docx", "manifest.json"),
    }


REPORTED = ["2969", "55", "107", "3080", "1500", "13", "1020", "1300", "3", "27", "37", "21", "5"]
REPORTED += ["95", "10", "26", "1000", "42.1"]


def test_the_page_shows_the_figures_of_the_real_report(folder):
    page = (folder / "monthly_assessment.html").read_text(encoding="utf-8")
    figures = "".join(re.findall(r'<table [^>]*id="area_\w+">.*?</table>', page, re.DOTALL))
    cells = set(re.findall(r'<td class="zhen-right">([\d.]+)</td>', figures))

    assert set(REPORTED) <= cells
    assert "（40/95）" in page and "/253）" in page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_one_light_file_that_calls_nobody(folder, name):
    page = (folder / f"{name}.html").read_text(encoding="utf-8")

    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", page)
    assert len(page.encode()) < 500_000
    assert "zhen.parameters" not in page
    assert page.count("aria-label=") >= page.count("<svg ")


def test_no_personal_word_is_in_any_published_byte(workspace, results):
    texts = published_text(workspace.reports_dir)
    words = {*PLANTED.values(), *personal_words(workspace.raw_dir(TOWN, PERIOD))}

    assert len(words) > 20 and len(texts) > 30
    assert [(name, word) for name, text in texts.items() for word in words if word in text] == []


def personal_words(raw: Path) -> set[str]:
    """Return the names and phones that the sample itself holds in personal columns."""
    found = set()
    for path in raw.glob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path, read_only=False).worksheets:
            heads = {
                cell.column
                for row in sheet.iter_rows(max_row=4)
                for cell in row
                if cell.value in PERSONAL_HEADS
            }
            for row in sheet.iter_rows(min_row=4):
                found |= {str(c.value) for c in row if c.column in heads and c.value}
    return {word for word in found - PERSONAL_HEADS if len(word) > 1}


def test_nothing_published_names_this_machine_or_the_hour(workspace, results):
    for name, text in published_text(workspace.reports_dir).items():
        assert str(workspace.root) not in text, name
        assert str(Path.home()) not in text, name
        assert "start_time" not in text and "iopub" not in text, name


def test_the_manifest_names_inputs_parameters_counts_and_outputs(manifest, assessment, folder):
    assert manifest["parameters"] == {"period": PERIOD, "town": TOWN}
    assert [file["file"] for file in manifest["files"]] == assessment.files["file"].tolist()
    assert manifest["counts"]["entries"]["read"] == assessment.blocks["read"].sum()
    assert set(manifest["reports"]) == set(PAGES)
    assert len(manifest["outputs"]) == sum(path.is_file() for path in folder.rglob("*")) - 1


def test_the_csv_tables_have_the_columns_of_the_design(folder, assessment):
    ranking = pd.read_csv(folder / "tables/ranking.csv", encoding="utf-8-sig")

    assert list(ranking.columns) == list(assessment.ranking.columns)
    assert ranking["total"].tolist() == assessment.ranking["total"].tolist()
    assert not (folder / "tables/records.csv").exists()


def test_the_same_month_published_again_has_the_same_bytes(
    workspace, results, folder, assessment, warm_run
):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    only = "data_quality"
    publish(workspace, PERIOD, TOWN, only=only, assessment=assessment, run=warm_run)

    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert [path.name for path in before if after.get(path) != before[path]] == []
    assert set(after) == set(before)


def test_the_stored_notebooks_show_the_sample_month(folder):
    """Says which notebook is stale: run ``make notebooks``."""
    stale = []
    for name in PAGES:
        stored = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        made = nbformat.read(folder / f"{name}.ipynb", as_version=4)
        made.cells = [cell for cell in made.cells if cell.id != "injected-parameters"]
        if shown(stored) != shown(made):
            stale.append(name)

    assert stale == []


def shown(nb) -> list[tuple]:
    """Return what a notebook shows, the numbers of its cells aside."""
    for cell in nb.cells:
        for output in cell.get("outputs", []):
            output["execution_count"] = None
    return comparable(nb)


def test_the_index_leads_to_every_page_by_relative_links(workspace, results, folder):
    index = (workspace.reports_dir / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"#]+)"', index)

    assert "2022年3月" in index and "示例镇" in index and index.count("已生成") == len(PAGES)
    assert links and all((workspace.reports_dir / link).is_file() for link in links)


def notebook_of(source: str, title: str):
    parameters = 'period = ""\ntown = ""\nworkspace = ""'
    return new_notebook(
        cells=[
            new_markdown_cell(f"# {title}"),
            new_code_cell(parameters, metadata={"tags": ["parameters"]}),
            new_code_cell(source),
        ],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "x"}},
    )


def test_a_report_that_fails_says_why_and_the_others_are_made(town):
    own = town.root / "notebooks"
    own.mkdir()
    sources = {
        "fine": "1 + 1",
        "bad_input": 'import zhen_analysis as zhen\nraise zhen.BadInput("没有这个村。")',
        "broken": "1 / 0",
        "leaves": "import sys\nsys.exit(0)",
        "dies": "import os\nos._exit(1)",
        "waits": "import time\ntime.sleep(60)",
    }
    for name, source in sources.items():
        nbformat.write(notebook_of(source, name), own / f"{name}.ipynb")
    elsewhere = notebook_of("1 + 1", "elsewhere")
    elsewhere.metadata["kernelspec"]["name"] = "somebody_s"
    nbformat.write(elsewhere, own / "elsewhere.ipynb")
    nameless = notebook_of("1 + 1", "nameless")
    del nameless.metadata["kernelspec"]
    nbformat.write(nameless, own / "nameless.ipynb")
    (own / "no_notebook.ipynb").write_text("{", encoding="utf-8")
    (town.raw_dir(TOWN, "2022-02") / "2月网格-坏.xlsx").write_bytes(b"not a workbook")

    short = Patience(seconds=5)
    pages = {page.name: page for page in publish(town, "2022-02", TOWN, jobs=2, patience=short)}

    assert pages["fine"].state == "incomplete" and pages["fine"].path.is_file()
    assert (pages["bad_input"].state, pages["bad_input"].reason) == ("failed", "没有这个村。")
    assert pages["broken"].reason == "ZeroDivisionError: division by zero"
    said = {
        "leaves": "中途退出",
        "dies": "内核意外退出",
        "waits": "超过5秒",
        "elsewhere": "内核“somebody_s”本机没有",
        "no_notebook": "no_notebook.ipynb 已损坏",
    }
    assert all(word in pages[name].reason for name, word in said.items())
    assert pages["nameless"].state == "incomplete"
    told = pages["broken"].path.read_text(encoding="utf-8")
    assert pages["broken"].has_failed and "没有生成" in told and "division by zero" in told
    index = (town.reports_dir / "index.html").read_text(encoding="utf-8")
    assert index.count("未生成") == 7 and "没有这个村。" in index and "数据不完整" in index

    publish(town, "2022-02", TOWN, only=[])
    assert "未重新生成" not in (town.reports_dir / "index.html").read_text(encoding="utf-8")
    (town.raw_dir(TOWN, "2022-02") / "2月网格-坏.xlsx").unlink()
    publish(town, "2022-02", TOWN, only=[])
    index = (town.reports_dir / "index.html").read_text(encoding="utf-8")
    assert index.count("数据已更新，本页未重新生成") == 2 and index.count("未生成") == 7


def test_the_index_is_made_whatever_a_failed_report_says(tmp_path):
    folder = tmp_path / "reports/2022-01/shili"
    folder.mkdir(parents=True)
    report = {"title": "某报告", "state": "failed", "reason": "see https://example.invalid/why"}
    manifest = {"period": "2022-01", "town_name": "某镇", "reports": {"some": report}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    index = write_index(Workspace(tmp_path)).read_text(encoding="utf-8")
    assert "某报告" in index and 'href="https:' not in index


def test_an_address_in_somebodys_cell_keeps_no_page_from_being_made(town, warm_run):
    path = town.raw_dir("shili", "2022-01") / "链接人居环境.csv"
    written = ["https://example.invalid/x", "<img src=//example.invalid/y>"]
    lines = "".join(f"{text},1月3日,5\n" for text in written)
    path.write_text(f"村名,日期,清垃圾\n{lines}", encoding="utf-8")
    (page,) = publish(town, "2022-01", "shili", only="data_quality", run=warm_run)
    assert (page.state, page.reason) == ("made", "")
    shown = page.path.read_text(encoding="utf-8")
    assert "链接人居环境.csv A2" in shown and "example.invalid" not in shown


def test_an_unknown_report_is_refused_before_anything_is_written(town):
    with pytest.raises(BadInput, match="no report nonsense") as refused:
        publish(town, "2022-02", TOWN, only=["nonsense"])

    assert "village_ranking" in str(refused.value)
    assert not town.reports_dir.exists()


def test_a_notebook_without_the_parameters_is_refused(town):
    own = town.root / "notebooks"
    own.mkdir()
    nb = notebook_of("1", "x")
    nb.cells[1].source = 'period = ""'
    nbformat.write(nb, own / "other.ipynb")

    [page] = publish(town, "2022-02", TOWN)

    assert page.has_failed
    assert "no parameter town, workspace" in page.reason


def test_the_published_spreadsheet_agrees_with_itself(folder):
    assert audit_file(folder / "通报附表.xlsx").empty


UNSEEN = """村名,日期,清垃圾（方）,清杂物（处）
青禾村\x1b,3月3日,12,\x0b5
青\x0b禾村,3月4日,1\x002,5
\u202e村禾青,3月5日,\ufffe9,5
青禾村,3月6日\x0c,"""


def test_signs_that_nobody_can_see_keep_no_report_from_being_made(sample_town, tmp_path):
    made = Workspace(tmp_path / "town")
    shutil.copytree(sample_town, made.root)
    for name in ("台\x0b账.csv", "台\x1b账.csv", "台\u202e账.csv", "台账\ufffe.csv"):
        content = UNSEEN + "7" * 5000 + ",3\n"
        (made.raw_dir(TOWN, PERIOD) / name).write_bytes(content.encode())
    results = publish(made, PERIOD, TOWN, only=["data_quality", "village_ranking"], jobs=2)
    assert [page.reason for page in results] == ["", ""]
    place = made.reports_dir / PERIOD / TOWN
    files = json.loads((place / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert sum("�" in file["file"] for file in files) == 4
    assert (made.reports_dir / "index.html").is_file()
    texts = published_text(made.reports_dir)
    assert texts and not [name for name, text in texts.items() if UNSEEN_SIGN.search(text)]
