"""People, and courses with everything readers find in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any, TypeVar

from courses.shared.db import db
from models.accounts import User
from models.base import Base
from models.catalogue import (
    Appointment,
    Course,
    Enrolment,
    Entry,
    EntryLesson,
    Lesson,
    LessonPrerequisite,
    Module,
    Passage,
    Proposal,
    SourceDocument,
    Term,
    TermUse,
)
from models.enums import CourseRole, EntryKind, PassageKind, ProposalState
from models.progress import LessonProgress

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOW.date()
YESTERDAY = NOW - timedelta(days=1)
TOMORROW = NOW + timedelta(days=1)
Kept = TypeVar("Kept", bound=Base)
ASIDE_LISTS = ("objectives", "questions", "headings", "terms", "topics")
_numbers = count(1)


def kept(thing: Kept) -> Kept:
    """Add `thing` to the test's session and give it its id."""
    db.session.add(thing)
    db.session.flush()
    return thing


def make_user(**values: Any) -> User:
    """A member. The password cannot be used: tests sign in with `client.login(user)`."""
    number = next(_numbers)
    usual = {"name": f"Reader {number}", "email": f"reader{number}@example.org", "password_hash": "!"}
    return kept(User(**{**usual, "is_administrator": False, "created_at": YESTERDAY, **values}))


def make_administrator(**values: Any) -> User:
    """A member who runs the site."""
    return make_user(**{"is_administrator": True, **values})


def make_guest(**values: Any) -> User:
    """Someone who has begun without an account."""
    return make_user(**{"name": "Guest", "email": None, "password_hash": None, **values})


def make_course(**values: Any) -> Course:
    """A course without lessons; `lesson_count` and `minutes` grow with `make_lesson`."""
    number = next(_numbers)
    usual = {
        "slug": f"course-{number}",
        "title": f"Course {number}",
        "language": "en",
        "summary_html": "<p>About a river and its towns.</p>",
        "summary_text": "About a river and its towns.",
        "authors": [],
        "licence": None,
        "lesson_count": 0,
        "minutes": 0,
        "digest": sha256(str(number).encode()).hexdigest(),
        "created_at": YESTERDAY,
        "changed_at": YESTERDAY,
    }
    return kept(Course(**{**usual, **values}))


def make_module(course: Course | None = None, **values: Any) -> Module:
    """The next module of the course."""
    number = next(_numbers)
    course = course or make_course()
    usual = {"key": f"module-{number}", "title": f"Module {number}", "summary_html": "", "position": number}
    return kept(Module(**{"course_id": course.id, **usual, **values}))


def make_lesson(course: Course | None = None, module: Module | None = None, **values: Any) -> Lesson:
    """The next lesson of the module (a new one if there is none), complete when read; `requires=[lesson]` locks it."""
    number = next(_numbers)
    if course is None:
        course = db.session.get_one(Course, module.course_id) if module else make_course()
    module = module or make_module(course)
    requires = values.pop("requires", ())
    usual = {
        "key": f"lesson-{number}",
        "title": f"Lesson {number}",
        "position": number,
        "minutes": 5,
        "words": 1000,
        "needs_read": True,
        "needs_quiz": False,
        "needs_mark": False,
        "html": "<p>The town stands at the river.</p>",
        "aside": {**{key: [] for key in ASIDE_LISTS}, "previous": None, "next": None},
    }
    lesson = kept(Lesson(**{"course_id": course.id, "module_id": module.id, **usual, **values}))
    course.lesson_count += 1
    course.minutes += lesson.minutes
    for other in requires:
        db.session.add(LessonPrerequisite(lesson_id=lesson.id, requires_id=other.id))
    db.session.flush()
    return lesson


def make_source(course: Course | None = None, **values: Any) -> SourceDocument:
    """A source document of three lines."""
    course = course or make_course()
    text = values.get("text", "The town was founded in 1204.\n\nIts bridge came later.\n")
    usual = {
        "key": "A",
        "path": "sources/chronicle.txt",
        "sha256": sha256(text.encode()).hexdigest(),
        "title": "Chronicle of the town",
        "origin_html": "<p>From the archive.</p>",
        "text": text,
    }
    return kept(SourceDocument(**{"course_id": course.id, **usual, **values}))


