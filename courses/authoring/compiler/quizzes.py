"""Quizzes: the keys of a quiz's file; what stands in its list of items is compiled in `entries`."""

from __future__ import annotations

from dataclasses import dataclass

from courses.authoring.compiler.entries import Entries
from courses.authoring.compiler.fields import TITLE_LENGTH, Fields
from courses.authoring.compiler.report import FileReport
from courses.authoring.compiler.texts import Known
from courses.authoring.compiler.yaml_lines import parse, value_of
from courses.authoring.draft import QuizDraft
from courses.quizzes.rules import settings

KEYS = ("id", "title", "pass", "items", *sorted(settings.KEYS))
PASS_FRACTION = 0.6
MOST_ITEMS = 200


@dataclass(frozen=True)
class Quiz:
    """A quiz's file before its items are compiled."""

    path: str
    report: FileReport
    fields: Fields
    key: str
    lesson: str


def read_quiz(path: str, text: str, report: FileReport, lesson: str) -> Quiz:
    """The head of a quiz's file; `lesson` is the id of the lesson beside it."""
    fields = Fields(parse(text, report), report, known=KEYS)
    return Quiz(path, report, fields, fields.id(), lesson)


def finish_quiz(quiz: Quiz, known: Known, taken: dict[str, str]) -> QuizDraft:
    """The quiz with its items. `taken` are the ids of items so far with the place of each, and takes up those of this quiz."""
    fields = quiz.fields
    fraction = fields.number("pass", PASS_FRACTION)
    if not 0 <= fraction <= 1:
        fields.wrong("pass", f"'pass' is a fraction of the marks from 0 to 1, not {fraction:g}.")
    nodes = fields.nodes("items")
    if len(nodes) > MOST_ITEMS:
        fields.wrong("items", f"A quiz has at most {MOST_ITEMS} items.")
    entries = Entries(quiz.report, quiz.lesson, known, taken)
    entries.read(nodes[:MOST_ITEMS])
    if not nodes:
        fields.wrong("items", "A quiz needs at least one item ('items').")
    elif not entries.question_count and not quiz.report.has_problems:
        fields.wrong("items", "No item of this quiz asks anything; add a question.")
    head = {key: value_of(node) for key, node in fields.node.values.items() if key in settings.KEYS}
    chosen = settings.settings_of(head, fields.wrong, sections=entries.sections)
    return QuizDraft(
        key=quiz.key,
        path=quiz.path,
        title=fields.text("title", limit=TITLE_LENGTH) or known.lessons[quiz.lesson].title,
        pass_fraction=fraction,
        items=tuple(entries.items),
        settings=chosen.to_json(),
        places=tuple(entries.places),
        pools=tuple(entries.pools),
        question_count=entries.question_count,
    )
