"""Work for one of many files → an error once it has taken more than its share of our time.

A share is of work, not of time that passes: a busy machine makes nothing too slow. What loops over
a file's texts asks now and then whether time is up.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Part = TypeVar("Part")
end: ContextVar[float | None] = ContextVar("end", default=None)  # by this thread's own clock


class TimeIsUp(Exception):
    """A file has taken more than its share."""


@contextmanager
def share_of_time(seconds: float) -> Iterator[None]:
    """Give what is done within so many seconds of this thread's work."""
    token = end.set(time.thread_time() + seconds)
    try:
        yield
    finally:
        end.reset(token)


def check_time() -> None:
    """Raise TimeIsUp where the share is used up; without one nothing happens."""
    until = end.get()
    if until is not None and time.thread_time() > until:
        raise TimeIsUp


def each_in_time(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield parts of the work as long as there is time for them; raises TimeIsUp."""
    for part in parts:
        check_time()
        yield part
