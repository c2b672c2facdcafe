"""What a cell or a value of a catalogue file may hold: codes, numbers, days, words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, Strict
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from zhen_analysis.base.period import is_month
from zhen_analysis.catalogue.declared.reading.sentences import OURS, listed
from zhen_analysis.catalogue.vocabulary.parameters import PARAMETERS, Parameter

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# At most 15 digits before the point: more is a slip, and no float holds it.
NUMBER = re.compile(r"[+-]?([0-9]{1,15}(\.[0-9]*)?|\.[0-9]+)")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WHOLE = re.compile(r"[0-9]{1,4}")
Any_ = TypeVar("Any_")


def refuse(sentence: str) -> PydanticCustomError:
    """Return the error that says a sentence of ours."""
    return PydanticCustomError(OURS, sentence)


def must(holds: Callable[[Any], object], sentence: str) -> AfterValidator:
    """Return a check of a value, with what is said where it does not hold."""

    def check(value: Any_) -> Any_:
        if not holds(value):
            raise refuse(sentence)
        return value

    return AfterValidator(check)


def written_as(
    pattern: re.Pattern, read: Callable[[str], object], sentence: str
) -> BeforeValidator:
    """Return a reader of cells that are text in the file; what is read already stays."""

    def take(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        try:
            if pattern.fullmatch(value):
                return read(value)
        except ValueError:  # a 30 February
            pass
        raise refuse(sentence)

    return BeforeValidator(take)


def as_declared(parameter: Parameter) -> AfterValidator:
    """Return a check of a value by the parameter of rules that it is."""

    def check(value: Any_) -> Any_:
        if fault := parameter.fault(value):
            raise refuse(f"{fault}.")
        return value

    return AfterValidator(check)


class OneOf:
    """What a word must be one of; ``words`` can be asked for, so that others can offer them."""

    def __init__(self, *words: str) -> None:
        self.words = words

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def check(self, word: str) -> str:
        """Return a word that is known."""
        if word not in self.words:
            raise refuse(f"must be one of {listed(filter(None, self.words))}.")
        return word


# -------------------------------------------------- values of TOML: numbers are no text
Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict()]
Number = Annotated[float, Strict()]
NotBelow0 = Annotated[float, Strict(), Field(ge=0)]
Above0 = Annotated[float, Strict(), Field(gt=0)]
From1 = Annotated[int, Strict(), Field(ge=1)]

# -------------------------------------------------- cells of CSV: all is text
DAY_SENTENCE = "must be a date such as 2022-03-01."
Figure = Annotated[float, written_as(NUMBER, float, "must be a number.")]
Count = Annotated[
    float,
    written_as(NUMBER, float, "must be a number of 0 or more."),
    must(lambda number: number >= 0, "must be a number of 0 or more."),
]
Factor = Annotated[
    float,
    written_as(NUMBER, float, "must be a number above 0."),
    must(lambda number: number > 0, "must be a number above 0."),
]
Days = Annotated[int, written_as(WHOLE, int, "must be a whole number of days.")]
Day = Annotated[date, written_as(DAY, date.fromisoformat, DAY_SENTENCE)]

# -------------------------------------------------- words of both
CODE_SENTENCE = "a code begins with a letter and holds letters, digits and _ only."
Code = Annotated[str, must(CODE.fullmatch, CODE_SENTENCE)]
Name = Annotated[str, must(bool, "the name is missing.")]
Month = Annotated[str, must(is_month, "must be a month such as 2022-03.")]
Unheld = Annotated[str, as_declared(PARAMETERS["unheld"])]
Span = Annotated[str, OneOf("month", "ytd")]
DayKind = Annotated[str, OneOf("natural", "workday")]
UnitLevel = Annotated[str, OneOf("village", "department")]
