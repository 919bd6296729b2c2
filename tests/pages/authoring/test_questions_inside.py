"""Several questions about one text, written through the form: each in the fields of its kind, nothing lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.authoring.quiz_editor.forms import is_same
from courses.authoring.quiz_editor.places import specs_of
from courses.authoring.quiz_editor.queries import PassageLine, Reading
from courses.items.rules.drafting import spec_from
from courses.items.rules.inner_forms import kinds_inside
from courses.items.rules.kinds import KINDS
from models.catalogue import Course
from models.items import Quiz
from tests.pages.authoring.editor import body_of, file_now, form_on, item_address, versions
from tests.pages.authoring.typed import PROMPTS, TYPED, WRITTEN
from tests.rules.items.new_kinds import specs
from tests.support.apps import close, make_app, new_client
from tests.support.client import Client
from tests.support.factories.catalogue import make_learner
from tests.support.factories.items import PASSAGES, example
from tests.support.fields import fields_of
from tests.support.html_checker import html_problems
from tests.support.seen import main_part, seen

KEY = "a-text"
WHOLE = {"id": KEY, "prompt": "Read it once more.", "evidence": ["a-8"]}


def inside(number: int, kind: str, prompt: str = "Was it?", fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What is typed into a question inside the text."""
    typed = {"kind": kind, "prompt": prompt, "evidence": ["a-8"], **(TYPED[kind] if fields is None else fields)}
    return {f"questions.{number}.{name}": value for name, value in typed.items()}


TWO = {
    **inside(1, "true-false", "Was it stone?"),
    **inside(2, "short-answer", "What was paid?"),
}


@pytest.fixture
def address(quiz: Quiz) -> str:
    return f"/quizzes/{quiz.id}/new-item?kind=stimulus"


def written(course: Course) -> list[dict[str, Any]]:
    """The questions inside the text, as the file has them."""
    return list(specs_of(file_now(course))[KEY]["questions"])


def published(author: Client, address: str, typed: Mapping[str, Any]) -> None:
    reply = author.post(address, data={**form_on(author.get(address)), **WHOLE, **typed, "action": "save"})
    assert reply.status_code == 303


@pytest.mark.parametrize("kind", kinds_inside())
def test_a_question_of_every_kind_is_added_written_and_saved(
    author: Client, course: Course, quiz: Quiz, address: str, kind: str
) -> None:
    page = author.post(address, data={**WHOLE, "questions-kind": kind, "action": "questions add"})
    assert f"Question 1: {KINDS[kind].TITLE}" in seen(page)
    prompt = PROMPTS.get(kind, "What was paid?")

    published(author, address, {**form_on(page), **inside(1, kind, prompt)})

    (question,) = written(course)
    assert question.pop("id")
    assert question == {"kind": kind, "prompt": prompt, "evidence": ["a-8"], **WRITTEN[kind]}
    again = form_on(author.get(item_address(quiz, KEY)))
    assert author.post(item_address(quiz, KEY), data={**again, "action": "save"}).status_code == 303
    assert versions(course) == 2
    assert body_of(quiz, KEY)["questions"][0]["kind"] == kind


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application whose templates can be filled."""
    folder: Path = tmp_path_factory.mktemp("inside")
    app = make_app(folder)
    yield app
    close(app)


def form_of(app: Flask, spec: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the questions inside send when nobody touches them."""
    reading = Reading("", {}, [PassageLine(key, text, "") for key, text in PASSAGES.items()])
    around = {"slug": "course"}
    with app.test_request_context("/"):
        page = render_template(
            "authoring/_inside.html",
            spec=spec,
            kinds_inside=kinds_inside(),
            reading=reading,
            blank_rows=1,
            question={"is_new": False},
            place={"course": around, "lesson": "own"},
        )
    return fields_of(page)


@settings(deadline=None, max_examples=40)
@given(spec=specs("stimulus"))
def test_a_form_that_nobody_touched_says_what_the_file_said(pages: Flask, spec: dict[str, Any]) -> None:
    drafted = spec_from(form_of(pages, spec), "stimulus", spec["id"], spec)

    assert is_same({"questions": drafted["questions"]}, {"questions": spec["questions"]})


