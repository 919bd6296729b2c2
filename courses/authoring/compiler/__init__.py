"""The compiler: the files of a course in, a frozen course or all its problems out. It touches no disk and no database."""

from __future__ import annotations

from collections.abc import Mapping

from courses.authoring.compiler.course import compile_course, digest_of_hashes, hashes_of
from courses.authoring.compiler.layout import decode
from courses.authoring.compiler.quizzes import finish_quiz, read_quiz
from courses.authoring.compiler.report import Report
from courses.authoring.compiler.sources import Source, split_lines
from courses.authoring.compiler.texts import Known, Target
from courses.authoring.draft import Problem, QuizDraft

__all__ = [
    "Known",
    "Source",
    "Target",
    "compile_course",
    "compile_quiz",
    "digest_of_hashes",
    "hashes_of",
    "split_lines",
]


def compile_quiz(
    path: str, content: bytes, known: Known, *, lesson: str, taken: Mapping[str, str] | None = None
) -> tuple[QuizDraft | None, list[Problem]]:
    """One quiz's file against what is known of its course; `lesson` is the id of its lesson, `taken` maps the ids of items
    in other quizzes to the places where they stand."""
    report = Report()
    text = decode(path, content, report)
    quiz = None if text is None else read_quiz(path, text, report.file(path), lesson)
    draft = finish_quiz(quiz, known, dict(taken or {})) if quiz else None
    problems = report.sorted()
    return (None if problems else draft), problems
