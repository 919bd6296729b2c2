"""A worker process that formats Markdown and is killed when a text takes too long.

Markdown takes quadratic time on hostile text: 16 kB of brackets keep it busy for half a minute. The worker limits its own
CPU time and memory; the wall clock is watched from here, generously, because a busy machine must not refuse good texts.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

from courses.shared.errors import Invalid

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 2.0
SECONDS_PER_CHARACTER = 10e-6
MOST_CHARACTERS = 1_048_576
PATIENCE = 15
START_SECONDS = 60


class FormattingRefused(Invalid):
    """A text that cannot be formatted with reasonable effort."""

    title = "This text cannot be formatted"


class Guard:
    """One worker process, started at the first text and again after it died; any thread may use it."""

    def __init__(self, *, seconds: float = SECONDS, most_characters: int = MOST_CHARACTERS) -> None:
        self.seconds = seconds
        self.most_characters = most_characters
        self.lock = threading.Lock()
        self.line: Line | None = None

    def convert(self, mode: str, text: str) -> str:
        """The HTML of `text`, not yet safe. Raises FormattingRefused for too long a text or too long a time."""
        if len(text) > self.most_characters:
            raise FormattingRefused(f"This text is longer than {self.most_characters:,} characters; divide it.")
        limit = self.seconds + len(text) * SECONDS_PER_CHARACTER
        with self.lock:
            try:
                return self._line().ask(f"{mode} {limit}\n{text}", limit * PATIENCE)
            except (EOFError, OSError):
                self._hang_up()
                raise FormattingRefused(
                    "This text takes too long to format; look for long runs of brackets, asterisks or the like."
                ) from None

    def close(self) -> None:
        """End the worker; the next text starts another."""
        with self.lock:
            self._hang_up()

    def _line(self) -> Line:
        if self.line and self.line.owner == os.getpid() and self.line.process.poll() is not None:
            self._hang_up()  # It died while it had nothing to do; the text at hand is not to blame.
        # A process forked from the one that started the worker must not speak on its line, so it opens its own.
        if self.line is None or self.line.owner != os.getpid():
            self.line = Line()
        return self.line

    def _hang_up(self) -> None:
        if self.line and self.line.owner == os.getpid():
            self.line.close()
        self.line = None


class Line:
    """A running worker and the two pipes to it. The worker ends by itself when its parent is gone: its pipe runs dry."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "courses.shared.markup.worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,  # so that Ctrl-C in the terminal ends the worker through its pipe, without a traceback
        )
        assert self.process.stdin
        assert self.process.stdout
        self.outgoing = Connection(os.dup(self.process.stdin.fileno()), readable=False)
        self.incoming = Connection(os.dup(self.process.stdout.fileno()), writable=False)
        self.process.stdin.close()
        self.process.stdout.close()
        self._receive(START_SECONDS)

    def ask(self, request: str, seconds: float) -> str:
        """The worker's answer. Raises EOFError when the worker died or does not answer in time."""
        self.outgoing.send_bytes(request.encode("utf-8", "surrogatepass"))
        answer = self._receive(seconds)
        if not answer.startswith("+"):
            raise EOFError(answer)
        return answer[1:]

    def _receive(self, seconds: float) -> str:
        if not self.incoming.poll(seconds):
            raise EOFError("no answer")
        return self.incoming.recv_bytes().decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """End the worker and wait until it is gone."""
        self.process.kill()
        self.process.wait()
        self.outgoing.close()
        self.incoming.close()


@cache
def worker() -> Guard:
    """The process-wide worker."""
    guard = Guard()
    atexit.register(guard.close)
    return guard
