"""The notebooks tell and define nothing; what they store is held by strict nbval."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from zhen_analysis.publish.notebooks import stored

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
DEFINING = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.For, ast.AsyncFor, ast.While, ast.If, ast.IfExp, ast.Try, ast.With),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)

FURTHER = ("unit", "weights", "without")  # parameters that only some notebooks take

ONE = ROOT / "notebooks/data_quality.ipynb"

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def of_district(path: Path) -> bool:
    return nbformat.read(path, as_version=4).metadata.get("zhen", {}).get("of") == "district"


def code_cells(path: Path) -> list:
    nb = nbformat.read(path, as_version=4)
    return [cell for cell in nb.cells if cell.cell_type == "code"]


@each_notebook
def test_a_notebook_defines_nothing(path):
    for cell in code_cells(path):
        found = [type(node).__name__ for node in ast.walk(ast.parse(cell.source))]
        assert [name for name in found if name in {kind.__name__ for kind in DEFINING}] == []


@each_notebook
def test_a_notebook_opens_with_title_parameters_imports_and_their_check(path):
    nb = nbformat.read(path, as_version=4)
    first, second, third = code_cells(path)[:3]

    assert re.match(r"# \S+\n\n\S+？", nb.cells[0].source), "title and question"
    assert first.metadata.tags == ["parameters"]
    names = [node.targets[0].id for node in ast.parse(first.source).body]
    usual = ["period", "workspace"] if of_district(path) else ["period", "town", "workspace"]
    assert [name for name in names if name not in FURTHER] == usual
    assert all(
        isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(second.source).body
    )
    further = "".join(f', "{name}"' for name in names if name in FURTHER)
    kind = '(, kind="(week|quarter)")?'
    call = rf"parameters = zhen\.parameters\(globals\(\){further}{kind}\)"
    assert re.fullmatch(call, third.source)


@each_notebook
def test_after_that_each_cell_is_one_call(path):
    for cell in code_cells(path)[2:]:
        [statement] = ast.parse(cell.source).body
        assert isinstance(statement.value, ast.Call), cell.source


@each_notebook
def test_a_notebook_is_stored_executed_without_error_clock_or_machine(path):
    text = path.read_text(encoding="utf-8")

    assert [cell.execution_count for cell in code_cells(path)] == list(
        range(1, len(code_cells(path)) + 1)
    )
    assert "iopub" not in text and "papermill" not in text and '"error"' not in text
    assert not re.search(r"/(home|root|tmp|Users)/|[A-Z]:\\\\|sha256|0x[0-9a-f]{6}", text)


@each_notebook
def test_a_chart_is_not_compared_but_a_table_beside_it_is(path):
    cells = code_cells(path)
    drawn = {cell.source for cell in cells if stored.is_drawn(cell)}

    assert drawn == {cell.source for cell in cells if cell.source.startswith("charts.")}
    assert any(cell.source.startswith("tables.") for cell in cells)


def test_strict_nbval_fails_when_a_stored_figure_is_changed(sample_town, tmp_path):
    nbformat.write(with_changed_figure(ONE), tmp_path / "changed.ipynb")
    options = ["--nbval", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-c", os.devnull]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--rootdir", str(tmp_path), str(tmp_path)],
        capture_output=True,
        text=True,
        env=os.environ | {"ZHEN_WORKSPACE": str(sample_town), "PYTHONPATH": str(ROOT)},
    )

    failed = re.findall(r"^FAILED .*changed\.ipynb::Cell (\d+)", ran.stdout, re.MULTILINE)
    assert failed == ["5"] and "1 failed, 5 passed" in ran.stdout, ran.stdout[-3000:]


def with_changed_figure(path: Path):
    """Return the head of a notebook and one table, in which one stored figure is another."""
    nb = nbformat.read(path, as_version=4)
    head = [cell for cell in nb.cells if cell.cell_type == "code"][:5]
    [table] = [cell for cell in nb.cells if cell.id == "filings"]
    html = table.outputs[0].data["text/html"]
    table.outputs[0].data["text/html"] = html.replace(">26</td>", ">27</td>", 1)
    assert table.outputs[0].data["text/html"] != html
    nb.cells = [*head, table]
    return nb


def test_a_stale_notebook_is_named(monkeypatch):
    kept, changed = (nbformat.read(ONE, as_version=4) for _ in range(2))
    outputs = next(
        cell for cell in changed.cells if cell.get("outputs") and not stored.is_drawn(cell)
    )
    outputs.outputs[0].data["text/plain"] = "changed"

    monkeypatch.setattr(stored, "run_again", lambda path, folder: kept)
    assert list(stored.find_stale([ONE], ROOT)) == []

    monkeypatch.setattr(stored, "run_again", lambda path, folder: changed)
    assert list(stored.find_stale([ONE], ROOT)) == [ONE]
