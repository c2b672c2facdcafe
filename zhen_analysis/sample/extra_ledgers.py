"""A town's setting → its 督办单, its marks and its further systems, on disk, and the truth.

These ledgers have no drawn mistakes. ``truth/supervision.csv`` holds one row per item and week,
its time limit as the day that it means; ``truth/checks.csv`` one row per mark;
``truth/systems.csv`` one row per record of the systems that ``systems.toml`` declares.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue import Ledger
from zhen_analysis.sample.deeds.checks import daily_marks, site_marks
from zhen_analysis.sample.deeds.supervision import file_supervision
from zhen_analysis.sample.deeds.systems import file_system
from zhen_analysis.sample.mess.plain_sheets import SHEET, case_cells, write_sheet
from zhen_analysis.sample.papers.written import FORM_COLUMNS
from zhen_analysis.sample.projects import PROJECTS, file_projects
from zhen_analysis.sample.projects import TRUTH as PROJECT_TRUTH
from zhen_analysis.sample.towns.setting import Setting
from zhen_analysis.sample.truth import as_text

WEEKLY = "supervision"
MARKED: dict[str, Callable[[Setting, dict, Month], pd.DataFrame]] = {
    "daily_check": daily_marks,
    "site_check": site_marks,
}
CASE_TRUTH = ["town", "period", "case", "unit", "text", "meeting", "opened", "deadline", "closed"]
CASE_TRUTH += ["status", "progress", "extensions", "file", "sheet", "cell"]
MARK_TRUTH = ["town", "period", "ledger", "unit", "date", "checker", "item", "value"]
MARK_TRUTH += ["file", "sheet", "cell"]
SYSTEM_TRUTH = ["town", "period", "ledger", "unit", "date", "item", "value", "uom", "done", "due"]
SYSTEM_TRUTH += ["case", "opened", "deadline", "closed", "severity", "status"]
SYSTEM_TRUTH += ["file", "sheet", "cell"]
SHAPES = ("work", "coverage", "case")
HABITS, SYSTEMS = (
    tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))
    for name in ("habits.toml", "systems.toml")
)
DRAWN = {code for shape in SHAPES for code in HABITS[shape]}
FURTHER = {code for shape in SHAPES for code in SYSTEMS[shape]} | {"institution"}


def declared_ledgers(codes: Iterable[str], chosen: Iterable[str]) -> list[str]:
    """Return the ledgers of a generated town's catalogue: the usual ones, and what it files."""
    usual = {*DRAWN, *MARKED, WEEKLY, *chosen}
    return [code for code in codes if code in usual]


def extra_ledgers(codes: Iterable[str]) -> list[str]:
    """Return those of the ledgers that are no matter of ``habits.toml``: without mistakes."""
    return [code for code in codes if code not in DRAWN]


def file_extra(
    setting: Setting, root: Path, ledgers: list[str], habits: dict
) -> dict[str, pd.DataFrame]:
    """Write the workbooks of one town; return its truth by the name of its table."""
    forms: list[pd.DataFrame] = []
    marks = [
        file_marks(setting, root, code, month, habits, forms)
        for code in ledgers
        if code in MARKED
        for month in setting.months
    ]
    cases = file_cases(setting, root, habits, forms) if WEEKLY in ledgers else []
    systems = [
        file_further(setting, root, code, month, forms)
        for code in ledgers
        if code in FURTHER
        for month in setting.months
    ]
    projects = file_projects(setting, root) if PROJECTS in ledgers else []
    return {
        "projects": stack(projects, PROJECT_TRUTH),
        "systems": stack(systems, SYSTEM_TRUTH),
        "supervision": stack(cases, CASE_TRUTH),
        "checks": stack(marks, MARK_TRUTH),
        "forms": stack(forms, FORM_COLUMNS),
    }


def spelling(setting: Setting, *labels: object) -> np.random.Generator | None:
    """Return the draws for unusual spellings, where the level of mess has any."""
    return setting.rng(*labels, "spelling") if "layouts" in setting.habits else None


