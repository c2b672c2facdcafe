"""A town's raw folders → what was filed in its months and weeks, each folder read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Self, TypeVar

import pandas as pd

from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import FiledPeriod, Month, Period
from zhen_analysis.base.workspace import Workspace, open_workspace
from zhen_analysis.catalogue import Catalogue, Ledger, TownPeriod, load_catalogue
from zhen_analysis.intake import (
    Intake,
    compare_cases,
    issue_frame,
    make_issue,
    place_by_records,
    read_folder,
    tell_cases_apart,
)
from zhen_analysis.results.store import stored_intake

Progress = Callable[[Iterable[Path]], Iterable[Path]]
P = TypeVar("P", bound=Period)


@dataclass(frozen=True)
class TownFolders:
    """Takes in a town's months, each from the store where nothing has changed.

    ``catalogue`` is the town's own: of the ledgers that are asked of it.
    """

    workspace: Workspace
    catalogue: Catalogue
    town: str
    fresh: bool = False
    progress: Progress = iter

    @classmethod
    def of(
        cls,
        workspace: Workspace | str | Path | None,
        town: str | None,
        *,
        fresh: bool = False,
        progress: Progress = iter,
    ) -> Self:
        """Return the folders of one town.

        Parameters
        ----------
        workspace : a Workspace, a folder, or None to find one (ZHEN_WORKSPACE, then upwards).
        town : code or name; None for the workspace's first town.
        fresh : read all files again even if nothing seems to have changed.
        progress : wraps the files as they are read.

        Raises
        ------
        BadInput
            A town that is not in the catalogue.
        CatalogueError
            The catalogue breaks its rules; all breaches at once.
        """
        place = open_workspace(workspace)
        catalogue = load_catalogue(place.catalogue_dir)
        code = catalogue.find_town(town)
        return cls(place, catalogue.of_town(code), code, fresh, progress)

    def read_folder(self, period: FiledPeriod) -> Intake:
        """Return what lies in one folder, a month's or a week's."""

        def read() -> Intake:
            return read_folder(self.workspace, self.here(period), self.progress)

        return stored_intake(self.workspace, self.town, period, read, fresh=self.fresh)

    def read_year(self, month: Month) -> dict[Month, Intake]:
        """Return every month from January to ``month`` that has a raw folder."""
        there = set(self.workspace.months(self.town))
        folders = {each: filed_for(self.catalogue, each) for each in month.year_to_date
                   if each in there}  # fmt: skip
        intakes = {part: self.read_folder(part) for parts in folders.values() for part in parts}
        known = with_known_cases(intakes, self.catalogue)
        return {
            each: join_intakes([known[part] for part in parts]) for each, parts in folders.items()
        }

    def read_before(self, month: Month, intakes: dict[Month, Intake]) -> dict[Month, Intake]:
        """Return what last month's ranking rests on; nothing where it has no raw folder."""
        before = month.previous
        if before not in self.workspace.months(self.town):
            return {}
        if before.year == month.year:
            return {each: intake for each, intake in intakes.items() if each <= before}
        return self.read_year(before)

    def read_year_ago(self, month: Month) -> dict[Month, Intake]:
        """Return what 同比 rests on: last year up to the same month, if that has a raw folder."""
        before = month.year_ago
        return self.read_year(before) if before in self.workspace.months(self.town) else {}

    def here(self, period: P) -> TownPeriod[P]:
        """Return the town in a period, with its catalogue."""
        return TownPeriod(self.catalogue, self.town, period)

    def dated(self, written: object, kind: str = "month") -> object:
        """Return what ``latest`` or ``previous`` means by the town's data; all else as it is."""
        return self.workspace.dated(written, [self.town], kind)

    @property
    def strays(self) -> pd.DataFrame:
        """Issues of what lies beside the month and week folders and is read by nothing."""
        paths = self.workspace.strays(self.town)
        issues = (make_issue("stray", self.workspace.relative(path)) for path in paths)
        return issue_frame(issues, self.catalogue.words.sentences)


def filed_for(catalogue: Catalogue, month: Month) -> list[FiledPeriod]:
    """Return the periods whose folders make a month; weeks only where a ledger is filed weekly.

    The month itself comes last.
    """
    is_weekly = any(ledger.every == "week" for ledger in catalogue.ledgers.values())
    return [*(month.weeks if is_weekly else ()), month]


def join_intakes(intakes: list[Intake]) -> Intake:
    """Return the tables of several folders as those of one."""
    if len(intakes) == 1:
        return intakes[0]
    names = [field.name for field in fields(Intake)]
    return Intake(**{name: stack_tables([getattr(i, name) for i in intakes]) for name in names})


