"""Files are read in a child of their own: a bad one is named, and the next ones are read."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from zhen_analysis.base.errors import ZhenError
from zhen_analysis.intake.files import guarded
from zhen_analysis.intake.files.books.xls import Circle, look_at_book
from zhen_analysis.intake.files.guarded import GuardedReader, borrowed_reader
from zhen_analysis.intake.files.sheets import list_files, read_file, read_files

posix = pytest.mark.skipif(os.name == "nt", reason="of POSIX only")


@pytest.fixture(scope="module")
def reader():
    with GuardedReader() as reader:
        yield reader


@pytest.fixture
def good(tmp_path):
    """Write a workbook that can be read."""
    return write(tmp_path / "好.xlsx", [["村名", "清垃圾"], ["甲村", 3]])


def write(path, rows):
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def write_far(path):
    """Write an old workbook of two cells in opposite corners."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("远")
    sheet.write(0, 0, 1)
    sheet.write(65_535, 255, 1)
    book.save(str(path))
    return path


def texts(raw):
    assert raw.reason == ""
    return [sheet.grid.tolist() for sheet in raw.sheets]


def test_one_child_serves_many_files(reader, good):
    reader.read(good)
    first = reader.process.pid
    assert texts(read_file(good, "好.xlsx", reader)) == [[["村名", "清垃圾"], ["甲村", "3"]]]
    assert reader.process.pid == first


