"""The words by which published tables say what a line or a column is."""

from __future__ import annotations

import re

import numpy as np

from zhen_analysis.audit.cells import read_number, read_place, tidy

UNIT = re.compile(
    r"(?:各|被?考核|责任|承办|牵头|报送|填报)?"
    r"(?:村|村名|村别|村居|村\(居\)|村\(社区\)|村庄|村级|行政村|社区|乡镇|镇|镇街|街道|镇\(街道\)|乡镇街道|乡镇\(街道\)|单位|部门|科室|县区|县市区"
    r"|区县|县\(市、区\)|地区|区域|城市|名称|单位名称|村名称|乡镇名称|部门名称|被考核单位|对象|姓名|站所|网格|片区名|国家|unit|village|name)"
    r"(?:名称|名)?"
)
SERIAL = re.compile(r"^(?:序号|编号|序|No\.?)$")
RANK = re.compile(r"(?:名次|排名|位次|排序|位列|名列|排位|^rank$)")
# What a heading of ranks may say beside the word, and still mean the total.
PLAIN_RANK = re.compile(
    r"(?:综合|总分|总|考核|考评|本月|本期|本次|当月|全镇|全县|全区|得分|最终|最后|小组|组内|类内)"
)
TOTAL = re.compile(
    r"(?:总分|总得分|总成绩|总积分|综合得分|综合成绩|综合分|最终得分|最后得分|最终成绩|考核得分|考评得分|考核成绩"
    r"|实得分|实际得分|合计|总计|共计|小计|累计|总数|总量|总得|总评|平均分|均分|平均得分|平均成绩"
    r"|^得分$|^分数$|^成绩$|^积分$|^总值$|^指数$|^平均$|^平均值$|^total$|^score$)"
)
IN_PERCENT = re.compile(r"(?<![\d.])%")
CHANGED_RANK = re.compile(r"(?:变|升降|进退)")
MARK = re.compile(r"(?:分|成绩)$")
RATE = re.compile(r"(?:率|占比|比重|比例|百分比|完成度|(?<![\d.])%|‰)")
SHARE_OF_WHOLE = re.compile(r"(?:整改|办结|合格|达标|覆盖|按时|及时|满意|按期|回复|处置)率")
OF_ALL = re.compile(r"(?:占比|比重|比例|占全镇|占总)")
CHANGE = re.compile(
    r"(?:同比|环比|增幅|增速|涨幅|降幅|增长率|较上月|比上月|较上年|比上年|较去年|比去年|升降|进退位)"
)
COUNTED = re.compile(r"(?:总数|总量)")
GROUP = re.compile(r"^(?:类别|组别|分组|分类|片区|所属片区|类型|级别|档次类别|组|类)$")
SUMMARY = re.compile(
    r"(?:本页|全镇|全区|全县|全市|本月|本组|[A-Za-z一二三四五六七八九十]+类村?)?(?:合计|小计|总计|共计|总和|累计|平均|平均分|平均值|均值|全镇|全区|全县|全市|总体)[::]?"
)
MEAN = re.compile(r"(?:平均|均值|均分)")
NOT_BODY = re.compile(
    r"(?:注|备注|说明|填表人|填报人|审核人?|制表人?|单位负责人|联系人|填表日期|制表日期|数据来源|资料来源|来源)(?:[::\d(]|$)"
)
FULL_MARKS = re.compile(r"(?:满分|分值|标准分|标准分值|基准分|目标值|赋分|计量单位)")
WEIGHTS = re.compile(r"(?:权重|权数|占比权重|权重系数|系数|分值权重)")
DEDUCTION = re.compile(r"(?:扣分|扣减|减分|倒扣)")
ADDITION = re.compile(r"(?:加分|奖励分|奖分)")
PART = re.compile(r"^(?:其中|其中[::].*|其中.+)$")
STATED_WEIGHT = re.compile(
    r"(?:权重|占)?(?P<number>\d+(?:\.\d+)?)(?P<percent>%)|(?:权重|系数|×|\*)(?P<plain>0?\.\d+)"
)
YEAR_BEFORE = re.compile(r"(?:去年同期|上年同期|同期|上年|去年)")
PAST = re.compile(r"(?:上月|上期|上旬|前月|上季|上次|上年|去年|同期|前次|前期)")
MONTH_BEFORE = re.compile(r"(?:上月|上期|上旬|前月|上季)")


def is_named(text: str) -> bool:
    """Tell whether a heading names the units."""
    word = tidy(text)
    return bool(UNIT.fullmatch(word) or UNIT.fullmatch(word.split("(")[0]))


def is_label(text: str) -> bool:
    """Tell whether a cell holds words and no number or rank."""
    if not text:
        return False
    return bool(np.isnan(read_number(text).value)) and bool(np.isnan(read_place(text)))
