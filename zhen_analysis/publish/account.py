"""An Assessment → what a page and a manifest say of their making: files, counts, versions."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from zhen_analysis.month import Assessment

ENTRIES = ["read", "recorded", "rejected", "subtotal", "blank", "duplicate"]
CELLS = ["read", "banner", "header", "entry", "note"]
PACKAGES = ("zhen-analysis", "pandas", "great-tables", "matplotlib", "papermill", "nbconvert")
HASH_SHOWN = 12
FILES_SHOWN = 60


def page_source(assessment: Assessment) -> dict:
    """Return what a page's footer says, as plain values for the notebook's metadata."""
    own = own_files(assessment)
    shown = own.head(FILES_SHOWN)
    names = shown["file"].str.rsplit("/", n=1).str[-1]
    hashes = shown["sha256"].str[:HASH_SHOWN].fillna("")
    return {
        "period": assessment.period,
        "period_told": assessment.month.chinese,
        "town": assessment.town,
        "town_name": assessment.catalogue.towns[assessment.town].name,
        "files": [
            {"name": name, "sha256": digest} for name, digest in zip(names, hashes, strict=True)
        ],
        "files_count": len(own),
        "files_before": len(assessment.files) - len(own),
        "entries": sums(assessment.blocks, ENTRIES),
        "versions": versions(),
    }


def own_files(assessment: Assessment) -> pd.DataFrame:
    """Return the files of the month itself; the year's earlier ones are read too."""
    is_own = assessment.files["file"].str.contains(f"/{assessment.period}/", regex=False)
    return assessment.files[is_own.fillna(False).astype(bool)]


def counts(assessment: Assessment) -> dict:
    """Return entries, cells and issues of the month, as ``zhen clean --format json`` has them."""
    return {
        "entries": sums(assessment.blocks, ENTRIES),
        "cells": sums(assessment.sheets, CELLS),
        "issues": {
            str(check): int(number)
            for check, number in assessment.issues["check"].value_counts(sort=False).items()
        },
    }


def sums(rows: pd.DataFrame, columns: list[str]) -> dict[str, int]:
    """Return the sums of whole-number columns."""
    return {column: int(rows[column].sum()) for column in columns}


def versions() -> dict[str, str]:
    """Return what the pages were made with."""
    return {"Python": platform.python_version()} | {name: installed(name) for name in PACKAGES}


def installed(package: str) -> str:
    """Return a package's version; "" in a tree that was never installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
