"""Sliders answer whoever drags them; where nobody can there is a sentence and no widget."""

import json
import sys
from unittest.mock import Mock

import nbformat
import pytest
from building import one_at_each_end, two_schemes
from nbformat.v4 import new_code_cell, new_notebook, new_output

import zhen_analysis as zhen
from zhen_analysis.present import tables
from zhen_analysis.present.analyst import sliders
from zhen_analysis.present.look.prose import Prose
from zhen_analysis.publish.notebooks import warm
from zhen_analysis.publish.notebooks.execute import KernelForNobody, execute
from zhen_analysis.publish.notebooks.scrub import scrub
from zhen_analysis.results.month import MonthAssessment

ipywidgets = pytest.importorskip("ipywidgets")


@pytest.fixture(scope="module")
def month(clean_town) -> MonthAssessment:
    """Return February of the clean town; of three villages one leads and one lags."""
    return one_at_each_end(zhen.assess_month("2022-02", workspace=clean_town))


@pytest.fixture(autouse=True)
def no_session(monkeypatch):
    monkeypatch.delenv(sliders.SESSION, raising=False)


def parts(panel) -> tuple:
    """Return the sliders by name, the button and the output of a panel of one scheme."""
    shelf, button, output = panel.children
    return {slider.description: slider for slider in shelf.children}, button, output


def shown(output) -> str:
    return "".join(part["data"]["text/html"] for part in output.outputs)


def test_nobody_to_drag_gives_a_sentence_and_no_widget(month, monkeypatch):
    told = sliders.panel(month)
    assert isinstance(told, Prose) and "JupyterLab" in repr(told)
    monkeypatch.setenv(sliders.SESSION, "/notebooks/what_if.ipynb")
    assert isinstance(sliders.panel(month), ipywidgets.VBox)
    assert isinstance(sliders.panel(month, live=False), Prose)
    monkeypatch.setenv(sliders.SESSION, "")
    assert isinstance(sliders.panel(month), Prose)


def test_without_the_extra_a_sentence_says_how_to_get_it(month, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    assert 'pip install "zhen-analysis[lab]"' in repr(sliders.panel(month, live=True))


def test_there_is_a_slider_for_every_weight_that_can_change_anything(month):
    named, _, output = parts(sliders.panel(month, live=True))
    lines = month.catalogue.scheme_indicators("village").set_index("name")
    alone = {"惩处发现火点责任人", "网格排查率"}  # the only parts of their areas
    assert list(named) == [name for name in lines.index if name not in alone]
    assert {name: each.value for name, each in named.items()} == {
        name: lines.loc[name, "weight"] for name in named
    }
    assert all(isinstance(each, ipywidgets.IntSlider) for each in named.values())
    assert not any(each.continuous_update for each in named.values())
    assert "试算，不是考评结果" in shown(output) and "没有改动" in shown(output)


def test_weights_that_are_not_whole_have_sliders_by_halves(month):
    broken = month.with_weights({"安全生产": 25.5})
    named, *_ = parts(sliders.panel(broken, live=True))
    assert isinstance(named["安全生产"], ipywidgets.FloatSlider)
    assert (named["安全生产"].value, named["安全生产"].max) == (25.5, 100)
    large = month.with_weights({"安全生产": 250})
    assert parts(sliders.panel(large, live=True))[0]["安全生产"].max == 250


def test_dragging_shows_the_ranks_of_those_weights_and_the_button_leads_back(month):
    named, button, output = parts(sliders.panel(month, live=True))
    before, official = shown(output), month.ranking.copy()
    named["人居环境"].value = 90
    named["每百户清理垃圾"].value = 0

    weights = {"living_environment": 90, "garbage_per_100": 0}
    expected = zhen.Trial(month, month.with_weights(weights))
    moves = tables.moves(expected, "dragged")
    assert shown(output).endswith(moves._repr_html_())
    assert expected.moves["change"].ne(0).any()
    assert 'weights = "人居环境=90，每百户清理垃圾=0"' in shown(output)
    again = zhen.try_out(month, "人居环境=90，每百户清理垃圾=0")
    assert again.tried.ranking["total"].equals(expected.tried.ranking["total"])
    assert month.ranking.equals(official)

    button.click()
    assert named["人居环境"].value == 45 and shown(output) == before
    named["人居环境"].value = 90  # it still answers
    assert shown(output) != before


def test_weights_of_nothing_are_answered_too(month):
    named, _, output = parts(sliders.panel(month, live=True))
    for area in ("人居环境", "安全生产", "生态治理", "疫情防控"):
        named[area].value = 0
    assert "算不出总分" in shown(output)


def test_each_scheme_has_its_own_sliders_and_answers_for_itself(month):
    choice, shelf, _, output = sliders.panel(two_schemes(month), live=True).children
    first = shelf.children
    assert [title for title, _ in choice.options] == ["村级月度考评办法", "半年评比办法"]
    choice.value = "second"
    assert shelf.children != first
    shelf.children[0].value = 3
    assert "dragged_second_1" in shown(output) and "dragged_village_1" not in shown(output)
    assert "半年评比办法：权重" in shown(output) and "村级月度考评办法：权重" not in shown(output)
    choice.value = "village"
    assert "没有改动" in shown(output)


TOLD = "import os\nprint(os.environ.get('JPY_SESSION_NAME'), os.environ.get('KEPT'))"


def test_a_notebook_that_we_run_knows_of_no_session(tmp_path, monkeypatch):
    """Somebody may call ``zhen report`` from a notebook in JupyterLab."""
    monkeypatch.setenv(sliders.SESSION, "/notebooks/mine.ipynb")
    monkeypatch.setenv("KEPT", "yes")
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nb = new_notebook(cells=[new_code_cell(TOLD)], metadata={"kernelspec": kernel})
    nbformat.write(nb, tmp_path / "told.ipynb")
    executed = execute(tmp_path / "told.ipynb", {}, tmp_path)
    assert executed.cells[-1].outputs[0].text == "None yes\n"


def test_neither_does_one_that_a_warm_kernel_runs(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr(warm, "NotebookClient", lambda nb, km, **_: started.append(km) or Mock())
    monkeypatch.setattr(
        warm, "execute", lambda *given, **_: started.append(given[-1]) or new_notebook()
    )
    nbformat.write(new_notebook(), tmp_path / "told.ipynb")
    warm.WarmKernel().execute(tmp_path / "told.ipynb", {}, tmp_path)
    assert [type(manager) for manager in started] == [KernelForNobody] * 2


def test_a_widget_that_was_saved_does_not_reach_a_page():
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "VBox()"}
    outputs = [new_output("display_data", view), new_output("stream", text="kept")]
    nb = scrub(new_notebook(cells=[new_code_cell("", outputs=outputs)]))
    assert "VBox" not in json.dumps(nb) and "kept" in json.dumps(nb)
