"""A draft → what each of its cells says, village by village, day by day, quantity by quantity."""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.catalogue.vocabulary.words import WORDS
from zhen_analysis.sample.chance import choose_many, happens, pick
from zhen_analysis.sample.mess.writing.days import write_day
from zhen_analysis.sample.mess.writing.names import Named, write_name
from zhen_analysis.sample.mess.writing.quantities import (
    Amount,
    in_unit,
    write_nothing,
    write_quantity,
)
from zhen_analysis.sample.papers.cells import DATE_FIELDS, write_people
from zhen_analysis.sample.papers.drafts import Draft
from zhen_analysis.sample.papers.written import EMPTY, MISTAKE, Written
from zhen_analysis.sample.towns.setting import Setting

PART = "part"  # 青禾村二组 is a line of its own, where lines of two files are compared


def say(
    draft: Draft, uoms: dict[str, str], setting: Setting, rng: np.random.Generator
) -> dict[tuple[int, str], Written]:
    """Return what every cell of a draft says."""
    habits = setting.habits
    said: dict[tuple[int, str], Written] = {}
    columns = [key for key in draft.style.columns if key != "serial"]
    for key in columns:
        if key == "unit":
            cells = say_units(draft, setting, rng)
        elif key in DATE_FIELDS:
            cells = say_days(draft, key, habits, rng)
        elif key in uoms:
            cells = say_quantities(
                draft.lines[key].tolist(), draft.uom(key), uoms[key], habits, rng
            )
        else:
            cells = say_texts(draft, key, habits, rng)
        said |= {(row, key): cell for row, cell in enumerate(cells)}
    for (row, key), written in draft.overrides.items():
        said[row, key] = Written(written, MISTAKE)
    return said


def say_units(draft: Draft, setting: Setting, rng: np.random.Generator) -> list[Written]:
    """Return the village of every line."""
    forms = dict(setting.habits["name_forms"])
    if draft.is_compared:
        forms.pop(PART, None)
    drawn = pick(rng, forms, len(draft.lines))
    return [
        EMPTY
        if pd.isna(unit)
        else write_name(
            Named(
                setting.names[unit],
                setting.town_name,
                setting.aliases.get(unit, []),
                setting.former.get(unit, []),
                rng,
            ),
            form,
        )
        for unit, form in zip(draft.lines["unit"], drawn, strict=True)
    ]


def say_days(draft: Draft, key: str, habits: dict, rng: np.random.Generator) -> list[Written]:
    """Return the days of one column, most in one form."""
    usual = str(pick(rng, habits["date_forms"], 1)[0])
    forms = pick(rng, habits["date_forms"], len(draft.lines))
    forms[~happens(rng, habits["shares"]["other_date_form"], len(forms))] = usual
    days = zip(draft.lines[key], forms, strict=True)
    return [write_day(day, form, draft.month) for day, form in days]


def say_quantities(
    values: list[float], own: str, uom: str, habits: dict, rng: np.random.Generator
) -> list[Written]:
    """Return the quantities of one column, which the ledger counts in ``own``, in its unit."""
    forms = pick(rng, habits["number_forms"], len(values))
    nothing = pick(rng, habits["zero_forms"], len(values))
    others = [
        other
        for other in habits["words"]["second_units"]
        if WORDS.uoms.base(other) not in ("", WORDS.uoms.base(own))
    ]
    converted = [other for other in habits["conversions"].get(own, []) if other != uom]
    counters = habits["counters"].get(uom, [uom])
    cells = []
    for value, form, zero in zip(values, forms, nothing, strict=True):
        exact = None if value != value else in_unit(float(value), own, uom)
        if exact is None:
            cells.append(EMPTY)
        elif exact == 0:
            cells.append(write_nothing(zero))
        else:
            amount = Amount(exact, uom, counters, converted, others, rng)
            cells.append(write_quantity(amount, form))
    return cells


def say_texts(draft: Draft, key: str, habits: dict, rng: np.random.Generator) -> list[Written]:
    """Return persons, remarks and other texts."""
    if key in {"owner", "checker", "other"}:
        texts = write_people(draft, key, draft.lines, habits)
    elif key in draft.lines:
        texts = draft.lines[key].to_numpy(dtype=object)
    else:
        words = habits["remarks"].get(draft.ledger.code, habits["remarks"]["any"])
        texts = choose_many(rng, words, len(draft.lines))
        texts[~happens(rng, habits["shares"]["remark"], len(texts))] = None
    return [EMPTY if pd.isna(text) else Written(text) for text in texts]
