"""The words by which published tables say what a line or a column is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from zhen_analysis.audit.grid.cells import read_number, read_place, tidy
from zhen_analysis.catalogue.vocabulary.words import Words

UNIT = re.compile(
    r"(?:各|被?考核|考评|参评|受检|被?检查|责任|承办|主办|牵头|报送|填报|属地|所属)?"
    r"(?:村|村名|村别|村居|居|居委会|村委会|村\(居\)|村\(社区\)|村居\(社区\)|村\(居\)委会|村庄|村级|村组|行政村|自然村|社区"
    r"|乡|乡镇|镇|镇街|镇村|镇办|街道|街办|办事处|镇\(街道\)|镇\(街\)|乡镇街道|乡镇\(街道\)|乡\(镇\)|乡\(镇、街道\)|镇\(街道、区\)"
    r"|单位|部门|机构|科室|股室|站所|办所|支部|党支部|党组织|学校|班级|企业|公司|小区|点位|路段|河段|园区|农场"
    r"|县|区|市|县区|县市区|区县|县市|县\(市、区\)|县\(区\)|省份|省市|地市|地区|区域|城市|国家|国家或地区|国别"
    r"|名称|单位名称|村名称|乡镇名称|部门名称|被考核单位|对象|主体|姓名|网格|片区名"
    r"|(?:unit|village|town|township|county|district|city|country|region|department|community)s?(?:[_\s]?(?:name|code))?|name)"
    r"(?:名称|名)?",
    re.IGNORECASE,
)
# How units are called, as against what is said of them.
UNIT_NAME = re.compile(
    r".*(?:[村庄屯寨营湾沟店堡铺岭坪坝塘镇乡]|社区|街道|村委会?|居委会?|办事处|[县市区局]|[^交应待催督承]办|办公室|[^场]所|[^出到进]站|中心|科室?|大队|学校|小学|中学|公司)"
)
# 项目 单位, in one cell.
ABOUT = re.compile(r"^(?:项目|指标|内容|类别|事项)|(?:项目|指标|内容|类别|事项)$")
SERIAL = re.compile(r"^(?:序号|编号|代码|序|No\.?|#|serial|id|code)$", re.IGNORECASE)
RANK = re.compile(
    r"(?:名次|排名|位次|排序|位列|名列|排位|座次|^第几名$|(?<![a-z])rank(?:ing)?(?![a-z])|^place$|^position$)",
    re.IGNORECASE,
)
RANKS_ADDED = re.compile(r"(?:名次|排名|位次|序位)(?:合计|之和|总和|和|得分|积分|分)")
# A note that says by what equals are told apart.
TIE_RULE = re.compile(
    r"(?:同分|(?:得分|总分|分数|成绩|积分)(?:相同|相等|一致))[^。;]{0,10}(?:按|以|优先|依)"
)
NOW = re.compile(r"(?:本月|本期|本次|本周|当月)")
# What a heading of ranks may say beside the word, and still mean the total.
PLAIN_RANK = re.compile(
    r"(?:综合|总分|总|考核|考评|本月|本期|本次|当月|全镇|全县|全区|得分|最终|最后|小组|组内|类内|分类|分组|同类|overall|total|final)",
    re.IGNORECASE,
)
TOTAL = re.compile(
    r"(?:总分|总得分|总成绩|总积分|综合得分|综合成绩|综合分|最终得分|最后得分|最终成绩|考核得分|考评得分|考核成绩"
    r"|实得分|实际得分|合计|总计|共计|小计|累计|总数|总量|总得|总评|平均分|均分|平均得分|平均成绩"
    r"|(?:折算|折合|换算|加权)得?分|总扣分|扣分数?合计|^得分$|^分数$|^成绩$|^积分$|^总值$|指数$|平均值?$|均值$|^总和$"
    r"|^(?:total|overall|sum|mean|average)(?:[_\s]?(?:score|points|marks))?$|^(?:final[_\s]?)?score$|^subtotal$|^grand[_\s]?total$)",
    re.IGNORECASE,
)
BRACKETED = re.compile(r"\([^()]*\)")
IN_PERCENT = re.compile(r"(?<![\d.])%")
CHANGED_RANK = re.compile(r"(?:变|升降|进退|增减|chang)", re.IGNORECASE)
MARK = re.compile(r"(?:分|成绩)$")
RATE = re.compile(
    r"(?:率|占比|比重|比例|百分比|完成度|(?<![\d.])%|‰|[户人村亩]均|^(?:.*[_\s])?(?:rate|ratio|share|percent|pct)$|[a-z]rate$)",
    re.IGNORECASE,
)
PER_HEAD = re.compile(r"[户人村亩]均")
SHARE_OF_WHOLE = re.compile(r"(?:整改|办结|合格|达标|覆盖|按时|及时|满意|按期|回复|处置)率")
OF_ALL = re.compile(r"(?:占比|比重|比例|占全镇|占总)")
CHANGE = re.compile(
    r"(?:同比|环比|增幅|增速|涨幅|降幅|增长率|增减|升降|进退位|净增|^增长$|^变化|变化[率值量]?$|[较比](?:上[月期年次季旬]|去年|前[月期])"
    r"|^(?:rank[_\s]?)?change$|^growth(?:[_\s]?rate)?$|^yoy$|^mom$|^difference$)",
    re.IGNORECASE,
)
# What of a whole is left over, or lacks: 未完成数, 差额.
REST = re.compile(
    r"^(?:未|尚未|仍未|净)[^率比]*$|^(?:差额|差值|差距|差|缺口|剩余|结余|余额|欠缺|尚欠|尚缺|超额|超欠)(?:数|量|件数|户数|人数|\(.*\))*$|^(?:剩余|超欠|尚欠).*(?:数|量|额)$"
)
COUNTED = re.compile(r"(?:总数|总量)")
GROUP = re.compile(
    r"^(?:类别|组别|分组|分类|片区|所属片区|工作片区?|片|类型|级别|档次类别|组|类|考核类别|group|class)$",
    re.IGNORECASE,
)
OF_WHOM = (
    "本页|全镇|全区|全县|全市|全乡|全街道|各村|本月|本组|[东南西北中]?片区?"
    "|[A-Za-z一二三四五六七八九十]+(?:类|组|片区?)村?"
)
MEANS = "平均|平均分|平均数|平均值|平均得分|均值|均分"
WHOLES = "全镇|全区|全县|全市|全乡|总体"
MEAN = re.compile(r"(?:平均|均值|均分|mean|average)", re.IGNORECASE)
# Lines that tell of the others without adding them up, or of another time.
BESIDE_UNITS = re.compile(
    r"(?:各项|单项|全镇|全县|全区|本页)?(?:最高|最低|最大|最小)(?:分|值|得分|数)?|极差|标准差|方差|中位数|中位|离差|及格率|优秀率"
    r"|(?:上月|上期|上年|去年|去年同期|上年同期|同期|上季度)(?:合计|总计|平均|小计|数)?|(?:同比|环比)(?:增长|增减|增幅|变化)?(?:率|%|\(%\))?"
    r"|增减(?:数|量|率|额)?|较上月|较去年同期|目标|目标数|任务数|计划|年度目标|max|min|median|std"
)
FULL_MARKS = re.compile(r"(?:满分|分值|标准分|标准分值|基准分|目标值|赋分|计量单位)")
WEIGHTS = re.compile(r"(?:权重|权数|占比权重|权重系数|系数|分值权重)")
DEDUCTION = re.compile(r"(?<!加)(?:扣分|扣减|减分|倒扣|deduct|penalt)", re.IGNORECASE)
BAD = re.compile(r"(?:扣|减分|问题|投诉|隐患|事故|案件|信访|火点|未|逾期|超期|违)")
ADDITION = re.compile(r"(?:加分|奖励分|奖分|bonus)", re.IGNORECASE)
VETO = re.compile(r"(?:否决|取消资格|[计按记][0零]分)")
CONVERTED = re.compile(r"(?:折算|折合|换算|加权|折后|×\d|\*\d)")
COEFFICIENT = re.compile(r"(?:系数|^权重|^权数|coefficient|factor)", re.IGNORECASE)
PART = re.compile(r"^(?:其中|其中[::].*|其中.+)$")
STATED_WEIGHT = re.compile(
    r"(?<![\d.])(?P<number>\d{1,9}(?:\.\d{1,9})?)%|权重:?(?P<percent>[1-9]\d?)(?![\d.])"
    r"|(?:权重|系数|×|\*|\():?(?P<plain>0?\.\d+)"
)
YEAR_BEFORE = re.compile(r"(?:去年同期|上年同期|同期|上年|去年)")
PAST = re.compile(
    r"(?:上月|上期|上旬|前月|上季|上次|上周|上年|去年|同期|前次|前期|previous|last_?)",
    re.IGNORECASE,
)
MONTH = re.compile(r"(?P<month>\d{1,2})月")
YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)(?!\d)")
MONTH_BEFORE = re.compile(r"(?:上月|上期|上旬|前月|上季)")


@dataclass(frozen=True)
class LineWords:
    """What a line of a published table is called, in the words that a catalogue knows.

    ``summary`` : 合计, 全镇平均, A类小计 and the like; ``summed``: those of them that add up;
    ``not_body``: how a line below the table begins.
    """

    summary: re.Pattern[str]
    summed: re.Pattern[str]
    not_body: re.Pattern[str]


@lru_cache(maxsize=16)
def line_words(words: Words) -> LineWords:
    """Return what lines are called in some words."""
    total = words.pattern("sum")
    return LineWords(
        summary=re.compile(
            rf"(?:{OF_WHOM})?(?:{total}|{MEANS}|{WHOLES})"
            rf"(?:\(?(?:平均|{total}|均值)\)?)?(?:\([^()]*\))?[::]?"
            r"|total|sub-?total|grand\stotal|sum|mean|average|overall",
            re.IGNORECASE,
        ),
        summed=re.compile(rf"{total}|total|sum", re.IGNORECASE),
        not_body=re.compile(rf"(?:{words.pattern('note')}|数据来源|资料来源|来源)(?:[::\d(]|$)"),
    )


def is_named(text: str) -> bool:
    """Tell whether a heading names the units."""
    word = tidy(text)
    ways = [word, word.split("(")[0], *re.split(r"[/\\|]", word), ABOUT.sub("", word)]
    return any(UNIT.fullmatch(way) for way in ways)


def is_label(text: str) -> bool:
    """Tell whether a cell holds words and no number or rank."""
    if not text:
        return False
    return bool(np.isnan(read_number(text).value)) and bool(np.isnan(read_place(text)))
