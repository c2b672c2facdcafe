"""What a unit gets for what it did not report, or what nobody held → its word and its sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

FIXED = re.compile(r"fixed:([0-9]+(?:\.[0-9]+)?)")  # fixed:60


@dataclass(frozen=True)
class Policy:
    """A policy: what the clerk's workbook calls it, and what an assessment document says."""

    name: str
    chinese: str
    sentence: str


MISSING = {
    policy.name: policy
    for policy in (
        Policy("zero", "计0分", "未报送按0分计"),
        Policy("exclude", "不计入，权重归同级", "未报送不计入，权重由同级指标分担"),
        Policy("carry", "沿用上期", "未报送沿用本年上一次得分"),
        Policy("na", "得分未知", ""),
    )
}
UNHELD = {
    policy.name: policy for policy in (Policy("exclude", "不计入", "本期未开展的，各单位一律不计"),)
}
# What ``fixed:<x>`` says, of x marks.
FIXED_MISSING = "未报送按{marks:g}分计"
FIXED_UNHELD = "本期未开展的，各单位一律按{marks:g}分计"


def fixed_mark(policy: Any) -> float | None:
    """Return the marks that ``fixed:<x>`` gives; None for any other policy."""
    found = FIXED.fullmatch(str(policy))
    return float(found[1]) if found else None


def missing_sentence(policy: Any) -> str:
    """Return what a unit gets that did not report; empty where nothing is declared."""
    return sentence_of(policy, MISSING, FIXED_MISSING)


def unheld_sentence(policy: Any) -> str:
    """Return what all get for what was not held; empty where nothing is declared."""
    return sentence_of(policy, UNHELD, FIXED_UNHELD)


def sentence_of(policy: Any, known: dict[str, Policy], fixed: str) -> str:
    """Return a policy's sentence; empty for what is none."""
    marks = fixed_mark(policy)
    if marks is not None:
        return fixed.format(marks=marks)
    return known[policy].sentence if policy in known else ""
