"""Each rule of the vocabulary is whole: parameters, check, sentence and a place in the workbook."""

import pytest

from zhen_analysis.catalogue.declared.reading.read import read_declared
from zhen_analysis.catalogue.declared.scheme_line import SchemeLine
from zhen_analysis.catalogue.vocabulary.parameters import NUMBERS, PARAMETERS, TEXTS
from zhen_analysis.catalogue.vocabulary.rules import OFFICIAL_RULES, RULES
from zhen_analysis.catalogue.vocabulary.sentences import rule_sentence
from zhen_analysis.setup.catalogue_workbook.sheets import SCHEME_SHEET, sheet_forms

STATED = {"floor": "0", "target": "12", "per": "2", "start": "95", "step": "1", "loss": "2"}
STATED |= {"part": "whole", "knots": "0:0;60:60"}
OFFICIAL = sorted(OFFICIAL_RULES)


def written(rule: str, without: str = "") -> dict[str, str]:
    cells = {"indicator": "x", "rule": rule, "weight": "100", "span": "month"}
    return cells | {name: STATED[name] for name in RULES[rule].needs if name != without}


def faults(cells: dict[str, str]) -> dict[str, str]:
    return {fault.place: fault.sentence for fault in read_declared(SchemeLine, cells)[1]}


@pytest.mark.parametrize("rule", OFFICIAL)
def test_a_rule_that_has_what_it_needs_breaks_nothing(rule):
    assert faults(written(rule)) == {}


NEEDS = [(name, need) for name in OFFICIAL for need in RULES[name].needs]


@pytest.mark.parametrize(("rule", "need"), NEEDS)
def test_the_check_asks_for_each_parameter_that_a_rule_needs(rule, need):
    assert faults(written(rule, need))[need] == f"rule {rule} needs it."


@pytest.mark.parametrize("rule", sorted(RULES))
def test_each_parameter_of_a_rule_is_declared_and_has_a_column_of_the_workbook(rule):
    columns = {field.key: field for field in sheet_forms()[SCHEME_SHEET].fields}
    for name in RULES[rule].needs + RULES[rule].takes:
        assert name in PARAMETERS
        assert columns[name].heading != name, f"{name} has no heading in the workbook"


def test_the_workbook_offers_each_rule_that_a_scheme_may_use_under_its_own_name():
    columns = {field.key: field for field in sheet_forms()[SCHEME_SHEET].fields}
    assert columns["rule"].words == {name: rule.chinese for name, rule in OFFICIAL_RULES.items()}
    assert len(set(columns["rule"].words.values())) == len(OFFICIAL_RULES)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_each_rule_says_in_a_sentence_how_it_scores(rule):
    line = dict.fromkeys(TEXTS) | dict.fromkeys(NUMBERS, float("nan"))
    needed = {name: STATED[name] for name in RULES[rule].needs}
    numbers = {name: float(text) for name, text in needed.items() if name in NUMBERS}
    said = rule_sentence({**line, "uom": "%", **needed, **numbers, "rule": rule, "full_marks": 90})
    assert said
    assert all(sign >= "\u4e00" or not sign.isalpha() for sign in said)


def test_what_is_wrong_with_a_word_or_a_number_is_said_the_same_everywhere():
    assert faults(written("ratio") | {"scale": "ln", "cap": "0", "missing": "fixed:101"}) == {
        "scale": "must be linear or log.",
        "cap": "must be above 0.",
        "missing": "is more than the full marks, 100.",
    }
