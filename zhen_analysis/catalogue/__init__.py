"""The town's catalogue: what is counted, under which names, and how it is scored."""

from zhen_analysis.catalogue.check import check_catalogue
from zhen_analysis.catalogue.load import load_catalogue
from zhen_analysis.catalogue.model import (
    Bonus,
    Catalogue,
    Column,
    Correction,
    Ledger,
    Scheme,
    Town,
    Veto,
)

__all__ = [
    "Bonus",
    "Catalogue",
    "Column",
    "Correction",
    "Ledger",
    "Scheme",
    "Town",
    "Veto",
    "check_catalogue",
    "load_catalogue",
]
