"""Units of measure as offices write them → one canonical unit each, and factors between them."""

from __future__ import annotations

# canonical unit → (dimension, factor to the dimension's base unit, other spellings).
# Spellings: DOMAIN facts collected from published reports; 亩 is 10000/15 平方米 by law (国发〔1984〕28号).
UNITS: dict[str, tuple[str, float, tuple[str, ...]]] = {
    "立方米": ("volume", 1.0, ("方", "立方", "立米", "m³", "m3", "㎥")),
    "万立方米": ("volume", 10000.0, ("万方",)),
    "平方米": ("area", 1.0, ("平", "平米", "平方", "㎡", "m²", "m2")),
    "亩": ("area", 10000 / 15, ()),
    "公顷": ("area", 10000.0, ("hm²",)),
    "米": ("length", 1.0, ("m", "延米", "延长米")),
    "公里": ("length", 1000.0, ("千米", "km")),
    "里": ("length", 500.0, ("华里",)),
    "吨": ("mass", 1.0, ("t",)),
    "公斤": ("mass", 0.001, ("千克", "kg")),
    "元": ("money", 1.0, ("块", "块钱", "人民币")),
    "万元": ("money", 10000.0, ()),
    "车次": ("vehicle", 1.0, ("车", "台班", "台次", "辆次", "车(次)", "辆", "台", "部")),
    "人次": ("person", 1.0, ("人", "人(次)", "名", "名次")),
    "个": ("piece", 1.0, ("处", "条", "项", "座", "只", "口")),
    "次": ("time", 1.0, ("回", "场", "场次", "趟")),
    "件": ("document", 1.0, ("份", "封")),
    "户": ("household", 1.0, ("家", "户次")),
    "起": ("incident", 1.0, ("宗",)),
    "家": ("enterprise", 1.0, ("家次",)),
    "株": ("tree", 1.0, ("棵",)),
    "间": ("room", 1.0, ()),
    "分": ("mark", 1.0, ()),
    "%": ("share", 0.01, ("％", "百分比")),
    "‰": ("share", 0.001, ()),
}


# Counters of things: a slip between them (12户 for 12个) changes no number.
COUNTERS = {"piece", "time", "document", "household", "incident", "enterprise", "tree", "room"}


def _spellings() -> dict[str, tuple[str, float]]:
    known: dict[str, tuple[str, float]] = {}
    for canonical, (dimension, factor, others) in UNITS.items():
        for spelling in (canonical, *others):
            known.setdefault(spelling, (dimension, factor))
    return known


SPELLINGS = _spellings()


def is_unit(written: str) -> bool:
    """Tell whether ``written`` is a unit of measure or a counter."""
    return written in SPELLINGS


def dimension(written: str) -> str:
    """Return what a unit measures; empty for a unit that is not known."""
    return SPELLINGS[written][0] if written in SPELLINGS else ""


def conversion(written: str, wanted: str) -> float | None:
    """Return the factor from ``written`` to ``wanted`` units; None if they measure unlike things."""
    if written == wanted:
        return 1.0
    if written not in SPELLINGS or wanted not in SPELLINGS:
        return None
    (dimension, factor), (other, base) = SPELLINGS[written], SPELLINGS[wanted]
    return factor / base if dimension == other else None
