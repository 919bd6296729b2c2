"""The process that formats Markdown: reads texts from its standard input, answers on its standard output, dies of one that is too much."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection

from courses.shared.markup.syntax import MODES, make_converter

MEMORY_BYTES = 768 * 1024 * 1024


def serve(incoming: Connection, outgoing: Connection) -> None:
    """Answer until the parent is gone."""
    converters: dict[str, Callable[[str], str]] = {mode: make_converter(mode) for mode in MODES}
    outgoing.send_bytes(b"ready")
    while True:
        try:
            head, _, text = incoming.recv_bytes().decode("utf-8", "surrogatepass").partition("\n")
        except EOFError:
            return
        mode, seconds = head.split()
        outgoing.send_bytes(answer(converters[mode], text, float(seconds)).encode("utf-8", "surrogatepass"))


def answer(convert: Callable[[str], str], text: str, seconds: float) -> str:
    """`+` and the HTML, or `-` and why not. When the seconds of CPU are used up, the signal ends this process at once:
    a handler in Python would wait for the regular expression that is the very trouble."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return "+" + convert(text)
    except (RecursionError, MemoryError, ValueError) as error:
        return "-" + type(error).__name__
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def main() -> None:
    """Take over the two pipes and leave standard output to no one."""
    with contextlib.suppress(ValueError, OSError):  # where the system knows no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    incoming = Connection(os.dup(sys.stdin.fileno()), writable=False)
    outgoing = Connection(os.dup(sys.stdout.fileno()), readable=False)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(incoming, outgoing)


if __name__ == "__main__":
    main()
