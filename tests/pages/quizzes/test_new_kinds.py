"""Texts with gaps, words to drag, essays, several questions about one text and plain texts, as learners meet them."""

from __future__ import annotations

import re

import pytest

from courses.items.rules.kinds import KINDS
from models.catalogue import Lesson
from models.items import Quiz
from tests.pages.quizzes.taking import answer, begin, finish
from tests.support.client import Client
from tests.support.factories.items import make_item, make_quiz
from tests.support.fields import fields_of
from tests.support.html_checker import html_problems
from tests.support.seen import main_part, seen

# What is filled in rightly, and half rightly, and what people see of it.
RIGHT = {
    "cloze": {"year.text": "1204", "who.choice": "0", "toll.text": "toll"},
    "drag-words": {"gap-a": "0", "gap-b": "2"},
    "essay": {"text": "Stone costs more."},
    "stimulus": {"who.choice": "0", "when.text": "1204"},
}
HALF = {
    "cloze": {"year.text": "1300", "who.choice": "0", "toll.text": "tax"},
    "drag-words": {"gap-a": "0", "gap-b": "1"},
    "stimulus": {"who.choice": "0", "when.text": "1300"},
}


def quiz_with(lesson: Lesson, *kinds: str) -> Quiz:
    quiz = make_quiz(lesson, title="Check your reading")
    for kind in kinds:
        make_item(quiz, kind, marks=0 if kind == "description" else 1)
    return quiz


@pytest.mark.parametrize("kind", RIGHT)
def test_an_answer_is_kept_in_the_fields_it_was_given_in(client: Client, lesson: Lesson, kind: str) -> None:
    attempt = begin(client, quiz_with(lesson, kind))

    answer(client, attempt, 1, RIGHT[kind])

    fields = fields_of(main_part(client.get(f"/attempts/{attempt.id}/questions/1")))
    given = {name: values[0].strip() for name, values in fields.items() if name in RIGHT[kind]}
    assert given == RIGHT[kind]


@pytest.mark.parametrize("kind", ["cloze", "drag-words", "stimulus"])
def test_a_right_answer_is_shown_as_right(client: Client, lesson: Lesson, kind: str) -> None:
    attempt = begin(client, quiz_with(lesson, kind))
    answer(client, attempt, 1, RIGHT[kind])

    finish(client, attempt)

    page = seen(client.get(f"/attempts/{attempt.id}"))
    assert "Right: 1 of 1 mark" in page
    assert "rong" not in page


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            "cloze",
            [
                "Gap 1 of 3, wrong: 1300 AD",
                "Right answer: 1204 AD",
                "Gap 2 of 3, right: everybody",
                "partly right: tax",
            ],
        ),
        ("drag-words", ["Gap 1 of 2, right: bridge", "Gap 2 of 2, wrong: king", "Right answer: town"]),
        ("stimulus", ["Part 1 of 2", "Your answer: right", "Part 2 of 2", "1300", "Your answer: wrong", "Wrong"]),
    ],
)
def test_each_part_says_what_came_of_it(client: Client, lesson: Lesson, kind: str, words: list[str]) -> None:
    attempt = begin(client, quiz_with(lesson, kind))
    answer(client, attempt, 1, HALF[kind])

    finish(client, attempt)

    page = seen(client.get(f"/attempts/{attempt.id}"))
    assert "Partly right" in page
    assert [each for each in words if each not in page] == []


def test_feedback_stands_behind_the_gap_it_belongs_to(client: Client, lesson: Lesson) -> None:
    attempt = begin(client, quiz_with(lesson, "cloze"))
    answer(client, attempt, 1, {"year.text": "1204", "who.choice": "1", "toll.text": "fish"})

    finish(client, attempt)

    page = seen(client.get(f"/attempts/{attempt.id}"))
    assert "Gap 2 of 3 All paid." in page
    assert "Gap 3 of 3 Read on." in page
    assert "See the last sentence." in page


