"""What the package raises → one sentence that says where, what was found and what to do."""

from __future__ import annotations


class ZhenError(Exception):
    """Base of every error that the package raises on purpose."""


class BadInput(ZhenError):
    """Input that cannot be worked with; nothing was done.

    Parameters
    ----------
    message : what was found and what was expected.
    hint : what to do about it, often a list of what exists.
    file, sheet, cell : where it stands, as far as known.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        file: str = "",
        sheet: str = "",
        cell: str = "",
    ) -> None:
        self.message, self.hint = message, hint
        self.file, self.sheet, self.cell = file, sheet, cell
        place = " ".join(part for part in (file, sheet, cell) if part)
        sentence = f"{place}: {message}" if place else message
        super().__init__(f"{sentence} {hint}".strip())


class CatalogueError(BadInput):
    """A catalogue that breaks its own rules; ``breaches`` holds every one of them.

    ``what`` holds them: the catalogue itself, or a file that is to become part of it.
    """

    def __init__(self, breaches: list, what: str = "the catalogue") -> None:
        self.breaches = breaches
        lines = "\n".join(f"  {breach}" for breach in breaches)
        super().__init__(f"{what} has {len(breaches)} error(s):\n{lines}")
