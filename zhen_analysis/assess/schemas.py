"""The tables that assessment makes: their columns, types and what must hold of them."""

from __future__ import annotations

import pandera.pandas as pa

SPANS = ["month", "ytd"]

code = pa.Column(str, nullable=False)
text = pa.Column(str, nullable=True)
number = pa.Column("Float64", nullable=True)
whole = pa.Column("Int64", nullable=True)

MEASURES = pa.DataFrameSchema(
    {
        **{column: code for column in ("period", "town", "level")},
        "group": text,
        **{column: code for column in ("unit", "indicator")},
        "span": pa.Column(str, pa.Check.isin(SPANS)),
        **{column: number for column in ("numerator", "denominator", "value", "value_error")},
        "uom": text,
        "is_unread": pa.Column(bool),
    },
    unique=["period", "town", "unit", "indicator", "span"],
    coerce=True,
    strict=True,
    ordered=True,
)

SCORES = MEASURES.remove_columns(["span"]).add_columns(
    {
        "span": code,
        "scheme": code,
        **{column: number for column in ("full_marks", "total_marks", "weight")},
        "difficulty": number,
        "score": number,
        "score_error": number,
        **{column: number for column in ("points", "full_points")},
        "rule_text": code,
        "counted": pa.Column(bool),
        "unfiled": pa.Column(bool),
    }
)
SCORES.unique = ["scheme", "period", "town", "unit", "indicator", "span"]
SCORES.ordered = False

# Of totals and ranking, what every table of its kind has; then what explains it.
PLACE = {
    **{column: code for column in ("period", "town", "scheme", "level")},
    "group": text,
    "unit": code,
    "total": number,
    "grade": text,
    **{column: number for column in ("bonus", "deduction")},
    "veto": text,
}
EXPLAINED = {
    "veto_consequence": text,
    "full_marks": number,
    **{column: text for column in ("bonus_text", "deduction_text")},
}

TOTALS = pa.DataFrameSchema(
    {**PLACE, **EXPLAINED},
    unique=["period", "town", "scheme", "unit"],
    coerce=True,
    strict=True,
)

RANKING = pa.DataFrameSchema(
    {
        **PLACE,
        **{column: whole for column in ("rank", "previous_rank", "change")},
        "honour": text,
        **{column: whole for column in ("low", "high")},
        **{column: text for column in ("firmness", "rests_on", "moved_most")},
        "total_error": number,
        **EXPLAINED,
        **{column: whole for column in ("times_top", "times_bottom", "streak")},
        **{column: text for column in ("honour_text", "outcomes", "outcome_text")},
        **{column: text for column in ("unfiled", "unranked")},
    },
    unique=["period", "town", "scheme", "unit"],
    coerce=True,
    strict=True,
)

HISTORY = pa.DataFrameSchema(
    {
        **{column: code for column in ("period", "scheme")},
        "group": text,
        "unit": code,
        "total": number,
        "rank": whole,
        "honour": text,
    },
    unique=["period", "scheme", "unit"],
    coerce=True,
    strict=True,
)