@settings(deadline=None, max_examples=20)
@given(kind=st.sampled_from(list(kinds_inside())), order=st.permutations(list(PASSAGES)))
def test_evidence_inside_keeps_its_order(pages: Flask, kind: str, order: list[str]) -> None:
    question = {**example(kind), "id": "one", "evidence": order, "title": "Its name", "explanation": "Because.\n\nSo."}
    spec = example("stimulus", questions=[question])

    drafted = spec_from(form_of(pages, spec), "stimulus", spec["id"], spec)

    assert is_same(drafted["questions"][0], question)


def prompts_after(author: Client, address: str, action: str) -> list[str]:
    """The questions in their order after a button was pressed, and nothing but their order changed."""
    page = author.post(address, data={**WHOLE, **TWO, "action": action})
    assert page.status_code == 200
    form = form_on(page)
    assert form["prompt"] == [WHOLE["prompt"]]
    prompts = [form.get(f"questions.{number}.prompt", [""])[0] for number in (1, 2, 3)]
    return [prompt for prompt in prompts if prompt]


@pytest.mark.parametrize(
    ("action", "prompts"),
    [
        ("questions down 1", ["What was paid?", "Was it stone?"]),
        ("questions up 2", ["What was paid?", "Was it stone?"]),
        ("questions up 1", ["Was it stone?", "What was paid?"]),
        ("questions down 2", ["Was it stone?", "What was paid?"]),
        ("questions remove 1", ["What was paid?"]),
        ("questions remove 3", ["Was it stone?", "What was paid?"]),
        ("questions sideways 1", ["Was it stone?", "What was paid?"]),
        ("questions", ["Was it stone?", "What was paid?"]),
        ("more", ["Was it stone?", "What was paid?"]),
    ],
)
def test_questions_are_moved_and_taken_out_and_the_others_keep_what_was_typed(
    author: Client, course: Course, address: str, action: str, prompts: list[str]
) -> None:
    assert prompts_after(author, address, action) == prompts
    assert versions(course) == 1


def test_what_was_moved_is_saved_as_it_stands(author: Client, course: Course, address: str) -> None:
    page = author.post(address, data={**WHOLE, **TWO, "action": "questions down 1"})

    published(author, address, form_on(page))

    assert [(each["id"], each["kind"]) for each in written(course)] == [
        ("what-was-paid", "short-answer"),
        ("was-it-stone", "true-false"),
    ]


def test_a_question_keeps_its_id_when_its_words_change(
    author: Client, course: Course, quiz: Quiz, address: str
) -> None:
    published(author, address, TWO)
    form = form_on(author.get(item_address(quiz, KEY)))

    author.post(item_address(quiz, KEY), data={**form, "questions.1.prompt": "Was it of stone?", "action": "save"})

    assert [(each["id"], each["prompt"]) for each in written(course)] == [
        ("was-it-stone", "Was it of stone?"),
        ("what-was-paid", "What was paid?"),
    ]


def test_the_same_words_get_different_ids(author: Client, course: Course, address: str) -> None:
    published(author, address, {**inside(1, "true-false"), **inside(2, "true-false")})

    assert [each["id"] for each in written(course)] == ["was-it", "was-it-2"]


def test_what_is_wrong_stands_at_the_field_inside_and_nothing_typed_is_lost(
    author: Client, course: Course, address: str
) -> None:
    wrong = {**TWO, "questions.1.prompt": "", "questions.2.answers": "", "questions.2.evidence": ["a-99"]}
    typed = {**wrong, "questions.1.explanation": "Stone lasts.", "questions.2.case": "1"}

    page = author.post(address, data={**WHOLE, **typed, "action": "save"})

    assert page.status_code == 422
    keys = re.findall(r'data-key="(questions[^"]*)"', main_part(page))
    assert {"questions.1.prompt", "questions.2.answers", "questions.2.evidence"} == set(keys)
    for key in keys:
        assert f'id="field-{key}"' in main_part(page)
    assert "Question 1 inside: Question" in seen(page)
    form = form_on(page)
    assert form["questions.1.explanation"] == ["Stone lasts."]
    assert form["questions.1.answer"] == ["true"]
    assert form["questions.2.case"] == ["1"]
    assert "a-99" in form["questions.2.evidence"]
    assert versions(course) == 1


