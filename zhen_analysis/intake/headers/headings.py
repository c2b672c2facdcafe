"""A heading as written → the declared column that it means, the unit it states, and how surely."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from zhen_analysis.catalogue import Column, Ledger
from zhen_analysis.catalogue.headings import plain
from zhen_analysis.catalogue.vocabulary.words import WORDS, Words
from zhen_analysis.intake.cells.quantities import PER_TIME
from zhen_analysis.intake.cells.traditional import simplified

# Of 100. A heading of four to eight characters with one of them added or left out scores 88 and
# more; one with a character changed, which may turn its meaning (已排查 → 未排查), at most 84.
CONFIDENCE = 85
TURNING = frozenset("未不非无应待拟上去率比均前每负总净")  # such a difference is never a slip

BRACKETS = str.maketrans("【】〔〕[]{}「」『』〈〉", "()()()()()()()")
NUMBERING = re.compile(r"^(?:\(?[\d一二三四五六七八九十]{1,3}[.、)]\s*|\d{1,2}(?=[^\d.]))")
SET_OFF = "/\\-—–_,:;、·|"  # between a heading and its unit, as blanks are
# In brackets behind a heading these say how to fill it in, not what it counts.
HARMLESS = re.compile(
    r"(?:必填|选填|填写|盖章|签字|手写|公章|年\s*月\s*日|下拉|数字|整数|保留|没有填|格式|例如|如[::]?)"
)
# What these words stand beside is another figure than the month's work.
FOREIGN = re.compile(
    r"上月|上年|上期|上周|去年|往年|同期|累计|年初|计划|任务|目标|应完成|未完成|待完成|排名|名次|得分"
    r"|占比|比例|率|增长|增减|增幅|环比|同比|人均|户均|平均|其中|[百千万]元?|拟|预计"
)
UNIT_ROW = frozenset({"单位", "计量单位", "(单位)"})
SQUARE = re.compile(r"[mMｍＭ][23２３]$")
GENERIC = frozenset({
    *("数量", "数", "工作量", "完成数", "完成量", "完成数量", "完成情况", "完成", "总量", "数值"),
    *("本月", "本月数", "当月", "当月数", "本月完成", "本月完成数", "本月数量", "实际完成", "实绩"),
})  # fmt: skip

WHOLE = frozenset({
    *("合计", "小计", "总计", "共计", "合计数", "小计数"),
    *("总数", "总量", "总和", "总数量", "总人次", "总车次"),
})  # fmt: skip
# Behind an item's name these count something else of it, by the unit that they are measured in.
MEASURES = {
    **dict.fromkeys(("面积",), "平方米"),
    **dict.fromkeys(("长度", "里程"), "米"),
    **dict.fromkeys(("重量", "吨位", "吨数"), "吨"),
    **dict.fromkeys(("体积", "容积", "方量", "方数"), "立方米"),
    **dict.fromkeys(("金额", "资金", "经费", "费用", "投资", "投入资金", "款项"), "元"),
    **dict.fromkeys(("频次", "批次", "班次", "遍数"), "次"),
    **dict.fromkeys(("时长", "用时", "工时"), "小时"),
}
UNDECLARED_COUNTERS = frozenset("村点班批")  # things that nothing is measured in
COUNTED = re.compile(r"[^\d数]{1,3}数")  # 村数, 点位数: a number of something

LONGEST_HEADING = 40  # characters
LONGEST_LABEL = 400  # the same with all that may stand beside it; a row of a header is no longer
BLANKS = re.compile(r"(\s)\s+")
NUMBERED = 10  # characters, within which a numbered and spaced-out heading has begun
LITERAL, PLAIN, ASIDE = range(3)  # how a heading was understood, from surest on


@dataclass(frozen=True)
class Meaning:
    """What one column's header says."""

    column: Column
    uom: str
    strength: int
    aside: str = ""


@dataclass(frozen=True)
class Spoken:
    """One way to read one header cell: its words, the unit it states, what stands in brackets."""

    words: str
    uom: str = ""
    aside: str = ""
    is_glued: bool = False


