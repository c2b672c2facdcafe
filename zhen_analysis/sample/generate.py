"""A seed and a size → a whole workspace on disk, one town after the other."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import Month, parse_month
from zhen_analysis.base.workspace import CATALOGUE, Workspace, bundled
from zhen_analysis.catalogue import Catalogue, load_catalogue
from zhen_analysis.sample.deeds.deeds import do_deeds
from zhen_analysis.sample.deeds.events import Event, Events, draw_events, read_events, silent_units
from zhen_analysis.sample.deeds.supervision import weeks_in
from zhen_analysis.sample.extra_ledgers import (
    declared_ledgers,
    extra_ledgers,
    file_extra,
    write_extra_truth,
)
from zhen_analysis.sample.mess.filings import file_messy_town
from zhen_analysis.sample.mess_level import EVERYDAY, EVERYTHING, habits_at
from zhen_analysis.sample.papers.drafts import draft_files
from zhen_analysis.sample.papers.drawing import draw
from zhen_analysis.sample.papers.files import write_csv, write_xlsx
from zhen_analysis.sample.papers.mistakes import plant
from zhen_analysis.sample.papers.written import FORM_COLUMNS
from zhen_analysis.sample.towns.changes import write_changes
from zhen_analysis.sample.towns.places import write_catalogue
from zhen_analysis.sample.towns.setting import Setting
from zhen_analysis.sample.truth import true_filings, true_records, true_spoilt, write_truth

HERE = Path(__file__).parent
COPY_NAME = "副本-{name}"
Truth = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def generate_sample(
    directory: Path,
    *,
    towns: int = 1,
    villages: int = 26,
    months: int = 3,
    start: str = "2022-01",
    seed: int = 2022,
    ledgers: Sequence[str] | None = None,
    mistakes: float | None = None,
    mess: int = EVERYDAY,
) -> Path:
    """Make a workspace of invented towns in ``directory`` and return it.

    The same arguments give the same bytes.

    Parameters
    ----------
    directory : a folder that is empty or does not exist.
    towns, villages, months : how many towns, villages in each, and months from ``start`` on.
    ledgers : the ledgers that are filed; unless given, the five monthly ones whose mistakes are
        drawn, without supervision and marks. The catalogue declares all these, and what is chosen.
    mistakes : share of lines with a mistake that no reader can undo; unless given, the level's.
    mess : how messily the workbooks are filled in: 0 by a careful clerk, 1 as every day, 2 in every
        layout and spelling that people file; what each level has is declared in ``habits.toml``.

    Raises
    ------
    BadInput
        where a number is out of range, a ledger is unknown or the folder is not empty.
    """
    root = Path(directory)
    first, habits = parse_month(start), habits_at(read_data("habits"), mess)
    mistakes = habits["mistaken_lines"] if mistakes is None else mistakes
    check_size(root, towns, villages, months, mistakes)
    starter = load_catalogue(bundled("catalogue"))
    chosen = choose_ledgers(starter, ledgers)
    folder = root / CATALOGUE
    folder.mkdir(parents=True)
    declared, syllables = declared_ledgers(starter.ledgers, chosen), read_data("syllables")
    write_catalogue(bundled("catalogue"), folder, towns, villages, syllables, seed, declared)
    if mess == EVERYTHING:
        write_changes(folder, habits, first, seed)
    catalogue = load_catalogue(folder)
    periods = following(first, months)
    extra, weekly = extra_ledgers(chosen), read_data("weekly")
    chosen = [code for code in chosen if code not in extra]
    truths, messy, extra_truths = [], [], []
    for town in catalogue.towns:
        events = draw_events(catalogue, town, periods, chosen, habits, mistakes, seed)
        silent = silent_units(events)
        setting = Setting(catalogue, town, periods, seed, habits, {}, silent)
        if chosen and mess == EVERYTHING:
            told = file_messy_town(setting, events, chosen, root)
            truths.append((told["records"], told["spoilt"], true_filings(setting, events)))
            messy.append(told)
        elif chosen:
            truths.append(file_town(setting, events, chosen, root))
        extra_truths.append(file_extra(setting, root, extra, weekly))
    if truths:
        write_truth(root / "truth", *join(truths))
    if mess == EVERYTHING:
        write_spellings(root / "truth", messy, extra_truths)
    write_extra_truth(root / "truth", extra_truths)
    return root


def generate_repository_sample(root: Path) -> Path:
    """Make the sample district's raw workbooks and truth again from the catalogue in ``root``.

    What the sample town's records of January to March 2022 add up to is in
    ``published_totals.toml``; what goes wrong with its files in ``repository_story.toml``; the
    small towns beside it are in ``small_towns.toml``. Replaces ``data/raw/<town>/<period>`` of the
    story's months, its weeks' folders and ``data/truth``; touches nothing else.
    """
    root = Path(root)
    catalogue = load_catalogue(root / CATALOGUE)
    story, totals = read_data("repository_story"), read_data("published_totals")
    periods = following(parse_month(story["start"]), story["months"])
    extra = extra_ledgers(catalogue.ledgers)
    ledgers = [code for code in catalogue.ledgers if code not in extra]
    told = read_events(story)
    events = {
        (code, str(month)): told.get((code, str(month)), Event())
        for code in ledgers
        for month in periods
    }
    setting = Setting(
        catalogue,
        story["town"],
        periods,
        story["seed"],
        read_data("habits"),
        totals,
        silent_units(events),
    )
    for period in [*periods, *weeks_in(periods)]:
        shutil.rmtree(Workspace(root).raw_dir(setting.town, str(period)), ignore_errors=True)
    write_truth(root / "data/truth", *file_town(setting, events, ledgers, root))
    told_beside = file_extra(setting, root, extra, read_data("weekly"))
    write_extra_truth(root / "data/truth", [told_beside])
    for town, drawn in read_data("small_towns")["towns"].items():
        if town in catalogue.towns:
            file_small_town(catalogue, town, periods, drawn["seed"], root)
    return root


def file_small_town(
    catalogue: Catalogue, town: str, periods: list[Month], seed: int, root: Path
) -> None:
    """Write the workbooks of a town that files few ledgers, and its truth in a folder of its own.

    What goes wrong with its files is drawn; no line has a mistake.
    """
    ledgers, habits = list(catalogue.towns[town].ledgers), read_data("habits")
    events = draw_events(catalogue, town, periods, ledgers, habits, 0, seed)
    setting = Setting(catalogue, town, periods, seed, habits, {}, silent_units(events))
    for period in periods:
        shutil.rmtree(Workspace(root).raw_dir(town, str(period)), ignore_errors=True)
    write_truth(root / "data/truth" / town, *file_town(setting, events, ledgers, root))


def file_town(setting: Setting, events: Events, ledgers: list[str], root: Path) -> Truth:
    """Write every file of one town; return its true records, mistakes and filings."""
    workspace = Workspace(root)
    deeds = do_deeds(setting, ledgers)
    records, spoilt = [], []
    for code in ledgers:
        ledger, by_period = setting.catalogue.ledgers[code], deeds[code].groupby("period")
        for period, lines in by_period:
            event, month = events[code, str(period)], parse_month(str(period))
            folder = workspace.raw_dir(setting.town, str(period))
            folder.mkdir(parents=True, exist_ok=True)
            for clean in draft_files(setting, ledger, month, event, lines):
                draft = plant(clean, event, setting)
                drawing = draw(draft, setting)
                path = folder / (draft.name + (".csv" if draft.is_csv else ".xlsx"))
                (write_csv if draft.is_csv else write_xlsx)(drawing, path)
                if draft.copied:
                    shutil.copyfile(path, path.with_name(COPY_NAME.format(name=path.name)))
                records.append(true_records(draft, drawing, setting.town, workspace.relative(path)))
                spoilt.append(true_spoilt(draft, drawing, workspace.relative(path)))
    return join([(*map(stack, (records, spoilt)), true_filings(setting, events))])


def write_spellings(folder: Path, messy: list[dict], extra: list[dict]) -> None:
    """Write which file is laid out how, and which cell is spelled how."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "layouts": [told["layouts"] for told in messy],
        "forms": [told["forms"][FORM_COLUMNS] for told in [*messy, *extra]],
    }
    for name, parts in tables.items():
        if parts:
            stack(parts).to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


