"""A town's setting → what its villages really did, one row per line to be filed.

Nothing here knows how it is written down or what goes wrong on paper.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from zhen_analysis.catalogue import Ledger
from zhen_analysis.sample.deeds.cases import find_cases
from zhen_analysis.sample.deeds.work import do_work
from zhen_analysis.sample.towns.setting import Setting

HALFWAY = 0.35  # a grid visited for the most part counts as visited


def do_deeds(setting: Setting, ledgers: list[str]) -> dict[str, pd.DataFrame]:
    """Return ledger → its lines: period, unit, the ledger's fields and items, NA where empty."""
    do = {"work": do_work, "coverage": visit, "case": find_cases}
    declared = setting.catalogue.ledgers
    return {code: do[declared[code].shape](setting, declared[code]) for code in ledgers}


def visit(setting: Setting, ledger: Ledger) -> pd.DataFrame:
    """Return one row per village and month: grids visited this year so far, and grids due."""
    speed = setting.habits["coverage"][ledger.code]["speed"]
    frames, villages = [], setting.villages
    for month in setting.months:
        left = (1 - speed) ** (month.month * villages["diligence"])
        done = np.floor(villages["grids"] * (1 - left) + HALFWAY)
        here = villages.assign(period=str(month), done=done, due=villages["grids"].astype(float))
        silent = [(ledger.code, str(month), unit) in setting.silent for unit in here["unit"]]
        frames.append(here[~np.array(silent, dtype=bool)])
    return pd.concat(frames, ignore_index=True)[["period", "unit", "done", "due"]]