def make_passage(lesson: Lesson | None = None, source: SourceDocument | None = None, **values: Any) -> Passage:
    """A passage of the lesson's own; with `source` a quotation of its line `line_from` (1 if not given)."""
    number = next(_numbers)
    lesson = lesson or make_lesson()
    usual: dict[str, Any] = {"key": f"p-{number}", "position": number, "text": "The town stands at the river."}
    if source is None:
        usual |= {"kind": PassageKind.PROSE}
    else:
        line = values.get("line_from", 1)
        usual |= {"kind": PassageKind.QUOTE, "source_id": source.id, "line_from": line, "line_to": line}
        usual |= {"key": f"{source.key.lower()}-{line}", "sha256": source.sha256}
    return kept(Passage(**{"lesson_id": lesson.id, **usual, **values}))


def make_entry(source: SourceDocument | None = None, **values: Any) -> Entry:
    """An entry of a list of works in the source; `lessons=[lesson]` treat it."""
    number = next(_numbers)
    source = source or make_source()
    lessons = values.pop("lessons", ())
    usual = {"kind": EntryKind.WORK, "line_from": number, "title": f"Work {number}", "position": number}
    values = {**usual, **values}
    entry = kept(
        Entry(**{"course_id": source.course_id, "source_id": source.id, "line_to": values["line_from"], **values})
    )
    for lesson in lessons:
        db.session.add(EntryLesson(entry_id=entry.id, lesson_id=lesson.id))
    db.session.flush()
    return entry


def make_term(course: Course | None = None, **values: Any) -> Term:
    """A term of the glossary; `passages=[passage]` use it."""
    number = next(_numbers)
    course = course or make_course()
    passages = values.pop("passages", ())
    text = values.get("text", "What one pays to cross.")
    usual = {"key": f"term-{number}", "title": f"Term {number}", "text": text, "html": f"<p>{text}</p>", "see": []}
    term = kept(Term(**{"course_id": course.id, **usual, **values}))
    for passage in passages:
        db.session.add(TermUse(term_id=term.id, passage_id=passage.id))
    db.session.flush()
    return term


def make_proposal(entry: Entry | None = None, user: User | None = None, **values: Any) -> Proposal:
    """A reading proposed for the entry, not yet decided."""
    usual = {
        "title": "The Old Bridge",
        "author": "Ana Lindt",
        "year": "1931",
        "found_at": "Town library, shelf 4",
        "licence": "public domain",
        "state": ProposalState.OPEN,
        "created_at": YESTERDAY,
    }
    people = {"entry_id": (entry or make_entry()).id, "user_id": (user or make_user()).id}
    return kept(Proposal(**{**people, **usual, **values}))


def join(user: User, course: Course) -> Enrolment:
    """Make `user` a learner of the course."""
    return kept(Enrolment(user_id=user.id, course_id=course.id, joined_at=YESTERDAY))


def appoint(user: User, course: Course) -> Appointment:
    """Make `user` an instructor of the course."""
    return kept(Appointment(user_id=user.id, course_id=course.id, role=CourseRole.INSTRUCTOR, appointed_at=YESTERDAY))


def make_learner(course: Course, **values: Any) -> User:
    """A member who has joined the course."""
    user = make_user(**values)
    join(user, course)
    return user


def make_instructor(course: Course, **values: Any) -> User:
    """A member whom the administrator appointed to the course."""
    user = make_user(**values)
    appoint(user, course)
    return user


def make_progress(user: User, lesson: Lesson, **values: Any) -> LessonProgress:
    """What `user` has done in the lesson: nothing but opening it, unless the test says more."""
    return kept(LessonProgress(**{"user_id": user.id, "lesson_id": lesson.id, "position_at": YESTERDAY, **values}))


def complete(user: User, lesson: Lesson) -> LessonProgress:
    """Let `user` have read and completed the lesson."""
    return make_progress(user, lesson, read_at=YESTERDAY, completed_at=YESTERDAY)
