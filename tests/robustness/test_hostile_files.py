"""Files made to do harm get a clear sentence within their bounds, and leave nothing behind.

`pytest -s` prints a line for each case: what it got, and how much time of the processor it took.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from courses.items.formats import sandbox
from courses.items.formats.crossing import CPU_SECONDS, MEMORY_BYTES, OUT_OF_MEMORY
from courses.items.formats.sandbox import TOO_LONG, TOO_MUCH, cause, read_safely
from courses.items.formats.values import Found
from courses.shared.config import ROOT
from tests.robustness.hostile import Case, archives, markup, patterns, texts

SECRET = "nobody may see this"
ACTS = re.compile(r"<script|<svg|<iframe|\bon\w+ ?=|javascript:|alert|\u202e", re.IGNORECASE)


@pytest.fixture
def secret(tmp_path: Path) -> Iterator[Path]:
    """A file that no import may read, in an empty working folder that none may write to."""
    path = tmp_path / "secret.txt"
    path.write_text(SECRET)
    yield path
    assert [each.name for each in tmp_path.iterdir()] == ["secret.txt"]


def check(case: Case) -> None:
    """Read the file of a case, and look at everything that must hold of any."""
    name, file_name, make, expected = case
    content = make()
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()

    found = read_safely(content, file_name)

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name} | {told(found)} | {used:.1f} s")
    told_all = json.dumps([dict(question.spec) for question in found.questions], allow_nan=False, ensure_ascii=False)
    assert used < CPU_SECONDS + 1.5
    assert time.monotonic() - begun < sandbox.WALL_SECONDS
    assert not ACTS.search(told_all)
    assert SECRET not in told_all
    assert "makes the reader fail" not in found.error
    assert found.error != sandbox.BROKEN_OFF
    if isinstance(expected, int):
        assert not found.error
        assert len(found.questions) == expected
        assert expected or found.warnings or found.skipped
    else:
        assert re.search(expected, found.error)
        assert not expected or not found.questions


def told(found: Found) -> str:
    """What a person is told about a file."""
    lacking = [question.lacking for question in found.questions if question.lacking]
    words = [f"{len(found.questions)} read", *lacking, *(each.reason for each in found.skipped), *found.warnings]
    return found.error or "; ".join(words)[:300]


@pytest.mark.parametrize("case", list(archives()), ids=lambda case: case[0])
def test_an_archive_gets_its_sentence(case: Case, secret: Path) -> None:
    check(case)


@pytest.mark.parametrize("number", range(len(list(markup("")))), ids=[case[0] for case in markup("")])
def test_xml_gets_its_sentence(number: int, secret: Path) -> None:
    check(list(markup(str(secret)))[number])


@pytest.mark.parametrize("case", list(texts()), ids=lambda case: case[0])
def test_a_text_gets_its_sentence(case: Case, secret: Path) -> None:
    check(case)


@pytest.mark.parametrize("case", list(patterns()), ids=lambda case: case[0])
def test_no_pattern_works_for_ever(case: Case, secret: Path) -> None:
    check(case)


# The walls of the process in which files are read.

LOCKED = "from courses.items.formats import worker\nimport os, socket, subprocess, ctypes\nworker.lock()\n"


def locked(act: str) -> subprocess.CompletedProcess[str]:
    """What becomes of an act in a process that has given everything up."""
    return subprocess.run([sys.executable, "-c", LOCKED + act], cwd=ROOT, capture_output=True, text=True)


def test_a_locked_process_can_still_answer() -> None:
    assert locked("print(1 + 1)").stdout == "2\n"


@pytest.mark.parametrize(
    "act",
    [
        "open('/etc/passwd')",
        "open('/tmp/study-evil', 'w')",
        "os.open('/etc/passwd', os.O_RDONLY)",
        "os.listdir('/')",
        "os.remove('/tmp/study-evil')",
        "os.mkdir('/tmp/study-evil')",
        "os.system('true')",
        "os.fork()",
        "os.kill(1, 0)",
        "subprocess.run(['true'])",
        "socket.socket()",
        "socket.getaddrinfo('localhost', 80)",
        "ctypes.CDLL(None)",
        "import wave",
    ],
)
def test_a_locked_process_can_do_nothing_else(act: str) -> None:
    done = locked(act)

    assert done.returncode == 1
    assert "PermissionError: Reading a file of questions does not need" in done.stderr
    assert not Path("/tmp/study-evil").exists()


def test_a_library_below_python_can_open_nothing_either() -> None:
    done = locked("from lxml import etree\netree.parse('/etc/passwd')")

    assert "OSError: Error reading file '/etc/passwd'" in done.stderr


def test_a_limit_of_time_ends_the_process() -> None:
    done = locked("import resource\nworker.limit(resource.RLIMIT_CPU, 1, 2)\nwhile True: pass")

    assert cause(done.returncode) == TOO_LONG


def test_a_limit_of_memory_ends_the_process() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "courses.items.formats.worker"],
        cwd=ROOT,
        input=b'{"file_name": "g.gift", "format": "gift"}\n' + b"x" * MEMORY_BYTES,
        capture_output=True,
    )

    assert done.returncode == OUT_OF_MEMORY
    assert cause(done.returncode) == TOO_MUCH


def test_a_process_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 0.01)

    assert read_safely(b"Which?{T}", "g.gift").error == TOO_LONG
