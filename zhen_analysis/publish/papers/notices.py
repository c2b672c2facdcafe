"""A week's overdue items and a Word template → one 催办单 per department that holds any.

The template is an ordinary Word file in the catalogue (``templates/催办单.docx``) whose words in
double braces are filled in: {{科室}}. A table row with the words of an item stands for one and is
repeated. It may also ask and repeat as docxtpl lets it. What the catalogue lacks comes with the
package.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from copy import deepcopy
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.workspace import Workspace, bundled
from zhen_analysis.catalogue.workdays import workday_from
from zhen_analysis.present.look import wording
from zhen_analysis.publish.papers.files import write_bytes

if TYPE_CHECKING:
    import pandas as pd
    from docx.document import Document
    from docx.table import _Row
    from docxtpl import DocxTemplate

    from zhen_analysis.results.week import WeekAssessment

TEMPLATE = Path("templates/催办单.docx")
FOLDER = "催办单"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # equal weeks give equal files
# The words of an item; a row of a table that holds one of them is repeated.
ITEM = ("序号", "编号", "事项", "要求", "来源会议", "交办", "时限", "逾期天数", "进度", "文书")
ITEMS = "各项"
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no Word file can hold these
FIRST_REMINDER, HIGHEST = 1, -1  # steps of the chain: 交办单, 催办单, 督办通知单


def read_template(workspace: Workspace) -> bytes:
    """Return the template's bytes; raises BadInput where it is no Word file or cannot be filled."""
    from docx import Document
    from jinja2 import TemplateError

    own = workspace.catalogue_dir / TEMPLATE
    path = own if own.is_file() else bundled("catalogue") / TEMPLATE
    content = path.read_bytes()
    try:
        Document(io.BytesIO(content))
    except (ValueError, KeyError, zipfile.BadZipFile, zlib.error, SyntaxError) as error:
        # lxml calls broken XML an error of syntax
        raise BadInput(
            f"{path.name} is not a Word file (.docx): {error}.",
            hint="Save it as .docx, or remove it: the package has one of its own.",
            file=str(TEMPLATE),
        ) from None
    try:
        fill(content, {}, [("",) * len(ITEM)])
    except (TemplateError, SyntaxError, ArithmeticError, TypeError, ValueError, KeyError) as error:
        raise BadInput(
            f"{path.name} has braces that cannot be filled in: {error}.",
            hint="A word to fill in stands in two braces on each side: {{科室}}.",
            file=str(TEMPLATE),
        ) from None
    return content


def fill(template: bytes, words: dict[str, str], rows: list[tuple[str, ...]]) -> DocxTemplate:
    """Return a template with its words filled in; one that nobody knows stays visible."""
    from docxtpl import DocxTemplate
    from jinja2 import DebugUndefined
    from jinja2.sandbox import SandboxedEnvironment

    document = DocxTemplate(io.BytesIO(template))
    document.init_docx()
    repeat_rows(document.docx)
    environment = SandboxedEnvironment(undefined=DebugUndefined)
    plain = {name: UNWRITABLE.sub("", word) for name, word in words.items()}
    every = [[UNWRITABLE.sub("", word) for word in row] for row in rows]
    document.render(plain | {ITEMS: every}, environment, autoescape=True)
    return document


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
    document = fill(template, words_of(assessment, department, late, number), items(late))
    made = datetime.combine(assessment.period.last_day, time())
    properties = document.docx.core_properties
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


def items(late: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return the words of each item, in the order of ``ITEM``."""
    texts = late.reindex(columns=["text", "requirement", "meeting"]).apply(wording.words)
    return [
        (
            str(number),
            str(row.case),
            text,
            requirement,
            meeting,
            wording.day_of_month(row.opened),
            wording.day_of_month(row.deadline),
            f"{row.days_overdue}天",
            wording.NOTHING if row.progress != row.progress else f"{row.progress:.0f}%",
            str(row.notice),
        )
        for number, (row, (text, requirement, meeting)) in enumerate(
            zip(late.itertuples(), texts.itertuples(index=False), strict=True), start=1
        )
    ]


def repeat_rows(document: Document) -> None:
    """Let every table row that names a word of an item be repeated, once per item."""
    from docx.table import _Row

    for table in document.tables:
        for row in [row for row in table.rows if names_item(row)]:
            for add, said in (
                (row._tr.addprevious, f"{{%tr for {', '.join(ITEM)} in {ITEMS} %}}"),
                (row._tr.addnext, "{%tr endfor %}"),
            ):
                mark = deepcopy(row._tr)
                _Row(mark, table).cells[0].text = said
                add(mark)


def names_item(row: _Row) -> bool:
    """Tell whether a row holds a word of an item in braces."""
    text = "".join(cell.text for cell in row.cells)
    return any(f"{{{{{word}}}}}" in text for word in ITEM)


def as_bytes(document: DocxTemplate) -> bytes:
    """Return a document as a file without a clock in it."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(fixed, "w") as made:
        for part in parts.infolist():
            entry = zipfile.ZipInfo(part.filename, ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, parts.read(part))
    return fixed.getvalue()
