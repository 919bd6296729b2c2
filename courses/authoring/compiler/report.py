"""Collecting problems: all of them, each once, sorted at the end."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

from courses.authoring.draft import Problem

# Comparing words is slow: a course of thousands of lessons with a thousand wrong links must not take minutes.
MOST_CANDIDATES = 300
MOST_LETTERS = 64
MOST_LETTERS_OFF = 3


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

    @property
    def has_problems(self) -> bool:
        return any(problem.path == self.path for problem in self.report.found)

    def add(self, line: int, message: str) -> None:
        self.report.found.add(Problem(self.path, line, message))


def meant(word: str, known: Iterable[str]) -> str:
    """The end of a sentence: `; did you mean 'title'?` when something known is close, else a full stop."""
    alike = (each for each in known if abs(len(each) - len(word)) <= MOST_LETTERS_OFF)
    close = get_close_matches(word[:MOST_LETTERS], islice(alike, MOST_CANDIDATES), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else "."
