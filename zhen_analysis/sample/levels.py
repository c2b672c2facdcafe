"""The declared habits and a level of mess → the habits of that level."""

from __future__ import annotations

from zhen_analysis.errors import BadInput

CAREFUL, EVERYDAY, EVERYTHING = 0, 1, 2
FORMS = "_forms"


def habits_at(habits: dict, level: int) -> dict:
    """Return the habits of a level; raises BadInput for a level that is not declared.

    What a level declares stands in place of the everyday habits: a table of forms as a whole, of
    any other table the entries that it names.
    """
    levels = habits["levels"]
    if str(level) not in levels:
        raise BadInput(f"no mess of level {level}.", hint=f"Known: {', '.join(levels)}.")
    changed = {
        name: {**habits.get(name, {}), **own} if is_completed(name, own) else own
        for name, own in levels[str(level)].items()
    }
    return {**habits, **changed}


def is_completed(name: str, own: object) -> bool:
    """Tell whether a level's table is completed by the everyday one."""
    return isinstance(own, dict) and not name.endswith(FORMS)
