"""A VillageCard → its tables: points and what they lack, the place above, ranks, cases, filings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from zhen_analysis.catalogue.vocabulary.measures import MEASURES, PER_SIZE
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.table import Column, Table, Tables
from zhen_analysis.present.month.work import spans_side_by_side
from zhen_analysis.present.quality.filings import STATUSES
from zhen_analysis.present.quality.quality import SEVERITIES, file_name
from zhen_analysis.present.quality.to_mend import (
    REPLACED,
    WHOLE_FILE,
    file_headings,
    issues_shown,
    places,
)
from zhen_analysis.present.ranking.ranking import NOBODY, group_label
from zhen_analysis.present.ranking.scoring import NOT_COUNTED

if TYPE_CHECKING:
    from zhen_analysis.results.village_card import Place, VillageCard

CASES_SHOWN = 100
ISSUES_SHOWN = 100
NOT_INDICATORS = {"bonus": "加分", "deduction": "扣分", "other": "否决等调整"}
IN_TIME = "按时"
NOT_ENOUGH = "单靠此项不够"


def card_points(card: VillageCard) -> Tables | Prose:
    """Return where the total comes from and what it lacks, a table per scheme."""
    tables = [points_table(card, place) for place in card.places]
    return Tables(tuple(tables)) if tables else paragraphs(NOBODY)


def points_table(card: VillageCard, place: Place) -> Table:
    """Return one scheme's points: got, lost, beside the group's median and the unit above."""
    points, decimals = place.points, place.scheme.decimals
    is_left_out = ~points["counted"].astype(bool)

    def signed(column: str) -> pd.Series:
        told = [wording.signed_points(gap, decimals) for gap in points[column]]
        return pd.Series(told, index=points.index, dtype="str")

    above = f"较前一名（{unit_name(card, min(place.above))}）" if place.above else ""
    columns = {
        "name": Column("指标", "text"),
        "value": Column("本村数值", "number"),
        "points": Column("得分", "number"),
        "lost": Column("失分", "number"),
        "median": Column("较本组中位数", "number"),
        "above": Column(above, "number"),
    }
    frame = pd.DataFrame(
        {
            "name": spanned_names(card, points),
            "value": with_unit(card, points),
            "points": wording.counts(points["points"], decimals).mask(is_left_out, NOT_COUNTED),
            "lost": wording.counts(points["lost"], decimals).mask(is_left_out, NOT_COUNTED),
            "median": signed("over_median").mask(is_left_out, wording.NOTHING),
            "above": signed("over_above"),
        }
    )
    total = {
        "name": "总分",
        "value": wording.NOTHING,
        "points": wording.digits(place.row["total"], decimals),
        "lost": wording.digits(points["lost"].sum(), decimals),
        "median": wording.NOTHING,
        "above": wording.NOTHING
        if place.behind is None
        else wording.signed_points(-place.behind, decimals),
    }
    shown = pd.concat([frame, pd.DataFrame([total])], ignore_index=True)
    if not above:
        columns.pop("above")
    return Table(
        name=f"card_points_{place.scheme.code}",
        caption=f"{place.scheme.title}：各项得分与失分（分）",
        frame=shown[list(columns)],
        columns=columns,
        note=f"得分各行相加为总分，得分加失分（不含加减分）为满分；四舍五入后可能相差0.01。"
        f"“{NOT_COUNTED}”：没有应办事项或未报，按办法不计，权重由同类其余指标分担。",
    )


def with_unit(card: VillageCard, points: pd.DataFrame) -> pd.Series:
    """Return each indicator's value with its unit; why it is missing, where it is."""
    kinds = card.assessment.catalogue.measured_indicators.set_index("indicator")
    decimals = points["indicator"].map(kinds["decimals"])
    printed = wording.figures(points, decimals)
    is_figure = points["value"].notna()
    told = printed + points["uom"].fillna("").where(is_figure, "")
    return told.mask(points["indicator"].isin(list(NOT_INDICATORS)), wording.NOTHING)


