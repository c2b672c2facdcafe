"""Words of the package and a town's own: whole as shipped, and refused where they make no sense."""

import pickle
from fractions import Fraction

import pytest
from drawing import table

from zhen_analysis.catalogue.vocabulary.words import (
    KINDS,
    SHIPPED,
    WORDS,
    Word,
    meaning_faults,
    word_faults,
    words_of,
)

DOZEN = Word("uom", "打", "个", "12")


def test_what_the_package_ships_breaks_no_rule_of_words():
    assert {row.kind for row in SHIPPED} | {"sentence"} == set(KINDS)
    assert len({(row.kind, row.word) for row in SHIPPED}) == len(SHIPPED)
    units = [row for row in SHIPPED if not row.word[-1].isdigit()]
    assert [list(meaning_faults(row, KINDS[row.kind], WORDS.uoms)) for row in units if row] == [
        [] for _ in units
    ]
    measured = {row.word for row in SHIPPED if row.kind in {"uom", "counter"}}
    assert measured <= set(WORDS.uoms.known)


CONVERSIONS = table("""
    written | wanted | factor
    亩      | 平方米 | 2000/3
    亩      | 公顷   | 1/15
    公斤    | 吨     | 1/1000
    ‰       | %      | 1/10
    方      | 立方米 | 1
    万方    | 方     | 10000
    户      | 家     | 1
    个      | 户     |
    米      | 平方米 |
    光年    | 米     |
    光年    | 光年   | 1
""")


@pytest.mark.parametrize("line", CONVERSIONS.to_dict("records"))
def test_units_of_one_measure_have_an_exact_factor_and_others_none(line):
    factor = WORDS.uoms.conversion(line["written"], line["wanted"])
    assert factor == (Fraction(line["factor"]) if line["factor"] else None)


def test_a_towns_own_unit_is_one_row():
    own = words_of((DOZEN, Word("uom", "大打", "打", "12"), Word("uom", "打儿", "打")))
    assert own.uoms.conversion("大打", "处") == 144
    assert own.uoms.conversion("打儿", "个") == 12
    assert own.uoms.slip("打", "户") == 12
    assert not WORDS.uoms.is_uom("打")


def test_equal_words_are_one_object_in_every_process():
    assert words_of((DOZEN,)) is words_of((DOZEN,))
    assert pickle.loads(pickle.dumps(words_of((DOZEN,)))) is words_of((DOZEN,))


REFUSED = table("""
    kind     | word       | means        | factor | column | says
    unit     | 打         | 个           | 12     | kind   | must be one of uom, counter
    uom      |            | 个           | 12     | word   | the word is missing
    uom      | 打         | 个个         | 12     | means  | is not a unit of measure that is known
    uom      | 打         | 打           | 12     | means  | is not a unit of measure that is known
    uom      | 打         |              | 12     | factor | only a unit of measure that means another one
    uom      | 打         | 个           | 0      | factor | must be a number above 0
    uom      | 打         | 个           | 一打   | factor | must be a number above 0
    uom      | 打         | 个           | 1/0    | factor | must be a number above 0
    uom      | 方         | 平方米       |        | word   | or is a word of the package
    counter  | 方         |              |        | word   | is a unit of measure that the package knows
    uom      | 打2        | 个           | 12     | word   | neither begins nor ends with a digit
    nothing  | 没干       | 无           |        | means  | a word of kind nothing means nothing further
    nothing  | 没干       |              | 2      | factor | only a unit of measure
    sentence | negativ    | 请核实。     |        | word   | is not a kind of issue
    sentence | negative   | 请核{amount} |        | means  | what it may name in braces: field, least
    sentence | negative   | 请核{field   |        | means  | its braces do not match
    sentence | negative   |              |        | means  | write a sentence
""")  # noqa: E501


@pytest.mark.parametrize("line", REFUSED.to_dict("records"))
def test_a_row_that_makes_no_sense_is_refused(line):
    row = Word(*(line[key] for key in ("kind", "word", "means", "factor")))
    faults = list(word_faults([row]))
    assert [column for _, column, fault in faults if line["says"] in fault] == [line["column"]]


def test_a_row_stands_once():
    assert [place for place, _, _ in word_faults([DOZEN, DOZEN])] == [1]
