"""The real files stand beside the project and stay there; where they are absent, what needs them is left out and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from courses.shared.config import ROOT

INTEROP = ROOT.parent / "shared" / "interop"
IS_THERE = (INTEROP / "expected.jsonl").is_file()
collect_ignore = [] if IS_THERE else ["test_interop.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what could not be tried."""
    if not IS_THERE:
        terminalreporter.write_line("Files of other programs: ../shared/interop is not there, so none was read.")


@pytest.fixture(scope="session")
def interop() -> Path:
    """The folder of the real files."""
    return INTEROP
