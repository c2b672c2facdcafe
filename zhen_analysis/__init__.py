"""A town's monthly work, from the workbooks as filed to the pages that are read.

Importing the package is cheap: pandas and the rest are imported when first needed.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

# ruff: noqa: F401
if TYPE_CHECKING:  # the same names for editors and type checkers, as _HOMES says
    from zhen_analysis.audit import audit_ranking
    from zhen_analysis.base.errors import BadInput, CatalogueError, ZhenError
    from zhen_analysis.base.workspace import Workspace, open_workspace
    from zhen_analysis.catalogue import check_catalogue, load_catalogue
    from zhen_analysis.publish.notebooks.parameters import parameters
    from zhen_analysis.results.any_period import assess_period
    from zhen_analysis.results.assessment import Assessment
    from zhen_analysis.results.district import DistrictAssessment, assess_district
    from zhen_analysis.results.firmness import assess_before, firmness_of
    from zhen_analysis.results.month import MonthAssessment, assess_month, compare
    from zhen_analysis.results.roll_up import RollUpAssessment, assess_roll_up
    from zhen_analysis.results.trial import Trial, leave_each_out, try_out
    from zhen_analysis.results.village_card import village_card
    from zhen_analysis.results.week import WeekAssessment, assess_week

_HOMES = {
    "Assessment": "zhen_analysis.results.assessment",
    "DistrictAssessment": "zhen_analysis.results.district",
    "MonthAssessment": "zhen_analysis.results.month",
    "RollUpAssessment": "zhen_analysis.results.roll_up",
    "Trial": "zhen_analysis.results.trial",
    "BadInput": "zhen_analysis.base.errors",
    "CatalogueError": "zhen_analysis.base.errors",
    "ZhenError": "zhen_analysis.base.errors",
    "WeekAssessment": "zhen_analysis.results.week",
    "Workspace": "zhen_analysis.base.workspace",
    "assess_before": "zhen_analysis.results.firmness",
    "assess_district": "zhen_analysis.results.district",
    "assess_month": "zhen_analysis.results.month",
    "assess_period": "zhen_analysis.results.any_period",
    "assess_roll_up": "zhen_analysis.results.roll_up",
    "assess_week": "zhen_analysis.results.week",
    "audit_ranking": "zhen_analysis.audit",
    "check_catalogue": "zhen_analysis.catalogue",
    "compare": "zhen_analysis.results.month",
    "firmness_of": "zhen_analysis.results.firmness",
    "leave_each_out": "zhen_analysis.results.trial",
    "load_catalogue": "zhen_analysis.catalogue",
    "open_workspace": "zhen_analysis.base.workspace",
    "parameters": "zhen_analysis.publish.notebooks.parameters",
    "try_out": "zhen_analysis.results.trial",
    "village_card": "zhen_analysis.results.village_card",
}
_ROOMS = {"assess", "audit", "catalogue", "intake", "present", "publish", "sample"}

__all__ = sorted([*_HOMES, *_ROOMS])


def __getattr__(name: str) -> Any:
    """Import a public name, or a room, when it is first asked for."""
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    if name in _ROOMS:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
