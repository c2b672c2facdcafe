"""An assessment or a catalogue → the counts and listings that commands and manifests print."""

from __future__ import annotations

import pandas as pd

from zhen_analysis.catalogue import Catalogue
from zhen_analysis.results.month import Assessment
from zhen_analysis.results.roll_up import RollUpAssessment
from zhen_analysis.results.week import WeekAssessment

ENTRIES = ["read", "recorded", "rejected", "subtotal", "blank", "duplicate"]
CELLS = ["read", "banner", "header", "entry", "note"]


def intake_counts(month: Assessment | WeekAssessment | RollUpAssessment) -> dict:
    """Return a period's files, lines and cells by kind, and issues by check."""
    own = month.files[month.files["period"] == str(month.period)]
    return {
        "files": own["file"].tolist(),
        "entries": {kind: int(month.blocks[kind].sum()) for kind in ENTRIES},
        "cells": {kind: int(month.sheets[kind].sum()) for kind in CELLS},
        "issues": {
            check: int(count)
            for check, count in sorted(month.issues["check"].value_counts().items())
        },
    }


def ledger_table(catalogue: Catalogue) -> pd.DataFrame:
    """Return one row per ledger with what it counts."""
    rows = [
        {
            "ledger": ledger.code,
            "name": ledger.name,
            "shape": ledger.shape,
            "filed_by": ledger.filed_by,
            "due_day": ledger.due_day,
            "zero_report": ledger.zero_report,
            "filing": ledger.filing,
            "items": " ".join(ledger.items),
        }
        for ledger in catalogue.ledgers.values()
    ]
    return pd.DataFrame(rows)
