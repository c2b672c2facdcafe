"""A path → what the file holds, read in a child that a bad file may kill or keep busy.

The reader of workbooks can abort the interpreter, and nothing can catch that. So it works in a
process of its own, with limits of time and, where the platform has them, of memory. One child
serves many files and folders: it waits for the next one as long as this process lives, and is
replaced when it dies, is too slow, or has grown.

Every answer says which question it is to and carries the hash of the bytes that were read, so that
no file is ever given what another one holds. A question whose answer nobody takes ends the child.
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
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from zhen_analysis.base.errors import ZhenError
from zhen_analysis.intake.files.coded.dictionary_columns import CodedFile
from zhen_analysis.intake.files.coded.limits import (
    MOST_MEMORY,
    MOST_SECONDS,
    MOST_WAITING,
    OUT_OF_TIME,
    Unreadable,
)

MODULE = "zhen_analysis.intake.files.child"
MANY_CELLS = 500_000  # a child that has read more gives its memory back by ending
START_SECONDS = 60.0  # an office machine with a virus scanner takes its time
DEAD = "读取该文件时程序中断，文件已损坏或过大；请用WPS打开、删除表格以外的内容后另存为xlsx再报送"
SLOW = "读取该文件超过{seconds:g}秒，已放弃；请用WPS打开、删除表格以外的内容后另存为xlsx再报送"
LATE = "等了{seconds:g}秒仍没有读完，可能是电脑正忙或网络盘太慢；请稍后重新运行，仍不行再另存后报送"
CLOSED = "文件打不开（{why}），请检查权限，或关闭正在使用它的程序后重新运行"


@dataclass(frozen=True)
class Question:
    """What the child has been asked to read, by number: a file may be asked for twice."""

    number: int
    path: Path


@dataclass(frozen=True)
class Answer:
    """What a file holds, or why it cannot be read.

    Attributes
    ----------
    sha256 : of the bytes that were read; empty where they were not.
    file : None where there is a reason.
    reason : for the clerk.
    may_pass : the reason lies not in the file, which may be read another time.
    """

    sha256: str = ""
    file: CodedFile | None = None
    reason: str = ""
    may_pass: bool = False


class GuardedReader:
    """Reads files one after another; a context, so that the child ends with the work.

    ``seconds`` of work for one file, where the platform counts them: a busy machine makes no good
    file too slow. ``waiting`` is how long we wait for an answer, whatever the child is doing.
    """

    def __init__(
        self,
        seconds: float = MOST_SECONDS,
        memory: int = MOST_MEMORY,
        waiting: float = MOST_WAITING,
    ) -> None:
        self.seconds, self.memory, self.waiting = seconds, memory, waiting
        self.process: subprocess.Popen[bytes] | None = None
        self.said: IO[bytes] | None = None  # what it wrote beside its answers
        self.is_ready = False
        self.asked: Question | None = None  # whose answer is still to come
        self.questions = 0

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

    def read(self, path: Path) -> Answer:
        """Return what a file holds or why it cannot be read.

        A child that dies or hangs may do so of another file, or of the machine: where it had been
        there before, a new one is asked once more.

        Raises ZhenError where no child can be started at all.
        """
        was_there = self.process is not None
        answer = self.read_once(path)
        failed = answer.reason in (DEAD, LATE.format(seconds=self.waiting))
        return self.read_once(path) if failed and was_there else answer

    def read_once(self, path: Path) -> Answer:
        """Return what the child that waits says of a file."""
        if self.asked is None or self.asked.path != path:
            self.drop()
            self.make_ready()
            self.ask(path)
        question = cast(Question, self.asked)
        try:
            number, written, sha256, content = cast(
                "tuple[int, bytes, str, object]", self.wait(self.waiting)
            )
        except Late:
            return Answer(reason=LATE.format(seconds=self.waiting), may_pass=True)
        except OutOfTime:
            return Answer(reason=SLOW.format(seconds=self.seconds))
        except (Gone, TypeError, ValueError):
            self.kill()
            return Answer(reason=DEAD, may_pass=True)
        if (number, written) != (question.number, os.fsencode(question.path.absolute())):
            self.kill()  # whatever it says is of another file
            return Answer(reason=DEAD, may_pass=True)
        self.asked = None
        return self.take(sha256, content)

    def take(self, sha256: str, content: object) -> Answer:
        """Return the child's word as an answer; a child that has grown is ended."""
        if isinstance(content, OSError):
            return Answer(reason=CLOSED.format(why=content.strerror), may_pass=True)
        if isinstance(content, Unreadable):
            return Answer(sha256, reason=str(content))
        file = cast(CodedFile, content)
        if sum(sheet.height * len(sheet.columns) for sheet in file.sheets) > MANY_CELLS:
            self.close()
        return Answer(sha256, file)

    def read_ahead(self, path: Path) -> None:
        """Let the child read a file that will be asked for next, while we do something else."""
        self.drop()
        if self.is_ready and self.process is not None and self.process.poll() is None:
            self.ask(path)

    def drop(self) -> None:
        """End the child where an answer is still to come: it would be taken for another one."""
        if self.asked is not None:
            self.kill()

    def start(self) -> None:
        """Start a child, without waiting for it."""
        self.said = tempfile.TemporaryFile()  # noqa: SIM115, it lives as long as the child
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", MODULE,
             *map(str, (self.memory, self.seconds, self.waiting))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.said,
            env={**os.environ, "PYTHONPATH": search_path(), "PYTHONUTF8": "1"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )  # fmt: skip
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
        except (Late, Gone, OutOfTime):
            said = cast(IO[bytes], self.said)
            said.seek(0)
            reason = said.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise ZhenError(f"the reading process does not start: {reason}") from None

    def ask(self, path: Path) -> None:
        """Send a path to the child; one that is dead by now will show it by giving no answer."""
        pipe = cast(IO[bytes], cast("subprocess.Popen[bytes]", self.process).stdin)
        self.questions += 1
        self.asked = Question(self.questions, path)
        with contextlib.suppress(OSError):
            pickle.dump((self.questions, os.fsencode(path.absolute())), pipe)
            pipe.flush()

    def wait(self, seconds: float) -> object:
        """Return the child's answer; a child that does not give it is ended.

        Raises Late where we waited too long, OutOfTime where it used up its time, Gone where it
        died.
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
            if late.is_set():
                raise Late from None
            raise (OutOfTime if process.returncode == OUT_OF_TIME else Gone) from None
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
        process, self.process, self.asked = self.process, None, None
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
        process, self.process, self.asked = self.process, None, None
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
    reader.drop()
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
    """We waited too long for the child."""


class OutOfTime(Exception):
    """The child used up its time for one file."""


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
