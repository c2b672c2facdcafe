"""A village as meant → a cell that names it: shorter, longer, by an old or another name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from zhen_analysis.sample.chance import choose
from zhen_analysis.sample.numerals import in_chinese
from zhen_analysis.sample.papers.written import PLAIN, Written


@dataclass(frozen=True)
class Named:
    """A village: its name, its town's, its other spellings and the names it had."""

    name: str
    town: str
    aliases: list[str]
    former: list[str]
    rng: np.random.Generator

    @property
    def stem(self) -> str:
        """The name without 村."""
        return self.name.removesuffix("村")

    @property
    def number(self) -> int:
        """A small number."""
        return 1 + int(self.rng.random() * 8)


def write_name(named: Named, form: str) -> Written:
    """Return a name in a form; as in the catalogue where it has no such name."""
    shown = FORMS[form](named)
    return Written(shown, form) if shown else Written(named.name)


FORMS: dict[str, Callable[[Named], str | None]] = {
    PLAIN: lambda named: None,
    "bare": lambda named: named.stem,
    "town": lambda named: named.town + named.name,
    "town_stem": lambda named: named.town.removesuffix("镇") + named.name,
    "spaced": lambda named: " ".join(named.name),
    "broken": lambda named: f"{named.name[0]}\n{named.name[1:]}",
    "padded": lambda named: f"　{named.name} ",
    "committee": lambda named: f"{named.stem}村委会",
    "villagers_committee": lambda named: f"{named.stem}村民委员会",
    "community": lambda named: f"{named.stem}社区",
    "numbered": lambda named: f"{named.number}.{named.name}",
    "stamped": lambda named: f"{named.name}（盖章）",
    "part": lambda named: f"{named.name}{in_chinese(named.number)}组",
    "alias": lambda named: choose(named.rng, named.aliases) if named.aliases else None,
    "former": lambda named: choose(named.rng, named.former) if named.former else None,
    "formerly": lambda named: f"{named.name}（原{named.former[0]}）" if named.former else None,
}
