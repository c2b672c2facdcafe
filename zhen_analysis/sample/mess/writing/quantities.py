"""A quantity as meant → a cell that says it in one of many ways, each of which means it exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np

from zhen_analysis.catalogue.vocabulary.words import WORDS
from zhen_analysis.sample.chance import choose
from zhen_analysis.sample.numerals import MOST, in_chinese, in_formal
from zhen_analysis.sample.papers.forms import FULL_WIDTH
from zhen_analysis.sample.papers.written import PLAIN, Written

LARGE = 1000
ROUND = 10


@dataclass(frozen=True)
class Amount:
    """A quantity, in the unit of measure of the column it stands in.

    Attributes
    ----------
    exact : the number.
    uom : the column's unit.
    counters : how offices write that unit.
    converted : other units that measure the same, which a cell may state.
    others : units of something else, for the second quantity of 12户27间.
    """

    exact: Decimal
    uom: str
    counters: list[str]
    converted: list[str]
    others: list[str]
    rng: np.random.Generator

    @property
    def text(self) -> str:
        """The number without needless digits."""
        return format(self.exact.normalize(), "f")

    @property
    def number(self) -> int | float:
        """The number as a workbook stores it."""
        return int(self.exact) if self.is_whole else float(self.exact)

    @property
    def is_whole(self) -> bool:
        """Whether it has no decimals."""
        return self.exact == self.exact.to_integral()

    @property
    def is_round(self) -> bool:
        """Whether 约, 余 and 多 may stand beside it."""
        return self.is_whole and self.exact >= ROUND and self.exact % ROUND == 0

    @property
    def is_sayable(self) -> bool:
        """Whether it can be written in Chinese numerals."""
        return self.is_whole and 0 < self.exact <= MOST

    @property
    def counter(self) -> str:
        """One way to write its unit."""
        return choose(self.rng, self.counters)


def write_quantity(amount: Amount, form: str) -> Written:
    """Return a quantity in a form; as a plain number where the form does not suit it."""
    written = FORMS[form](amount) if form in FORMS else None
    if written is None:
        return Written(amount.number)
    if isinstance(written, str):
        return Written(written, form)
    return Written(written.value, form, written.number_format, written.as_shown)


def write_nothing(form: str) -> Written:
    """Return a stated zero: 0, 无, —."""
    return Written(0) if form == "0" else Written(form, f"zero_{form}")


def in_unit(value: float, uom: str, wanted: str) -> Decimal | None:
    """Return a value in another unit; None where it has no exact decimals there."""
    factor = WORDS.uoms.conversion(uom, wanted)
    if factor is None:
        return None
    exact = Fraction(Decimal(repr(value))) * factor
    shown = Decimal(exact.numerator) / Decimal(exact.denominator)
    return shown if Fraction(shown) == exact and len(shown.as_tuple().digits) < 10 else None


def large(amount: Amount, sign: str) -> str | None:
    """Return 1,204 with that sign between the groups of digits."""
    whole, _, part = amount.text.partition(".")
    if amount.exact < LARGE:
        return None
    return f"{int(whole):,}".replace(",", sign) + (f".{part}" if part else "")


def ten_thousands(amount: Amount) -> str | None:
    """Return 1.2万, 0.12万."""
    if amount.exact < LARGE or amount.exact % 100:
        return None
    return f"{format((amount.exact / 10_000).normalize(), 'f')}万"


def converted(amount: Amount) -> str | None:
    """Return the quantity in another unit, which the cell states: 0.17公里 under 米."""
    for uom in amount.converted:
        shown = in_unit(float(amount.exact), amount.uom, uom)
        if shown is not None:
            return f"{format(shown.normalize(), 'f')}{uom}"
    return None


def two_quantities(amount: Amount) -> str | None:
    """Return 12户27间: the column's own and another, which no column has."""
    if not amount.others or not amount.is_whole:
        return None
    more = 1 + int(amount.rng.random() * 9)
    return f"{amount.text}{amount.counter}{more}{choose(amount.rng, amount.others)}"


