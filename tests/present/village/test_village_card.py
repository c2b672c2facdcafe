"""一村一报: where a village stands and why, what would gain a place; a page for every village."""

import json
import re
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from drawing import table

import zhen_analysis as zhen
from zhen_analysis.assess import gain_a_place
from zhen_analysis.assess.trials.one_unit import UnitTrial
from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.catalogue.declared.scheme import Bonus, Deduction, Veto
from zhen_analysis.present import charts, tables
from zhen_analysis.present.village import words as told
from zhen_analysis.publish.run import publish
from zhen_analysis.results.month import assess_month
from zhen_analysis.results.village_card import cases_of

PERIOD, TOWN = "2022-02", "shili"


@pytest.fixture(scope="module")
def workspace(clean_town, tmp_path_factory) -> Workspace:
    root = tmp_path_factory.mktemp("cards") / "town"
    shutil.copytree(clean_town, root)
    return Workspace(root)


@pytest.fixture(scope="module")
def month(workspace):
    return assess_month(PERIOD, TOWN, workspace=workspace)


@pytest.fixture(scope="module")
def cards(month) -> list:
    return [zhen.village_card(month, unit) for unit in month.ranking["unit"]]


def test_points_add_up_to_the_printed_total_and_with_what_is_lost_to_full_marks(cards):
    for card in cards:
        [place] = card.places
        points, total = place.points, place.row["total"]
        scored = points[~points["indicator"].isin(["bonus", "deduction", "other"])]

        assert points["points"].sum() == pytest.approx(total, abs=0.0051)
        full = (scored["points"] + scored["lost"]).sum()
        assert full == pytest.approx(place.row["full_marks"], abs=1e-6)


def test_who_stands_above_and_below_is_as_the_ranking_says(month, cards):
    for card in cards:
        [place] = card.places
        peers = month.ranking[month.ranking["group"] == card.group].set_index("unit")
        assert place.size == len(peers)
        for units, gap, sign in ((place.above, place.behind, 1), (place.below, place.ahead, -1)):
            if units:
                theirs = peers.loc[list(units), "total"]
                assert (theirs - place.row["total"]).tolist() == pytest.approx(
                    [sign * gap] * len(units)
                )
        over = place.points["over_above"].sum()
        if place.above:
            assert over == pytest.approx(-place.behind, abs=0.0101)


def test_the_engine_tried_without_a_change_gives_the_published_total(month, cards):
    scheme = month.catalogue.schemes["village"]
    for card in cards:
        trial = UnitTrial(
            card.unit, scheme, month.scores, month.measures, month.catalogue, month.period
        )
        own = trial.levers["numerator"].astype(float).to_numpy()
        totals = trial.totals(np.arange(len(own)), own)
        assert totals.tolist() == [card.places[0].row["total"]] * len(own)


def changed(month, unit: str, line, numerator: float):
    """Return the month with one numerator of a unit changed, assessed by the composer's own way."""
    measures = month.measures.copy()
    at = (
        measures["unit"].eq(unit)
        & measures["indicator"].eq(line.indicator)
        & measures["span"].eq(line.span)
    )
    value = (
        100 * numerator / line.denominator
        if line.measure in {"rate", "closed_rate", "per_100_households"}
        else numerator
    )
    measures.loc[at, ["numerator", "value"]] = [numerator, value]
    return replace(month, counted=measures).reassess(month.catalogue.indicators)


def test_what_is_said_to_suffice_gains_the_place_and_one_step_less_does_not(month, cards):
    tried = 0
    for card in cards:
        gain = card.places[0].gain
        for line in gain.options.itertuples() if gain else ():
            if pd.isna(line.needed_numerator):
                continue
            step = np.sign(line.needed_numerator - line.numerator)
            for numerator, reaches in (
                (line.needed_numerator, True), (line.needed_numerator - step, False)
            ):  # fmt: skip
                after = changed(month, card.unit, line, float(numerator)).ranking
                row = after[after["unit"] == card.unit].iloc[0]
                assert (row["total"] >= gain.target) == reaches, (card.unit, line)
                if reaches:
                    assert row["rank"] < card.places[0].row["rank"]
            tried += 1
    assert tried >= 3


def test_where_no_indicator_suffices_the_best_of_each_is_what_it_could_have_brought(month, cards):
    short = 0
    for card in cards:
        gain = card.places[0].gain
        options = gain.options if gain else pd.DataFrame({"needed_numerator": [], "most": []})
        none = options[options["needed_numerator"].isna()]
        assert (none["most"] < gain.gap).all() if gain else True
        short += len(none)
    assert short


def test_a_first_place_has_nothing_to_gain_and_no_one_above(cards):
    first = [card for card in cards if card.places[0].row["rank"] == 1]
    assert first
    for card in first:
        assert card.places[0].gain is None and card.places[0].above == ()
        assert "第1名，前面没有别的村" in repr(told.gaining(card))


