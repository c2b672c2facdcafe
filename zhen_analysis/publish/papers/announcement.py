"""A month's ranking → 通报.docx: a title, the sentences and the tables of the page, in plain Word.

It is for those who put the ranking into an official paper: the same words and the same digits as
the page, without its charts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhen_analysis.present import tables
from zhen_analysis.present.annex import flat
from zhen_analysis.present.look.prose import Prose
from zhen_analysis.present.look.table import Table, Tables
from zhen_analysis.present.month import words
from zhen_analysis.present.month.restatement_note import Restated, explained
from zhen_analysis.present.ranking import firm_words
from zhen_analysis.publish.papers.files import write_bytes
from zhen_analysis.publish.papers.notices import as_bytes

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable
    from docx.table import _Cell

    from zhen_analysis.results.month import MonthAssessment

FILE = "通报.docx"
TITLE = "考评排名通报"
BODY_FONT, HEAD_FONT = "仿宋", "黑体"  # what offices have; Word takes the next best where not
BODY_POINTS, TITLE_POINTS, TABLE_POINTS = 16, 22, 10.5  # 三号, 二号, 五号
TEXT_CM = 15.6  # between the margins
SHORTEST = 4  # signs on a line of a column
MARGINS_CM = {"top_margin": 3.7, "bottom_margin": 3.5, "left_margin": 2.8, "right_margin": 2.6}


def write_announcement(
    assessment: MonthAssessment, folder: Path, restated: Restated | None = None
) -> Path | None:
    """Write the Word file beside the pages; none where nobody is ranked, and no old one stays."""
    path = folder / FILE
    if assessment.ranking.empty:
        path.unlink(missing_ok=True)
        return None
    return write_bytes(path, announcement(assessment, restated))


def announcement(assessment: MonthAssessment, restated: Restated | None = None) -> bytes:
    """Return the Word file; equal assessments give equal bytes."""
    document = empty_document(assessment)
    town = assessment.catalogue.towns[assessment.town]
    add_line(document, TITLE, HEAD_FONT, TITLE_POINTS)
    invented = "（示例数据，镇名、村名、人名均为虚构）" if town.invented else ""
    add_line(document, f"{town.name} {assessment.period.chinese}{invented}", BODY_FONT, 14)
    for part in parts(assessment, restated or Restated()):
        if isinstance(part, Prose):
            for sentence in repr(part).splitlines():
                add_paragraph(document, sentence)
        else:
            for table in flat(part):
                add_table(document, table)
    add_paragraph(document, firm_words.meaning(assessment.ranking) + "逐项得分见网页版。")
    return as_bytes(document)


def parts(assessment: MonthAssessment, restated: Restated) -> Iterator[Table | Tables | Prose]:
    """Yield what the paper says: what is missing, what was corrected, the ranking, the reasons."""
    yield words.banner(assessment)
    yield from explained(assessment, restated)
    yield words.ranks(assessment)
    yield tables.rankings(assessment)
    yield tables.bonuses_and_vetoes(assessment)


def empty_document(assessment: MonthAssessment) -> Document:
    """Return a page with the margins of an official paper, dated by the month it reports on."""
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for side, width in MARGINS_CM.items():
        setattr(section, side, Cm(width))
    style = document.styles["Normal"]
    style.font.size = Pt(BODY_POINTS)
    style.font.name = BODY_FONT
    set_east_asian(style.element, BODY_FONT)
    made = datetime.combine(assessment.period.last_day, time())
    properties = document.core_properties
    properties.created = properties.modified = made
    properties.title = TITLE
    properties.author = properties.last_modified_by = assessment.catalogue.towns[
        assessment.town
    ].name
    return document


def set_east_asian(element: Any, font: str) -> None:
    """Set the font of Chinese signs, which Word keeps apart from that of Latin ones."""
    from docx.oxml.ns import qn

    fonts = element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)


def add_line(document: Document, text: str, font: str, points: float) -> None:
    """Add a line in the middle of the page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(points), font
    set_east_asian(run._element, font)


def add_paragraph(document: Document, sentence: str) -> None:
    """Add a paragraph that is indented by two signs."""
    from docx.shared import Pt

    paragraph = document.add_paragraph(sentence)
    paragraph.paragraph_format.first_line_indent = Pt(2 * BODY_POINTS)
    paragraph.paragraph_format.space_after = Pt(0)


def add_table(document: Document, table: Table) -> None:
    """Add a caption, a table whose heading comes again on every page, and its note."""
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement

    add_line(document, table.caption, HEAD_FONT, 12)
    labels = [column.label for column in table.columns]
    grid = document.add_table(rows=1, cols=len(labels), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, label in zip(grid.rows[0].cells, labels, strict=True):
        fill_cell(cell, label, "word")
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    kinds = [column.kind for column in table.columns]
    rows = [[cell.text for cell in line] for line in table.lines]
    for row in rows:
        for cell, word, kind in zip(grid.add_row().cells, row, kinds, strict=True):
            fill_cell(cell, word, kind)
    share_width(grid, [labels, *rows])
    add_paragraph(document, table.note)


def share_width(grid: WordTable, rows: list[list[str]]) -> None:
    """Give each column width by its longest word, a long one up to twice the shortest line."""
    from docx.shared import Cm

    longest = [max(len(word) for word in column) for column in zip(*rows, strict=True)]
    asked = [min(max(length, SHORTEST), 2 * SHORTEST + 2) for length in longest]
    for column, share in zip(grid.columns, asked, strict=True):
        for cell in column.cells:
            cell.width = Cm(TEXT_CM * share / sum(asked))


def fill_cell(cell: _Cell, text: str, kind: str) -> None:
    """Write a cell: numbers right, running text left, all else in the middle."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    sides = {"number": WD_ALIGN_PARAGRAPH.RIGHT, "text": WD_ALIGN_PARAGRAPH.LEFT}
    paragraph = cell.paragraphs[0]
    paragraph.alignment = sides.get(kind, WD_ALIGN_PARAGRAPH.CENTER)
    paragraph.add_run(text).font.size = Pt(TABLE_POINTS)
