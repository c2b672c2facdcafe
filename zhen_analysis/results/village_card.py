"""An Assessment and a village → its card: its place and why, its open cases, what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from zhen_analysis.assess import Gain, explain_total, gain_a_place
from zhen_analysis.assess.measures.casework import latest_cases
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import parse_month
from zhen_analysis.catalogue import Ledger, Scheme, TownPeriod
from zhen_analysis.results.month import MonthAssessment

LEVEL = "village"
CASE_COLUMNS = ["ledger", "case", "text", "severity", "opened", "deadline", "days_overdue"]
CASE_COLUMNS += ["file", "sheet", "cell"]
OTHER = "other"  # the row of ``points`` that is neither an indicator nor a bonus or deduction
NOTHING = 1e-6  # points up to here are binary noise of what is rounded to 9 decimals


@dataclass(frozen=True)
class Place:
    """Where a village stands by one scheme.

    Attributes
    ----------
    row : its line of the ranking; ``size``: how many its group ranks.
    points : as ``explain_total`` makes them, then a row each for bonus, deduction and ``other``
        (what a veto took, or what parts that are multiplied make less than their sum), where there
        is any: ``points`` add up to the printed total. ``value, span`` and what they were made of
        stand beside each indicator; ``over_median, over_above``: points more than those have.
    above, below : units next above and below by their printed totals; ``behind, ahead``: points
        up to the one, down to the other, NA where there is none.
    gain : what one indicator alone could have brought; None for the first, or without a rank.
    """

    scheme: Scheme
    row: Any
    size: int
    points: pd.DataFrame
    above: tuple[str, ...]
    below: tuple[str, ...]
    behind: float | None
    ahead: float | None
    gain: Gain | None


@dataclass(frozen=True)
class VillageCard:
    """One village's month.

    Attributes
    ----------
    places : one per scheme that ranks villages and this one among them.
    history : rank, total and honour month by month, with how many its group ranked (``size``).
    open_cases : its cases that were not closed at the month's end, ledger by ledger, overdue ones
        first; what the ledger declares personal is not among their columns, and ledgers of people
        are left out: of them only counts are told.
    """

    assessment: MonthAssessment
    unit: str
    name: str
    group: str
    places: tuple[Place, ...]
    history: pd.DataFrame
    open_cases: pd.DataFrame


def village_card(assessment: MonthAssessment, unit: str) -> VillageCard:
    """Return the card of a village, written as code, name or alias.

    Raises
    ------
    BadInput
        A unit that is not there, or is no village of the month; the message lists those there are.
    """
    code = find_village(assessment, unit)
    villages = assessment.units(LEVEL)
    own = villages[villages["unit"] == code].iloc[0]
    schemes = assessment.catalogue.schemes.values()
    places = [place_of(assessment, scheme, code) for scheme in schemes if scheme.level == LEVEL]
    return VillageCard(
        assessment=assessment,
        unit=code,
        name=own["name"],
        group="" if pd.isna(own["group"]) else own["group"],
        places=tuple(place for place in places if place is not None),
        history=history_of(assessment, code),
        open_cases=open_cases(assessment, code),
    )


def find_village(here: TownPeriod, written: str) -> str:
    """Return the code of a village that exists in the period; raises BadInput for anything else."""
    villages, town = here.units(LEVEL), here.town
    known = ", ".join(villages["unit"] + " (" + villages["name"] + ")")
    hint = f"Villages in {here.period}: {known}."
    if not written:
        raise BadInput("no village is named.", hint=f"Give unit a code or name. {hint}")
    try:
        code = here.catalogue.find_unit(town, written)
    except BadInput:
        raise BadInput(f"no village {written!r} in town {town}.", hint=hint) from None
    if code not in set(villages["unit"]):
        raise BadInput(f"{written!r} is no village of town {town} in {here.period}.", hint=hint)
    return code


def place_of(assessment: MonthAssessment, scheme: Scheme, unit: str) -> Place | None:
    """Return where a village stands by a scheme; None where the scheme does not assess it."""
    ranking = assessment.ranking[assessment.ranking["scheme"] == scheme.code]
    scores = assessment.scores[assessment.scores["scheme"] == scheme.code]
    own = ranking[ranking["unit"] == unit]
    if own.empty:
        return None
    row = own.iloc[0]
    peers = ranking[same_group(ranking["group"], row["group"])]
    above, below = neighbours(peers, row["total"])

    def apart(units: tuple[str, ...]) -> float | None:
        theirs = peers.loc[peers["unit"].isin(units), "total"]
        gap = abs(float(theirs.iloc[0] - row["total"])) if units else None
        return None if gap is None else round(gap, scheme.decimals)

    return Place(
        scheme=scheme,
        row=row,
        size=len(peers),
        points=explain_place(assessment, scheme, scores, ranking, unit),
        above=above,
        below=below,
        behind=apart(above),
        ahead=apart(below),
        gain=gain_a_place(
            unit, scheme, ranking, scores, assessment.counted, assessment.catalogue,
            assessment.period,
        ),
    )  # fmt: skip


def same_group(groups: pd.Series, group: object) -> pd.Series:
    """Tell which rows are of a group; of none where a scheme has no groups."""
    return groups.isna() if pd.isna(group) else (groups == group).fillna(False)


def neighbours(peers: pd.DataFrame, total: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who stands next above and next below a total, several where they share one."""
    if pd.isna(total):
        return (), ()
    better, worse = (peers[(side).fillna(False).astype(bool)] for side in (
        peers["total"] > total, peers["total"] < total,
    ))  # fmt: skip
    return (
        tuple(better.loc[better["total"] == better["total"].min(), "unit"]),
        tuple(worse.loc[worse["total"] == worse["total"].max(), "unit"]),
    )


