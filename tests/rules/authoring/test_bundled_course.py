"""The bundled course: clean as it is, and everything said of a copy with mistakes."""

from __future__ import annotations

from functools import cache

from courses.authoring.compiler import compile_course
from courses.authoring.draft import CourseDraft
from courses.authoring.folders import read_folder
from courses.shared.config import ROOT
from models.enums import EntryKind, PassageKind

FOLDER = ROOT / "seeds" / "culture-of-peace"
A = "sources/000_67dd513dfec17810.txt"
FIRST = "modules/01-internationalism/01-workers-of-the-world.md"
FIRST_QUIZ = "modules/01-internationalism/01-workers-of-the-world.quiz.yaml"
SECOND = "modules/01-internationalism/02-first-and-second-international.md"
THIRD = "modules/01-internationalism/03-resolution-against-war.md"
POLAND = "modules/02-national-liberation/01-poland-and-europe.md"


@cache
def files() -> dict[str, bytes]:
    return read_folder(FOLDER)


@cache
def bundled() -> CourseDraft:
    draft, problems = compile_course(files())
    assert problems == []
    assert draft is not None
    return draft


def test_the_bundled_course_is_as_large_as_the_outline_says() -> None:
    course = bundled()
    quizzes = [lesson.quiz for lesson in course.lessons if lesson.quiz]

    assert [len(module.lessons) for module in course.modules] == [10, 5, 5]
    assert all(4 <= len(quiz.items) <= 8 for quiz in quizzes)
    assert len(quizzes) == 20
    assert sum(len(quiz.items) for quiz in quizzes) >= 100
    assert len(course.terms) >= 40
    assert [(found.kind, len(found.entries)) for found in course.lists] == [
        (EntryKind.WORK, 31),
        (EntryKind.TOPIC, 22),
        (EntryKind.SOURCE, 13),
    ]


def test_every_quotation_of_the_bundled_course_stands_in_its_document() -> None:
    lines = {source.key: source.text.split("\n") for source in bundled().sources}
    quotations = [p for lesson in bundled().lessons for p in lesson.passages if p.kind is PassageKind.QUOTE]

    assert len(quotations) > 40
    for each in quotations:
        assert each.source is not None
        assert each.line_from is not None
        assert each.text in lines[each.source][each.line_from - 1]


def test_one_byte_of_a_source_changed_names_each_lesson_that_quotes_it() -> None:
    content = bytearray(files()[A])
    content[-1] ^= 1

    draft, problems = compile_course({**files(), A: bytes(content)})

    named = {problem.path for problem in problems if "quotes source A" in problem.message}
    quoting = {
        lesson.path
        for lesson in bundled().lessons
        if any(p.source == "A" for p in lesson.passages) or "/sources/A#" in lesson.html
    }
    assert draft is None
    assert named == quoting
    assert len(named) > 10
    assert any(problem.path == "course.yaml" and "SHA-256" in problem.message for problem in problems)


def changed(copy: dict[str, bytes], path: str, old: str, new: str) -> tuple[str, int]:
    """Write the mistake and return where it stands."""
    text = copy[path].decode()
    assert old in text, f"{old!r} does not stand in {path}"
    line = text[: text.index(old)].count("\n") + 1
    copy[path] = text.replace(old, new, 1).encode()
    return path, line


def test_ten_mistakes_in_one_copy_are_all_named_with_file_and_line() -> None:
    copy = dict(files())
    expected = [
        changed(copy, "course.yaml", "language: en", "langage: en"),
        changed(copy, "glossary.yaml", "see: [workers-of-the-world,", "see: [workers-of-the-word,"),
        changed(copy, FIRST, "completion: [read, quiz]", "completion: [read, quizz]"),
        changed(copy, FIRST, "/// quote | A 75", "/// quote | A 7500"),
        changed(copy, SECOND, "\n## ", "\n# "),
        changed(copy, THIRD, "/// quote | B 8", "/// quotation | B 8"),
        changed(copy, POLAND, "objectives:", "objective:"),
        changed(copy, FIRST_QUIZ, "kind: ", "kind: very-"),
    ]
    expected[4] = (expected[4][0], expected[4][1] + 1)
    copy["modules/03-culture-of-peace/notes.docx"] = b"x"
    copy["modules/02-national-liberation/module.yaml"] = b"id: internationalism\ntitle: Twice\n"
    expected += [("modules/03-culture-of-peace/notes.docx", 1), ("modules/02-national-liberation/module.yaml", 1)]

    draft, problems = compile_course(copy)

    assert draft is None
    assert set(expected) <= {(problem.path, problem.line) for problem in problems}
    assert len(set(expected)) == 10