Filed = TypeVar("Filed", bound=FiledPeriod)


def with_known_cases(intakes: dict[Filed, Intake], catalogue: Catalogue) -> dict[Filed, Intake]:
    """Return intakes with their cases named so that each is one over all of them.

    ``intakes`` stand in order of time. Numbers that begin anew are told in one issue per ledger
    and period.
    """
    ledgers = {code for code, ledger in catalogue.ledgers.items() if ledger.shape == "case"}
    known: dict[Filed, Intake] = {}
    cases: list[pd.DataFrame] = []
    for period, own in intakes.items():
        filed = [code for code in own.records["ledger"].unique() if code in ledgers]
        before = stack_tables(cases) if cases else own.records.iloc[:0]
        for code in filed:
            own = with_cases_of(own, before, catalogue.ledgers[code], period)
        if filed:
            cases.append(own.records[own.records["ledger"].isin(filed)])
        known[period] = own
    return known


def with_cases_of(own: Intake, before: pd.DataFrame, ledger: Ledger, period: Period) -> Intake:
    """Return an intake with the cases of one ledger named as they were before."""
    is_own = own.records["ledger"] == ledger.code
    mine, issue = tell_cases_apart(
        before[before["ledger"] == ledger.code], own.records[is_own], ledger, period
    )
    records = own.records.assign(case=mine["case"].reindex(own.records.index).where(
        is_own, own.records["case"]))  # fmt: skip
    if issue is None:
        return replace(own, records=records)
    told = issue_frame([issue])
    places = place_by_records(told, records)
    return replace(
        own,
        records=records,
        issues=pd.concat([own.issues, told], ignore_index=True),
        places=pd.concat([own.places, places], ignore_index=True),
    )


def stack_tables(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return tables under one another; those without rows say nothing of the columns' types."""
    return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)


def stack(intakes: dict[Month, Intake], table: str) -> pd.DataFrame:
    """Return one table of several months, in order of time."""
    return pd.concat([getattr(intake, table) for intake in intakes.values()], ignore_index=True)


def placed_issues(own: Intake, before: Iterable[Intake], catalogue: Catalogue) -> pd.DataFrame:
    """Return the issues of a month or week with the ledger, unit and item of each.

    Its case ledgers are held against what was filed ``before``.
    """
    earlier = [intake.records for intake in before]
    history = own.issues.iloc[:0]
    if earlier:
        filed = set(own.filings.loc[own.filings["status"] != "missing", "ledger"])
        history = compare_cases(stack_tables(earlier), own.records, catalogue, filed, own.fields)
    parts = [
        pd.concat([own.issues, own.places], axis=1),
        pd.concat(
            [history, place_by_records(history, stack_tables([own.records, *earlier]))], axis=1
        ),
    ]
    return pd.concat(parts, ignore_index=True)


def unread_of(files: pd.DataFrame) -> pd.DataFrame:
    """Return the files whose content could not be taken in."""
    return files[files["status"].isin(["unreadable", "unrecognised"])]


def days_of_filing(files: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Return file → the day of filing that it states; files that state none are left out."""
    stated = files[files["filed_on"].notna()].drop_duplicates("file", keep="last")
    return dict(zip(stated["file"], pd.to_datetime(stated["filed_on"]), strict=True))


def folders_of(workspace: Workspace, town: str, period: Period) -> list[Path]:
    """Return the raw folders that a period of a town has: its own, or those of its months."""
    folders = [workspace.raw_dir(town, part) for part in period.parts]
    return [folder for folder in folders if folder.is_dir()]


def require_folder(workspace: Workspace, catalogue: Catalogue, town: str, period: Period) -> None:
    """Raise BadInput that lists what there is, if a period of a town has no raw folder."""
    if folders_of(workspace, town, period):
        return
    name = f"{catalogue.towns[town].name} ({town})"
    kind = period.parts[0].kind
    there = ", ".join(map(str, workspace.with_data(town, kind)))
    known = f"{kind.title()}s with data: {there}." if there else f"There is no {kind} yet."
    if period.parts != [period]:
        raise BadInput(f"no month of {period} has data for {name}.", hint=known)
    if kind == "month" and (strays := [path.name for path in workspace.strays(town)]):
        known += f" Not named as a month, so not read: {', '.join(strays)}."
    folder = workspace.relative(workspace.raw_dir(town, period))
    raise BadInput(
        f"no data for {name} in {period}: the folder {folder} does not exist.", hint=known
    )