def explain_place(
    assessment: MonthAssessment,
    scheme: Scheme,
    scores: pd.DataFrame,
    ranking: pd.DataFrame,
    unit: str,
) -> pd.DataFrame:
    """Return ``explain_total`` with the figures beside it, and what else makes the total."""
    given = ranking.set_index("unit")
    sums = scores.astype({"points": "float64"}).groupby("unit")["points"].sum()
    offset = given["total"].astype("float64") - sums
    explained = explain_total(scores, unit, offset=offset, decimals=scheme.decimals)
    figures = scores.loc[
        scores["unit"] == unit,
        ["indicator", "span", "numerator", "denominator", "value", "uom", "is_unread", "counted"],
    ]
    joined = explained.merge(figures, on="indicator", how="left", validate="1:1")
    above, _ = neighbours(
        ranking[same_group(ranking["group"], given.loc[unit, "group"])], given.loc[unit, "total"]
    )
    rest = beside(given, offset, scheme.decimals)
    own, peers = rest.loc[unit], rest[same_group(given["group"], given.loc[unit, "group"])]
    rows = [
        {
            "indicator": key,
            "points": own[key],
            "lost": 0.0,
            "group_median": peers[key].median(),
            "unit_above": peers.loc[min(above), key] if above else None,
            "rule_text": "",
            "is_unread": False,
            "counted": True,
        }
        for key in own.index
        if abs(own[key]) > NOTHING or (above and abs(peers.loc[min(above), key]) > NOTHING)
    ]
    points = pd.concat([joined, pd.DataFrame(rows)], ignore_index=True) if rows else joined
    return points.assign(
        over_median=points["points"] - points["group_median"],
        over_above=points["points"] - points["unit_above"],
    )


def beside(given: pd.DataFrame, offset: pd.Series, decimals: int) -> pd.DataFrame:
    """Return what makes a total beside the scores: bonus, deduction (below 0), and all else."""
    bonus = given["bonus"].astype("float64").fillna(0.0)
    deduction = -given["deduction"].astype("float64").fillna(0.0)
    other = (offset.reindex(given.index) - bonus - deduction).fillna(0.0)
    rounded = 0.5 * 10.0**-decimals + NOTHING  # so much rounding the total alone can make
    other = other.where(other.abs() > rounded, 0.0)
    return pd.DataFrame({"bonus": bonus, "deduction": deduction, OTHER: other})


def history_of(assessment: MonthAssessment, unit: str) -> pd.DataFrame:
    """Return a village's ranks month by month.

    ``period, scheme, group, rank, size, total, honour`` and ``previous_rank, change`` since the
    month before, NA where the village was not ranked in it, or in another group.
    """
    history = assessment.history
    ranked = history[history["rank"].notna()]
    groups = ["period", "scheme", "group"]
    sizes = ranked.groupby(groups, dropna=False).size().rename("size").reset_index()
    own = history[history["unit"] == unit].merge(sizes, on=groups, how="left", validate="m:1")
    following = [str(parse_month(period).following) for period in own["period"]]
    before = own.assign(period=following)[[*groups, "rank"]]
    before = before.rename(columns={"rank": "previous_rank"})
    joined = own.merge(before, on=groups, how="left", validate="1:1")
    moved = joined.assign(change=joined["previous_rank"] - joined["rank"])
    return moved.sort_values(["scheme", "period"], ignore_index=True)


def open_cases(assessment: MonthAssessment, unit: str) -> pd.DataFrame:
    """Return a village's cases that were not closed at the month's end, as last known."""
    last = pd.Timestamp(assessment.period.last_day)
    parts = [
        cases_of(assessment.filed.records, ledger, unit, last)
        for ledger in assessment.catalogue.ledgers.values()
        if ledger.shape == "case" and ledger.level == LEVEL and not ledger.of_people
    ]
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame(columns=CASE_COLUMNS)
    found = pd.concat(filled, ignore_index=True)
    found["place"] = found["ledger"].map(list(assessment.catalogue.ledgers).index)
    order = ["place", "days_overdue", "deadline", "opened"]
    ordered = found.sort_values(order, ascending=[True, False, True, True], na_position="last",
                                kind="stable", ignore_index=True)  # fmt: skip
    return assessment.filed.show(ordered[CASE_COLUMNS])


def cases_of(records: pd.DataFrame, ledger: Ledger, unit: str, last: pd.Timestamp) -> pd.DataFrame:
    """Return one ledger's cases of a village that were open on a day, nothing personal of them."""
    latest = latest_cases(records[records["ledger"] == ledger.code], ledger)
    own = latest[(latest["unit"] == unit) & (latest["opened"] <= last)]
    is_closed = (own["status"] == "closed") & (own["closed"].isna() | (own["closed"] <= last))
    is_closed |= (own["closed"] <= last).fillna(False)
    open_now = own[~is_closed.astype(bool)]
    late = (last - open_now["deadline"]).dt.days.astype("Int64")
    personal = {column.field for column in ledger.columns if column.personal}
    shown = open_now.assign(ledger=ledger.code, days_overdue=late.where(late > 0))
    hidden = [column for column in ("text", "severity", "case") if column in personal]
    return shown.assign(**dict.fromkeys(hidden, pd.NA))[CASE_COLUMNS]
