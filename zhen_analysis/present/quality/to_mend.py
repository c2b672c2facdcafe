"""Issues → what to mend: file by file, unit by unit, and what became of each correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from zhen_analysis.present.look.printing import MARK, TEXT
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table
from zhen_analysis.present.quality.quality import FILE_STATES, SEVERITIES

if TYPE_CHECKING:
    from zhen_analysis.results.month import MonthAssessment

PAGE_ROWS = 400  # of each table; a page has to stay under 1 MB whatever was filed
UNDER = (20, 10, 5, 3, 1)  # rows under one file or unit: the most that fit
NO_UNIT = "未能对应到单位"
NOTHING_TO_MEND = "没有待核事项。"
WHOLE_FILE = "整个文件"
REPLACED = ("duplicate", "superseded")
BESIDE = "tables/issues.csv"
SEVERITY = Column("程度", lambda rows: rows["severity"].map(SEVERITIES), MARK)
MESSAGE = Column("说明", "message", TEXT)


def to_mend(assessment: MonthAssessment) -> Table | Prose:
    """Return what to mend, file by file, with the cell and a sentence that says what to do."""
    issues = issues_shown(assessment)
    if issues.empty:
        return paragraphs(NOTHING_TO_MEND)
    return Table(
        name="to_mend",
        sheet="待核事项",
        caption="待核事项（按来文列出，请对照原表更正后重报）",
        rows=issues.assign(heading=issues["file"].map(file_headings(assessment, issues))),
        columns=[Column("位置", places, TEXT), SEVERITY, MESSAGE],
        under="heading",
        limit=PAGE_ROWS,
        limit_under=rows_under(issues["file"]),
        rest=BESIDE,
        jumps=True,
    )


def to_mend_by_unit(assessment: MonthAssessment) -> Table | Prose:
    """Return the same issues unit by unit in catalogue order, each unit's most harmful first.

    What stands in a file that another one stands for is nobody's to mend: it is counted in the
    note, and listed by file only.
    """
    every = issues_shown(assessment)
    files = assessment.files
    replaced = every["file"].isin(files.loc[files["status"].isin(REPLACED), "file"])
    issues, aside = every[~replaced], int(replaced.sum())
    note = f"另有{aside}条在重复或已被更新的文件里，无须改动，只按文件列出。" if aside else ""
    if issues.empty:
        return paragraphs(f"没有需要各单位改动的内容。{note}" if note else NOTHING_TO_MEND)
    names = assessment.unit_names
    order = {unit: number for number, unit in enumerate(names)}
    harms = {harm.code: number for number, harm in enumerate(assessment.harms)}
    keyed = issues.assign(
        of_unit=issues["unit"].map(order).fillna(len(order)),
        of_harm=issues["harm"].map(harms),
    ).sort_values(["of_unit", "of_harm"], kind="stable")
    return Table(
        name="to_mend_by_unit",
        sheet="待核事项（按单位）",
        caption="待核事项（按村、科室列出）",
        rows=keyed.assign(
            unit_name=keyed["unit"].map(names).astype("str").fillna(NO_UNIT),
            place=places_with_files(assessment, keyed),
        ),
        columns=[Column("文件、工作表、单元格", "place", TEXT), SEVERITY, MESSAGE],
        under="unit_name",
        note=note,
        limit=PAGE_ROWS,
        limit_under=rows_under(keyed["unit"].fillna("")),
        rest="《通报附表》“待核事项（按单位）”",
        jumps=True,
    )


def corrections(assessment: MonthAssessment) -> Table | Prose:
    """Return every declared correction of the month: applied, in doubt, or no longer true."""
    issues = issues_shown(assessment)
    states = assessment.correction_states
    told = issues[issues["check"].isin(states)]
    if told.empty:
        return paragraphs("本月没有登记更正。")
    names = assessment.unit_names
    state = told["check"].map(list(states).index)
    told = told.iloc[state.argsort(kind="stable")]
    headings = file_headings(assessment, told)
    where = zip(told["file"], places(told), strict=True)
    return Table(
        name="corrections",
        sheet="更正",
        caption="更正登记的执行情况（先列没有执行的）",
        rows=told.assign(place=[f"{headings[file]} {place}" for file, place in where]),
        columns=[
            Column("位置", "place", TEXT),
            Column("单位", lambda rows: rows["unit"].map(names)),
            Column("执行", lambda rows: rows["check"].map(states), MARK),
            Column("原值", "written"),
            Column("更正为", "read_as"),
            MESSAGE,
        ],
        limit=PAGE_ROWS,
    )


def issues_shown(assessment: MonthAssessment) -> pd.DataFrame:
    """Return the month's issues with ledger, unit and harm."""
    return assessment.issues.join(assessment.placed)


def places(issues: pd.DataFrame) -> list[str]:
    """Return where each issue stands inside its file: sheet and cell.

    A text file has one sheet, which is called as the file is: its cell says all.
    """
    pairs = zip(issues["file"], issues["sheet"], issues["cell"], strict=True)
    return [" ".join(inside(*pair)) or WHOLE_FILE for pair in pairs]


def places_with_files(assessment: MonthAssessment, issues: pd.DataFrame) -> list[str]:
    """Return where each issue stands, its file in front."""
    headings = file_headings(assessment, issues)
    pairs = zip(issues["file"], places(issues), strict=True)
    return [
        headings[file] if place == WHOLE_FILE else f"{headings[file]} {place}"
        for file, place in pairs
    ]


def inside(file: str, sheet: object, cell: object) -> list[str]:
    """Return the parts of a place that tell something beyond the file's own name."""
    own_name = file.rpartition("/")[2].rpartition(".")[0]
    known = [str(part) for part in (sheet, cell) if not pd.isna(part) and part]
    return [part for part in known if part != own_name]


def file_headings(assessment: MonthAssessment, issues: pd.DataFrame) -> dict[str, str]:
    """Return file → its path inside the month's folder; one that does not count says so.

    A file of another month is named with it; one that is no month's (the list of corrections)
    keeps its whole path.
    """
    town, month = f"/{assessment.town}/", f"{assessment.period}/"
    states = assessment.files.set_index("file")["status"].map(FILE_STATES)
    plain = FILE_STATES["counted"]
    headings = {}
    for file in issues["file"].unique():
        state = states.get(file, plain)
        told = (file.partition(town)[2] or file).removeprefix(month)
        headings[file] = told if state == plain else f"{told}（{state}）"
    return headings


def rows_under(lines: pd.Series) -> int:
    """Return how many rows under each line a page can show, all lines together."""
    sizes = lines.value_counts()
    return next((most for most in UNDER if sizes.clip(upper=most).sum() <= PAGE_ROWS), UNDER[-1])
