"""A small course with a quiz of every kind of question, for browsers, and the right answers as people give them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask

from courses.items.rules.kinds import KINDS
from courses.shared.db import commit
from tests.browser.deeds import Answer, choose, fill, match, number, order, together, write
from tests.support.factories.catalogue import make_course, make_lesson, make_passage
from tests.support.factories.items import PASSAGES, SPECS, make_item, make_quiz
from tests.support.factories.quizzes import settings

SLUG, LESSON, QUIZ = "river-towns", "The bridge", "What do you know about the bridge?"
PAGE = f"/courses/{SLUG}/lessons/bridge"
STEPS: Sequence[str] = SPECS["ordering"]["steps"]
ANSWERS: dict[str, Answer] = {
    "multiple-choice": choose("The town"),
    "multiple-response": choose("Merchants", "Pilgrims"),
    "true-false": choose("False"),
    "short-answer": write("toll"),
    "numeric": write("1204"),
    "matching": match({"Town": "1204", "Bridge": "later", "King": "never"}),
    "ordering": order(STEPS),
    "evidence": choose("Its bridge came later."),
    "cloze": fill({"Gap 1 of 3": "1204", "Gap 2 of 3": "everybody", "Gap 3 of 3": "toll"}),
    "drag-words": choose("bridge", "town"),
    "stimulus": together(choose("The town"), write("1204")),
}
ANSWERS_WITHOUT_SCRIPTS = {
    **ANSWERS,
    "ordering": number(STEPS),
    "drag-words": match({"Gap 1 of 2": "bridge", "Gap 2 of 2": "town"}),
}
# The kinds that are graded at once; the others are in test_gaps_and_essays.
ASKED = tuple(kind for kind in KINDS if kind in ANSWERS)


def make_river_towns(app: Flask, **taking: Any) -> int:
    """The course with one lesson, to be read and quizzed (`taking`: the settings of the quiz); the number of its quiz."""
    with app.app_context():
        texts = "".join(f'<p class="passage" id="{key}">{text}</p>' for key, text in PASSAGES.items())
        course = make_course(slug=SLUG, title="River Towns")
        lesson = make_lesson(course, key="bridge", title=LESSON, needs_quiz=True, needs_mark=True, html=texts)
        passages = [make_passage(lesson, key=key, text=text) for key, text in PASSAGES.items()]
        quiz = make_quiz(lesson, title=QUIZ, settings=settings(**taking))
        for kind in ASKED:
            make_item(quiz, kind, evidence=passages[:1], explanation="The chronicle says so.")
        commit()
        return quiz.id
