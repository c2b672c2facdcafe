"""A week's overdue items and a Word template → one 催办单 per department that holds any.

The template is an ordinary Word file in the catalogue (``templates/催办单.docx``) whose words in
double braces are filled in: {{科室}}. A table row with such words stands for one item and is
repeated. What the catalogue lacks comes with the package.
"""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.workspace import Workspace, bundled
from zhen_analysis.catalogue.workdays import workday_from
from zhen_analysis.present.look import wording
from zhen_analysis.publish.papers.files import write_bytes

if TYPE_CHECKING:
    import pandas as pd
    from docx.document import Document
    from docx.text.paragraph import Paragraph

    from zhen_analysis.results.week import WeekAssessment

TEMPLATE = Path("templates/催办单.docx")
FOLDER = "催办单"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # equal weeks give equal files
FIRST_REMINDER, HIGHEST = 1, -1  # steps of the chain: 交办单, 催办单, 督办通知单


def read_template(workspace: Workspace) -> bytes:
    """Return the template's bytes; raises BadInput where it is no Word file."""
    from docx import Document

    own = workspace.catalogue_dir / TEMPLATE
    path = own if own.is_file() else bundled("catalogue") / TEMPLATE
    content = path.read_bytes()
    try:
        Document(io.BytesIO(content))
    except (ValueError, KeyError, zipfile.BadZipFile) as error:
        raise BadInput(
            f"{path.name} is not a Word file (.docx): {error}.",
            hint="Save it as .docx, or remove it: the package has one of its own.",
            file=str(TEMPLATE),
        ) from None
    return content


def write_notices(assessment: WeekAssessment, template: bytes, folder: Path) -> list[Path]:
    """Write a notice for every department with overdue items, and remove those of an older run."""
    for old in (folder / FOLDER).glob("*.docx"):
        old.unlink()
    cases = assessment.supervised.cases
    late = cases[cases["is_overdue"]]
    names = assessment.unit_names
    order = [unit for unit in names if unit in set(late["unit"])]
    return [
        write_bytes(
            folder / FOLDER / f"{file_name(names[unit])}.docx",
            notice(assessment, template, names[unit], late[late["unit"] == unit], number),
        )
        for number, unit in enumerate(order, start=1)
    ]


def file_name(name: str) -> str:
    """Return a department's name as a file may be called."""
    return "".join("_" if sign in '/\\:*?"<>|' else sign for sign in name)


def notice(
    assessment: WeekAssessment, template: bytes, department: str, late: pd.DataFrame, number: int
) -> bytes:
    """Return one filled notice."""
    from docx import Document

    document = Document(io.BytesIO(template))
    words = words_of(assessment, department, late, number)
    fill_rows(document, items(late))
    for paragraph in every_paragraph(document):
        fill(paragraph, words)
    made = datetime.combine(assessment.period.last_day, time())
    properties = document.core_properties
    properties.created = properties.modified = made
    properties.author = properties.last_modified_by = assessment.catalogue.towns[
        assessment.town
    ].name
    return as_bytes(document)


def words_of(
    assessment: WeekAssessment, department: str, late: pd.DataFrame, number: int
) -> dict[str, str]:
    """Return what the words in braces stand for."""
    week, catalogue = assessment.period, assessment.catalogue
    issued = workday_from(week.following.first_day, catalogue.overrides)
    ledger = catalogue.ledgers[late["ledger"].iloc[0]]
    reply = catalogue.due_date(ledger, week.following)
    steps = [step.name for step in ledger.notices]
    highest = int(late["notice"].eq(steps[HIGHEST]).sum()) if len(steps) > FIRST_REMINDER + 1 else 0
    town = catalogue.towns[assessment.town]
    return {
        "镇": town.name,
        "示例": "（示例数据，均为虚构）" if town.invented else "",
        "文号": f"{town.name}督催〔{week.iso_year}〕{week.number}周-{number}号",
        "科室": department,
        "周": assessment.period.chinese,
        "截止日": wording.full_day(week.last_day),
        "件数": str(len(late)),
        "回复日": wording.full_day(reply),
        "日期": wording.full_day(issued),
        "附言": f"其中{highest}件已达到{steps[HIGHEST]}的条件，将另行下发{steps[HIGHEST]}。"
        if highest
        else "",
    }


def items(late: pd.DataFrame) -> list[dict[str, str]]:
    """Return the words of each item's row."""
    texts = late.reindex(columns=["text", "requirement", "meeting"]).apply(wording.words)
    return [
        {
            "序号": str(number),
            "编号": str(row.case),
            "事项": text,
            "要求": requirement,
            "来源会议": meeting,
            "交办": wording.day_of_month(row.opened),
            "时限": wording.day_of_month(row.deadline),
            "逾期天数": f"{row.days_overdue}天",
            "进度": wording.NOTHING if row.progress != row.progress else f"{row.progress:.0f}%",
            "文书": str(row.notice),
        }
        for number, (row, (text, requirement, meeting)) in enumerate(
            zip(late.itertuples(), texts.itertuples(index=False), strict=True), start=1
        )
    ]


def every_paragraph(document: Document) -> list[Paragraph]:
    """Return the paragraphs of the body, of table cells, of headers and footers."""
    parts: list[Any] = [document]
    for section in document.sections:
        parts += [section.header, section.footer]
    cells = [
        cell for part in parts for table in part.tables for row in table.rows for cell in row.cells
    ]
    return [paragraph for part in [*parts, *cells] for paragraph in part.paragraphs]


def fill_rows(document: Document, rows: list[dict[str, str]]) -> None:
    """Repeat the table row that names an item's words, once per item."""
    from docx.table import _Row

    for table in document.tables:
        for pattern in [row for row in table.rows if names_item(row, rows[0])]:
            for words in rows:
                copy = deepcopy(pattern._tr)
                pattern._tr.addprevious(copy)
                for cell in _Row(copy, table).cells:
                    for paragraph in cell.paragraphs:
                        fill(paragraph, words)
            table._tbl.remove(pattern._tr)


def names_item(row: Any, words: dict[str, str]) -> bool:
    """Tell whether a row holds a word of an item in braces."""
    text = "".join(cell.text for cell in row.cells)
    return any(f"{{{{{word}}}}}" in text for word in words)


def fill(paragraph: Paragraph, words: dict[str, str]) -> None:
    """Put words in the place of their names; a paragraph keeps the look of its first piece.

    Word splits a text into pieces where it pleases, so a name may stand across several.
    """
    runs = paragraph.runs
    if not any(f"{{{{{name}}}}}" in paragraph.text for name in words):
        return
    if any(run.text.count("{{") != run.text.count("}}") for run in runs):
        runs[0].text = paragraph.text
        for run in runs[1:]:
            run.text = ""
    for run in runs:
        for name, value in words.items():
            if f"{{{{{name}}}}}" in run.text:
                run.text = run.text.replace(f"{{{{{name}}}}}", value)


def as_bytes(document: Document) -> bytes:
    """Return a document as a file without a clock in it."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(fixed, "w") as made:
        for part in parts.infolist():
            entry = zipfile.ZipInfo(part.filename, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, parts.read(part))
    return fixed.getvalue()
