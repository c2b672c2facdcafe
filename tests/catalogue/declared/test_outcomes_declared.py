"""Outcomes and weights as declared → what is wrong with them."""

import pytest
from drawing import table

from zhen_analysis.catalogue import Scheme
from zhen_analysis.catalogue.declared.reading.read import read_declared
from zhen_analysis.catalogue.declared.scheme_line import SchemeLine

OUTCOMES = table("""
    on     | times | times_at_most | at_least | at_most | grade | place
    bottom | 2     | 2             |          |         | 合格  |
    bottom |       | 1             |          |         |       |
    gained |       |               | 3        | 4       |       |
    bottom | 3     | 2             |          |         |       | times_at_most
    gained |       |               | 3        | 2       |       | at_most
    bottom |       |               |          | 2       |       | at_most
    gained |       | 2             |          |         |       | times_at_most
    bottom |       |               |          |         | 良好  | outcomes[1].grade
""")


@pytest.mark.parametrize("row", OUTCOMES.to_dict("records"), ids=str)
def test_the_ends_of_an_outcome_fit_one_another(row):
    place = row.pop("place")
    said = {key: int(cell) if cell.isdigit() else cell for key, cell in row.items() if cell}
    scheme = {
        "code": "x", "name": "x", "level": "village",
        "bands": [{"grade": "合格", "from": 60}], "outcomes": [{"name": "约谈", **said}],
    }  # fmt: skip
    _, faults = read_declared(Scheme, scheme)
    assert [fault.place.endswith(place) for fault in faults] == [True] * bool(place)


WEIGHTS = [("40", 40.0), ("100/3", 100 / 3), ("1/0", None), ("1/2/3", None), ("a/3", None)]


@pytest.mark.parametrize(("written", "weight"), WEIGHTS)
def test_a_weight_is_a_number_or_the_quotient_of_two(written, weight):
    line, faults = read_declared(
        SchemeLine, {"indicator": "x", "rule": "mark", "span": "month", "weight": written}
    )
    assert [fault.place for fault in faults] == ["weight"] * (weight is None)
    assert weight is None or line.weight == pytest.approx(weight)
