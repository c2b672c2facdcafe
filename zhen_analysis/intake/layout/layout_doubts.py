"""Where the tables of a sheet were found, and how → what the clerk should know of it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from zhen_analysis.catalogue import Column
from zhen_analysis.catalogue.vocabulary.words import Words
from zhen_analysis.intake.headers.columns import (
    COMPARED,
    GUESSED,
    OTHER_MEASURE,
    OTHER_TIME,
    PART,
    REMARKED,
    REPEATED,
    TWO_UNITS,
    Heading,
)
from zhen_analysis.intake.headers.headings import key, understand
from zhen_analysis.intake.layout.blocks import measured
from zhen_analysis.intake.layout.find import Block, Layout
from zhen_analysis.intake.layout.line_words import line_words
from zhen_analysis.intake.layout.merged_quantities import merged_over_units
from zhen_analysis.intake.messages import make_issue

# What a column that does not count is told as.
UNCOUNTED = {OTHER_MEASURE: "other_measure", PART: "part_column", COMPARED: "compared_column"}


def structure_issues(layout: Layout) -> Iterator[dict[str, str]]:
    """Report what was read of a sheet's build with doubt: headings, units of measure, its unit."""
    for block in layout.blocks:
        yield from heading_doubts(block)
        yield from other_months(block)
        yield from banner_doubts(block)
        yield from uom_doubts(block)
        yield from unit_doubts(block)
        yield from derived_lines(block)
        yield from merged_quantities(block)


def heading_doubts(block: Block) -> Iterator[dict[str, str]]:
    """Report headings that were read though nobody declared them so, and those that come twice."""
    for heading in block.headings:
        meant = heading.meant.label if heading.meant else ""
        if heading.doubt == GUESSED:
            yield tell(block, "heading_guessed", heading, meant=meant)
        elif heading.doubt == REMARKED:
            yield tell(block, "heading_remarked", heading, meant=meant)
        elif heading.doubt in UNCOUNTED and heading.meant:
            yield tell_uncounted(block, heading, heading.meant)
        elif is_counter_doubtful(heading, block.ledger.words):
            yield tell(
                block,
                "counter_doubtful",
                heading,
                meant=heading.column.label,
                written=heading.uom,
                read_as=heading.column.uom,
            )
        elif heading.doubt == REPEATED and heading.meant:
            first = block.header.find_column(heading.meant)
            count = int((block.sheet.grid[block.rows["entry"], heading.index] != "").sum())
            if not count:
                continue  # one heading merged over two columns
            yield tell(
                block,
                "repeated_column",
                heading,
                meant=meant,
                other=first.label if first else meant,
                count=count,
            )


def tell_uncounted(block: Block, heading: Heading, meant: Column) -> dict[str, str]:
    """Return the issue of a column that speaks of a declared one and does not count for it."""
    check = UNCOUNTED[heading.doubt]
    whole = block.header.find_column(meant)
    if check == "part_column" and whole is None:
        check = "no_whole"
    return tell(
        block,
        check,
        heading,
        meant=meant.label,
        uom=meant.uom,
        counter=heading.detail,
        whole=whole.label if whole else heading.detail,
        count=int((block.sheet.grid[block.rows["entry"], heading.index] != "").sum()),
    )


def is_counter_doubtful(heading: Heading, words: Words) -> bool:
    """Tell whether a heading counts in 座 what is declared in 户: no number is changed by it."""
    uom = heading.column.uom
    unlike = bool(uom and heading.uom) and words.uoms.conversion(heading.uom, uom) is None
    return unlike and words.uoms.slip(heading.uom, uom) is not None


def uom_doubts(block: Block) -> Iterator[dict[str, str]]:
    """Report columns of units of measure that contradict the heading of their quantities."""
    for heading in block.headings:
        if heading.uom_index < 0 or not heading.uom or heading.doubt == TWO_UNITS:
            continue
        texts = block.sheet.grid[block.rows["entry"], heading.uom_index]
        stated = {text.strip("()（）"): None for text in texts.tolist() if text}
        other = next(
            (uom for uom in stated if block.ledger.words.uoms.conversion(uom, heading.uom) != 1), ""
        )
        if other:
            yield tell(block, "uom_column_conflict", heading, written=heading.uom, other=other)


