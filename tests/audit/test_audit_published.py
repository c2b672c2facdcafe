"""Sheets as offices print them: a right one gives nothing, one slip is told at its cell."""

import numpy as np
import pandas as pd
import pytest
from test_audit import drawn, found

import zhen_analysis as zhen

RIGHT = {
    "lines that are parts of the one above, and a total of the others": """
        | 方向   | 目标 | 已达成 | 正常 | 滞后 |
        | 经济   | 2    | 0      | 2    | 0    |
        | 民生   | 14   | 2      | 9    | 3    |
        | 就业   | 2    | 1      | 1    | 0    |
        | 教育   | 12   | 1      | 8    | 3    |
        | 生态   | 3    | 0      | 2    | 1    |
        | 合计   | 19   | 2      | 13   | 4    |""",
    "small counts that roundings of others would explain": """
        | 文件 | 读入 | 入账 | 未计入 | 小计合计 | 空行 | 重复 |
        | 甲表 | 5    | 4    | 0      | 1        | 0    | 0    |
        | 乙表 | 9    | 8    | 0      | 1        | 0    | 0    |
        | 丙表 | 12   | 0    | 0      | 0        | 1    | 11   |
        | 丁表 | 12   | 11   | 0      | 0        | 1    | 0    |""",
    "a change of nearly nothing that two other columns exchange by chance": """
        | 科室   | 应办 | 结转 | 新增 | 未到期 | 逾期 | 较上月 |
        | 农业办 | 8    | 7    | 1    | 8      | 1    | 0      |
        | 应急办 | 5    | 2    | 3    | 0      | 0    | 0      |
        | 生态办 | 9    | 5    | 4    | 4      | 0    | -1     |
        | 党建办 | 6    | 3    | 3    | 4      | 1    | 0      |
        | 党政办 | 2    | 2    | 0    | 0      | 0    | 0      |
        | 镇纪委 | 1    | 1    | 0    | 0      | 0    | 0      |""",
    "medals: ranked by gold, though totals stand there": """
        | 名次 | 国家 | 金 | 银 | 铜 | 合计 |
        | 1    | 甲国 | 39 | 41 | 33 | 113  |
        | 2    | 乙国 | 38 | 32 | 19 | 89   |
        | 3    | 丙国 | 27 | 14 | 17 | 58   |
        | 4    | 丁国 | 22 | 20 | 22 | 64   |
        | 5    | 戊国 | 20 | 28 | 23 | 71   |""",
    "three rates with weights that nobody states, beside a count": """
        | 序号 | 单位 | 受理量 | 响应率 | 解决率 | 满意率 | 综合得分 | 排名 |
        | 1    | 甲镇 | 120    | 100%   | 92.5%  | 95.0%  | 95.50    | 2    |
        | 2    | 乙镇 | 88     | 100%   | 96.0%  | 97.0%  | 97.50    | 1    |
        | 3    | 丙镇 | 64     | 98%    | 85.0%  | 90.0%  | 90.40    | 4    |
        | 4    | 丁镇 | 150    | 100%   | 88.0%  | 91.0%  | 92.50    | 3    |
        | 5    | 戊镇 | 45     | 96%    | 80.0%  | 84.0%  | 86.00    | 6    |
        | 6    | 己镇 | 75     | 99%    | 84.0%  | 88.0%  | 89.70    | 5    |
        | 7    | 庚镇 | 52     | 97%    | 76.0%  | 80.0%  | 83.50    | 7    |""",
    "households and people before the marks": """
        | 村名 | 户数 | 人口 | 卫生 | 安全 | 档案 | 总分 | 名次 |
        | 甲村 | 320  | 1105 | 36   | 27   | 28   | 91   | 1    |
        | 乙村 | 210  | 788  | 35   | 25   | 26   | 86   | 3    |
        | 丙村 | 455  | 1630 | 30   | 28   | 25   | 83   | 4    |
        | 丁村 | 180  | 640  | 38   | 24   | 27   | 89   | 2    |
        | 戊村 | 266  | 901  | 31   | 22   | 24   | 77   | 6    |
        | 己村 | 301  | 1077 | 29   | 26   | 25   | 80   | 5    |""",
    "lines of the highest, the lowest and the mean": """
        | 单位   | 德   | 能   | 勤 | 总分 |
        | 财政所 | 18   | 19   | 18 | 55   |
        | 农业办 | 17   | 18   | 16 | 51   |
        | 城建办 | 19   | 17   | 18 | 54   |
        | 综治办 | 16   | 16   | 16 | 48   |
        | 最高分 | 19   | 19   | 18 | 55   |
        | 最低分 | 16   | 16   | 16 | 48   |
        | 平均分 | 17.5 | 17.5 | 17 | 52   |""",
    "rates that are cut off, not rounded": """
        | 单位 | 应办 | 已办 | 办结率 |
        | 甲镇 | 3    | 2    | 66.66% |
        | 乙镇 | 6    | 5    | 83.33% |
        | 丙镇 | 7    | 5    | 71.42% |
        | 丁镇 | 9    | 8    | 88.88% |
        | 戊镇 | 4    | 3    | 75.00% |
        | 己镇 | 12   | 3    | 25.00% |
        | 庚镇 | 8    | 4    | 50.00% |
        | 辛镇 | 10   | 9    | 90.00% |
        | 壬镇 | 5    | 4    | 80.00% |""",
    "weights down a column, one line per item": """
        | 指标     | 权重 | 得分 | 加权得分 |
        | 环境卫生 | 30%  | 92   | 27.6     |
        | 安全生产 | 25%  | 88   | 22       |
        | 信访维稳 | 20%  | 95   | 19       |
        | 基层党建 | 15%  | 90   | 13.5     |
        | 档案资料 | 10%  | 85   | 8.5      |
        | 合计     | 100% |      | 90.6     |""",
    "a bonus that ends at 100": """
        | 村名 | 基础分 | 加分 | 得分 | 名次 |
        | 甲村 | 96     | 5    | 100  | 1    |
        | 乙村 | 95     | 3    | 98   | 2    |
        | 丙村 | 93     | 4    | 97   | 3    |
        | 丁村 | 90     | 2    | 92   | 4    |
        | 戊村 | 88     | 0    | 88   | 5    |""",
    "stated weights, and a bonus as it is": """
        | 单位 | 明查60% | 暗访40% | 加分 | 扣分 | 总分 | 名次 |
        | 甲村 | 90      | 80      | 2    | 0    | 88   | 1    |
        | 乙村 | 85      | 85      | 0    | 1    | 84   | 2    |
        | 丙村 | 80      | 70      | 1.5  | 0    | 77.5 | 3    |
        | 丁村 | 60      | 90      | 0    | 2    | 70   | 4    |""",
    "each column with its rank behind it, under years": """
        | 村名 | 2021年得分 | 2021年名次 | 2022年得分 | 2022年名次 | 名次变化 |
        | 甲村 | 90         | 1          | 91         | 2          | -1       |
        | 乙村 | 88         | 2          | 95         | 1          | 1        |
        | 丙村 | 85         | 3          | 80         | 4          | -1       |
        | 丁村 | 80         | 4          | 82         | 3          | 1        |""",
    "two groups side by side, each ranked apart": """
        | A类村 |      |      | B类村 |      |      |
        | 村名  | 得分 | 名次 | 村名  | 得分 | 名次 |
        | 甲村  | 95   | 1    | 丁村  | 99   | 1    |
        | 乙村  | 90   | 2    | 戊村  | 80   | 3    |
        | 丙村  | 85   | 3    | 己村  | 85   | 2    |
        | 庚村  | 80   | 4    |       |      |      |""",
    "last month's place, and a change that cannot have given it": """
        | 村名 | 得分  | 名次   | 上月名次 | 较上月 |
        | 甲村 | 63.13 | 第四名 | 3        | ↓1     |
        | 乙村 | 77.98 | 第一名 | 2        | ↑1     |
        | 丙村 | 67.52 | 第三名 | 1        | ↓2     |
        | 丁村 | 69.57 | 第二名 | 4        | ↑2     |""",
    "a veto that leaves nothing": """
        | 村名 | 卫生 | 安全 | 总分 | 名次 | 备注     |
        | 甲村 | 36   | 27   | 63   | 1    |          |
        | 乙村 | 35   | 25   | 60   | 2    |          |
        | 丙村 | 30   | 28   | 0    | 4    | 一票否决 |
        | 丁村 | 31   | 22   | 53   | 3    |          |""",
    "a note that says how equals are told apart": """
        | 名次 | 村名 | 得分 |
        | 1    | 甲村 | 95   |
        | 2    | 乙村 | 93   |
        | 3    | 丙村 | 93   |
        | 4    | 丁村 | 90   |
        | 注：得分相同的，按环境卫生得分高低排序 | | |""",
    "three equals told apart": """
        | 村名 | 办结率 | 名次 |
        | 甲村 | 100%   | 1    |
        | 乙村 | 100%   | 2    |
        | 丙村 | 100%   | 3    |
        | 丁村 | 95%    | 4    |
        | 戊村 | 90%    | 5    |
        | 己村 | 85%    | 6    |
        | 庚村 | 80%    | 7    |""",
    "equals that share the mean of their places": """
        | 村名 | 得分 | 名次 |
        | 甲村 | 95   | 1    |
        | 乙村 | 93   | 2.5  |
        | 丙村 | 93   | 2.5  |
        | 丁村 | 90   | 4    |
        | 戊村 | 88   | 5    |""",
    "the first three and the last two": """
        | 村名 | 得分 | 名次 |
        | 甲村 | 97.8 | 第1名 |
        | 乙村 | 94.8 | 第2名 |
        | 丙村 | 84   | 第3名 |
        | 丁村 | 62.5 | 第15名 |
        | 戊村 | 61.1 | 第16名 |""",
    "a coefficient of difficulty": """
        | 村名 | 考核得分 | 难度系数 | 折算得分 | 名次 |
        | 甲村 | 90       | 1.05     | 94.5     | 1    |
        | 乙村 | 93       | 1        | 93       | 2    |
        | 丙村 | 80       | 1.1      | 88       | 4    |
        | 丁村 | 88       | 1.02     | 89.76    | 3    |
        | 戊村 | 85       | 1        | 85       | 5    |""",
    "deductions with their own sum, from full marks that are printed": """
        | 村名 | 满分 | 卫生扣分 | 安全扣分 | 合计扣分 | 加分 | 最终得分 |
        | 甲村 | 100  | 3.6      | 0        | 3.6      | 2.3  | 98.7     |
        | 乙村 | 100  | 0        | 8.6      | 8.6      | 3.2  | 94.6     |
        | 丙村 | 100  | 7.5      | 6.7      | 14.2     | 1.2  | 87       |
        | 丁村 | 100  | 9.2      | 4.5      | 13.7     | 4    | 90.3     |
        | 戊村 | 100  | 5.6      | 0        | 5.6      | 0.5  | 94.9     |""",
    "what is left to be done": """
        | 村名 | 任务数 | 完成数 | 未完成数 | 完成率 |
        | 甲村 | 50     | 40     | 10       | 80%    |
        | 乙村 | 20     | 16     | 4        | 80%    |
        | 丙村 | 36     | 27     | 9        | 75%    |
        | 丁村 | 80     | 72     | 8        | 90%    |
        | 合计 | 186    | 155    | 31       | 83.3%  |""",
    "what was carried over, what came, what is due of it": """
        | 单位   | 结转 | 新增 | 应办合计 | 办结 | 办结率 |
        | 财政所 | 249  | 12   | 261      | 200  | 76.6%  |
        | 农业办 | 88   | 28   | 116      | 63   | 54.3%  |
        | 城建办 | 75   | 19   | 94       | 79   | 84.0%  |
        | 综治办 | 121  | 34   | 155      | 144  | 92.9%  |
        | 合计   | 533  | 93   | 626      | 486  | 77.6%  |""",
    "more and less than last month": """
        | 村名 | 本月 | 上月 | 增减数 | 增减率 |
        | 甲村 | 517  | 560  | -43    | -7.7%  |
        | 乙村 | 507  | 386  | +121   | 31.3%  |
        | 丙村 | 173  | 275  | -102   | -37.1% |
        | 丁村 | 396  | 651  | -255   | -39.2% |""",
    "parts and their weighted marks side by side": """
        | 村名 | 明查 |         | 暗访 |         | 总分  | 名次 |
        |      | 得分 | 折算60% | 得分 | 折算40% |       |      |
        | 甲村 | 90   | 54      | 80   | 32      | 86    | 2    |
        | 乙村 | 85.5 | 51.3    | 92   | 36.8    | 88.1  | 1    |
        | 丙村 | 77   | 46.2    | 81   | 32.4    | 78.6  | 4    |
        | 丁村 | 88   | 52.8    | 75   | 30      | 82.8  | 3    |""",
    "a mean of the rounds that were held": """
        | 村名 | 第一轮 | 第二轮 | 第三轮 | 平均分 | 名次 |
        | 甲村 | 90     | 92     | 94     | 92     | 1    |
        | 乙村 | 88     | —      | 90     | 89     | 3    |
        | 丙村 | 85     | 86     | 87     | 86     | 4    |
        | 丁村 | 91     | 90     | 89     | 90     | 2    |
        | 戊村 | 80     | 82     | —      | 81     | 5    |""",
    "a sum of ranks": """
        | 单位 | 卫生排名 | 安全排名 | 党建排名 | 排名合计 | 总名次 |
        | 甲村 | 1        | 2        | 1        | 4        | 1      |
        | 乙村 | 3        | 1        | 2        | 6        | 2      |
        | 丙村 | 2        | 4        | 3        | 9        | 3      |
        | 丁村 | 4        | 3        | 4        | 11       | 4      |
        | 戊村 | 5        | 5        | 5        | 15       | 5      |""",
    "months twice across (a 平均 of each village, not a line 平均)": """
        | 村（社区） | 1月 | 2月 | 平均 | 名次 | | 村（社区） | 1月 | 2月 | 平均 | 名次 |
        | 甲家村     | 90  | 80  | 85   | 3    | | 丁家村     | 70  | 80  | 75   | 5    |
        | 乙家村     | 92  | 98  | 95   | 1    | | 戊家村     | 66  | 70  | 68   | 6    |
        | 丙家村     | 88  | 92  | 90   | 2    | | 己家村     | 80  | 84  | 82   | 4    |""",
    "areas with 小计, nothing but counts": """
        | 片区 | 村（社区） | 排查 | 整改 |
        | 东片 | 甲社区     | 42   | 40   |
        |      | 乙社区     | 50   | 44   |
        |      | 小计       | 92   | 84   |
        | 西片 | 丙社区     | 81   | 70   |
        |      | 丁社区     | 28   | 27   |
        |      | 戊社区     | 11   | 10   |
        |      | 小计       | 120  | 107  |
        | 总计 |            | 212  | 191  |""",
    "on its side, under a title and over a note": """
        | 附件1：各村考核得分汇总表 | | | | | |
        |      |      |      |      |      | 单位：分 |
        | 单位 | 甲村 | 乙村 | 丙村 | 丁村 | 戊村 |
        | 人口 | 3178 | 1271 | 2839 | 1813 | 1075 |
        | 得分 | 75.3 | 88.9 | 66.8 | 88.2 | 94   |
        | 名次 | 4名  | 2名  | 5名  | 3名  | 1名  |
        | 注：得分相同的名次并列。 | | | | | |""",
    "last month's places and the change, one unchanged": """
        | 单位 | 上月得分 | 上月名次 | 本月得分 | 本月名次 | 位次变化 |
        | 甲村 | 97.5     | 1        | 63       | 4        | 下降3位  |
        | 乙村 | 82.7     | 2        | 94.4     | 1        | 上升1位  |
        | 丙村 | 80.8     | 3        | 64.7     | 3        | 持平     |
        | 丁村 | 63.7     | 4        | 82.8     | 2        | 上升2位  |""",
    "equals told apart in two groups": """
        | 组别   | 村名 | 得分 | 名次 |
        | 第一组 | 甲村 | 60   | 1    |
        | 第一组 | 乙村 | 57   | 2    |
        | 第一组 | 丙村 | 48   | 3    |
        | 第一组 | 丁村 | 48   | 4    |
        | 第二组 | 戊村 | 63   | 1    |
        | 第二组 | 己村 | 63   | 2    |
        | 第二组 | 庚村 | 50   | 3    |
        | 第二组 | 辛村 | 44   | 4    |""",
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_sheet_gives_nothing(name):
    assert found(drawn(RIGHT[name])) == []


# written | spoilt | unit, column, check and computed number that are told
SLIPS = [
    ("three rates", "| 92.50 ", "| 95.20 ", [("丁镇", "综合得分", "total", 92.5)]),
    ("households and people", "| 83 ", "| 93 ", [("丙村", "总分", "total", 83)]),
    ("rates that are cut off", "71.42%", "17.42%", [("丙镇", "办结率", "rate", 71.43)]),
    ("weights down a column", "| 19   ", "| 91   ", [("信访维稳", "加权得分", "total", 19)]),
    ("a bonus that ends at 100", "| 98   ", "| 89   ", [("乙村", "得分", "total", 98)]),
    ("three equals", "80%    | 7", "80%    | 6", [("庚村", "名次", "rank", 7)]),
    ("equals that share", "90   | 4", "90   | 3", [("丁村", "名次", "rank", 4)]),
    ("a coefficient", "| 89.76", "| 88.76", [("丁村", "折算得分", "total", 89.76)]),
    ("deductions with", "| 14.2 ", "| 12.4 ", [("丙村", "合计扣分", "total", 14.2)]),
    ("what is left", "| 9        ", "| 19       ", [("丙村", "未完成数", "total", 9)]),
    ("what is left", "| 31 ", "| 13 ", [("合计", "未完成数", "subtotal", 31)]),
    # A rate and a line 合计 that suit the right number are not accused.
    ("what was carried over", "| 116 ", "| 161 ", [("农业办", "应办合计", "total", 116)]),
    ("what was carried over", "54.3%", "45.3%", [("农业办", "办结率", "rate", 54.3)]),
    ("more and less", "-102 ", "-120 ", [("丙村", "增减数", "rate", -102)]),
    ("parts and their weighted", "| 36.8 ", "| 38.6 ", [("乙村", "暗访/折算40%", "total", 36.8)]),
    ("a mean of the rounds", "| 81  ", "| 18  ", [("戊村", "平均分", "total", 81)]),
    ("a sum of ranks", "| 9        ", "| 6        ", [("丙村", "排名合计", "total", 9)]),
    ("months twice across", "| 75   ", "| 57   ", [("丁家村", "平均", "total", 75)]),
    ("months twice across", "| 75   | 5", "| 75   | 4", [("丁家村", "名次", "rank", 5)]),
    ("areas with 小计", "| 120 ", "| 210 ", [("小计", "排查", "subtotal", 120)]),
    ("areas with 小计", "丁社区", "丙社区", [("丙社区", "村(社区)", "duplicate", None)]),
    ("on its side", "| 2名 ", "| 1名 ", [("乙村", "名次", "rank", 2)]),
    ("last month's places", "97.5     | 1", "97.5     | 2", [("甲村", "上月名次", "rank", 1)]),
    ("last month's places", "上升1位", "上升2位", [("乙村", "位次变化", "rank", 1)]),
    ("stated weights, and a bonus", "| 77.5 ", "| 75.7 ", [("丙村", "总分", "total", 77.5)]),
    ("each column with its rank", "80         | 4          | 82", "80         | 3          | 82",
     [("丁村", "2021年名次", "rank", 4)]),
    ("two groups side by side", "80   | 3 ", "80   | 2 ", [("戊村", "名次", "rank", 3)]),
    ("equals told apart", "60   | 1", "60   | 2", [("甲村", "名次", "rank", 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "written", "spoilt", "expected"), SLIPS)
def test_one_slip_is_told_at_its_cell_and_nowhere_else(name, written, spoilt, expected):
    table = next(text for full, text in RIGHT.items() if full.startswith(name))
    assert table.count(written) >= 1
    told = [
        (unit, column, check, None if pd.isna(computed) else pytest.approx(computed))
        for unit, column, check, computed in found(drawn(table.replace(written, spoilt, 1)))
    ]
    assert told == expected


def test_two_changes_that_are_off_by_one_are_slips_and_no_rounding():
    table = RIGHT["last month's places and the change, one unchanged"]
    table = table.replace("下降3位", "下降2位").replace("上升1位", "上升2位")
    table += """
        | 戊村 | 60       | 5        | 60       | 5        | 持平     |
        | 己村 | 55       | 6        | 50       | 6        | 持平     |
        | 庚村 | 50       | 8        | 45       | 7        | 上升1位  |
        | 辛村 | 51       | 7        | 40       | 8        | 下降1位  |"""
    assert [row[:3] for row in found(drawn(table))] == [
        ("甲村", "位次变化", "rank"),
        ("乙村", "位次变化", "rank"),
    ]


def test_rates_of_rounded_amounts_may_be_off_by_what_was_rounded():
    table = """
        | 乡镇 | 计划(亿元) | 完成(亿元) | 完成率 | 排名 |
        | 甲镇 | 3.2        | 1.8        | 55.62% | 2    |
        | 乙镇 | 2.1        | 0.9        | 44.91% | 4    |
        | 丙镇 | 5.6        | 2.9        | 51.33% | 3    |
        | 丁镇 | 1.4        | 1.1        | 75.44% | 1    |
        | 戊镇 | 4.3        | 1.6        | 37.01% | 5    |"""
    assert found(drawn(table)) == []
    told = found(drawn(table.replace("37.01%", "73.01%")))
    assert [row[:3] for row in told] == [("戊镇", "完成率", "rate")]


def test_a_long_frame_of_records_is_looked_at_in_no_time():
    records = pd.DataFrame(
        {
            "unit": [f"v{n % 30}" for n in range(3000)],
            "indicator": [f"kind{n % 40}_rate" for n in range(3000)],
            "value": [float(n % 97) for n in range(3000)],
        }
    )
    assert zhen.audit_ranking(records).empty


def test_two_lines_that_changed_places_are_told_even_of_four():
    table = RIGHT["what was carried over, what came, what is due of it"]
    table = table.replace("| 94 ", "| 0 ").replace("| 155 ", "| 94 ").replace("| 0 ", "| 155 ")
    told = zhen.audit_ranking(drawn(table))
    assert told["unit"].tolist() == ["城建办", "综治办"]
    assert told["likely"].tolist() == ["与综治办写颠倒", "与城建办写颠倒"]


LIKELY = [
    ("what was carried over", "| 63 ", "| 36 ", "办结率", "可能办结36应为63"),
    ("households and people", "| 38   | 24 ", "| 83   | 24 ", "总分", "可能卫生83应为38"),
    ("what was carried over", "76.6%", "80.3%", "办结率", "像是办结÷结转"),
]


@pytest.mark.parametrize(("name", "written", "spoilt", "column", "likely"), LIKELY)
def test_the_number_behind_a_disagreement_is_named(name, written, spoilt, column, likely):
    table = next(text for full, text in RIGHT.items() if full.startswith(name))
    told = zhen.audit_ranking(drawn(table.replace(written, spoilt, 1)))
    assert likely in told.loc[told["column"] == column, "likely"].tolist()


def test_a_part_beyond_its_whole_is_told_and_not_the_whole_too():
    table = """
        | 村名 | 隐患数 | 其中   |        |
        |      |        | 重大   | 一般   |
        | 甲村 | 20     | 5      | 15     |
        | 乙村 | 12     | 2      | 10     |
        | 丙村 | 30     | 10     | 20     |
        | 丁村 | 18     | 6      | 12     |"""
    assert found(drawn(table)) == []
    told = found(drawn(table.replace("| 2      | 10", "| 14     | 10")))
    assert [row[:3] for row in told] == [("乙村", "其中/重大", "part")]


def test_the_same_unit_twice_in_a_ranking_is_told_whatever_its_grade():
    table = """
        | 村名 | 得分 | 名次 | 等次 | 备注 |
        | 甲村 | 95   | 1    | 优秀 | 表扬 |
        | 乙村 | 90   | 2    | 良好 |      |
        | 乙村 | 85   | 3    | 合格 |      |
        | 丁村 | 80   | 4    | 合格 | 约谈 |"""
    assert [row[:3] for row in found(drawn(table))] == [("乙村", "村名", "duplicate")]


def test_headings_in_no_words_that_we_know_still_head_a_table():
    frame = pd.DataFrame(
        {"点": ["甲", "乙", "丙", "丁"], "x": [1, 2, 3, 4], "y": [5, 6, 7, 8], "名": [0, 0, 0, 0]}
    )
    assert zhen.audit_ranking(frame).empty


ENGLISH = pd.DataFrame(
    {
        "Village": ["Stonebridge", "Westbank", "Willow", "Eastbank"],
        "Hygiene": [36, 38, 35, 30],
        "Safety": [27, 24, 25, 28],
        "Total score": [63, 62, 60, 58],
        "Rank": ["1st", "2nd", "3rd", "4th"],
    }
)
TYPES = {
    "numbers": lambda frame: frame,
    "nullable": lambda frame: frame.convert_dtypes(),
    "arrow": lambda frame: frame.convert_dtypes(dtype_backend="pyarrow"),
    "categories": lambda frame: frame.astype("category"),
    "units across": lambda frame: frame.set_index("Village").T,
    "units across, headings as a column": lambda frame: (
        frame.set_index("Village").T.rename_axis(None, axis=1).reset_index()
    ),
}


@pytest.mark.parametrize("kind", TYPES)
def test_english_headings_and_every_type_of_column_are_read(kind):
    assert found(TYPES[kind](ENGLISH)) == []
    wrong = ENGLISH.assign(**{"Total score": [63, 26, 60, 58]})
    told = [row[:3] for row in found(TYPES[kind](wrong))]
    assert told == [("Westbank", "Total score", "total")]


def test_exchanged_headings_of_two_changes_are_told_with_what_they_should_say():
    table = """
        | 镇   | 2022年3月 | 2022年2月 | 2021年3月 | 环比   | 同比   |
        | 甲镇 | 110       | 100       | 90        | 10.0%  | 22.2%  |
        | 乙镇 | 90        | 100       | 80        | -10.0% | 12.5%  |
        | 丙镇 | 120       | 110       | 100       | 9.1%   | 20.0%  |
        | 丁镇 | 50        | 60        | 40        | -16.7% | 25.0%  |"""
    assert found(drawn(table)) == []
    told = zhen.audit_ranking(drawn(table.replace("环比   | 同比", "同比   | 环比")))
    assert told[["unit", "column", "check", "computed"]].to_numpy().tolist() == [
        ["甲镇", "同比", "rate", 22.2],
        ["甲镇", "环比", "rate", 10.0],
    ]
    assert told["likely"].str.contains("应为“[环同]比”").all()


def test_numbers_that_nobody_rounded_are_right_as_a_computer_leaves_them():
    marks = pd.DataFrame({"单位": list("甲乙丙丁戊"), "卫生": [31.7, 20.1, 28.3, 35.9, 11.3]})
    marks = marks.assign(安全=marks["卫生"] / 7, 总分=marks["卫生"] + marks["卫生"] / 7)
    marks = marks.assign(办结=[5, 3, 6, 9, 2], 应办=[7, 9, 7, 11, 3])
    marks = marks.assign(办结率=100 * marks["办结"] / marks["应办"])
    assert found(marks) == []
    told = found(marks.assign(总分=marks["总分"] + [0, 0, 1, 0, 0]))
    assert [row[:3] for row in told] == [("丙", "总分", "total")]


def test_wide_tables_of_rates_are_not_explained_by_whatever_stands_beside():
    """Of 80 columns of small counts and shares some pair gives nearly what a third one says."""
    generator = np.random.default_rng(4)
    wide = pd.DataFrame({"村名": [f"{name}家村" for name in "赵钱孙李周吴郑王冯陈褚卫"]})
    for number in range(40):
        done, due = generator.integers(0, 3, 12), generator.integers(2, 4, 12)
        wide[f"事项{number}(起)"] = generator.integers(0, 3, 12)
        wide[f"事项{number}完成率(%)"] = (100 * done / due).round(1)
    assert found(wide) == []