def fold(label: str) -> str:
    """Return a heading in one width, with one kind of brackets and one blank where there are many.

    A text that is too long for a heading is cut off; it means nothing anyhow.
    """
    short = BLANKS.sub(r"\1", label)[:LONGEST_LABEL]
    folded = simplified(unicodedata.normalize("NFKC", short))
    folded = folded.translate(BRACKETS).strip().strip("*:")
    return PER_TIME.sub(r"\1次", folded).strip()


def last_bracket(words: str) -> tuple[str, str] | None:
    """Return what stands before the bracket at the end of a heading, and in it; it may hold one."""
    if not words.endswith(")"):
        return None
    depth = 0
    for place in range(len(words) - 1, 0, -1):
        depth += {")": 1, "(": -1}.get(words[place], 0)
        if depth > 2:
            return None
        if depth == 0:
            before = words[:place].rstrip()
            return (before, words[place + 1 : -1].strip()) if before else None
    return None


def unit_behind(words: str, behind: re.Pattern[str]) -> tuple[str, str] | None:
    """Return a heading and the unit that is set off behind it: 清垃圾 立方米, 清垃圾/单位:方."""
    found = behind.search(words)
    if not found:
        return None
    before = words[: found.start()].rstrip().rstrip(SET_OFF).rstrip()
    return (before, found[1]) if before and not before.endswith("单位") else None


@lru_cache(maxsize=8192)
def key(words: str) -> str:
    """Return words as headings are compared: no blanks, no marks."""
    return re.sub(r"[-—–_:;·|*\\]", "", simplified(plain(words)))


@lru_cache(maxsize=16)
def unit_patterns(words: Words) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a unit of measure looks like behind a heading, and by itself."""
    unit = "|".join(sorted(map(re.escape, words.uoms.known), key=len, reverse=True))
    behind = rf"[\s/\\\-—–_,:;、·|](?:计量)?(?:单位)?[:为]?\s?以?({unit})(?:计|为单位)?\Z"
    alone = rf"(?:(?:计量)?单位[:为]?|以)?({unit})(?:计|为单位)?"
    return re.compile(behind), re.compile(alone)


def words_of_all(ledgers: Iterable[Ledger]) -> Words:
    """Return the words in which the ledgers of one catalogue are written."""
    return next((ledger.words for ledger in ledgers), WORDS)


def stated_unit(text: str, words: Words = WORDS) -> str:
    """Return the unit of measure that a text is nothing but (单位：方, 以万元计, 方/立方米)."""
    _, alone = unit_patterns(words)
    found = alone.fullmatch(re.sub(r"\s+", "", text))
    if found:
        return found[1]
    parts = [part for part in re.split(r"[/、或,\s]", text) if part]
    same = len(parts) > 1 and all(words.uoms.conversion(part, parts[0]) == 1 for part in parts)
    return parts[0] if same else ""


@lru_cache(maxsize=8192)
def states_two_units(text: str, words: Words) -> bool:
    """Tell whether a text is nothing but several units of measure that are not one: 米/公里."""
    said = text.removeprefix("单位").strip(":：")
    parts = [part for part in re.split(r"[/、或,，\s]+", said) if part]
    return len(parts) > 1 and all(map(words.uoms.is_uom, parts))


@lru_cache(maxsize=8192)
def bracketed_unit(label: str, words: Words) -> str:
    """Return the unit of measure that stands in brackets behind a heading."""
    said = fold(label)
    while found := last_bracket(said):
        said, inside = found
        if unit := stated_unit(inside, words):
            return unit
    return ""


@lru_cache(maxsize=8192)
def spoken(label: str, known: Words) -> tuple[Spoken, ...]:
    """Return the ways to read a header cell, the most literal first."""
    folded = fold(label)
    if not folded:
        return ()
    behind, _ = unit_patterns(known)
    words, uom, asides = folded, "", []
    while found := last_bracket(words):
        words, inside = found
        unit = stated_unit(inside, known)
        uom = uom or unit
        if not unit and not HARMLESS.search(inside):
            asides.append(inside)
    ways = [Spoken(folded)]
    aside = "、".join(asides)
    if asides:  # 拆违建（面积） is a path
        ways.append(Spoken(words + "".join(asides), uom))
    ways.append(Spoken(words, uom, aside))
    if not uom and (found := unit_behind(words, behind)):
        ways.append(Spoken(found[0], found[1], aside))
    ways += glued("".join(words.split()), uom, aside, known)
    ways += [
        replace(way, words=NUMBERING.sub("", way.words, count=1))
        for way in ways
        if NUMBERING.match(way.words)
    ]
    return tuple(dict.fromkeys(ways))


def glued(words: str, uom: str, aside: str, known: Words) -> Iterator[Spoken]:
    """Yield the ways to take a unit or a word that adds nothing off the end of a heading."""
    for cut in range(max(2, len(words) - 4), len(words)):
        head, tail = words[:cut], words[cut:]
        unit = tail if known.uoms.is_uom(tail) else tail.removesuffix("数")
        if known.uoms.is_uom(unit) and not uom:
            yield Spoken(head, unit, aside, is_glued=True)
        elif tail in GENERIC or tail in WHOLE:
            yield Spoken(head, uom, aside)


@lru_cache(maxsize=256)
def lexicon(ledger: Ledger) -> dict[str, Column]:
    """Return every declared heading of a ledger as it is compared → its column."""
    return {key(spelling): column for column in ledger.columns for spelling in column.spellings}


def heading_parts(ledgers: Iterable[Ledger]) -> frozenset[str]:
    """Return every declared heading as compared, and the single rows of path headings."""
    return frozenset(
        key(part)
        for ledger in ledgers
        for column in ledger.columns
        for spelling in column.spellings
        for part in (spelling, *re.split(r"[/>]", spelling))
    )


@lru_cache(maxsize=64)
def beginnings(known: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern of the first two characters of every heading, blanks between them or not."""
    pairs = {r"\s*".join(map(re.escape, heading[:2])) for heading in known if heading}
    return re.compile("|".join(sorted(pairs)) or r"(?!)")