def join(truths: list[Truth]) -> Truth:
    """Return the tables of several towns as one each."""
    records, spoilt, filings = (stack(list(tables)) for tables in zip(*truths, strict=True))
    return records, spoilt, filings


def stack(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return tables under one another, those without rows left out."""
    filled = [table for table in tables if len(table)]
    return pd.concat(filled or tables[:1], ignore_index=True)


def following(first: Month, count: int) -> list[Month]:
    """Return ``count`` months from ``first`` on."""
    months = [first]
    while len(months) < count:
        months.append(months[-1].following)
    return months


def read_data(name: str) -> dict:
    """Return one of the data files beside this module."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def check_size(root: Path, towns: int, villages: int, months: int, mistakes: float) -> None:
    """Raise BadInput where a sample cannot be made so."""
    for name, count in {"towns": towns, "villages": villages, "months": months}.items():
        if count < 1:
            raise BadInput(f"{name} is {count}.", hint="Give 1 or more.")
    if not 0 <= mistakes <= 1:
        raise BadInput(f"mistakes is {mistakes}.", hint="Give a share from 0 to 1.")
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise BadInput(f"{root} is not empty.", hint="Name a new folder; nothing was written.")


def choose_ledgers(catalogue: Catalogue, wanted: Sequence[str] | None) -> list[str]:
    """Return the ledgers to file, in the catalogue's order; raises BadInput for unknown ones."""
    unknown = sorted(set(wanted or ()) - set(catalogue.ledgers))
    if unknown:
        known = ", ".join(catalogue.ledgers)
        raise BadInput(f"no ledger {', '.join(unknown)}.", hint=f"Known: {known}.")
    usual = set(catalogue.ledgers) - set(extra_ledgers(catalogue.ledgers))
    return [code for code in catalogue.ledgers if code in (usual if wanted is None else wanted)]
