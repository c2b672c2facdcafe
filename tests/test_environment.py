"""pyproject.toml, environment.yml and requirements.lock state one and the same environment."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent

# Every other package has the same name in both; "pip" marks what conda-forge may lack.
NAMES_IN_CONDA = """
    xlsxwriter        | xlsxwriter
    matplotlib        | matplotlib-base
    seaborn           | seaborn-base
    nbconvert         | nbconvert-core
    jupyter-scheduler | jupyter_scheduler
    playwright        | playwright-python
    cn2an             | pip
    chinesecalendar   | pip
    mplfonts          | pip
    pymcdm            | pip
"""
CONDA_ITSELF = {"python", "pip"}
NAMES_A_PLACE = re.compile(r"https?:|file:|git\+|--(extra-)?index|--find-links|--trusted| @ |/\w")


def names_in_conda() -> dict[str, str]:
    rows = (line.split("|") for line in NAMES_IN_CONDA.strip().splitlines())
    return {ours.strip(): theirs.strip() for ours, theirs in rows}


@pytest.fixture(scope="module")
def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def declared(pyproject) -> dict[str, SpecifierSet]:
    """Every dependency of pyproject.toml (runtime, extras, groups): name → bounds."""
    lists = [
        pyproject["project"]["dependencies"],
        *pyproject["project"]["optional-dependencies"].values(),
        *pyproject["dependency-groups"].values(),
    ]
    return bounds(spec for specs in lists for spec in specs)


@pytest.fixture(scope="module")
def conda() -> dict:
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=["requirements.lock", "requirements-lowest.lock"])
def lock(request) -> str:
    return (ROOT / request.param).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pins(lock) -> list[tuple[str, str, list[str]]]:
    """Every pin of the lock: name, version, hashes. A name has one pin per range of Pythons."""
    logical = lock.replace("\\\n", " ")
    lines = [line for line in logical.splitlines() if line and not line.lstrip().startswith("#")]
    return [read_pin(line) for line in lines]


def read_pin(line: str) -> tuple[str, str, list[str]]:
    requirement = Requirement(line.split("--hash")[0])
    version = re.fullmatch(r"==([^,*]+)", str(requirement.specifier))
    assert version, f"not pinned to one version: {line}"
    hashes = re.findall(r"--hash=sha256:[0-9a-f]{64}(?=\s|$)", line)
    return canonicalize_name(requirement.name), version[1], hashes


def bounds(specs) -> dict[str, SpecifierSet]:
    found: dict[str, SpecifierSet] = {}
    for spec in specs:
        requirement = Requirement(spec)
        name = canonicalize_name(requirement.name)
        assert name not in found, f"stated twice: {name}"
        found[name] = requirement.specifier
    return found


def test_conda_states_the_same_packages_and_bounds(declared, conda):
    from_conda = [spec for spec in conda["dependencies"] if isinstance(spec, str)]
    stated = {
        re.split(r"[<>=!~]", spec)[0].strip(): SpecifierSet(re.sub(r"^[\w.-]+", "", spec))
        for spec in from_conda
    }
    assert len(stated) == len(from_conda), "a package is stated twice"
    of_conda = {name: bound for name, bound in stated.items() if name not in CONDA_ITSELF}

    theirs = names_in_conda()
    expected = {theirs.get(name, name): bound for name, bound in declared.items()}
    del expected["pip"]

    assert of_conda == expected


def test_pip_part_of_conda_states_the_same_packages_and_bounds(declared, conda):
    [pip] = [part["pip"] for part in conda["dependencies"] if isinstance(part, dict)]
    by_pip = {name for name, theirs in names_in_conda().items() if theirs == "pip"}

    assert bounds(pip) == {name: bound for name, bound in declared.items() if name in by_pip}


def test_name_map_names_only_what_is_declared(declared):
    assert set(names_in_conda()) <= set(declared)


def test_conda_asks_for_the_same_python(pyproject, conda):
    [python] = [spec for spec in conda["dependencies"] if str(spec).startswith("python>")]

    assert python == "python" + pyproject["project"]["requires-python"]


def test_lock_pins_every_dependency_within_its_bounds(declared, pins):
    locked = {name: [version for n, version, _ in pins if n == name] for name in declared}

    assert [name for name, versions in locked.items() if not versions] == []
    assert [
        f"{name} {version}, not {declared[name]}"
        for name, versions in locked.items()
        for version in versions
        if version not in declared[name]
    ] == []


def test_the_lowest_lock_pins_what_is_allowed_at_least(declared):
    text = (ROOT / "requirements-lowest.lock").read_text(encoding="utf-8")
    for name, bound in declared.items():
        [least] = [spec.version for spec in bound if spec.operator == ">="]
        pinned = re.findall(rf"^{name}==(\S+)", text, re.MULTILINE | re.IGNORECASE)
        # more for a newer Python, or where a first release was taken back
        assert str(min(map(Version, pinned))).startswith(least), name


def test_lock_pins_the_build_backend(pyproject, pins):
    needed = bounds(pyproject["build-system"]["requires"])

    assert set(needed) <= {name for name, _, _ in pins}


def test_every_pin_carries_hashes(pins):
    assert len(pins) > 100
    assert [name for name, _, hashes in pins if not hashes] == []


def test_lock_names_no_host_and_no_path(lock):
    assert [line for line in lock.splitlines() if NAMES_A_PLACE.search(line)] == []
