"""An Assessment → a slider for every weight and, under them, who moves by it; in JupyterLab only.

Where nobody can drag anything (papermill, a schedule, nbval) a sentence stands in their place: what
is stored and published holds no widget.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

from zhen_analysis.base.errors import BadInput
from zhen_analysis.present.analyst import trial_words
from zhen_analysis.present.analyst.what_if import moves
from zhen_analysis.present.look import wording
from zhen_analysis.present.look.prose import Prose, paragraphs
from zhen_analysis.results.trial import Trial, weigh

if TYPE_CHECKING:
    import pandas as pd

    from zhen_analysis.results.month import MonthAssessment

# jupyter_server names the session in the environment of the kernels that it starts for a person
# with a notebook before them; whoever runs notebooks without one does not.
SESSION = "JPY_SESSION_NAME"
ELSEWHERE = (
    "在JupyterLab中打开并运行本页，这里有滑块：拖动任何一项权重，名次当场重算。"
    "网页和定时运行的结果中没有滑块。"
)
MISSING = (
    '滑块需要ipywidgets：运行 pip install "zhen-analysis[lab]" 或 pip install ipywidgets，'
    "然后重新启动内核。"
)
RESET = "恢复现行权重"
INDENT = 28  # pixels that a part stands to the right of its node
FULL = 100  # a slider's end, unless a declared weight is more


def panel(assessment: MonthAssessment, *, live: bool | None = None) -> Any:
    """Return a slider for each weight that can change anything, and what becomes of the ranks.

    The official result stays as it is; what stands in the notebook's other tables does too.

    Parameters
    ----------
    live : whether there is somebody to drag; None asks whether a Jupyter server started the kernel.

    Returns
    -------
    ipywidgets.VBox, or a Prose that says where sliders are to be had or what they need.
    """
    if not (is_live() if live is None else live):
        return paragraphs(ELSEWHERE)
    try:
        widgets = importlib.import_module("ipywidgets")
    except ModuleNotFoundError:
        return paragraphs(MISSING, kind="zhen-banner zhen-warn")
    lines = Trial(assessment, assessment).lines
    lines = lines[lines["has_siblings"]]
    if lines.empty:
        return paragraphs("没有可以改动的权重。")
    return Panel(assessment, lines, widgets).box


def is_live() -> bool:
    """Tell whether a Jupyter server started this kernel for a notebook that somebody opened."""
    return bool(os.environ.get(SESSION))


class Panel:
    """The sliders of each scheme, a way back, and an output that answers them."""

    def __init__(self, assessment: MonthAssessment, lines: pd.DataFrame, widgets: Any) -> None:
        self.assessment = assessment
        self.lines = {str(code): rows for code, rows in lines.groupby("scheme", sort=False)}
        self.sliders = {
            code: {line.indicator: slider_for(line, rows, widgets) for line in rows.itertuples()}
            for code, rows in self.lines.items()
        }
        schemes = assessment.catalogue.schemes
        self.choice = widgets.Dropdown(
            options=[(schemes[code].title, code) for code in self.sliders], description="考评办法"
        )
        self.reset = widgets.Button(description=RESET, icon="undo")
        self.shelf = widgets.VBox()
        self.output = widgets.Output()
        head = [self.choice] if len(self.sliders) > 1 else []
        self.box = widgets.VBox([*head, self.shelf, self.reset, self.output])
        self.choice.observe(self.choose, names="value")
        self.reset.on_click(self.restore)
        for sliders in self.sliders.values():
            for slider in sliders.values():
                slider.observe(self.answer, names="value")
        self.choose()

    @property
    def changed(self) -> dict[str, float]:
        """Indicator → weight of what was dragged away from what is declared."""
        rows = self.lines[self.choice.value]
        declared = dict(zip(rows["indicator"], rows["weight_a"], strict=True))
        sliders = self.sliders[self.choice.value]
        return {code: each.value for code, each in sliders.items() if each.value != declared[code]}

    def choose(self, _: Any = None) -> None:
        """Show the sliders of the chosen scheme."""
        self.shelf.children = tuple(self.sliders[self.choice.value].values())
        self.answer()

    def restore(self, _: Any = None) -> None:
        """Set the chosen scheme's sliders back, and answer once."""
        for line in self.lines[self.choice.value].itertuples():
            slider = self.sliders[self.choice.value][line.indicator]
            slider.unobserve(self.answer, names="value")
            slider.value = line.weight_a
            slider.observe(self.answer, names="value")
        self.answer()

    def answer(self, _: Any = None) -> None:
        """Show what the sliders' weights would do; the output is replaced at once."""
        scheme = self.choice.value
        try:
            trial = weigh(self.assessment, self.changed, scheme)
            told: list[Any] = [
                trial_words.question(trial),
                trial_words.outcome(trial, scheme),
                self.kept(),
                moves(trial, "dragged", scheme),
            ]
        except BadInput as bad:
            told = [paragraphs(str(bad), kind="zhen-banner zhen-warn")]
        self.output.outputs = tuple(as_output(part) for part in told)

    def kept(self) -> Prose:
        """Return how the weights are written as a parameter, so that a page can be made of them."""
        if not self.changed:
            return paragraphs("拖动滑块，名次当场重算。")
        rows = self.lines[self.choice.value]
        names = rows["name"].mask(rows["name"].duplicated(keep=False), rows["indicator"])
        told = dict(zip(rows["indicator"], names, strict=True))
        written = "，".join(
            f"{told[code]}={wording.digits(weight)}" for code, weight in self.changed.items()
        )
        several = "（几个考评办法都有的指标一并改动）" if len(self.lines) > 1 else ""
        return paragraphs(f'要把这组权重做成一页，把参数写成：weights = "{written}"{several}')


def slider_for(line: Any, rows: pd.DataFrame, widgets: Any) -> Any:
    """Return a line's slider: by whole numbers where all weights of its scheme are whole."""
    whole = bool((rows["weight_a"] % 1 == 0).all())
    kind = widgets.IntSlider if whole else widgets.FloatSlider
    number = int if whole else float
    return kind(
        value=number(line.weight_a),
        min=0,
        max=max(FULL, number(line.weight_a)),
        step=1 if whole else 0.5,
        description=line.name,
        continuous_update=False,
        style={"description_width": "15em"},
        layout={"width": "36em", "margin": f"2px 2px 2px {2 + INDENT * line.depth}px"},
    )


def as_output(part: Any) -> dict[str, Any]:
    """Return something shown, as an output of a notebook's cell."""
    data = {"text/html": part._repr_html_(), "text/plain": repr(part)}
    return {"output_type": "display_data", "data": data, "metadata": {}}
