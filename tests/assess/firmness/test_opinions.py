"""Second opinions, against pymcdm and by hand; and the engine's ranks against pymcdm's."""

import numpy as np
import pandas as pd
import pytest
from pymcdm.methods import TOPSIS, WSM
from pymcdm.normalizations import minmax_normalization
from pymcdm.weights import entropy_weights as their_entropy_weights
from scipy.stats import rankdata

from zhen_analysis.assess import aggregate_scores, rank_units, score_measures, second_opinions
from zhen_analysis.assess.firmness.opinions import entropy_weights

pytestmark = pytest.mark.filterwarnings("ignore:Alternatives with indices")  # pymcdm's advice

TABLES, EACH = 20, 50  # 1,000 problems: 20 tables of weights and directions, 50 months of each


def problems(seed: int):
    """Return (units × indicators) matrices of one table of indicators, its weights and types."""
    generator = np.random.default_rng(seed)
    units, columns = generator.integers(2, 15), generator.integers(2, 9)
    weights = generator.dirichlet(np.ones(columns))
    types = generator.choice([-1, 1], columns)
    return generator.uniform(1, 50, (EACH, units, columns)).round(1), weights, types


def long(matrices: np.ndarray) -> pd.DataFrame:
    """Return the matrices as measures of one month each."""
    number, unit, column = (side.ravel() for side in np.indices(matrices.shape))
    return pd.DataFrame(
        {
            "period": pd.Series(number).map("{:04d}".format),
            "unit": pd.Series(unit).map("u{:02d}".format),
            "indicator": pd.Series(column).map("c{:02d}".format),
            "value": matrices.ravel(),
        }
    )


def indicators(weights, types, **rule) -> pd.DataFrame:
    codes = [f"c{n:02d}" for n in range(len(weights))]
    return pd.DataFrame({"indicator": codes, "weight": weights, "direction": types, **rule})


def official(matrices, table) -> np.ndarray:
    """Return (problems × units) ranks that the engine gives."""
    totals = aggregate_scores(score_measures(long(matrices), table), table)
    ranked = rank_units(totals, within=["period"], decimals=7)
    return ranked.pivot_table(index="period", columns="unit", values="rank").to_numpy()


def fixed_posts(column, cost=False):
    """Normalise as ``ratio`` between 10 and 40 does."""
    share = np.clip((column - 10) / 30, 0, 1)
    return 1 - share if cost else share


@pytest.mark.parametrize("seed", range(TABLES))
@pytest.mark.parametrize(
    ("rule", "normalise"),
    [
        ({"rule": "minmax"}, minmax_normalization),
        ({"rule": "ratio", "floor": 10, "target": 40}, fixed_posts),
    ],
    ids=["minmax", "ratio"],
)
def test_the_engine_ranks_as_pymcdm_does(seed, rule, normalise):
    matrices, weights, types = problems(seed)
    theirs = [
        rankdata(-np.round(WSM(normalise)(each, weights, types), 9), method="min")
        for each in matrices
    ]
    ours = official(matrices, indicators(weights, types, **rule))
    assert ours.tolist() == np.array(theirs).tolist()


@pytest.mark.parametrize("seed", range(TABLES))
def test_topsis_closeness_is_that_of_pymcdm(seed):
    matrices, weights, _ = problems(seed)
    table = indicators(weights, 1, rule="mark", full_marks=50)
    for each in matrices[:5]:
        scores = score_measures(long(each[None]), table)
        found = second_opinions(scores, table, decimals=6)
        theirs = 50 * TOPSIS()(each, weights, np.ones(len(weights)))
        assert found["topsis"].to_numpy() == pytest.approx(theirs, abs=1e-6)
        assert found["topsis_rank"].tolist() == rankdata(-theirs.round(6), method="min").tolist()


@pytest.mark.parametrize("seed", range(TABLES))
def test_entropy_weights_are_those_of_pymcdm(seed):
    for each in problems(seed)[0]:
        assert entropy_weights(each) == pytest.approx(their_entropy_weights(each), abs=1e-8)


FLAT = pd.DataFrame({"indicator": ["a", "b"], "rule": "mark", "weight": [1, 3]})


def scored(rows, table=FLAT, **beside) -> pd.DataFrame:
    wide = pd.DataFrame(rows, columns=["a", "b"]).assign(
        unit=[f"v{n}" for n in range(len(rows))], **beside
    )
    return score_measures(wide.melt(["unit", *beside], var_name="indicator"), table)


def test_a_geometric_mean_by_hand_and_the_official_total_beside_it():
    found = second_opinions(scored([[16, 81], [0, 100], [100, 100]]), FLAT).set_index("unit")
    assert found["total"].tolist() == [64.75, 75, 100]
    assert found["geometric"].tolist() == [54, 0, 100]  # (16 × 81³) ^ ¼ = 2 × 27
    assert found[["rank", "geometric_rank"]].to_numpy().tolist() == [[3, 2], [2, 3], [1, 1]]


def test_entropy_weighs_only_what_tells_the_units_apart():
    found = second_opinions(scored([[80, 10], [80, 90]]), FLAT)
    assert found["entropy"].tolist() == [10, 90]


def test_units_that_are_alike_share_every_rank_and_one_unit_is_first():
    found = second_opinions(scored([[70, 30]] * 3), FLAT)
    ranks = found[["rank", "geometric_rank", "topsis_rank", "entropy_rank"]]
    assert (ranks == 1).all(axis=None)
    assert found["topsis"].tolist() == [50] * 3
    alone = second_opinions(scored([[70, 30]]), FLAT)
    assert alone[["rank", "entropy", "topsis_rank"]].to_numpy().tolist() == [[1, 50, 1]]


def test_a_unit_of_another_group_changes_no_opinion():
    rows = [[16, 81], [0, 100], [60, 60], [99, 1]]
    grouped = second_opinions(scored(rows, group=["A", "A", "A", "B"]), FLAT)
    alone = second_opinions(scored(rows[:3]), FLAT)
    pd.testing.assert_frame_equal(grouped.iloc[:3], alone)
    assert grouped["topsis_rank"].tolist()[3] == 1


def test_what_is_left_out_for_a_unit_is_not_its_weakness():
    table = FLAT.assign(missing="exclude")
    found = second_opinions(scored([[50, None], [50, 50], [20, 90]], table), table)
    assert found["geometric"].tolist()[0] == 50
    assert found.loc[0, "entropy"] == 50
    assert found["topsis"].notna().all()


def test_an_unknown_total_has_no_opinion_and_every_method_its_warning():
    found = second_opinions(scored([[50, None], [50, 50]]), FLAT)
    assert found["unit"].tolist() == ["v1"]
    assert set(found.attrs["warnings"]) == {"geometric", "topsis", "entropy"}
    assert all("不作为考评依据" in warning for warning in found.attrs["warnings"].values())


def test_scores_below_0_have_no_geometric_mean():
    table = FLAT.assign(rule="zscore")
    found = second_opinions(scored([[1, 2], [2, 1], [3, 3]], table), table)
    assert found["geometric"].isna().all()
    assert found["geometric_rank"].isna().all()
    assert found["rank"].tolist()[2] == 1
