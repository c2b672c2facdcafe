"""Whatever is filed: a sentence says what was done, and what counts stands in a cell so."""

import re

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from odd import BOOKS, CATALOGUE, HERE, MARCH

from zhen_analysis.base.addresses import read_address
from zhen_analysis.intake.cells.quantities import read_quantity
from zhen_analysis.intake.cells.times.time_span import FiledFor
from zhen_analysis.intake.files.sheets import RawFile, Sheet
from zhen_analysis.intake.reading import Reading, assemble, lay_out_file
from zhen_analysis.intake.records.cleaning import clean_block
from zhen_analysis.intake.records.corrections import Plan

NAMES = ["青禾村", "柳湾村", "云溪村", "青禾村二组", "青木村", "青禾村、柳湾村", "", "合计"]
DAYS = ["3月1日", "3月2日", "3月3日至5日", "2月9日", "上旬", "某日", "", "3/4"]
QUANTITIES = [
    "5",
    "6",
    "约30",
    "12户27间",
    "1.2万",
    "3-5",
    "若干",
    "同上",
    "—",
    "-3",
    "3+4",
    "7.5方",
]
QUANTITIES += ["20(含上月5)", "2车", "", "0"]
REMARKS = ["", "", "", "此行作废", "清垃圾实为17", "补报3方", "道路两侧"]
HEADS = [  # rows of a header, its items from the third column on
    [["村名", "日期", "清垃圾", "拆旱厕", "备注"]],
    [["村名", "日期", "清垃圾（方）", "清垃圾次数", "备注"]],
    [["村名", "日期", "清河道", "单位", "备注"]],
    [["村名", "日期", "清河道（米/公里）", "拆旱厕", "备注"]],
    [["村名", "日期", "清垃圾", "清垃圾", "备注"], ["", "", "合计", "其中生活垃圾", ""]],
    [["村名", "日期", "清垃圾", "清垃圾", "备注"], ["", "", "今年", "去年同期", ""]],
    [["村名", "日期", "拆旱厕", "拆旱厕", "备注"], ["", "", "上旬", "中旬", ""]],
]
UOMS = ["公里", "米", "公里", "米", "车"]


@st.composite
def sheets(draw):
    """Draw a sheet of one of the forms, with a title of the month, sometimes merged cells."""
    head = draw(st.sampled_from(HEADS))
    count = draw(st.integers(1, 6))
    rows = [["示例镇3月人居环境整治台账", "", "", "", ""], *head]
    for _ in range(count):
        second = UOMS if "单位" in head[0] else QUANTITIES
        rows.append([draw(st.sampled_from(pool)) for pool in
                     (NAMES, DAYS, QUANTITIES, second, REMARKS)])  # fmt: skip
    if draw(st.booleans()):
        rows.append(
            [draw(st.sampled_from(["注：柳湾村补报10方", "说明：云溪村数据作废"]))] + [""] * 4
        )
    first = 1 + len(head)
    merges = [((1, c), (first - 1, c)) for c in (0, 1, 4) if len(head) > 1]
    merges += [((1, 2), (1, 3))] if len(head) > 1 else []
    if draw(st.booleans()):
        merges.append(((first, 2), (first, 3)))
        rows[first][3] = ""
    return Sheet("人居环境.xlsx", "Sheet1", np.array(rows, dtype=object), merges)


def read(sheet):
    raw = RawFile(sheet.file, "0", (sheet,))
    layouts = lay_out_file(raw, CATALOGUE, BOOKS, FiledFor(MARCH, MARCH.first_day, MARCH.last_day))
    cleaned = [
        clean_block(b, BOOKS[b.ledger.level], MARCH, outside=[*layout.outside_cells()])
        for layout in layouts
        for b in layout.blocks
    ]
    return assemble([Reading(raw, layouts, cleaned)], Plan(), HERE)


SAYS = re.compile(r"按(-?[\d.]+(?:e[+-]?\d+)?)[^\d%]{1,4}计")


@settings(max_examples=25, deadline=None)
@given(sheets())
def test_a_sentence_says_what_was_done(sheet):
    intake = read(sheet)
    counted = intake.records.dropna(subset=["value"])
    values = dict(zip(counted["cell"], counted["value"], strict=True))
    rows = {read_address(cell)[0] for cell in values}
    doubles = intake.issues.loc[intake.issues["check"] == "duplicate_entry", "cell"]
    again = {read_address(cell)[0] for cell in doubles}  # the line counts where it stands first
    for issue in intake.issues.itertuples():
        row = (read_address(issue.cell) or (0, 0))[0]
        if issue.check in {"conflict", "unknown_unit", "missing_unit", "several_units"}:
            assert row not in rows, issue.message
        elif "按空缺处理" in issue.message or issue.check == "shared_quantity":
            assert issue.cell not in values, issue.message
        elif row not in again and (found := SAYS.search(issue.message)):
            assert values.get(issue.cell) == float(found[1]), issue.message
    cells = intake.issues[intake.issues["severity"] == "error"]
    assert not cells.duplicated(["sheet", "cell", "check"]).any()


@settings(max_examples=25, deadline=None)
@given(sheets())
def test_what_counts_stands_in_a_cell_with_that_value(sheet):
    for record in read(sheet).records.itertuples():
        if pd.isna(record.value):
            continue
        row, column = read_address(record.cell)
        written = sheet.grid[row - 1, column]
        beside = sheet.grid[row - 1, 3] if "单位" in sheet.grid[1] else ""
        uom = beside if re.search(r"\d$", written) else ""
        assert read_quantity(written + uom, record.uom)[0] == record.value
