"""A month kept on disk: read anew when anything changed, never half, never a crash."""

import json
import os

import pandas as pd
import pytest

from zhen_analysis.base.period import Month
from zhen_analysis.base.workspace import Workspace
from zhen_analysis.intake import Intake
from zhen_analysis.intake.files.sheets import hash_file, list_files
from zhen_analysis.results import store
from zhen_analysis.results.store import replace_file, stored_intake, stored_results

NAMES = list(Intake.__dataclass_fields__)
PLACE = ("zhen", Month(2022, 3))


class Reader:
    """Takes in the month's files and counts how often it was asked to."""

    def __init__(self, workspace):
        self.workspace, self.times, self.closed = workspace, 0, set()

    def __call__(self) -> Intake:
        self.times += 1
        made = {name: pd.DataFrame({"made": [self.times]}) for name in NAMES}
        paths = list_files(self.workspace.raw_dir(*PLACE))
        files = {
            "file": [self.workspace.relative(path) for path in paths],
            "sha256": ["" if path.name in self.closed else hash_file(path) for path in paths],
            "made": self.times,
        }
        blocks = pd.DataFrame({"recorded": [1], "made": [self.times]})
        return Intake(**{**made, "files": pd.DataFrame(files), "blocks": blocks})


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    for file in ("data/catalogue/town.toml", "data/raw/zhen/2022-03/3月.xlsx"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("1", encoding="utf-8")
    return Workspace(tmp_path)


@pytest.fixture
def read(workspace) -> Reader:
    """A reader that has already been asked once, so that its month is kept."""
    reader = Reader(workspace)
    stored_intake(workspace, *PLACE, reader)
    assert reader.times == 1
    return reader


def kept(workspace, read) -> int:
    """Return which of the reader's answers is given now."""
    return int(stored_intake(workspace, *PLACE, read).records["made"].iloc[0])


def test_what_has_not_changed_is_not_read_again(workspace, read):
    assert kept(workspace, read) == 1
    assert read.times == 1


def test_all_tables_come_back_as_they_were(workspace, read):
    again = stored_intake(workspace, *PLACE, read)
    for name in set(NAMES) - {"files", "blocks"}:
        pd.testing.assert_frame_equal(getattr(again, name), pd.DataFrame({"made": [1]}))
    assert list(again.files["file"]) == ["data/raw/zhen/2022-03/3月.xlsx"]


def test_fresh_reads_again(workspace, read):
    assert stored_intake(workspace, *PLACE, read, fresh=True).records["made"].iloc[0] == 2


CHANGES = {
    "a changed file": lambda root: (root / "data/raw/zhen/2022-03/3月.xlsx").write_text("2"),
    "a new file": lambda root: (root / "data/raw/zhen/2022-03/4月.xlsx").write_text("1"),
    "a file gone": lambda root: (root / "data/raw/zhen/2022-03/3月.xlsx").unlink(),
    "a renamed file": lambda root: (root / "data/raw/zhen/2022-03/3月.xlsx").rename(
        root / "data/raw/zhen/2022-03/三月.xlsx"
    ),
    "a changed catalogue": lambda root: (root / "data/catalogue/town.toml").write_text("2"),
    "a new ledger": lambda root: (root / "data/catalogue/ledger.toml").write_text("2"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changed_is_read_anew_and_kept_again(workspace, read, change):
    change(workspace.root)
    assert kept(workspace, read) == 2
    assert kept(workspace, read) == 2


READING = ["base", "catalogue", "intake"]
ROOMS = [*READING, "assess", "results"]


def change_code(monkeypatch, **versions: str) -> None:
    """Let the rooms' code have these versions from now on."""
    same = dict.fromkeys(ROOMS, "as it was")
    monkeypatch.setattr(store, "code_versions", lambda *_: same | versions)


@pytest.mark.parametrize("room", ROOMS)
def test_a_folder_is_read_anew_when_code_changed_that_reads(workspace, read, monkeypatch, room):
    change_code(monkeypatch)
    assert kept(workspace, read) == 2
    change_code(monkeypatch, **{room: "new"})
    assert kept(workspace, read) == (3 if room in READING else 2)


@pytest.mark.parametrize("room", ROOMS)
def test_results_are_made_anew_when_code_changed_that_reads_or_assesses(
    workspace, monkeypatch, room
):
    asked = []

    def assess() -> dict[str, pd.DataFrame]:
        asked.append(room)
        return {"totals": pd.DataFrame({"made": [1]})}

    intakes = {PLACE[1]: Reader(workspace)()}
    for versions in ({}, {}, {room: "new"}):
        change_code(monkeypatch, **versions)
        stored_results(workspace, PLACE[0], intakes, assess)
    assert len(asked) == 2


def test_a_later_month_or_an_office_lock_file_changes_nothing(workspace, read):
    other = workspace.root / "data/raw/zhen/2022-04"
    other.mkdir()
    (other / "4月.xlsx").write_text("1")
    (workspace.root / "data/raw/zhen/2022-03/~$3月.xlsx").write_text("1")
    assert kept(workspace, read) == 1


def test_a_file_that_could_not_be_opened_is_read_once_it_can_be(workspace):
    """It was locked while it was read, though not when we looked whether anything changed."""
    reader = Reader(workspace)
    reader.closed = {"3月.xlsx"}
    assert kept(workspace, reader) == 1
    reader.closed = set()
    assert kept(workspace, reader) == 2
    assert kept(workspace, reader) == 2


def test_a_file_that_nobody_can_open_is_not_tried_again_and_again(workspace):
    path = workspace.raw_dir(*PLACE) / "锁.xlsx"
    path.symlink_to(path.name)
    reader = Reader(workspace)
    reader.closed = {"锁.xlsx"}
    assert [kept(workspace, reader), kept(workspace, reader)] == [1, 1]


def test_a_file_that_was_replaced_while_it_was_read_is_read_again(workspace):
    path = workspace.raw_dir(*PLACE) / "3月.xlsx"
    reader = Reader(workspace)

    def replace_and_read() -> Intake:
        intake = reader()
        path.write_text("2")
        return intake

    stored_intake(workspace, *PLACE, replace_and_read)
    assert kept(workspace, reader) == 2
    assert kept(workspace, reader) == 2


def test_results_are_kept_for_what_was_read_of_the_months(workspace):
    reader, made = Reader(workspace), []

    def assess() -> dict[str, pd.DataFrame]:
        made.append(1)
        return {"scores": pd.DataFrame({"made": [len(made)]})}

    def kept_result(intakes) -> int:
        return stored_results(workspace, PLACE[0], intakes, assess)["scores"]["made"].iloc[0]

    month = {PLACE[1]: reader()}
    assert [kept_result(month), kept_result(month)] == [1, 1]
    reader.closed = {"3月.xlsx"}
    assert kept_result({PLACE[1]: reader()}) == 2
    reader.closed = set()
    assert kept_result({PLACE[1]: reader()}) == 3
    assert kept_result({Month(2022, 2): reader(), **month}) == 4


def test_an_interrupted_write_never_counts(workspace, read, monkeypatch):
    """The power goes while the third table is written: nothing of it is believed afterwards."""
    written = []
    to_parquet = pd.DataFrame.to_parquet

    def failing(table, path, **how):
        written.append(path)
        if len(written) == 3:
            raise KeyboardInterrupt
        return to_parquet(table, path, **how)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(pd.DataFrame, "to_parquet", failing)
        stored_intake(workspace, *PLACE, read, fresh=True)
    folder = workspace.processed_dir / "zhen/2022-03"
    assert not (folder / "stamp.json").exists()
    assert not list(folder.glob(".*"))
    assert kept(workspace, read) == 3


def test_a_month_is_read_each_time_where_nothing_can_be_kept(workspace):
    workspace.processed_dir.write_text("a file where the folder should be")
    reader = Reader(workspace)
    assert kept(workspace, reader) == 1
    assert kept(workspace, reader) == 2


STAMPS = ["", "{", "[]", "null", "3", '"x"', "{}", '{"fingerprint": null}', "\xff"]


@pytest.mark.parametrize("stamp", STAMPS)
def test_a_damaged_stamp_is_read_anew(workspace, read, stamp):
    (workspace.processed_dir / "zhen/2022-03/stamp.json").write_bytes(stamp.encode("latin-1"))
    assert kept(workspace, read) == 2
    assert kept(workspace, read) == 2


DAMAGE = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-20]),
    "something else": lambda path: path.write_bytes(b"PAR1" + b"\0" * 60 + b"PAR1"),
    "other columns": lambda path: pd.DataFrame({"else": [1]}).to_parquet(path),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("name", [NAMES[0], NAMES[-1]])
def test_a_damaged_table_is_read_anew_rather_than_a_crash(workspace, read, damage, name):
    damage(workspace.processed_dir / f"zhen/2022-03/{name}.parquet")
    again = stored_intake(workspace, *PLACE, read)
    assert {int(getattr(again, each)["made"].iloc[0]) for each in NAMES} == {2}
    assert kept(workspace, read) == 2


def test_the_stamp_names_no_place_on_this_machine(workspace, read):
    stamp = json.loads((workspace.processed_dir / "zhen/2022-03/stamp.json").read_text())
    assert str(workspace.root) not in json.dumps(stamp)


def test_a_written_file_has_the_rights_that_the_process_gives(tmp_path):
    before = os.umask(0o027)
    try:
        replace_file(tmp_path / "a.txt", lambda place: place.write_text("x", encoding="utf-8"))
    finally:
        os.umask(before)
    assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
