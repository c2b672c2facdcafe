"""The state of a case as written (已整改, 整改中 …) → closed or open, or open with doubt."""

from __future__ import annotations

import pandas as pd

from zhen_analysis.catalogue import Column
from zhen_analysis.catalogue.vocabulary.words import WORDS, Words
from zhen_analysis.intake.cells.text import DASHES, parse_unique, plain_text, without_typing


def read_states(written: pd.Series, column: Column | None, words: Words = WORDS) -> pd.DataFrame:
    """Read one column of states.

    What is done is declared by the ledger's column (``closed_words``); ``words`` has what is said
    of what is not done, in any ledger.

    Returns
    -------
    DataFrame
        Same index: ``status`` (closed, open, or NA where nothing is written) and ``problem`` (NA,
        or status_doubtful: a word that nobody declared, taken as open).
    """
    closed = {spell(word) for word in column.closed_words} if column else set()
    known_open = {spell(word) for word in column.options} - closed if column else set()
    known_open |= {spell(word) for word in words.of("open")} - closed
    return parse_unique(
        written, lambda text: read_state(text, closed, known_open), ["status", "problem"]
    )


def read_state(text: str, closed: set[str], known_open: set[str]) -> tuple[str | None, str | None]:
    """Read one state; returns status, problem."""
    plain = spell(text)
    if not plain or DASHES.fullmatch(plain):
        return None, None
    if plain in closed:
        return "closed", None
    return "open", None if plain in known_open else "status_doubtful"


def spell(text: str) -> str:
    """Return a word as it is compared."""
    return without_typing(plain_text(text))