def says_heading(label: str, known: frozenset[str], words: Words = WORDS) -> bool:
    """Tell whether a cell is a heading that some ledger declares, however its unit is attached."""
    if label.isascii() or len(label) > LONGEST_HEADING:
        return False
    # Most cells of a sheet are told to be no heading by a number behind it (m2 is a unit), or by
    # two characters.
    if label[-1].isdecimal() and not SQUARE.search(label) and key(label) not in known:
        return False
    if not beginnings(known).search(simplified(label), 0, NUMBERED):
        return False
    return any(key(way.words) in known for way in spoken(label, words))


def understand(path: Sequence[str], ledger: Ledger) -> Meaning | None:
    """Return the declared column that a header path (its rows from the top) means, if any does.

    The whole path may be declared, or its lower end; a last row may be a unit (立方米) or a word
    that adds nothing (数量). A part that is left unread must not speak of another figure (上月).
    """
    known, rows = lexicon(ledger), [fold(row) for row in path]
    uom = next((unit for row in reversed(path) if (unit := bracketed_unit(row, ledger.words))), "")
    for start in range(len(rows)):
        column = known.get(key("".join(rows[start:])))
        if column and is_harmless(rows[:start], ledger):
            if start and (measured := understand_measured(path, ledger)):
                return measured
            return Meaning(column, uom, PLAIN if start else LITERAL)
    if len(rows) > 1 and key(rows[-1]) in UNIT_ROW:
        return understand(path[:-1], ledger)  # the label of a row of measures
    if len(rows) > 1 and (unit := row_unit(path[-1], ledger.words)):
        # 单位 over 方 is a column of measures, not the unit; only quantities are measured.
        above = understand(path[:-1], ledger)
        said = "".join(rows[-1].split()).strip("()")
        if not above or not above.column.uom or names_counter(said, above.column, ledger.words):
            return None
        return Meaning(above.column, unit, above.strength)
    return (
        understand_last(path, known, uom, ledger)
        or understand_generic(path, uom, ledger)
        or understand_dimension(path, uom, ledger)
    )