def other_months(block: Block) -> Iterator[dict[str, str]]:
    """Report columns of another month than one beside them: one sentence for all of a month."""
    filed_for = block.sheet.filed_for
    late = [heading for heading in block.headings if heading.doubt == OTHER_TIME and heading.time]
    for time in dict.fromkeys(heading.time for heading in late):
        own = [heading for heading in late if heading.time == time]
        columns = np.array([heading.index for heading in own])
        cells = block.sheet.grid[np.ix_(block.rows["entry"], columns)]
        if time and filed_for:
            yield tell(
                block,
                "other_month_column",
                own[0],
                name="”“".join(heading.label for heading in own),
                read_as=time.chinese,
                month=filed_for.period.chinese,
                count=int((cells != "").sum()),
            )


def banner_doubts(block: Block) -> Iterator[dict[str, str]]:
    """Report units of measure above the table that change numbers, or contradict a heading.

    A unit that some other column needs contradicts nothing.
    """
    used = {h.banner_uom for h in block.headings if h.banner_uom == h.uom}
    for heading in block.headings:
        banner, uom = heading.banner_uom, heading.column.uom
        if not banner:
            continue
        if heading.uom != banner and banner not in used:
            yield tell(block, "banner_unit_conflict", heading, written=heading.uom, other=banner)
        elif heading.uom == banner and block.ledger.words.uoms.conversion(banner, uom) != 1:
            yield tell(block, "banner_unit", heading, written=banner, read_as=uom)


def unit_doubts(block: Block) -> Iterator[dict[str, str]]:
    """Report how the lines' unit was found, where the table itself does not plainly say."""
    stated, sheet = block.header.stated, block.sheet
    where = (sheet.file, sheet.name)
    unit = block.heading("unit")
    if unit is None and stated.rival:
        yield make_issue(
            "unit_rival", *where, written=stated.fields.get("unit", ""), other=stated.rival
        )
    if unit is None and stated.source == "文件名":
        yield make_issue(
            "unit_from_name", *where, written=stated.fields["unit"], source=stated.source
        )
    if unit is not None and sheet.first == "unit" and stands_in_a_column(block, unit):
        known = understand(tuple(unit.label.split("/")), block.ledger) if key(unit.label) else None
        if known is None or known.column.field != unit.column.field:
            yield tell(
                block, "unit_by_content", unit, name=unit.label or "（无列名）",
                meant=unit.column.label,
            )  # fmt: skip


def stands_in_a_column(block: Block, unit: Heading) -> bool:
    """Tell whether the units fill a column of the filed sheet, under a heading of its own."""
    if block.sheet.places is None:
        return False
    places = block.sheet.places[:, unit.index]
    head = places[block.header.start]
    there = places[places[:, 0] >= 0]
    return bool(head[0] >= 0) and len(set(there[:, 1].tolist())) == 1


def derived_lines(block: Block) -> Iterator[dict[str, str]]:
    """Report lines of means, targets and comparisons: they are counted with the sums."""
    said = line_words(block.ledger.words)
    for row in block.rows["subtotal"]:
        for heading in block.headings:
            text = str(block.sheet.grid[row, heading.index])
            if said.states_derived(text):
                yield make_issue(
                    "derived_line",
                    block.sheet.file,
                    block.sheet.name,
                    block.address(row + 1, heading.index),
                    field=heading.label,
                    written=text,
                )
                break


def merged_quantities(block: Block) -> Iterator[dict[str, str]]:
    """Report numbers in a cell that is merged over the lines of several units."""
    columns = {heading.index: heading for heading in measured(block)}
    for (row, column), (last, named) in merged_over_units(block).items():
        yield make_issue(
            "merged_quantity",
            block.sheet.file,
            block.sheet.name,
            f"{block.address(row, column)}:{block.address(last, column)}",
            field=columns[column].label,
            written=str(block.sheet.grid[row - 1, column]),
            units="、".join(named),
        )


def tell(
    block: Block, check: str, heading: Heading, name: str = "", **details: object
) -> dict[str, str]:
    """Return an issue of one column, at its heading."""
    return make_issue(
        check,
        block.sheet.file,
        block.sheet.name,
        block.address(block.header.stop, heading.index),
        field=name or heading.label,
        **details,  # type: ignore[arg-type]
    )
