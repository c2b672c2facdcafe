"""Issues with their places, and what the catalogue ranks → the same, most harmful first."""

from __future__ import annotations

import pandas as pd

from zhen_analysis.base.addresses import read_address
from zhen_analysis.catalogue import Catalogue
from zhen_analysis.intake.messages import HARMS, harms_of

# What a cell can change, by rank of how many people see it. An issue whose ledger is not known
# could change anything.
RANKING, FIGURES, NOTHING = 0, 1, 2
NO_FIGURE = frozenset({"serial", "other", "text", "owner", "checker", "severity"})


def order_issues(placed: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return the issues file by file, each with its ``harm``, most harmful first.

    Parameters
    ----------
    placed : issues with ``ledger, unit, column, item``, NA where not known.

    Notes
    -----
    The order, and why: what is kept out of the count before what counts with doubt, then what has
    no column, then what is only told (``messages.HARMS``); within a harm what changes a ranked
    indicator before what changes a figure and what changes none; then whole files before sheets
    and cells, for more hangs on them; then as one walks down the sheet. A file stands where its
    worst issue puts it; of two alike the one with more of that harm comes first.
    """
    harm = harms_of(placed)
    severity = harm.map({each.code: place for place, each in enumerate(HARMS)}).astype("int64")
    at = [read_address(cell) or (0, 0) for cell in placed["cell"].fillna("")]
    keyed = placed.assign(
        harm=harm,
        worst=100 * severity + 10 * changes(placed, catalogue) + scope(placed),
        sheet_order=pd.factorize(placed["sheet"])[0],
        row=[row for row, _ in at],
        column=[column for _, column in at],
    )
    files = keyed.assign(severity_rank=severity).groupby("file", sort=False)
    of_file = files["worst"].transform("min")
    is_of_worst_harm = severity == files["severity_rank"].transform("min")
    count = is_of_worst_harm.groupby(placed["file"], sort=False).transform("sum")
    keys = ["of_file", "fewer", "file", "worst", "sheet_order", "row", "column"]
    ordered = keyed.assign(of_file=of_file, fewer=-count).sort_values(keys, kind="stable")
    return ordered[[*placed.columns, "harm"]].reset_index(drop=True)


def scope(issues: pd.DataFrame) -> pd.Series:
    """Return 0 for a whole file, 1 for a sheet, 2 for a cell."""
    has_sheet, has_cell = (issues[part].fillna("") != "" for part in ("sheet", "cell"))
    return (has_sheet.astype("int64") + has_cell).where(has_sheet, 0)


def changes(placed: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """Return for each issue whether it can change the ranking, a printed figure or nothing."""
    ranked = measured_items(catalogue, ranked_only=True)
    printed = measured_items(catalogue, ranked_only=False)
    asked = placed[["ledger", "column", "item"]].fillna("")
    answers = {
        (ledger, column, item): change_of(catalogue, ledger, column, item, ranked, printed)
        for ledger, column, item in asked.drop_duplicates().itertuples(index=False, name=None)
    }
    told = [answers[each] for each in asked.itertuples(index=False, name=None)]
    return pd.Series(told, index=placed.index, dtype="int64")


def measured_items(catalogue: Catalogue, *, ranked_only: bool) -> set[tuple[str, str]]:
    """Return ledger and item of every indicator; of those that a scheme scores only."""
    rows = catalogue.indicators[catalogue.indicators["measure"].notna()]
    if ranked_only:
        rows = rows[rows["rule"].notna()]
    items = rows["item"].fillna(rows["indicator"])
    return set(zip(rows["ledger"], items, strict=True))


def change_of(
    catalogue: Catalogue,
    ledger: str,
    column: str,
    item: str,
    ranked: set[tuple[str, str]],
    printed: set[tuple[str, str]],
) -> int:
    """Return what an issue in one column of a ledger can change.

    A quantity changes its own item; who, when and which case changes all that the ledger counts;
    remarks and persons change nothing. What no ledger is known of could change anything.
    """
    if ledger not in catalogue.ledgers:
        return RANKING
    if column in NO_FIGURE:
        return NOTHING
    is_quantity = bool(item) and catalogue.ledgers[ledger].shape != "case"
    for change, items in ((RANKING, ranked), (FIGURES, printed)):
        mine = {each for code, each in items if code == ledger}
        if item in mine if is_quantity else mine:
            return change
    return NOTHING
