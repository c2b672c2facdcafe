"""A notebook's first call takes what exists and refuses the rest in one sentence."""

import pytest
from drawing import table

from zhen_analysis.base.errors import BadInput
from zhen_analysis.base.period import Month
from zhen_analysis.publish.notebooks.parameters import parameters

ACCEPTED = """
    written | period  | town
    code    | 2022-02 | shili
    name    | 2022-02 | 示例镇
    blank   | 2022-02 |
    a word  | latest  | shili
"""
REFUSED = """
    why                  | period       | town            | said
    a number             | 202203       | shili           | period 202203 is not a month
    no dash              | '202203'     | shili           | period '202203' is not a month
    no such month        | '2022-13'    | shili           | period '2022-13' is not a month
    nothing              | None         | shili           | period None is not a month
    a path               | '../2022-02' | shili           | is not a month
    month without data   | '2021-12'    | shili           | Months with data: 2022-01, 2022-02
    unknown town         | '2022-02'    | nowhere         | Known: shili
    a path for a town    | '2022-02'    | ../shili        | Known: shili
    odd characters       | '2022-02'    | shili;rm -rf    | Known: shili
"""


@pytest.fixture
def namespace(town):
    """What ``globals()`` holds in a fresh kernel, our parameters among it."""
    return {
        **{"__name__": "__main__", "_": "", "_i1": "x", "In": [""], "Out": {}, "exit": object()},
        **{"pytest": pytest, "parameters": parameters},
        **{"period": "2022-02", "town": "shili", "workspace": str(town.root)},
    }


@pytest.mark.parametrize(("written", "period", "town_name"), table(ACCEPTED).to_numpy().tolist())
def test_a_town_may_be_written_as_code_or_name(namespace, town, written, period, town_name):
    found = parameters(namespace | {"period": period, "town": town_name})

    assert (found.period, found.town, found.workspace.root) == (Month(2022, 2), "shili", town.root)


@pytest.mark.parametrize(("why", "period", "town_name", "said"), table(REFUSED).to_numpy().tolist())
def test_bad_parameters_are_refused_with_what_exists(namespace, why, period, town_name, said):
    with pytest.raises(BadInput) as refused:
        parameters(namespace | {"period": eval(period), "town": town_name})

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_wrong_name_is_refused_with_the_names_that_exist(namespace):
    with pytest.raises(BadInput, match="unknown parameter month, unit") as refused:
        parameters(namespace | {"month": "2022-02", "unit": None})

    assert "period, town, workspace" in str(refused.value)


@pytest.mark.parametrize("value", [1, 2.5, True, None, "x", b"x", [], (), {}, set()])
def test_every_plain_value_must_be_a_parameter(namespace, value):
    with pytest.raises(BadInput, match="unknown parameter perod"):
        parameters(namespace | {"perod": value})


def test_a_town_that_is_not_text_is_refused(namespace):
    with pytest.raises(BadInput, match="town 7 is not text"):
        parameters(namespace | {"town": 7})


def test_without_a_workspace_it_is_found_upwards(namespace, town, monkeypatch):
    monkeypatch.delenv("ZHEN_WORKSPACE", raising=False)
    monkeypatch.chdir(town.root / "data")

    assert parameters(namespace | {"workspace": ""}).workspace.root == town.root
