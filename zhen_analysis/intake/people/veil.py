"""A catalogue and the people of its filings → what of a filed text may be shown, and how.

Every text of a filed cell, sheet or file that reaches a page, a table or a log comes this way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

import pandas as pd

from zhen_analysis.catalogue import Catalogue
from zhen_analysis.catalogue.vocabulary.checks import CHECKS
from zhen_analysis.catalogue.vocabulary.words import plain
from zhen_analysis.intake.messages import CELL, Issue, as_told
from zhen_analysis.intake.people.marks import NUMBER, SOMEBODY, Marks, is_place

LEFT_OUT = "（文字略）"
QUOTED_CELL = re.compile(f"{CELL[0]}([^{CELL[0]}{CELL[1]}]*){CELL[1]}")
QUANTITY, DAY, STATE, UNIT = "quantity", "day", "state", "unit"
# What is quoted by checks that no single reader names: of which kind the cell is.
QUOTED = {
    **dict.fromkeys(("total_mismatch", "row_total_mismatch", "part_over_whole"), QUANTITY),
    **dict.fromkeys(("shared_quantity", "merged_quantity"), QUANTITY),
    **dict.fromkeys(("closed_without_date", "open_with_date"), STATE),
    **dict.fromkeys(("part_of_unit", "helping_units", "parts_agree", "parts_differ"), UNIT),
    **dict.fromkeys(("unit_from_name", "unit_rival"), UNIT),
}
SHOWN_AS = {QUANTITY, DAY, STATE, UNIT}
NUMERALS = r"[\d一二两三四五六七八九十廿卅百千万亿半几数〇零]"
DAYS = "(?:星期[一二三四五六日天]|上旬|中旬|下旬|月底|月初|年底|月末|下班前|上午|下午"
DAYS += "|[年月日号时分点至到前后底初末])"
SHORTEST_NUMBER = 6  # digits that can be a person's: a short number of a village's phones
LETTERS = re.compile(r"[^\W\d_]+")
CODES = {"ledger", "shape", "town", "unit", "period", "uom", "sha256", "status", "check"}


class Veil:
    """Knows what may be shown.

    Parameters
    ----------
    people : ``ledger, field, written`` of cells that hold what is personal, as ``people_of``
        gathers them: their names and numbers are shown nowhere, whatever cell they stand in.
    """

    def __init__(self, catalogue: Catalogue, people: pd.DataFrame) -> None:
        self.catalogue = catalogue
        self.people = people
        self.marks = Marks(catalogue.words, self.is_word)
        self.known: dict[tuple[str, str], str] = {}

    def __repr__(self) -> str:
        return f"Veil({len(self.people)} cells)"

    @cached_property
    def words(self) -> frozenset[str]:
        """All words of the catalogue and the package: none of them is a person."""
        catalogue, vocabulary = self.catalogue, self.catalogue.words
        lines = catalogue.measured_indicators
        found = {*vocabulary.of("public", "personal", "nothing", "ditto", "open", "sum", "derived"),
                 *vocabulary.of("not_applicable", "uom", "counter", "note", "final", "amended"),
                 *lines["name"].dropna(), *lines["area"].dropna(), *catalogue.aliases["alias"],
                 *(town.name for town in catalogue.towns.values())}  # fmt: skip
        found |= {*catalogue.units["name"].dropna(), *catalogue.units["group"].dropna()}
        found |= {band.grade for scheme in catalogue.schemes.values() for band in scheme.bands}
        for ledger in catalogue.ledgers.values():
            found |= {ledger.name, ledger.area}
            for column in ledger.columns:
                found |= {column.name, *column.spellings, *column.closed_words, *column.options}
        return frozenset(plain(word) for word in found) - {""}

    @cached_property
    def personal_headings(self) -> frozenset[str]:
        """What the columns are called that a ledger declares personal, however they are spaced."""
        columns = (each for ledger in self.catalogue.ledgers.values() for each in ledger.columns)
        own = [column for column in columns if column.personal]
        return frozenset(plain(word) for each in own for word in (each.label, *each.spellings))

    def is_word(self, text: str) -> bool:
        """Tell whether a text is a word of the catalogue, or what is left of a village's name."""
        bare = plain(text)
        return bare in self.words or f"{bare}村" in self.words or bare == SOMEBODY

    @cached_property
    def persons(self) -> Mapping[str, str]:
        """Each name and number of a person → in which ledger and column it was filed."""
        found: dict[str, str] = {}
        of_column = self.people.drop_duplicates(["ledger", "field", "written"])
        for ledger, field, written in zip(
            of_column["ledger"], of_column["field"], of_column["written"], strict=True
        ):
            where = f"{self.catalogue.ledgers[ledger].name}的“{field}”" if ledger else f"“{field}”"
            for each in persons_in(str(written)):
                if self.is_person(each):
                    found.setdefault(each, where)
        return found

    def is_person(self, text: str) -> bool:
        """Tell whether what stands in a personal cell can be told from words that anyone prints."""
        if re.fullmatch(r"[\d.\-]+", text):
            return sum(sign.isdigit() for sign in text) >= SHORTEST_NUMBER
        is_post = any(text.endswith(word) for word in self.posts) or text.endswith(("员", "委"))
        begins = self.marks.beside.match(f"姓名{text}") is not None
        return len(text) > 1 and not self.is_word(text) and (begins or not is_post)

    @cached_property
    def posts(self) -> tuple[str, ...]:
        """Words that name a post or an office rather than who holds it: 镇政府干部."""
        return tuple(self.catalogue.words.of("public", "personal"))

    @cached_property
    def beginnings(self) -> Mapping[str, tuple[str, ...]]:
        """First two signs → the names and numbers that begin so, the longest first."""
        found: dict[str, list[str]] = {}
        for each in sorted(self.persons, key=lambda text: (-len(text), text)):
            found.setdefault(each[:2], []).append(each)
        return {start: tuple(texts) for start, texts in found.items()}

    @cached_property
    def covering(self) -> re.Pattern[str]:
        """What fits a longer word of the catalogue that a name may be part of: 李明庄村."""
        longest = sorted((word for word in self.words if len(word) > 2), key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest)) or r"(?!)")

    def persons_at(self, text: str) -> list[tuple[int, int]]:
        """Return where names and numbers of the filed people stand in a text."""
        found, place = [], 0
        while place < len(text) - 1:
            known = self.beginnings.get(text[place : place + 2], ())
            ends = (
                place + len(each)
                for each in known
                if text.startswith(each, place) and stands_alone(text, place, each)
            )
            end = next(ends, place)
            if end > place:
                found.append((place, end))
            place = max(end, place + 1)
        if not found:
            return found
        covers = [each.span() for each in self.covering.finditer(text)]
        return [
            (start, end) for start, end in found
            if not any(a <= start and end <= b and b - a > end - start for a, b in covers)
        ]  # fmt: skip

    def first_person(self, text: str) -> str:
        """Return in which ledger and column the first name or number in a text was filed; or ""."""
        return next((self.persons[text[a:b]] for a, b in self.persons_at(text)), "")

    def text(self, written: str) -> str:
        """Return a free text without the people in it."""
        return self.once("text", written, self._text)

    def name(self, written: str) -> str:
        """Return a name of a file, sheet or column, or a short remark, without the people in it."""
        return self.once("name", written, self._name)

    def quoted(self, written: str, kind: str) -> str:
        """Return what is quoted of a cell that should hold a quantity, a day, a state or a unit.

        Of these only what belongs into such a cell is shown, and words that are public.
        """
        show = self._unit if kind == UNIT else self._quoted
        return self.once(kind, written, show)

    def once(self, how: str, written: str, show: Callable[[str], str]) -> str:
        """Work each different text out once."""
        key = (how, written)
        if key not in self.known:
            self.known[key] = show(written)
        return self.known[key]

    def _text(self, written: str) -> str:
        for start, end in reversed(self.persons_at(written)):
            mask = NUMBER if written[start].isdigit() else SOMEBODY
            written = written[:start] + mask + written[end:]
        return self.marks.masked(written)

    def _name(self, written: str) -> str:
        return self.marks.without_names_alone(self._text(written))

    def _quoted(self, written: str) -> str:
        if self.is_word(written):
            return written
        text, parts, place = self.text(written), [], 0
        while place < len(text):
            fits = self.belongs.match(text, place)
            if fits and fits.end() > place:
                parts.append(fits[0])
                place = fits.end()
                continue
            letters = LETTERS.match(text, place)
            is_alone = letters and len(letters[0]) == 1 and not LETTERS.fullmatch(text[:place][-1:])
            parts.append(letters[0] if letters and is_alone else LEFT_OUT)  # 90丈: no name
            place = letters.end() if letters else place + 1
        return re.sub(f"(?:{LEFT_OUT})+", LEFT_OUT, "".join(parts))

    @cached_property
    def belongs(self) -> re.Pattern[str]:
        """What belongs into a cell of a quantity, a day or a state, and words that are public."""
        words = self.catalogue.words
        uom = words.pattern("uom", "counter")
        around = words.pattern("before", "deed", "after")
        longer = sorted((word for word in self.words if len(word) > 1), key=len, reverse=True)
        public = "|".join(map(re.escape, longer))
        masks = "|".join(map(re.escape, (NUMBER, SOMEBODY, LEFT_OUT)))
        more = "余|多|几|左右|以上|以下"
        number = rf"(?:第|约|近|共)?{NUMERALS}+(?:{more})?(?:\s*(?:{uom}))?(?:{more})?"
        return re.compile(
            rf"{masks}|{number}|{DAYS}|{public}|(?:{around}|含)(?={NUMERALS}|{public})|[\W_]"
            r"|[A-Za-z](?![A-Za-z])|[A-Z]+\d+|(?<=#)[A-Z/0]+"
        )

    def _unit(self, written: str) -> str:
        text = self._name(written)
        bare = re.sub(r"[(（][^()（）]*[)）]?$|(?<![\s\d.、])[\s\d.、]+$", "", text)
        if (
            not LETTERS.search(text)
            or text != written
            or self.is_word(written)
            or (bare and is_place(bare))
        ):
            return text
        starts = self.marks.beside.match(f"姓名{bare[:3]}") is not None
        return LEFT_OUT if starts or len(bare) > 12 or not self.is_near(bare) else text

    def is_near(self, text: str) -> bool:
        """Tell whether two signs of a text in a row are those of a unit's name."""
        names = " ".join(self.catalogue.units["name"].dropna().astype("str"))
        return any(text[place : place + 2] in names for place in range(len(text) - 1))

    def issue(self, issue: dict[str, str], sentence: str = "") -> dict[str, str]:
        """Return an issue that quotes nothing personal, its sentence made of what may be shown."""
        kind = CHECKS[issue["check"]].named_by or QUOTED.get(issue["check"], "")
        shown = {key: self.name(issue[key]) for key in ("field", "read_as")}
        written = str(issue["written"])
        shown["written"] = self.quoted(written, kind) if kind in SHOWN_AS else self.name(written)
        if plain(str(issue["field"])) in self.personal_headings:
            shown |= {key: LEFT_OUT for key in ("written", "read_as") if issue[key]}
        if not isinstance(issue, Issue):
            return {**issue, **shown, "message": self.name(issue["message"])}
        details = {key: self.detail(value) if isinstance(value, str) else value
                   for key, value in issue.details.items()}  # fmt: skip
        return as_told(issue, {**details, **shown}, sentence)

    def detail(self, told: str) -> str:
        """Return a detail of an issue; the cells that it quotes as such."""
        return self.name(QUOTED_CELL.sub(lambda found: self._any(found[1]), told))

    def _any(self, written: str) -> str:
        """Return a cell that is a quantity, a day, a state or a unit."""
        as_unit = self.quoted(written, UNIT)
        return as_unit if as_unit != LEFT_OUT and is_place(written) else self.quoted(written, STATE)

    def frame(self, table: pd.DataFrame, how: Callable[[str], str] | None = None) -> pd.DataFrame:
        """Return a table with every text in it as it may be shown; codes stay as they are."""
        texts = [
            column for column in table.select_dtypes(include=["object", "str", "string"])
            if column not in CODES
        ]  # fmt: skip
        return table.assign(**{column: self.column(table[column], how) for column in texts})

    def column(self, texts: pd.Series, how: Callable[[str], str] | None = None) -> pd.Series:
        """Return a column of texts as they may be shown."""
        show = how or self.text
        shown = {each: show(each) for each in texts.dropna().unique() if isinstance(each, str)}
        changed = {each: told for each, told in shown.items() if told != each}
        return texts.replace(changed) if changed else texts


def persons_in(written: str) -> Iterable[str]:
    """Yield a personal cell as it is, and each name and number in it."""
    whole = written.strip()
    yield whole
    yield from (part.strip() for part in re.split(r"[\s、,，;；/()（）:：]+", whole))
    yield from re.findall(r"[\u3400-\u9fff·]+", whole)
    yield from re.findall(r"\d{6,}[Xx]?", whole)


def stands_alone(text: str, place: int, person: str) -> bool:
    """Tell whether a number or a Latin name is not part of a longer one."""
    if not person.isascii():
        return True
    around = text[place - 1 : place] + text[place + len(person) : place + len(person) + 1]
    return not any(sign.isascii() and sign.isalnum() for sign in around)
