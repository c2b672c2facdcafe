"""What an analyst wrote → other weights, who moves by them, and a page that is no result."""

import re
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from building import one_at_each_end, two_schemes
from drawing import table

import zhen_analysis as zhen
from zhen_analysis.assess.scoring.shares import shares_of_total
from zhen_analysis.assess.trials.what_if import change_rule, equal_weights
from zhen_analysis.assess.trials.written_changes import known_names, read_names, read_weights
from zhen_analysis.base.errors import BadInput
from zhen_analysis.present import tables
from zhen_analysis.present.analyst import trial_words
from zhen_analysis.publish.notebooks.parameters import parameters
from zhen_analysis.results.month import MonthAssessment

NOTEBOOK = Path(__file__).parents[2] / "notebooks/what_if.ipynb"

LINES = table("""
    scheme | indicator | parent | name         | item  | measure  | rule  | weight
           | garbage   |        | 清理垃圾     | waste | quantity |       |
           | visits    |        | 走访         | visit | quantity |       |
    s      | work      |        | 工作         | work  |          |       | 60
    s      | per_100   | work   | 每百户垃圾   | waste | quantity | ratio | 1
    s      | debris    | work   | 杂物、柴草垛 | heap  | quantity | ratio | 3
    s      | order     |        | 秩序（治安） | order |          |       | 40
    s      | marks     | order  | 打分         | marks | mark     | mark  | 1
    t      | per_100   |        | 每百户垃圾   | waste | quantity | ratio | 2
    t      | litter    |        | 白色垃圾     | waste | quantity | mark  | 1
""").replace("", None).assign(weight=lambda drawn: drawn["weight"].astype("float64"))  # fmt: skip
ONE = LINES[LINES["scheme"] != "t"]
HEADINGS = [("清垃圾", "waste"), ("柴草", "heap")]

WEIGHTS = """
    written                        | means
    per_100=30                     | per_100 30
    每百户垃圾=30，打分=5          | per_100 30, marks 5
    每百户垃圾＝３０；打分：５     | per_100 30, marks 5
    杂物、柴草垛=7、打分=5         | debris 7, marks 5
    打分 = 12.5  工作=1,           | marks 12.5, work 1
    秩序(治安)=40%                 | order 40
    PER_100=0                      | per_100 0
    清理垃圾=30                    | per_100 30
    清垃圾=30，柴草=1              | per_100 30, debris 1
    打分=5，打分=5                 | marks 5
                                   |
    ，                             |
"""
REFUSED = """
    written             | said
    走访=1              | no indicator '走访' is scored. Known: work (工作), per_100 (每百户垃圾)
    =3                  | '=3' has no weight. Write 指标=权重，指标=权重, for instance 工作=30.
    打分                | '打分' has no weight
    打分=               | '打分=' has no weight
    打分，工作=1        | '打分,工作=1' has no weight
    打分=1，工作        | '工作' has no weight
    打分=多             | '多' of 打分 is not a number of 0 or more
    打分=-3             | '-3' of 打分 is not a number
    打分=1/2            | '1/2' of 打分 is not a number
    打分=inf            | 'inf' of 打分 is not a number
    打分=5，marks=6     | marks has two weights
"""
NAMED = """
    written                      | means
    打分                         | marks
    杂物、柴草垛                 | debris
    打分、杂物、柴草垛、清理垃圾 | marks debris per_100
    打分，工作；打分             | marks work
    秩序（治安）                 | order
                                 |
"""


def means(drawn: str) -> dict[str, float]:
    """Return the weights of a drawn cell."""
    parts = [part.split() for part in drawn.split(",") if part]
    return {code: float(weight) for code, weight in parts}


@pytest.mark.parametrize(("written", "drawn"), table(WEIGHTS).to_numpy().tolist())
def test_weights_are_written_by_code_name_or_alias_with_any_separator(written, drawn):
    assert read_weights(written, ONE, known_names(ONE, HEADINGS)) == means(drawn)


@pytest.mark.parametrize(("written", "said"), table(REFUSED).to_numpy().tolist())
def test_weights_that_cannot_be_read_are_refused_in_one_sentence(written, said):
    with pytest.raises(BadInput) as refused:
        read_weights(written, ONE, known_names(ONE, HEADINGS))
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("written", "drawn"), table(NAMED).to_numpy().tolist())
def test_a_list_of_names_keeps_a_name_that_holds_its_separator(written, drawn):
    assert read_names(written, ONE, known_names(ONE, HEADINGS)) == drawn.split()


