"""A month that was published before says what is other now, once and for all runs after it."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from zhen_analysis.base.workspace import Workspace
from zhen_analysis.present.month.restatement_note import explained, explained_to
from zhen_analysis.publish.notebooks.restatement_cell import insert_restatement
from zhen_analysis.publish.restatement import RECORD, restate, restated_lines
from zhen_analysis.publish.run import publish
from zhen_analysis.results.month import assess_month

PERIOD, TOWN = "2022-02", "shili"
HEAD = "ledger,unit,date,field,written,value,kind,reason,by,on,file,cell\n"


@pytest.fixture(scope="module")
def workspace(clean_town, tmp_path_factory) -> Workspace:
    return Workspace(shutil.copytree(clean_town, tmp_path_factory.mktemp("restated") / "town"))


@pytest.fixture(scope="module")
def plain(workspace):
    return assess_under(workspace, "")


@pytest.fixture(scope="module")
def appealed(workspace, plain):
    """Return the month after an appeal that is heard, and one that is not."""
    own = plain.records.query(
        "ledger == 'cleanup' and item == 'garbage' and period == @PERIOD and value > 5"
    )
    ranked = own[own["unit"].isin(plain.ranking.dropna(subset="rank")["unit"])]
    most = ranked["value"] / ranked.groupby("unit")["value"].transform("sum")
    big = ranked.assign(most=most).sort_values(["most", "value"]).iloc[-1]
    other = ranked[ranked["unit"] != big["unit"]].iloc[0]
    lines = [
        f"cleanup,{row.unit},,garbage,{row.value:g},{value:g},appeal,{reason},,2022-04-08,"
        f"{Path(row.file).name},{row.cell}\n"
        for row, value, reason in ((big, 0.5, "多报"), (other, other.value, "单据齐全"))
    ]
    return assess_under(workspace, "".join(lines))


def assess_under(workspace: Workspace, lines: str):
    """Return the month's assessment under some corrections."""
    path = workspace.catalogue_dir / "corrections.csv"
    path.write_text(HEAD + lines, encoding="utf-8")
    return assess_month(PERIOD, TOWN, workspace=workspace)


def publish_it(workspace: Workspace, assessment, **options) -> tuple[Path, dict[str, bytes]]:
    """Publish tables and paper (no page); return the folder and every byte in it."""
    publish(workspace, PERIOD, TOWN, only=[], assessment=assessment, **options)
    folder = workspace.reports_dir / PERIOD / TOWN
    files = [path for path in folder.rglob("*") if path.is_file()]
    return folder, {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def test_what_an_appeal_changes_is_told_and_told_the_same_again(workspace, plain, appealed):
    folder, first = publish_it(workspace, plain)
    assert differing(publish_it(workspace, plain)[1], first) == []

    _, restated = publish_it(workspace, appealed)
    changed = pd.read_csv(folder / "tables/restated.csv", encoding="utf-8-sig")
    was, now = (each.ranking.set_index("unit") for each in (plain, appealed))
    assert list(changed["total_before"]) == list(was.loc[changed["unit"], "total"])
    assert list(changed["rank"]) == list(now.loc[changed["unit"], "rank"])
    differ = was["total"].ne(now["total"].reindex(was.index))
    assert differ.any() and set(was.index[differ]) <= set(changed["unit"])
    words = "".join(paragraph.text for paragraph in Document(str(folder / "通报.docx")).paragraphs)
    assert "采纳1处，未采纳1处" in words and "与首次公布的不同" in words
    lines = list(restated_lines(appealed, folder))
    assert len(lines) == len(changed) and all("村: total" in line for line in lines)

    assert differing(publish_it(workspace, appealed)[1], restated) == []
    assert differing(publish_it(workspace, plain)[1], first) == []


def test_a_draft_is_no_publication(workspace, plain, appealed):
    publish_it(workspace, plain, first=True)
    _, files = publish_it(workspace, appealed, first=True)
    assert RECORD not in files and "tables/restated.csv" not in files
    assert differing(publish_it(workspace, appealed)[1], files) == []


def test_only_a_page_that_shows_ranks_says_what_they_were(workspace, plain, appealed):
    folder, _ = publish_it(workspace, plain, first=True)
    restated = restate(appealed, folder)

    def page(source: str) -> list[str]:
        title, head = new_markdown_cell("# 标题"), new_markdown_cell("## 一、排名")
        nb = new_notebook(cells=[title, head, new_code_cell(source)])
        insert_restatement(nb, [*explained(appealed, restated)])
        return [cell.source for cell in nb.cells]

    assert page("tables.rankings(assessment)")[1:4] == ["## 更正说明", "", "## 一、排名"]
    assert page("tables.files(assessment)")[1] == "## 一、排名"


def test_a_village_is_told_of_its_own_result_alone(workspace, plain, appealed):
    folder, _ = publish_it(workspace, plain, first=True)
    restated = restate(appealed, folder)
    changed = set(restated.ranking["unit"])
    assert changed and changed < set(appealed.ranking["unit"])
    for unit in appealed.ranking["unit"]:
        told = [*explained_to(unit, appealed, restated)]
        assert bool(told) == (unit in changed)
        if told:
            assert len(told[1].lines) == 1
            assert told[1].printed["单位"].iloc[0] == appealed.catalogue.unit_name(TOWN, unit)
