"""Saving a quiz from the browser: alone, checked, and never over someone else's work."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.compiler import compile_course
from courses.authoring.editing import compile_one_quiz, save_quiz
from courses.authoring.queries import files_of, newest_version, snapshot
from courses.authoring.rules.planning import plan
from courses.authoring.rules.records import Thing, records_of
from courses.authoring.service import CourseRefused, publish
from courses.shared.errors import Conflict
from models.catalogue import Course
from models.items import Item, Quiz
from tests.support.factories.catalogue import NOW, make_user
from tests.support.small_course import QUIZ_PATH, SECOND_PATH, course_files, replaced

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def course(session: Session) -> Course:
    return publish(session, course_files(), author_id=None, now=NOW).course


def save(session: Session, course: Course, files: dict[str, bytes], *, base: str | None = None) -> None:
    save_quiz(
        session,
        course,
        "the-bridge",
        QUIZ_PATH,
        files[QUIZ_PATH],
        base=base or course.digest,
        author_id=None,
        now=LATER,
    )


def difference_to(session: Session, course: Course, files: dict[str, bytes]) -> list[object]:
    """What the database holds that a full import of the same files would not leave."""
    draft, problems = compile_course(files)
    assert problems == []
    assert draft is not None
    done = plan(records_of(draft), snapshot(session, course).records)
    return [*done.added, *done.changed, *done.returned, *done.retired]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("answer: 1204", "answer: 1205"),
        ("id: when-was-it-built", "id: a-new-question"),
        ("id: the-bridge-quiz", "id: another-quiz"),
        ("items:", "pass: 0.8\ntitle: Check\nitems:"),
    ],
)
def test_a_saved_quiz_leaves_what_a_full_import_of_the_files_leaves(
    session: Session, course: Course, old: str, new: str
) -> None:
    files = replaced(QUIZ_PATH, old, new)

    save(session, course, files)

    version = newest_version(session, course.id)
    assert version is not None
    assert files_of(session, version) == files
    assert version.digest == course.digest
    assert difference_to(session, course, files) == []


def test_saving_the_same_again_makes_no_version(session: Session, course: Course) -> None:
    save(session, course, course_files())

    version = newest_version(session, course.id)
    assert version is not None
    assert version.number == 1


def test_a_quiz_with_mistakes_is_refused_with_all_of_them(session: Session, course: Course) -> None:
    files = replaced(
        QUIZ_PATH, "“unjust” [A 10]", "“just” [A 8]", replaced(QUIZ_PATH, "evidence: [a-8]", "evidence: [a-9]")
    )

    with pytest.raises(CourseRefused) as refused:
        save(session, course, files)

    assert [(problem.path, problem.line) for problem in refused.value.problems] == [(QUIZ_PATH, 5), (QUIZ_PATH, 15)]


def test_an_item_of_another_quiz_cannot_be_taken(session: Session, course: Course) -> None:
    other = b"id: q\nitems:\n  - id: mine\n    kind: true-false\n    prompt: P\n    answer: true\n    feedback: F\n    evidence: [a-10]\n"
    path = SECOND_PATH.replace(".md", ".quiz.yaml")
    publish(session, {**course_files(), path: other}, author_id=None, now=NOW)

    _, problems = compile_one_quiz(
        session, course, "the-quarrel", path, other.replace(b"id: mine", b"id: when-was-it-built")
    )

    assert [str(problem) for problem in problems] == [
        f"{path}:3: The id 'when-was-it-built' is already taken by the item in {QUIZ_PATH}."
    ]


def test_links_to_the_rest_of_the_course_are_checked(session: Session, course: Course) -> None:
    right = replaced(QUIZ_PATH, "When was", "When ([[toll]], [there](lesson:the-quarrel), [here](#my-own)) was")
    wrong = replaced(QUIZ_PATH, "When was", "When ([[tol]], [there](lesson:the-quarel), [here](#my-oun)) was")

    assert compile_one_quiz(session, course, "the-bridge", QUIZ_PATH, right[QUIZ_PATH])[1] == []
    assert len(compile_one_quiz(session, course, "the-bridge", QUIZ_PATH, wrong[QUIZ_PATH])[1]) == 3


def test_who_saved_meanwhile_is_not_overwritten(session: Session, course: Course) -> None:
    base = course.digest
    save(session, course, replaced(QUIZ_PATH, "answer: 1204", "answer: 1205"))

    with pytest.raises(Conflict, match="12:05"):
        save(session, course, replaced(QUIZ_PATH, "answer: 1204", "answer: 1206"), base=base)


def test_the_first_quiz_of_a_lesson_makes_it_part_of_its_completion(session: Session) -> None:
    course = publish(session, course_files(quiz=None), author_id=None, now=NOW).course

    save(session, course, course_files())

    assert difference_to(session, course, course_files()) == []
    assert session.scalars(sa.select(Quiz.key)).all() == ["the-bridge-quiz"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Item)) == 2


def test_the_version_names_its_author(session: Session, course: Course) -> None:
    author = make_user()
    content = replaced(QUIZ_PATH, "answer: 1204", "answer: 1205")[QUIZ_PATH]

    save_quiz(session, course, "the-bridge", QUIZ_PATH, content, base=course.digest, author_id=author.id, now=LATER)

    version = newest_version(session, course.id)
    assert version is not None
    assert version.author_id == author.id
    assert (Thing.QUIZ, "the-bridge-quiz", "") in snapshot(session, course).records
