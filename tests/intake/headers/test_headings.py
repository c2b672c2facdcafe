"""Headings as people write them: the column that is meant, the unit that is stated, or nothing."""

import pytest
from drawing import table

from zhen_analysis.base.workspace import bundled
from zhen_analysis.catalogue import load_catalogue
from zhen_analysis.intake.headers.headings import ASIDE, CONFIDENCE, guess, says_heading, understand

CLEANUP = load_catalogue(bundled("catalogue")).ledgers["cleanup"]

# ; parts the rows of a header, \n the lines of one cell; means: item, or field where there is none.
HEADINGS = table("""
    written                      | means            | uom    | how
    清河道                       | river            |        | sure
    清 河 道                     | river            |        | sure
    清\\n河\\n道                 | river            |        | sure
    清河道：                     | river            |        | sure
    *清河道*                     | river            |        | sure
    清河道（米）                 | river            | 米     | sure
    清河道【公里】               | river            | 公里   | sure
    清河道[单位：米]             | river            | 米     | sure
    清河道（以米计）             | river            | 米     | sure
    清河道/米                    | river            | 米     | sure
    清河道-米                    | river            | 米     | sure
    清河道，单位：米             | river            | 米     | sure
    清河道 单位米                | river            | 米     | sure
    清河道\\n米                  | river            | 米     | sure
    清河道米                     | river            | 米     | sure
    清路域m2                     | roadside         | m2     | sure
    清路域（㎡）                 | roadside         | m2     | sure
    清理垃圾（方/立方米）        | garbage          | 方     | sure
    清垃圾（必填）               | garbage          |        | sure
    清垃圾数量（方）             | garbage          | 方     | sure
    改厕户数                     | toilet           | 户     | sure
    3.清垃圾                     | garbage          |        | sure
    （一）清垃圾                 | garbage          |        | sure
    ②清垃圾                     | garbage          |        | sure
    村名（盖章）                 | unit             |        | sure
    拆违建/处数                  | illegal_building |        | sure
    拆违建（面积）               | illegal_area     |        | sure
    拆违建;面积（亩）            | illegal_area     | 亩     | sure
    人居环境;拆违建;处数         | illegal_building |        | sure
    清垃圾;方                    | garbage          | 方     | sure
    清垃圾;数量;方               | garbage          | 方     | sure
    清垃圾;本月完成              | garbage          |        | sure
    出动力量/车次                | vehicle          |        | sure
    清垃圾（旧村改造）           | garbage          |        | aside
    清理垃圾类                   | garbage          |        | guess
    清理河道段                   | river            |        | guess
    拆旱侧                       |                  |        |
    未清河道                     |                  |        |
    清理垃圾率                   |                  |        |
    清垃圾（累计）               |                  |        |
    清垃圾（万）                 |                  |        |
    清垃圾;累计                  |                  |        |
    清垃圾;上月                  |                  |        |
    去年同期;清垃圾              |                  |        |
    清垃圾;其中：建筑垃圾        |                  |        |
    单位;方                      |                  |        |
    天气                         |                  |        |
""")


@pytest.mark.parametrize("case", HEADINGS.itertuples(), ids=HEADINGS["written"])
def test_a_heading_means_a_declared_column_surely_likely_or_not_at_all(case):
    path = tuple(case.written.replace("\\n", "\n").split(";"))
    meaning = understand(path, CLEANUP)
    if meaning is None:
        found = guess(path, CLEANUP.columns)
        told = (found[0].item or found[0].field, "", "guess") if found else ("", "", "")
        assert not found or found[1] >= CONFIDENCE
    else:
        how = "aside" if meaning.strength == ASIDE and meaning.column.uom else "sure"
        told = (meaning.column.item or meaning.column.field, meaning.uom, how)
    assert told == (case.means, case.uom, case.how)


def test_two_columns_that_a_heading_is_like_are_never_guessed_between():
    like = [column for column in CLEANUP.columns if column.item in ("vehicle", "person")]
    assert guess(("出动车辆数",), like) is not None
    assert guess(("出动次",), like) is None


@pytest.mark.parametrize(
    ("text", "is_heading"),
    [("清垃圾", True), ("清路域m2", True), ("清路域12", False), ("清垃圾很多很多很多", False)],
)
def test_a_cell_of_work_is_no_heading(text, is_heading):
    assert says_heading(text, frozenset(["清垃圾", "清路域"])) is is_heading
