"""The compiler: the files of a course in, a frozen course or all its problems out. It touches no disk and no database."""

from __future__ import annotations

from collections.abc import Mapping

from courses.authoring.compiler.bank import MOST_ITEMS as MOST_BANK_ITEMS
from courses.authoring.compiler.bank import finish_bank_file, read_bank_file
from courses.authoring.compiler.course import compile_course, digest_of_hashes, hashes_of
from courses.authoring.compiler.drawing import Bank, BankQuestion, bank_of
from courses.authoring.compiler.layout import LONGEST_PATH, MOST_FILES, decode, most_bytes
from courses.authoring.compiler.pictures import Picture, picture_of
from courses.authoring.compiler.quizzes import finish_quiz, read_quiz
from courses.authoring.compiler.report import Report
from courses.authoring.compiler.sources import Source, split_lines
from courses.authoring.compiler.texts import Known, Target
from courses.authoring.draft import CategoryDraft, Problem, QuizDraft

__all__ = [
    "LONGEST_PATH",
    "MOST_BANK_ITEMS",
    "MOST_FILES",
    "Bank",
    "BankQuestion",
    "Known",
    "Picture",
    "Source",
    "Target",
    "bank_of",
    "compile_bank_file",
    "compile_course",
    "compile_quiz",
    "digest_of_hashes",
    "hashes_of",
    "picture_of",
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


def compile_bank_file(
    path: str, content: bytes, known: Known, *, taken: dict[str, str], categories: Mapping[str, str]
) -> tuple[CategoryDraft | None, list[Problem]]:
    """One file of the bank against what is known of its course. `taken` maps the ids of items elsewhere to their places and takes up
    those of this file; `categories` maps the ids of the other files of the bank to their paths."""
    report = Report()
    text = decode(path, content, report, most=most_bytes(path))
    if text is None:
        return None, report.sorted()
    file = read_bank_file(path, text, report.file(path))
    if file.key in categories:
        file.fields.wrong(
            "id", f"The id '{file.key}' is already taken by the file of the bank in {categories[file.key]}."
        )
    draft = finish_bank_file(file, known, taken)
    problems = report.sorted()
    return (None if problems else draft), problems