def file_cases(
    setting: Setting, root: Path, habits: dict, forms: list[pd.DataFrame]
) -> list[pd.DataFrame]:
    """Write the 督办单 of every week; add to ``forms`` which cells are spelled unusually."""
    ledger, workspace, told = setting.catalogue.ledgers[WEEKLY], Workspace(root), []
    for filing in file_supervision(setting, habits):
        folder = workspace.raw_dir(setting.town, str(filing.week))
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{filing.name}.xlsx"
        title = f"{setting.town_name}党政会议周督办单（{filing.week.chinese}）"
        office = setting.names.get(ledger.filed_by, setting.town_name)
        lines, rng = filing.lines, spelling(setting, WEEKLY, filing.week)
        said = write_sheet(
            path, ledger, lines, title, office, filing.filed_on, setting.names, setting.habits, rng
        )
        forms.append(said.assign(file=workspace.relative(path)))
        told.append(
            lines.assign(
                town=setting.town,
                period=str(filing.week),
                status=lines["closed"].notna().map({True: "closed", False: "open"}),
                file=workspace.relative(path),
                sheet=SHEET,
                cell=case_cells(ledger, lines, "case"),
            )[CASE_TRUTH]
        )
    return told


def file_monthly(
    setting: Setting,
    root: Path,
    ledger: Ledger,
    month: Month,
    lines: pd.DataFrame,
    forms: list[pd.DataFrame],
) -> str:
    """Write one month's workbook, add to ``forms`` unusual spellings, and return its path."""
    workspace = Workspace(root)
    folder = workspace.raw_dir(setting.town, str(month))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{month.month}月{ledger.name}.xlsx"
    title = f"{setting.town_name}{month.chinese}{ledger.name}"
    office = setting.names.get(ledger.filed_by, setting.town_name)
    due = setting.catalogue.due_date(ledger, month)
    rng = spelling(setting, ledger.code, month)
    said = write_sheet(path, ledger, lines, title, office, due, setting.names, setting.habits, rng)
    file = workspace.relative(path)
    forms.append(said.assign(file=file))
    return file


def file_marks(
    setting: Setting, root: Path, code: str, month: Month, habits: dict, forms: list[pd.DataFrame]
) -> pd.DataFrame:
    """Write one month's workbook of marks; add to ``forms`` which are spelled unusually."""
    ledger = setting.catalogue.ledgers[code]
    lines = MARKED[code](setting, habits, month)
    file = file_monthly(setting, root, ledger, month, lines, forms)
    return lines.assign(
        town=setting.town,
        period=str(month),
        ledger=code,
        file=file,
        sheet=SHEET,
        cell=case_cells(ledger, lines, "value"),
    )[MARK_TRUTH]


def file_further(
    setting: Setting, root: Path, code: str, month: Month, forms: list[pd.DataFrame]
) -> pd.DataFrame:
    """Write one month's workbook of a further system; add to ``forms`` unusual spellings.

    A month in which nothing happened has no workbook. Returns its true records.
    """
    ledger = setting.catalogue.ledgers[code]
    lines = file_system(setting, SYSTEMS, code, month)
    if lines.empty:
        return pd.DataFrame(columns=SYSTEM_TRUTH)
    file = file_monthly(setting, root, ledger, month, lines, forms)
    place = {"town": setting.town, "period": str(month), "ledger": code}
    records = system_records(ledger, lines)
    return records.assign(**place, file=file, sheet=SHEET)[SYSTEM_TRUTH]


def system_records(ledger: Ledger, lines: pd.DataFrame) -> pd.DataFrame:
    """Return one row per record of a workbook, with the address of its cell."""
    if ledger.shape == "case":
        known = lines.reindex(columns=["unit", *SYSTEM_TRUTH[10:16]])
        return known.assign(cell=case_cells(ledger, lines, "case")).reindex(columns=SYSTEM_TRUTH)
    parts = []
    for item, uom in ledger.items.items():
        sides = {"done": f"{item}_done", "due": f"{item}_due", "value": item}
        filled = {side: key for side, key in sides.items() if key in lines}
        if not filled:
            continue
        part = lines.reindex(columns=["unit", "date"]).assign(item=item, uom=uom)
        part = part.assign(**{side: lines[key] for side, key in filled.items()})
        first = next(iter(filled))
        part = part.assign(cell=case_cells(ledger, lines, first, item))
        parts.append(part[lines[filled[first]].notna()].reindex(columns=SYSTEM_TRUTH))
    return pd.concat(parts, ignore_index=True)


def write_extra_truth(folder: Path, tables: list[dict[str, pd.DataFrame]]) -> None:
    """Write the truth of all towns, a table each; a table without rows is not written."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("projects", "supervision", "checks", "systems"):
        table = stack([each[name] for each in tables], None)
        if len(table):
            table.apply(as_text).to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def stack(tables: list[pd.DataFrame], columns: list[str] | None) -> pd.DataFrame:
    """Return tables under one another; an empty one with ``columns`` where there is none."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=columns)
