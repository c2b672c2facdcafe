"""A town's monthly work, from the workbooks as filed to the pages that are read.

Importing the package is cheap: pandas and the rest are imported when first needed.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "Assessment": "zhen_analysis.month",
    "Trial": "zhen_analysis.trial",
    "BadInput": "zhen_analysis.errors",
    "CatalogueError": "zhen_analysis.errors",
    "ZhenError": "zhen_analysis.errors",
    "WeekAssessment": "zhen_analysis.week",
    "Workspace": "zhen_analysis.workspace",
    "analyse": "zhen_analysis.analysis",
    "assess_before": "zhen_analysis.analysis",
    "assess_district": "zhen_analysis.district",
    "assess_month": "zhen_analysis.month",
    "assess_period": "zhen_analysis.season",
    "assess_week": "zhen_analysis.week",
    "audit_ranking": "zhen_analysis.audit",
    "check_catalogue": "zhen_analysis.catalogue",
    "compare": "zhen_analysis.month",
    "leave_each_out": "zhen_analysis.trial",
    "load_catalogue": "zhen_analysis.catalogue",
    "open_workspace": "zhen_analysis.workspace",
    "parameters": "zhen_analysis.publish.parameters",
    "try_out": "zhen_analysis.trial",
    "village_card": "zhen_analysis.village",
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
