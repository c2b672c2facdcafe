"""What people write in cells, and what is read: one frame per parser."""

import pandas as pd
import pytest
from drawing import table
from hypothesis import given
from hypothesis import strategies as st

from zhen_analysis.intake.values import heading_unit, parse_dates, parse_quantities
from zhen_analysis.period import Month

QUANTITIES = table(
    """
    written        | uom    | heading | value    | qualifier | problem
    120            | 立方米 |         | 120      |           |
    １２０         | 立方米 |         | 120      |           |
    12.5           | 立方米 |         | 12.5     |           |
    .5             | 立方米 |         | 0.5      |           |
    120方          | 立方米 |         | 120      |           |
    120立方        | 立方米 |         | 120      |           |
    120 m³         | 立方米 |         | 120      |           |
    1,204          | 立方米 |         | 1204     |           |
    1，204         | 立方米 |         | 1204     |           |
    1,204,000      | 立方米 |         | 1204000  |           |
    1,20           | 立方米 |         |          |           | unreadable
    1.2万          | 立方米 |         | 12000    |           |
    1.2万方        | 立方米 |         | 12000    |           |
    0.3万方        | 立方米 |         | 3000     |           |
    3千            | 立方米 |         | 3000     |           |
    约30           | 立方米 |         | 30       | 约        |
    约30方         | 立方米 |         | 30       | 约        |
    近2000         | 立方米 |         | 2000     | 近        |
    30余           | 立方米 |         | 30       | 余        |
    30余方         | 立方米 |         | 30       | 余        |
    2000多方       | 立方米 |         | 2000     | 多        |
    30方左右       | 立方米 |         | 30       | 左右      |
    30方以上       | 立方米 |         | 30       | 以上      |
    约30余方       | 立方米 |         | 30       | 约余      |
    1万余方        | 立方米 |         | 10000    | 余        |
    3000多万       | 元     |         | 30000000 | 多        |
    十二           | 个     |         | 12       |           |
    两             | 个     |         | 2        |           |
    三十余         | 个     |         | 30       | 余        |
    一百二十       | 个     |         | 120      |           |
    一百零五       | 个     |         | 105      |           |
    二〇           | 个     |         | 20       |           |
    一千二百       | 个     |         | 1200     |           |
    三万五         | 个     |         | 35000    |           |
    0              | 个     |         | 0        |           |
    0.0            | 个     |         | 0        |           |
    零             | 个     |         | 0        | 零        |
    无             | 个     |         | 0        | 无        |
    没有           | 个     |         | 0        | 没有      |
    —              | 个     |         | 0        | —         |
    ——             | 个     |         | 0        | ——        |
    －             | 个     |         | 0        | -         |
    /              | 个     |         | 0        | /         |
                   | 个     |         |          |           |
    若干           | 个     |         |          |           | unreadable
    见附表         | 个     |         |          |           | unreadable
    十几           | 个     |         |          |           | unreadable
    12户27间       | 户     |         | 12       | 另有27间  | extra_quantity
    12户、27间     | 户     |         | 12       | 另有27间  | extra_quantity
    12户27间       | 间     |         | 27       | 另有12户  | extra_quantity
    12户27间       | 个     |         |          |           | unreadable
    12户13户       | 户     |         |          |           | unreadable
    3.25(3.76)     | 立方米 |         | 3.25     | 上年3.76  |
    85%（80%）     | %      |         | 85       | 上年80%   |
    12（户）       | 户     |         | 12       |           |
    3-5            | 个     |         |          |           | unreadable
    12 27          | 个     |         |          |           | unreadable
    1 20           | 个     |         |          |           | unreadable
    2022-03-05     | 个     |         |          |           | unreadable
    #DIV/0!        | 个     |         |          |           | unreadable
    同上           | 个     |         |          |           | ditto
    -5             | 个     |         | -5       |           |
    －5            | 个     |         | -5       |           |
    +5             | 个     |         | 5        |           |
    12处           | 个     |         | 12       |           |
    12户           | 个     |         | 12       |           | unit_doubtful
    12方           | 个     |         |          |           | unit_conflict
    12个           | 立方米 |         |          |           | unit_conflict
    85%            | 个     |         |          |           | unit_conflict
    85%            | %      |         | 85       |           |
    85％           | %      |         | 85       |           |
    3‰             | %      |         | 0.3      |           |
    1020平         | 平方米 |         | 1020     |           |
    1020平米       | 平方米 |         | 1020     |           |
    1020㎡         | 平方米 |         | 1020     |           |
    3亩            | 平方米 |         | 2000     |           |
    1公顷          | 平方米 |         | 10000    |           |
    2.5公里        | 米     |         | 2500     |           |
    2.5            | 米     | 公里    | 2.5      |           |
    1里            | 米     |         | 500      |           |
    2500米         | 公里   |         | 2.5      |           |
    3方            | 米     |         |          |           | unit_conflict
    27台班         | 车次   |         | 27       |           |
    27车           | 车次   |         | 27       |           |
    27辆次         | 车次   |         | 27       |           |
    37人           | 人次   |         | 37       |           |
    37人(次)       | 人次   |         | 37       |           |
    37人（次）     | 人次   |         | 37       |           |
    近2000余人次   | 人次   |         | 2000     | 近余      |
    0.1万元        | 元     |         | 1000     |           |
    1000元         | 元     |         | 1000     |           |
    1 000          | 元     |         | 1000     |           |
    """
)

