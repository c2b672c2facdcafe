"""What tables, charts and sentences say; the month behind them is made by hand (building.py)."""

import re

import matplotlib as mpl
import pandas as pd
import pytest
from building import FILES, sample_month
from drawing import table as drawn

from zhen_analysis.present import charts, tables
from zhen_analysis.present.annex import annex
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.chart import MissingGlyph, finish, new_figure
from zhen_analysis.present.look.printing import MARK, WORD, Words
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.present.look.style import HONOUR_COLOURS
from zhen_analysis.present.look.table import Column, Table
from zhen_analysis.present.month import words
from zhen_analysis.present.ranking import charts as ranking
from zhen_analysis.present.ranking.rank_words import with_firmness


@pytest.fixture(scope="module")
def month():
    return sample_month()


@pytest.fixture
def empty_ranking(month):
    return sample_month(ranking=month.ranking.head(0), scores=month.scores.head(0))


def one_table(frame: pd.DataFrame, **printings: Words) -> Table:
    columns = [Column(name, name, printings.get(name, WORD)) for name in frame]
    return Table("small", "小表", frame, columns)


# values → what is printed


DIGITS = """
    value     | decimals | printed
    2969      |          | 2969
    1150.5    |          | 1150.5
    0.125     |          | 0.13
    0.125     | 2        | 0.13
    2.675     | 2        | 2.68
    42.105263 | 1        | 42.1
    100       | 1        | 100.0
    -0.004    | 2        | 0.00
    1e7       |          | 10000000
              | 1        | —
"""


@pytest.mark.parametrize(("value", "decimals", "printed"), drawn(DIGITS).to_numpy().tolist())
def test_numbers_are_rounded_half_up_to_the_declared_decimals(value, decimals, printed):
    number = float(value) if value else pd.NA

    assert wording.digits(number, int(decimals) if decimals else pd.NA) == printed


MISSING = """
    value | numerator | denominator | printed
    40    | 2         | 5           | 40
          | 0         | 0           | 不涉及
          |           | 5           | 未报
          |           |             | 未报
          | 3         |             | —
"""


def test_a_missing_value_says_why_it_is_missing():
    rows = drawn(MISSING)
    numbers = rows.drop(columns="printed").replace("", None).astype("Float64")

    printed = wording.figures(numbers, pd.Series(pd.NA, index=rows.index))

    assert printed.tolist() == rows["printed"].tolist()


# a table


def test_a_table_has_a_real_caption_row_heads_and_a_region_that_scrolls(month):
    html = tables.town_figures(month)._repr_html_()

    assert re.search(
        r"<table [^>]*><caption><span>全镇工作量（截至2022年3月末）</span></caption>", html
    )
    assert 'role="region"' in html
    assert '<th scope="row"' in html
    assert '<th class="zhen-center" scope="col">单位' in html


def test_a_table_brings_no_style_no_random_id_and_is_the_same_each_time(month):
    html = tables.rankings(month)._repr_html_()

    assert html == tables.rankings(month)._repr_html_()
    assert "<style" not in html and "style=" not in html
    assert set(re.findall(r' id="([^"]*)"', html)) == {"ranking_village_1", "ranking_village_2"}


def test_what_was_written_in_a_cell_cannot_become_markup():
    html = one_table(
        pd.DataFrame({"甲": ["<b>1</b>"], "乙": ["<i>先进</i>"]}), 乙=MARK
    )._repr_html_()

    assert "&lt;b&gt;" in html and "&lt;i&gt;" in html
    assert "<b>" not in html and "<i>" not in html


def test_a_table_refuses_columns_of_what_its_rows_do_not_have():
    with pytest.raises(ValueError, match="no columns"):
        Table("small", "小表", pd.DataFrame({"a": ["1"], "b": ["2"]}), [Column("丙", "c")])


def test_a_long_table_is_cut_in_the_page_and_says_so():
    frame = pd.DataFrame({"甲": [str(number) for number in range(30)]})
    html = Table("small", "小表", frame, [Column("甲", "甲")], limit=10)._repr_html_()

    assert html.count('scope="row"') == 10
    assert "其余20行见《通报附表》" in html


def test_plain_text_of_a_value_names_no_address(month):
    for value in (tables.rules(month), tables.rankings(month), charts.totals(month)):
        assert not re.search(r"0x[0-9a-f]+|object at", repr(value))


# the month's tables


def test_town_figures_stand_with_their_unit_under_their_area(month):
    frame = tables.town_figures(month).printed.set_index("指标")

    assert frame.loc["清理垃圾", ["类别", "单位", "本月", "今年累计"]].tolist() == [
        "乡村振兴", "立方米", "980", "2969",
    ]  # fmt: skip
    assert frame.loc["问题整改率", "今年累计"] == "42.1"


