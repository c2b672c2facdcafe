"""A VillageCard → its tables: points and what they lack, the place above, ranks, cases, filings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from zhen_analysis.catalogue.vocabulary.measures import FOR_SCORES, MEASURES
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.printing import (
    COUNT,
    DAY,
    MARK,
    OWN_DECIMALS,
    RANK,
    RANK_CHANGE,
    TEXT,
    Number,
    signed,
)
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table, Tables, by_row
from zhen_analysis.present.month.work import BOTH_SPANS, spans_side_by_side
from zhen_analysis.present.quality.filings import STATUSES
from zhen_analysis.present.quality.quality import file_name
from zhen_analysis.present.quality.to_mend import (
    MESSAGE,
    REPLACED,
    SEVERITY,
    issues_shown,
    places_with_files,
)
from zhen_analysis.present.ranking.ranking import NOBODY, group_label, moved
from zhen_analysis.present.ranking.scoring import NOT_COUNTED, never_inspected

if TYPE_CHECKING:
    from zhen_analysis.results.village_card import Place, VillageCard

CASES_SHOWN = 100
ISSUES_SHOWN = 100
NOT_INDICATORS = {"bonus": "加分", "deduction": "扣分", "other": "否决等调整"}
IN_TIME = "按时"
NOT_ENOUGH = "单靠此项不够"
WITH_UNIT = Number(decimals_of="decimals", unit_of="uom")


def card_points(card: VillageCard) -> Tables | Prose:
    """Return where the total comes from and what it lacks, a table per scheme."""
    tables = [points_table(card, place) for place in card.places]
    return Tables(tuple(tables)) if tables else paragraphs(NOBODY)


def points_table(card: VillageCard, place: Place) -> Table:
    """Return one scheme's points: got, lost, beside the group's median and the unit above."""
    marks, gap = Number(place.scheme.decimals), signed(place.scheme.decimals)
    above = []
    if place.above:
        name = f"较前一名（{unit_name(card, min(place.above))}）"
        above = [Column(name, "over_above", gap)]
    total = {
        "name": "总分",
        "points": place.row["total"],
        "lost": place.points["lost"].sum(),
        "over_above": pd.NA if place.behind is None else -place.behind,
    }
    return Table(
        name=f"card_points_{place.scheme.code}",
        caption=f"{place.scheme.title}：各项得分与失分（分）",
        rows=pd.concat([shown_points(card, place.points), pd.DataFrame([total])]),
        columns=[
            Column("指标", "name", TEXT),
            Column("本村数值", "value", WITH_UNIT),
            Column("得分", "points", marks),
            Column("失分", "lost", marks),
            Column("较本组中位数", "over_median", gap),
            *above,
        ],
        note=f"得分各行相加为总分，得分加失分（不含加减分）为满分；四舍五入后可能相差0.01。"
        f"“{NOT_COUNTED}”：没有应办事项、没有检查过或未报，按办法不计，权重由其余指标分担。",
    )


def shown_points(card: VillageCard, points: pd.DataFrame) -> pd.DataFrame:
    """Return rows of points with name and figure; the words of what is missing or not counted."""
    is_left_out = ~points["counted"].astype(bool)
    is_beside = points["indicator"].isin(list(NOT_INDICATORS))
    value = wording.measured(points).mask(is_beside, pd.NA)
    unseen = never_inspected(card.assessment, points.assign(counted=~is_left_out))
    return points[["uom", "over_above"]].assign(
        name=spanned_names(card, points),
        decimals=decimals_of(card, points),
        value=value.mask(unseen, wording.NOT_INSPECTED),
        points=points["points"].astype("object").mask(is_left_out, NOT_COUNTED),
        lost=points["lost"].astype("object").mask(is_left_out, NOT_COUNTED),
        over_median=points["over_median"].mask(is_left_out),
    )


def decimals_of(card: VillageCard, rows: pd.DataFrame) -> pd.Series:
    """Return the decimals of each row's indicator."""
    kinds = card.assessment.catalogue.measured_indicators.set_index("indicator")
    return rows["indicator"].map(kinds["decimals"])


def card_gains(card: VillageCard) -> Tables | Prose:
    """Return what each indicator alone could have brought towards the place above."""
    tables = [gains_table(card, place) for place in card.places if place.gain]
    filled = [table for table in tables if len(table.rows)]
    return Tables(tuple(filled)) if filled else paragraphs("没有可以推算的指标。")


