"""What villages did and what goes wrong → the files that are sent, each with its lines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.catalogue import Ledger
from zhen_analysis.sample.chance import choose, happens
from zhen_analysis.sample.deeds.events import Event
from zhen_analysis.sample.towns.setting import Setting
from zhen_analysis.sample.towns.style import Style, draw_style

FILE_NAMES = ("{month}月份{ledger}", "{year}年{month}月{ledger}", "{month}月{ledger}（{town}）")
FINAL_NAMES = ("{name}(最终版2)", "{name}（更正后）")


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
    added : how many of the last lines should not be there.
    is_compared : whether another file has the same lines, found by village and day.
    is_copy : whether it only repeats lines of another file, without mistakes of its own.
    """

    ledger: Ledger
    month: Month
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
    added: int = 0
    is_compared: bool = False
    is_copy: bool = False

    def uom(self, key: str) -> str:
        """Return the unit of measure of a column of quantities; empty for any other."""
        items = self.ledger.items
        return next(iter(items.values())) if key in {"done", "due"} else items.get(key, "")

    def spoil(self, row: int, key: str, kind: str, meant: object, written: object) -> None:
        """List a mistake; a later version makes good what an earlier one got wrong."""
        recoverable = not self.counts or kind == "not_a_village"
        self.spoilt.append(
            {
                "row": int(row),
                "key": key,
                "kind": kind,
                "meant": meant,
                "written": written,
                "recoverable": recoverable,
            }
        )

    def overwrite(self, row: int, key: str, kind: str, meant: object, written: object) -> None:
        """Write a mistake into one cell and list it."""
        self.overrides[row, key] = written
        self.spoil(row, key, kind, meant, written)

    def spare(self, suitable: pd.Series | bool = True) -> np.ndarray:
        """Tell which suitable lines may lose their records.

        They have no mistake yet, and a village that files keeps another line that counts.
        """
        others = self.lines.groupby("unit")["counts"].transform("sum") - 1
        free = self.lines["counts"] & suitable
        free.loc[[row for row, _ in self.overrides if row in free.index]] = False
        if self.ledger.filed_by == "village":
            free &= others > 0
        return free.to_numpy(dtype=bool)


def draft_files(
    setting: Setting, ledger: Ledger, month: Month, event: Event, lines: pd.DataFrame
) -> list[Draft]:
    """Return the files of one ledger and month before any mistake: first version, master, late."""
    rng = setting.rng(ledger.code, month, "office")
    if ledger.filed_by in event.missing or lines.empty:
        return []
    is_late = lines["unit"].isin(event.late)
    style = draw_style(ledger, setting.habits, rng)
    due = setting.catalogue.due_date(ledger, month)
    by_department = ledger.filed_by in event.late
    filled = due + timedelta(days=3) if by_department else due - timedelta(days=1)
    words = {"year": month.year, "month": month.month, "ledger": ledger.name}
    master = Draft(
        ledger=ledger,
        month=month,
        name=choose(rng, FILE_NAMES).format(**words, town=setting.town_name),
        title=f"{setting.town_name}{month.chinese}{ledger.name}",
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


def arrange(lines: pd.DataFrame, style: Style) -> pd.DataFrame:
    """Put the lines in the office's order: as the catalogue has the villages, or by day."""
    if "date" in lines and not style.by_group:
        lines = lines.sort_values("date", kind="stable")
    return lines.reset_index(drop=True).assign(counts=True, summed=True)


def compiler(setting: Setting, ledger: Ledger) -> str:
    """Return who fills in the town's workbook: the department that files or compiles it."""
    code = setting.habits["words"]["compiled_by"].get(ledger.code, ledger.filed_by)
    return setting.names.get(code, setting.town_name)


def first_version(master: Draft, setting: Setting, rng: np.random.Generator) -> Draft:
    """Return what was sent two days earlier: a few quantities were other than they should be."""
    lines = master.lines.copy()
    items = [key for key in ("done", *master.ledger.items) if key in lines]
    for item in items:
        changed = happens(rng, setting.share("changed"), len(lines)) & (lines[item] > 0)
        less = (lines[item] - np.ceil(lines[item] / 5)).clip(lower=1)
        lines[item] = lines[item].mask(changed, less)
    earlier = master.filled_on - timedelta(days=2)
    return replace(master, lines=lines, counts=False, filled_on=earlier, copied=False)


def late_file(setting: Setting, master: Draft, unit: str, lines: pd.DataFrame, due: date) -> Draft:
    """Return a village's own workbook, sent after the due day."""
    rng = setting.rng(master.ledger.code, master.month, "late", unit)
    style = draw_style(master.ledger, setting.habits, rng)
    village = setting.names[unit]
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
