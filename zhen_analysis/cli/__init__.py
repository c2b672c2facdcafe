"""The `zhen` command: arguments → one call of the package → a table, CSV or JSON, printed."""

from __future__ import annotations

import io
import sys

from zhen_analysis.base.errors import ZhenError
from zhen_analysis.cli import months, papers, towns  # noqa: F401  their commands enter the app
from zhen_analysis.cli.app import BAD_INPUT, app

__all__ = ["app", "main"]


def main() -> None:
    """Run the command; an error raised on purpose, or by the disk, becomes one sentence.

    A console that cannot show Chinese shows the characters' codes.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except ZhenError as error:
        sys.stderr.write(f"zhen: {error}\n")
        sys.exit(BAD_INPUT)
    except OSError as error:  # a folder that may not be written, a full disk
        sys.stderr.write(f"zhen: {error.filename or 'the files'}: {error.strerror or error}.\n")
        sys.exit(BAD_INPUT)
