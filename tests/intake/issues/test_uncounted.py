"""A figure that was filed and does not count is unread, never 0."""

import openpyxl
import pandas as pd
import pytest
from odd import CATALOGUE, HERE
from openpyxl.styles import Font

from zhen_analysis.assess import measure_month
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.intake.headers.suggestions import items_meant
from zhen_analysis.intake.issues.uncounted import cells_of
from zhen_analysis.intake.reading import read_folder

CODES = {unit.name: unit.unit for unit in HERE.units("village").itertuples()}
UNREAD = "待核"


@pytest.fixture
def figure(tmp_path):
    """Return the function that files one sheet and tells a village's figure of an indicator."""
    folder = tmp_path / "data/raw/shili/2022-03"
    folder.mkdir(parents=True)

    def measured(name, rows, merge="", strike=""):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        if merge:
            book.active.merge_cells(merge)
        if strike:
            book.active[strike].font = Font(strike=True)
        book.save(folder / name)
        intake = read_folder(Workspace(tmp_path), HERE)
        found = measure_month(intake.records, intake.filings, HERE, intake.uncounted)
        found = found[found["span"] == "month"].set_index(["unit", "indicator"])

        def tell(village, indicator):
            line = found.loc[(CODES[village], indicator)]
            if line["is_unread"]:
                assert pd.isna(line["value"])
                return UNREAD
            return float(line["value"])

        return tell

    return measured


HEAD = ["村名", "清垃圾", "拆旱厕"]
DATED = ["村名", "日期", "清垃圾", "拆旱厕"]


def test_a_figure_struck_out_is_not_nothing_done(figure):
    tell = figure("人居环境.xlsx", [HEAD, ["青禾村", 12, 1], ["柳湾村", 5, 2]], strike="B2")
    assert [tell("青禾村", each) for each in ("garbage", "latrine")] == [UNREAD, 1]
    assert tell("柳湾村", "garbage") == 5


def test_a_figure_merged_over_two_villages_is_of_neither(figure):
    tell = figure("人居环境.xlsx", [HEAD, ["青禾村", 12, 1], ["柳湾村", None, 2]], merge="B2:B3")
    assert [tell(village, "garbage") for village in ("青禾村", "柳湾村")] == [UNREAD] * 2
    assert [tell(village, "latrine") for village in ("青禾村", "柳湾村")] == [1, 2]


def test_a_figure_merged_over_two_items_is_of_neither(figure):
    head = ["村名", "清垃圾", "拆旱厕", "出动人次"]
    tell = figure("人居环境.xlsx", [head, ["青禾村", 12, None, 4]], merge="B2:C2")
    assert [tell("青禾村", each) for each in ("garbage", "latrine", "person")] == [
        *(UNREAD, UNREAD, 4)
    ]


@pytest.mark.parametrize("heading", ["清垃圾、拆旱厕", "累计清垃圾"])
def test_what_a_heading_of_two_items_or_of_a_running_sum_holds_is_unread(figure, heading):
    rows = [["村名", heading, "出动人次"], ["青禾村", 12, 4], ["柳湾村", None, 3]]
    tell = figure("人居环境.xlsx", rows)
    assert [tell(village, "garbage") for village in ("青禾村", "柳湾村")] == [UNREAD, 0]


def test_two_lines_that_disagree_leave_the_item_unread_beside_others_of_the_village(figure):
    rows = [DATED, ["青禾村", "3月2日", 5, None], ["青禾村", "3月2日", 6, None],
            ["青禾村", "3月3日", None, 1]]  # fmt: skip
    tell = figure("人居环境.xlsx", rows)
    assert [tell("青禾村", each) for each in ("garbage", "latrine")] == [UNREAD, 1]


def test_a_case_without_a_number_leaves_the_villages_counts_unread(figure):
    head = ["问题编号", "所在村", "问题描述", "发现日期", "整改状态"]
    rows = [head, ["A1", "青禾村", "电线", "3月3日", "整改中"],
            [None, "青禾村", "堆物", "3月4日", "整改中"],
            ["A2", "柳湾村", "灯", "3月4日", "整改中"]]  # fmt: skip
    tell = figure("安全隐患台账.xlsx", rows)
    assert [tell(v, "problem_found") for v in ("青禾村", "柳湾村")] == [UNREAD, 1]


@pytest.mark.parametrize(
    ("label", "items"),
    [
        ("拆旱厕、清垃圾", {"latrine", "garbage"}),
        ("累计清垃圾", {"garbage"}),
        ("旱厕拆除", {"latrine"}),
        ("出动人次/百人次", {"person"}),
        ("去年清垃圾", set()),
        ("清垃圾计划", set()),
        ("备注", set()),
    ],
)
def test_a_heading_speaks_of_every_item_that_it_names_but_not_of_other_times(label, items):
    columns = [column for column in CATALOGUE.ledgers["cleanup"].columns if column.item]
    assert set(items_meant(label, columns)) == items


def test_a_range_names_each_of_its_cells_and_a_name_none():
    assert [*cells_of("C2:D3")] == ["C2", "D2", "C3", "D3"]
    assert [*cells_of("C2")] == ["C2"]
    assert not [*cells_of("工作表名")]
