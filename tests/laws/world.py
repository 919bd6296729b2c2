"""One small world with something at every address, in any size; laws ask the whole program about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from courses.accounts.sessions import hash_token
from courses.authoring.quiz_editor.blocks import QuizFile
from courses.authoring.quiz_editor.service import digest_of
from courses.catalogue.search import index_course
from courses.shared.db import db
from models.accounts import AccountToken, User, UserSession
from models.authoring import Blob, CourseFile, CourseVersion, Draft, Upload
from models.catalogue import Course, Lesson, Passage, SourceDocument
from models.enums import EntryKind, RepairState, StepKind, TokenPurpose
from models.items import Category, Evidence, Item, ItemTag, ItemVersion, Quiz, QuizItem
from models.quizzes import Attempt, AttemptSlot, AttemptStep, Repair
from tests.support.factories import catalogue as make
from tests.support.factories.gradebook import count_quiz, make_change, make_course_grade, make_grade
from tests.support.factories.groups import make_facilitator, make_group, make_membership
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.marking import TEXT, hand_in, make_essay, object_to, veil
from tests.support.pictures import PICTURE

SOURCE_TEXT = "The town was founded in 1204.\n\nIts bridge came later.\n"
TOKENS = {purpose: f"token-for-{purpose.value}" for purpose in TokenPurpose}
BODY = {
    "prompt_html": "<p>Who built the bridge?</p>",
    "explanation_html": None,
    "options": [
        {"html": "The town", "correct": True, "feedback_html": None},
        {"html": "The king", "correct": False, "feedback_html": "<p>He never came.</p>"},
    ],
}
OPTIONS = [{"text": "The town", "correct": True}, {"text": "The king", "feedback": "He never came."}]


@dataclass(frozen=True)
class World:
    """Numbers and names of what is there: `people` by role, `values` by the names that addresses use."""

    people: Mapping[str, int | None]
    values: Mapping[str, Any]


def make_world(*, size: int) -> World:
    """A world in which everything there can be many of is there `size` times. Call it inside an application context."""
    course = make.make_course(slug="river-towns", title="River Towns")
    source = make.make_source(course, text=SOURCE_TEXT)
    content = SOURCE_TEXT.encode()
    make.kept(Blob(sha256=source.sha256, content=content))
    lessons = _lessons(course, source, size)
    make.make_lesson(course, key="without-quiz")
    people = _people(course)
    quiz = _quiz(lessons[0], size)
    _files(course, quiz, size)
    attempt = _attempt(quiz, people["learner"], size)
    group = _group(course, people, size)
    _grades(quiz, people["group_member"], size)
    entries = _lists(source, lessons, people["learner"], size)
    _progress(people, lessons)
    for number in range(size):
        make.make_course(slug=f"other-{number}")
        make.appoint(make.make_user(), course)
    proposal = make.make_proposal(entries[0], people["learner"])
    repair = _repair(quiz, people)
    upload = _upload(course, people["instructor"], size)
    essay = _essays(course, people["learner"], size)
    index_course(db.session, course)
    values = {
        "slug": course.slug,
        "key": lessons[0].key,
        "source": "a",
        "line": entries[0].line_from,
        "position": 1,
        "quiz_id": quiz.id,
        "attempt_id": attempt.id,
        "group_id": group.id,
        "proposal_id": proposal.id,
        "repair_id": repair.id,
        "upload_id": upload.id,
        "item_id": _first_item(quiz),
        "session_id": _session(people["learner"]),
        "token": group.invite_token,
        "user_id": people["group_member"].id,
        **essay,
    }
    _tokens(people["member"])
    ids = {role: person.id for role, person in people.items()}
    return World({"visitor": None, **ids}, values)


def _people(course: Course) -> dict[str, User]:
    roles = ("member", "learner", "instructor", "group_member", "facilitator")
    people = {role: make.make_user(name=role, email=f"{role}@example.org") for role in roles}
    for role in ("learner", "group_member", "facilitator"):
        make.join(people[role], course)
    make.appoint(people["instructor"], course)
    administrator = make.make_administrator(name="administrator", email="administrator@example.org")
    return {**people, "administrator": administrator, "guest": make.make_guest()}


def _lessons(course: Course, source: SourceDocument, size: int) -> list[Lesson]:
    """Lessons that require each other in a row, each with a quotation and as many paragraphs and terms."""
    lessons: list[Lesson] = []
    module = make.make_module(course, key="beginnings")
    for number in range(size):
        lesson = make.make_lesson(course, module, key=f"lesson-{number}", requires=lessons[-1:])
        quotation = make.make_passage(lesson, source, line_from=1, text="The town was founded in 1204.")
        make.make_passage(lesson)
        make.make_term(course, key=f"toll-{number}", passages=[quotation], see=[f"toll-{size - 1 - number}"])
        make.make_module(course)
        lessons.append(lesson)
    return lessons


def _quiz(lesson: Lesson, size: int) -> Quiz:
    place = {"course_id": lesson.course_id, "lesson_id": lesson.id}
    about = {"title": "Quiz", "pass_fraction": 0.6, "settings": {}, "question_count": size}
    quiz = make.kept(Quiz(**place, key="quiz", path="modules/quiz.yaml", **about))
    passage_id = db.session.scalars(sa.select(Passage.id).where(Passage.lesson_id == lesson.id)).first()
    for position in range(1, size + 1):
        item = make.kept(Item(course_id=lesson.course_id, key=f"item-{position}", newest=1))
        version = ItemVersion(
            item_id=item.id,
            number=1,
            kind="multiple-choice",
            digest="0" * 64,
            spec={"id": item.key, "kind": "multiple-choice", "prompt": "Who built the bridge?", "options": OPTIONS},
            body=BODY,
            text="Who built the bridge?",
            created_at=make.YESTERDAY,
        )
        make.kept(version)
        make.kept(Evidence(item_version_id=version.id, passage_id=passage_id, position=0))
        asked = {"item_id": item.id, "item_version_id": version.id, "position": position}
        make.kept(QuizItem(quiz_id=quiz.id, **asked, marks=1.0, section=0))
    return quiz


def quiz_file(size: int) -> str:
    """The file of the quiz."""
    item = """
  - id: item-{}
    kind: multiple-choice
    prompt: Who built the bridge?
    evidence: [a-1]
    options:
      - text: The town
        correct: true
      - text: The king
        feedback: He never came.
