"""Lights, notices and speaking of a ledger file → their breaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from zhen_analysis.catalogue.check.forms import missing_keys, unknown_keys
from zhen_analysis.catalogue.supervision import Lights, Notice, Speaking
from zhen_analysis.catalogue.workdays import DAY_KINDS
from zhen_analysis.catalogue.written import Breach


def supervision_breaches(name: str, entry: dict) -> Iterator[Breach]:
    """Check what a ledger declares of supervision; a ledger that declares nothing has none."""
    for key, shape in {"lights": "case", "notices": "case", "speaking": "mark"}.items():
        if key in entry and entry.get("shape") != shape:
            yield Breach(name, None, key, "", f"only a ledger of shape {shape} has {key}.")
    lights, speaking = entry.get("lights", {}), entry.get("speaking", {})
    yield from unknown_keys(name, "lights", lights, {field.name for field in fields(Lights)})
    yield from unknown_keys(name, "speaking", speaking, {field.name for field in fields(Speaking)})
    yield from light_breaches(name, lights)
    for key in ("first", "last", "fewest_marks"):
        if speaking.get(key, 1) < 1:
            yield Breach(name, None, f"speaking.{key}", str(speaking[key]), "must be 1 or more.")
    for number, notice in enumerate(entry.get("notices", []), start=1):
        where = f"notices[{number}]"
        yield from unknown_keys(name, where, notice, {field.name for field in fields(Notice)})
        yield from missing_keys(name, where, notice, {"name"})
        for key in ("overdue", "reminders"):
            if notice.get(key, 1) < 1:
                yield Breach(name, None, f"{where}.{key}", str(notice[key]), "must be 1 or more.")
        if number > 1 and not {"overdue", "reminders"} & set(notice):
            yield Breach(name, None, where, "", "say from when on: overdue or reminders.")


def light_breaches(name: str, lights: dict) -> Iterator[Breach]:
    """Check the thresholds of the lights."""
    if lights.get("near_kind", "workday") not in DAY_KINDS:
        kinds = ", ".join(sorted(DAY_KINDS))
        yield Breach(
            name, None, "lights.near_kind", lights["near_kind"], f"must be one of {kinds}."
        )
    for key in ("near_days", "behind", "far_behind"):
        if lights.get(key, 0) < 0:
            yield Breach(name, None, f"lights.{key}", str(lights[key]), "must be 0 or more.")
    if lights.get("far_behind", 100) < lights.get("behind", 0):
        yield Breach(name, None, "lights.far_behind", str(lights["far_behind"]), "is below behind.")
