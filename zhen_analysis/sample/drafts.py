"""What villages did and what goes wrong → the files that are sent, each with its lines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from zhen_analysis.catalogue import Ledger
from zhen_analysis.period import Month
from zhen_analysis.sample.chance import choose, happens, once, pick
from zhen_analysis.sample.deeds import Setting
from zhen_analysis.sample.events import Event

FILE_NAMES = ("{month}月份{ledger}", "{year}年{month}月{ledger}", "{month}月{ledger}（{town}）")
FINAL_NAMES = ("{name}(最终版2)", "{name}（更正后）")


@dataclass(frozen=True)
class Style:
    """How one office lays out one month's workbook."""

    columns: list[str]
    headings: dict[str, str]
    units_in_cells: bool
    date_form: str
    by_group: bool
    blank_row: bool
    marks: str
    note: str


@dataclass(frozen=True)
class Draft:
    """One file before it is drawn.

    Attributes
    ----------
    lines : one row per line of the sheet: unit (NA for a line that is no village), the ledger's
        fields and items as meant, ``counts`` (whether its records must count) and ``summed``
        (whether the 合计 has it).
    overrides : (row of lines, column) → what stands there instead of what was meant.
    spoilt : one row per mistake: row (-1 = the 合计 line), column, kind, meant, written,
        recoverable.
    counts : whether this file counts at all; a superseded version does not.
    """

    ledger: Ledger
    month: Month
    town_name: str
    name: str
    title: str
    sheet: str
    filler: str
    filled_on: date
    lines: pd.DataFrame
    style: Style
    counts: bool = True
    is_master: bool = True
    is_csv: bool = False
    copied: bool = False
    overrides: dict[tuple[int, str], object] = field(default_factory=dict)
    spoilt: list[dict] = field(default_factory=list)


def column_key(field_name: str, item: str) -> str:
    """Return the name of a ledger's column in ``lines``."""
    return item if field_name == "value" else field_name


def draft_files(
    setting: Setting, ledger: Ledger, month: Month, event: Event, lines: pd.DataFrame
) -> list[Draft]:
    """Return the files of one ledger and month before any mistake: first version, master, late."""
    rng = setting.rng(ledger.code, month, "office")
    if ledger.filed_by in event.missing or lines.empty:
        return []
    is_late = lines["unit"].isin(event.late)
    style = draw_style(ledger, setting.habits, rng)
    due = date(month.following.year, month.following.month, ledger.due_day)
    by_department = ledger.filed_by in event.late
    filled = due + timedelta(days=3) if by_department else due - timedelta(days=1)
    words = {"year": month.year, "month": month.month, "ledger": ledger.name}
    town_name = setting.catalogue.towns[setting.town].name
    master = Draft(
        ledger=ledger,
        month=month,
        town_name=town_name,
        name=choose(rng, FILE_NAMES).format(**words, town=town_name),
        title=f"{town_name}{month.chinese}{ledger.name}",
        sheet=choose(rng, ["Sheet1", f"{month.month}月", "台账"]),
        filler=compiler(setting, ledger),
        filled_on=filled,
        lines=arrange(lines[~is_late], style),
        style=style,
        is_csv=event.csv,
        copied=event.copied,
    )
    drafts = [master]
    if event.corrected:
        drafts = [
            first_version(master, setting, rng),
            replace(master, name=choose(rng, FINAL_NAMES).format(name=master.name)),
        ]
    late = [
        late_file(setting, master, unit, lines[lines["unit"] == unit], due)
        for unit in event.late
        if ledger.filed_by == "village"
    ]
    return drafts + [draft for draft in late if len(draft.lines)]


