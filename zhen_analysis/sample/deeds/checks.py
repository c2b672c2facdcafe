"""A town's villages → the marks that supervisors gave them, day by day and round by round."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.catalogue.workdays import is_workday
from zhen_analysis.sample.chance import choose_many, happens, pick, sample
from zhen_analysis.sample.towns.setting import Setting

FULL = 100.0
NOTABLE = 80.0  # below it a mark comes with what was found


def daily_marks(setting: Setting, habits: dict, month: Month) -> pd.DataFrame:
    """Return one row per village and working day on which it was visited."""
    rng = setting.rng("daily_check", month)
    villages, rules = setting.villages, habits["checks"]
    count = max(1, round(rules["per_day"] * len(villages)))
    frames = []
    for number in range(month.last_day.day):
        day = month.first_day + timedelta(days=number)
        if is_workday(day, setting.catalogue.overrides):
            chosen = np.sort(sample(rng, np.ones(len(villages)), count))
            frames.append(villages.iloc[chosen].assign(date=pd.Timestamp(day)))
    lines = pd.concat(frames, ignore_index=True)
    marked = lines.assign(
        checker=pick(rng, rules["who"], len(lines)),
        item=pick(rng, rules["matters"], len(lines)),
        value=draw_marks(lines, rules, 0.0, rng),
    )
    return with_faults(marked, rules, rng)


def site_marks(setting: Setting, habits: dict, month: Month) -> pd.DataFrame:
    """Return one row per village and way of checking (明查, 暗访, 民意) of the month's round."""
    rng = setting.rng("site_check", month)
    rules, frames = habits["checks"], []
    for place, (word, easier) in enumerate(rules["rounds"].items()):
        lines = setting.villages.assign(
            date=pd.Timestamp(month.first_day + timedelta(days=13 + 4 * place)),
            checker=word,
            item=f"第{month.month}轮",
        )
        frames.append(lines.assign(value=draw_marks(lines, rules, easier, rng)))
    return with_faults(pd.concat(frames, ignore_index=True), rules, rng)


def draw_marks(
    lines: pd.DataFrame, rules: dict, easier: float, rng: np.random.Generator
) -> np.ndarray:
    """Return marks in whole points: the village's own level, more or less."""
    low, high = rules["level"]
    diligence = lines["diligence"].rank(pct=True).to_numpy()
    level = low + (high - low) * diligence + easier
    noise = rules["spread"] * (rng.random(len(lines)) + rng.random(len(lines)) - 1)
    return np.clip(np.rint(level + noise), 0, FULL)


def with_faults(lines: pd.DataFrame, rules: dict, rng: np.random.Generator) -> pd.DataFrame:
    """Return lines with what was found wrong where a mark is low."""
    faults = choose_many(rng, rules["faults"], len(lines))
    is_told = (lines["value"] < NOTABLE).to_numpy() | happens(rng, 0.1, len(lines))
    return lines.assign(text=pd.Series(faults, lines.index).where(is_told)).reset_index(drop=True)
