"""What can be doubtful in what was filed, each kind by its name: severity, harm, sentence.

The kinds are rows of ``checks.csv``. One more is one more row there, and the line of intake that
names it.
"""

from __future__ import annotations

import csv
import string
from dataclasses import dataclass
from pathlib import Path

SAID_OF_EACH = frozenset({"field", "written", "read_as", "sheet"})  # details that every issue has


@dataclass(frozen=True)
class Check:
    """A kind of issue.

    Attributes
    ----------
    severity : error (something does not count), warning (it counts, with doubt) or info (nothing
        is wrong, but the clerk should know).
    harm : code of what it does to the figures (``HARMS``).
    named_by : the reader that names it: of a quantity, a day, a state, a unit's name, a file; empty
        where intake names it when it has put lines together.
    details : what is told of it besides ``SAID_OF_EACH``.
    sentence : what the clerk is told; its braces are details.
    """

    name: str
    severity: str
    harm: str
    named_by: str
    details: frozenset[str]
    sentence: str

    @property
    def braces(self) -> set[str]:
        """The details that the sentence uses."""
        return braces_of(self.sentence)

    @property
    def known_details(self) -> frozenset[str]:
        """All details that a sentence of it may use."""
        return SAID_OF_EACH | self.details


@dataclass(frozen=True)
class Harm:
    """What an issue does to the month's figures; a clerk mends the first kind first.

    ``name`` and ``reason`` are printed: what the kind is called, and why it has its place.
    """

    code: str
    name: str
    reason: str


# Most harmful first. The order is what `zhen issues` and the page print.
HARMS = (
    Harm("uncounted", "没有计入", "有数字没有进入统计，改好之前合计和名次都可能不对"),
    Harm("doubtful", "计入存疑", "数字已经计入，但读的时候有疑问，可能计错或者重复"),
    Harm("unplaced", "表列不识", "多出的列或工作表没有读，规定的各列照常计入"),
    Harm("told", "仅供知悉", "数字没有问题，或者已有更新的文件代替，无须改动"),
)
NO_HARM = "told"  # of whatever is only told, such as all issues of a file that another stands for
# Checks that tell of a declared correction → what became of it, as printed; not applied first.
CORRECTION_STATES = {
    "correction_refused": "维持原值",
    "correction_contradicted": "互相矛盾",
    "correction_ambiguous": "对应多处",
    "correction_stale": "没有对上",
    "corrected": "已更正",
}


def braces_of(sentence: str) -> set[str]:
    """Return the details that a sentence uses; ValueError where its braces are no pairs."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def read_checks() -> dict[str, Check]:
    """Read the kinds that the package ships."""
    text = Path(__file__).with_name("checks.csv").read_text(encoding="utf-8")
    return {
        row["check"]: Check(
            row["check"],
            row["severity"],
            row["harm"],
            row["named_by"],
            frozenset(row["details"].split()),
            row["sentence"],
        )
        for row in csv.DictReader(text.splitlines())
    }


CHECKS = read_checks()