def gains_table(card: VillageCard, place: Place) -> Table:
    """Return one scheme's indicators that still had points to give, those that suffice first."""
    assert place.gain is not None
    options = place.gain.options
    options = options[options["most"] > 0]
    suffices = options["needed_numerator"].notna()
    order = options.assign(short=~suffices).sort_values(["short", "most"], ascending=[True, False])
    gap = wording.digits(place.gain.gap, place.scheme.decimals)
    is_enough = order["needed_numerator"].notna()
    return Table(
        name=f"card_gains_{place.scheme.code}",
        caption=f"单独一项能不能追上前一名（差{gap}分）",
        rows=order.assign(
            name=spanned_names(card, order),
            decimals=decimals_of(card, order),
            needed=order["needed_value"].astype("object").where(is_enough, NOT_ENOUGH),
        ),
        columns=[
            Column("指标", "name", TEXT),
            Column("本村数值", wording.measured, WITH_UNIT),
            Column("至少达到", "needed", WITH_UNIT),
            Column("也就是", by_row(lambda line: how(card, line)), TEXT),
            Column("此项最多可再得（分）", "most", Number(place.scheme.decimals)),
        ],
        note=left_out_told(card, place)
        + "逐项按考评办法重新计分得出；假定其他村和本村其他各项不变。已得满分的指标不列。",
    )


def left_out_told(card: VillageCard, place: Place) -> str:
    """Return which indicators could not be worked out."""
    if place.gain is None or not place.gain.left_out:
        return ""
    names = "、".join(indicator_name(card, code) for code in place.gain.left_out)
    return f"{names}没有报送，或按各村名次计分，无法推算。"


def how(card: VillageCard, line: Any) -> str:
    """Return what would have to be done: 再完成2个（12/13）."""
    if pd.isna(line.needed_numerator):
        return wording.NOTHING
    more = float(line.needed_numerator) - float(line.numerator)
    kinds = card.assessment.catalogue.measured_indicators.set_index("indicator")
    kind = kinds.loc[line.indicator]
    ledger = card.assessment.catalogue.ledgers[kind["ledger"]]
    uom = ledger.items.get(kind["item"], "") or (
        "" if line.uom == "%" else line.uom.partition("/")[0]
    )
    measure = MEASURES[line.measure]
    if measure.kind == "mean":
        step = wording.digits(abs(line.needed_value - line.value), kind["decimals"])
        return f"平均分{'提高' if more > 0 else '降低'}{step}分"
    told = measure.more if more > 0 else "减少"
    if measure.kind != "share":
        return f"{told}{wording.digits(abs(more))}{uom}"
    parts = f"{wording.digits(line.needed_numerator)}/{wording.digits(line.denominator)}"
    return f"{told}{wording.digits(abs(more))}{uom or '件'}（{parts}）"


def card_history(card: VillageCard) -> Table | Prose:
    """Return rank and total of every month of the year so far."""
    history = card.history
    if history.empty:
        return paragraphs("还没有名次。")
    schemes = card.assessment.catalogue.schemes
    titles = history["scheme"].map(lambda code: schemes[code].title)
    several = [Column("办法", "title", TEXT)] if len(titles.unique()) > 1 else []
    decimals = history["scheme"].map(lambda code: schemes[code].decimals)
    return Table(
        name="card_history",
        caption="逐月名次与总分",
        rows=history.assign(title=titles, decimals=decimals),
        columns=[
            Column("月份", lambda rows: rows["period"].map(wording.written_period)),
            *several,
            Column("分组", "group"),
            Column("名次", "rank", RANK),
            Column("参评（个）", "size", COUNT),
            Column("较上月", moved, RANK_CHANGE),
            Column("总分（分）", "total", OWN_DECIMALS),
            Column("评价", "honour", MARK),
        ],
    )


def card_work(card: VillageCard) -> Table | Prose:
    """Return the village's own figures, this month and this year so far, area by area."""
    assessment = card.assessment
    indicators = assessment.catalogue.measured_indicators
    indicators = indicators[~indicators["measure"].isin(FOR_SCORES)]
    lines = indicators[["indicator", "name", "area", "measure", "decimals"]]
    own = assessment.measures[assessment.measures["unit"] == card.unit]
    rows = lines.merge(own, on="indicator", how="inner", validate="1:m")
    rows = rows.assign(printed=wording.figures(rows, rows["decimals"]))
    idle = rows.groupby("indicator")["printed"].transform(
        lambda words: words.isin(["0", wording.NOT_APPLICABLE]).all()
    )
    figures = spans_side_by_side(rows[~idle.astype(bool)])
    if figures.empty:
        return paragraphs("本村今年没有可列的工作量。")
    return Table(
        name="card_work",
        caption=f"本村工作量（截至{assessment.period.chinese}末）",
        rows=figures,
        columns=BOTH_SPANS,
        under="area",
        note="本月和今年累计都是0的不列。" + wording.note_of_few(rows),
    )