def test_an_alias_of_several_indicators_is_not_guessed():
    known = known_names(LINES, HEADINGS)
    with pytest.raises(BadInput, match=r"several.*Name one of: per_100 \(每百户垃圾\), litter"):
        read_names("清垃圾", LINES, known)
    assert read_names("每百户垃圾", LINES, known) == ["per_100"]


def test_equal_weights_are_equal_within_each_node_and_each_scheme():
    found = equal_weights(LINES).dropna(subset="weight").set_index(["scheme", "indicator"])
    assert found["weight"].to_dict() == {
        **{("s", "work"): 50, ("s", "order"): 50, ("s", "per_100"): 50, ("s", "debris"): 50},
        **{("s", "marks"): 100, ("t", "per_100"): 50, ("t", "litter"): 50},
    }
    assert LINES["weight"].sum() == 108


@pytest.mark.parametrize(
    ("weights", "shares"),
    [
        ([60, 1, 3, 40, 1], [0.6, 0.15, 0.45, 0.4, 0.4]),
        ([60, 0, 3, 40, 1], [0.6, 0.0, 0.6, 0.4, 0.4]),
        ([60, 1, 3, 40, 0], [1.0, 0.25, 0.75, 0.0, 0.0]),
    ],
)
def test_a_share_of_the_total_is_the_product_down_the_tree(weights, shares):
    lines = ONE[ONE["scheme"] == "s"].assign(weight=[float(weight) for weight in weights])
    assert shares_of_total(lines).tolist() == pytest.approx(shares)
    assert shares_of_total(lines.assign(weight=0.0)).iloc[[0, 3]].isna().all()


def test_a_rule_that_depends_on_others_cannot_be_drawn_anew():
    noisy = ONE.assign(shrink="true")
    changed = change_rule(noisy, "per_100", "rank_points").set_index("indicator")["shrink"]
    assert changed["per_100"] is None and changed["debris"] == "true"
    kept = change_rule(noisy, "per_100", "step", start=1, step=1, loss=1)
    assert kept["shrink"].eq("true").all()


@pytest.fixture(scope="module")
def month(clean_town) -> MonthAssessment:
    """Return February of the clean town; of three villages one leads and one lags."""
    return one_at_each_end(zhen.assess_month("2022-02", workspace=clean_town))


@pytest.fixture(scope="module")
def example(month) -> zhen.Trial:
    return zhen.try_out(month)


@pytest.fixture(scope="module")
def heavy(month) -> zhen.Trial:
    """Return weights by which others lead and lag."""
    return zhen.try_out(month, "人居环境=400，每百户清理垃圾=0", "疫情防控、网格排查率")


def test_shares_are_those_that_the_engine_gives_units_with_everything_counted(heavy):
    for side, assessment in (("a", heavy.official), ("b", heavy.tried)):
        lines = heavy.lines.set_index("indicator")[f"share_{side}"]
        scores = assessment.scores
        whole = scores.groupby("unit")["counted"].transform("all")
        found = scores[whole].drop_duplicates("indicator").set_index("indicator")
        assert len(found) > 3
        expected = found["full_points"].astype(float) / 100
        assert lines[found.index].tolist() == pytest.approx(expected.tolist())


def test_the_shares_that_docs_method_tells_of(month, example):
    shares = example.lines.set_index("name")[["share_a", "share_b"]] * 100
    assert shares.loc["每百户清理垃圾"].round(1).tolist() == [27.0, 8.3]
    assert shares.loc["惩处发现火点责任人"].round(1).tolist() == [10, 25]
    without = zhen.try_out(month, without="每次检查发现问题").lines.set_index("name")
    assert without.loc["问题整改率", ["share_a", "share_b"]].tolist() == pytest.approx(
        [0.175, 0.25]
    )


def test_nothing_written_asks_for_equal_weights(month, example):
    assert example.is_example
    weighed = example.lines.groupby(example.lines["depth"].eq(0))["weight_b"]
    assert weighed.get_group(True).tolist() == [25, 25, 25, 25]
    expected = month.reassess(equal_weights(month.catalogue.indicators))
    pd.testing.assert_frame_equal(example.tried.ranking, expected.ranking)


