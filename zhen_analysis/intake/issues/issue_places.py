"""Issues and the lines that they stand on → which ledger, unit and column each one tells of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

import pandas as pd

from zhen_analysis.base.addresses import address, read_address
from zhen_analysis.catalogue import Catalogue, TownPeriod
from zhen_analysis.intake.headers.columns import Heading
from zhen_analysis.intake.layout.find import Block
from zhen_analysis.intake.records import corrections

PLACES = ["ledger", "unit", "column", "item"]
LINE = ["file", "sheet", "block", "row"]
TOLD = ["ledger", "column", "item"]


def place_issues(
    issues: pd.DataFrame,
    stood_on: pd.DataFrame,
    lines: pd.DataFrame,
    here: TownPeriod,
) -> pd.DataFrame:
    """Return what every issue tells of, row by row: ledger, unit, and the ledger's column and item.

    NA where not known.

    Parameters
    ----------
    stood_on : what each issue stands on, as ``find_lines`` tells.
    lines : one row per line of every block: file, sheet, block, row, ledger, kind, unit.

    Notes
    -----
    An issue on a line tells of the line's unit. One that stands on no line (a heading, a sheet, a
    file) tells of the unit that alone fills the sheet, the file, or stands in the file's name.
    What is still without a unit falls to the department that files the ledger; in a ledger that
    villages file it stays NA: a line with a name that nobody knows is nobody's.
    """
    if issues.empty:
        return pd.DataFrame(columns=PLACES, dtype="str")
    catalogue, units = here.catalogue, here.units()
    is_on_line = stood_on["kind"].notna() & ~stood_on["kind"].isin(["subtotal", "blank"])
    by_correction = places_of_corrections(issues, here)
    ledger = (
        stood_on["ledger"]
        .fillna(only_one(issues, ["file", "sheet"], lines, "ledger"))
        .fillna(only_one(issues, ["file"], lines, "ledger"))
        .fillna(by_correction["ledger"])
        .fillna(told_by_name(issues, dict(ledger_patterns(catalogue))))
    )
    names = {f"*{name}*": code for code, name in zip(units["unit"], units["name"], strict=True)}
    around = (
        only_one(issues, ["file", "sheet"], lines, "unit")
        .fillna(only_one(issues, ["file"], lines, "unit"))
        .fillna(told_by_name(issues, names))
    )
    filers = {code: each.filed_by for code, each in catalogue.ledgers.items()
              if each.filed_by != each.level}  # fmt: skip
    unit = (
        stood_on["unit"]
        .fillna(around.mask(is_on_line))
        .fillna(by_correction["unit"])
        .fillna(ledger.map(filers).astype("str"))
    )
    told = {"ledger": ledger, "unit": unit, "column": stood_on["column"], "item": stood_on["item"]}
    return pd.DataFrame(told, dtype="str")


def place_by_records(issues: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return what issues tell of that stand at the cell of a record."""
    cell = ["file", "sheet", "cell"]
    near = records[records["file"].isin(issues["file"])]
    known = near.drop_duplicates(cell)[[*cell, "ledger", "unit", "item"]]
    found = issues[cell].merge(known, on=cell, how="left", validate="m:1")
    return found.reindex(columns=PLACES).set_axis(issues.index).astype("str")


