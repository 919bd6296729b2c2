"""The fields of questions and of their editor say what they were filled with."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from courses.authoring.quiz_editor.proofs import ticks
from courses.items.rules.asked import Asked
from courses.items.rules.grading import grade_answer
from courses.items.rules.inside import form_of
from courses.items.rules.kinds import KINDS
from courses.shared.config import ROOT
from courses.shared.markup import plain
from tests.rules.items.answers import PASSAGES, SPECIFIC, bodies, fields, specs
from tests.support.factories.items import body_of, example
from tests.support.fields import fields_of

every_kind = pytest.mark.parametrize("kind", SPECIFIC)


@functools.cache
def templates() -> Environment:
    """The templates of questions, which need nothing of the application but sentences."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    globals_: dict[str, Any] = environment.globals
    globals_["_"] = lambda text, **values: Markup(text) % values if values else Markup(text)
    globals_["remembered"] = functools.cache
    environment.filters["plain"] = plain
    return environment


def drawn(kind: str, macro: str, *values: Any) -> str:
    return str(getattr(templates().get_template(f"items/{kind}.html").module, macro)(*values))


class Passage:
    """A passage as the editor offers it."""

    def __init__(self, key: str) -> None:
        self.key, self.text, self.place = key, PASSAGES[key], ""

    def ticks(self, proof: list[Mapping[str, Any]]) -> list[Any]:
        return ticks(self.key, self.text, proof)


def edited(kind: str, spec: Mapping[str, Any], blank_rows: int = 1) -> dict[str, Any]:
    """The keys of a kind after its form was opened and sent."""
    return KINDS[kind].draft(fields_of(drawn(kind, "edit", spec, blank_rows, [Passage(key) for key in PASSAGES])))


@every_kind
@given(data=st.data())
def test_opening_and_sending_the_editor_changes_nothing(kind: str, data: st.DataObject) -> None:
    spec = data.draw(specs(kind))

    own = {key: value for key, value in spec.items() if key in KINDS[kind].KEYS}

    assert edited(kind, spec, data.draw(st.integers(0, 3))) == own


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("multiple-choice", {"options": [{"text": f"o {number}", "feedback": "x\n\ny"} for number in range(200)]}),
        ("short-answer", {"answers": ["a", {"text": "b", "weight": 0, "feedback": "x\n\ny"}, "c*"]}),
        ("numeric", {"answers": [{"value": 1}, {"from": -2.5, "to": 0, "weight": 0.5, "feedback": "<p>"}]}),
        ("numeric", {"answer": 0, "units": [{"name": "km", "factor": 1000}]}),
        ("matching", {"distractors": ["a", "b"], "shuffle": False}),
    ],
)
def test_long_and_unusual_questions_stay_what_they_are(kind: str, values: dict[str, Any]) -> None:
    own = {key: value for key, value in example(kind, **values).items() if key in KINDS[kind].KEYS}
    if "answers" in values and kind == "numeric":
        own = {key: value for key, value in own.items() if key not in ("answer", "tolerance")}

    assert edited(kind, own) == own


@every_kind
@given(data=st.data(), prefix=st.sampled_from(["", "part."]), seed=st.integers(0, 100))
def test_an_answer_is_shown_in_the_fields_that_send_it(kind: str, data: st.DataObject, prefix: str, seed: int) -> None:
    body = data.draw(bodies(kind))
    response = KINDS[kind].read(body, data.draw(fields(kind, body)))
    order = KINDS[kind].order(body, Random(seed))
    question = Asked(position=3, kind=kind, body=body, order=order, response=response, prefix=prefix)

    html = drawn(kind, "ask", question)

    sent = fields_of(html)
    assert all(name.startswith(prefix) for name in sent)
    assert KINDS[kind].read(body, form_of(sent, "part") if prefix else sent) == response


@every_kind
def test_elements_of_two_questions_of_a_page_have_ids_of_their_own(kind: str) -> None:
    body = body_of(example(kind))
    order = KINDS[kind].order(body, Random(1))
    pages = [
        drawn(kind, "ask", Asked(position=3, kind=kind, body=body, order=order, response=None, prefix=prefix))
        for prefix in ("", "a.", "b.")
    ]

    ids = [name for page in pages for name in re.findall(r' id="([^"]+)"', page)]

    assert len(set(ids)) == len(ids)
    assert all(
        f'aria-labelledby="prompt-{prefix}3' in page for prefix, page in zip(("", "a.", "b."), pages, strict=True)
    )
    assert [each for page in pages for each in re.findall(r' for="([^"]+)"', page) if each not in ids] == []


class Shows:
    """Everything may be shown."""

    correctness = key = feedback = True


@pytest.mark.parametrize(
    ("kind", "values", "response", "words"),
    [
        ("multiple-choice", {}, {"choice": 1}, "Your answer: wrong"),
        (
            "multiple-choice",
            {"options": [{"text": "a", "correct": True}, {"text": "b", "feedback": "x", "weight": 0.5}]},
            {"choice": 1},
            "Your answer: partly right",
        ),
        ("short-answer", {"answers": ["toll", {"text": "tax", "weight": 0.5}]}, {"text": "tax"}, "partly right"),
        ("short-answer", {"answers": ["toll", {"text": "tax", "weight": 0}]}, {"text": "tax"}, "Your answer: wrong"),
    ],
)
def test_what_came_of_an_answer_is_said(
    kind: str, values: dict[str, Any], response: dict[str, Any], words: str
) -> None:
    body = body_of(example(kind, **values))
    order, grade = KINDS[kind].order(body, Random(1)), grade_answer(kind, body, response)
    question = Asked(position=1, kind=kind, body=body, order=order, response=response, grade=grade)

    assert words in drawn(kind, "answered", question, Shows())


def test_a_step_that_is_a_picture_is_called_by_the_words_of_the_picture() -> None:
    body = {
        **body_of(example("ordering", steps=["a", "b"])),
        "steps": ['<img src="/p" alt="The &lt;old&gt; bridge">', "b"],
    }
    question = Asked(position=1, kind="ordering", body=body, order={"steps": [0, 1]}, response=None)

    html = drawn("ordering", "ask", question)

    assert 'aria-label="Place of: The &lt;old&gt; bridge"' in html


class ShowsNothing:
    """Nothing may be shown but what was answered."""

    correctness = key = feedback = marks = False


@given(data=st.data(), seed=st.integers(0, 100))
def test_an_order_given_does_not_tell_the_right_one(data: st.DataObject, seed: int) -> None:
    body = data.draw(bodies("ordering"))
    other = {**body, "places": data.draw(st.permutations(body["places"]))}
    response = KINDS["ordering"].read(body, data.draw(fields("ordering", body)))
    order = KINDS["ordering"].order(body, Random(seed))

    pages = [
        drawn(
            "ordering",
            "answered",
            Asked(position=1, kind="ordering", body=each, order=order, response=response),
            ShowsNothing(),
        )
        for each in (body, other)
    ]

    assert pages[0] == pages[1]


def test_each_step_of_an_order_is_said_to_be_right_or_wrong() -> None:
    body, response = body_of(example("ordering", steps=["a", "b", "c"])), {"places": [0, 2, 1]}
    grade = grade_answer("ordering", body, response)
    question = Asked(position=1, kind="ordering", body=body, order={"steps": [0, 1, 2]}, response=response, grade=grade)

    words = " ".join(re.sub("<[^>]*>", " ", drawn("ordering", "answered", question, Shows())).split())

    assert words == "1. a You: place 1 , right 2. b You: place 3 , right 3. c You: place 2 , wrong"
