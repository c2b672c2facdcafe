"""What an analyst wrote in a parameter → codes and weights, or one sentence that says what exists.

``问题整改率=30，清理垃圾=5`` · ``网格排查率、生态治理``
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import pandas as pd

from zhen_analysis.base.errors import BadInput

# A name may hold 、 or a bracket, so it goes up to the sign; a weight holds no separator.
WEIGHED = re.compile(r"(?P<name>[^=:,;\n]+?)\s*[=:]\s*(?P<weight>[^,;、\s]+)(?:[,;、\s]+|$)")
NUMBER = re.compile(r"\d+(?:\.\d+)?%?")
BETWEEN = re.compile(r"[,;\n]+")
WITHIN = "、"
EXAMPLE = "Write 指标=权重，指标=权重, for instance {name}=30."

Names = dict[str, list[str]]


def known_names(indicators: pd.DataFrame, headings: Iterable[tuple[str, str]]) -> Names:
    """Return how the indicators and nodes of the schemes may be written → the codes it may mean.

    A code comes before a name, a name before an alias.

    Parameters
    ----------
    indicators : the catalogue's, with ``scheme, indicator, name, item, measure``.
    headings : of the ledgers, each with its item; with the names of what is measured of an item,
        they are the aliases of what is scored of it.
    """
    scored = indicators[indicators["scheme"].notna()].drop_duplicates("indicator")
    measured = indicators[indicators["measure"].notna() & indicators["scheme"].isna()]
    of_item = scored.groupby("item")["indicator"].agg(list).to_dict()
    aliases: Names = {}
    for column in ("name", "indicator"):
        headings = [*headings, *zip(measured[column], measured["item"], strict=True)]
    for heading, item in headings:
        codes = aliases.setdefault(fold(heading), [])
        codes += [code for code in of_item.get(item, []) if code not in codes]
    names = scored.groupby(scored["name"].map(fold))["indicator"].agg(list).to_dict()
    return aliases | names | {fold(code): [code] for code in scored["indicator"]}


def fold(text: str) -> str:
    """Return a text in half width, without spaces and in lower case."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text))).lower()


def read_weights(text: str, indicators: pd.DataFrame, known: Names) -> dict[str, float]:
    """Return code → weight of what is written as ``name=weight`` with separators between.

    Raises
    ------
    BadInput
        A part without a weight, a weight that is no number of 0 or more, an indicator that is not
        known or has two weights.
    """
    written = unicodedata.normalize("NFKC", text).strip(" ,;、\n\t")
    weights: dict[str, float] = {}
    place = 0
    while place < len(written):
        part = WEIGHED.match(written, place)
        if part is None:
            raise BadInput(
                f"weights: {written[place:]!r} has no weight.", hint=example_of(indicators)
            )
        name, place = part["name"].strip(), part.end()
        codes = find_codes(name, indicators, known)
        if not NUMBER.fullmatch(part["weight"]):
            raise BadInput(
                f"weights: {part['weight']!r} of {name} is not a number of 0 or more.",
                hint=example_of(indicators),
            )
        weight = float(part["weight"].rstrip("%"))
        if any(weights.get(code, weight) != weight for code in codes):
            raise BadInput(f"weights: {name} has two weights.", hint="Keep one of them.")
        weights |= dict.fromkeys(codes, weight)
    return weights


def example_of(indicators: pd.DataFrame) -> str:
    """Return how weights are written, with an indicator that there is."""
    return EXAMPLE.format(name=indicators.loc[indicators["scheme"].notna(), "name"].iloc[0])


def read_names(text: str, indicators: pd.DataFrame, known: Names) -> list[str]:
    """Return the codes of the indicators that a list names; raises BadInput for one not known."""
    parts = [part.strip() for part in BETWEEN.split(unicodedata.normalize("NFKC", text))]
    names = [name for part in parts if part for name in split_names(part, known)]
    codes = [code for name in names for code in find_codes(name, indicators, known)]
    return list(dict.fromkeys(codes))


def split_names(part: str, known: Names) -> list[str]:
    """Return the names in a text with 、 between them, a name that itself holds 、 as one."""
    pieces = [piece.strip() for piece in part.split(WITHIN)]
    sizes = range(len(pieces), 0, -1)
    size = next((n for n in sizes if known.get(fold(WITHIN.join(pieces[:n])))), 1)
    first, rest = WITHIN.join(pieces[:size]), WITHIN.join(pieces[size:])
    return [*([first] if first else []), *(split_names(rest, known) if rest else [])]


def find_codes(written: str, indicators: pd.DataFrame, known: Names) -> list[str]:
    """Return the codes that a name means; raises BadInput where it means none, or several."""
    scored = indicators[indicators["scheme"].notna()].drop_duplicates("indicator")
    told = dict(zip(scored["indicator"], scored["name"], strict=True))
    codes = known.get(fold(written), [])
    if not codes:
        listed = ", ".join(f"{code} ({name})" for code, name in told.items())
        raise BadInput(f"no indicator {written!r} is scored.", hint=f"Known: {listed}.")
    if len({told[code] for code in codes}) > 1:
        listed = ", ".join(f"{code} ({told[code]})" for code in codes)
        raise BadInput(f"{written!r} may mean several indicators.", hint=f"Name one of: {listed}.")
    return codes
