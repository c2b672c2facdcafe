"""A table or line as written → what it says, and every fault of it with its place.

What cannot be read is told and left out, so that all other checks still run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from zhen_analysis.catalogue.declared.reading.form import (
    Declared,
    inner_type,
    is_form,
    keys_of,
    types_in,
)
from zhen_analysis.catalogue.declared.reading.sentences import Fault, as_place, sentence

FROM_FILE: dict[str, Any] = {"by_alias": True, "by_name": False}
Location = tuple[int | str, ...]
Form = TypeVar("Form", bound=Declared)
ADAPTERS: dict[type[Declared], TypeAdapter] = {}


def read_declared(form: type[Form], written: Mapping[str, Any]) -> tuple[Form, list[Fault]]:
    """Return what a table or line of a file says, and every fault of it."""
    read = adapter(form).validate_python
    try:
        says = read(written, **FROM_FILE)
        return says, list(inner_faults(says))
    except ValidationError as error:
        wrong = error.errors(include_url=False)
    faults = [
        Fault(as_place(each["loc"]), sentence(each, *about(form, each["loc"])), found(each))
        for each in wrong
    ]
    places = {tuple(part for part in each["loc"] if part != "[key]") for each in wrong}
    says = read(without(written, places), context={"rest": True}, **FROM_FILE)
    told = {fault.place for fault in faults}
    return says, [*faults, *(fault for fault in inner_faults(says) if fault.place not in told)]


def adapter(form: type[Form]) -> TypeAdapter[Form]:
    """Return what reads a form."""
    if form not in ADAPTERS:
        ADAPTERS[form] = TypeAdapter(form)
    return ADAPTERS[form]


def inner_faults(read: Any, place: Location = ()) -> Iterator[Fault]:
    """Yield how an object and all within it contradict themselves, each with its whole place."""
    if isinstance(read, Declared):
        for fault in read.faults():
            above = as_place(place)
            where = f"{above}.{fault.place}" if above and fault.place else above or fault.place
            yield fault._replace(place=where)
        for key, each in keys_of(type(read)).items():
            yield from inner_faults(getattr(read, each.name), (*place, key))
    elif isinstance(read, dict):
        for key, each in read.items():
            yield from inner_faults(each, (*place, key))
    elif isinstance(read, tuple):
        for number, each in enumerate(read):
            yield from inner_faults(each, (*place, number))


def found(error: Any) -> str:
    """Return what stands where an error is: nothing where something is missing."""
    if error["type"] == "missing":
        return ""
    if error["type"] in {"unexpected_keyword_argument", "extra_forbidden"}:
        return str(error["loc"][-1])
    return str(error["input"])


def without(written: Any, places: set[Location], here: Location = ()) -> Any:
    """Return a table without what stands at some places."""
    if isinstance(written, dict):
        return {key: without(value, places, (*here, key)) for key, value in written.items()
                if (*here, key) not in places}  # fmt: skip
    if isinstance(written, list):
        return [without(value, places, (*here, number)) for number, value in enumerate(written)
                if (*here, number) not in places]  # fmt: skip
    return written


def about(form: Any, place: Location) -> tuple[list[str], tuple[str, ...]]:
    """Return the keys of the table around a place, and the words of which one stands there."""
    for part in place[:-1]:
        types = types_in(form)
        form = types.get(str(part)) if types else inner_type(form)
    keys = keys_of(form) if is_form(form) else {}
    last = str(place[-1]) if place else ""
    return list(types_in(form)), keys[last].words if last in keys else ()
