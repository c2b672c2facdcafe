"""The audit says what it recomputed and what not; grades go by the bands that are stated."""

import openpyxl
import pandas as pd
import pytest
from drawing import table
from typer.testing import CliRunner

import zhen_analysis as zhen
from zhen_analysis.audit.audit import audit_with_account
from zhen_analysis.audit.relations.grades import stated_bands
from zhen_analysis.cli import app

NAMES = ["青禾村", "柳湾村", "云溪村", "松岭村", "白沙村", "桃园村", "石桥村", "鹿鸣村"]
TOTALS = [95.0, 90.0, 88.5, 76.0, 75.0, 61.5, 59.0, 83.0]
BANDS = "注：90分以上为优秀，75—90分（不含）为良好，60-75分为及格，60分以下为不及格。"


def graded(*, slip: bool = False, note: str = BANDS) -> pd.DataFrame:
    """Return a table of totals with grades, one of them wrong."""
    words = ["优秀" if t >= 90 else "良好" if t >= 75 else "及格" if t >= 60 else "不及格"
             for t in TOTALS]  # fmt: skip
    words[3] = "优秀" if slip else words[3]
    rows = [[n, f"{t:.1f}", w] for n, t, w in zip(NAMES, TOTALS, words, strict=True)]
    return pd.DataFrame([["村名", "总分", "等次"], *rows, [note, "", ""]])


def test_a_grade_that_the_stated_bands_do_not_give_is_told():
    assert zhen.audit_ranking(graded()).empty
    (told,) = zhen.audit_ranking(graded(slip=True)).to_dict("records")
    assert (told["unit"], told["column"], told["check"]) == ("松岭村", "等次", "grade")
    assert told["printed"] == "优秀" and told["likely"] == "总分76，按所列标准应为良好"


def test_without_stated_bands_no_grade_is_accused():
    assert zhen.audit_ranking(graded(slip=True, note="")).empty


@pytest.mark.parametrize("line", table("""
    stated                                              | bands
    90分以上为优秀,80分以上90分以下为良好,80分以下为差   | 90 80 -inf
    优秀:90-100;良好:80-89;差:79分以下                   | 90 80 -inf
    优秀(≥90),良好(≥80),差(<80)                         | 90 80 -inf
    90分(含)以上的评为优秀,80(含)-90分为良好,不足80分为差 | 90 80 -inf
    优秀村可得奖金,良好村表扬                           |
""").to_dict("records"), ids=lambda line: line["stated"])  # fmt: skip
def test_bands_are_read_as_notes_state_them(line):
    found = stated_bands(line["stated"], ["优秀", "良好", "差"])
    assert [f"{low:g}" for low in found.values()] == line["bands"].split()


