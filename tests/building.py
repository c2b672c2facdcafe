"""Small tables → a real month that never saw a workbook, for tests of what is shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from pandera.pandas import DataFrameSchema

from zhen_analysis.assess.schemas import HISTORY, MEASURES, RANKING, SCORES, TOTALS
from zhen_analysis.base.period import Month, parse_month
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake import Filed, count_month
from zhen_analysis.intake.messages import ISSUE_COLUMNS, harms_of
from zhen_analysis.intake.people.people import no_people
from zhen_analysis.intake.reading import FIELD_COLUMNS
from zhen_analysis.intake.schemas import BLOCKS as BLOCK_ACCOUNTS
from zhen_analysis.intake.schemas import FILINGS, RECORDS
from zhen_analysis.intake.schemas import SHEETS as SHEET_ACCOUNTS
from zhen_analysis.results.month import MonthAssessment

CATALOGUE = Path(__file__).parent.parent / "data/catalogue"
PERIOD, TOWN = "2022-03", "shili"
MONTHS = ("2022-01", "2022-02", PERIOD)

TOWN_FIGURES = """
    indicator        | month |  ytd
    garbage          |   980 | 2969
    debris           |    12 |   55
    latrine          |    30 |  107
    toilet           |     1 |    3
    inspection       |     7 |   21
    problem_found    |    31 |   95
    rectified        |    22 |   40
    letter           |     2 |    5
    patrol           |     4 |   10
    fine             |     0 | 1000
"""
ISSUES = """
    check            | severity | file         | sheet | cell | field  | written | read_as
    unreadable_value | error    | 清禾村.xlsx  | 台账  | D7   | 清垃圾 | 若干    |
    unit_doubtful    | info     | 清禾村.xlsx  | 台账  | E9   | 清塘沟 | 3里     | 1500
    total_mismatch   | warning  | 巡查.xlsx    | 3月   | F12  | 罚款   | 900     | 1000