def test_a_rate_shows_both_its_parts_and_its_base(month):
    table = tables.rates(month, "rectified_rate")

    assert table.printed.iloc[0].tolist() == ["全镇", "—", "95", "40", "42.1"]
    assert "＝截至月末已整改÷今年以来发现" in table.caption
    assert words.base(month, "rectified_rate").html.count("40/95") == 1


def test_villages_with_nothing_found_are_counted_not_ranked(month):
    table = tables.rates(month, "rectified_rate")

    assert "另有5个村" in table.note
    assert "不涉及" not in table.printed["问题整改率（%）"].tolist()


def test_firmness_stands_beside_every_honour(month):
    ranked = pd.concat([part.printed for part in tables.rankings(month).parts])
    honoured = ranked[ranked["评价"] != "—"]

    assert len(honoured) == 12
    assert set(honoured["把握"]) == {"把握较大", "差距不明显，建议核实"}
    cells = tables.leaders(month).printed[["先进", "后进"]].to_numpy().ravel()
    assert all(cell.count("（") == 3 for cell in cells)


def test_a_veto_and_a_bonus_stand_with_their_reason_and_consequence(month):
    frame = tables.bonuses_and_vetoes(month).printed.set_index("单位")

    assert frame.loc["青禾村", ["加分", "否决"]].tolist() == ["0.5", "—"]
    assert frame.loc["白沙村", "否决"] == "一票否决"
    assert frame.loc["白沙村", "依据"] == "当月发生露天焚烧并被追责，不得评为先进"


def test_units_without_groups_have_a_dash_for_their_group():
    month = sample_month()
    ungrouped = month.ranking.assign(group=pd.NA, bonus=1.0)
    frame = tables.bonuses_and_vetoes(sample_month(ranking=ungrouped)).printed
    assert set(frame["分组"]) == {"—"}


def test_points_left_out_are_called_so_not_zero(month):
    frame = tables.points(month).parts[0].printed

    left_out = month.scores.loc[~month.scores["counted"], ["unit", "indicator"]].iloc[0]
    name = month.catalogue.unit_name("shili", left_out["unit"])
    indicator = month.catalogue.indicator_name(left_out["indicator"])
    [heading] = [column for column in frame if f"\n{indicator}（" in column]
    assert frame.set_index("单位").loc[name, heading] == "不计"


def test_who_has_not_filed_comes_before_who_is_late(month):
    frame = tables.late_or_missing(month).printed

    assert frame["情况"].tolist() == ["未报", "未报", "迟报", "迟报"]
    assert frame["名单"].tolist() == ["白沙村", "白沙村", "松岭村", "松岭村"]


def test_what_must_be_mended_comes_first_with_its_cell(month):
    frame = tables.to_mend(month).printed

    assert frame["程度"].tolist() == ["须更正", "提示", "请核实"]
    assert frame["位置"].tolist() == ["台账 D7", "台账 E9", "3月 F12"]


def test_what_was_written_in_a_personal_column_is_never_shown(month):
    issue = month.issues.iloc[[0]].assign(
        field="联系电话", written="10000001111", message="“联系电话”写的是“10000001111”。"
    )
    shown = tables.to_mend(sample_month(issues=issue))

    assert "10000001111" not in shown._repr_html_()


def test_accounts_add_up_in_the_first_line(month):
    entries = tables.entries(month).printed.iloc[0]

    assert entries["文件"] == "合计"
    assert int(entries["读入"]) == entries[2:].drop(["读入", "核对"]).astype(int).sum()


def test_every_table_of_the_annex_has_its_own_name(month):
    names = [table.name for table in annex(month)]

    assert len(names) == len(set(names)) == 26


# a month with little in it


def test_a_ledger_that_nobody_filed_is_named_and_leaves_no_empty_rows():
    rest = sample_month().measures
    is_safety = rest["indicator"].isin(["rectified_rate", "problem_found", "rectified"])
    rest.loc[is_safety, ["numerator", "denominator", "value"]] = pd.NA
    filings = sample_month().filings
    is_theirs = filings["ledger"].eq("safety_problem")
    unfiled = filings.assign(status=filings["status"].mask(is_theirs, "missing"))
    month = sample_month(measures=rest, filings=unfiled)

    assert "安全隐患问题台账" in tables.town_figures(month).note
    assert "问题整改率" not in tables.town_figures(month).printed["指标"].tolist()
    assert "安全隐患问题台账没有报送" in words.base(month, "rectified_rate").html
    for made in (charts.mended(month, "rectified_rate"), tables.rates(month, "rectified_rate")):
        assert isinstance(made, Prose)
    assert "未报送" in words.banner(month).html
    assert "安全隐患问题台账" in repr(words.summary(month))


def test_an_indicator_that_the_catalogue_lacks_is_a_sentence(month):
    for made in (
        tables.rates(month, "no_such"),
        words.base(month, "no_such"),
        charts.mended(month, "no_such"),
    ):
        assert isinstance(made, Prose)


