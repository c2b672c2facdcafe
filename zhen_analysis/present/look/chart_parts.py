"""What every chart with one row per unit is made of: its measure in inches, names, words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 4.5
ROW = 0.235
HEAD = 0.62
SHOWN = 16  # of a longer group, the ends are drawn
GAP = "…"


def height_of(rows: int) -> float:
    """Return the height that so many rows take, their title and axis with them."""
    return HEAD + ROW * rows


def bars(axes: Axes, values: pd.Series, colours: list[str], width: float) -> None:
    """Draw one lying bar per row, the first on top."""
    import seaborn as sns

    places = pd.Series(range(len(values)), index=values.index)
    sns.barplot(
        x=values.astype("float64"),
        y=places,
        hue=places,
        palette=colours,
        orient="h",
        width=width,
        saturation=1,
        legend=False,
        ax=axes,
    )
    axes.set(xlabel="", ylabel="")


def name_rows(axes: Axes, names: pd.Series) -> None:
    """Write the units down the left side, the first on top."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)


def beside(axes: Axes, word: str, end: float, place: float, colour: str) -> None:
    """Write a word to the right of where a bar or a dot ends."""
    axes.annotate(word, (end, place), (5, 0), textcoords="offset points", va="center", color=colour)
