"""A believable study group: twelve people, eight weeks, uneven progress, answers right and wrong; the same at every run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.access.loaders.quizzes import attempt_to_answer, attempt_to_finish, quiz_to_start
from courses.access.loaders.reading import lesson_page_to_read
from courses.access.viewer import Viewer
from courses.accounts import passwords
from courses.authoring.service import import_folder
from courses.catalogue import service as catalogue
from courses.groups import service as groups
from courses.items.rules.grading import TOLERANCE, grade_answer
from courses.items.rules.kinds import KINDS
from courses.operations import teaching
from courses.operations.start import BUNDLED
from courses.progress import service as progress
from courses.quizzes import service as quizzes
from courses.quizzes.rules.marking import kinds_by_hand
from courses.shared.db import db
from models.accounts import User
from models.catalogue import Appointment, Course, Entry, Lesson, Passage
from models.enums import CourseRole, EntryKind, Sharing
from models.groups import Group
from models.items import Quiz
from models.quizzes import AttemptSlot

PASSWORD = "reading together"
BEGIN = datetime(2026, 9, 28, 18, tzinfo=UTC)
WEEKS = 8
PACE = 3
TRIES = 2
REPAIR_WEEK = 5
END = BEGIN + timedelta(weeks=WEEKS)


@dataclass(frozen=True)
class Person:
    """A member of the group: how many lessons a week, how often they answer rightly (0-1), what they share."""

    name: str
    pace: float
    skill: float
    sharing: Sharing = Sharing.EVERYTHING
    stops_after: int = WEEKS

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@example.org"


PEOPLE = (
    Person("Amara Diallo", 2.6, 0.92),
    Person("Boris Kovač", 2.0, 0.78),
    Person("Chiara Conti", 2.5, 0.85, Sharing.COMPLETION),
    Person("Dawit Haile", 1.4, 0.70),
    Person("Elif Aydın", 2.5, 0.95),
    Person("Farid Rahimi", 0.8, 0.60),
    Person("Grete Holm", 1.9, 0.88, Sharing.COMPLETION),
    Person("Hana Suzuki", 2.2, 0.81),
    Person("Ivo Marek", 1.1, 0.55, stops_after=4),
    Person("Joana Pires", 1.6, 0.74),
    Person("Kofi Mensah", 2.3, 0.66, Sharing.NOTHING),
    Person("Lena Vogt", 0.5, 0.72, stops_after=5),
)
INSTRUCTOR, ADMINISTRATOR = "Nadia Osman", "Oskar Berg"
SIGN_IN = {
    PEOPLE[0].email: "facilitates the group",
    PEOPLE[1].email: "a member",
    "nadia@example.org": "instructor of the course",
    "oskar@example.org": "administrator",
}


def fill() -> bool:
    """Make the people, the group and what they did, unless somebody is there already. Whether anything was made."""
    session = db.session
    if session.scalar(sa.select(sa.func.count()).select_from(User)):
        return False
    course = import_folder(session, BUNDLED, author_id=None, now=BEGIN - timedelta(days=7))
    members = [_member(session, person.name, person.email) for person in PEOPLE]
    instructor = _staff(session, course)
    session.flush()
    teaching.ask_for_an_essay(session, course, instructor, now=BEGIN - timedelta(days=1))
    group = _group(session, course, members)
    for week in range(WEEKS):
        for person, user in zip(PEOPLE, members, strict=True):
            if week < person.stops_after:
                _study(session, course, person, user, week)
        if week == REPAIR_WEEK:
            teaching.repair_a_question(session, course, instructor, now=BEGIN + timedelta(weeks=week + 1))
    teaching.mark_an_essay(session, course, instructor, now=END)
    _proposals(session, course, members, instructor)
    group.about = "We read on Thursdays at six and meet afterwards. Everyone goes at their own pace."
    session.flush()
    teaching.let_the_worker_finish(now=END)
    return True


def _member(session: Session, name: str, email: str, **values: Any) -> User:
    user = User(
        name=name,
        email=email,
        password_hash=passwords.hashed(PASSWORD),
        is_administrator=values.get("is_administrator", False),
        created_at=BEGIN - timedelta(days=3),
    )
    session.add(user)
    session.flush()
    return user


def _staff(session: Session, course: Course) -> User:
    instructor = _member(session, INSTRUCTOR, "nadia@example.org")
    _member(session, ADMINISTRATOR, "oskar@example.org", is_administrator=True)
    session.add(Appointment(user_id=instructor.id, course_id=course.id, role=CourseRole.INSTRUCTOR, appointed_at=BEGIN))
    return instructor


def _group(session: Session, course: Course, members: list[User]) -> Group:
    """The first founds the group; the others follow the link one after the other."""
    plan = groups.Plan(name="Thursday readers", about="", starts_on=BEGIN.date(), lessons_per_week=PACE)
    group = groups.found(session, course, plan, founder_id=members[0].id, sharing=PEOPLE[0].sharing, now=BEGIN)
    group.invite_token = "thursday-readers"
    for hours, (person, user) in enumerate(zip(PEOPLE[1:], members[1:], strict=True)):
        at = BEGIN + timedelta(hours=hours)
        groups.join(session, group, user_id=user.id, sharing=person.sharing, now=at)
    session.flush()
    return group


def _study(session: Session, course: Course, person: Person, user: User, week: int) -> None:
    """What a person does in one week: the lessons their pace brings, whether or not the quizzes before are passed."""
    chance = Random(f"{person.name} {week}")  # noqa: S311 - the same people at every run, no secret
    first, last = int(week * person.pace), int((week + 1) * person.pace)
    lessons = session.scalars(
        sa.select(Lesson)
        .where(Lesson.course_id == course.id)
        .order_by(Lesson.position)
        .offset(first)
        .limit(last - first)
    ).all()
    at = BEGIN + timedelta(weeks=week, days=chance.randrange(6), minutes=chance.randrange(180))
    viewer = Viewer(user.id, user.name, user.email)
    for lesson in lessons:
        if lesson_page_to_read(session, viewer, course.slug, lesson.key, today=at.date()).lock:
            continue  # Something before it is not complete; they never come back to it.
        at = _read(session, lesson, user, at, chance)
        if lesson is lessons[-1] and chance.random() < 0.25:
            continue  # The quiz of the week's last lesson is left for later, and stays open.
        at = _take_quiz(session, lesson, person, viewer, at, chance)


def _read(session: Session, lesson: Lesson, user: User, at: datetime, chance: Random) -> datetime:
    """Read a lesson; most get to its end. When they stopped."""
    keys = session.scalars(
        sa.select(Passage.key).where(Passage.lesson_id == lesson.id).order_by(Passage.position)
    ).all()
    reaches_end = chance.random() < 0.92
    place = keys[-1] if reaches_end else keys[chance.randrange(len(keys))]
    at += timedelta(minutes=lesson.minutes + chance.randrange(10))
    progress.record_position(session, user.id, lesson.id, place, at)
    if reaches_end:
        progress.record_read(session, user.id, lesson.id, at)
        if lesson.needs_mark:
            progress.record_mark(session, user.id, lesson.id, at)
    return at


def _take_quiz(
    session: Session, lesson: Lesson, person: Person, viewer: Viewer, at: datetime, chance: Random
) -> datetime:
    """Try the lesson's quiz, a second time when the first does not pass. When they stopped."""
    quiz_id = session.scalar(sa.select(Quiz.id).where(Quiz.lesson_id == lesson.id, Quiz.retired_at.is_(None)))
    if quiz_id is None:
        return at
    for number in range(TRIES):
        skill = person.skill + (1 - person.skill) * number / TRIES
        quiz = quiz_to_start(session, viewer, quiz_id, now=at)
        attempt_id, _ = quizzes.start(session, quiz, viewer.learner_id, now=at, rng=chance)
        at = _answer_all(session, viewer, attempt_id, skill, at, chance)
        attempt = attempt_to_finish(session, viewer, attempt_id)
        quizzes.finish(session, attempt, now=at)
        if _fraction(session, viewer, attempt_id) >= quiz.pass_fraction:
            break
    return at