def understand_measured(path: Sequence[str], ledger: Ledger) -> Meaning | None:
    """Match a declared column over the unit it is counted in: 火点追责 > 人次 is not 出动人次."""
    unit = stated_unit(fold(path[-1]).strip("()"), ledger.words)
    above = understand(path[:-1], ledger) if unit else None
    fits = above is not None and ledger.words.uoms.conversion(unit, above.column.uom) is not None
    return Meaning(above.column, unit, above.strength) if above and fits else None


def understand_last(
    path: Sequence[str], known: Mapping[str, Column], uom: str, ledger: Ledger
) -> Meaning | None:
    """Match a path whose cells state units, numbers or remarks beside their words."""
    ways = [spoken(row, ledger.words) for row in path]
    upper = [each[min(1, len(each) - 1)].words if each else "" for each in ways[:-1]]
    for way in ways[-1][1:] if path else ():
        for start in range(len(path)):
            column = known.get(key("".join(upper[start:]) + way.words))
            if column and column.uom and names_counter(way.aside, column, ledger.words):
                continue  # 清垃圾（次数） counts times
            if (
                way.is_glued
                and column
                and ledger.words.uoms.conversion(way.uom, column.uom) is None
            ):
                continue  # 出动车辆次: no unit of its own, but a slip of the pen
            if column and is_harmless([*upper[:start], way.aside], ledger):
                return Meaning(column, way.uom or uom, ASIDE if way.aside else PLAIN, way.aside)
    return None


def understand_generic(path: Sequence[str], uom: str, ledger: Ledger) -> Meaning | None:
    """Match 清垃圾 > 本月完成: the last row adds nothing to what stands above it."""
    if len(path) < 2 or not any(
        key(way.words) in GENERIC for way in spoken(path[-1], ledger.words)
    ):
        return None
    above = understand(path[:-1], ledger)
    return above and Meaning(
        above.column, uom or above.uom, max(PLAIN, above.strength), above.aside
    )


def understand_dimension(path: Sequence[str], uom: str, ledger: Ledger) -> Meaning | None:
    """Match a declared column and a word for what it is measured in: 清河道长度, 清垃圾 > 方量."""
    ways = spoken(path[-1], ledger.words) if path else ()
    words = ways[-1].words if ways else ""
    if len(path) > 1 and key(words) in MEASURES:
        above, measure = understand(path[:-1], ledger), key(words)
    else:
        tail = next((tail for tail in MEASURES if key(words).endswith(tail)), "")
        column = lexicon(ledger).get(key(words).removesuffix(tail)) if tail else None
        above, measure = (Meaning(column, "", PLAIN) if column else None), tail
    if not above or MEASURES.get(measure) != ledger.words.uoms.base(above.column.uom):
        return None
    return (
        Meaning(above.column, uom or above.uom, PLAIN) if is_harmless(path[:-1], ledger) else None
    )


def row_unit(row: str, words: Words) -> str:
    """Return the unit of measure that the last row of a header is: 方, （米）, 处数."""
    said = fold(row).strip("()")
    return stated_unit(said, words) or stated_unit(said.removesuffix("数"), words)


def counted_otherwise(path: Sequence[str], ledger: Ledger) -> tuple[Column, str] | None:
    """Return the declared column that a heading names with another counter, and that counter.

    清垃圾次数, 拆违建（户数） and 清垃圾 > 人数 count times, households and people: figures of
    their own, and never the volume or the places that the column is declared for.
    """
    if not path:
        return None
    known = lexicon(ledger)
    above = understand(path[:-1], ledger) if len(path) > 1 else None
    words = "".join(fold(path[-1]).split())
    words = words[1:-1] if words.startswith("(") and words.endswith(")") else words
    if above and names_counter(words, above.column, ledger.words):
        return above.column, words
    bare, aside = words, ""
    while found := last_bracket(bare):
        bare, aside = found[0], found[1].strip()
        column = known.get(key(bare))
        if column and names_counter(aside, column, ledger.words):
            return column, aside
    for cut in range(len(bare) - 1, 1, -1):
        column = known.get(key(bare[:cut]))
        if column and names_counter(bare[cut:], column, ledger.words, is_glued=True):
            return column, bare[cut:]
    return None


