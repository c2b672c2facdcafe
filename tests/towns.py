"""A generated town → the same town, which is asked for some of its ledgers only."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

# What the sample's scheme of villages scores, and what belongs to it.
SCORED = ["cleanup", "safety_inspection", "safety_problem", "eco_patrol", "grid_visit"]


def ask_only(root: Path, ledgers: Sequence[str], town: str = "shili") -> Path:
    """Ask a town for some ledgers only, so that no other indicator has to be worked out."""
    path = root / "data/catalogue/town.toml"
    text = path.read_text(encoding="utf-8")
    few = f"[towns.{town}]\nledgers = {json.dumps(ledgers)}\n"
    text, count = re.subn(rf"\[towns\.{town}\]\n(ledgers = .*\n)?", few, text)
    assert count == 1
    path.write_text(text, encoding="utf-8")
    return root