def save(path, rows) -> None:
    """Write a workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)


def run(path):
    """Return status and words of the command."""
    done = CliRunner().invoke(app, ["audit", str(path)])
    return done.exit_code, done.output


RATED = [["村名", "应办件数", "办结件数", "办结率", "户数"],
         *[[n, 20 + k, 10 + k, f"{100 * (10 + k) / (20 + k):.1f}%", 300 + 7 * k * k]
           for k, n in enumerate(NAMES)]]  # fmt: skip


def test_it_says_what_it_recomputed_and_what_nothing_can_be_compared_with(tmp_path):
    save(tmp_path / "通报.xlsx", RATED)
    found, account = audit_with_account(tmp_path / "通报.xlsx")
    assert found.empty and account.is_whole
    assert account.chinese == "核对了1列8个数：办结率；1列没有可核对的关系（户数）"
    status, said = run(tmp_path / "通报.xlsx")
    assert status == 0 and "核对的都相符" in said


def test_lines_of_sums_are_counted_too(tmp_path):
    sums = ["合计", *(sum(row[place] for row in RATED[1:]) for place in (1, 2)), "", ""]
    save(tmp_path / "通报.xlsx", [*RATED, sums])
    _, account = audit_with_account(tmp_path / "通报.xlsx")
    assert account.chinese.startswith("核对了1列10个数：办结率、合计行")


def test_where_nothing_is_recomputed_nothing_agrees(tmp_path):
    save(
        tmp_path / "通报.xlsx",
        [
            ["村名", "户数", "人口"],
            *[[n, 300 + 7 * k * k, 911 + 13 * k] for k, n in enumerate(NAMES)],
        ],
    )
    status, said = run(tmp_path / "通报.xlsx")
    assert status == 1 and "没有一个数可以核对" in said and "相符" not in said


def test_formulas_without_results_are_named_and_no_rank_of_theirs_is_judged(tmp_path):
    rows = [[n, 80 + k, 70 + k, f"=B{k + 2}*0.6+C{k + 2}*0.4", k + 1] for k, n in enumerate(NAMES)]
    save(tmp_path / "通报.xlsx", [["村名", "明查", "暗访", "总分", "名次"], *rows])
    found, account = audit_with_account(tmp_path / "通报.xlsx")
    assert found.empty and len(account.unread) == len(NAMES) and account.unread[0] == "D2"
    status, said = run(tmp_path / "通报.xlsx")
    assert status == 1 and "公式没有保存结果的8格未核对（D2、D3" in said and "相符" not in said


PLAN = [80, 40, 40, 80, 60, 60, 120, 100]
DONE = [50, 22, 18, 38, 57, 25, 78, 92]


@pytest.mark.parametrize("sign", [1, -1])
def test_what_was_done_of_a_task_is_no_total_of_other_columns(sign):
    rows = [[n, str(a), str(b), str(sign * (a - b)), f"{100 * b / a:.1f}%", "50%"]
            for n, a, b in zip(NAMES, PLAN, DONE, strict=True)]  # fmt: skip
    head = ["村名", "年度任务", "累计完成", "差额", "完成率", "序时进度"]
    assert zhen.audit_ranking(pd.DataFrame([head, *rows])).empty


def test_a_turned_table_with_units_of_measure_beside_its_headings_keeps_their_roles():
    rates = [100 * b / a for a, b in zip(PLAN, DONE, strict=True)]
    ranks = [1 + sum(other > rate for other in rates) for rate in rates]
    ranks[2], right = 2, ranks[2]
    rows = [["指标", "单位", *NAMES], ["年度任务", "个", *map(str, PLAN)],
            ["累计完成", "个", *map(str, DONE)], ["完成率", "%", *(f"{r:.1f}" for r in rates)],
            ["名次", "", *map(str, ranks)]]  # fmt: skip
    (told,) = zhen.audit_ranking(pd.DataFrame(rows)).to_dict("records")
    assert (told["unit"], told["column"], told["computed"]) == ("云溪村", "名次", right)


@pytest.mark.parametrize(("decimals", "weights"), [(1, [1, 1, 1]), (1, [0.6, 0.4]), (0, [1, 1])])
def test_a_slip_of_a_hundredth_is_told_where_the_parts_are_printed_in_full(decimals, weights):
    parts = [[round(61.3 + 3.7 * k + 5.9 * place + k * place / 10, decimals)
              for place, _ in enumerate(weights)] for k in range(len(NAMES))]  # fmt: skip
    totals = [sum(w * p for w, p in zip(weights, row, strict=True)) for row in parts]
    totals[4] += 0.01
    heads = ["甲", "乙", "丙"][: len(weights)]
    if sum(weights) == 1:
        heads = [f"{h}({w:.0%})" for h, w in zip(heads, weights, strict=True)]
    rows = [[n, *(f"{p:.{decimals}f}" for p in row), f"{t:.2f}"]
            for n, row, t in zip(NAMES, parts, totals, strict=True)]  # fmt: skip
    (told,) = zhen.audit_ranking(pd.DataFrame([["村名", *heads, "总分"], *rows])).to_dict("records")
    assert (told["unit"], told["check"]) == ("白沙村", "total")


def test_a_csv_parted_by_semicolons_is_read(tmp_path):
    text = "\n".join(";".join(map(str, row)) for row in RATED)
    (tmp_path / "通报.csv").write_text(text, encoding="utf-8")
    _, account = audit_with_account(tmp_path / "通报.csv")
    assert account.numbers == len(NAMES)
