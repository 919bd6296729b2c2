"""The process in which a file is read: it takes the file from its standard input, answers on its standard output, and can do nothing else."""

from __future__ import annotations

import codecs
import contextlib
import json
import logging
import os
import resource
import sys
from typing import Any, NoReturn

from courses.items.formats import xml
from courses.items.formats.crossing import CPU_SECONDS, MEMORY_BYTES, OUT_OF_MEMORY, as_json
from courses.items.formats.registry import candidates, read_file, reader

# Python loads an encoding when it first meets it; later it would be refused.
ENCODINGS = frozenset(
    {"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "cp437"}
)
FORBIDDEN = ("open", "os.", "socket.", "subprocess.", "shutil.", "tempfile.", "glob.", "ctypes.", "pty.")


def limit(kind: int, value: int, hard: int | None = None) -> None:
    """Set a limit that cannot be raised again."""
    resource.setrlimit(kind, (value, value if hard is None else hard))


def refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """The hook that every act of Python passes: no network, no other process, no file."""
    if event.startswith(FORBIDDEN):
        raise PermissionError(f"Reading a file of questions does not need {event}.")


def lock() -> None:
    """Give up what is not needed any more: from here on nothing can be opened or written but the answer."""
    limit(resource.RLIMIT_FSIZE, 0)
    limit(resource.RLIMIT_CORE, 0)
    sys.addaudithook(refuse)
    limit(resource.RLIMIT_NOFILE, 3)


def end(status: int) -> NoReturn:
    """Leave at once; there is nothing to clean up, and perhaps no memory to do it."""
    sys.stdout.flush()
    os._exit(status)


def main() -> None:
    """Read one file."""
    limit(resource.RLIMIT_AS, MEMORY_BYTES)
    limit(resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 1)
    try:
        head, _, content = sys.stdin.buffer.read().partition(b"\n")
        task = json.loads(head)
        for name in ENCODINGS | xml.ENCODINGS:
            with contextlib.suppress(LookupError):  # A number of the series that there never was.
                codecs.lookup(name)
        logging.basicConfig(level=logging.WARNING)
        for name in candidates(content, task["format"]):
            reader(name)  # Its modules can be loaded now only.
        lock()
        sys.stdout.write(json.dumps(as_json(read_file(content, task["file_name"], task["format"]))))
    except MemoryError:
        end(OUT_OF_MEMORY)
    end(0)


if __name__ == "__main__":
    main()