@pytest.mark.parametrize(
    ("kind", "labels"),
    [
        ("cloze", ["Gap 1 of 3 (AD)", "Gap 2 of 3", "Gap 3 of 3"]),
        ("drag-words", ["Gap 1 of 2", "Gap 2 of 2"]),
    ],
)
def test_every_gap_has_a_name(client: Client, lesson: Lesson, kind: str, labels: list[str]) -> None:
    attempt = begin(client, quiz_with(lesson, kind))

    page = main_part(client.get(f"/attempts/{attempt.id}/questions/1"))

    assert re.findall(r'class="gap-field"[^>]*aria-label="([^"]+)"', page) == labels
    assert page.count("The town was founded in") == (1 if kind == "cloze" else 0)


def test_the_right_words_are_not_in_the_page_that_asks_for_them(client: Client, lesson: Lesson) -> None:
    attempt = begin(client, quiz_with(lesson, "cloze", "essay"))

    pages = [main_part(client.get(f"/attempts/{attempt.id}/questions/{position}")) for position in (1, 2)]

    assert "1204" not in pages[0]
    assert "prayers" not in pages[1]


def test_an_essay_shows_how_it_will_be_marked_and_what_it_lacks(client: Client, lesson: Lesson) -> None:
    attempt = begin(client, quiz_with(lesson, "essay"))
    page = client.get(f"/attempts/{attempt.id}/questions/1")
    answer(client, attempt, 1, {"text": "Too short"})

    again = client.get(f"/attempts/{attempt.id}")

    assert "3 to 100 words." in seen(page)
    assert "Both sides None 0 points One 1 point Both 3 points" in seen(page)
    assert fields_of(main_part(page))["text"][0].strip() == "I think that"
    assert "It should have at least 3 words; it has 2." in seen(again)


def test_an_essay_shows_no_model_answer_before_it_is_marked(client: Client, lesson: Lesson) -> None:
    attempt = begin(client, quiz_with(lesson, "essay"))
    answer(client, attempt, 1, RIGHT["essay"])

    finish(client, attempt)

    page = seen(client.get(f"/attempts/{attempt.id}"))
    assert "Stone costs more." in page
    assert "prayers" not in page


def test_a_text_is_read_and_not_counted(client: Client, lesson: Lesson) -> None:
    attempt = begin(client, quiz_with(lesson, "description", "cloze"))
    text = client.get(f"/attempts/{attempt.id}/questions/1")
    question = client.get(f"/attempts/{attempt.id}/questions/2")
    answer(client, attempt, 2, RIGHT["cloze"])

    finish(client, attempt)

    assert "The next questions are about the bridge." in seen(text)
    assert "Question 1 of 1" in seen(question)
    assert "Right: 1 of 1 mark" in seen(client.get(f"/attempts/{attempt.id}"))


def test_an_answer_no_page_could_have_sent_is_refused(client: Client, lesson: Lesson) -> None:
    attempt = begin(client, quiz_with(lesson, "cloze", "drag-words", "stimulus"))

    replies = [
        answer(client, attempt, 1, {"who.choice": "7"}),
        answer(client, attempt, 2, {"gap-a": "9"}),
        answer(client, attempt, 3, {"who.choice": "-1"}),
    ]

    assert [reply.status_code for reply in replies] == [422, 422, 422]


def test_pages_of_every_kind_are_valid(client: Client, lesson: Lesson) -> None:
    attempt = begin(client, quiz_with(lesson, *KINDS))
    asked = {
        f"{kind}, asked": client.get(f"/attempts/{attempt.id}/questions/{position}").text
        for position, kind in enumerate(KINDS, start=1)
    }
    for position, kind in enumerate(KINDS, start=1):
        answer(client, attempt, position, HALF.get(kind, {}))

    finish(client, attempt)

    assert html_problems({**asked, "graded": client.get(f"/attempts/{attempt.id}").text}) == []
