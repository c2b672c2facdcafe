"""A seed → a right published table of some kind, and the cells in it whose slip must be found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from zhen_analysis.assess import round_half_up

ITEMS = ["环境卫生", "安全生产", "信访维稳", "档案资料", "民意测评", "基层党建", "生态保护"]
WEIGHTS = {2: [[0.6, 0.4], [0.7, 0.3]], 3: [[0.5, 0.3, 0.2], [0.4, 0.4, 0.2]],
           4: [[0.4, 0.3, 0.2, 0.1], [0.25] * 4], 5: [[0.3, 0.25, 0.2, 0.15, 0.1]]}  # fmt: skip
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
CHINESE = "零一二三四五六七八九"


@dataclass
class Draft:
    """A table before it is laid out: a line per unit.

    ``told``: columns whose numbers follow from others, with the check that a slip in them gives.
    """

    names: list[str]
    columns: dict[str, list[str]]
    told: dict[str, str] = field(default_factory=dict)
    group: np.ndarray | None = None
    summaries: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    weights: dict[str, str] = field(default_factory=dict)
    roads: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    ranked: str = ""


def fixed(values: np.ndarray, decimals: int, trim: bool) -> list[str]:
    """Return numbers as text; ``trim``: 85.0 is written 85."""
    texts = [f"{value + 0.0:.{decimals}f}" for value in round_half_up(np.asarray(values), decimals)]
    if trim and decimals:
        texts = [text.rstrip("0").rstrip(".") for text in texts]
    return texts


def chinese(number: int) -> str:
    """Return a number below 100 in Chinese."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else CHINESE[tens] + "十")
    return head + (CHINESE[ones] if ones or not tens else "")


def draft(seed: int) -> Draft:
    """Return a right table of a kind that the seed picks."""
    r = np.random.default_rng(seed)
    n = int(r.integers(5, 36))
    kind = r.choice(["village", "office"], p=[0.7, 0.3])
    suffix = "村" if kind == "village" else "办"
    names = [f"{a}家{suffix}" for a in r.permutation(list(SURNAMES))[:n]]
    made = Draft(names, {})
    if r.random() < 0.25 and n >= 8:
        made.group = np.sort(r.integers(0, 2, n))
        if min((made.group == 0).sum(), (made.group == 1).sum()) < 4:
            made.group = None
    scheme = r.choice(["sum", "stated", "row", "recovered", "mean", "deduct", "none", "rates",
                       "growth", "given"])  # fmt: skip
    trim = bool(r.random() < 0.5)
    ranked, lower = "", False
    if scheme in {"sum", "stated", "row", "recovered", "mean"}:
        ranked = scored(made, r, scheme, n, trim)
    elif scheme == "deduct":
        ranked = deducted(made, r, n, trim)
    elif scheme == "rates":
        ranked = rated(made, r, n)
    elif scheme == "growth":
        grown(made, r, n)
    elif scheme == "given":
        values = r.uniform(60, 100, n)
        decimals = int(r.integers(0, 3))
        made.columns["综合得分"] = fixed(values, decimals, trim)
        ranked = "综合得分"
    else:
        for item in r.permutation(ITEMS)[:3]:
            made.columns[str(item)] = fixed(r.uniform(0, 30, n), 1, trim)
        made.columns["总分"] = fixed(r.uniform(50, 100, n), 1, trim)
    if ranked and r.random() < 0.85:
        rank_column(made, r, ranked, lower)
    elif scheme in {"sum", "none"} and r.random() < 0.5:
        rated(made, r, n)
    if r.random() < 0.7 and scheme in {"sum", "rates", "growth"}:
        summarise(made, r)
    elif r.random() < 0.25 and ranked and made.group is None:
        road(made, r)
    return made


