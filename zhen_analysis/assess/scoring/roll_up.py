"""Totals of months and a declared formula → totals of a quarter or year, the months beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from zhen_analysis.assess.scoring.tree import number_rows
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.rounding import round_half_up
from zhen_analysis.catalogue import RollUp
from zhen_analysis.catalogue.vocabulary.policies import fixed_mark

UNIT = ["town", "scheme", "level", "group", "unit"]
DECIMALS = 9


def roll_up(
    months: pd.DataFrame,
    periods: Sequence[str],
    rule: RollUp | None = None,
    *,
    annual: pd.DataFrame | None = None,
    decimals: int = 2,
) -> pd.DataFrame:
    """Combine months into one total per unit.

    Parameters
    ----------
    months : ``period, unit, total`` of each month's totals; with bonuses apart also ``bonus`` and
        ``deduction``. Other key columns ride along, as the last month has them.
    periods : the months that are due, in order (``2022-01`` …).
    rule : how; the mean of the months where none is declared.
    annual : ``unit, total``, the annual part; needed if the rule gives it a share.

    Returns
    -------
    DataFrame
        One row per unit in order of appearance: its key columns, one column per due month (its
        part; NA where there is none), ``months`` (their sum or mean), ``annual`` (NA without),
        ``bonus`` (added at the end, 0 if included in the months), ``total`` (rounded to what is
        printed), ``missing`` (due months without an assessment, joined by 、) and ``roll_up_text``
        (the formula in words).

        A month that no unit has is left out for all, or counts the same fixed marks for all, as
        the rule says, and is always named. A month that one unit has no total in makes its own
        total unknown; a unit that was not there yet (no row) has the mean of its own months, and
        no sum.

    Raises
    ------
    BadInput
        No month at all, two totals of a unit in one month, an annual part that is not handed in.
    """
    rule = rule or RollUp()
    due = months[months["period"].isin(periods)].sort_values("period", kind="stable")
    require_sense(due, periods, rule, annual)
    code, first = number_rows(due, unit_keys(due))
    units = due.take(first)[[key for key in UNIT if key in due]].reset_index(drop=True)
    if "group" in due:  # the last month's
        units["group"] = due.groupby(code)["group"].last()
    part = np.full((len(units), len(periods)), np.nan)
    there = np.zeros(part.shape, dtype=bool)
    place = pd.Index(periods).get_indexer(due["period"])
    part[code, place], there[code, place] = month_parts(due, rule), True
    absent = np.asarray(~there.any(axis=0))
    if (marks := fixed_mark(rule.unheld)) is not None:
        part[:, absent], there[:, absent] = marks, True
    combined = combine_months(part, there, rule)
    bonus = bonus_apart(due, code, rule)
    yearly = pd.Series(np.nan, index=units.index)
    total = combined
    if annual is not None and rule.annual_share:
        yearly = units["unit"].map(annual.set_index("unit")["total"]).astype("float64")
        share = rule.annual_share / 100
        total = (1 - share) * combined + share * yearly
    named = [period for period, is_absent in zip(periods, absent, strict=True) if is_absent]
    return units.assign(
        **{period: part[:, column] for column, period in enumerate(periods)},
        months=combined,
        annual=yearly,
        bonus=bonus,
        total=round_half_up(pd.Series(total + bonus).clip(lower=0), decimals),
        missing="、".join(named),
        roll_up_text=roll_up_sentence(rule, named)
        + ("；年度考评还没有得分" if rule.annual_share and yearly.isna().all() else ""),
    )


def require_sense(
    due: pd.DataFrame, periods: Sequence[str], rule: RollUp, annual: pd.DataFrame | None
) -> None:
    """Raise BadInput for what cannot be rolled up."""
    if due.empty:
        raise BadInput(
            f"none of the months {', '.join(periods)} has been assessed.",
            hint="Assess one of them first.",
        )
    if due.duplicated(["period", *unit_keys(due)]).any():
        raise BadInput("a unit has two totals in one month.")
    if rule.annual_share and annual is None:
        raise BadInput(
            f"the annual part ({rule.annual_share:g} %) is not there.", hint="Hand in annual=."
        )


def unit_keys(frame: pd.DataFrame) -> list[str]:
    """Return what names a unit; it keeps its code where it changes its group."""
    return [key for key in ("town", "scheme", "unit") if key in frame]


def month_parts(due: pd.DataFrame, rule: RollUp) -> np.ndarray:
    """Return what each total brings: itself, without its bonus where bonuses stand apart."""
    total = due["total"].astype("float64").to_numpy()
    return total - points_given(due) if rule.bonuses == "apart" else total


def points_given(due: pd.DataFrame) -> np.ndarray:
    """Return the bonus less the deduction in each total."""
    bonus, deduction = (
        due[column].astype("float64").fillna(0).to_numpy() if column in due else 0.0
        for column in ("bonus", "deduction")
    )
    return np.zeros(len(due)) + bonus - deduction


def combine_months(part: np.ndarray, there: np.ndarray, rule: RollUp) -> np.ndarray:
    """Return the sum or mean of each unit's months; NaN where one of them is unknown.

    ``part``, ``there``: units × months.
    """
    if rule.formula == "sum":
        return part[:, there.any(axis=0)].sum(axis=1)
    sums = np.where(there, part, 0.0).sum(axis=1)
    return np.round(sums / there.sum(axis=1), DECIMALS)


def bonus_apart(due: pd.DataFrame, code: np.ndarray, rule: RollUp) -> np.ndarray:
    """Return each unit's bonuses up to the cap, less deductions; 0 where months include them."""
    units = int(code.max()) + 1
    if rule.bonuses != "apart":
        return np.zeros(units)
    bonus, deduction = (
        np.bincount(code, weights=due[column].astype("float64").fillna(0), minlength=units)
        if column in due
        else np.zeros(units)
        for column in ("bonus", "deduction")
    )
    return np.minimum(bonus, np.inf if rule.bonus_cap is None else rule.bonus_cap) - deduction


def roll_up_sentence(rule: RollUp, absent: Sequence[str]) -> str:
    """Return the formula in words, and what became of months without an assessment."""
    base = "各月得分之和" if rule.formula == "sum" else "各月得分的平均数"
    if rule.annual_share:
        base = f"年度考评占{rule.annual_share:g}%，{base}占{100 - rule.annual_share:g}%"
    if rule.bonuses == "apart":
        cap = "" if rule.bonus_cap is None else f"，加分最多{rule.bonus_cap:g}分"
        base += f"，另加各月加分、减扣分{cap}"
    if not absent:
        return base
    marks = fixed_mark(rule.unheld)
    then = "不计入" if marks is None else f"一律按{marks:g}分计"
    return f"{base}；{'、'.join(absent)}没有考评，{then}"
