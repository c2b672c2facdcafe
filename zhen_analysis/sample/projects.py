"""A town's setting → its ledger of projects month by month, on disk, and the truth of it."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.sample.mess.plain_sheets import SHEET, case_cells, write_sheet
from zhen_analysis.sample.towns.setting import Setting

PROJECTS = "project"
PLANS = Path(__file__).with_name("projects.toml")
DONE = 100
TRUTH = ["town", "period", "case", "unit", "text", "category", "progress", "planned", "investment"]
TRUTH += ["invested", "milestone", "opened", "deadline", "closed", "status", "file", "sheet"]
TRUTH += ["cell"]


def file_projects(setting: Setting, root: Path) -> list[pd.DataFrame]:
    """Write every month's workbook; return the truth, one row per project and month."""
    habits = tomllib.loads(PLANS.read_text(encoding="utf-8"))
    ledger, workspace = setting.catalogue.ledgers[PROJECTS], Workspace(root)
    office = setting.names.get(ledger.filed_by, setting.town_name)
    plans, told = plan_projects(setting, habits), []
    for month in setting.months:
        lines = state_of(plans, month, habits["words"])
        if lines.empty:
            continue
        folder = workspace.raw_dir(setting.town, str(month))
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{habits['words']['name'].format(month=month.month)}.xlsx"
        title = f"{setting.town_name}{month.chinese}{ledger.name}"
        due = setting.catalogue.due_date(ledger, month)
        write_sheet(path, ledger, lines, title, office, due, setting.names, setting.habits)
        told.append(
            lines.assign(
                town=setting.town,
                period=str(month),
                status=lines["closed"].notna().map({True: "closed", False: "open"}),
                file=workspace.relative(path),
                sheet=SHEET,
                cell=case_cells(ledger, lines, "case"),
            )[TRUTH]
        )
    return told


def plan_projects(setting: Setting, habits: dict) -> pd.DataFrame:
    """Return one row per project, numbered in their order: what is planned, and its pace."""
    first, villages = setting.months[0], setting.villages["unit"].tolist()
    departments = set(setting.names)
    rows: list[dict] = []
    for plan in habits["projects"]:
        begin, end = (day_of(plan[side], first.year) for side in ("begin", "end"))
        stages = [(name, day_of(day, first.year)) for name, day in plan["milestones"]]
        for number, pace in enumerate(plan["pace"]):
            place = habits["words"]["own"]
            if "villages" in plan:
                chosen = villages[plan["villages"][number] % len(villages)]
                place = setting.names[chosen]
            rows.append(
                {
                    "case": f"XM{first.year}-{len(rows) + 1:02d}",
                    "text": plan["name"].format(village=place),
                    "category": plan["category"],
                    "unit": plan["unit"],
                    "place": place,
                    "investment": plan["investment"],
                    "begin": begin,
                    "end": end,
                    "pace": pace,
                    "stages": stages,
                    "unreported": plan.get("unreported", []),
                }
            )
    plans = pd.DataFrame(rows)
    return plans[plans["unit"].isin(departments)].reset_index(drop=True)


def day_of(written: str, year: int) -> date:
    """Return ``03-15`` of a year, ``+1-03-15`` of the one after."""
    later, plain = (1, written[3:]) if written.startswith("+1-") else (0, written)
    month, day = map(int, plain.split("-"))
    return date(year + later, month, day)


def state_of(plans: pd.DataFrame, month: Month, words: dict) -> pd.DataFrame:
    """Return the lines of one month: what is open, and what was finished in it."""
    rows = []
    for number, plan in enumerate(plans.itertuples()):
        closed = closing_day(plan)
        if closed is not None and closed < month.first_day:
            continue
        is_done = closed is not None and closed <= month.last_day
        planned = whole_share(plan.begin, plan.end, month.last_day)
        real = DONE if is_done else min(DONE - 5, round(planned * plan.pace))
        is_silent = month.month in plan.unreported
        name, milestone = next(
            (stage for stage in plan.stages if stage[1] > reached(plan, real)), plan.stages[-1]
        )
        has_begun = real > 0 or plan.begin <= month.last_day
        status = "done" if is_done else "building" if has_begun else "idle"
        is_late = not is_done and planned - real >= 5
        rows.append(
            {
                **{key: getattr(plan, key) for key in ("case", "text", "category", "unit")},
                "place": plan.place,
                "progress": None if is_silent else real,
                "planned": planned,
                "investment": plan.investment,
                "invested": None
                if is_silent
                else round(plan.investment * words["spent"] * real / DONE, 1),
                "stage": name,
                "milestone": milestone,
                "opened": plan.begin if has_begun else None,
                "deadline": plan.end,
                "closed": closed if is_done else None,
                "status": words[status],
                "remark": words["late"][number % len(words["late"])] if is_late else None,
            }
        )
    lines = pd.DataFrame(rows)
    days = ["milestone", "opened", "deadline", "closed"]
    return lines.assign(**{day: pd.to_datetime(lines[day]) for day in days}) if rows else lines


def closing_day(plan: Any) -> date | None:
    """Return when a project is finished: on the last day, earlier if fast, late ones never."""
    if plan.pace < 1:
        return None
    length = (plan.end - plan.begin).days
    return plan.begin + timedelta(days=round(length / plan.pace))


def reached(plan: Any, real: float) -> date:
    """Return the day on which the plan has what is really done."""
    return plan.begin + timedelta(days=round((plan.end - plan.begin).days * real / DONE))


def whole_share(begin: date, end: date, day: date) -> int:
    """Return the share of the months from begin to end that is gone, in whole %."""
    first, last, now = map(months_until, (begin, end, day))
    return round(DONE * min(1.0, max(0.0, (now - first) / (last - first))))


def months_until(day: date) -> float:
    """Return how many months have passed by a day."""
    return 12 * day.year + day.month + day.day / monthrange(day.year, day.month)[1]
