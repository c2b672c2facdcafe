"""An executed notebook and what a month says otherwise now → the notebook with its 更正说明."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from zhen_analysis.present.look.prose import Prose
from zhen_analysis.present.look.table import Table
from zhen_analysis.present.month.restatement_note import HEADING

# A page that shows who stands where has to say what it said before.
RANKS = re.compile(r"tables\.(rankings|leaders|card_points)\(")
SECTION = re.compile(r"^## ", re.MULTILINE)


def insert_restatement(nb: NotebookNode, told: Sequence[Table | Prose]) -> None:
    """Put the section before the first one of a page that shows ranks; in place.

    ``told``: its sentences and tables; where there are none, there is no section.

    It is no cell of the notebook itself: what a notebook shows rests on the workbooks alone, not
    on what was published from them before.
    """
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    if not told or not any(RANKS.search(cell.source) for cell in code):
        return
    shown = [
        new_output("display_data", {"text/html": part._repr_html_(), "text/plain": repr(part)})
        for part in told
    ]
    places = [
        number
        for number, cell in enumerate(nb.cells)
        if cell.cell_type == "markdown" and SECTION.search(cell.source)
    ]
    place = places[0] if places else len(nb.cells)
    nb.cells[place:place] = [
        new_markdown_cell(f"## {HEADING}", id="restated-told"),
        new_code_cell("", id="restated", outputs=shown),
    ]
