"""Lessons: the head, the reading, and what the other files may point to in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from courses.authoring.compiler import citations
from courses.authoring.compiler.anchors import Anchors
from courses.authoring.compiler.blocks import Scanner
from courses.authoring.compiler.fields import TITLE_LENGTH, Fields
from courses.authoring.compiler.passages import Page, lay_out
from courses.authoring.compiler.prose import Prose, prose, without_code
from courses.authoring.compiler.quotations import Setter
from courses.authoring.compiler.report import FileReport, meant
from courses.authoring.compiler.sources import Source
from courses.authoring.compiler.texts import Known, Target, check, formatted, resolve, short_html, titled
from courses.authoring.compiler.yaml_lines import parse
from courses.authoring.draft import LessonDraft, PassageDraft, QuizDraft
from courses.shared.markup import FormattingRefused, course_page, plain
from models.enums import Completion, EntryKind

KEYS = (
    "id",
    "title",
    "objectives",
    "terms",
    "topics",
    "works",
    "questions",
    "completion",
    "requires",
    "opens_on",
)
FIRST_LEVEL = re.compile(r"^ {0,3}#(?!#)|^(?=\S).+\n=+[ \t]*$", re.MULTILINE)
LIST_KINDS = {"topics": (EntryKind.TOPIC,), "works": (EntryKind.WORK, EntryKind.SOURCE)}


@dataclass
class Lesson:
    """A lesson between its first reading and the moment when everything it may point to is known."""

    path: str
    report: FileReport
    head: Fields
    key: str
    title: str
    body: Prose
    anchors: Anchors = field(default_factory=Anchors)
    page: Page = field(default_factory=Page)

    @property
    def target(self) -> Target:
        passages = {passage.key: passage for passage in self.page.passages}
        return Target(self.title, passages, frozenset(heading.anchor for heading in self.page.headings))


def read_lesson(path: str, text: str, report: FileReport) -> Lesson:
    """The head and the body of a lesson's file."""
    head_text, body_text, body_line = split_head(text, report)
    head = Fields(parse(head_text, report, first_line=2) if head_text.strip() else None, report, known=KEYS, line=1)
    title = head.text("title", required=True, limit=TITLE_LENGTH)
    return Lesson(path, report, head, head.id(), title, Prose(body_text, body_line, report))


def split_head(text: str, report: FileReport) -> tuple[str, str, int]:
    """The YAML between the two lines of dashes, the Markdown below, and the line that begins on."""
    rows = text.split("\n")
    if rows[0].rstrip() != "---":
        report.add(1, "A lesson begins with a head: a line of three dashes, keys with values, a line of three dashes.")
        return "", text, 1
    for number, row in enumerate(rows[1:], start=1):
        if row.rstrip() == "---":
            return "\n".join(rows[1:number]), "\n".join(rows[number + 1 :]), min(number + 2, len(rows))
    report.add(1, "The head is never closed; write a line of three dashes below it.")
    return "\n".join(rows[1:]), "", len(rows)


def render_body(lesson: Lesson, sources: Mapping[str, Source], terms: Mapping[str, str]) -> None:
    """Make the page of a lesson, its passages and headings; links to other lessons are still open."""
    check(lesson.body, sources)
    for match in FIRST_LEVEL.finditer(without_code(lesson.body.text)):
        lesson.body.wrong(match.start(), "The title is the page's only first-level heading; write ## here.")
    text, blocks = Scanner(lesson.body).run()
    setter = Setter(sources, lesson.anchors, lesson.report, lambda note: _note_html(note, sources))
    placed = [setter.place(block) for block in blocks]
    try:
        html = titled(course_page(text), terms)
    except FormattingRefused as error:
        lesson.body.wrong_from_the_start(error.message)
        return
    lesson.page = lay_out(html, placed, lesson.anchors, lesson.body)
    _name_changed_sources(lesson, sources)
    if not lesson.page.passages:
        lesson.body.wrong_from_the_start("The lesson has no text.")


def _note_html(note: Prose, sources: Mapping[str, Source]) -> str:
    check(note, sources)
    return formatted(note)


