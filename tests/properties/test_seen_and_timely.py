"""Whatever is filed: what counts is seen in its cell, in a table that is of the month."""

import io
from dataclasses import dataclass, replace

import openpyxl
import pandas as pd
from hypothesis import event, given, settings
from hypothesis import strategies as st
from odd import BOOKS, CATALOGUE, HERE, MARCH
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from zhen_analysis.base.addresses import read_address
from zhen_analysis.intake.cells.quantities import read_quantity
from zhen_analysis.intake.cells.times.time_span import FiledFor
from zhen_analysis.intake.files.open_file import open_content
from zhen_analysis.intake.files.sheets import RawFile, as_sheet
from zhen_analysis.intake.filings.which_time import times_of_tables
from zhen_analysis.intake.reading import Reading, assemble, lay_out_file
from zhen_analysis.intake.records.cleaning import clean_block
from zhen_analysis.intake.records.corrections import Plan

MARCH_DAYS = FiledFor.calendar(MARCH)
HEADS = ["村名", "日期", "清垃圾", "拆旱厕", "备注"]
UNITS = [["青禾村", "柳湾村", "云溪村"], ["石桥村", "枫林村", "杏花村"]]
DAYS = ["", "3月2日", "3月9日", "2月9日"]
# What a title or name states → whether a table of it may be March's; None where nothing is stated.
TITLES = {
    "示例镇人居环境整治台账": None,
    "示例镇2022年度人居环境整治台账": None,
    "示例镇3月份人居环境整治台账": True,
    "示例镇2022年3月人居环境整治台账（截至3月31日）": True,
    "示例镇2月份人居环境整治台账": False,
    "示例镇1-3月人居环境整治台账": False,
    "示例镇一季度人居环境整治台账": False,
    "统计时段：2月21日—3月20日": False,
}
SHEETS = [{"甲": None, "3月": True, "2月": False}, {"乙": None, "3月份": True, "一季度": False}]
FILES = {"人居环境整治台账": None, "3月人居环境整治台账": True, "2月份人居环境整治台账": False}
STRUCK = InlineFont(strike=True)
RAISED = InlineFont(vertAlign="superscript")


@dataclass(frozen=True)
class Written:
    """A cell as it is written, and its look: 12 struck out before it, a raised 1 behind it …"""

    text: str = ""
    look: str = "plain"

    @property
    def seen(self) -> str:
        """What a reader takes for its text."""
        if self.look == "struck" or (self.look == "unshown" and self.text != "0"):
            return ""  # a zero that a format hides stays one: forms hide all zeros so
        return f"{self.text}¹" if self.look == "raised" else self.text

    def put(self, cell) -> None:
        """Write it into a workbook."""
        cell.value = int(self.text) if self.text.isdigit() else self.text or None
        if self.look == "replaced":
            cell.value = CellRichText(TextBlock(STRUCK, "12"), TextBlock(InlineFont(), self.text))
        elif self.look == "raised":
            cell.value = CellRichText(TextBlock(InlineFont(), self.text), TextBlock(RAISED, "1"))
        cell.font = Font(strike=self.look == "struck")
        cell.number_format = ";;;" if self.look == "unshown" else "General"


FIGURES = st.builds(
    Written,
    st.sampled_from(["5", "16", "7方", "约30", "0", "—", "十二"]),
    st.sampled_from(["plain", "plain", "struck", "replaced", "raised", "unshown"]),
) | st.just(Written())


@dataclass
class Drawn:
    """A sheet as drawn: cells by row and column from 1, lines struck out, what is hidden."""

    name: str
    cells: dict[tuple[int, int], Written]
    struck: set[int]
    rows: set[int]
    columns: set[int]
    is_hidden: bool
    stated: bool | None = None

    def seen(self, row: int, column: int) -> str:
        """Return what a reader sees in a cell, once he has shown what is hidden."""
        written = self.cells.get((row, column), Written())
        return "" if row in self.struck else written.seen


@st.composite
def books(draw):
    """Draw a file's name and one or two sheets, of villages of their own."""
    file = draw(st.sampled_from(sorted(FILES)))
    made = [draw(sheet(number, FILES[file])) for number in range(draw(st.integers(1, 2)))]
    if all(each.is_hidden for each in made):
        made[0].is_hidden = False  # no program saves a workbook of hidden sheets only
    return file, made


