"""Right tables of many kinds give nothing; one spoilt cell is found, and little else is accused."""

import pandas as pd
import pytest
from audited import draft, laid_out, spoil
from seeds import seeds

import zhen_analysis as zhen
from zhen_analysis.audit.grid.cells import tidy

MOST = 3  # findings from one slip: two ranks that changed places, a sum that passed it on


@pytest.mark.parametrize("seed", seeds(40))
def test_a_right_table_gives_nothing_and_one_slip_is_told(seed):
    made = draft(seed)
    assert zhen.audit_ranking(laid_out(made, seed)).to_dict("records") == []
    spoilt = spoil(made, seed)
    if spoilt is None:
        return
    wrong, slip = spoilt
    told = zhen.audit_ranking(laid_out(wrong, seed))
    here = (told["unit"] == tidy(slip.unit)) & told["check"].isin(slip.checks)
    if slip.column:
        here &= told["column"] == tidy(slip.column)
    assert here.any(), (slip, told.to_dict("records"))
    assert len(told) <= MOST
    if slip.checks == ("total",):
        assert not told["check"].isin(["rank", "tie"]).any()


def test_the_seeds_try_every_kind_of_slip():
    slips = [spoilt[1] for seed in range(80) if (spoilt := spoil(draft(seed), seed))]
    kinds = pd.Series([slip.checks[0] for slip in slips]).value_counts()
    assert set(kinds.index) == {"total", "rate", "rank", "subtotal", "duplicate"}
    assert kinds.min() >= 3
