"""What the code does has a hash: comments and docstrings are not in it, all else is."""

import pytest

from zhen_analysis.base.code_version import code_versions, hash_of_deeds

MODULE = '''\
"""Weights → points."""

FULL = 100
CAPPED = frozenset({"share", "rate"})


class Scale:
    """A scale."""

    floor: int = 0

    def points(self, share: float, *, is_capped: bool = True) -> float:
        """Return points of ``FULL``."""
        # a share above one is capped
        names = {name for name in ("a", "b") if name in {"a", "c"}}
        return min(share, 1) * FULL if is_capped and names else share
'''

SAME = {
    "another docstring": ('"""Weights → points."""', '"""Shares → points."""'),
    "a longer docstring": ("A scale.", "A scale.\n\n    Of two.\n"),
    "another comment": ("# a share above one is capped", "# never more than full marks"),
    "empty lines": ("FULL = 100\n", "\n\n\nFULL = 100\n"),
    "longer lines": ("min(share, 1)", "min(\n            share,\n            1,\n        )"),
}

OTHER = {
    "a constant": ("FULL = 100", "FULL = 101"),
    "a constant of another type": ("FULL = 100", "FULL = 100.0"),
    "a member": ('"share", "rate"', '"share", "ratio"'),
    "a default": ("is_capped: bool = True", "is_capped: bool = False"),
    "an operator": ("1) * FULL", "1) + FULL"),
    "a function called": ("min(share", "max(share"),
    "a name": ("floor: int", "bottom: int"),
    "an annotation": ("floor: int", "floor: float"),
    "a constant within": ('{"a", "c"}', '{"a", "b"}'),
    "an argument by place": ("share: float, *, ", "share: float, "),
}


def deeds_after(old: str, new: str) -> str:
    changed = MODULE.replace(old, new, 1)
    assert changed != MODULE
    return hash_of_deeds(changed.encode())


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_what_only_a_reader_sees_does_not_count(change):
    assert deeds_after(*change) == hash_of_deeds(MODULE.encode())


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_whatever_python_does_otherwise_counts(change):
    assert deeds_after(*change) != hash_of_deeds(MODULE.encode())


@pytest.fixture
def package(tmp_path):
    for name, content in {
        "assess/scale.py": MODULE,
        "assess/goals/points.py": "POINTS = 1\n",
        "assess/words.csv": "合计,sum\n",
        "present/page.py": "WIDTH = 80\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def versions(package) -> dict[str, str]:
    """Return the rooms' versions as a new process would see them."""
    code_versions.cache_clear()
    hash_of_deeds.cache_clear()
    return code_versions(("assess", "present"), package / "notes.json", package)


FILES = {
    "code": ("assess/goals/points.py", "POINTS = 2\n"),
    "data": ("assess/words.csv", "合计,sum\n总计,sum\n"),
    "new code": ("assess/more.py", "MORE = 1\n"),
    "new data": ("assess/goals/units.toml", "pieces = 12\n"),
}


@pytest.mark.parametrize("change", FILES.values(), ids=FILES)
def test_a_room_changes_with_its_own_files_only(package, change):
    before = versions(package)
    file, content = change
    (package / file).write_text(content, encoding="utf-8")
    after = versions(package)
    assert after["assess"] != before["assess"]
    assert after["present"] == before["present"]


def test_a_file_moved_changes_its_room(package):
    before = versions(package)
    (package / "assess/goals/points.py").rename(package / "assess/points.py")
    assert versions(package)["assess"] != before["assess"]


def test_comments_and_what_python_keeps_beside_change_no_room(package):
    before = versions(package)
    with (package / "assess/scale.py").open("a", encoding="utf-8") as file:
        file.write("# the end\n")
    (package / "assess/__pycache__").mkdir()
    (package / "assess/__pycache__/scale.pyc").write_bytes(b"made by Python")
    assert versions(package) == before


def test_only_what_changed_is_compiled_again(package, monkeypatch):
    before = versions(package)
    asked = []

    def compiled(source: bytes, *_, **__):
        asked.append(source)
        return compile(source, "", "exec")

    monkeypatch.setattr("zhen_analysis.base.code_version.compile", compiled, raising=False)
    (package / "assess/goals/points.py").write_text("POINTS = 3\n")
    assert versions(package) != before
    assert asked == [b"POINTS = 3\n"]


@pytest.mark.parametrize("notes", ["", "{", "[]", "null"])
def test_damaged_notes_cost_only_time(package, notes):
    before = versions(package)
    (package / "notes.json").write_text(notes)
    assert versions(package) == before


def test_notes_that_cannot_be_kept_cost_only_time(package):
    before = versions(package)
    (package / "notes.json").unlink()
    (package / "notes.json").mkdir()
    assert versions(package) == before
