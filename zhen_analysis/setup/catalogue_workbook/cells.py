"""A value of the catalogue ↔ the text of its cell; a round trip gives the same value."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from zhen_analysis.setup.catalogue_workbook.sheets import Field

FLAGS = {True: "是", False: "否"}
YES, NO = {"是", "TRUE", "1", "有", "√"}, {"否", "FALSE", "0", "无", "×"}
SEPARATOR = "；"
ESCAPES = {"\\": "\\\\", "；": "\\；", ";": "\\;", "\n": "\\n"}
ITEMS = re.compile(r"(?:\\.|[^\\；;\n])+", re.DOTALL)
DAY = re.compile(r"(\d{4})[-./年]?(\d{1,2})[-./月]?(\d{1,2})日?(?:[ T]00:00:00)?")


def show(value: Any, field: Field) -> str:
    """Return a value as its cell reads."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return FLAGS[value]
    if isinstance(value, list):
        return SEPARATOR.join(escape(show(item, field)) for item in value)
    if isinstance(value, dict):
        return SEPARATOR.join(f"{escape(key)}={show(each, field)}" for key, each in value.items())
    text = str(value).strip()
    return field.words.get(text, text)


def take(text: str, field: Field) -> Any:
    """Return what a cell says; None where it is blank. ValueError where it cannot be read."""
    if not text:
        return None
    if field.kind == "list":
        return [unescape(item.strip()) for item in ITEMS.findall(text) if item.strip()]
    if field.kind == "flag":
        if text.upper() not in YES | NO:
            raise ValueError("必须是“是”或“否”")
        return text.upper() in YES
    if field.kind == "number":
        return number(text)
    if field.kind == "marks":
        return marks(text)
    return take_text(text, field)


def take_text(text: str, field: Field) -> str:
    """Return a cell of a CSV table as the file has it: codes for words, days as 2022-03-01."""
    codes = {word: code for code, word in field.words.items()}
    if text in codes:
        return codes[text]
    return iso_day(text) if field.kind == "date" else text


def number(text: str) -> int | float:
    """Return a number, whole where it is; ValueError where it is none."""
    try:
        value = float(text.replace(",", "").replace("，", ""))
    except ValueError:
        raise ValueError("必须是数字") from None
    return int(value) if value.is_integer() else value


def marks(text: str) -> int | float | dict[str, int | float]:
    """Return a number, or one for each group; ValueError where it is neither."""
    if "=" not in (plain := text.replace("＝", "=")):
        return number(plain)
    parts = [item.strip().rpartition("=") for item in ITEMS.findall(plain) if item.strip()]
    return {unescape(group.strip()): number(mark) for group, _, mark in parts}


def iso_day(text: str) -> str:
    """Return a day in the form of the files; text that is none stays for the check to find."""
    found = DAY.fullmatch(text)
    if not found:
        return text
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return text


def is_plain_number(text: str) -> bool:
    """Tell whether a number cell gives exactly this text back: 45, 0.5, but not 045 or 45.0."""
    try:
        return str(number(text)) == text
    except (ValueError, OverflowError):
        return False


def escape(item: str) -> str:
    """Return one of several texts, so that it is not taken for two."""
    return "".join(ESCAPES.get(sign, sign) for sign in item)


def unescape(item: str) -> str:
    """Undo ``escape``."""
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), item)
