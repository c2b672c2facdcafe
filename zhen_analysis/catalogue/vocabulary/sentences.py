"""One indicator's rule and parameters → the sentence of an assessment document."""

from __future__ import annotations

from zhen_analysis.catalogue.vocabulary.parameters import Line, top_share
from zhen_analysis.catalogue.vocabulary.policies import missing_sentence, unheld_sentence
from zhen_analysis.catalogue.vocabulary.rules import RULES


def rule_sentence(line: Line) -> str:
    """Return how a value becomes a score, and what happens where there is none."""
    text = RULES[line["rule"]].sentence(line, f"{line['full_marks']:g}")
    parts = [text, difficulty_sentence(line)]
    parts += [missing_sentence(line["missing"]), unheld_sentence(line["unheld"])]
    return "；".join(part for part in parts if part)


def node_sentence(node: Line) -> str:
    """Return what a node with a coefficient or a cap does once its parts are combined."""
    most = f"最高计满分的{100 * top_share(node):g}%"
    if node["coefficient"] is None:
        return f"上级项目合计得分{most}"
    return f"上级项目合计得分乘以难度系数，{most}"


def difficulty_sentence(line: Line) -> str:
    """Return what a coefficient does; empty without one."""
    if line["coefficient"] is None:
        return ""
    return f"得分乘以难度系数，最高{top_share(line) * line['full_marks']:g}分"
