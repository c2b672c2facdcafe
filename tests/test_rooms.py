"""A room imports only rooms before it, so does a drawer; no folder is crowded."""

import ast
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter

import house
import pytest
from house import ORDER, PACKAGE, imported

# Beyond the order: what a room may not know although it comes before.
NEVER = {
    "assess": {"intake"},
    "present": {"intake", "assess"},
    "audit": {"results", "assess"},
    "sample": {"intake", "assess", "results", "present", "publish"},
}
MOST = 12  # entries of a folder that can still be drawn on one sheet
UNCOUNTED = {"__init__.py", "__main__.py", "__pycache__", "_bundled"}

MODULES = house.modules()
NAMES = [path.relative_to(PACKAGE).as_posix() for path in MODULES]
FOLDERS = sorted({path.parent for path in MODULES} | {PACKAGE})


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_module_imports_only_from_rooms_before_its_own(path):
    own = path.relative_to(PACKAGE).parts[0]
    assert own in ORDER, f"{own} has no place in the order"
    allowed = set(ORDER[: ORDER.index(own) + 1]) - NEVER.get(own, set())
    assert {name.split(".")[0] for name in imported(path)} <= allowed


def test_imports_between_drawers_go_one_way():
    try:
        TopologicalSorter(house.needs_of_drawers()).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_folder_can_be_drawn_on_one_sheet(folder):
    entries = [
        path for path in folder.iterdir()
        if path.name not in UNCOUNTED and (path.is_dir() or path.suffix == ".py")
    ]  # fmt: skip
    assert len(entries) <= MOST


def test_every_drawer_says_what_goes_in_and_what_comes_out():
    silent = [
        folder.name for folder in FOLDERS
        if not ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8")))
    ]  # fmt: skip
    assert not silent


def test_contributors_are_told_the_rooms_in_their_order():
    text = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = re.findall(r"`(\w+)/?`", text.split("rooms before it: ")[1].split("Inside a room")[0])
    assert told == [name for name in ORDER if (PACKAGE / name).is_dir()]


def test_the_picture_and_the_list_of_rooms_are_those_of_the_code():
    """Where this fails: `make picture`."""
    assert house.PICTURE.read_text(encoding="utf-8") == house.picture()
    text = house.PAGE.read_text(encoding="utf-8")
    assert house.BEGIN in text and house.page(text) == text


def test_the_check_sees_imports_inside_functions(tmp_path):
    path = tmp_path / "module.py"
    inside = "from zhen_analysis.cli import main\n    import zhen_analysis.results.store"
    path.write_text(f"def f():\n    {inside}")
    assert imported(path) == {"cli.main", "results.store"}


def modules_after(code: str) -> set[str]:
    """Return the top modules that a fresh interpreter holds after running ``code``."""
    command = [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    return {name.split(".")[0] for name in ended.stdout.split()}


def test_importing_the_package_imports_nothing_heavy():
    loaded = modules_after("import zhen_analysis as zhen; dir(zhen); zhen.open_workspace")
    heavy = {"pandas", "numpy", "pandera", "matplotlib", "scipy", "nbconvert", "papermill", "typer"}
    assert "zhen_analysis" in loaded
    assert not loaded & heavy


def test_editors_are_told_the_public_names_that_there_are():
    import zhen_analysis as zhen

    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    told = {
        alias.name: node.module
        for block in tree.body if isinstance(block, ast.If)
        for node in block.body if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }  # fmt: skip
    assert told == zhen._HOMES


def test_every_public_name_can_be_had():
    import zhen_analysis as zhen

    for name in zhen.__all__:
        assert getattr(zhen, name) is not None
    with pytest.raises(AttributeError):
        zhen.nothing_of_the_kind  # noqa: B018
