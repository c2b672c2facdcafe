"""Whatever happens to one file: every other one, also of the next folder, is read as it is."""

import hashlib
import os
import signal
import time
from itertools import product

import pytest

from zhen_analysis.intake.files import guarded, sheets
from zhen_analysis.intake.files.coded.limits import MOST_PACKED
from zhen_analysis.intake.files.guarded import GuardedReader
from zhen_analysis.intake.files.sheets import read_files

posix = pytest.mark.skipif(os.name == "nt", reason="of POSIX only")
PATIENCE = 30
FOLDERS, FILES = ("2026-01", "2026-02"), 4
PLACES = [*product(FOLDERS, (0, 1, FILES - 1))]


@pytest.fixture
def filed(tmp_path):
    """File four files in each of two folders; every one says where it lies."""
    for folder in FOLDERS:
        (tmp_path / folder).mkdir()
        for number in range(FILES):
            write(tmp_path / folder / f"{number}.csv", f"{folder}/{number}")
    return tmp_path


@pytest.fixture
def reader(monkeypatch):
    """The reader that all folders borrow here; patient for a short time only."""
    reader = GuardedReader(seconds=0.3, waiting=PATIENCE)
    monkeypatch.setattr(guarded, "waiting", {os.getpid(): reader})
    yield reader
    reader.kill()
    reader.close()


def write(path, said):
    path.write_text(f"村名,{said}\n", encoding="utf-8")


def refuse(path, reader):
    """Stand for a lock or a lacking permission: it lies there and cannot be opened."""
    path.unlink()
    path.symlink_to(path.name)


def lose(path, reader):
    path.unlink()


def replace(path, reader):
    write(path, "另一张")


def spoil(path, reader):
    path.write_bytes(b"PK\x03\x04")


def misname(path, reader):
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(200))


def bloat(path, reader):
    with path.open("wb") as stream:
        stream.truncate(MOST_PACKED + 1)


def make_slow(path, reader):
    """More than a third of a second's work."""
    path.write_text("村名,日期,1,2,3,4,5,6\n" * 1_000_000, encoding="utf-8")


def kill(path, reader):
    reader.make_ready()
    os.kill(reader.process.pid, signal.SIGKILL)


def stop(path, reader):
    reader.make_ready()
    os.kill(reader.process.pid, signal.SIGSTOP)
    reader.waiting = 0.3


AS_FILED = [refuse, spoil, misname, bloat, make_slow]
MEANWHILE = [*AS_FILED, lose, replace, kill, stop]
SLOW = {bloat, make_slow, stop}  # tried at two places only


def read_both(filed, reader, happens, where, when):
    """Read both folders; something happens to one file before all, or while it is waited for."""
    folder, place = where
    path = filed / folder / f"{place}.csv"
    if when == "before":
        happens(path, reader)
    for name in FOLDERS:
        paths = sorted((filed / name).iterdir())
        if name == folder and when == "after asking" and not place:
            happens(path, reader)
        for number, raw in enumerate(read_files(paths, lambda path: path.name)):
            yield name, raw
            if name == folder and number == place:
                reader.waiting = PATIENCE
            if name == folder and when == "after asking" and number + 1 == place:
                happens(path, reader)


@posix
@pytest.mark.parametrize(
    ("when", "happens"),
    [*product(["before"], AS_FILED), *product(["after asking"], MEANWHILE)],
)
def test_no_file_is_given_what_another_one_holds(filed, reader, happens, when):
    for where in PLACES[1:3] if happens in SLOW else PLACES:
        for folder in FOLDERS:
            for number in range(FILES):
                path = filed / folder / f"{number}.csv"
                path.unlink(missing_ok=True)
                write(path, f"{folder}/{number}")
        reader.waiting = PATIENCE
        check_all(read_both(filed, reader, happens, where, when), where, filed)


def check_all(read, where, filed):
    """Every file but one says what it said; that one says what it holds, or why it is not read."""
    seen = []
    for folder, raw in read:
        seen.append((folder, raw.file))
        texts = [sheet.grid[0, 1] for sheet in raw.sheets]
        place = folder, int(raw.file.removesuffix(".csv"))
        if place != where:
            assert (texts, raw.reason) == ([f"{folder}/{place[1]}"], "")
            content = (filed / folder / raw.file).read_bytes()
            assert raw.sha256 == hashlib.sha256(content).hexdigest()
        else:
            assert raw.reason or texts in ([f"{folder}/{place[1]}"], ["另一张"])
    assert seen == [(folder, f"{number}.csv") for folder in FOLDERS for number in range(FILES)]


@posix
def test_what_was_read_ahead_and_replaced_is_told_by_the_hash_of_what_was_read(filed, reader):
    paths = sorted((filed / FOLDERS[0]).iterdir())
    first = hashlib.sha256(paths[1].read_bytes()).hexdigest()
    read = read_files(paths, lambda path: path.name)
    next(read)
    time.sleep(0.2)  # it has been read ahead
    replace(paths[1], reader)
    raw = next(read)
    second = hashlib.sha256(paths[1].read_bytes()).hexdigest()
    said = {first: "2026-01/1", second: "另一张"}
    assert raw.sheets[0].grid[0, 1] == said[raw.sha256]


def test_an_answer_to_another_question_is_refused(filed, reader, monkeypatch):
    paths = sorted((filed / FOLDERS[0]).iterdir())
    load = guarded.pickle.load
    with reader:
        reader.make_ready()
        with monkeypatch.context() as patch:
            patch.setattr(guarded.pickle, "load", lambda stream: (99, *load(stream)[1:]))
            assert "程序中断" in reader.read(paths[0]).reason
        with monkeypatch.context() as patch:
            patch.setattr(
                guarded.pickle, "load", lambda stream: (load(stream)[0], b"/else", "", OSError())
            )
            reader.make_ready()
            assert "程序中断" in reader.read(paths[0]).reason
        assert reader.read(paths[0]).reason == ""


def test_a_failure_of_ours_between_asking_and_taking_leaves_nothing_behind(
    filed, reader, monkeypatch
):
    def fail(coded, file):
        raise MemoryError

    paths = sorted((filed / FOLDERS[0]).iterdir())
    with monkeypatch.context() as patch:
        patch.setattr(sheets, "as_sheet", fail)
        with pytest.raises(MemoryError):
            list(read_files(paths, lambda path: path.name))
    read = [raw.sheets[0].grid[0, 1] for raw in read_files(paths, lambda path: path.name)]
    assert read == [f"2026-01/{number}" for number in range(FILES)]