# The filing is of March 2022.
DATES = table(
    """
    written             | date       | problem
    2022-03-05          | 2022-03-05 |
    2022-3-5            | 2022-03-05 |
    2022.3.5            | 2022-03-05 |
    2022.03.05          | 2022-03-05 |
    2022/3/5            | 2022-03-05 |
    2022年3月5日        | 2022-03-05 |
    2022年3月5号        | 2022-03-05 |
    20220305            | 2022-03-05 |
    22.3.5              | 2022-03-05 |
    3月5日              | 2022-03-05 |
    ３月５日            | 2022-03-05 |
    3月 5日             | 2022-03-05 |
    3.5                 | 2022-03-05 |
    3/5                 | 2022-03-05 |
    3-5                 | 2022-03-05 |
    5日                 | 2022-03-05 |
    5                   | 2022-03-05 |
    三月五日            | 2022-03-05 |
    三月十五日          | 2022-03-15 |
    三月二十日          | 2022-03-20 |
    三月二十三日        | 2022-03-23 |
    二〇二二年三月五日  | 2022-03-05 |
    二零二二年三月五日  | 2022-03-05 |
    2022-03-05 08:30:00 | 2022-03-05 |
    44625               | 2022-03-05 |
    12月30日            | 2022-12-30 |
    4月1日              | 2022-04-01 |
    3月上旬             |            | vague_date
    3月底               |            | vague_date
    13月5日             |            | unreadable_date
    2月30日             |            | unreadable_date
    2022-02-29          |            | unreadable_date
    待定                |            | unreadable_date
    99                  |            | unreadable_date
    无                  |            |
                        |            |
    """
)


@pytest.mark.parametrize(
    "line", list(QUANTITIES.itertuples()), ids=lambda line: line.written or "blank"
)
def test_a_quantity_is_read_as_it_was_meant(line):
    read = parse_quantities(pd.Series([line.written]), line.uom).iloc[0]
    assert_same(read["value"], float(line.value) if line.value else None)
    assert_same(read["qualifier"], line.qualifier or None)
    assert_same(read["problem"], line.problem or None)


@pytest.mark.parametrize("line", list(DATES.itertuples()), ids=lambda line: line.written or "blank")
def test_a_date_is_read_with_the_month_of_filing_as_context(line):
    read = parse_dates(pd.Series([line.written]), Month(2022, 3)).iloc[0]
    assert_same(read["date"], pd.Timestamp(line.date) if line.date else None)
    assert_same(read["problem"], line.problem or None)


def test_december_in_a_january_filing_is_last_years():
    read = parse_dates(pd.Series(["12月30日", "1月3日"]), Month(2022, 1))
    assert read["date"].tolist() == [pd.Timestamp("2021-12-30"), pd.Timestamp("2022-01-03")]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("清垃圾（立方米）", ("清垃圾", "立方米")),
        ("清垃圾(方)", ("清垃圾", "方")),
        ("清 垃 圾\n（单位：立方米）", ("清垃圾", "立方米")),
        ("出动人次（人(次)）", ("出动人次", "人次")),
        ("村名", ("村名", "")),
        ("改厕（含验收）", ("改厕", "")),
    ],
)
def test_a_heading_states_its_unit_in_brackets(label, expected):
    assert heading_unit(label) == expected


def test_the_headings_unit_holds_for_cells_that_state_none():
    read = parse_quantities(pd.Series(["2.5", "300米"]), "米", "公里")
    assert read["value"].tolist() == [2500, 300]


def test_numbers_on_two_lines_of_a_cell_are_not_run_together():
    read = parse_quantities(pd.Series(["12\n27", "12户\n27间"]), "户")
    assert read["problem"].tolist() == ["unreadable", "extra_quantity"]


@given(st.floats(0, 1e9, allow_nan=False), st.sampled_from(["", "方", "立方米"]))
def test_every_number_that_a_sheet_holds_is_read_back_exactly(number, unit):
    read = parse_quantities(pd.Series([f"{number:f}{unit}"]), "立方米")
    assert read["value"].iloc[0] == float(f"{number:f}")


@given(st.text(max_size=12))
def test_no_text_breaks_the_readers(text):
    quantity = parse_quantities(pd.Series([text]), "个").iloc[0]
    date = parse_dates(pd.Series([text]), Month(2022, 3)).iloc[0]
    if text.strip():
        assert pd.notna(quantity["value"]) or pd.notna(quantity["problem"]) or not text.strip()
    assert pd.isna(date["date"]) or pd.isna(date["problem"])


def test_a_column_is_read_whatever_its_order_and_index():
    written = pd.Series(["3", "若干", "", "3", "约5"], index=[9, 7, 5, 3, 1])
    read = parse_quantities(written, "个")
    shuffled = parse_quantities(written.iloc[::-1], "个").iloc[::-1]
    pd.testing.assert_frame_equal(read, shuffled)
    assert list(read.index) == [9, 7, 5, 3, 1]


def assert_same(read, expected):
    assert pd.isna(read) if expected is None else read == expected