def card_gains(card: VillageCard) -> Tables | Prose:
    """Return what each indicator alone could have brought towards the place above."""
    tables = [gains_table(card, place) for place in card.places if place.gain]
    filled = [table for table in tables if len(table.frame)]
    return Tables(tuple(filled)) if filled else paragraphs("没有可以推算的指标。")


def gains_table(card: VillageCard, place: Place) -> Table:
    """Return one scheme's indicators that still had points to give, those that suffice first."""
    assert place.gain is not None
    options = place.gain.options
    options = options[options["most"] > 0]
    suffices = options["needed_numerator"].notna()
    order = options.assign(short=~suffices).sort_values(["short", "most"], ascending=[True, False])
    gap = wording.digits(place.gain.gap, place.scheme.decimals)
    kinds = card.assessment.catalogue.measured_indicators.set_index("indicator")
    decimals = order["indicator"].map(kinds["decimals"])
    uom = order["uom"].fillna("")
    needed = order.assign(value=order["needed_value"])
    reached = pd.Series(
        [wording.digits(*pair) for pair in zip(needed["value"], decimals, strict=True)],
        index=order.index, dtype="str",
    )  # fmt: skip
    return Table(
        name=f"card_gains_{place.scheme.code}",
        caption=f"单独一项能不能追上前一名（差{gap}分）",
        frame=pd.DataFrame(
            {
                "name": spanned_names(card, order),
                "value": wording.figures(order, decimals) + uom,
                "needed": (reached + uom).where(order["needed_numerator"].notna(), NOT_ENOUGH),
                "how": [how(card, line) for line in order.itertuples()],
                "most": wording.counts(order["most"], place.scheme.decimals),
            }
        ),
        columns={
            "name": Column("指标", "text"),
            "value": Column("本村数值", "number"),
            "needed": Column("至少达到", "number"),
            "how": Column("也就是", "text"),
            "most": Column("此项最多可再得（分）", "number"),
        },
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
    uom = ledger.items.get(kind["item"], "") or ("" if line.uom == "%" else line.uom)
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
    several = len(history["scheme"].unique()) > 1
    unknown = history["rank"].isna()
    pairs = zip(history["change"], history["previous_rank"], strict=True)
    moved = pd.Series([wording.change_of_rank(*pair) for pair in pairs], dtype="str")
    decimals = history["scheme"].map(lambda code: schemes[code].decimals)
    columns = {
        "month": Column("月份"),
        "scheme": Column("办法", "text"),
        "group": Column("分组"),
        "rank": Column("名次", "number"),
        "size": Column("参评（个）", "number"),
        "moved": Column("较上月"),
        "total": Column("总分（分）", "number"),
        "honour": Column("评价", "mark"),
    }
    frame = pd.DataFrame(
        {
            "month": history["period"].map(wording.written_period),
            "scheme": history["scheme"].map(lambda code: schemes[code].title),
            "group": wording.words(history["group"]),
            "rank": wording.counts(history["rank"], 0).mask(unknown, wording.UNREAD),
            "size": wording.counts(history["size"], 0),
            "moved": moved.mask(unknown, wording.NOTHING),
            "total": [
                wording.digits(*pair) for pair in zip(history["total"], decimals, strict=True)
            ],
            "honour": wording.words(history["honour"]),
        }
    )
    if not several:
        columns.pop("scheme")
    return Table(
        name="card_history",
        caption="逐月名次与总分",
        frame=frame[list(columns)],
        columns=columns,
    )


def card_work(card: VillageCard) -> Table | Prose:
    """Return the village's own figures, this month and this year so far, area by area."""
    assessment = card.assessment
    indicators = assessment.catalogue.measured_indicators
    indicators = indicators[~indicators["measure"].isin(PER_SIZE)]
    lines = indicators[["indicator", "name", "area", "measure", "decimals"]]
    own = assessment.measures[assessment.measures["unit"] == card.unit]
    rows = lines.merge(own, on="indicator", how="inner", validate="1:m")
    rows = rows.assign(printed=wording.figures(rows, rows["decimals"]))
    idle = rows.groupby("indicator")["printed"].transform(
        lambda words: words.isin(["0", wording.NOT_APPLICABLE]).all()
    )
    printed = spans_side_by_side(rows[~idle.astype(bool)])
    if printed.empty:
        return paragraphs("本村今年没有可列的工作量。")
    return Table(
        name="card_work",
        caption=f"本村工作量（截至{assessment.period.chinese}末）",
        frame=printed[["area", "name", "uom", "month", "ytd"]],
        columns={
            "name": Column("指标", "text"),
            "uom": Column("单位"),
            "month": Column("本月", "number"),
            "ytd": Column("今年累计", "number"),
        },
        under="area",
        note="本月和今年累计都是0的不列。",
    )


def card_cases(card: VillageCard) -> Table | Prose:
    """Return the village's cases that were open at the month's end, overdue ones first."""
    cases = card.open_cases
    if cases.empty:
        return paragraphs("月末没有未办结的事项。")
    ledgers = card.assessment.catalogue.ledgers
    columns = {
        "case": Column("编号", "text"),
        "text": Column("内容", "text"),
        "severity": Column("级别"),
        "opened": Column("登记"),
        "deadline": Column("期限"),
        "state": Column("情况"),
        "place": Column("出处", "text"),
    }
    frame = pd.DataFrame(
        {
            "ledger": cases["ledger"].map(lambda code: ledgers[code].name),
            "case": wording.words(cases["case"]),
            "text": wording.words(cases["text"]),
            "severity": wording.words(cases["severity"]),
            "opened": cases["opened"].map(wording.day_of_month),
            "deadline": cases["deadline"].map(wording.day_of_month),
            "state": [
                "没有期限"
                if pd.isna(line.deadline)
                else "未到期"
                if pd.isna(line.days_overdue)
                else f"逾期{line.days_overdue}天"
                for line in cases.itertuples()
            ],
            "place": [
                " ".join(str(part) for part in parts if not pd.isna(part) and part)
                for parts in zip(
                    cases["file"].map(file_name), cases["sheet"], cases["cell"], strict=True
                )
            ],
        }
    )
    return Table(
        name="card_cases",
        caption="月末未办结的事项（按台账列出，逾期的在前）",
        frame=frame[["ledger", *columns]],
        columns=columns,
        under="ledger",
        limit=CASES_SHOWN,
        rest="台账",
        note="逾期天数算到月末，按自然日。",
    )


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
        frame=pd.DataFrame(
            {
                "ledger": own["ledger"].map(lambda code: ledgers[code].name),
                "status": own["status"].map(STATUSES).fillna(IN_TIME),
                "due_on": own["due_on"].map(wording.day_of_month),
                "filed_on": own["filed_on"].map(wording.day_of_month),
                "file": wording.words(own["file"].map(file_name, na_action="ignore")),
            }
        ),
        columns={
            "ledger": Column("台账", "text"),
            "status": Column("情况", "mark"),
            "due_on": Column("截止日"),
            "filed_on": Column("填报日期"),
            "file": Column("文件", "text"),
        },
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
    headings = file_headings(assessment, own)
    harms = {harm.code: number for number, harm in enumerate(assessment.harms)}
    own = own.assign(of_harm=own["harm"].map(harms)).sort_values("of_harm", kind="stable")
    return Table(
        name="card_issues",
        caption="本村的待核事项（请对照原表更正后重报）",
        frame=pd.DataFrame(
            {
                "place": [
                    headings[file] if place == WHOLE_FILE else f"{headings[file]} {place}"
                    for file, place in zip(own["file"], places(own), strict=True)
                ],
                "severity": own["severity"].map(SEVERITIES),
                "message": own["message"],
            }
        ),
        columns={
            "place": Column("文件、工作表、单元格", "text"),
            "severity": Column("程度", "mark"),
            "message": Column("说明", "text"),
        },
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
