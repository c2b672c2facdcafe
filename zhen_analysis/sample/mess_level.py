"""The declared habits and a level of mess → the habits of that level."""

from __future__ import annotations

from zhen_analysis.base.errors import BadInput

CAREFUL, EVERYDAY, EVERYTHING = 0, 1, 2
FORMS = "_forms"


def habits_at(habits: dict, level: int) -> dict:
    """Return the habits of a level; raises BadInput for a level that is not declared.

    What a level declares stands in place of the everyday habits: a table of forms as a whole, of
    any other table, at any depth, the entries that it names.
    """
    levels = habits["levels"]
    if str(level) not in levels:
        raise BadInput(f"no mess of level {level}.", hint=f"Known: {', '.join(levels)}.")
    return completed(habits, levels[str(level)])


def completed(everyday: dict, own: dict) -> dict:
    """Return the everyday table with a level's own entries in place of those of the same name."""
    changed = {
        name: completed(everyday.get(name, {}), entry)
        if isinstance(entry, dict) and not name.endswith(FORMS)
        else entry
        for name, entry in own.items()
    }
    return {**everyday, **changed}