def test_nobody_ranked_gives_sentences_and_no_chart(empty_ranking):
    for show in (
        *(tables.leaders, tables.rankings, tables.points, tables.bonuses_and_vetoes),
        *(charts.totals, charts.intervals),
    ):
        assert isinstance(show(empty_ranking), Prose)


def test_a_file_that_could_not_be_read_puts_a_banner_on_the_page():
    files = FILES.assign(status=["counted", "unreadable", "counted"], reason=["", "文件已加密", ""])
    earlier = files.assign(period="2022-02")
    shown, before = (words.banner(sample_month(files=each)).html for each in (files, earlier))

    assert "数据不完整" in shown
    assert "清禾村(1).xlsx：无法读取，未计入。文件已加密。" in shown
    assert "2022年2月的清禾村(1).xlsx：无法读取" in before


def test_a_month_without_issues_says_so():
    quiet = sample_month(issues=sample_month().issues.head(0))

    assert repr(tables.to_mend(quiet)) == "没有待核事项。"
    assert "没有待核事项" in repr(words.summary(quiet))


# charts


def test_a_chart_is_one_drawing_with_words_for_who_cannot_see_it(month):
    bundle, told = charts.totals(month)._repr_mimebundle_()
    svg = bundle["image/svg+xml"]

    assert svg.startswith('<svg role="img" aria-label="') and svg.endswith("</svg>")
    assert "A类（12个）：青禾村96.50分" in told["image/svg+xml"]["alt"]
    assert "<text" not in svg
    assert "<metadata" not in svg


def test_a_chart_is_the_same_each_time_and_shares_no_id_with_another(month):
    ids = [
        set(re.findall(r'\bid="([^"]*)"', chart.svg))
        for chart in (charts.totals(month), charts.intervals(month))
    ]

    assert charts.totals(month).svg == charts.totals(month).svg
    assert ids[0] and not ids[0] & ids[1]


def test_every_reference_inside_a_chart_leads_somewhere(month):
    svg = charts.mended(month, "rectified_rate").svg
    targets = set(re.findall(r'(?:href="#|url\(#)([^")]*)', svg))

    assert targets <= set(re.findall(r'\bid="([^"]*)"', svg))


def test_drawing_leaves_matplotlib_as_it_was(month):
    before = {key: mpl.rcParams[key] for key in mpl.rcParams}
    charts.totals(month)

    assert {key: mpl.rcParams[key] for key in mpl.rcParams} == before


def test_honours_are_told_by_word_as_well_as_by_colour(month):
    seen = []
    original = ranking.finish

    def watch(figure, *rest):
        seen.extend(text.get_text() for text in figure.findobj(mpl.text.Text))
        return original(figure, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "finish", watch)
        charts.totals(month)
        charts.intervals(month)

    for honour in HONOUR_COLOURS:
        assert sum(honour in text for text in seen) == 12


@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_character_without_a_glyph_is_named_not_drawn_as_a_box():
    with new_figure(2, 1) as figure, pytest.raises(MissingGlyph, match=r"U\+10FFFD"):
        figure.text(0, 0, "村名\U0010fffd")
        finish(figure, "broken", "坏图", "坏图")


def test_a_long_group_is_drawn_by_its_ends(month):
    copies = [month.ranking.assign(unit=month.ranking["unit"] + str(each)) for each in range(8)]
    many = pd.concat(copies, ignore_index=True).assign(group="A类")
    chart = charts.totals(sample_month(ranking=many.assign(rank=range(1, len(many) + 1))))

    assert "只画前8名和后8名" in chart.caption
    assert len(chart.svg) < 200_000


# sentences


def test_sentences_are_escaped_and_bold_where_asked():
    said = paragraphs("**3**份<b>文件</b>", "")

    assert said.html == '<div class="zhen-text"><p><b>3</b>份&lt;b&gt;文件&lt;/b&gt;</p></div>'
    assert repr(said) == "3份<b>文件</b>"


def test_whoever_leads_or_lags_is_named_with_how_firm_that_is():
    firm, close = "把握较大", "差距不明显，建议核实"
    units = pd.DataFrame({"unit_name": list("甲乙丙丁"), "firmness": [firm, close, close, firm]})
    told = with_firmness(units)
    assert told == f"甲（{firm}），乙、丙（均{close}），丁（{firm}）"
    assert with_firmness(units.assign(firmness="")) == "甲、乙、丙、丁"


def test_the_summary_tells_the_year_and_the_month_by_area(month):
    said = repr(words.summary(month))

    assert "今年以来清理垃圾2969立方米（本月980）" in said
    assert "问题整改率42.1%" in said
    assert "A类12个村参评，先进：青禾村、柳湾村、云溪村" in said
    assert "待核事项须更正1条、请核实1条、提示1条" in said
