"""The package's rooms → a hash of what each does, whatever its comments say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import CodeType

PACKAGE = Path(__file__).parent.parent
# Libraries that decide what a cell holds, which day is worked, how a figure is rounded.
LIBRARIES = (
    "charset-normalizer",
    "chinesecalendar",
    "cn2an",
    "numpy",
    "pandas",
    "python-calamine",
    "rapidfuzz",
    "scipy",
)


@cache
def code_versions(rooms: tuple[str, ...], notes: Path, package: Path = PACKAGE) -> dict[str, str]:
    """Return room → hash of its code, its data files and the libraries that decide a result.

    Comments, the words of docstrings and the place of a line do not count; all else does.

    Parameters
    ----------
    rooms : folders of ``package``.
    notes : a file that remembers what each source text was found to do, so that only a changed
        one is compiled. It only saves time: it is made where there is none.
    """
    known = read_notes(notes)
    libraries = json.dumps({name: version(name) for name in LIBRARIES})
    versions, deeds = {}, {}
    for room in rooms:
        digest = hashlib.sha256(libraries.encode())
        for path in files_of(package / room):
            content = path.read_bytes()
            own = hashlib.sha256(content).hexdigest()
            if path.suffix == ".py":
                deeds[own] = own = known.get(own) or hash_of_deeds(content)
            digest.update(f"{path.relative_to(package).as_posix()}\0{own}\n".encode())
        versions[room] = digest.hexdigest()
    if deeds != known:
        with suppress(OSError):
            notes.parent.mkdir(parents=True, exist_ok=True)
            notes.write_text(json.dumps(deeds), encoding="utf-8")
    return versions


def files_of(folder: Path) -> list[Path]:
    """Return the source and data files below a folder, in order; nothing that Python made."""
    paths = (path for path in folder.rglob("*") if "__pycache__" not in path.parts)
    return sorted(path for path in paths if path.is_file())


def read_notes(path: Path) -> dict[str, str]:
    """Return hash of a source text → hash of what it does; empty where damaged or missing."""
    try:
        notes = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return notes if isinstance(notes, dict) else {}


@cache
def hash_of_deeds(source: bytes) -> str:
    """Return a hash of what Python would do with a source text."""
    code = compile(source, "", "exec", dont_inherit=True, optimize=2)  # 2 drops docstrings
    return hashlib.sha256("\n".join(deeds_of(code)).encode()).hexdigest()


def deeds_of(code: CodeType) -> Iterator[str]:
    """Yield all of compiled code but where its lines stand."""
    yield repr(
        (
            code.co_name,
            code.co_flags,
            (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount),
            (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars),
            code.co_code,
        )
    )
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from deeds_of(constant)
        elif isinstance(constant, frozenset):  # in an order of its own in every process
            yield repr(sorted(map(repr, constant)))
        else:
            yield repr(constant)
