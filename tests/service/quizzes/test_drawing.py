"""What an attempt is made of: fixed questions, pools, sections; the same at every look."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from courses.quizzes.rules.settings import Section
from models.catalogue import Course
from models.enums import Difficulty
from models.items import Category, Item, ItemVersion, Quiz
from models.quizzes import Attempt
from tests.support.factories.catalogue import YESTERDAY, make_user
from tests.support.factories.items import (
    make_bank_item,
    make_category,
    make_item,
    make_pool,
    make_quiz,
    make_version,
)
from tests.support.factories.quizzes import finish_attempt, make_attempt, settings, slots_of, steps_of


def bank(session: Session, quiz: Quiz) -> Category:
    return make_category(session.get_one(Course, quiz.course_id))


def asked(attempt: Attempt) -> list[int]:
    return [slot.item_id for slot in slots_of(attempt)]


def test_a_pool_asks_what_the_learner_has_not_seen(session: Session) -> None:
    quiz, user = make_quiz(), make_user()
    category = bank(session, quiz)
    for _ in range(6):
        make_bank_item(category)
    make_pool(quiz, category, draw=2)

    drawn = [asked(finish_attempt(make_attempt(user, quiz, seed=seed))) for seed in range(3)]

    assert [len(items) for items in drawn] == [2, 2, 2]
    assert len({item for items in drawn for item in items}) == 6


def test_a_pool_draws_only_what_fits_it(session: Session) -> None:
    quiz = make_quiz()
    category = bank(session, quiz)
    fitting = make_bank_item(category, tags=["bridge", "toll"], difficulty=Difficulty.HARD)
    make_bank_item(category, tags=["bridge"], difficulty=Difficulty.HARD)
    make_bank_item(category, tags=["bridge", "toll"], difficulty=Difficulty.EASY)
    make_bank_item(bank(session, quiz), tags=["bridge", "toll"], difficulty=Difficulty.HARD)
    make_bank_item(bank(session, make_quiz()), tags=["bridge", "toll"], difficulty=Difficulty.HARD)
    make_pool(quiz, category, draw=5, tags=["bridge", "toll"], difficulty=Difficulty.HARD, marks=2.5)

    [slot] = slots_of(make_attempt(quiz=quiz))

    assert (slot.item_version_id, slot.marks) == (fitting.id, 2.5)


def test_a_pool_without_conditions_draws_from_the_whole_bank_of_the_course(session: Session) -> None:
    quiz = make_quiz()
    for _ in range(2):
        make_bank_item(bank(session, quiz))
    make_bank_item(bank(session, make_quiz()))
    make_pool(quiz, draw=9)

    assert len(asked(make_attempt(quiz=quiz))) == 2


def test_what_was_taken_out_is_not_drawn(session: Session) -> None:
    quiz = make_quiz()
    kept = make_bank_item(bank(session, quiz))
    retired = make_bank_item(bank(session, quiz))
    session.get_one(Item, retired.item_id).retired_at = YESTERDAY
    category = bank(session, quiz)
    category.retired_at = YESTERDAY
    make_bank_item(category)
    make_pool(quiz, draw=9)

    assert asked(make_attempt(quiz=quiz)) == [kept.item_id]


def test_a_pool_draws_no_text_that_asks_nothing(session: Session) -> None:
    quiz = make_quiz()
    category = bank(session, quiz)
    make_bank_item(category, "description")
    question = make_bank_item(category)
    make_pool(quiz, category, draw=2)

    assert asked(make_attempt(quiz=quiz)) == [question.item_id]


def test_a_pool_asks_the_newest_version(session: Session) -> None:
    quiz = make_quiz()
    old = make_bank_item(bank(session, quiz))
    item = session.get_one(Item, old.item_id)
    new = make_version(item, number=2)
    item.newest = 2
    make_pool(quiz)

    assert [slot.item_version_id for slot in slots_of(make_attempt(quiz=quiz))] == [new.id]


def test_a_pool_does_not_repeat_a_fixed_question(session: Session) -> None:
    quiz = make_quiz()
    version = make_bank_item(bank(session, quiz))
    place = make_item(quiz)
    place.item_id, place.item_version_id = version.item_id, version.id
    make_pool(quiz, draw=3)

    assert asked(make_attempt(quiz=quiz)) == [version.item_id]


def test_sections_are_kept_and_the_draw_stands_in_the_first_step(session: Session) -> None:
    sections = (Section("one", "One"), Section("two", "Two", shuffle=True))
    quiz = make_quiz(settings=settings(sections=sections, shuffle_options=False))
    make_item(quiz)
    for _ in range(5):
        make_item(quiz, section=1)

    attempt = make_attempt(quiz=quiz)

    payload = steps_of(attempt)[0].payload
    assert [slot.section for slot in slots_of(attempt)] == [0, 1, 1, 1, 1, 1]
    assert [step["item"] for step in payload["slots"]] == asked(attempt)
    assert (payload["shuffle"], payload["shuffle_options"]) == (False, False)
    assert [step["order"] for step in payload["slots"]] == [{"options": [0, 1]}] * 6


def test_shuffled_questions_come_in_another_order(session: Session) -> None:
    quiz = make_quiz(settings=settings(shuffle=True))
    for _ in range(6):
        make_item(quiz)

    orders: set[Any] = {tuple(asked(make_attempt(quiz=quiz, seed=seed))) for seed in range(4)}

    assert len(orders) > 1
    assert len({frozenset(order) for order in orders}) == 1


def test_every_question_drawn_is_one_of_the_bank(session: Session) -> None:
    quiz = make_quiz()
    category = bank(session, quiz)
    versions: list[ItemVersion] = [make_bank_item(category, kind) for kind in ("numeric", "essay", "cloze")]
    make_pool(quiz, category, draw=3)

    assert sorted(asked(make_attempt(quiz=quiz))) == sorted(version.item_id for version in versions)
