"""Quizzes: the file's own keys here, each item compiled by its kind, every problem led back to its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from courses.authoring.compiler.fields import TITLE_LENGTH, Fields
from courses.authoring.compiler.prose import Prose, prose
from courses.authoring.compiler.report import FileReport
from courses.authoring.compiler.texts import Known, short_html
from courses.authoring.compiler.yaml_lines import Mapping as MappingNode
from courses.authoring.compiler.yaml_lines import Node, Scalar, line_of, node_at, parse, value_of
from courses.authoring.draft import ItemDraft, PassageDraft, QuizDraft
from courses.items.rules.kinds import Context
from courses.items.rules.spec import parse_item
from models.enums import PassageKind

KEYS = ("id", "title", "pass", "items")
PASS_FRACTION = 0.6
MOST_ITEMS = 200


class PassageTexts(Mapping[str, str]):
    """The words of every passage an item may name: `a-75` in its own lesson, `other-lesson#a-75` elsewhere."""

    def __init__(self, known: Known, lesson: str) -> None:
        self.known = known
        self.lesson = lesson

    def __getitem__(self, reference: str) -> str:
        lesson, mark, anchor = reference.rpartition("#")
        return self.known.lessons[lesson if mark else self.lesson].passages[anchor].text

    def __iter__(self) -> Iterator[str]:
        return iter(self.known.lessons[self.lesson].passages)

    def __len__(self) -> int:
        return len(self.known.lessons[self.lesson].passages)


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
    if not nodes:
        fields.wrong("items", "A quiz needs at least one item ('items').")
    if len(nodes) > MOST_ITEMS:
        fields.wrong("items", f"A quiz has at most {MOST_ITEMS} items.")
    title = fields.text("title", limit=TITLE_LENGTH) or known.lessons[quiz.lesson].title
    items = [item for node in nodes[:MOST_ITEMS] if (item := _item(node, quiz, known, taken))]
    return QuizDraft(quiz.key, quiz.path, title, fraction, tuple(items))


def _item(node: Node, quiz: Quiz, known: Known, taken: dict[str, str]) -> ItemDraft | None:
    if not isinstance(node, MappingNode):
        quiz.report.add(node.line, "An item is a mapping with `id`, `kind`, `prompt` and what its kind needs.")
        return None
    spec = value_of(node)
    parsed = parse_item(spec, _context(node, quiz, known))
    if parsed is None:
        return None
    line = line_of(node, ("id",))
    if parsed.key in taken:
        quiz.report.add(line, f"The id '{parsed.key}' is already taken by the item in {taken[parsed.key]}.")
    taken.setdefault(parsed.key, f"{quiz.path}:{line}")
    evidence = tuple(_evidence(reference, quiz.lesson) for reference in parsed.evidence)
    return ItemDraft(parsed.key, parsed.kind, parsed.marks, spec, parsed.body, evidence, parsed.tags, parsed.text)


def _evidence(reference: str, lesson: str) -> tuple[str, str]:
    other, mark, anchor = reference.rpartition("#")
    return (other if mark else lesson), anchor


def _context(node: MappingNode, quiz: Quiz, known: Known) -> Context:
    """What the kind is given: it knows neither files nor lines."""
    passages = known.lessons[quiz.lesson].passages

    def render(markdown: str, path: tuple[str | int, ...]) -> str:
        origin = node_at(node, path)
        text = prose(origin, quiz.report) if isinstance(origin, Scalar) else Prose(markdown, node.line, quiz.report)
        return short_html(text, known, lesson=quiz.lesson)

    def problem(path: tuple[str | int, ...], message: str) -> None:
        quiz.report.add(line_of(node, path), sentence(message))

    return Context(
        render=render,
        passages=PassageTexts(known, quiz.lesson),
        problem=problem,
        quotations=[key for key, passage in passages.items() if passage.kind is PassageKind.QUOTE],
        places={key: place(passage) for key, passage in passages.items() if passage.source},
    )


def place(passage: PassageDraft) -> str:
    """What readers know a quoted passage by: `A 75`."""
    return f"{passage.source} {passage.line_from}"


def sentence(message: str) -> str:
    """A message with a capital letter and a full stop."""
    return f"{message[:1].upper()}{message[1:]}{'' if message.endswith(('.', '?', '!')) else '.'}"
