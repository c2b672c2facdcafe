"""Evidence of change between months, and bands of units that cannot be told apart."""

import pandas as pd
import pytest
from drawing import table

from zhen_analysis.assess import band_equals, compare_rates, judge_totals


def counts(rows: dict[str, tuple[int, int, int, int]]) -> pd.DataFrame:
    """Return the verdict on units of (done, due) now and before."""
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["a", "b", "c", "d"])
    return compare_rates(frame["a"], frame["b"], frame["c"], frame["d"])


def test_a_change_is_called_by_how_much_its_cases_prove():
    found = counts({"甲": (58, 60, 20, 60), "乙": (2, 3, 1, 3), "丙": (4, 4, 0, 0)})
    assert found["word"].tolist()[:2] == ["moved", "no evidence"]
    assert pd.isna(found.loc["丙", "word"])
    assert found.loc["甲", "low"] > 0 > found.loc["乙", "low"]


def test_a_small_p_value_among_many_units_is_only_a_maybe():
    """Alone 9/10 against 4/10 has p = 0.057; with nine others that did not move it proves less."""
    still = {f"u{n}": (5, 10, 5, 10) for n in range(9)}
    assert counts({"甲": (9, 10, 4, 10)}).loc["甲", "word"] == "moved"
    assert counts({"甲": (9, 10, 4, 10), **still}).loc["甲", "word"] == "may have moved"


def test_the_interval_of_a_difference_is_that_of_newcombe():
    """Newcombe (1998), table II, first case: 56/70 − 48/80, method 10: 0.0524 to 0.3339."""
    found = counts({"甲": (56, 70, 48, 80)}).loc["甲"]
    assert found["difference"] == pytest.approx(0.2)
    assert (found["low"], found["high"]) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def history(totals: list[float]) -> pd.DataFrame:
    """Return one unit's totals, month by month; the last one is of 2022-01."""
    months = pd.period_range(end="2022-01", periods=len(totals), freq="M").astype("str")
    return pd.DataFrame(
        {"period": months, "scheme": "s", "group": "A", "unit": "甲", "total": totals}
    )


@pytest.mark.parametrize(
    ("last", "word"), [(80.9, "no evidence"), (81.5, "moved"), (70.0, "moved")]
)
def test_with_twelve_months_a_total_is_judged_by_its_limits(last, word):
    """A year of 75, 77, 75, 77 …: mean 76, moving range 2, limits 76 ± 5.32."""
    found = judge_totals(history([75, 77] * 6 + [last]), "2022-01", "2021-12").iloc[0]
    assert (found["low"], found["high"]) == pytest.approx((70.68, 81.32))
    assert found["word"] == word and found["difference"] == pytest.approx(last - 77)


def test_with_fewer_months_only_the_change_is_said():
    found = judge_totals(history([75, 90]), "2022-01", "2021-12").iloc[0]
    assert found["difference"] == 15 and found["months"] == 1
    assert found[["low", "high", "word"]].isna().all()


def test_a_band_takes_in_whoever_overlaps_with_its_best():
    drawn = table("""
        rank | low | high | band
        1    | 1   | 1    | 1
        2    | 2   | 4    | 2
        3    | 2   | 5    | 2
        4    | 4   | 6    | 2
        5    | 5   | 6    | 3
        6    | 5   | 6    | 3
    """).astype("Int64")
    for rows in (drawn, drawn[::-1]):
        assert band_equals(rows).tolist() == rows["band"].tolist()
    unknown = pd.concat([drawn, drawn.tail(1) * pd.NA], ignore_index=True)
    assert pd.isna(band_equals(unknown).iloc[-1])
