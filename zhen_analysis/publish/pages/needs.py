"""A notebook's declared needs and an assessment → whether the town has what it tells of."""

from __future__ import annotations

from pathlib import Path

from zhen_analysis.publish.notebooks.declared import stated
from zhen_analysis.results.assessment import Assessment

GOALS = "goals"


def is_needed(notebook: Path, assessment: Assessment) -> bool:
    """Tell whether a report has anything to tell of the town.

    A notebook says so in its metadata, ``zhen.needs``: a list of which one is enough, ``goals``
    (the catalogue has goals of the town) or the code of a ledger (this year's files hold lines of
    it). A notebook that declares nothing is always made, but for one that declares
    ``zhen.on_request``: it is for analysts and is made where it is named.
    """
    if stated(notebook, "on_request", False):
        return False
    needs = stated(notebook, "needs", [])
    return not needs or any(has(need, assessment) for need in needs)


def has(need: str, assessment: Assessment) -> bool:
    """Tell whether the town has one of the things that a notebook may need."""
    if need == GOALS:
        return bool(len(assessment.catalogue.goals_in(assessment.town)))
    filed = getattr(assessment, "filed", None)
    return filed is not None and bool(filed.records["ledger"].eq(need).any())
