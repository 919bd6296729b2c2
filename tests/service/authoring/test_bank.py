"""The bank on the site: published, saved alone, and added to, with the quizzes that use its questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.compiler import compile_course
from courses.authoring.editing import add_to_bank, save_bank, save_quiz
from courses.authoring.queries import files_of, newest_version, snapshot
from courses.authoring.rules.planning import plan
from courses.authoring.rules.records import records_of
from courses.authoring.service import CourseRefused, publish
from courses.shared.errors import Conflict
from models.catalogue import Course, Lesson, Passage
from models.enums import Difficulty
from models.items import Category, Item, ItemTag, ItemVersion, OptionEvidence, Quiz, QuizItem, QuizPool
from tests.support.bank_course import (
    BANK_PATH,
    BANK_QUIZ_PATH,
    TOLLS_PATH,
    bank_files,
    bank_replaced,
)
from tests.support.factories.catalogue import NOW
from tests.support.pictures import PICTURE, picture
from tests.support.small_course import replaced

LATER = NOW + timedelta(minutes=5)
QUESTION = {"kind": "true-false", "prompt": "Is it?", "answer": True}


@pytest.fixture
def course(session: Session) -> Course:
    return publish(session, bank_files(), author_id=None, now=NOW).course


def files_now(session: Session, course: Course) -> dict[str, bytes]:
    version = newest_version(session, course.id)
    assert version
    return files_of(session, version)


def difference(session: Session, course: Course) -> list[object]:
    """What the database holds that a full import of the newest files would not leave."""
    draft, problems = compile_course(files_now(session, course))
    assert problems == []
    assert draft is not None
    done = plan(records_of(draft), snapshot(session, course).records)
    return [*done.added, *done.changed, *done.returned, *done.retired]


def save(session: Session, course: Course, files: Mapping[str, bytes], path: str = BANK_PATH) -> None:
    save_bank(session, course, path, files[path], base=course.digest, author_id=None, now=LATER)


def add(session: Session, course: Course, items: list[dict[str, Any]], **pictures: bytes) -> None:
    named = {name.replace("_", "."): content for name, content in pictures.items()}
    add_to_bank(session, course, "Rivers / Bridges", items, named, author_id=None, now=LATER)


def asked(session: Session, quiz: str, item: str) -> ItemVersion:
    """The version of a question that new attempts at a quiz get."""
    statement = (
        sa.select(ItemVersion)
        .join(QuizItem, QuizItem.item_version_id == ItemVersion.id)
        .join(Item, Item.id == QuizItem.item_id)
        .join(Quiz, Quiz.id == QuizItem.quiz_id)
    )
    return session.scalars(statement.where(Quiz.key == quiz, Item.key == item)).one()


def problems_of(refused: pytest.ExceptionInfo[CourseRefused]) -> list[str]:
    return [str(problem) for problem in refused.value.problems]


def test_questions_are_kept_with_what_they_are_found_by(session: Session, course: Course) -> None:
    statement = sa.select(Item.key, Category.key, Item.difficulty, Item.newest).join(Category).order_by(Item.id)
    tags = sa.select(ItemTag.tag).join(Item).where(Item.key == "stone").order_by(ItemTag.tag)

    assert session.execute(statement).all() == [
        ("stone", "bridges", Difficulty.EASY, 1),
        ("wooden", "bridges", None, 1),
        ("aside", "bridges", None, 1),
        ("built", "bridges", Difficulty.HARD, 1),
        ("penny", "tolls", None, 1),
    ]
    assert session.scalars(tags).all() == ["easy start", "material"]


def test_files_of_the_bank_are_sorted_by_the_titles_they_have_now(session: Session, course: Course) -> None:
    files = replaced(BANK_PATH, "title: Rivers / Bridges", "title: Überfahrten", files_now(session, course))

    save(session, course, files)

    titles = sa.select(Category.folded_title).where(Category.key == "bridges")
    assert session.scalar(titles) == "uberfahrten"


def test_passages_that_prove_an_option_wrong_are_kept_by_its_number(session: Session, course: Course) -> None:
    statement = sa.select(OptionEvidence.option, Lesson.key, Passage.key).select_from(OptionEvidence)

    rows = session.execute(statement.join(Passage).join(Lesson)).all()

    assert rows == [(1, "the-bridge", "a-8")]


def test_a_quiz_is_kept_with_settings_sections_places_and_pools(session: Session, course: Course) -> None:
    quiz = session.scalars(sa.select(Quiz).where(Quiz.key == "quarrel-quiz")).one()
    places = sa.select(Item.key, QuizItem.position, QuizItem.marks, QuizItem.section).join(Item)
    pool = session.scalars(sa.select(QuizPool)).one()

    assert (quiz.settings["behaviour"], quiz.question_count) == ("interactive", 5)
    assert session.execute(places.where(QuizItem.quiz_id == quiz.id).order_by(QuizItem.position)).all() == [
        ("whose-reason", 1, 1.0, 0),
        ("aside", 3, 0.0, 1),
        ("built", 4, 3.0, 1),
        ("penny", 7, 1.0, 2),
    ]
    assert (pool.position, pool.section, pool.tags, pool.draw, pool.marks) == (5, 1, ["material"], 2, 1.0)


def test_the_same_files_again_change_nothing(session: Session, course: Course) -> None:
    assert publish(session, bank_files(), author_id=None, now=LATER).plan.is_empty


def test_files_come_out_as_they_went_in(session: Session, course: Course) -> None:
    assert files_now(session, course) == bank_files()


def test_a_question_may_move_from_a_quiz_to_the_bank_and_stays_the_same(session: Session, course: Course) -> None:
    before = session.scalars(sa.select(Item.id).where(Item.key == "whose-reason")).one()
    files = replaced(
        BANK_QUIZ_PATH,
        """    kind: true-false
    prompt: Was the toll unjust?
    answer: true
    feedback: Read again.
    evidence: [a-10]
