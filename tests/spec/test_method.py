"""Every worked example of docs/method.md is computed from the catalogue lines that it shows."""

from __future__ import annotations

import io
import re
import tomllib
from csv import DictReader
from dataclasses import dataclass, field
from itertools import dropwhile, takewhile
from pathlib import Path

import pandas as pd
import pytest

from zhen_analysis.assess import (
    adjust_totals,
    aggregate_scores,
    compare_ranks,
    count_honours,
    name_honours,
    name_outcomes,
    rank_units,
    roll_up,
    score_measures,
    zero_items,
)
from zhen_analysis.assess.scoring.bonuses_and_vetoes import group_marks
from zhen_analysis.catalogue import Scheme
from zhen_analysis.catalogue.declared.reading.read import read_declared
from zhen_analysis.catalogue.declared.scheme_line import SchemeLine
from zhen_analysis.catalogue.vocabulary import rules as vocabulary

WHOLE = (Path(__file__).parents[2] / "docs/method.md").read_text(encoding="utf-8")
METHOD = WHOLE.partition("\n## 8. Goals")[
    0
]  # whose example tests/assess/cases/test_plan.py computes
FENCE = re.compile(r"^```(csv|toml)\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
GIVEN = {"period", "unit", "group", "total", "before", "last", "difficulty"}
TEXTS = {"unit", "group", "period", "before", "grade", "honour", "missing", "outcomes"}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def read_table(lines: list[str]) -> pd.DataFrame:
    head, _, *rows = map(cells, lines)
    return pd.DataFrame(rows, columns=head)


@dataclass
class Example:
    title: str
    blocks: dict[str, str] = field(default_factory=dict)
    table: list[str] = field(default_factory=list)

    @property
    def sides(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """What is given and what comes out, parted by the column →."""
        whole = read_table(self.table)
        arrow = list(whole.columns).index("→")
        given, wanted = whole.iloc[:, :arrow], whole.iloc[:, arrow + 1 :]
        return given.apply(as_typed), wanted.apply(as_typed)


def as_typed(column: pd.Series) -> pd.Series:
    """Return numbers where all that is written are numbers."""
    if column.name in TEXTS or str(column.name).endswith("_text"):
        return column
    return pd.to_numeric(column.replace("", None))


def is_row(line: str) -> bool:
    return line.startswith("|")


def find_examples() -> list[Example]:
    """Return the examples: a line in italics, its fenced blocks, its table."""
    found = []
    for part in re.split(r"^(?=\*[^*\n])", METHOD, flags=re.MULTILINE)[1:]:
        title = part[1 : part.index("*", 1)].replace("\n", " ")
        lines = FENCE.sub("", part).splitlines()
        table = dropwhile(lambda line: not is_row(line), lines)
        found.append(Example(title, dict(FENCE.findall(part)), list(takewhile(is_row, table))))
    return found


EXAMPLES = find_examples()
RULES = read_table(METHOD[METHOD.index("| what | rule |") :].partition("\n\n")[0].splitlines())


def test_the_document_has_the_examples_that_are_run():
    assert len(EXAMPLES) == 14
    assert set(RULES["rule"]) == set(vocabulary.RULES)


def test_each_published_rule_names_a_worked_example_that_stands_there():
    listed = WHOLE[WHOLE.index("| rule as published |") :].partition("\n\n")[0].splitlines()
    worked = [example.title for example in EXAMPLES] + RULES["what"].tolist()
    for name in read_table(listed)["worked example"]:
        assert name == "—" or any(name in title for title in worked), name


@pytest.mark.parametrize("line", RULES.to_dict("records"), ids=RULES["what"])
def test_each_line_of_the_table_of_rules_is_computed(line):
    stated = dict(part.split("=") for part in line["parameters"].split())
    indicators = pd.DataFrame([{"indicator": "x", "rule": line["rule"], "weight": 1, **stated}])
    written = [value.strip().partition("@") for value in line["values"].split(";")]
    measures = pd.DataFrame(
        {
            "unit": [f"v{place}" for place in range(len(written))],
            "indicator": "x",
            "value": pd.to_numeric(pd.Series([value for value, _, _ in written]), errors="coerce"),
        }
    )
    column = stated.get("size") or stated.get("coefficient")
    if column:
        measures[column] = [float(size) for _, _, size in written]
    scores = score_measures(measures, indicators)
    wanted = [float(score) for score in line["scores"].split(";")]
    assert scores["score"].tolist() == pytest.approx(wanted, abs=1e-9)
    assert set(scores["rule_text"]) == {line["in words"]}


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.title for example in EXAMPLES])
def test_each_worked_example_is_computed(example):
    given, wanted = example.sides
    declared = tomllib.loads(example.blocks.get("toml", ""))
    run = run_roll_up if "roll_up" in declared else run_scheme
    found = run(given, declared, example.blocks.get("csv")).set_index("unit").loc[given["unit"]]
    for column in wanted:
        if pd.api.types.is_numeric_dtype(wanted[column]):
            values = found[column].astype("float64").tolist()
            assert values == pytest.approx(wanted[column].tolist(), abs=1e-9), column
        else:
            assert found[column].fillna("").tolist() == wanted[column].tolist(), column