def test_what_is_written_is_what_is_tried(month, heavy):
    lines = heavy.lines.set_index("name")
    assert not heavy.is_example
    weights = lines["weight_b"].to_dict()
    assert (weights["人居环境"], weights["每百户清理垃圾"], weights["安全生产"]) == (400, 0, 25)
    assert lines.index[lines["weight_b"].isna()].tolist() == ["疫情防控", "网格排查率"]
    expected = month.with_weights({"living_environment": 400, "garbage_per_100": 0}).without(
        "epidemic"
    )
    pd.testing.assert_frame_equal(heavy.tried.ranking, expected.ranking)


def test_who_enters_and_leaves_is_read_off_the_two_rankings(heavy):
    first, second = (each.ranking.set_index("unit") for each in (heavy.official, heavy.tried))
    groups = list(heavy.official.catalogue.schemes["village"].groups)
    assert heavy.by_group["group"].tolist() == groups
    assert heavy.by_group[["lead_in", "lag_in"]].map(len).to_numpy().sum() > 0
    for row in heavy.by_group.itertuples():
        units = first.index[first["group"] == row.group]
        change = (first["rank"] - second["rank"])[units]
        assert (row.units, row.moved, row.most) == (
            len(units), (change != 0).sum(), change.abs().max()
        )  # fmt: skip
        for honour, enters, leaves in (
            ("先进", row.lead_in, row.lead_out),
            ("后进", row.lag_in, row.lag_out),
        ):
            held = [
                {unit for unit in units if each.loc[unit, "honour"] == honour}
                for each in (first, second)
            ]
            assert set(enters) == held[1] - held[0]
            assert set(leaves) == held[0] - held[1]


def test_what_decides_honours_stands_first(month):
    table = tables.deciding(month, zhen.leave_each_out(month)).parts[0].printed
    changes = table["先进"].ne("—") | table["后进"].ne("—")
    assert changes.any() and not changes.all()
    assert changes.tolist() == sorted(changes, reverse=True)
    without = zhen.Trial(month, month.without(table["去掉的指标"].iloc[0])).by_group.iloc[0]
    names = month.catalogue.unit_names("shili")
    for column, enters, leaves in (
        ("先进", "lead_in", "lead_out"),
        ("后进", "lag_in", "lag_out"),
    ):
        told = [*(f"{names[unit]}进" for unit in without[enters])]
        told += [f"{names[unit]}出" for unit in without[leaves]]
        assert table[column].iloc[0] == ("，".join(told) or "—")


def test_leaving_each_out_is_leaving_one_out_as_often_as_there_are_indicators(month):
    found = zhen.leave_each_out(month).set_index(["indicator", "group"])
    assert set(found.index.unique("indicator")) == month.scored("village")
    for code in ("rectified_rate", "garbage_per_100"):
        alone = zhen.Trial(month, month.without(code)).by_group.set_index("group")
        for group, row in alone.iterrows():
            assert found.loc[(code, group), alone.columns[1:]].tolist() == row.iloc[1:].tolist()


def test_the_only_indicator_of_a_scheme_is_not_left_out(month):
    lines = month.catalogue.indicators
    others = [code for code in month.scored("village") if code != "grid_rate"]
    alone = month.reassess(
        lines.assign(scheme=lines["scheme"].mask(lines["indicator"].isin(others))),
        with_intervals=False,
    )
    assert zhen.leave_each_out(alone).empty
    assert "只有一项" in repr(tables.deciding(alone, zhen.leave_each_out(alone)))


def test_the_heaviest_indicator_is_one_that_is_not_scored_by_place_yet(month, example):
    assert example.heaviest == "garbage_per_100"
    ruled = zhen.Trial(month, month.with_rule(example.heaviest, "rank_points"))
    assert "每百户清理垃圾改为：按名次计分" in repr(trial_words.question(ruled))
    again = zhen.try_out(ruled.tried)
    assert again.heaviest == "grid_rate"


def test_a_month_in_which_nobody_is_scored_is_told(month):
    none = {name: getattr(month, name).head(0) for name in ("scores", "totals", "ranking")}
    trial = zhen.try_out(replace(month, **none))
    for told in (trial_words.outcome(trial), tables.moves(trial)):
        assert "没有参加评分排名的单位" in repr(told)
    assert tables.tried_weights(trial).parts[0].printed["占总分（%）\n现行"].eq("—").all()
    nothing = month.catalogue.indicators.query("scheme.isna()")
    with pytest.raises(BadInput, match="scores no indicator"):
        zhen.try_out(replace(month, catalogue=replace(month.catalogue, indicators=nothing)))