def scored(made: Draft, r: np.random.Generator, scheme: str, n: int, trim: bool) -> str:
    """Add items and the total that follows from them."""
    count = int(r.choice(list(WEIGHTS)))
    items = [str(x) for x in r.permutation(ITEMS)[:count]]
    decimals = int(r.integers(0, 3))
    high = 100 if scheme != "sum" else int(r.choice([20, 40]))
    parts = round_half_up(r.uniform(high * 0.5, high, (n, count)), decimals)
    if scheme == "sum" and r.random() < 0.2:
        parts = round_half_up(r.uniform(0, 3000, (n, count)), 0)
        decimals = 0
    weights = np.array(WEIGHTS[count][int(r.integers(len(WEIGHTS[count])))])
    hidden = decimals >= 1 and r.random() < 0.2 and scheme == "sum"
    if hidden:  # printed parts are rounded, the total was not made from them
        parts = r.uniform(high * 0.5, high, (n, count))
    total_decimals = decimals if scheme == "sum" else int(r.integers(max(decimals, 1), 3))
    made_of = {"sum": np.ones(count), "mean": np.full(count, 1 / count)}.get(scheme, weights)
    total = round_half_up(parts @ made_of, total_decimals)
    grouped = bool(r.random() < 0.5) and decimals == 0 and high > 100
    for item, column, weight in zip(items, parts.T, weights, strict=True):
        label = item
        if scheme == "stated":
            label = f"{item}({weight:.0%})"
        elif scheme == "row":
            made.weights[item] = f"{weight:.0%}"
        elif scheme == "sum" and r.random() < 0.2:
            label = f"{item}({high}分)"
        texts = fixed(column, decimals, trim)
        made.columns[label] = [f"{int(t):,}" for t in texts] if grouped else texts
    label = str(r.choice(["总分", "综合得分", "得分", "合计得分", "综 合 得 分"]))
    if scheme == "mean":
        label = str(r.choice(["平均得分", "平均分", "综合得分"]))
    made.columns[label] = fixed(total, total_decimals, trim)
    # Weights that nobody states can be known from enough lines only.
    if scheme != "recovered" or n >= 2 * count + 4:
        made.told[label] = "total"
    return label


def deducted(made: Draft, r: np.random.Generator, n: int, trim: bool) -> str:
    """Add deductions, a bonus, and what is left of 100."""
    decimals = int(r.integers(0, 2))
    total = np.full(n, 100.0)
    for item in [str(x) for x in r.permutation(ITEMS)[: int(r.integers(2, 5))]]:
        lost = round_half_up(r.uniform(0, 12, n), decimals)
        total -= lost
        made.columns[f"{item}扣分"] = fixed(lost, decimals, trim)
    if r.random() < 0.5:
        bonus = round_half_up(r.uniform(0, 4, n), decimals)
        total += bonus
        made.columns["加分"] = fixed(bonus, decimals, trim)
    made.columns["最终得分"] = fixed(total, decimals, trim)
    made.told["最终得分"] = "total"
    return "最终得分"


