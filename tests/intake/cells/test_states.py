"""The state of a case as people write it."""

import pandas as pd
import pytest
from drawing import table

from zhen_analysis.catalogue import Column
from zhen_analysis.intake.cells.states import read_states

COLUMN = Column(
    "status",
    ("整改状态",),
    closed_words=("已整改", "已完成", "是"),
    options=("已整改", "整改中", "未整改", "挂账"),
)
STATES = table(
    """
    written      | status | problem
    已整改       | closed |
    已 整 改     | closed |
    已整改。     | closed |
    是           | closed |
    整改中       | open   |
    未整改       | open   |
    未完成       | open   |
    否           | open   |
    挂账         | open   |
    已延期       | open   |
    基本完成     | open   | status_doubtful
    整改完毕     | open   | status_doubtful
    完成80%      | open   | status_doubtful
    √            | open   | status_doubtful
    未已整改     | open   | status_doubtful
    —            |        |
                 |        |
    """
)


@pytest.mark.parametrize(
    "line", list(STATES.itertuples()), ids=lambda line: line.written or "blank"
)
def test_a_state_is_closed_only_by_a_declared_word(line):
    read = read_states(pd.Series([line.written]), COLUMN).iloc[0]
    assert (read["status"] or "", read["problem"] or "") == (line.status, line.problem)


def test_a_ledger_may_declare_any_word_to_mean_closed():
    column = Column("status", ("状态",), closed_words=("否",))
    assert read_states(pd.Series(["否"]), column)["status"].tolist() == ["closed"]