def with_scheme(month, **changes):
    """Return the month under a scheme with other rules."""
    scheme = replace(month.catalogue.schemes["village"], **changes)
    catalogue = replace(month.catalogue, schemes={"village": scheme})
    return replace(month, catalogue=catalogue).reassess(month.catalogue.indicators)


def test_bonuses_deductions_and_vetoes_are_tried_with_the_rest(month):
    rules = {
        "bonuses": (Bonus("river", "month", 0.01, "河道", cap=30),),
        "deductions": (Deduction("garbage", "month", 0.1, "垃圾"),),
        "vetoes": (Veto("person", "ytd", 10_000, "zeroes_total", "人次"),),
    }
    other = with_scheme(month, **rules)
    scheme = other.catalogue.schemes["village"]
    last = other.ranking.sort_values("rank")["unit"].iloc[-1]
    gain = gain_a_place(
        last, scheme, other.ranking, other.scores, other.measures, other.catalogue, other.period
    )
    asked = gain.options.set_index(["indicator", "span"])

    assert asked.loc[("river", "month"), "most"] > 0
    assert asked.loc[("garbage", "month"), "needed_numerator"] is pd.NA or (
        asked.loc[("garbage", "month"), "needed_numerator"]
        < asked.loc[("garbage", "month"), "numerator"]
    )
    card = zhen.village_card(other, last)
    assert "deduction" in set(card.places[0].points["indicator"])
    points = card.places[0].points.set_index("indicator")["points"]
    assert points["deduction"] == -card.places[0].row["deduction"] < 0
    assert points.sum() == pytest.approx(card.places[0].row["total"], abs=0.0051)


def test_an_item_that_a_veto_zeroes_stays_zero_whatever_is_tried(month):
    other = with_scheme(
        month,
        vetoes=(
            Veto("garbage", "ytd", 0.001, "zeroes_item", "一票否决", item="living_environment"),
        ),
    )
    unit = other.ranking.sort_values("total")["unit"].iloc[0]
    scheme = other.catalogue.schemes["village"]
    trial = UnitTrial(unit, scheme, other.scores, other.measures, other.catalogue, other.period)
    place = trial.levers["indicator"].tolist().index("garbage_per_100")
    total = other.ranking.set_index("unit").loc[unit, "total"]

    assert trial.totals(np.array([place]), np.array([1e6])).tolist() == [total]


TIES = [("min", 0.0), ("dense", 0.0), ("max", 0.01)]


@pytest.mark.parametrize(("ties", "beyond"), TIES)
def test_an_equal_total_reaches_the_place_where_ties_share_the_better(month, ties, beyond):
    other = with_scheme(month, ties=ties)
    unit = other.ranking[other.ranking["rank"] > 1]["unit"].iloc[0]
    place = zhen.village_card(other, unit).places[0]
    above = other.ranking.set_index("unit").loc[list(place.above), "total"].iloc[0]

    assert place.gain.above == place.above
    assert place.gain.target == pytest.approx(above + beyond)
    assert place.gain.gap == pytest.approx(above + beyond - place.row["total"])
    assert ("超过" in repr(told.gaining(zhen.village_card(other, unit)))) == bool(beyond)


def test_what_a_veto_takes_stands_in_a_row_of_its_own(month):
    other = with_scheme(
        month, vetoes=(Veto("garbage", "month", 0.001, "zeroes_total", "一票否决"),)
    )
    card = zhen.village_card(other, other.ranking["unit"].iloc[0])
    points = card.places[0].points.set_index("indicator")["points"]

    assert card.places[0].row["total"] == 0 and points["other"] < 0
    assert points.sum() == pytest.approx(0, abs=0.0051)
    assert "**一票否决**" not in repr(told.opening(card)) and "一票否决：" in repr(
        told.opening(card)
    )


def test_open_cases_are_those_of_the_village_that_the_month_left_open(month, cards):
    records = month.records.query("ledger == 'safety_problem'")
    last = pd.Timestamp(month.period.last_day)
    for card in cards:
        latest = records[records["unit"] == card.unit].drop_duplicates("case", keep="last")
        left = latest[~((latest["status"] == "closed") | (latest["closed"] <= last))]
        assert set(card.open_cases["case"]) == set(left["case"])
        late = left[left["deadline"] < last]
        assert card.open_cases["days_overdue"].notna().sum() == len(late)
        assert not {"owner", "checker"} & set(card.open_cases.columns)
    assert sum(len(card.open_cases) for card in cards) > 3


CLOSED = """
    status | closed     | is open
    open   |            | yes
    open   | 2022-02-10 | no
    closed |            | no
    closed | 2022-02-28 | no
    closed | 2022-03-05 | yes
"""


