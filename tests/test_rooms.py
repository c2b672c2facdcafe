"""A room imports only rooms before it (DESIGN §5), and the package itself is cheap to import."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "zhen_analysis"
ORDER = ["errors", "period", "addresses", "workspace", "catalogue", "intake", "book", "store",
         "reader", "assess", "year", "month", "village", "district", "week", "season", "analysis",
         "trial", "summary", "words", "audit", "present", "publish", "sample", "starter",
         "cli"]  # fmt: skip
# Beyond the order: what a room may not know although it comes before.
NEVER = {
    "assess": {"intake", "store"},
    "present": {"intake", "store", "assess"},
    "catalogue": {"workspace"},
    "sample": {"month", "assess", "present", "publish"},
}
# What is printed and what is ranked are rounded in one place, so pages may know it.
SHARED = {"zhen_analysis.assess.rounding"}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Return the rooms that a module imports, wherever in it the import stands."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by dots"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    parts = [name.split(".") for name in names if name.rpartition(".")[0] not in SHARED]
    return {part[1] for part in parts if part[0] == "zhen_analysis" and len(part) > 1}


MODULES = sorted(
    path for path in PACKAGE.rglob("*.py")
    if room(path) not in {"__init__", "__main__", "_bundled"}
)  # fmt: skip
NAMES = [path.relative_to(PACKAGE).as_posix() for path in MODULES]


@pytest.mark.parametrize("path", MODULES, ids=NAMES)
def test_a_module_imports_only_from_rooms_before_its_own(path):
    own = room(path)
    assert own in ORDER, f"{own} has no place in the order"
    allowed = set(ORDER[: ORDER.index(own) + 1]) - NEVER.get(own, set())
    assert imported(path) <= allowed


def test_contributors_are_told_the_rooms_in_their_order():
    text = (PACKAGE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = re.findall(r"`(\w+)/?`", text.split("rooms before it: ")[1].split("What each")[0])
    assert told == [name for name in ORDER if any(room(path) == name for path in MODULES)]


def test_the_check_sees_imports_inside_functions(tmp_path):
    path = tmp_path / "module.py"
    inside = "from zhen_analysis.cli import main\n    import zhen_analysis.store"
    path.write_text(f"def f():\n    {inside}")
    assert imported(path) == {"cli", "store"}


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


def test_every_public_name_can_be_had():
    import zhen_analysis as zhen

    for name in zhen.__all__:
        assert getattr(zhen, name) is not None
    with pytest.raises(AttributeError):
        zhen.nothing_of_the_kind  # noqa: B018
