"""What a table or line of a catalogue file may say: the class whose fields are its keys.

A class that is a ``Declared`` says with its fields which keys a table of a file has and what they
may hold, and in ``faults`` what they must be to one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

from pydantic import (
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic.dataclasses import dataclass
from pydantic.fields import FieldInfo
from typing_extensions import is_typeddict

from zhen_analysis.catalogue.declared.reading.sentences import Fault
from zhen_analysis.catalogue.declared.reading.types import OneOf

# In code a field is filled by its name, from a file by its key (``Band.lower`` is ``from`` there).
CONFIG = ConfigDict(
    extra="forbid", allow_inf_nan=False, validate_by_name=True, validate_by_alias=False
)
# Of a field that says where its object stands or what it goes with: no file can name it.
NOT_IN_FILE = Field(exclude=True, validation_alias="(not in the file)")


@dataclass(frozen=True, config=CONFIG)
class Declared:
    """What every declared object is: frozen, without unknown keys, able to hold what it can."""

    def faults(self) -> Iterator[Fault]:
        """Return how its values contradict one another.

        What could not be read has its default; where there is none, it is None.
        """
        yield from ()

    @field_validator("*", mode="wrap")
    @classmethod
    def _leave_out(
        cls, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> Any:
        """Where the rest is read all the same, let the default stand for what is wrong."""
        try:
            return handler(value)
        except ValidationError:
            if not info.context:
                raise
        field = fields_of(cls)[str(info.field_name)]
        return None if field.is_required() else field.get_default(call_default_factory=True)

    @model_validator(mode="before")
    @classmethod
    def _fill_up(cls, value: Any, info: ValidationInfo) -> Any:
        """Where the rest is read all the same, let None stand for what is missing."""
        if not (info.context and isinstance(value, dict)):
            return value
        needed = [key for key, each in keys_of(cls).items() if each.field.is_required()]
        return {**dict.fromkeys(needed), **value}


class Key(NamedTuple):
    """A key of a form: the field that it fills, and the type of what it holds."""

    name: str
    field: FieldInfo
    holds: Any

    @property
    def words(self) -> tuple[str, ...]:
        """The words of which it holds one; none where it holds no word."""
        return next((each.words for each in self.field.metadata if isinstance(each, OneOf)), ())


KEYS: dict[type[Declared], dict[str, Key]] = {}


def keys_of(form: type[Declared]) -> dict[str, Key]:
    """Return the keys that a form has in its file.

    A key that two fields read (a number, or one for each group) is the first one's.
    """
    if form not in KEYS:
        keys = KEYS[form] = {}
        for name, field in fields_of(form).items():
            if not field.exclude:
                keys.setdefault(key_of(name, field), Key(name, field, plain_type(field.annotation)))
    return KEYS[form]


def fields_of(form: type[Declared]) -> dict[str, FieldInfo]:
    """Return the fields of a form by name, also those that share a key with another."""
    return form.__pydantic_fields__  # type: ignore[attr-defined]


def key_of(name: str, field: FieldInfo) -> str:
    """Return the key that a field has in its file."""
    return str(field.validation_alias or name)


def plain_type(annotation: Any) -> Any:
    """Return a type without what is said about it, and without the None that it may be."""
    if get_origin(annotation) is Annotated:
        return plain_type(get_args(annotation)[0])
    others = [each for each in get_args(annotation) if each is not type(None)]
    if type(None) in get_args(annotation) and len(others) == 1:
        return plain_type(others[0])
    return annotation


def inner_type(annotation: Any) -> Any:
    """Return what a list or a table with free keys is made of; None for anything else."""
    plain = plain_type(annotation)
    if get_origin(plain) is tuple:
        return plain_type(get_args(plain)[0])
    return plain_type(get_args(plain)[1]) if get_origin(plain) is dict else None


def types_in(form: Any) -> dict[str, Any]:
    """Return key → type of a table with keys of its own; empty for anything else."""
    if is_typeddict(form):
        return {key: plain_type(each) for key, each in get_type_hints(form).items()}
    if is_form(form):
        return {key: each.holds for key, each in keys_of(form).items()}
    return {}


def is_form(form: Any) -> bool:
    """Tell whether a type is that of a table with keys of its own."""
    return isinstance(form, type) and issubclass(form, Declared)
