"""A program made to be killed: a process with everything imported forks children, each a real start of the program.

It reads commands from its standard input, a line each, and prints the child's number, what the child prints, and `gone` at its end.
`serve`, `migrate`, `prepare` and `import PATH` do what they do elsewhere, `deed NAME...` what `deeds` says. `dying-at N COMMAND` kills the child at its Nth SQL statement; `in FOLDER COMMAND` gives
it another instance folder, `on PORT COMMAND` another port than any free one.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

from app import create_app
from courses.operations import serve, start
from courses.shared.config import ROOT
from tests.robustness.deeds import DEEDS
from tests.support.apps import QUICK

STRIDE = 1.5
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


class Mortal:
    """The process that forks, seen from the test."""

    def __init__(self, instance: Path) -> None:
        self.instance = instance
        environment = {**os.environ, **QUICK, "INSTANCE_PATH": str(instance), "PORT": "0", "LOG_LEVEL": "ERROR"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.robustness.mortal"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=30)
        assert self.process.stdout
        self.process.stdout.close()

    def say(self, line: str) -> None:
        """Send a command."""
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        """The next line; the process must still be there."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "The process that forks has ended."
        return line.strip()

    def run(self, command: str) -> tuple[int, list[str]]:
        """Do something to its end: how the child ended (-9 when it was killed), and what it printed."""
        self.say(command)
        lines = [self.hear()]
        while not lines[-1].startswith("gone "):
            lines.append(self.hear())
        return int(lines[-1].removeprefix("gone ")), lines[1:-1]

    def dies_at_every_step(self, command: str) -> Iterator[int]:
        """Kill what the command starts a little later each time, until it comes to its end."""
        at = 1
        while self.run(command.format(at=at))[0] == -signal.SIGKILL:
            yield at
            at = max(at + 1, int(at * STRIDE))

    def must(self, command: str) -> None:
        """Do something that works."""
        status, lines = self.run(command)
        assert status == 0, lines

    @contextmanager
    def serving(self, port: int = 0) -> Generator[str]:
        """The address of a server that is killed when the block ends; on a free port if none is given."""
        self.say(f"on {port} serve")
        child = int(self.hear())
        try:
            while not ADDRESS.fullmatch(line := self.hear()):
                assert not line.startswith("gone"), "The server did not start."
            yield line
        finally:
            os.kill(child, signal.SIGKILL)
            while not self.hear().startswith("gone"):
                pass


def main() -> None:
    """Fork a child for each command, and wait for its end."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            obey(line.split())
            sys.stdout.flush()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print("gone", os.waitstatus_to_exitcode(status), flush=True)


def obey(words: list[str]) -> None:
    """Do in a child what the words say."""
    print(os.getpid(), flush=True)
    command, *rest = words
    if command == "in":
        os.environ["INSTANCE_PATH"] = rest[0]
        command, *rest = rest[1:]
    if command == "on":
        os.environ["PORT"] = rest[0]
        command, *rest = rest[1:]
    if command == "dying-at":
        die_at(int(rest[0]))
        command, *rest = rest[1:]
    if command == "serve":
        serve.main()
        return
    app = create_app()
    with app.app_context():
        if command == "migrate":
            start.migrate()
        elif command == "deed":
            for deed in rest:
                DEEDS[deed]()
        elif command == "prepare":
            for said in start.prepare(app):
                print(said, flush=True)
        else:
            result = app.test_cli_runner().invoke(args=["course", command, *rest])
            print(result.output, flush=True)
            sys.exit(result.exit_code)


def die_at(number: int) -> None:
    """Kill this process when it sends its SQL statement of this number; commits count as well."""
    left = number

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for event in ("before_cursor_execute", "after_cursor_execute", "commit"):
        sa.event.listen(sa.Engine, event, count)


if __name__ == "__main__":
    main()
