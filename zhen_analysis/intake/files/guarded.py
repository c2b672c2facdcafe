"""A path → what the file holds, read in a child that a bad file may kill or keep busy.

The reader of workbooks can abort the interpreter, and nothing can catch that. So it works in a
process of its own, with limits of time and, where the platform has them, of memory. One child
serves many files and folders: it waits for the next one as long as this process lives, and is
replaced when it dies, is too slow, or has grown.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from zhen_analysis.base.errors import ZhenError
from zhen_analysis.intake.files.dictionary_columns import CodedFile
from zhen_analysis.intake.files.limits import MOST_MEMORY, MOST_SECONDS, Unreadable

MODULE = "zhen_analysis.intake.files.child"
MANY_CELLS = 500_000  # a child that has read more gives its memory back by ending
START_SECONDS = 60.0  # an office machine with a virus scanner takes its time
DEAD = "读取该文件时程序中断，文件已损坏或过大；请用WPS打开、删除表格以外的内容后另存为xlsx再报送"
SLOW = "读取该文件超过{seconds:g}秒，已放弃；请用WPS打开、删除表格以外的内容后另存为xlsx再报送"


class GuardedReader:
    """Reads files one after another; a context, so that the child ends with the work."""

    def __init__(self, seconds: float = MOST_SECONDS, memory: int = MOST_MEMORY) -> None:
        self.seconds, self.memory = seconds, memory
        self.process: subprocess.Popen[bytes] | None = None
        self.said: IO[bytes] | None = None  # what it wrote beside its answers
        self.is_ready = False
        self.ahead: Path | None = None  # what it has been asked to read

    def __enter__(self) -> Self:
        self.start()  # it gets ready while the caller does
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, path: Path) -> CodedFile:
        """Return what a file holds.

        Raises Unreadable with the reason for the clerk, OSError where the file cannot be opened,
        ZhenError where no child can be started at all.
        """
        if self.ahead != path:
            if self.ahead is not None:
                self.kill()  # its answer would be to another question
            self.make_ready()
            self.request(path)
        self.ahead = None
        try:
            answer = self.wait(self.seconds)
        except Late:
            raise Unreadable(SLOW.format(seconds=self.seconds)) from None
        except Gone:
            raise Unreadable(DEAD) from None
        if isinstance(answer, Exception):
            raise answer
        file = cast(CodedFile, answer)
        if sum(sheet.height * len(sheet.columns) for sheet in file.sheets) > MANY_CELLS:
            self.close()
        return file

    def read_ahead(self, path: Path) -> None:
        """Let the child read a file that will be asked for next, while we do something else."""
        if self.is_ready and self.process is not None and self.process.poll() is None:
            self.request(path)

    def start(self) -> None:
        """Start a child, without waiting for it."""
        self.said = tempfile.TemporaryFile()  # noqa: SIM115, it lives as long as the child
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", MODULE, str(self.memory), str(self.seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said,
            env={**os.environ, "PYTHONPATH": search_path(), "PYTHONUTF8": "1"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.is_ready = False

    def make_ready(self) -> None:
        """Have a child that waits for a request; raises ZhenError where there can be none."""
        if self.process is None or (self.is_ready and self.process.poll() is not None):
            self.close()  # it died while nothing was asked
            self.start()
        if self.is_ready:
            return
        try:
            self.wait(START_SECONDS)
            self.is_ready = True
        except (Late, Gone):
            said = cast(IO[bytes], self.said)
            said.seek(0)
            reason = said.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise ZhenError(f"the reading process does not start: {reason}") from None

    def request(self, path: Path) -> None:
        """Send a path to the child; one that is dead by now will show it by giving no answer."""
        pipe = cast(IO[bytes], cast("subprocess.Popen[bytes]", self.process).stdin)
        with contextlib.suppress(OSError):
            pickle.dump(os.fsencode(path.absolute()), pipe)
            pipe.flush()
        self.ahead = path

    def wait(self, seconds: float) -> object:
        """Return the child's answer; a child that does not give it is ended.

        Raises Late where it took too long, Gone where it died.
        """
        process = cast("subprocess.Popen[bytes]", self.process)
        late = threading.Event()

        def give_up() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, give_up)
        timer.daemon = True
        timer.start()
        try:
            answer = pickle.load(cast(IO[bytes], process.stdout))
        except (EOFError, OSError, pickle.UnpicklingError):
            self.kill()
            raise (Late if late.is_set() else Gone) from None
        except BaseException:
            # Interrupted half-way: what the child would still say belongs to no question.
            self.kill()
            raise
        finally:
            timer.cancel()
        if late.is_set():
            self.kill()  # it answered in the last moment, and is no more
        return answer

    def close(self) -> None:
        """Let the child end: its input is closed."""
        process, self.process, self.ahead = self.process, None, None
        if self.said:
            self.said.close()
        if process is None:
            return
        close_pipes(process)
        try:
            process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self) -> None:
        """End the child at once."""
        process, self.process, self.ahead = self.process, None, None
        if process is not None:
            process.kill()
            close_pipes(process)
            process.wait()


waiting: dict[int, GuardedReader] = {}  # by process: a fork must not answer for its parent


@contextlib.contextmanager
def borrowed_reader() -> Iterator[GuardedReader]:
    """Lend the reader that waits, or a new one; afterwards it waits again.

    A town's month is read from a dozen folders, and starting a child takes longer than reading
    most of them.
    """
    reader = waiting.pop(os.getpid(), None) or GuardedReader().__enter__()
    try:
        yield reader
    except BaseException:
        reader.close()  # what it is about to say belongs to no question
        raise
    if reader.ahead is not None:
        reader.kill()
    crowd = waiting.setdefault(os.getpid(), reader)
    if crowd is not reader:  # two threads read at once
        reader.close()


def dismiss() -> None:
    """End the reader that waits; it has nothing to finish."""
    reader = waiting.pop(os.getpid(), None)
    if reader is not None:
        reader.kill()
        reader.close()


atexit.register(dismiss)


class Gone(Exception):
    """The child died."""


class Late(Exception):
    """The child took too long."""


def close_pipes(process: subprocess.Popen[bytes]) -> None:
    """Close both ends that are ours."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def search_path() -> str:
    """Return where the child finds what this process found, this package among it."""
    package = Path(__file__).resolve().parents[3]
    return os.pathsep.join(dict.fromkeys([str(package), *filter(None, sys.path)]))
