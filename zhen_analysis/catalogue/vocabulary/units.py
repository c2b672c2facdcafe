"""Units of measure as offices write them → one canonical unit each, and factors between them."""

from __future__ import annotations

from fractions import Fraction

ONE = Fraction(1)
# canonical unit → (dimension, factor to the dimension's base unit, other spellings).
# Spellings as they stand in published town reports. 15 亩 are 1 公顷;
# factors are exact, so that 3 亩 are 2000 平方米 and not a hair less.
UNITS: dict[str, tuple[str, Fraction, tuple[str, ...]]] = {
    "立方米": ("volume", ONE, ("方", "立方", "立米", "m³", "m3", "㎥")),
    "万立方米": ("volume", Fraction(10_000), ("万方", "万立方", "万m³", "万m3")),
    "升": ("volume", Fraction(1, 1000), ("公升",)),
    "平方米": ("area", ONE, ("平", "平米", "平方", "㎡", "m²", "m2", "方米")),
    "万平方米": ("area", Fraction(10_000), ("万平", "万平米", "万平方", "万㎡", "万m²", "万m2")),
    "亩": ("area", Fraction(10_000, 15), ("市亩",)),
    "万亩": ("area", Fraction(100_000_000, 15), ()),
    "公顷": ("area", Fraction(10_000), ("hm²", "hm2", "ha")),
    "平方公里": ("area", Fraction(1_000_000), ("平方千米", "km²", "km2")),
    "米": ("length", ONE, ("m", "延米", "延长米")),
    "公里": ("length", Fraction(1000), ("千米", "km")),
    "里": ("length", Fraction(500), ("华里", "里地")),
    "厘米": ("length", Fraction(1, 100), ("公分", "cm")),
    "吨": ("mass", ONE, ("t",)),
    "万吨": ("mass", Fraction(10_000), ()),
    "公斤": ("mass", Fraction(1, 1000), ("千克", "kg")),
    "斤": ("mass", Fraction(1, 2000), ("市斤",)),
    "元": ("money", ONE, ("块", "块钱", "人民币")),
    "万元": ("money", Fraction(10_000), ("万块",)),
    "百元": ("money", Fraction(100), ()),
    "千元": ("money", Fraction(1000), ()),
    "亿元": ("money", Fraction(100_000_000), ()),
    "车次": (
        "vehicle",
        ONE,
        ("车", "台班", "台次", "辆次", "车(次)", "辆", "台", "部", "部次", "趟次"),
    ),
    "人次": ("person", ONE, ("人", "人(次)", "名", "名次", "人员", "位")),
    "个": (
        "piece",
        ONE,
        (
            "处",
            "处次",
            "条",
            "项",
            "座",
            "只",
            "口",
            "套",
            "盏",
            "根",
            "幅",
            "面",
            "堆",
            "垛",
            "块",
            "组",
        ),
    ),
    "次": ("time", ONE, ("回", "场", "场次", "趟", "轮", "遍")),
    "件": ("document", ONE, ("份", "封", "张", "册", "本")),
    "户": ("household", ONE, ("家", "户次")),
    "起": ("incident", ONE, ("宗",)),
    "家": ("enterprise", ONE, ("家次",)),
    "株": ("tree", ONE, ("棵",)),
    "间": ("room", ONE, ()),
    "天": ("day", ONE, ("日",)),
    "小时": ("hour", ONE, ("时",)),
    "分": ("mark", ONE, ()),
    "%": ("share", Fraction(1, 100), ("％", "百分比")),
    "‰": ("share", Fraction(1, 1000), ("千分比",)),
    "百分点": ("points", ONE, ("个百分点",)),
}


# Counters of things: a slip between them (12户 for 12个) changes no number.
COUNTERS = {"piece", "time", "document", "household", "incident", "enterprise", "tree", "room"}


def _spellings() -> dict[str, tuple[str, Fraction]]:
    known: dict[str, tuple[str, Fraction]] = {}
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


def conversion(written: str, wanted: str) -> Fraction | None:
    """Return the factor from ``written`` to ``wanted``; None if they measure unlike things."""
    if written == wanted:
        return ONE
    if written not in SPELLINGS or wanted not in SPELLINGS:
        return None
    (dimension, factor), (other, base) = SPELLINGS[written], SPELLINGS[wanted]
    return factor / base if dimension == other else None