def number_format(amount: Amount) -> Written:
    """Return a number that only its format shows with a unit: 0"方"."""
    counter = amount.counter
    decimals = -min(0, int(amount.exact.normalize().as_tuple().exponent))
    places = "0." + "0" * decimals if decimals else "0"
    return Written(amount.number, "", f'{places}"{counter}"', f"{amount.text}{counter}")


def grouped_format(amount: Amount) -> Written | None:
    """Return a number that only its format groups: #,##0."""
    shown = large(amount, ",")
    if shown is None or not amount.is_whole:
        return None
    return Written(amount.number, "", "#,##0", shown)


def in_sum(amount: Amount) -> str | None:
    """Return 12+9, which the clerk left to the reader."""
    if not amount.is_whole or amount.exact < 2:
        return None
    first = 1 + int(amount.rng.random() * (int(amount.exact) - 1))
    return f"{first}+{int(amount.exact) - first}"


def percent_format(amount: Amount) -> Written | None:
    """Return 0.4 that its format shows as 40.0%."""
    if amount.uom != "%":
        return None
    return Written(float(amount.exact / 100), "", "0.0%", f"{amount.exact:.1f}%")


def tenths(amount: Amount) -> str | None:
    """Return 四成."""
    is_sayable = amount.is_round and amount.exact < 100
    return f"{in_chinese(int(amount.exact) // 10)}成" if is_sayable else None


def of_share(shown: Callable[[Amount], str | None]) -> Callable[[Amount], str | None]:
    """Return a form that only a share has."""
    return lambda amount: shown(amount) if amount.uom == "%" and amount.is_whole else None


def when(test: str, shown: Callable[[Amount], str]) -> Callable[[Amount], str | None]:
    """Return a form that suits only some numbers."""
    return lambda amount: shown(amount) if getattr(amount, test) else None


FORMS: dict[str, Callable[[Amount], Written | str | None]] = {
    PLAIN: lambda amount: Written(amount.number, PLAIN),
    "text": lambda amount: amount.text,
    "padded": lambda amount: f" {amount.text}　",
    "decimals": when("is_whole", lambda amount: f"{amount.text}.00"),
    "full_width": lambda amount: amount.text.translate(FULL_WIDTH),
    "thousands": lambda amount: large(amount, ","),
    "wide_thousands": lambda amount: large(amount, "，"),
    "spaced_thousands": lambda amount: large(amount, " "),
    "counter": lambda amount: f"{amount.text}{amount.counter}",
    "spaced_counter": lambda amount: f"{amount.text} {amount.counter}",
    "total_word": lambda amount: f"共{amount.text}{amount.counter}",
    "about": when("is_round", lambda amount: f"约{amount.text}"),
    "near": when("is_round", lambda amount: f"近{amount.text}{amount.counter}"),
    "more": when("is_round", lambda amount: f"{amount.text}余{amount.counter}"),
    "many": when("is_round", lambda amount: f"{amount.text}多{amount.counter}"),
    "chinese": when("is_sayable", lambda amount: in_chinese(int(amount.exact))),
    "chinese_counter": when(
        "is_sayable", lambda amount: f"{in_chinese(int(amount.exact))}{amount.counter}"
    ),
    "chinese_more": lambda amount: (
        f"{in_chinese(int(amount.exact))}余" if amount.is_round and amount.exact <= MOST else None
    ),
    "formal": when("is_sayable", lambda amount: in_formal(int(amount.exact))),
    "ten_thousands": ten_thousands,
    "converted": converted,
    "two_quantities": two_quantities,
    "last_year": lambda amount: f"{amount.text}({int(amount.exact) + 3})",
    "remarked": lambda amount: f"{amount.text}（含补报）",
    "in_sum": in_sum,
    "number_format": number_format,
    "grouped_format": grouped_format,
    "percent": of_share(lambda amount: f"{amount.text}%"),
    "permille": of_share(lambda amount: f"{int(amount.exact) * 10}‰"),
    "percent_words": of_share(lambda amount: f"百分之{in_chinese(int(amount.exact))}"),
    "tenths": of_share(tenths),
    "percent_format": percent_format,
}