def draw_style(ledger: Ledger, habits: dict, rng: np.random.Generator) -> Style:
    """Return a layout: columns in some order, each under one of its declared headings."""
    lead, middle, tail = [], [], []
    path_headings = once(rng, 0.6)
    headings: dict[str, str] = {}
    for column in ledger.columns:
        key = column_key(column.field, column.item)
        paths = [spelling for spelling in column.spellings if "/" in spelling]
        flat = [spelling for spelling in column.spellings if "/" not in spelling]
        headings[key] = choose(rng, paths if paths and path_headings else flat)
        is_quantity = column.field in {"value", "done", "due"}
        place = middle if is_quantity else tail if column.personal or key == "text" else lead
        place.append(key)
    if ledger.shape == "case":
        lead, tail = [key for key in headings if key not in tail or key == "text"], [
            key for key in tail if key != "text"
        ]
    lead = swap_two(lead, rng) if ledger.shape == "work" else lead
    middle = turn(middle, headings, rng)
    return Style(
        columns=lead + middle + tail,
        headings=headings,
        units_in_cells=once(rng, habits["shares"]["units_in_cells"]),
        date_form=str(pick(rng, habits["date_forms"], 1)[0]),
        by_group=once(rng, 0.5),
        blank_row=once(rng, 0.4),
        marks=choose(rng, ["（）", "()"]),
        note=choose(rng, habits["words"]["notes"]),
    )


def swap_two(lead: list[str], rng: np.random.Generator) -> list[str]:
    """Let the date stand before or after the village."""
    first, *others = lead
    return [first, *(others if once(rng, 0.6) else others[::-1])]


def turn(keys: list[str], headings: dict[str, str], rng: np.random.Generator) -> list[str]:
    """Let the quantities begin anywhere in their order; those under one heading stay together."""
    groups: dict[str, list[str]] = {}
    for key in keys:
        groups.setdefault(headings[key].split("/")[0], []).append(key)
    blocks = list(groups.values())
    if once(rng, 0.5):
        cut = int(rng.random() * len(blocks))
        blocks = blocks[cut:] + blocks[:cut]
    return [key for block in blocks for key in block]


def arrange(lines: pd.DataFrame, style: Style) -> pd.DataFrame:
    """Put the lines in the office's order: as the catalogue has the villages, or by day."""
    if "date" in lines and not style.by_group:
        lines = lines.sort_values("date", kind="stable")
    return lines.reset_index(drop=True).assign(counts=True, summed=True)


def compiler(setting: Setting, ledger: Ledger) -> str:
    """Return who fills in the town's workbook: the department that files or compiles it."""
    code = setting.habits["words"]["compiled_by"].get(ledger.code, ledger.filed_by)
    names = setting.catalogue.unit_names(setting.town)
    return names.get(code, names[setting.town])


def first_version(master: Draft, setting: Setting, rng: np.random.Generator) -> Draft:
    """Return what was sent two days earlier: a few quantities were other than they should be."""
    lines = master.lines.copy()
    items = [key for key in ("done", *master.ledger.items) if key in lines]
    for item in items:
        changed = happens(rng, setting.habits["shares"]["changed"], len(lines)) & (lines[item] > 0)
        lines[item] = lines[item].mask(changed, lines[item] - np.ceil(lines[item] / 5))
    earlier = master.filled_on - timedelta(days=2)
    return replace(master, lines=lines, counts=False, filled_on=earlier, copied=False)


def late_file(
    setting: Setting, master: Draft, unit: str, lines: pd.DataFrame, due: date
) -> Draft:
    """Return a village's own workbook, sent after the due day."""
    rng = setting.rng(master.ledger.code, master.month, "late", unit)
    style = draw_style(master.ledger, setting.habits, rng)
    village = setting.catalogue.unit_names(setting.town)[unit]
    return replace(
        master,
        name=f"{master.month.month}月{master.ledger.name}-{village}（补报）",
        title=f"{village}{master.month.chinese}{master.ledger.name}（补报）",
        sheet="Sheet1",
        filler=f"{village}村民委员会".replace("村村", "村"),
        filled_on=due + timedelta(days=2 + int(rng.random() * 8)),
        lines=arrange(lines, style),
        style=replace(style, by_group=False, blank_row=False),
        is_master=False,
        is_csv=False,
        copied=False,
    )