def test_weights_that_are_all_nothing_give_no_total_and_say_so(month):
    trial = zhen.try_out(month, "人居环境=0，安全生产=0，生态治理=0，疫情防控=0")
    assert "算不出总分" in repr(trial_words.outcome(trial))
    assert tables.moves(trial).parts[0].printed["名次\n试算"].eq("—").all()


def test_the_page_tells_what_was_tried(heavy, example):
    told = repr(trial_words.question(heavy))
    assert "人居环境由45改为400" in told and "去掉：疫情防控、网格排查率" in told
    assert "同一层级各项权重相等" in repr(trial_words.question(example))
    same = zhen.Trial(heavy.official, heavy.official)
    assert "没有改动" in repr(trial_words.question(same))
    unmoved = "名次都不变；先进不变，后进不变"
    assert repr(trial_words.outcome(same)).count(unmoved) == len(same.by_group)
    geometric = heavy.official.with_rule("安全生产", aggregate="geometric")
    told = repr(trial_words.question(zhen.Trial(heavy.official, geometric)))
    assert "安全生产改为：各项按权重几何平均" in told


def test_tables_name_units_in_the_order_of_their_moves(heavy):
    names = heavy.official.catalogue.unit_names("shili")
    shown = pd.concat([part.printed for part in tables.moves(heavy).parts])
    assert set(shown["单位"]) == {names[unit] for unit in heavy.moves["unit"]}
    moved = heavy.moves.set_index(heavy.moves["unit"].map(names)).loc[shown["单位"]]
    told = moved["change"].map(lambda n: f"↑{n}" if n > 0 else f"↓{-n}" if n < 0 else "持平")
    assert shown["升降"].tolist() == told.tolist()
    assert shown.iloc[:, -1].ne("—").any()


def test_every_scheme_has_its_table_and_every_table_says_that_it_is_tried(month):
    trial = zhen.try_out(two_schemes(month), "安全生产=40")
    shown = [
        *tables.tried_weights(trial).parts,
        *tables.moves(trial).parts,
        *tables.deciding(trial.official, zhen.leave_each_out(trial.official)).parts,
    ]
    assert (
        len({each.name for each in shown})
        == len(shown)
        == 2 * (1 + 2 * len(month.catalogue.schemes["village"].groups))
    )
    assert all("试算，不是考评" in each.caption for each in shown)
    assert repr(trial_words.question(trial)).count("安全生产由25改为40") == 2
    assert [part.name for part in tables.moves(trial, "x", "second").parts] == [
        "x_second_1",
        "x_second_2",
    ]


def test_the_stored_page_cannot_be_taken_for_the_result():
    nb = nbformat.read(NOTEBOOK, as_version=4)
    heading, first = nb.cells[0].source.splitlines()[0], nb.cells[0].source.splitlines()[2]
    shown = "".join(
        output.get("data", {}).get("text/html", "")
        for cell in nb.cells
        for output in cell.get("outputs", [])
    )
    captions = re.findall(r"<caption><span>(.*?)</span>", shown)

    assert "试算" in heading and first.startswith("供分析人员内部研究，不是考评结果。")
    assert len(captions) == 7 and all("试算，不是考评" in caption for caption in captions)
    assert shown.count("<b>试算，不是考评结果</b>") == 2
    assert not any(
        "widget" in key for key in re.findall(r'"(application/[^"]+)"', NOTEBOOK.read_text("utf-8"))
    )


def test_a_notebook_of_what_ifs_takes_its_texts_and_others_do_not(town):
    namespace = {"period": "2022-02", "town": "shili", "workspace": str(town.root)}
    asked = namespace | {"weights": "安全生产=40", "without": ""}
    found = parameters(asked, "weights", "without")
    assert (found.weights, found.without) == ("安全生产=40", "")
    with pytest.raises(BadInput, match="unknown parameter weights, without"):
        parameters(asked)
    with pytest.raises(BadInput, match="weights 30 is not text"):
        parameters(asked | {"weights": 30}, "weights", "without")
