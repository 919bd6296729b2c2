"""Collecting problems: all of them, each once, sorted at the end."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from courses.authoring.draft import Problem


class Report:
    """What is wrong, anywhere in the course."""

    def __init__(self) -> None:
        self.found: set[Problem] = set()

    def file(self, path: str) -> FileReport:
        return FileReport(self, path)

    def sorted(self) -> list[Problem]:
        return sorted(self.found)


class FileReport:
    """What is wrong in one file."""

    def __init__(self, report: Report, path: str) -> None:
        self.report = report
        self.path = path

    def add(self, line: int, message: str) -> None:
        self.report.found.add(Problem(self.path, line, message))


def meant(word: str, known: Iterable[str]) -> str:
    """The end of a sentence: `; did you mean 'title'?` when something known is close, else a full stop."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else "."
