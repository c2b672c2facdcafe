"""Issues of a month and what became of their lines → the same without sentences that are not true.

What a sentence says was done is what was done: 按30计 is not said of a line that does not count,
and of one cell there is one sentence about its being blank.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

# Sentences that say of a cell or line that it counts.
SAY_COUNTED = frozenset({
    *("value_doubtful", "share_doubtful", "remarked", "second_figure", "over_maximum"),
    *("below_minimum", "unit_doubtful", "extra_quantity", "done_over_due", "unreadable_date"),
    *("date_doubtful", "date_span", "vague_date", "date_outside_month", "closed_without_date"),
    *("status_doubtful", "open_with_date", "part_of_unit", "helping_units"),
    *("added_in_words",),
})  # fmt: skip
SAY_UNREAD = frozenset({"unreadable_value"})  # told better by what the file itself says of the cell
Cells = Collection[tuple[str, str, str]]  # file, sheet, cell


def is_true(issues: pd.DataFrame, kinds: pd.Series, unread: Cells) -> pd.Series:
    """Tell which issues say what was done.

    Parameters
    ----------
    kinds : what became of the line that each issue stands on; NA where it stands on none.
    unread : cells that the file holds no value of: error values, formulas without a result.
    """
    place = pd.Series(
        [*zip(issues["file"], issues["sheet"], issues["cell"], strict=True)], index=issues.index
    )
    is_false = issues["check"].isin(SAY_COUNTED) & kinds.eq("rejected").fillna(False)
    is_double = issues["check"].isin(SAY_UNREAD) & place.isin(set(unread))
    return ~(is_false | is_double)