@st.composite
def sheet(draw, number, of_file):
    """Draw a sheet; the nearest of title, sheet's name and file's name states its time."""
    title, name = (
        draw(st.sampled_from(sorted(TITLES))),
        draw(st.sampled_from(sorted(SHEETS[number]))),
    )
    stated = [TITLES[title], SHEETS[number][name], of_file]
    cells = {(1, 1): Written(title)}
    cells |= {(2, place): Written(text) for place, text in enumerate(HEADS, 1)}
    for row in range(3, 3 + draw(st.integers(1, 4))):
        cells[row, 1] = Written(draw(st.sampled_from(UNITS[number])))
        cells[row, 2] = Written(draw(st.sampled_from(DAYS)))
        cells[row, 3], cells[row, 4] = draw(FIGURES), draw(FIGURES)
    lines = st.sampled_from(range(3, 8))
    return Drawn(
        name,
        cells,
        struck=draw(st.sets(lines, max_size=1)),
        rows=draw(st.sets(lines, max_size=2)),
        columns=draw(st.sets(st.sampled_from([3, 4, 5]), max_size=1)),
        is_hidden=draw(st.booleans()),
        stated=next((each for each in stated if each is not None), None),
    )


def write(sheets) -> bytes:
    book, made = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for drawn in sheets:
        page = book.create_sheet(drawn.name)
        for (row, column), written in drawn.cells.items():
            look = "struck" if row in drawn.struck else written.look
            replace(written, look=look).put(page.cell(row, column))
        for row in drawn.rows:
            page.row_dimensions[row].hidden = True
        for column in drawn.columns:
            page.column_dimensions[get_column_letter(column)].hidden = True
        page.sheet_state = "hidden" if drawn.is_hidden else "visible"
    book.active = next(n for n, drawn in enumerate(sheets) if not drawn.is_hidden)
    book.save(made)
    return made.getvalue()


def read(name, sheets):
    file = f"data/raw/shili/2022-03/{name}.xlsx"
    coded = open_content(write(sheets), f"{name}.xlsx")
    raw = RawFile(file, "0", tuple(as_sheet(each, file) for each in coded.sheets))
    layouts = lay_out_file(raw, CATALOGUE, BOOKS, MARCH_DAYS)
    times, _ = times_of_tables(layouts, (), {})
    cleaned = [
        clean_block(b, BOOKS[b.ledger.level], MARCH, outside=[*layout.outside_cells()],
                    table=times[b.key])
        for layout in layouts for b in layout.blocks
    ]  # fmt: skip
    return assemble([Reading(raw, layouts, cleaned)], Plan(), HERE)


@settings(max_examples=25, deadline=None)
@given(books())
def test_what_counts_is_seen_in_its_cell_in_a_table_of_the_month(book):
    name, sheets = book
    intake = read(name, sheets)
    told = set(zip(intake.issues["check"], intake.issues["sheet"], strict=True))
    counting = intake.records.dropna(subset=["value"])
    event(f"{min(len(counting), 3)} figures count")
    for own in sheets:
        records = counting[counting["sheet"] == own.name]
        for record in records.itertuples():
            assert_seen(record, own, told)
            assert_timely(record, own, told)
        assert_told(own, set(records["cell"]), told)


def assert_seen(record, own, told):
    """The cell shows the value, once a reader has shown what is hidden, which he is told."""
    row, column = read_address(record.cell)[0], read_address(record.cell)[1] + 1
    assert read_quantity(own.seen(row, column), record.uom)[0] == record.value
    assert own.seen(row, 1)
    for is_hidden, check in (
        (row in own.rows, "hidden_rows"),
        (column in own.columns, "hidden_columns"),
        (own.is_hidden, "hidden_sheet"),
    ):
        assert not is_hidden or (check, own.name) in told


def assert_timely(record, own, told):
    """The line's own day is of the month; else what the table states is, or it states nothing."""
    if pd.notna(record.date) and record.date.month == MARCH.month:
        return
    assert own.stated in {None, True}
    assert pd.isna(record.date) or ("date_outside_month", own.name) in told


def assert_told(own, cells, told):
    """What is struck out or not shown does not count, and is told."""
    for (row, column), written in own.cells.items():
        cell, look = f"{get_column_letter(column)}{row}", written.look
        if written.text and (row in own.struck or look == "struck"):
            assert cell not in cells and ("struck_out", own.name) in told
        elif look == "replaced":
            assert ("struck_part", own.name) in told
        elif look == "unshown" and not written.seen:
            assert cell not in cells and ("unshown_number", own.name) in told
