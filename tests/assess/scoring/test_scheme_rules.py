"""Rules declared in a town's catalogue come out in its month, from the lines to the ranking."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue import TownPeriod, load_catalogue
from zhen_analysis.intake import Intake
from zhen_analysis.results.folders import TownFolders
from zhen_analysis.results.months_so_far import Make, Tables, assess_tables

FEBRUARY = Month(2022, 2)
TOWN = "shili"


@pytest.fixture(scope="module")
def intakes(clean_town, tmp_path_factory) -> dict[Month, Intake]:
    """What the town filed in two months: no rule of assessment changes that."""
    root = tmp_path_factory.mktemp("scheme-rules")
    shutil.copytree(clean_town, root, dirs_exist_ok=True)
    workspace = Workspace(root)
    catalogue = load_catalogue(workspace.catalogue_dir)
    return TownFolders(workspace, catalogue, TOWN, False, iter).read_year(FEBRUARY)


@dataclass
class Declared:
    """A catalogue to change, and the tables of a month under it."""

    folder: Path
    intakes: dict[Month, Intake]

    def add(self, text: str) -> None:
        """Add lines to the end of town.toml."""
        path = self.folder / "town.toml"
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    def change(self, file: str, before: str, after: str) -> None:
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert before in text, f"{before} does not stand in {file}"
        path.write_text(text.replace(before, after, 1), encoding="utf-8")

    def assess(self) -> list[SimpleNamespace]:
        """Return the tables of January and of February, which looks back on it."""
        seen = []

        def look_back(month: Month, make: Make) -> Tables:
            seen.append(make())
            return seen[-1]

        catalogue = load_catalogue(self.folder)
        last = assess_tables(self.intakes, {}, TownPeriod(catalogue, TOWN, FEBRUARY), look_back)
        return [SimpleNamespace(**tables) for tables in (*seen, last)]


@pytest.fixture
def town(clean_town, tmp_path, intakes) -> Declared:
    folder = shutil.copytree(clean_town / "data/catalogue", tmp_path / "catalogue")
    return Declared(Path(folder), dict(intakes))


@pytest.fixture(scope="module")
def plain(clean_town, intakes) -> SimpleNamespace:
    """February under the town's own catalogue."""
    return Declared(clean_town / "data/catalogue", intakes).assess()[-1]


def villages(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of villages: the town itself has a scheme of its own."""
    return frame[frame["level"] == "village"]


def by_unit(frame: pd.DataFrame, column: str) -> pd.Series:
    return villages(frame).set_index("unit")[column].sort_index()


def test_a_groups_full_marks_scale_totals_points_and_ranks_alike(town, plain):
    town.change("town.toml", "full_marks = 100", 'full_marks = { "A类" = 150, "B类" = 100 }')
    found = town.assess()[-1]
    before, after = by_unit(plain.totals, "total"), by_unit(found.totals, "total")
    bonus = by_unit(plain.totals, "bonus")
    group = by_unit(plain.totals, "group")
    scale = group.map({"A类": 1.5, "B类": 1.0})
    assert set(group) == {"A类", "B类"}
    assert (after - (before - bonus) * scale - bonus).abs().max() <= 0.0101
    assert by_unit(found.ranking, "full_marks").to_dict() == (scale * 100).to_dict()
    points = villages(found.scores).groupby("unit")["points"].sum().sort_index() + bonus
    assert (points - after).abs().max() <= 0.005001


def test_a_month_knows_the_honours_of_the_months_before(town):
    town.add("""
[[schemes.village.outcomes]]
name = "约谈"
on = "bottom"
times = 2
""")
    town.change("town.toml", "honours = { top = 3, bottom = 3 }",
           "honours = { top = 1, bottom = 1 }")  # fmt: skip
    january, found = town.assess()
    before, now = by_unit(january.ranking, "honour"), by_unit(found.ranking, "honour")
    ranking = villages(found.ranking).set_index("unit").sort_index()
    for column, word in (("times_top", "先进"), ("times_bottom", "后进")):
        assert ranking[column].tolist() == ((before == word) * 1 + (now == word)).tolist()
    streak = (now != "") * (1 + (now == before))
    assert ranking["streak"].tolist() == streak.tolist()
    talked = ranking.index[ranking["outcomes"] == "约谈"]
    assert set(talked) == set(now.index[(now == "后进") & (before == "后进")])
    assert set(found.history["period"]) == {"2022-01", "2022-02"}
    january_rank = by_unit(january.ranking, "rank")
    assert ranking["previous_rank"].tolist() == january_rank.reindex(ranking.index).tolist()


def test_deductions_and_zeroed_items_take_what_they_say_and_nothing_else(town, plain):
    value = plain.measures.query("indicator == 'problem_found' and span == 'month'")
    found_problems = value.set_index("unit")["value"].astype("float64").fillna(0)
    town.add("""
[[schemes.village.deductions]]
indicator = "problem_found"
span = "month"
per = 0.5
cap = 1
reason = "每发现1处隐患扣0.5分，最多扣1分"

[[schemes.village.vetoes]]
indicator = "problem_found"
span = "month"
at_least = 1
consequence = "zeroes_item"
item = "ecology"
reason = "发现隐患"
""")
    found = town.assess()[-1]
    taken = by_unit(found.totals, "deduction")
    wanted = (found_problems.reindex(taken.index) * 0.5).clip(upper=1)
    assert taken.tolist() == wanted.tolist()
    hit = found_problems.index[found_problems >= 1].intersection(taken.index)
    assert len(hit)
    zeroed = found.scores.query("indicator == 'fire_liable'").set_index("unit")
    assert (zeroed.loc[hit, "score"] == 0).all()
    assert zeroed.loc[hit, "rule_text"].str.contains("发现隐患，本项计0分").all()
    others = found.scores.query("indicator != 'fire_liable'")["score"]
    assert others.equals(plain.scores.query("indicator != 'fire_liable'")["score"])


def test_a_score_is_carried_from_the_month_before(town):
    town.change("schemes/village.csv", "100,zero,示例镇村级月度考评办法（示例）第六条",
                "100,carry,示例镇村级月度考评办法（示例）第六条")  # fmt: skip
    town.change("indicators.csv", "grid_visit,grid,rate,,,,ytd,", "grid_visit,grid,rate,,,,month,")
    silent = sorted(town.intakes[FEBRUARY].filings.query("ledger == 'grid_visit'")["unit"])[0]
    town.intakes[FEBRUARY] = without(town.intakes[FEBRUARY], "grid_visit", silent)
    january, found = (tables.scores for tables in town.assess())
    before, now = (
        frame.query("indicator == 'grid_rate'").set_index("unit") for frame in (january, found)
    )
    assert pd.isna(now["value"][silent])
    assert now["score"][silent] == before["score"][silent] > 0
    assert now["rule_text"].iloc[0].endswith("未报送沿用本年上一次得分")


def without(intake: Intake, ledger: str, unit: str) -> Intake:
    """Return an intake in which a unit filed nothing of a ledger."""
    records, filings = intake.records, intake.filings
    theirs = (records["ledger"] == ledger) & (records["unit"] == unit)
    due = (filings["ledger"] == ledger) & (filings["unit"] == unit)
    return replace(
        intake,
        records=records[~theirs],
        filings=filings.assign(status=filings["status"].mask(due, "missing")),
    )
