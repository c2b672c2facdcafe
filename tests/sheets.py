"""A cell of a workbook, or one about to be written → what a spreadsheet shows of it."""

import re
from datetime import datetime

PIECES = re.compile(r'"([^"]*)"|\\(.)|(0(?:\.0+)?|yyyy|mm|dd|m|d)|(;)|(.)')


def shown_by(cell) -> str:
    """Return what a cell shows by its number format, of those that this project writes."""
    form = getattr(cell, "number_format", None) or getattr(cell, "form", "")
    if isinstance(cell.value, datetime):
        return "".join(piece_of_day(cell.value, *piece) for piece in PIECES.findall(form))
    if cell.value is None or isinstance(cell.value, str):
        return cell.value if isinstance(cell.value, str) else cell.text
    sections: list[list] = [[]]
    for piece in PIECES.findall(form):
        if piece[3]:
            sections.append([])
        else:
            sections[-1].append(piece)
    value, sign = cell.value, ""
    if len(sections) == 1:
        sign = "-" if value < 0 else ""
    section = sections[0 if value > 0 else min(1 if value < 0 else 2, len(sections) - 1)]
    return sign + "".join(piece_of_number(abs(value), *piece) for piece in section)


def piece_of_number(value: float, literal: str, escaped: str, figure: str, _: str, other: str):
    """Return what one piece of a format shows of a number."""
    if figure:
        return f"{value:.{len(figure.partition('.')[2])}f}"
    return literal or escaped or other


def piece_of_day(day: datetime, literal: str, escaped: str, figure: str, _: str, other: str):
    """Return what one piece of a format shows of a day."""
    shown = {
        "yyyy": f"{day.year}", "m": f"{day.month}", "d": f"{day.day}",
        "mm": f"{day:%m}", "dd": f"{day:%d}",
    }  # fmt: skip
    return shown[figure] if figure else literal or escaped or other