def csv_cells(csv: str) -> list[dict[str, str]]:
    """Return the lines of a table as the catalogue's files have them: text."""
    return list(DictReader(csv.splitlines()))


def run_scheme(given: pd.DataFrame, declared: dict, csv: str | None) -> pd.DataFrame:
    """Return the ranking of a month from values or totals."""
    scheme, _ = read_declared(Scheme, {"code": "x", "name": "x", "level": "village", **declared})
    columns = [column for column in given if column not in GIVEN]
    keys = [column for column in ("period", "group", "difficulty") if column in given]
    values = given.melt(["unit", *keys], columns, var_name="indicator")
    measures = pd.concat([values.assign(span=span) for span in ("month", "ytd")])
    if csv:
        indicators = pd.read_csv(io.StringIO(csv))
        indicators["target"] = 100
        lines = [read_declared(SchemeLine, cells)[0] for cells in csv_cells(csv)]
        indicators["weight"] = [line.weight for line in lines]
        if "full_marks" in declared:
            values = values.assign(total_marks=group_marks(values, scheme))
        scores = score_measures(values, indicators)
        scores = zero_items(scores, measures, indicators, scheme)
        totals = aggregate_scores(scores, indicators)
        if not declared:
            return totals
    else:
        totals = given[[column for column in given if column in {"unit", "period", "total"}]]
    within = ["group"] if "group" in given else []
    ranking = rank_units(adjust_totals(totals, measures, scheme), within=within)
    if "group" not in ranking:
        ranking = ranking.assign(group="")
    previous = None
    if "last" in given:
        previous = given[["unit", "last"]].rename(columns={"last": "rank"}).assign(group="")
    ranking = name_honours(compare_ranks(ranking, previous), scheme, within, measures)
    return name_outcomes(count_honours(ranking, history_of(given)), scheme, within)


def history_of(given: pd.DataFrame) -> pd.DataFrame | None:
    if "before" not in given:
        return None
    months = given["before"].str.split(expand=True).replace("-", "")
    months.columns = [f"2022-{month:02d}" for month in range(1, months.shape[1] + 1)]
    return months.assign(unit=given["unit"]).melt("unit", var_name="period", value_name="honour")


def run_roll_up(given: pd.DataFrame, declared: dict, csv: None) -> pd.DataFrame:
    """Return the totals of a quarter or year."""
    periods = [column for column in given if column.startswith("2022")]
    months = given.melt("unit", periods, var_name="period", value_name="total").dropna()
    if f"bonus {periods[0]}" in given:
        points = given.melt("unit", [f"bonus {period}" for period in periods], "period", "bonus")
        points["period"] = points["period"].str.removeprefix("bonus ")
        months = months.merge(points, on=["unit", "period"])
    annual = None
    if "annual" in given:
        annual = given[["unit", "annual"]].rename(columns={"annual": "total"})
    named = {"code": "x", "name": "x", "level": "village", **declared}
    scheme, faults = read_declared(Scheme, named)
    assert not faults
    (rule,) = scheme.roll_up.values()
    return roll_up(months, periods, rule, annual=annual)