""",
        "    kind: bank\n",
        bank_replaced(
            TOLLS_PATH,
            "items:\n",
            "items:\n  - id: whose-reason\n    kind: true-false\n    prompt: Was it?\n    answer: true\n",
        ),
    )

    publish(session, files, author_id=None, now=LATER)

    item = session.scalars(sa.select(Item).where(Item.key == "whose-reason")).one()
    assert (item.id, item.newest) == (before, 2)
    assert asked(session, "quarrel-quiz", "whose-reason").number == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("answer: 1204", "answer: 1205"),
        ("marks: 2", "marks: 4"),
        ("tags: [material, easy start]", "tags: [material, stone]"),
        ("id: bridges\n", "id: crossings\n"),
        ("title: Rivers / Bridges", "title: Bridges"),
        ("- id: wooden", "- id: of-wood"),
    ],
)
def test_a_saved_file_leaves_what_a_full_import_of_the_files_leaves(session: Session, old: str, new: str) -> None:
    quiz = bank_replaced(BANK_QUIZ_PATH, "    category: bridges\n", "")
    course = publish(session, quiz, author_id=None, now=NOW).course
    files = replaced(BANK_PATH, old, new, quiz)

    save(session, course, files)

    assert files_now(session, course) == files
    assert difference(session, course) == []


def test_quizzes_ask_a_changed_question_in_its_new_version(session: Session, course: Course) -> None:
    save(session, course, bank_replaced(BANK_PATH, "answer: 1204", "answer: 1205"))

    version = asked(session, "quarrel-quiz", "built")
    assert (version.number, version.spec["answer"]) == (2, 1205)
    assert session.scalars(sa.select(Item.newest).where(Item.key == "built")).one() == 2


def test_what_a_question_is_worth_in_a_quiz_without_own_marks_changes_with_it(session: Session) -> None:
    files = bank_replaced(BANK_QUIZ_PATH, "    marks: 3\n", "")
    course = publish(session, files, author_id=None, now=NOW).course

    save(session, course, replaced(BANK_PATH, "marks: 2", "marks: 5", files))

    marks = sa.select(QuizItem.marks).join(Item).where(Item.key == "built")
    assert session.scalars(marks).all() == [5]
    assert difference(session, course) == []


def test_a_question_that_a_quiz_asks_cannot_be_taken_out(session: Session, course: Course) -> None:
    files = bank_replaced(BANK_PATH, "- id: built", "- id: rebuilt")

    with pytest.raises(CourseRefused) as refused:
        save(session, course, files)

    assert problems_of(refused) == [f"{BANK_QUIZ_PATH}:17: The bank has no question 'built'; did you mean 'rebuilt'?"]
    assert files_now(session, course) == bank_files()


def test_a_question_that_a_pool_needs_keeps_its_tags(session: Session, course: Course) -> None:
    files = bank_replaced(BANK_PATH, "tags: [material, easy start]", "tags: [easy start]")

    with pytest.raises(CourseRefused) as refused:
        save(session, course, files)

    assert [(problem.path, problem.line) for problem in refused.value.problems] == [(BANK_QUIZ_PATH, 20)]


def test_a_new_file_is_saved_and_its_questions_can_be_asked(session: Session, course: Course) -> None:
    content = b"id: new\ntitle: New\nitems:\n  - id: fresh\n    kind: true-false\n    prompt: P\n    answer: true\n"
    save_bank(session, course, "bank/new.yaml", content, base=course.digest, author_id=None, now=LATER)
    quiz = bank_replaced(BANK_QUIZ_PATH, "- id: penny", "- id: fresh")[BANK_QUIZ_PATH]

    save_quiz(session, course, "the-quarrel", BANK_QUIZ_PATH, quiz, base=course.digest, author_id=None, now=LATER)

    assert asked(session, "quarrel-quiz", "fresh").number == 1
    assert difference(session, course) == []


def test_ids_are_taken_once_in_the_course(session: Session, course: Course) -> None:
    with pytest.raises(CourseRefused) as refused:
        save(session, course, bank_replaced(TOLLS_PATH, "id: penny", "id: when-was-it-built"), TOLLS_PATH)
    with pytest.raises(CourseRefused) as file_refused:
        save(session, course, bank_replaced(TOLLS_PATH, "id: tolls", "id: bridges"), TOLLS_PATH)

    assert problems_of(refused) == [
        f"{TOLLS_PATH}:4: The id 'when-was-it-built' is already taken by the item in modules/01-town/01-bridge.quiz.yaml."
    ]
    assert problems_of(file_refused) == [
        f"{TOLLS_PATH}:1: The id 'bridges' is already taken by the file of the bank in {BANK_PATH}."
    ]


def test_who_saved_meanwhile_is_not_overwritten(session: Session, course: Course) -> None:
    base = course.digest
    save(session, course, bank_replaced(BANK_PATH, "answer: 1204", "answer: 1205"))

    with pytest.raises(Conflict, match="12:05"):
        save_bank(session, course, TOLLS_PATH, b"", base=base, author_id=None, now=LATER)


def test_a_quiz_saved_alone_keeps_what_it_takes_from_the_bank(session: Session, course: Course) -> None:
    files = bank_replaced(BANK_QUIZ_PATH, "attempts: 3", "attempts: 4")

    save_quiz(
        session,
        course,
        "the-quarrel",
        BANK_QUIZ_PATH,
        files[BANK_QUIZ_PATH],
        base=course.digest,
        author_id=None,
        now=LATER,
    )

    assert difference(session, course) == []
    assert session.scalar(sa.select(sa.func.count()).select_from(Item).where(Item.retired_at.is_(None))) == 8


def test_questions_are_added_below_those_of_a_file_with_their_title(session: Session, course: Course) -> None:
    add(session, course, [QUESTION, {**QUESTION, "title": "Stone"}, {**QUESTION, "id": "own"}])

    files = files_now(session, course)
    assert files[BANK_PATH].startswith(bank_files()[BANK_PATH])
    keys = sa.select(Item.key).join(Category).where(Category.key == "bridges").order_by(Item.id)
    assert session.scalars(keys).all() == ["stone", "wooden", "aside", "built", "is-it", "stone-2", "own"]
    assert difference(session, course) == []


def test_a_file_takes_five_hundred_questions_and_the_rest_goes_into_the_next(session: Session, course: Course) -> None:
    add(session, course, [QUESTION] * 1000)

    counts = sa.select(Category.key, sa.func.count()).join(Item, Item.category_id == Category.id)
    assert session.execute(counts.group_by(Category.key).order_by(Category.key)).all() == [
        ("bridges", 500),
        ("rivers-bridges", 500),
        ("rivers-bridges-2", 4),
        ("tolls", 1),
    ]
    assert difference(session, course) == []


def test_pictures_that_are_added_are_written_anew_and_named_apart(session: Session, course: Course) -> None:
    shown = {**QUESTION, "prompt": "![A bridge](picture:bridge.png) and ![a toll](picture:my toll.jpeg)"}
    shown["prompt"] = shown["prompt"].replace("my toll.jpeg", "toll.jpeg")

    add(session, course, [shown], bridge_png=picture(3, 3), toll_jpeg=picture(4, 2, form="JPEG", comment=b"secret"))

    files = files_now(session, course)
    names = {path for path in files if path.startswith("pictures/")}
    assert files["pictures/bridge.png"] == PICTURE
    assert "pictures/toll.jpg" in names
    assert len(names) == 3
    assert b"secret" not in files["pictures/toll.jpg"]
    assert difference(session, course) == []


def test_nothing_is_added_when_anything_is_wrong(session: Session, course: Course) -> None:
    wrong = [{**QUESTION, "answer": "maybe"}, QUESTION, {**QUESTION, "kind": "riddle"}]

    with pytest.raises(CourseRefused) as refused:
        add(session, course, wrong)
    with pytest.raises(CourseRefused) as picture_refused:
        add(session, course, [QUESTION], evil_png=b"<svg/>")

    assert len(refused.value.problems) == 2
    assert problems_of(picture_refused) == [
        "pictures/evil.png:1: SVG pictures may hold programs; save it as PNG, JPEG, GIF or WebP."
    ]
    assert files_now(session, course) == bank_files()