def test_a_case_is_open_until_the_day_it_was_closed(month):
    rows = table(CLOSED)
    records = (
        month.records.query("ledger == 'safety_problem'").head(len(rows)).reset_index(drop=True)
    )
    records = records.assign(
        case=[f"x{number}" for number in range(len(rows))],
        unit="u",
        opened=pd.Timestamp("2022-02-01"),
        status=rows["status"].astype("str"),
        closed=pd.to_datetime(rows["closed"].replace("", None)),
    )
    ledger = month.catalogue.ledgers["safety_problem"]
    found = cases_of(records, ledger, "u", pd.Timestamp("2022-02-28"))

    assert found["case"].tolist() == records.loc[rows["is open"].eq("yes"), "case"].tolist()


def test_a_village_may_be_written_in_every_way_and_nothing_else_may(month):
    name = month.catalogue.unit_names(TOWN)[month.ranking["unit"].iloc[0]]
    assert zhen.village_card(month, name).name == name
    for wrong in ("", "没有村", "shili", "示例镇", "emergency", "应急办"):
        with pytest.raises(BadInput, match=re.escape("Villages in 2022-02")):
            zhen.village_card(month, wrong)


def test_history_tells_ranks_totals_and_how_many_were_ranked(month, cards):
    for card in cards:
        own = month.history[month.history["unit"] == card.unit]
        assert card.history["period"].tolist() == ["2022-01", "2022-02"]
        assert card.history["rank"].tolist() == own.sort_values("period")["rank"].tolist()
        assert card.history["change"].iloc[1] == card.places[0].row["change"]
        assert (card.history["size"] == 3).all()


def test_every_card_can_be_told_drawn_and_printed(cards):
    for card in cards:
        parts = [
            told.masthead(card), told.opening(card), told.gaining(card), charts.card_points(card),
            tables.card_points(card), tables.card_gains(card), tables.card_history(card),
            tables.card_work(card), tables.card_cases(card), tables.card_filings(card),
            tables.card_issues(card),
        ]  # fmt: skip
        html = "".join(getattr(part, "_repr_html_", str)() for part in parts)
        assert card.name in html and "nan" not in html and "<NA>" not in html and "None" not in html


def test_a_village_that_reported_nothing_is_told_so(town):
    for path in [*town.raw_dir(TOWN, PERIOD).iterdir()]:
        path.unlink()
    month = assess_month(PERIOD, TOWN, workspace=town)
    unit = month.catalogue.units_in(TOWN, month.period, "village")["unit"].iloc[0]
    card = zhen.village_card(month, unit)
    text = repr(told.opening(card))
    assert "未报" in text
    for part in (tables.card_points(card), tables.card_gains(card), charts.card_points(card)):
        assert repr(part)


@pytest.fixture(scope="module")
def published(workspace, month) -> list:
    return publish(workspace, PERIOD, TOWN, only="village_card", jobs=2, assessment=month)


def test_a_page_and_a_notebook_are_written_for_every_village(workspace, month, published):
    folder = workspace.reports_dir / PERIOD / TOWN
    units = month.ranking["unit"].tolist()

    assert [(page.state, page.reason) for page in published] == [("made", "")] * len(units)
    found = {path.name for path in (folder / "village_card").iterdir()}
    assert found == {f"{unit}.{kind}" for unit in units for kind in ("html", "ipynb")}
    for unit in units:
        page = (folder / "village_card" / f"{unit}.html").read_text(encoding="utf-8")
        name = month.catalogue.unit_names(TOWN)[unit]
        assert f"<title>{name} · 示例镇 · 2022年2月 一村一报</title>" in page
        assert len(page.encode()) < 500_000 and "http" not in re.sub(
            r'xmlns(:\w+)?="[^"]*"', "", page
        )
        nb = json.loads((folder / "village_card" / f"{unit}.ipynb").read_text(encoding="utf-8"))
        counts = [cell["execution_count"] for cell in nb["cells"] if cell["cell_type"] == "code"]
        assert counts == list(range(1, len(counts) + 1))
        assert str(workspace.root) not in page and str(workspace.root) not in json.dumps(nb)


def test_the_index_and_the_manifest_lead_to_every_card(workspace, published):
    index = (workspace.reports_dir / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"]+village_card/[^"]+)"', index)

    assert len(links) == len(published) and "一村一报（6个）" in index
    assert all((workspace.reports_dir / link).is_file() for link in links)
    manifest = json.loads(
        (workspace.reports_dir / PERIOD / TOWN / "manifest.json").read_text(encoding="utf-8")
    )
    assert {f"village_card/{page.path.stem}" for page in published} == set(manifest["reports"])


def test_without_villages_no_card_is_made(town):
    from zhen_analysis.publish.run import notebooks_of

    assert "village_card" not in notebooks_of(town, "month", "town")
    assert set(notebooks_of(town, "month", "village")) == {"village_card"}


def test_a_page_of_a_village_that_is_no_more_goes(tmp_path):
    from zhen_analysis.publish.pages.cards import clear_others

    for name in ("a.html", "a.ipynb", "b.html", "note.txt"):
        (tmp_path / name).write_text("x")
    clear_others(tmp_path, {"b"})
    assert {path.name for path in tmp_path.iterdir()} == {"b.html", "note.txt"}
