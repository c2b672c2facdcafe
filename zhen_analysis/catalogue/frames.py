"""Declared lines → one typed frame, a column per key of their file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from zhen_analysis.catalogue.declared.reading.form import Declared, keys_of

NUMBERS = {int, float}


def frame_of(lines: Sequence[Declared], form: type[Declared]) -> pd.DataFrame:
    """Return one row per line; texts, numbers (Float64) and days, NA where a line says nothing."""
    keys = keys_of(form)
    rows = [{key: plain(getattr(line, each.name)) for key, each in keys.items()} for line in lines]
    table = pd.DataFrame(rows, columns=list(keys), dtype="object")
    for key, each in keys.items():
        if each.holds in NUMBERS:
            table[key] = pd.to_numeric(table[key]).astype("Float64")
        elif each.holds is date:
            table[key] = pd.to_datetime(table[key].astype("str"))
        else:
            table[key] = table[key].astype("str")
    return table


def plain(value: Any) -> Any:
    """Return a value as a frame takes it: None for no text, a day as its text."""
    return value.isoformat() if isinstance(value, date) else None if value == "" else value


def with_town(table: pd.DataFrame, default: str) -> pd.DataFrame:
    """Return lines with the town that they are of where they name none."""
    return table.assign(town=table["town"].fillna(default))