def find_lines(issues: pd.DataFrame, blocks: Sequence[Block], lines: pd.DataFrame) -> pd.DataFrame:
    """Return block, column and line of each issue: its ledger, column, item, kind, unit.

    NA where it stands in no block; kind and unit also where it stands on no line of one.
    """
    if issues.empty:
        return pd.DataFrame(columns=[*TOLD, "kind", "unit"], dtype="str", index=issues.index)
    at = [read_address(cell) or (0, -1) for cell in issues["cell"].fillna("")]
    stands = issues[["file", "sheet", "cell"]].assign(
        issue=range(len(issues)),
        row=[row for row, _ in at],
        place=[column for _, column in at],
    )
    told = set(zip(issues["file"], issues["sheet"], strict=True))
    near = [block for block in blocks if block.key[:2] in told]
    plain = [row for block in near if is_plain(block) for row in columns_of(block)]
    turned = [row for block in near if not is_plain(block) for row in cells_of(block)]
    in_columns = pd.DataFrame(plain, columns=["file", "sheet", "block", "place", *TOLD])
    in_cells = pd.DataFrame(turned, columns=[*LINE, "cell", *TOLD])
    inside = pd.concat(
        [
            stands.merge(in_columns, on=["file", "sheet", "place"]),
            stands.drop(columns="row").merge(in_cells, on=["file", "sheet", "cell"]),
        ]
    )
    numbers = {"block": "int64", "row": "int64"}
    found = inside.astype(numbers).merge(
        lines[[*LINE, "kind", "unit"]].astype(numbers), on=LINE, how="left", validate="m:1"
    )
    of_issue = found.sort_values("kind", na_position="last", kind="stable")
    by_issue = of_issue.drop_duplicates("issue").set_index("issue")[[*TOLD, "kind", "unit"]]
    return by_issue.reindex(range(len(issues))).set_axis(issues.index).astype("str")


def is_plain(block: Block) -> bool:
    """Tell whether a block stands on its sheet as it is, not turned or unfolded."""
    index = block.headings[-1].index
    ends = [int(rows[end]) + 1 for rows in block.rows.values() if len(rows) for end in (0, -1)]
    return all(block.address(row, index) == address(row, index) for row in ends)


def columns_of(block: Block) -> Iterator[tuple]:
    """Yield each column of a block: where it stands, and what the ledger calls it."""
    for heading in block.headings:
        yield (*block.key, heading.index, block.ledger.code, *named(heading))


def cells_of(block: Block) -> Iterator[tuple]:
    """Yield each cell of a block that was set upright, with the line that it belongs to."""
    for row in sorted(int(row) + 1 for rows in block.rows.values() for row in rows):
        for heading in block.headings:
            cell = block.address(row, heading.index)
            yield (*block.key, row, cell, block.ledger.code, *named(heading))


def named(heading: Heading) -> tuple[str | None, str | None]:
    """Return the field and the item of a column, None where it has none."""
    return heading.column.field or None, heading.column.item or None


def only_one(issues: pd.DataFrame, of: list[str], lines: pd.DataFrame, column: str) -> pd.Series:
    """Return what all lines of an issue's sheet or file have in common; NA where they differ."""
    known = lines[[*of, column]].dropna().drop_duplicates()
    alone = known[~known.duplicated(of, keep=False)]
    found = issues[of].merge(alone, on=of, how="left", validate="m:1")[column]
    return found.set_axis(issues.index).astype("str")


def told_by_name(issues: pd.DataFrame, meanings: dict[str, str]) -> pd.Series:
    """Return what the names of whole files say; NA where no pattern fits, or several do."""
    files = issues["file"].where(issues["sheet"].fillna("") == "")
    told = {}
    for file in files.dropna().unique():
        own = file.rpartition("/")[2]
        fitting = {pattern for pattern in meanings if fnmatchcase(own, pattern)}
        longest = [p for p in fitting if not any(p != o and p.strip("*") in o for o in fitting)]
        meant = {meanings[pattern] for pattern in longest}
        told[file] = meant.pop() if len(meant) == 1 else None
    return files.map(told).astype("str")


def ledger_patterns(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield each declared pattern of file names with its ledger."""
    for ledger in catalogue.ledgers.values():
        for pattern in ledger.files:
            yield pattern, ledger.code


def places_of_corrections(issues: pd.DataFrame, here: TownPeriod) -> pd.DataFrame:
    """Return ledger and unit that a declared correction names, for issues at its own line."""
    named = {
        f"A{correction.row}": (correction.ledger, correction.unit)
        for correction in here.catalogue.corrections_in(here.town)
    }
    cells = issues["cell"].where(issues["file"] == corrections.FILE)
    found = [named.get(cell, (None, None)) for cell in cells]
    return pd.DataFrame(found, columns=["ledger", "unit"], index=issues.index, dtype="str")
