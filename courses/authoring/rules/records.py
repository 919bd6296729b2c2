"""A compiled course as records: what the database should hold, thing by thing, in plain values that can be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from courses.authoring.draft import (
    CategoryDraft,
    CourseDraft,
    EntryDraft,
    ItemDraft,
    LessonDraft,
    PassageDraft,
    QuizDraft,
)
from models.enums import Completion, EntryKind

WORDS_A_MINUTE = 200


class Thing(StrEnum):
    """What a course consists of, in the order in which it is written: each refers to those before it only."""

    COURSE = "course"
    SOURCE = "source"
    ENTRY = "entry"
    TERM = "term"
    MODULE = "module"
    LESSON = "lesson"
    PASSAGE = "passage"
    CATEGORY = "category"
    ITEM = "item"
    QUIZ = "quiz"


Name = tuple[Thing, str, str]
Values = Mapping[str, Any]
Records = Mapping[Name, Values]


def name(thing: Thing, key: str, part: str = "") -> Name:
    """How a record is found again: by its id in the files; a passage by its lesson and its anchor."""
    return thing, key, part


def records_of(draft: CourseDraft) -> dict[Name, Values]:
    """Every record of a course."""
    return dict(_records(draft))


def _records(draft: CourseDraft) -> Iterator[tuple[Name, Values]]:
    yield name(Thing.COURSE, draft.key), _course(draft)
    for source in draft.sources:
        values = {"path": source.path, "sha256": source.sha256, "title": source.title}
        yield name(Thing.SOURCE, source.key), {**values, "origin_html": source.origin_html, "text": source.text}
    entries = [(each, found.heading) for found in draft.lists for each in found.entries]
    for position, (entry, heading) in enumerate(entries):
        yield name(Thing.ENTRY, entry.key), _entry(entry, heading, position)
    for term in draft.terms:
        yield (
            name(Thing.TERM, term.key),
            {"title": term.title, "html": term.html, "text": term.text, "see": list(term.see)},
        )
    for position, module in enumerate(draft.modules):
        yield (
            name(Thing.MODULE, module.key),
            {"title": module.title, "summary_html": module.summary_html, "position": position},
        )
    for file in draft.bank:
        yield from bank_records(file)
    yield from _lessons(draft)


def _course(draft: CourseDraft) -> Values:
    topics = [entry for found in draft.lists if found.kind is EntryKind.TOPIC for entry in found.entries]
    return {
        "title": draft.title,
        "language": draft.language,
        "summary_html": draft.summary_html,
        "summary_text": draft.summary_text,
        "authors": list(draft.authors),
        "licence": draft.licence,
        "lesson_count": len(draft.lessons),
        "minutes": sum(minutes(lesson) for lesson in draft.lessons),
        "digest": draft.digest,
        "topics": [[entry.key, entry.title] for entry in topics],
    }


def _entry(entry: EntryDraft, heading: str | None, position: int) -> Values:
    return {
        "source": entry.source,
        "kind": entry.kind,
        "line_from": entry.line_from,
        "line_to": entry.line_to,
        "title": entry.title,
        "authors": entry.authors,
        "authors_line": entry.authors_line,
        "heading": heading,
        "position": position,
    }


def _lessons(draft: CourseDraft) -> Iterator[tuple[Name, Values]]:
    places = [(module.key, lesson) for module in draft.modules for lesson in module.lessons]
    for position, (module, lesson) in enumerate(places):
        previous = places[position - 1][1] if position else None
        following = places[position + 1][1] if position + 1 < len(places) else None
        values = _lesson(lesson, draft, previous, following)
        yield name(Thing.LESSON, lesson.key), {**values, "module": module, "position": position}
        for number, passage in enumerate(lesson.passages):
            yield name(Thing.PASSAGE, lesson.key, passage.key), _passage(passage, number)
        if lesson.quiz:
            yield from quiz_records(lesson.quiz, lesson.key)


def _lesson(
    lesson: LessonDraft, draft: CourseDraft, previous: LessonDraft | None, following: LessonDraft | None
) -> Values:
    return {
        "title": lesson.title,
        "minutes": minutes(lesson),
        "words": lesson.words,
        "needs_read": Completion.READ in lesson.completion,
        "needs_quiz": Completion.QUIZ in lesson.completion,
        "needs_mark": Completion.MARKED in lesson.completion,
        "opens_on": lesson.opens_on,
        "html": lesson.html,
        "aside": _aside(lesson, draft, previous, following),
        "requires": sorted(lesson.requires),
        "entries": sorted(lesson.entries),
    }


def _aside(
    lesson: LessonDraft, draft: CourseDraft, previous: LessonDraft | None, following: LessonDraft | None
) -> Values:
    """What stands around the reading."""
    titles = {term.key: term.title for term in draft.terms}
    topics = {entry.key for found in draft.lists if found.kind is EntryKind.TOPIC for entry in found.entries}
    return {
        "objectives": list(lesson.objectives_html),
        "questions": list(lesson.questions_html),
        "headings": [{"anchor": each.anchor, "title": each.title, "level": each.level} for each in lesson.headings],
        "terms": [{"key": key, "title": titles[key]} for key in lesson.terms],
        "topics": [key for key in lesson.entries if key in topics],
        "previous": _neighbour(previous),
        "next": _neighbour(following),
    }


def _neighbour(lesson: LessonDraft | None) -> dict[str, str] | None:
    return {"key": lesson.key, "title": lesson.title} if lesson else None


def _passage(passage: PassageDraft, position: int) -> Values:
    return {
        "position": position,
        "kind": passage.kind,
        "text": passage.text,
        "source": passage.source,
        "line_from": passage.line_from,
        "line_to": passage.line_to,
        "sha256": passage.sha256,
        "terms": sorted(passage.terms),
    }


def bank_records(file: CategoryDraft) -> Iterator[tuple[Name, Values]]:
    """The records of a file of the bank and its items."""
    yield name(Thing.CATEGORY, file.key), {"path": file.path, "title": file.title}
    for item in file.items:
        yield name(Thing.ITEM, item.key), item_values(item)


def quiz_records(quiz: QuizDraft, lesson: str) -> Iterator[tuple[Name, Values]]:
    """The records of a quiz and of the items written in it."""
    for item in quiz.items:
        yield name(Thing.ITEM, item.key), item_values(item)
    yield name(Thing.QUIZ, quiz.key), quiz_values(quiz, lesson)


def item_values(item: ItemDraft) -> Values:
    """An item is compared by its digest, which covers all that learners meet, and by how it is found."""
    found_by = {"difficulty": item.difficulty, "tags": sorted(set(item.tags))}
    return {"digest": item.digest, "category": item.category, **found_by}


def quiz_values(quiz: QuizDraft, lesson: str) -> Values:
    """The record of a quiz; its places and pools as they are compared."""
    return {
        "lesson": lesson,
        "path": quiz.path,
        "title": quiz.title,
        "pass_fraction": quiz.pass_fraction,
        "settings": dict(quiz.settings),
        "question_count": quiz.question_count,
        "items": [[each.item, each.digest, each.position, each.marks, each.section] for each in quiz.places],
        "pools": [
            {
                "key": pool.key,
                "position": pool.position,
                "section": pool.section,
                "category": pool.category,
                "difficulty": pool.difficulty,
                "tags": list(pool.tags),
                "draw": pool.draw,
                "marks": pool.marks,
            }
            for pool in quiz.pools
        ],
    }


def minutes(lesson: LessonDraft) -> int:
    """How long the reading takes, at least a minute."""
    return max(1, round(lesson.words / WORDS_A_MINUTE))