def _name_changed_sources(lesson: Lesson, sources: Mapping[str, Source]) -> None:
    """Say once for each changed source that this lesson quotes it, and where first."""
    quoted = re.finditer(r"^ {0,3}/{3,} *(?:quote|entries|compare) *\|.*$", lesson.body.text, re.MULTILINE)
    places = [(key, match.start()) for match in quoted for key in re.findall(r"\b([A-Z]{1,2}) \d", match[0])]
    seen: set[str] = set()
    for key, offset in [*places, *citations.cited(without_code(lesson.body.text))]:
        if key in sources and not sources[key].is_intact and key not in seen:
            seen.add(key)
            lesson.body.wrong(
                offset, f"This lesson quotes source {key}, and '{sources[key].path}' is not the file it was."
            )


def finish_lesson(lesson: Lesson, known: Known, quiz: QuizDraft | None, has_quiz: bool) -> LessonDraft:
    """The lesson with every link resolved and every reference of its head checked."""
    head = lesson.head
    terms = _references(head, "terms", known.terms, "There is no term '{}' in the glossary")
    html = resolve(lesson.page.html, lesson.body, known, lesson=lesson.key)
    return LessonDraft(
        key=lesson.key,
        path=lesson.path,
        title=lesson.title,
        html=html,
        words=len(plain(html).split()),
        headings=tuple(lesson.page.headings),
        passages=tuple(uses_of_terms(passage, terms, known) for passage in lesson.page.passages),
        objectives_html=_rendered(head, "objectives", known, lesson.key),
        questions_html=_rendered(head, "questions", known, lesson.key),
        terms=terms,
        entries=_entries(head, known),
        completion=_completion(head, has_quiz),
        requires=_references(head, "requires", known.lessons, "There is no lesson '{}'"),
        opens_on=head.day("opens_on"),
        quiz=quiz,
    )


def uses_of_terms(passage: PassageDraft, terms: tuple[str, ...], known: Known) -> PassageDraft:
    """The passage with the lesson's terms whose title stands in its words, besides those it links to."""
    words = passage.text.casefold()
    named = [
        term
        for term in terms
        if known.terms[term].casefold() in words and re.search(rf"\b{re.escape(known.terms[term].casefold())}\b", words)
    ]
    linked = [term for term in passage.terms if term in known.terms]
    return replace(passage, terms=tuple(dict.fromkeys([*linked, *named])))


def _rendered(head: Fields, key: str, known: Known, lesson: str) -> tuple[str, ...]:
    if key == "objectives" and not 2 <= len(head.nodes(key)) <= 4:
        head.wrong(key, "A lesson has two to four objectives ('objectives').")
    return tuple(short_html(prose(value, head.report), known, lesson=lesson) for value in head.scalars(key))


def _references(head: Fields, key: str, known: Mapping[str, object], message: str) -> tuple[str, ...]:
    found = []
    for value in head.scalars(key):
        if value.text in known:
            found.append(value.text)
        else:
            head.report.add(value.line, f"{message.format(value.text)}{meant(value.text, known)}")
    return tuple(found)


def _entries(head: Fields, known: Known) -> tuple[str, ...]:
    found = []
    for key, kinds in LIST_KINDS.items():
        fitting = [name for name, entry in known.entries.items() if entry.kind in kinds]
        for value in head.scalars(key):
            if value.text in fitting:
                found.append(value.text)
            else:
                lists = " or ".join(kind.value for kind in kinds)
                head.report.add(
                    value.line, f"No entry of a list of {lists} begins at '{value.text}'{meant(value.text, fitting)}"
                )
    return tuple(found)


def _completion(head: Fields, has_quiz: bool) -> frozenset[Completion]:
    if not head.has("completion"):
        return frozenset({Completion.READ, Completion.QUIZ} if has_quiz else {Completion.READ})
    rules = set()
    names = [each.value for each in Completion]
    for value in head.scalars("completion"):
        if value.text not in names:
            head.report.add(value.line, f"'{value.text}' completes nothing; there are {', '.join(names)}.")
        elif value.text == Completion.QUIZ and not has_quiz:
            head.report.add(value.line, "The lesson asks for its quiz, but there is none beside it.")
        else:
            rules.add(Completion(value.text))
    if not head.nodes("completion"):
        head.wrong("completion", "'completion' names at least one of read, quiz, marked.")
    return frozenset(rules)
