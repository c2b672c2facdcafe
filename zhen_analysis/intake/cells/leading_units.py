"""Several departments in one cell → the one that leads the matter, and those that help it.

应急办、生态办 · 应急办（牵头）、生态办（配合） · 牵头：应急办 协办：生态办: one matter, which is
the first's, or the one's that is said to lead.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import pandas as pd

from zhen_analysis.intake.cells.text import parse_unique
from zhen_analysis.intake.cells.units_named import NameBook

OFFICE = r"(?:单位|科室|部门|办|方)?"
LEADS = rf"(?:牵头|主办|主责|承办|责任|负责){OFFICE}"
HELPS = rf"(?:配合|协办|协助|协同|参与|会同|联合){OFFICE}"
ROLE = re.compile(rf"(?P<leads>{LEADS})|(?P<helps>{HELPS})")
ROLE_AT_END = re.compile(rf"^(?:({LEADS})|({HELPS}))[:：]?(?=.)|(?:({LEADS})|({HELPS}))[:：]?$")
TOGETHER = re.compile(r"(?<=.)(?:会同|联合|协同)(?=.)(?!单位|科室|部门)")
APART = re.compile(r"[\s、,;/+&和与及()\[\]]+|[:：]")


@dataclass(frozen=True)
class Leading:
    """Who leads a matter and who helps, by code."""

    unit: str
    helpers: tuple[str, ...]


def lead_and_helpers(written: str, book: NameBook) -> Leading | None:
    """Return who leads and who helps; None unless every name in the cell is a unit's."""
    if not written or book.find(written):
        return None
    apart = TOGETHER.sub("、", unicodedata.normalize("NFKC", written))
    named: list[tuple[str, str]] = []  # code, role
    role = ""  # said before the names that it is of
    for part in filter(None, APART.split(apart)):
        name, own = without_role(part)
        if name:
            code = book.find(part) or book.find(name)
            if code is None:
                return None
            named.append((code, own if code != book.find(part) else role))
            role = role if role == "helps" and not own else ""
        elif named and follows_name(written, part):
            named[-1] = named[-1][0], own
        else:
            role = own
    codes = list(dict.fromkeys(code for code, _ in named))
    leads = [code for code, own in named if own == "leads"]
    if len(codes) < 2 or len(set(leads)) > 1:
        return None
    others = [code for code, own in named if own != "helps"]
    first = (leads or others or codes)[0]
    return Leading(first, tuple(code for code in codes if code != first))


def without_role(part: str) -> tuple[str, str]:
    """Return a name without the role at its end, and the role: leads, helps or nothing."""
    found = ROLE.fullmatch(part)
    if found:
        return "", "leads" if found["leads"] else "helps"
    found = ROLE_AT_END.search(part)
    if not found:
        return part, ""
    is_lead = bool(found[1] or found[3])
    return ROLE_AT_END.sub("", part, count=1), "leads" if is_lead else "helps"


def follows_name(written: str, role: str) -> bool:
    """Tell whether a role stands in brackets behind its name, and not before a colon."""
    return not re.search(rf"{re.escape(role)}\s*[:：]", written)


def leading_units(written: pd.Series, book: NameBook) -> pd.DataFrame:
    """Return ``unit`` and ``helpers`` (codes) of every cell that names several units, else NA."""

    def read(text: str) -> tuple:
        found = lead_and_helpers(text, book)
        return (found.unit, found.helpers) if found else (None, None)

    return parse_unique(written, read, ["unit", "helpers"])