def card_cases(card: VillageCard) -> Table | Prose:
    """Return the village's cases that were open at the month's end, overdue ones first."""
    cases = card.open_cases
    if cases.empty:
        return paragraphs("月末没有未办结的事项。")
    ledgers = card.assessment.catalogue.ledgers
    return Table(
        name="card_cases",
        caption="月末未办结的事项（按台账列出，逾期的在前）",
        rows=cases.assign(ledger_name=cases["ledger"].map(lambda code: ledgers[code].name)),
        columns=[
            Column("编号", "case", TEXT),
            Column("内容", "text", TEXT),
            Column("级别", "severity"),
            Column("登记", "opened", DAY),
            Column("期限", "deadline", DAY),
            Column("情况", by_row(state_of)),
            Column("出处", by_row(source_of), TEXT),
        ],
        under="ledger_name",
        limit=CASES_SHOWN,
        rest="台账",
        note="逾期天数算到月末，按自然日。",
    )


def state_of(case: Any) -> str:
    """Return how an open case stands to its deadline."""
    if pd.isna(case.deadline):
        return "没有期限"
    return "未到期" if pd.isna(case.days_overdue) else f"逾期{case.days_overdue}天"


def source_of(case: Any) -> str:
    """Return where a case is written: file, sheet and cell."""
    parts = (file_name(case.file), case.sheet, case.cell)
    return " ".join(str(part) for part in parts if not pd.isna(part) and part)


def card_filings(card: VillageCard) -> Table | Prose:
    """Return what the village had to file, and whether it came."""
    assessment = card.assessment
    own = assessment.filings[assessment.filings["unit"] == card.unit]
    if own.empty:
        return paragraphs("本月没有由本村报送的台账。")
    ledgers = assessment.catalogue.ledgers
    return Table(
        name="card_filings",
        caption=f"{assessment.period.chinese}本村应报的台账",
        rows=own,
        columns=[
            Column("台账", by_row(lambda row: ledgers[row.ledger].name), TEXT),
            Column("情况", lambda rows: rows["status"].map(STATUSES).fillna(IN_TIME), MARK),
            Column("截止日", "due_on", DAY),
            Column("填报日期", "filed_on", DAY),
            Column("文件", lambda rows: rows["file"].map(file_name, na_action="ignore"), TEXT),
        ],
        note="表内和文件名都没有写明填报日期的，视为按时。",
    )


def card_issues(card: VillageCard) -> Table | Prose:
    """Return what the village has to mend or look at, with the cell, the most harmful first."""
    assessment = card.assessment
    every = issues_shown(assessment)
    files = assessment.files
    replaced = files.loc[files["status"].isin(REPLACED), "file"]
    own = every[(every["unit"] == card.unit) & ~every["file"].isin(replaced)]
    if own.empty:
        return paragraphs("本村没有待核事项。")
    harms = {harm.code: number for number, harm in enumerate(assessment.harms)}
    own = own.assign(of_harm=own["harm"].map(harms)).sort_values("of_harm", kind="stable")
    return Table(
        name="card_issues",
        caption="本村的待核事项（请对照原表更正后重报）",
        rows=own.assign(place=places_with_files(assessment, own)),
        columns=[Column("文件、工作表、单元格", "place", TEXT), SEVERITY, MESSAGE],
        limit=ISSUES_SHOWN,
        rest="《数据质量》",
    )


def spanned_names(card: VillageCard, points: pd.DataFrame) -> list[str]:
    """Return the printed names of rows of points, with the span where it is not the month."""
    codes = zip(points["indicator"], points["span"], strict=True)
    return [wording.spanned(indicator_name(card, code), span) for code, span in codes]


def indicator_name(card: VillageCard, code: str) -> str:
    """Return the printed name of a row of points."""
    return NOT_INDICATORS.get(code) or card.assessment.catalogue.indicator_name(code)


def unit_name(card: VillageCard, unit: str) -> str:
    """Return a unit's printed name in the card's month."""
    assessment = card.assessment
    return assessment.unit_name(unit)


def group_told(card: VillageCard, place: Place) -> str:
    """Return the village's group in words."""
    return group_label(place.scheme, card.group)
