"""Values as meant → cells as clerks write them, which a careful reader gets back exactly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import numpy as np
import pandas as pd

from zhen_analysis.sample.chance import choose, happens, pick
from zhen_analysis.sample.numerals import in_chinese

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


def write_numbers(
    values: np.ndarray, counters: list[str], in_cells: bool, habits: dict, rng: np.random.Generator
) -> np.ndarray:
    """Return quantities as written: numbers, texts, None where empty (NA)."""
    written = np.array([int(v) if v == v and v == int(v) else v for v in values.tolist()], object)
    written[np.isnan(values)] = None
    forms = pick(rng, habits["number_forms"], len(values))
    if in_cells:
        usual = happens(rng, habits["shares"]["counter_in_cells"], len(values))
        forms[usual & (forms == "plain")] = "counter"
    large = happens(rng, habits["shares"]["thousands"], len(values)) & (values >= 1000)
    forms[large & (forms == "plain")] = "thousands"
    zeros = np.flatnonzero(values == 0)
    written[zeros] = pick(rng, habits["zero_forms"], len(zeros))
    written[zeros] = [0 if cell == "0" else cell for cell in written[zeros]]
    for place in np.flatnonzero((forms != "plain") & (values > 0)):
        counter = choose(rng, counters)
        written[place] = write_number(values[place], forms[place], counter)
    return written


def write_number(value: float, form: str, counter: str) -> int | float | str:
    """Return one positive quantity in a form; the plain number where the form does not suit it."""
    plain = int(value) if value == int(value) else float(value)
    if form == "text":
        return f"{plain}"
    if form == "full_width":
        return f"{plain}".translate(FULL_WIDTH)
    if form == "counter":
        return f"{plain}{counter}"
    if form == "thousands" and value >= 1000:
        return f"{plain:,}"
    if form == "about" and value >= 10 and plain % 10 == 0:
        return f"约{plain}"
    if form == "chinese" and value < 100 and plain == int(value):
        return in_chinese(int(value))
    if form == "ten_thousands" and value >= 10000 and plain % 100 == 0:
        return f"{value / 10000:g}万"
    return plain


def write_dates(
    days: pd.Series, usual: str, year: int, habits: dict, rng: np.random.Generator
) -> np.ndarray:
    """Return days as written, most in a file's ``usual`` form; None where there is none.

    A day outside ``year``, the year in the sheet's title, always says its own.
    """
    forms = pick(rng, habits["date_forms"], len(days))
    forms[~happens(rng, habits["shares"]["other_date_form"], len(days))] = usual
    written = np.empty(len(days), dtype=object)
    for place, (day, form) in enumerate(zip(days, forms, strict=True)):
        if not pd.isna(day):
            says_year = form != "month_day" or day.year == year
            written[place] = write_date(day, form if says_year else "dotted")
    return written


def write_date(day: date, form: str) -> datetime | str:
    """Return one day in a form; ``excel`` is a real date."""
    if form == "month_day":
        return f"{day.month}月{day.day}日"
    if form == "dotted":
        return f"{day.year}.{day.month}.{day.day}"
    if form == "dashed":
        return f"{day.year}-{day.month}-{day.day}"
    if form == "compact":
        return f"{day.year}{day.month:02d}{day.day:02d}"
    return datetime(day.year, day.month, day.day)


def write_names(
    units: pd.Series,
    names: Mapping[str, str],
    aliases: Mapping[str, list[str]],
    town_name: str,
    habits: dict,
    rng: np.random.Generator,
) -> np.ndarray:
    """Return village names as written for codes, most as in the catalogue; NA stays NA."""
    forms = pick(rng, habits["name_forms"], len(units))
    written = units.map(names).to_numpy(dtype=object)
    for place in np.flatnonzero((forms != "plain") & units.notna().to_numpy()):
        name, form = written[place], forms[place]
        known = aliases.get(units.iloc[place], [])
        if form == "bare":
            written[place] = name.removesuffix("村")
        elif form == "town":
            written[place] = town_name + name
        elif form == "spaced":
            written[place] = " ".join(name)
        elif form == "alias" and known:
            written[place] = choose(rng, known)
    return written
