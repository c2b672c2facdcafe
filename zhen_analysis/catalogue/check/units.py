"""Villages, departments and aliases as stated → their breaches: codes and names across lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from zhen_analysis.catalogue.declared.places import Alias, Department, Village
from zhen_analysis.catalogue.stated import Row, Stated
from zhen_analysis.catalogue.vocabulary.measures import PER_SIZE
from zhen_analysis.catalogue.written import Breach

Unit = Row[Village] | Row[Department]


def unit_breaches(stated: Stated) -> Iterator[Breach]:
    """Check villages.csv and departments.csv: towns, groups, codes and names of their own."""
    groups = {
        group
        for scheme in stated.town.schemes.values()
        if scheme.level == "village"
        for group in scheme.groups
    }
    units = stated.units
    for row in units:
        if row.says.code in stated.town.towns:
            yield row.breach("code", "is the code of a town.")
        if row.says.town and row.says.town not in stated.town.towns:
            yield row.breach("town", "is not a town of town.toml.")
    for row in stated.villages if groups else []:
        if row.says.group not in groups:
            yield row.breach("group", f"must be one of {', '.join(sorted(groups))}.")
    yield from repeated_units(units, stated.default_town)
    yield from unknown_households(stated)


def unknown_households(stated: Stated) -> Iterator[Breach]:
    """Find villages without households where something is measured per 100 of them.

    Of a town that knows those of others: one that knows none has said so, and its pages say it.
    """
    measures = {row.says.measure for row in stated.indicators}
    rows = stated.villages if measures & PER_SIZE else []
    knowing = {row.says.town for row in rows if row.says.households}
    for row in rows:
        if not row.says.households and row.says.town in knowing:
            yield row.breach(
                "households",
                "without households nothing can be measured per 100 of them here.",
                severity="warning",
            )


def repeated_units(rows: list[Unit], default: str) -> Iterator[Breach]:
    """Find codes or names that two lines claim for the same days of one town."""
    for column in ("code", "name"):
        claimed: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        for row in rows:
            own = getattr(row.says, column)
            others = claimed[row.says.town or default, own]
            for other in others if own else []:
                if overlap(row, other):
                    yield row.breach(column, f"is also in {other.place}.")
            others.append(row)


def overlap(one: Unit, other: Unit) -> bool:
    """Tell whether two lines are valid on a common day."""
    begin = max(each.says.valid_from or date.min for each in (one, other))
    return begin <= min(each.says.valid_to or date.max for each in (one, other))


def alias_breaches(stated: Stated) -> Iterator[Breach]:
    """Check that every alias names one known unit and collides with nothing."""
    default = stated.default_town
    units = stated.units
    codes = {(row.says.town or default, row.says.code) for row in units}
    names = {(row.says.town or default, row.says.name): row for row in units}
    seen: dict[tuple[str, str], Row[Alias]] = {}
    for row in stated.aliases:
        town, alias, code = row.says.town or default, row.says.alias, row.says.code
        if (town, code) not in codes:
            yield row.breach("code", "is not the code of a village or department.")
        owner = names.get((town, alias))
        if owner and owner.says.code != code:
            yield row.breach("alias", f"collides with the name in {owner.place}.")
        earlier = seen.get((town, alias))
        if earlier and earlier.says.code != code:
            yield row.breach("alias", f"collides with row {earlier.line.row}.")
        seen[town, alias] = row