def _fraction(session: Session, viewer: Viewer, attempt_id: int) -> float:
    return attempt_to_finish(session, viewer, attempt_id).fraction or 0.0


def _answer_all(
    session: Session, viewer: Viewer, attempt_id: int, skill: float, at: datetime, chance: Random
) -> datetime:
    positions = session.scalars(
        sa.select(AttemptSlot.position).where(AttemptSlot.attempt_id == attempt_id).order_by(AttemptSlot.position)
    ).all()
    for position in positions:
        slot = attempt_to_answer(session, viewer, attempt_id, position)
        is_right = chance.random() < skill
        if slot.kind in kinds_by_hand():
            response: dict[str, Any] | None = {"text": chance.choice(teaching.ESSAYS)}
        else:
            response = KINDS[slot.kind].key(slot.body) if is_right else wrong_answer(slot.kind, slot.body, chance)
        at += timedelta(seconds=chance.randint(20, 120))
        quizzes.save_answer(session, slot, response, token=f"demo-{attempt_id}-{position}", now=at)
    return at


def wrong_answer(kind: str, body: Mapping[str, Any], chance: Random) -> dict[str, Any] | None:
    """An answer of the right shape that does not earn the full marks; None (no answer) where none is found."""
    [(name, key)] = KINDS[kind].key(body).items()
    candidates = list(_spoiled(key))
    chance.shuffle(candidates)
    for value in candidates:
        response = {name: value}
        try:
            fraction = grade_answer(kind, body, response).fraction
        except (IndexError, KeyError, ValueError):
            continue
        if fraction < 1 - TOLERANCE:
            return response
    return None


def _spoiled(key: Any) -> Iterator[Any]:
    """Values like `key`, but different."""
    if isinstance(key, bool):
        yield not key
    elif isinstance(key, int):
        yield from (number for number in range(4) if number != key)
    elif isinstance(key, str):
        yield from [str(float(key) + 1)] if key.lstrip("-").isdecimal() else ["Lenin", "the essay", "1914"]
    elif isinstance(key, list):
        yield from (key[1:] + key[:1], key[:-1], [0], [1])


def _proposals(session: Session, course: Course, members: list[User], instructor: User) -> None:
    """Two readings proposed for entries of the lists; one waits, one is in the bibliography."""
    entries = session.scalars(
        sa.select(Entry)
        .where(Entry.course_id == course.id, Entry.kind == EntryKind.SOURCE, Entry.title.in_(READINGS))
        .order_by(Entry.position)
    ).all()
    for number, entry in enumerate(entries):
        at = BEGIN + timedelta(weeks=4 + number)
        proposal = catalogue.propose(session, entry, members[number].id, **READINGS[entry.title], now=at)
        if number == 0:
            catalogue.accept(session, proposal, by=instructor.id, now=at + timedelta(days=1))


READINGS = {
    "Pedagogy of the Oppressed": {
        "title": "Pedagogy of the Oppressed",
        "author": "Paulo Freire",
        "year": "1970 (English translation)",
        "found_at": "Our town library, shelf 37 FRE",
        "licence": "in copyright; borrow it",
    },
    "Has Socialism Failed?": {
        "title": "Has Socialism Failed?",
        "author": "Joe Slovo",
        "year": "1990",
        "found_at": "A pamphlet in the archive of our union",
        "licence": "not known; to be asked",
    },
}