"""
    return "id: quiz\ntitle: Quiz\nitems:" + "".join(item.format(number) for number in range(1, size + 1))


def _essays(course: Course, learner: User, size: int) -> dict[str, Any]:
    """Essays that wait to be marked and objections that wait for an answer, in a quiz of their own."""
    quiz = make_quiz(make.make_lesson(course, key="essays", needs_quiz=True))
    item = make_essay(quiz)
    make_item(quiz)
    make_item(quiz)
    answers = {1: {"text": TEXT}, 2: {"choice": 1}, 3: {"choice": 1}}
    attempt = hand_in(quiz, answers, learner)
    object_to(attempt, position=3)
    for _number in range(size):
        object_to(hand_in(quiz, answers), position=2)
    names = {"essay_name": veil().name(attempt.id, 1), "objection_name": veil().name(attempt.id, 3)}
    return {"essay_key": item.key, "essay_attempt_id": attempt.id, **names}


def _files(course: Course, quiz: Quiz, size: int) -> None:
    """The newest version of the course, of whose files only the quiz is asked for."""
    content = quiz_file(size).encode()
    blob = make.kept(Blob(sha256=sha256(content).hexdigest(), content=content))
    values = {"digest": course.digest, "author_id": None, "created_at": make.YESTERDAY}
    version = make.kept(CourseVersion(course_id=course.id, number=1, **values))
    make.kept(CourseFile(version_id=version.id, path=quiz.path, sha256=blob.sha256))
    picture = make.kept(Blob(sha256=sha256(PICTURE).hexdigest(), content=PICTURE))
    make.kept(CourseFile(version_id=version.id, path="pictures/bridge.png", sha256=picture.sha256))
    _bank(course, version, size)


def _bank(course: Course, version: CourseVersion, size: int) -> None:
    """A file of the bank, whose questions say the same in pairs."""
    head, items = "id: bank\ntitle: Bank\nitems:\n", ""
    category = make.kept(Category(course_id=course.id, key="bank", path="bank/bank.yaml", title="Bank"))
    for number in range(1, size + 1):
        prompt = f"Is the old bridge over the river in the town of people no {number // 2} made of stone?"
        spec = {"id": f"bank-item-{number}", "kind": "true-false", "prompt": prompt, "answer": True}
        items += f"  - id: {spec['id']}\n    kind: true-false\n    prompt: {prompt}\n    answer: true\n"
        item = make.kept(Item(course_id=course.id, key=spec["id"], newest=1, category_id=category.id))
        make.kept(ItemTag(item_id=item.id, tag="bridges"))
        body = {"prompt_html": f"<p>{prompt}</p>", "answer": True, "feedback_html": None}
        about = {"kind": "true-false", "digest": "0" * 64, "text": prompt, "created_at": make.YESTERDAY}
        make.kept(ItemVersion(item_id=item.id, number=1, spec=spec, body=body, **about))
    content = f"{head}{items}".encode()
    blob = make.kept(Blob(sha256=sha256(content).hexdigest(), content=content))
    make.kept(CourseFile(version_id=version.id, path=category.path, sha256=blob.sha256))


def _upload(course: Course, author: User, size: int) -> Upload:
    """A file of questions that waits."""
    content = "\n\n".join(f"::Q{number}:: Is it so in case {number}? {{T}}" for number in range(size)).encode()
    about = {"name": "town.gift", "format": "gift", "content": content, "created_at": make.YESTERDAY}
    return make.kept(Upload(course_id=course.id, user_id=author.id, **about))


def _repair(quiz: Quiz, people: Mapping[str, User]) -> Repair:
    """A repair that is done, and drafts of those who might make the next."""
    base = digest_of(QuizFile(quiz_file(1)).text_of("item-1"))
    fields = {
        "prompt": ["Who built it?"],
        "evidence": ["a-1"],
        "option-number": ["0", "1"],
        "option-text": ["The town", "The king"],
        "option-feedback": ["", "He never came."],
        "option-correct": ["0"],
    }
    for role in ("instructor", "administrator"):
        place = {"user_id": people[role].id, "course_id": quiz.course_id, "path": quiz.path}
        compiled = {"kind": "multiple-choice", "body": BODY}
        make.kept(Draft(**place, key="item-1", fields=fields, compiled=compiled, base=base, saved_at=make.NOW))
    item_id = _first_item(quiz)
    version_id = db.session.scalars(sa.select(ItemVersion.id).where(ItemVersion.item_id == item_id)).one()
    about = {"touched": 1, "done": 1, "last_id": 0, "reason": "The key was wrong.", "created_at": make.NOW}
    repair = Repair(item_id=item_id, item_version_id=version_id, state=RepairState.DONE, finished_at=make.NOW, **about)
    return make.kept(repair)


def _first_item(quiz: Quiz) -> int:
    return db.session.scalars(
        sa.select(QuizItem.item_id).where(QuizItem.quiz_id == quiz.id, QuizItem.position == 1)
    ).one()


def _attempt(quiz: Quiz, learner: User, size: int) -> Attempt:
    """Finished attempts of the learner, and a last one that is open."""
    for number in range(1, size + 1):
        _answered(
            quiz,
            Attempt(
                quiz_id=quiz.id,
                user_id=learner.id,
                number=number,
                started_at=make.YESTERDAY,
                finished_at=make.NOW,
                fraction=1.0,
                pending=0,
            ),
        )
    begun = {"number": size + 1, "started_at": make.NOW, "pending": 0}
    return _answered(quiz, Attempt(quiz_id=quiz.id, user_id=learner.id, **begun))


def _answered(quiz: Quiz, attempt: Attempt) -> Attempt:
    make.kept(attempt)
    is_finished = attempt.finished_at is not None
    for item in db.session.scalars(sa.select(QuizItem).where(QuizItem.quiz_id == quiz.id)):
        make.kept(
            AttemptSlot(
                attempt_id=attempt.id,
                position=item.position,
                item_id=item.item_id,
                item_version_id=item.item_version_id,
                section=0,
                tries=0,
                marks=1.0,
                order={"options": [0, 1]},
                response={"choice": 0},
                fraction=1.0 if is_finished else None,
                answered_at=make.NOW,
            )
        )
    step = AttemptStep(attempt_id=attempt.id, kind=StepKind.STARTED, token=":started", payload={}, created_at=make.NOW)
    make.kept(step)
    return attempt


def _grades(quiz: Quiz, learner: User, size: int) -> None:
    """Grades, one of them set by hand, and everything counted."""
    by_hand: dict[str, Any] = {"override": 0.9, "override_reason": "The power went.", "override_at": make.NOW}
    make_grade(learner, quiz, **by_hand)
    make_course_grade(learner, quiz.course_id, 0.9)
    for number in range(size):
        make_grade(make.make_learner(db.session.get_one(Course, quiz.course_id)), quiz, number / size)
        make_change(learner, quiz)
    count_quiz(quiz)


def _group(course: Course, people: Mapping[str, User], size: int) -> Any:
    group = make_group(course, invite_token="invitation-to-the-group")
    make_membership(group, people["group_member"])
    make_facilitator(group, people["facilitator"])
    for _number in range(size):
        make_membership(group, make.make_learner(course))
    return group


def _lists(source: SourceDocument, lessons: list[Lesson], learner: User, size: int) -> list[Any]:
    """Entries of each kind, treated by lessons, with proposals."""
    entries = []
    for number in range(size):
        for kind in EntryKind:
            entry = make.make_entry(source, kind=kind, line_from=100 + len(entries), lessons=[lessons[number]])
            make.make_proposal(entry, learner, state="accepted", decided_at=make.NOW)
            entries.append(entry)
        make.make_proposal(entry)
    return entries


def _progress(people: Mapping[str, User], lessons: list[Lesson]) -> None:
    for role in ("learner", "group_member", "facilitator"):
        for lesson in lessons:
            make.complete(people[role], lesson)


def _session(user: User) -> int:
    values = {"browser": "", "created_at": make.NOW, "expires_at": make.NOW + timedelta(days=3650)}
    return make.kept(UserSession(user_id=user.id, token_hash=hash_token("another browser"), **values)).id


def _tokens(member: User) -> None:
    """A link of each purpose that still works."""
    for purpose, token in TOKENS.items():
        owner = None if purpose is TokenPurpose.FIRST_ADMINISTRATOR else member.id
        email = "new.address@example.org" if purpose is TokenPurpose.EMAIL_CHANGE else None
        values = {"purpose": purpose, "token_hash": hash_token(token), "email": email, "created_at": make.NOW}
        make.kept(AccountToken(user_id=owner, expires_at=make.NOW + timedelta(days=3650), **values))
