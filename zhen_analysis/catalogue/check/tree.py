"""The parents that lines name → whether a line is its own ancestor."""

from __future__ import annotations

from collections.abc import Mapping


def leads_back(code: str, parent_of: Mapping[str, str | None]) -> bool:
    """Follow parents upwards from a code and tell whether they come back to it."""
    seen: set[str] = set()
    parent = parent_of[code] or ""
    while parent in parent_of and parent not in seen:
        seen.add(parent)
        parent = parent_of[parent] or ""
    return code in seen
