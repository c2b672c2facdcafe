"""What a record can be measured by."""

from __future__ import annotations

PER_SIZE = "per_"  # how the measures begin that divide by a unit's size, such as its households