def test_a_row_of_a_question_inside_is_named(author: Client, address: str) -> None:
    options = {**TYPED["multiple-choice"], "option-feedback": ["", "", ""]}

    page = author.post(address, data={**WHOLE, **inside(1, "multiple-choice", fields=options), "action": "save"})

    assert 'data-key="questions.1.options" data-entry="2"' in main_part(page)


def test_a_text_without_questions_is_refused_at_its_questions(author: Client, address: str) -> None:
    page = author.post(address, data={**WHOLE, "action": "save"})

    assert page.status_code == 422
    assert 'data-key="questions"' in main_part(page)


def test_what_is_written_as_in_a_course_file_becomes_a_form_or_stays_the_text_it_is(
    author: Client, address: str
) -> None:
    good = "id: was-it\r\nkind: true-false\r\nprompt: Was it?\r\nevidence: [a-8]\r\nanswer: true"
    texts = [good, "kind: [", "kind: essay\r\nid: long\r\nprompt: Why?"]

    page = author.post(address, data={**WHOLE, "question": texts, "action": "save"})

    assert page.status_code == 422
    form = form_on(page)
    assert (form["questions.1.kind"], form["questions.1.id"]) == (["true-false"], ["was-it"])
    assert sorted(form["question"]) == sorted(["kind: [", "kind: essay\r\nid: long\r\nprompt: Why?", ""])
    assert "A question of the kind &#39;essay&#39; cannot stand inside another." in main_part(page)


@pytest.mark.parametrize("kind", ["stimulus", "essay", "description", "nothing", ""])
def test_a_kind_that_stands_alone_cannot_be_put_inside(author: Client, address: str, kind: str) -> None:
    page = author.post(address, data={**WHOLE, "questions-kind": kind, "action": "questions add"})
    forged = author.post(address, data={**WHOLE, **inside(1, kind, fields={"answer": "1"}), "action": "save"})

    assert "questions.1.kind" not in form_on(page)
    assert forged.status_code == 422


def test_a_draft_keeps_the_questions_inside(author: Client, address: str) -> None:
    author.post(address, data={**WHOLE, **TWO, "action": "draft"})

    form = form_on(author.get(f"{address}&draft=1"))

    assert form["questions.1.prompt"] == ["Was it stone?"]
    assert form["questions.2.answers"] == ["a penny\r\npenny*"]


def test_the_bank_has_the_same_form(author: Client, course: Course) -> None:
    address = f"/courses/{course.slug}/bank/new-item?kind=stimulus&title=Bridges"
    references = {f"questions.{number}.evidence": ["the-bridge#a-8"] for number in (1, 2)}
    typed = {**WHOLE, "evidence": ["the-bridge#a-8"], **TWO, **references}
    page = author.post(address, data={**typed, "questions-kind": "numeric", "action": "questions add"})
    page = author.post(address, data={**form_on(page), "action": "questions remove 3"})

    reply = author.post(address, data={**form_on(page), "action": "save"})

    assert reply.status_code == 303
    form = form_on(author.get(reply.location))
    assert form["questions.2.prompt"] == ["What was paid?"]


def test_a_page_with_a_question_of_every_kind_inside_is_valid_html(author: Client, address: str) -> None:
    typed = [inside(number, kind, PROMPTS.get(kind, "Was it?")) for number, kind in enumerate(kinds_inside(), start=1)]
    texts = {"question": ["kind: ["], "action": "preview"}

    page = author.post(address, data={name: value for each in (WHOLE, texts, *typed) for name, value in each.items()})

    assert page.text.count('class="inner-question"') == len(kinds_inside())
    assert html_problems({"questions inside": page.text}) == []


def test_others_may_not_arrange(app: Flask, course: Course, address: str) -> None:
    data = {**WHOLE, **TWO, "action": "questions add", "questions-kind": "numeric"}

    assert new_client(app).post(address, data=data).status_code == 403
    assert new_client(app).login(make_learner(course)).post(address, data=data).status_code == 403
