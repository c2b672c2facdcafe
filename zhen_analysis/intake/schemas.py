"""The tables that intake makes: their columns, types and what must hold of them."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from zhen_analysis.catalogue.vocabulary.shapes import SHAPES

RECORD_COLUMNS = [
    *("ledger", "shape", "town", "unit", "period", "date", "item", "value", "uom", "done", "due"),
    *("case", "opened", "deadline", "closed", "checked", "severity", "status", "owner", "checker"),
    *("qualifier", "text", "file", "sheet", "cell"),
]
UNCOUNTED_COLUMNS = ["period", "ledger", "unit", "item", "is_other_time", "file"]

text = pa.Column(str, nullable=True)
code = pa.Column(str, nullable=False)
number = pa.Column("Float64", nullable=True)
day = pa.Column("datetime64[us]", nullable=True)

RECORDS = pa.DataFrameSchema(
    {
        **{column: text for column in RECORD_COLUMNS},
        **{
            column: code for column in ("ledger", "town", "unit", "period", "file", "sheet", "cell")
        },
        **{column: number for column in ("value", "done", "due")},
        **{column: day for column in ("date", "opened", "deadline", "closed", "checked")},
        "shape": pa.Column(str, pa.Check.isin(list(SHAPES))),
        "status": pa.Column(str, pa.Check.isin(["open", "closed"]), nullable=True),
    },
    unique=["file", "sheet", "cell", "ledger", "item"],
    coerce=True,
    strict=True,
    ordered=True,
)

FILINGS = pa.DataFrameSchema(
    {
        **{column: code for column in ("period", "town", "ledger", "unit")},
        "due_on": pa.Column("datetime64[us]"),
        "filed_on": day,
        "status": pa.Column(str, pa.Check.isin(["filed", "late", "missing", "in_doubt"])),
        "file": text,
    },
    unique=["period", "town", "ledger", "unit"],
    coerce=True,
    strict=True,
)

BLOCKS = pa.DataFrameSchema(
    {
        **{column: code for column in ("file", "sheet")},
        "block": pa.Column("int64"),
        "ledger": code,
        **{
            column: pa.Column("int64")
            for column in ("read", "recorded", "rejected", "subtotal", "blank", "duplicate")
        },
    },
    checks=pa.Check(
        lambda blocks: (
            blocks["read"]
            == blocks[["recorded", "rejected", "subtotal", "blank", "duplicate"]].sum(axis=1)
        ),
        error="an entry was lost or counted twice",
    ),
    coerce=True,
)

SHEETS = pa.DataFrameSchema(
    {
        **{column: code for column in ("file", "sheet")},
        **{column: pa.Column("int64") for column in ("read", "banner", "header", "entry", "note")},
    },
    checks=pa.Check(
        lambda sheets: sheets["read"] == sheets[["banner", "header", "entry", "note"]].sum(axis=1),
        error="a cell was lost or counted twice",
    ),
    coerce=True,
)

without_rows: dict[int, pd.DataFrame] = {}  # of each schema, made when it is first asked for


def checked(table: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Return a table typed and held to its schema.

    A year has many weeks in which nothing was filed, and there is nothing to check in them.
    """
    if len(table):
        return schema.validate(table)
    if id(schema) not in without_rows:
        without_rows[id(schema)] = schema.validate(pd.DataFrame(columns=list(schema.columns)))
    return without_rows[id(schema)].copy()