def test_every_file_is_read_in_turn_also_when_read_ahead(good, tmp_path):
    for number in range(5):
        shutil.copy(good, tmp_path / f"{number}.xlsx")
    (tmp_path / "2.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "3.xlsx").unlink()
    paths = [tmp_path / f"{number}.xlsx" for number in range(5)]
    read = list(read_files(paths, lambda path: path.name))
    assert [raw.file for raw in read] == [path.name for path in paths]
    assert [bool(raw.reason) for raw in read] == [False, False, True, True, False]


def test_another_file_than_the_one_read_ahead_gets_its_own_answer(good, tmp_path):
    other = write(tmp_path / "另.xlsx", [["另一张"]])
    with GuardedReader() as reader:
        reader.read(good)
        reader.read_ahead(good)
        assert reader.read(other).file.sheets[0].columns[0].texts[-1] == "另一张"


@posix
def test_a_file_that_takes_too_much_memory_is_named_and_the_next_is_read(good, tmp_path):
    big = tmp_path / "大.csv"
    big.write_text("村名,日期\n" * 8_000_000, encoding="utf-8")
    with GuardedReader(memory=200 * 2**20) as reader:
        assert "内存超过限度" in read_file(big, "大.csv", reader).reason
        assert texts(read_file(good, "好.xlsx", reader))


@posix
def test_a_file_that_ends_the_child_is_named_and_the_next_is_read(good, tmp_path):
    bad = write(tmp_path / "坏.xlsx", [["坏"]])
    with Fragile(lambda path: path == bad) as reader:
        assert "程序中断" in read_file(bad, "坏.xlsx", reader).reason
        assert texts(read_file(good, "好.xlsx", reader))


@posix
def test_a_file_that_takes_too_long_is_named_and_the_next_is_read(good, tmp_path):
    slow = write(tmp_path / "慢.xlsx", [["村名"]])
    with Fragile(lambda path: path == slow, "SIGSTOP", waiting=0.3) as reader:
        answer = reader.read(slow)
        assert "等了0.3秒" in answer.reason and answer.may_pass
        reader.waiting = 60
        assert texts(read_file(good, "好.xlsx", reader))


@posix
@pytest.mark.parametrize("end", ["SIGKILL", "SIGSTOP"])
def test_a_child_that_dies_or_hangs_of_something_else_costs_no_file(good, end):
    ends = [True, False]
    with Fragile(lambda path: ends.pop(0), end, waiting=5) as reader:
        assert texts(read_file(good, "好.xlsx", reader))
    assert not ends


class Fragile(GuardedReader):
    """A reader whose child dies or hangs, before it can answer, of what it is asked for."""

    def __init__(self, ends_of, end="SIGKILL", **limits):
        super().__init__(**limits)
        self.ends_of, self.end = ends_of, getattr(signal, end)

    def ask(self, path):
        ends = self.ends_of(path)
        if ends:
            os.kill(self.process.pid, signal.SIGSTOP)
        super().ask(path)
        if ends:
            os.kill(self.process.pid, self.end)


@posix
def test_a_file_is_too_slow_by_its_own_work_not_by_the_time_that_passes(good, tmp_path):
    work = tmp_path / "慢.csv"
    work.write_text("村名,日期,1,2,3,4,5,6\n" * 400_000)  # more than a tenth of a second's work
    with GuardedReader(seconds=0.1) as reader:
        answer = reader.read(work)
        assert "超过0.1秒" in answer.reason and not answer.may_pass
        reader.make_ready()
        os.kill(reader.process.pid, signal.SIGSTOP)
        reader.read_ahead(good)
        time.sleep(0.3)
        os.kill(reader.process.pid, signal.SIGCONT)
        assert texts(read_file(good, "好.xlsx", reader))


@posix
def test_a_child_that_died_in_the_meantime_is_replaced(good):
    with GuardedReader() as reader:
        reader.read(good)
        os.kill(reader.process.pid, signal.SIGKILL)
        reader.process.wait()
        assert texts(read_file(good, "好.xlsx", reader))


def test_one_child_waits_for_the_next_folder_and_a_second_one_does_not(good):
    with borrowed_reader() as one, borrowed_reader() as other:
        assert texts(read_file(good, "好.xlsx", one)) == texts(read_file(good, "好.xlsx", other))
        first, second = one.process, other.process
    assert sorted([first.poll() is None, second.poll() is None]) == [False, True]
    with borrowed_reader() as again:
        assert again.process in (first, second) and again.process.poll() is None


def test_a_child_that_is_left_in_the_middle_does_not_answer_the_next_one(good, tmp_path):
    other = write(tmp_path / "另.xlsx", [["另一张"]])
    with borrowed_reader() as reader:
        reader.read(good)
        reader.read_ahead(good)
    with borrowed_reader() as reader:
        assert texts(read_file(other, "另.xlsx", reader)) == [[["另一张"]]]
    with pytest.raises(RuntimeError), borrowed_reader() as left:
        raise RuntimeError
    assert left.process is None


def test_a_child_that_cannot_start_is_no_fault_of_the_file(good, monkeypatch):
    monkeypatch.setattr(guarded, "MODULE", "zhen_analysis.nowhere")
    with GuardedReader() as reader, pytest.raises(ZhenError, match="zhen_analysis.nowhere"):
        reader.read(good)


@posix
def test_an_interrupted_wait_leaves_no_answer_behind(good, tmp_path, monkeypatch):
    other = write(tmp_path / "另.xlsx", [["另一张"]])

    def interrupt(stream):
        raise KeyboardInterrupt

    with GuardedReader() as reader:
        reader.read(good)
        with monkeypatch.context() as patch:
            patch.setattr(guarded.pickle, "load", interrupt)
            with pytest.raises(KeyboardInterrupt):
                reader.read(good)
        assert texts(read_file(other, "另.xlsx", reader)) == [[["另一张"]]]


@posix
@pytest.mark.parametrize("state", ["idle", "busy"])
def test_the_child_ends_with_its_parent(tmp_path, state):
    slow = tmp_path / "慢.csv"
    slow.write_text("村名,日期,1,2,3,4,5,6\n" * 2_000_000)  # some seconds' work
    code = f"""
import os
from pathlib import Path
from zhen_analysis.intake.files.guarded import GuardedReader
reader = GuardedReader(waiting=-29.8)  # the child's own alarm rings 30 s later than ours
reader.start()
reader.wait(60)
if {state == "busy"}: reader.ask(Path({str(slow)!r}))
print(reader.process.pid, flush=True)
os.kill(os.getpid(), 9)
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    child = int(ended.stdout)
    until = time.monotonic() + 1.5
    while time.monotonic() < until:
        if not is_running(child):
            return
        time.sleep(0.02)
    pytest.fail("the child outlives its parent")


def is_running(process):
    try:
        os.kill(process, 0)
        status = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (ProcessLookupError, FileNotFoundError):
        return False
    return status[0] != "Z"


def test_the_child_starts_without_what_is_slow_to_import():
    code = "import sys, zhen_analysis.intake.files.child; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in ended.stdout.split()}
    assert "python_calamine" in loaded
    assert not loaded & {"pandas", "numpy", "pyarrow", "pandera", "scipy", "charset_normalizer"}


def test_a_child_that_has_grown_is_replaced(good, monkeypatch):
    monkeypatch.setattr(guarded, "MANY_CELLS", 3)
    with GuardedReader() as reader:
        reader.read(good)
        assert reader.process is None


@posix
def test_what_is_no_file_is_named_and_nothing_waits_for_it(tmp_path, reader):
    os.mkfifo(tmp_path / "管道.csv")
    (tmp_path / "圈.xlsx").symlink_to(tmp_path / "圈.xlsx")
    (tmp_path / "失效.xlsx").symlink_to(tmp_path / "没有.xlsx")
    (tmp_path / "文件夹.xlsx").mkdir()
    (tmp_path / "文件夹.xlsx" / "里.csv").write_text("村名,日期\n甲村,1\n")
    (tmp_path / "圈套").symlink_to(tmp_path)
    for name in ("Thumbs.db", "desktop.ini", "~$台账.xlsx", ".DS_Store"):
        (tmp_path / name).write_text("x")
    paths = list_files(tmp_path)
    assert [path.name for path in paths] == ["圈.xlsx", "圈套", "失效.xlsx", "里.csv", "管道.csv"]
    reasons = {path.name: read_file(path, path.name, reader).reason for path in paths}
    assert reasons.pop("里.csv") == ""
    assert all("不是普通文件" in reason or "打不开" in reason for reason in reasons.values())


def test_a_folder_that_may_not_be_looked_into_is_named(tmp_path, monkeypatch, reader):
    (tmp_path / "锁").mkdir()
    scan = os.scandir

    def refuse(path):
        if str(path).endswith("锁"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    (path,) = list_files(tmp_path)
    assert path.name == "锁" and read_file(path, "锁", reader).reason


@pytest.mark.parametrize("name", ["[red]a.csv", "a\nb.csv", "%s{}.csv", "-x.csv", "é́😀.csv"])
def test_odd_names_are_names(tmp_path, reader, name):
    (tmp_path / name).write_text("村名,日期\n")
    assert texts(read_file(tmp_path / name, name, reader))


def test_numbers_and_texts_are_told_apart(tmp_path, reader):
    path = write(tmp_path / "台账.xlsx", [["3", 3, True, 1, "TRUE", ""], [3, "3", 1, True, 1.0, 0]])
    (sheet,) = read_file(path, "台账.xlsx", reader).sheets
    assert sheet.grid.tolist() == [["3", "3", "TRUE", "1", "TRUE", ""],
                                   ["3", "3", "1", "TRUE", "1", "0"]]  # fmt: skip
    assert sheet.is_number.tolist() == [[False, True, False, True, False, False],
                                        [True, False, True, False, True, True]]  # fmt: skip


def test_a_text_file_tells_no_numbers_from_texts(tmp_path, reader):
    (tmp_path / "台账.csv").write_text("村名,3\n")
    assert read_file(tmp_path / "台账.csv", "台账.csv", reader).sheets[0].is_number is None


def test_an_address_counts_from_a1_wherever_the_content_begins(tmp_path, reader):
    book = xlsxwriter.Workbook(tmp_path / "台账.xlsx")
    sheet = book.add_worksheet()
    sheet.write(4, 3, "x")
    sheet.write(5000, 5, "y")
    book.close()
    (sheet,) = read_file(tmp_path / "台账.xlsx", "台账.xlsx", reader).sheets
    assert sheet.grid.shape == (5001, 6)
    assert (sheet.grid[4, 3], sheet.grid[5000, 5], sheet.filled.sum()) == ("x", "y", 2)


def test_merged_ranges_end_where_the_content_ends(tmp_path, reader):
    book = xlsxwriter.Workbook(tmp_path / "台账.xlsx")
    sheet = book.add_worksheet()
    sheet.merge_range("A1:H3", "标题")
    sheet.write("B5", "村名")
    sheet.merge_range("C9:D12", "")
    book.close()
    (sheet,) = read_file(tmp_path / "台账.xlsx", "台账.xlsx", reader).sheets
    assert sheet.grid.shape == (5, 2)
    assert sheet.merges == [((0, 0), (2, 1))]


def test_a_sheet_that_is_a_chart_does_not_spoil_the_others(tmp_path, reader):
    book = xlsxwriter.Workbook(tmp_path / "台账.xlsx")
    book.add_worksheet("数").write_row(0, 0, [1, 2])
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=数!$A$1:$B$1"})
    book.add_chartsheet("图").set_chart(chart)
    book.close()
    (sheet,) = read_file(tmp_path / "台账.xlsx", "台账.xlsx", reader).sheets
    assert (sheet.name, sheet.grid.tolist()) == ("数", [["1", "2"]])


def test_a_range_that_is_big_and_empty_is_refused(tmp_path, reader):
    far = write_far(tmp_path / "远.xls")
    assert "第65536行第256列" in read_file(far, "远.xls", reader).reason


def test_two_sheets_of_one_name_are_refused(tmp_path, reader):
    book, twice = OpenDocumentSpreadsheet(), [Table(name="台账"), Table(name="台账")]
    for number, sheet in enumerate(twice):
        row, cell = TableRow(), TableCell(valuetype="string")
        cell.addElement(P(text=f"第{number}张"))
        row.addElement(cell)
        sheet.addElement(row)
        book.spreadsheet.addElement(sheet)
    book.save(tmp_path / "台账.ods")
    assert "同名的工作表“台账”" in read_file(tmp_path / "台账.ods", "台账.ods", reader).reason


def test_an_old_workbook_that_leads_back_to_its_beginning_is_refused(tmp_path, reader):
    """The reader would follow it until all memory is used."""
    path = write_far(tmp_path / "圈.xls")
    content = bytearray(path.read_bytes())
    table = 512 * (1 + int.from_bytes(content[76:80], "little"))
    content[table : table + 4] = bytes(4)  # after the first sector comes the first sector
    path.write_bytes(content)
    with pytest.raises(Circle):
        look_at_book(bytes(content))
    assert "损坏" in read_file(path, "圈.xls", reader).reason
