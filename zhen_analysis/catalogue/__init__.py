"""The town's catalogue: what is counted, under which names, and how it is scored."""

from zhen_analysis.catalogue.check.everything import check_catalogue
from zhen_analysis.catalogue.declared.ledger import Column, Ledger
from zhen_analysis.catalogue.declared.overrides import PERIOD_FIELD, Correction
from zhen_analysis.catalogue.declared.scheme import (
    Band,
    Bonus,
    Condition,
    Deduction,
    Exemption,
    Outcome,
    RollUp,
    Scheme,
    Veto,
)
from zhen_analysis.catalogue.declared.town import Town
from zhen_analysis.catalogue.load import load_catalogue
from zhen_analysis.catalogue.model import Catalogue
from zhen_analysis.catalogue.town_period import TownPeriod

__all__ = [
    "PERIOD_FIELD",
    "Band",
    "Bonus",
    "Catalogue",
    "Column",
    "Condition",
    "Correction",
    "Deduction",
    "Exemption",
    "Ledger",
    "Outcome",
    "RollUp",
    "Scheme",
    "Town",
    "TownPeriod",
    "Veto",
    "check_catalogue",
    "load_catalogue",
]