"""


SCHEMAS = {
    **{"records": RECORDS, "filings": FILINGS, "sheets": SHEET_ACCOUNTS, "blocks": BLOCK_ACCOUNTS},
    **{"measures": MEASURES, "scores": SCORES, "totals": TOTALS, "ranking": RANKING},
    **{"history": HISTORY, "past": MEASURES},
}
TAKEN_IN = {"records", "fields", "people"}
COLUMNS = {
    "issues": ISSUE_COLUMNS,
    "fields": FIELD_COLUMNS,
    "files": ["file", "sha256", "status", "ledger", "filed_on", "reason", "period"],
}


def build_month(here: TownPeriod[Month], **tables: pd.DataFrame) -> MonthAssessment:
    """Return a month of these tables; those that are not given have no rows.

    A column that a table lacks is blank; all hold to their schemas, as in a month that was read.
    """
    made = {name: complete(tables.get(name), schema) for name, schema in SCHEMAS.items()}
    plain = {name: tables.get(name, pd.DataFrame(columns=each)) for name, each in COLUMNS.items()}
    issues = plain["issues"]
    derived = {
        "placed": placed(issues, ["cleanup"] * len(issues), [None] * len(issues)),
        "trend": count_month(str(here.period), issues, made["filings"]),
    }
    filed = Filed(
        here.catalogue, made.pop("records"), plain.pop("fields"), plain["files"], made["blocks"],
        tables.get("people", no_people()), issues.join(derived["placed"]),
    )  # fmt: skip
    derived["counted"] = made["measures"]
    further = {name: each for name, each in tables.items() if name not in TAKEN_IN}
    plain["issues"] = filed.show(issues)
    return MonthAssessment(**vars(here), filed=filed, **{**derived, **further, **made, **plain})


def complete(table: pd.DataFrame | None, schema: DataFrameSchema) -> pd.DataFrame:
    """Return a table with all columns of its schema, in their order; none at all has no rows."""
    columns = list(schema.columns)
    if table is None:
        return schema.validate(pd.DataFrame(columns=columns))
    flags = [name for name in columns if str(schema.columns[name].dtype) == "bool"]
    missing = dict.fromkeys(set(flags) - set(table.columns), False)
    return schema.validate(table.assign(**missing).reindex(columns=columns))


def placed(issues: pd.DataFrame, ledgers: Sequence, units: Sequence) -> pd.DataFrame:
    """Return ledger, unit, item and harm of each issue."""
    told = issues.assign(ledger=ledgers, unit=units, item=None, harm=harms_of(issues))
    return told[["ledger", "unit", "item", "harm"]].astype("str")


def sample_month(
    units: Sequence[str | None] = (), months: Sequence[str] = MONTHS, **tables: pd.DataFrame
) -> MonthAssessment:
    """Return a month of the sample town that never saw a workbook; any table can be another one.

    ``units`` : those that the first issues are of, all of one ledger. ``months``: those that the
    same issues and filings are told of.
    """
    catalogue = load_catalogue(CATALOGUE).of_town(TOWN)
    drawn_tables = {
        "measures": draw_measures(catalogue),
        "scores": draw_scores(catalogue),
        "ranking": draw_ranking(catalogue),
        "filings": draw_filings(catalogue),
        "issues": draw_issues(),
        "files": FILES,
        "blocks": BLOCKS,
        "sheets": SHEETS,
    }
    all_tables = {**drawn_tables, **tables}
    issues, filings = all_tables["issues"], all_tables["filings"]
    own = [*units, *[None] * len(issues)][: len(issues)]
    trend = [count_month(month, issues, filings) for month in months]
    totals = all_tables["ranking"].reindex(columns=list(TOTALS.columns))
    derived = {
        "totals": totals,
        "placed": placed(issues, ["cleanup"] * len(issues), own),
        "trend": pd.concat(trend, ignore_index=True),
    }
    here = TownPeriod(catalogue, TOWN, parse_month(PERIOD))
    return build_month(here, **{**derived, **all_tables})


FILES = pd.DataFrame(
    [
        ["data/raw/shili/2022-03/清禾村.xlsx", "a" * 64, "counted", "cleanup", "2022-04-02", ""],
        ["data/raw/shili/2022-03/清禾村(1).xlsx", "a" * 64, "duplicate", "cleanup", "2022-04-02",
         "与清禾村.xlsx相同"],
        ["data/raw/shili/2022-03/环保巡查.xlsx", "b" * 64, "counted", "eco_patrol", "", ""],
    ],
    columns=["file", "sha256", "status", "ledger", "filed_on", "reason"],
    dtype="str",
).assign(
    period=PERIOD, filed_on=lambda files: pd.to_datetime(files["filed_on"])
)  # fmt: skip
BLOCKS = pd.DataFrame(
    [["清禾村.xlsx", "台账", 1, "cleanup", 30, 26, 1, 1, 1, 1]],
    columns=["file", "sheet", "block", "ledger", "read", "recorded", "rejected", "subtotal",
             "blank", "duplicate"],
)  # fmt: skip
SHEETS = pd.DataFrame(
    [["清禾村.xlsx", "台账", 300, 4, 20, 270, 6]],
    columns=["file", "sheet", "read", "banner", "header", "entry", "note"],
)


def drawn(text: str) -> list[list[str]]:
    """Return the rows of a drawn table."""
    return [[part.strip() for part in line.split("|")] for line in text.strip().splitlines()]


def draw_issues() -> pd.DataFrame:
    head, *rows = drawn(ISSUES)
    issues = pd.DataFrame(rows, columns=head, dtype="str")
    said = "“" + issues["field"] + "”写的是“" + issues["written"] + "”，请核对。"
    return issues.assign(message=said)


def villages(catalogue) -> pd.DataFrame:
    units = catalogue.units
    is_own = (units["town"] == "shili") & (units["level"] == "village")
    return units[is_own].reset_index(drop=True)


def draw_measures(catalogue) -> pd.DataFrame:
    uoms = catalogue.measured_indicators.set_index("indicator")["uom"]
    rows = []
    for indicator, *values in drawn(TOWN_FIGURES)[1:]:
        for span, value in zip(("month", "ytd"), values, strict=True):
            rows.append(["town", None, TOWN, indicator, span, float(value), None, float(value)])
    rows.append(["town", None, TOWN, "rectified_rate", "ytd", 40, 95, 100 * 40 / 95])
    rows.append(["town", None, TOWN, "grid_rate", "ytd", 250, 253, 100 * 250 / 253])
    for place, village in enumerate(villages(catalogue).itertuples()):
        found, closed = place % 6, place % 6 // 2
        rate = 100 * closed / found if found else None
        own = ["village", village.group, village.unit]
        rows.append([*own, "rectified_rate", "ytd", closed, found, rate])
        rows.append([*own, "grid_rate", "ytd", village.grids - place % 2, village.grids,
                     100 * (village.grids - place % 2) / village.grids])  # fmt: skip
        rows.append([*own, "garbage", "month", None, None, None])
        rows.append([*own, "garbage", "ytd", 12.5 * place, None, 12.5 * place])
    columns = ["level", "group", "unit", "indicator", "span", "numerator", "denominator", "value"]
    measures = pd.DataFrame(rows, columns=columns).assign(period=PERIOD, town=TOWN)
    numbers = dict.fromkeys(("numerator", "denominator", "value"), "Float64")
    return measures.astype(numbers).assign(uom=measures["indicator"].map(uoms))


def draw_scores(catalogue) -> pd.DataFrame:
    lines = catalogue.scheme_indicators("village")
    leaves = lines[lines["rule"].notna()]
    rows = [
        [
            village.unit,
            village.group,
            leaf.indicator,
            leaf.span,
            60 + (7 * place + 11 * column) % 41,
            leaf.weight,
        ]
        for place, village in enumerate(villages(catalogue).itertuples())
        for column, leaf in enumerate(leaves.itertuples())
    ]
    scores = pd.DataFrame(rows, columns=["unit", "group", "indicator", "span", "score", "weight"])
    return scores.assign(
        period=PERIOD, town=TOWN, scheme="village", level="village", rule_text="按比例计分",
        counted=scores["score"] != 60,
        points=scores["score"] * scores["weight"].astype("float64") / 100,
    )  # fmt: skip


def draw_ranking(catalogue) -> pd.DataFrame:
    parts = []
    for group, units in villages(catalogue).groupby("group", sort=False):
        size = len(units)
        rank = pd.Series(range(1, size + 1), index=units.index)
        parts.append(
            pd.DataFrame(
                {
                    "group": group,
                    "unit": units["unit"],
                    "total": [round(96.5 - 2.37 * math.sqrt(7 * (r - 1)), 2) for r in rank],
                    "rank": rank,
                    "previous_rank": rank.where(rank != 2).shift(-1),
                    "low": (rank - 1).clip(1),
                    "high": (rank + 2).clip(upper=size),
                }
            )
        )
    ranking = pd.concat(parts, ignore_index=True)
    last = ranking.groupby("group")["rank"].transform("max")
    leads, lags, fifth = ranking["rank"] <= 3, ranking["rank"] > last - 3, ranking["rank"].eq(5)
    blank = pd.Series("", index=ranking.index)
    return ranking.assign(
        period=PERIOD,
        town=TOWN,
        scheme="village",
        level="village",
        grade="良好",
        full_marks=100.0,
        change=ranking["previous_rank"] - ranking["rank"],
        honour=blank.mask(leads, "先进").mask(lags, "后进"),
        firmness=blank.mask(leads, "把握较大").mask(lags, "差距不明显，建议核实"),
        bonus=ranking["rank"].eq(1) * 0.5,
        deduction=0.0,
        veto=blank.mask(fifth, "当月发生露天焚烧并被追责"),
        veto_consequence=blank.mask(fifth, "bars_honours"),
    )


def draw_filings(catalogue) -> pd.DataFrame:
    rows = []
    for ledger in catalogue.ledgers.values():
        own = villages(catalogue)["unit"] if ledger.filed_by == "village" else [ledger.filed_by]
        for place, unit in enumerate(own):
            status = "late" if place == 3 else "missing" if place == 4 else "filed"
            rows.append([PERIOD, TOWN, ledger.code, unit, status])
    filings = pd.DataFrame(rows, columns=["period", "town", "ledger", "unit", "status"])
    return filings.assign(due_on=pd.Timestamp("2022-04-05"), filed_on=pd.NaT, file=None)


def one_at_each_end(month: MonthAssessment) -> MonthAssessment:
    """Return the month as it is where one village of each group leads and one lags."""
    own = replace(month.catalogue.schemes["village"], honours={"top": 1, "bottom": 1})
    changed = replace(month, catalogue=replace(month.catalogue, schemes={"village": own}))
    return changed.reassess(month.catalogue.indicators, with_intervals=False)


def two_schemes(month: MonthAssessment) -> MonthAssessment:
    """Return the month ranked twice, by its own scheme and by a second one of the same lines."""
    own, lines = month.catalogue.schemes["village"], month.catalogue.indicators
    schemes = {"village": own, "second": replace(own, code="second", title="半年评比办法")}
    both = replace(
        month,
        catalogue=replace(month.catalogue, schemes=schemes),
        scores=pd.concat([month.scores, month.scores.assign(scheme="second")]),
    )
    again = lines[lines["scheme"] == "village"].assign(scheme="second")
    return both.reassess(pd.concat([lines, again], ignore_index=True), with_intervals=False)
