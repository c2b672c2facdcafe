"""A heading as written → how headings are compared: one width, no blanks, no path marks."""

from __future__ import annotations

import re
import unicodedata


def plain(heading: str) -> str:
    """Return a heading as it is compared: one width, no blanks, no path marks."""
    folded = unicodedata.normalize("NFKC", heading)
    return re.sub(r"[\s/>、,，]", "", folded)
