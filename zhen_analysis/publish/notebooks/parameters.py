"""The namespace of a notebook → its checked parameters, or one sentence that says what exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import Period, as_written, kind_meant, parse_period
from zhen_analysis.base.workspace import Workspace, open_workspace
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.results.village_card import find_village

DECLARED = ("period", "town", "workspace")
TEXTS = ("weights", "without")  # of a what-if: try_out reads them, it knows what a month scores
OF_IPYTHON = {"In", "Out", "exit", "quit", "open", "get_ipython"}
PLAIN = (str, bytes, int, float, complex, bool, type(None), list, tuple, dict, set, frozenset)


@dataclass(frozen=True)
class Parameters:
    """What a page is of; each part is known to exist."""

    period: Period
    town: str
    workspace: Workspace
    unit: str = ""
    weights: str = ""
    without: str = ""


def parameters(namespace: Mapping[str, object], *further: str, kind: str = "month") -> Parameters:
    """Return the checked parameters of a notebook; its first call, on ``globals()``.

    Every plain value in the namespace must be a declared parameter: what papermill or a
    schedule injects by a wrong name would otherwise be ignored without a word.

    Parameters
    ----------
    further : what the notebook takes besides: ``unit`` (a village by code, name or alias),
        ``weights`` and ``without`` (what ``zhen.try_out`` reads).
    kind : what ``latest`` and ``previous`` are looked for among: month, week or quarter.

    Raises BadInput with one sentence that lists what exists.
    """
    refuse_unknown(namespace, (*DECLARED, *further))
    workspace = open_workspace(read_text(namespace, "workspace") or None)
    catalogue = load_catalogue(workspace.catalogue_dir)
    towns = [catalogue.find_town(read_text(namespace, "town"))]
    if "town" not in namespace:  # a page of all towns: any that has the period will do
        towns = list(catalogue.towns)
    written = workspace.dated(namespace.get("period"), towns, kind)
    town = next((code for code in towns if has_data(workspace, code, written)), towns[0])
    period = find_period(workspace, town, written)
    unit = ""
    if "unit" in further:
        unit = find_village(TownPeriod(catalogue, town, period), read_text(namespace, "unit"))
    texts = {name: read_text(namespace, name) for name in TEXTS if name in further}
    return Parameters(period, town, workspace, unit, **texts)


def refuse_unknown(namespace: Mapping[str, object], declared: tuple[str, ...]) -> None:
    """Raise BadInput that names every plain value which is not a parameter."""
    plain = {name for name, value in namespace.items() if isinstance(value, PLAIN)}
    own = {name for name in plain if name.startswith("_")} | OF_IPYTHON | set(declared)
    unknown = sorted(plain - own)
    if unknown:
        raise BadInput(
            f"unknown parameter {', '.join(unknown)}.",
            hint=f"The parameters are: {', '.join(declared)}.",
        )


def read_text(namespace: Mapping[str, object], name: str) -> str:
    """Return a parameter that must be text; blank where it was not given."""
    value = namespace.get(name, "")
    if not isinstance(value, str):
        raise BadInput(f"{name} {value!r} is not text.", hint=f'Write it as {name} = "…".')
    return value


def has_data(workspace: Workspace, town: str, period: object) -> bool:
    """Tell whether a town has workbooks of the month or week that is written."""
    return as_written(period) in map(str, [*workspace.months(town), *workspace.weeks(town)])


def find_period(workspace: Workspace, town: str, written: object) -> Period:
    """Return the period that is written; raises BadInput with those that have data."""
    kind = "week" if kind_meant(written) == "week" else "month"
    there = workspace.with_data(town, kind)
    hint = f"{kind.title()}s with data: {', '.join(map(str, there)) or 'none yet'}."
    try:
        period = parse_period(written)
    except BadInput as bad:
        raise BadInput(bad.message, hint=f"{bad.hint} {hint}") from None
    if not set(period.parts) & set(there):
        raise BadInput(f"no workbooks of {period} for {town}.", hint=hint)
    return period
