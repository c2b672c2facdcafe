"""A seed and a size → a workspace of invented towns: catalogue, workbooks as filed, the truth.

``truth/records.csv`` holds one row per record that must count, with the file (from the workspace's
root), sheet and cell it stands in; what is recorded there is what the office meant, in the
ledger's own units of measure. A case's ``status`` is the word as filed. ``truth/spoilt.csv`` lists
every mistake; ``recoverable`` is true where no record is lost by it (a later version mends it, a
stated sum is no record, a road is no village). Quantities that are merely written in an unusual
way are no mistakes. ``truth/filings.csv`` says who filed what, late or not at all.
"""

from __future__ import annotations

from zhen_analysis.sample.generate import generate_repository_sample, generate_sample

__all__ = ["generate_repository_sample", "generate_sample"]