def rated(made: Draft, r: np.random.Generator, n: int) -> str:
    """Add two counts and their rate, as text with % or as a number."""
    due = r.integers(6, 300, n)
    done = np.array([int(r.integers(max(1, d // 3), d + 1)) for d in due])
    made.columns["应办件数"] = [str(x) for x in due]
    made.columns["办结件数"] = [str(x) for x in done]
    decimals = int(r.integers(0, 3))
    if r.random() < 0.3:
        rates = [f"{x:.4f}".rstrip("0").rstrip(".") for x in round_half_up(done / due, 4)]
    else:
        rates = [f"{x}%" for x in fixed(100 * done / due, decimals, r.random() < 0.5)]
    made.columns["办结率"] = rates
    made.told["办结率"] = "rate"
    return "办结率"


def grown(made: Draft, r: np.random.Generator, n: int) -> None:
    """Add this month, last month, the same month of last year and both changes."""
    now, month, year = (r.integers(50, 900, n) for _ in range(3))
    grouped = r.random() < 0.3
    for label, values in [("本月", now), ("上月", month), ("去年同期", year)]:
        made.columns[label] = [f"{9 * x:,}" if grouped else str(x) for x in values]
    decimals = int(r.integers(1, 3))
    for label, before in [("环比", month), ("同比", year)]:
        texts = fixed(100 * (now / before - 1), decimals, False)
        made.columns[label] = [f"{x}%" for x in texts]
        made.told[label] = "rate"


def number(text: str) -> float:
    """Return the number of a plain text of this file."""
    return float(text.replace(",", "").rstrip("%"))


def rank_column(made: Draft, r: np.random.Generator, ranked: str, lower: bool) -> None:
    """Add the ranks, within groups where there are any, printed in one of several ways."""
    values = pd.Series([number(text) for text in made.columns[ranked]])
    method = str(r.choice(["min", "dense"]))
    within = made.group if made.group is not None else np.zeros(len(values))
    ranks = values.groupby(within).rank(method=method, ascending=lower).astype(int)
    label = str(r.choice(["名次", "排名", "名 次", "排序"]))
    style = int(r.integers(0, 4))
    shown = {0: str, 1: lambda x: f"第{chinese(x)}名", 2: lambda x: f"第{x}名", 3: str}[style]
    made.columns[label] = [shown(int(x)) for x in ranks]
    made.told[label] = "rank"
    made.ranked = ranked


def summarise(made: Draft, r: np.random.Generator) -> None:
    """Add a line of sums (with its own rates), on top or at the end."""
    mean = bool(r.random() < 0.3) and "办结率" not in made.columns and "环比" not in made.columns
    line = {}
    sums = {}
    for label, texts in made.columns.items():
        if label in made.told and made.told[label] == "rank":
            continue
        if texts[0].endswith("%") or label == "办结率":
            continue
        values = np.array([number(text) for text in texts])
        decimals = max(len(text.partition(".")[2]) for text in texts)
        sums[label] = values.sum()
        line[label] = fixed(
            [values.mean() if mean else values.sum()], max(decimals, 1) if mean else decimals, False
        )[0]
    if "办结率" in made.columns:
        rate = sums["办结件数"] / sums["应办件数"]
        percent = made.columns["办结率"][0].endswith("%")
        places = max(len(t.rstrip("%").partition(".")[2]) for t in made.columns["办结率"])
        line["办结率"] = (
            f"{fixed([100 * rate], places, False)[0]}%" if percent else fixed([rate], 4, True)[0]
        )
    for label, before in [("环比", "上月"), ("同比", "去年同期")]:
        if label in made.columns:
            places = len(made.columns[label][0].rstrip("%").partition(".")[2])
            change = 100 * (sums["本月"] / sums[before] - 1)
            line[label] = f"{fixed([change], places, False)[0]}%"
    name = "平均" if mean else str(r.choice(["合计", "总计", "合 计", "全镇合计"]))
    made.summaries.append((str(r.choice(["top", "end"])) if not mean else "end", name, line))


def road(made: Draft, r: np.random.Generator) -> None:
    """Add a line that is no unit: it has numbers, but no rank."""
    n = int(r.integers(len(made.names)))
    line = {
        label: texts[n] for label, texts in made.columns.items() if made.told.get(label) != "rank"
    }
    made.roads.append(("112国道", line))


def laid_out(made: Draft, seed: int) -> pd.DataFrame:
    """Return a table as it is printed: in one of many shapes."""
    r = np.random.default_rng(seed + 10**6)
    labels = list(made.columns)
    key = str(r.choice(["村名", "单位", "村 名", "村（社区）", "单位名称"]))
    rows = [
        [name, *(made.columns[label][n] for label in labels)] for n, name in enumerate(made.names)
    ]
    head = [key, *labels]
    serial = bool(r.random() < 0.4)
    blank = str(r.choice(["", "—", "/", "-"]))
    group_as = str(r.choice(["column", "sections"])) if made.group is not None else ""
    order = np.arange(len(rows))
    rank = next((x for x, check in made.told.items() if check == "rank"), None)
    if made.ranked and r.random() < 0.4:  # sorted by rank
        values = [-number(text) for text in made.columns[made.ranked]]
        order = np.lexsort([values, made.group if made.group is not None else np.zeros(len(rows))])
    if group_as == "column":
        head = ["类别", *head]
        rows = [["AB"[g] + "类", *row] for g, row in zip(made.group, rows, strict=True)]
    rows = [rows[n] for n in order]
    groups = made.group[order] if made.group is not None else np.zeros(len(rows), dtype=int)
    lead = [""] if group_as == "column" else []
    extra = {
        where: [*lead, name, *(line.get(x, "") for x in labels)]
        for where, name, line in made.summaries
    }
    for name, line in made.roads:
        rows.append([*lead, name, *(line.get(x, blank if x == rank else "") for x in labels)])
    width = len(head) + serial

    def numbered(lines, first=1):
        return [[str(n), *line] for n, line in enumerate(lines, first)] if serial else lines

    other = [[""]] if serial else [[]]
    body = numbered(rows)
    top = [[*other[0], *extra["top"]]] if "top" in extra else []
    end = [[*other[0], *extra["end"]]] if "end" in extra else []
    if serial:
        head = ["序号", *head]
    weights = []
    if made.weights:
        weights = [
            [
                *(["权重"] + [""] * serial),
                *[""] * bool(lead),
                *(made.weights.get(x, "") for x in labels),
            ]
        ]
        weights = [row[:width] for row in weights]
    if group_as == "sections":
        again = bool(r.random() < 0.5)
        first = [row for row, g in zip(body, groups, strict=False) if g == 0]
        second = [row for row, g in zip(body, groups, strict=False) if g == 1]

        def titled(text):
            return [text] + [""] * (width - 1)

        grid = [
            titled("A类村"),
            head,
            *weights,
            *first,
            titled("B类村"),
            *([head, *weights] if again else []),
            *second,
        ]
        grid += [*body[len(groups) :], *top, *end]
        return pd.DataFrame([titled("示例镇三月份考核通报"), *grid][int(r.random() < 0.5) :])
    lines = [*weights, *top, *body, *end]
    shape = str(r.choice(["grid", "columns", "turned", "index", "numbers", "two-up"]))
    if shape == "two-up" and not (weights or top or end or made.roads):
        half = -(-len(body) // 2)
        left, right = body[:half], body[half:] + [[""] * width] * (2 * half - len(body))
        gap = [[""]] if r.random() < 0.5 else [[]]
        across = [[*a, *gap[0], *b] for a, b in zip([head, *left], [head, *right], strict=True)]
        return pd.DataFrame(across)
    if shape == "turned":
        return pd.DataFrame([head, *lines]).T
    if shape in {"columns", "numbers", "index"}:
        frame = pd.DataFrame(lines, columns=head)
        if shape == "numbers":
            for column in frame.columns:
                converted = pd.to_numeric(frame[column].replace("", np.nan), errors="coerce")
                if (
                    not isinstance(frame[column], pd.DataFrame)
                    and converted.notna().sum() == (frame[column] != "").sum()
                ):
                    frame[column] = converted
        if shape == "index" and not serial and not lead and not weights:
            frame = frame.set_index(key)
        return frame
    grid = [head, *lines]
    if r.random() < 0.6:
        grid = [["示例镇2022年3月重点工作考核排名情况", *[""] * (width - 1)], *grid]
    if r.random() < 0.4:
        grid += [["注：本表由镇督查办统计", *[""] * (width - 1)]]
    if r.random() < 0.3:
        grid += [["填表人：张某", *[""] * (width - 2), "审核：李某"]]
    return pd.DataFrame(grid)


@dataclass(frozen=True)
class Slip:
    """One cell that was spoilt, and what must be told: unit and column as printed, and check."""

    unit: str
    column: str
    checks: tuple[str, ...]
    note: str


def spoil(made: Draft, seed: int) -> tuple[Draft, Slip] | None:
    """Return the same table with one slip, where something in it can be known."""
    r = np.random.default_rng(seed + 2 * 10**6)
    n = int(r.integers(len(made.names)))
    ways = [*made.told]
    if made.summaries and made.summaries[0][1] != "平均":
        ways += ["subtotal"] * len(ways)
    if r.random() < 0.1:
        ways = ["duplicate"]
    if not ways:
        return None
    way = str(r.choice(ways))
    columns = {label: list(texts) for label, texts in made.columns.items()}
    if way == "duplicate":
        other = (n + 1) % len(made.names)
        names = list(made.names)
        names[n] = names[other]
        return replace(made, names=names), Slip(names[n], "", ("duplicate",), "duplicate")
    if way == "subtotal":
        where, name, line = made.summaries[0]
        label = str(r.choice([x for x in line if x not in made.told] or list(line)))
        wrong = spoilt_digit(line[label], r)
        summary = [(where, name, {**line, label: wrong})]
        return replace(made, summaries=summary), Slip(
            name.replace(" ", ""), label, ("subtotal",), f"{line[label]}->{wrong}"
        )
    written = columns[way][n]
    check = made.told[way]
    if check == "rank":
        other = int(r.integers(len(made.names)))
        if (
            r.random() < 0.4
            and columns[way][other] != written
            and (made.group is None or made.group[n] == made.group[other])
        ):
            columns[way][n], columns[way][other] = columns[way][other], written
        else:
            columns[way][n] = shifted_rank(written, r, len(made.names))
    else:
        columns[way][n] = spoilt_digit(written, r)
    if columns[way][n] == written:
        return None
    return replace(made, columns=columns), Slip(
        made.names[n],
        way,
        ("rank", "tie") if check == "rank" else (check,),
        f"{written}->{columns[way][n]}",
    )


def shifted_rank(text: str, r: np.random.Generator, n: int) -> str:
    """Return another rank, printed in the same way."""
    for value in range(1, n + 1):
        for shown in (str(value), f"第{chinese(value)}名", f"第{value}名"):
            if shown == text:
                new = value + int(r.choice([-2, -1, 1, 2]))
                new = new if new >= 1 else value + 1
                if text.startswith("第"):
                    return f"第{new}名" if text[1].isdecimal() else f"第{chinese(new)}名"
                return str(new)
    raise AssertionError(text)


def spoilt_digit(text: str, r: np.random.Generator) -> str:
    """Return a number with two neighbouring digits swapped, or one digit wrong (not the last)."""
    places = [n for n, c in enumerate(text) if c.isdecimal()]
    pairs = [
        (a, b)
        for a, b in zip(places, places[1:], strict=False)
        if text[a] != text[b] and b == a + 1
    ]
    if pairs and r.random() < 0.5:
        a, b = pairs[int(r.integers(len(pairs)))]
        swapped = text[:a] + text[b] + text[a] + text[b + 1 :]
        if not (swapped[0] == "0" and swapped[1:2].isdecimal()):
            return swapped
    a = places[0] if text[places[0]] != "0" else places[-1]
    digit = int(text[a])
    new = (digit + int(r.integers(1, 9))) % 10
    new = new if new or len(places) == 1 else (digit % 9) + 1
    return text[:a] + str(new) + text[a + 1 :]