def counter_behind(label: str, words: Words) -> str:
    """Return the counter at the end of a heading: 次数 of 垃圾清理次数, 户数 of 拆违（户数）."""
    bare = "".join(fold(label.split("/")[-1]).split())
    if found := last_bracket(bare):
        bare = found[0] + found[1].strip()
    ends = (bare[-size:] for size in (4, 3, 2) if size < len(bare))
    return next(
        (end for end in ends if end in MEASURES or words.uoms.is_uom(end.removesuffix("数"))), ""
    )


def names_counter(said: str, column: Column, words: Words, *, is_glued: bool = False) -> bool:
    """Tell whether words name another thing to count than the one a column is declared in.

    A bare counter in brackets or a row of its own (改厕（座）) may be a slip for the declared one:
    no number is changed by it, and it is told.
    """
    if not said or not column.uom or said in GENERIC or said in WHOLE:
        return False
    if said in MEASURES:
        return MEASURES[said] != words.uoms.base(column.uom)
    unit = said if words.uoms.is_uom(said) else said.removesuffix("数")
    if not words.uoms.is_uom(unit):
        return bool(COUNTED.fullmatch(said))
    if words.uoms.conversion(unit, column.uom) is not None or column.uom.endswith(unit):
        return False
    may_slip = unit == said and not is_glued
    return not (may_slip and words.uoms.slip(unit, column.uom) is not None)


def is_harmless(unread: Iterable[str], ledger: Ledger) -> bool:
    """Tell whether parts of a header that are left unread leave its figure what it is."""
    said = "".join(unread)
    if ledger.filing == "snapshot":
        said = said.replace("累计", "")  # such a ledger is cumulative anyway
    return not FOREIGN.search(said)


def guess(
    path: Sequence[str], columns: Iterable[Column], words: Words = WORDS
) -> tuple[Column, int] | None:
    """Return the column that an undeclared heading is a slip for, and how like it is (of 100).

    None below CONFIDENCE, where two columns are alike, or where the difference turns the meaning.
    """
    if not path or FOREIGN.search("".join(map(fold, path))):
        return None
    ways = {key(way.words) for way in spoken(path[-1], words) if not way.aside}
    ways.add(key("".join(map(fold, path))))
    close: dict[str, tuple[Column, int]] = {}
    for column in columns:
        for spelling in map(key, column.spellings):
            score = max(round(fuzz.ratio(word, spelling)) for word in ways)
            word = max(ways, key=lambda word: fuzz.ratio(word, spelling))
            if score >= CONFIDENCE and not turns(word, spelling, column.uom, words):
                best = close.get(column.label)
                close[column.label] = max(best or (column, 0), (column, score), key=lambda x: x[1])
    return close.popitem()[1] if len(close) == 1 else None


def turns(word: str, spelling: str, uom: str = "", words: Words = WORDS) -> bool:
    """Tell whether the characters in which two headings differ may turn the meaning.

    Another counter does (拆旱厕户, where 个 are counted): it counts something else.
    """
    edits = Levenshtein.editops(word, spelling)
    changed = {
        word[edit.src_pos] if edit.tag == "delete" else spelling[edit.dest_pos] for edit in edits
    }
    if any(edit.tag == "replace" for edit in edits) or TURNING & changed:
        return True
    counters = {s for s in changed if words.uoms.is_uom(s) or s in UNDECLARED_COUNTERS}
    return bool(uom) and any(
        words.uoms.conversion(sign, uom) is None and not uom.endswith(sign) for sign in counters
    )
