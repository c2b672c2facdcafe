"""The reading child: files asked for on standard input → what they hold on standard output.

Started by `intake.files.guarded`, one for many files, as
``python -m zhen_analysis.intake.files.child``. It holds itself to limits that only a process of
its own can keep, and ends with its parent, because its input ends. It imports no pandas and no
numpy, so that it starts in some hundredths of a second.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import pickle
import signal
import sys
from pathlib import Path
from typing import IO

from zhen_analysis.intake.files.coded.limits import Unreadable
from zhen_analysis.intake.files.open_file import open_content, read_content

PATIENCE = 30  # seconds beyond the parent's limit, in case the parent is no more
READY = "ready"


def main() -> None:
    """Answer one request after another until the input ends."""
    memory, (seconds, waiting) = int(sys.argv[1]), map(float, sys.argv[2:4])
    limit_memory(memory)
    gc.disable()  # nothing here refers to itself, and walking through millions of cells is slow
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # Whatever a library may print must not get between the answers.
    os.dup2(2, 1)
    send(answers, READY)
    while True:
        try:
            number, path = pickle.load(requests)
        except EOFError:
            return
        set_alarms(seconds, waiting + PATIENCE)
        answer = read(Path(os.fsdecode(path)))
        set_alarms(0, 0)
        send(answers, (number, path, *answer))


def read(path: Path) -> tuple[str, object]:
    """Return the hash of a file's bytes, and what they hold or the reason why that is not known."""
    sha256 = ""
    try:
        content = read_content(path)
        sha256 = hashlib.sha256(content).hexdigest()
        return sha256, open_content(content, path.name)
    except (Unreadable, OSError) as error:
        return sha256, error
    except MemoryError:
        return sha256, Unreadable("读取该文件需要的内存超过限度，请拆分后报送")


def send(answers: IO[bytes], answer: object) -> None:
    """Send one answer."""
    pickle.dump(answer, answers, protocol=pickle.HIGHEST_PROTOCOL)
    answers.flush()


def limit_memory(most: int) -> None:
    """Take no more memory than ``most`` bytes, where the platform can hold us to it."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows; macOS refuses some
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def set_alarms(seconds: float, waiting: float) -> None:
    """End this process after so much work or waiting, even inside the reader; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        for kind, end, length in ((signal.ITIMER_PROF, signal.SIGPROF, seconds),
                                  (signal.ITIMER_REAL, signal.SIGALRM, waiting)):  # fmt: skip
            signal.signal(end, signal.SIG_DFL)
            signal.setitimer(kind, length)


if __name__ == "__main__":
    main()
