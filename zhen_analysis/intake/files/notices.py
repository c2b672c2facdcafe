"""What was seen in a sheet beside its cells → what to tell the clerk of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from zhen_analysis.base.addresses import address, column_letters
from zhen_analysis.base.signs import unseen_signs, visible_name, visible_text
from zhen_analysis.intake.files.books.xlsx_sheet import Look
from zhen_analysis.intake.files.coded.dictionary_columns import CodedFile, CodedSheet, Note
from zhen_analysis.intake.files.coded.limits import Unreadable

MOST_NAMED = 10  # runs of rows or columns in one sentence


def tell_look(look: Look, sheet: CodedSheet) -> Iterator[Note]:
    """Yield check, cell, written text and details of everything a clerk should know.

    Hidden rows and columns count where they hold something. Cells of one column that follow each
    other are told together.
    """
    rows = [row for row in look.hidden_rows if holds_row(sheet, row)]
    if rows:
        yield "hidden_rows", "", "", {"count": len(rows), "places": name_rows(rows)}
    columns = [column for column in look.hidden_columns if holds_column(sheet, column)]
    if columns:
        yield "hidden_columns", "", "", {"count": len(columns), "places": name_columns(columns)}
    for check, cells in (("error_cell", look.errors), ("uncached_formula", look.formulas)):
        for column, first, last in runs(cells):
            cell = address(first + 1, column)
            place = cell if first == last else f"{cell}:{address(last + 1, column)}"
            yield check, cell, cells[first, column], {"place": place}
    if look.comments:
        yield "comments", "", "", {"count": look.comments}
    if look.pictures:
        yield "not_in_cells", "", "", {"what": "图片或图表"}
    if look.pivots:
        yield "pivot_table", "", "", {}
    if not look.is_placed:
        yield "unseen", "", "", {}


def tell_unseen(cells: Iterable[tuple[int, int, str]]) -> Iterator[Note]:
    """Yield one note of the cells (row and column from 0, text) that hold unseen signs."""
    found = list(cells)
    if found:
        row, column, _ = found[0]
        first = address(row + 1, column)
        place = first if len(found) == 1 else f"{first}等{len(found)}个单元格"
        signs = unseen_signs("".join(text for _, _, text in found))
        yield "unseen_signs", first, signs, {"place": place}


def tell_struck(
    cells: Mapping[tuple[int, int], tuple[str, str]], sheet: CodedSheet
) -> Iterator[Note]:
    """Yield a note for every line that is struck out, and for every other cell that is in part.

    Parameters
    ----------
    cells : row and column from 0 → the text, and what is left of it.
    sheet : as it is read, without what is struck out.
    """
    rows = {row for row, _ in cells if not holds_row(sheet, row)}
    for row in sorted(rows):
        places = sorted(place for other, place in cells if other == row)
        span = f"{address(row + 1, places[0])}:{address(row + 1, places[-1])}"
        said = " ".join(cells[row, place][0] for place in places)
        yield "struck_out", span, said, {"place": f"第{row + 1}行整行", "left": "没有计入"}
    for (row, place), (said, rest) in cells.items():
        if row not in rows:
            cell = address(row + 1, place)
            if left := rest.strip():
                told = f"按剩下的“{left}”读取"
                yield "struck_part", cell, said, {"place": cell, "left": told}
            else:
                yield "struck_out", cell, said, {"place": cell, "left": "没有读取"}


def tell_unshown(cells: Iterable[tuple[int, int, str]]) -> Iterator[Note]:
    """Yield a note for every run of cells whose numbers the sheet does not show."""
    numbers = {(row, place): text for row, place, text in cells}
    for column, first, last in runs(numbers):
        cell = address(first + 1, column)
        place = cell if first == last else f"{cell}:{address(last + 1, column)}"
        yield "unshown_number", cell, numbers[first, column], {"place": place}


def with_visible_names(file: CodedFile) -> CodedFile:
    """Return a file whose sheets and notes hold no sign that nobody can see.

    Raises Unreadable where two sheets have one name: no program allows it, or tells which.
    """
    for sheet in file.sheets:
        if signs := unseen_signs(sheet.name):
            sheet.notes.append(("unseen_signs", "", signs, {"place": "工作表名"}))
        sheet.name = visible_name(sheet.name)
        sheet.notes = [visible_note(note) for note in sheet.notes]
    file.notes = [visible_note(note) for note in file.notes]
    names = [sheet.name for sheet in file.sheets]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise Unreadable(f"有两张同名的工作表“{twice}”，请改名后重新报送")
    return file


def visible_note(note: Note) -> Note:
    """Return a note without signs that nobody can see."""
    check, cell, written, details = note
    shown = {key: visible_name(x) if isinstance(x, str) else x for key, x in details.items()}
    return check, cell, visible_text(written), shown


def holds_row(sheet: CodedSheet, row: int) -> bool:
    """Whether a row of a sheet holds anything."""
    return row < sheet.height and any(column.texts[column.codes[row]] for column in sheet.columns)


def holds_column(sheet: CodedSheet, place: int) -> bool:
    """Whether a column of a sheet holds anything."""
    return place < len(sheet.columns) and any(sheet.columns[place].texts)


def runs(cells: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield column, first and last row of cells that follow each other downwards."""
    column = first = last = -2
    for row, place in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if place == column and row == last + 1:
            last = row
            continue
        if column >= 0:
            yield column, first, last
        column, first, last = place, row, row
    if column >= 0:
        yield column, first, last


def name_rows(rows: list[int]) -> str:
    """Return rows as a clerk reads them: 5、8-12."""
    return name_runs(rows, lambda row: str(row + 1))


def name_columns(columns: list[int]) -> str:
    """Return columns as a clerk reads them: C、F-H."""
    return name_runs(columns, column_letters)


def name_runs(places: list[int], name: Callable[[int], str]) -> str:
    """Return rows or columns by name, those that follow each other as a span."""
    spans = [(first, last) for _, first, last in runs((place, 0) for place in places)]
    named = [name(a) if a == b else f"{name(a)}-{name(b)}" for a, b in spans[:MOST_NAMED]]
    return "、".join(named) + ("等" if len(spans) > MOST_NAMED else "")
