"""A kind that nobody has heard of: a module, a template and a line of the registry are all it takes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from jinja2 import ChoiceLoader, DictLoader

from courses.items.rules.forms import first
from courses.items.rules.kinds import KINDS, Grade
from courses.items.rules.results import Group, summarise
from models.catalogue import Lesson
from tests.pages.quizzes.taking import answer, begin, finish
from tests.support.client import Client
from tests.support.factories.items import SPECS, example, make_item, make_quiz
from tests.support.fields import fields_of
from tests.support.seen import seen

TEMPLATE = """
{%- macro ask(question) -%}<input name="{{ question.prefix }}tune" aria-label="Tune" value="{{ question.response.tune }}">{%- endmacro -%}
{%- macro answered(question, shows) -%}<p>You whistled {{ question.words }}; it goes {{ question.key_words }}.</p>{%- endmacro -%}
{%- macro edit(spec, blank_rows, passages) -%}<input name="song" value="{{ spec.song }}">{%- endmacro -%}
"""


def whistling() -> Any:
    """What a module of a kind holds."""
    read = lambda body, form: {"tune": first(form, "tune")} if first(form, "tune") else None  # noqa: E731
    return SimpleNamespace(
        NAME="whistling",
        TITLE="Whistle it",
        KEYS=frozenset({"song"}),
        parse=lambda spec, context: {"song": spec.get("song", ""), "proves": []},
        order=lambda body, rng, *, shuffle=True: {},
        read=read,
        missing=lambda body, response: None,
        grade=lambda body, response: Grade(float(response["tune"] == body["song"])),
        key=lambda body: {"tune": body["song"]},
        choices=lambda body: (),
        chosen=lambda body, response: (response["tune"],),
        draft=lambda form: {"song": first(form, "song")},
        carry=lambda old, new, response: dict(response),
    )


@pytest.fixture
def added(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line of the registry, and the template."""
    monkeypatch.setitem(KINDS, "whistling", whistling())
    monkeypatch.setitem(SPECS, "whistling", {"prompt": "Whistle it.", "song": "la la"})
    loaders = [DictLoader({"items/whistling.html": TEMPLATE}), app.jinja_env.loader]
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader([loader for loader in loaders if loader]))


@pytest.mark.usefixtures("added")
def test_a_new_kind_is_asked_graded_and_counted(client: Client, lesson: Lesson) -> None:
    quiz = make_quiz(lesson, title="Songs")
    make_item(quiz, "whistling")
    attempt = begin(client, quiz)

    answer(client, attempt, 1, {"tune": "la la"})
    asked = client.get(f"/attempts/{attempt.id}/questions/1")
    finish(client, attempt)

    assert 'aria-label="Tune" value="la la"' in asked.text
    assert "You whistled la la; it goes la la. Right: 1 of 1 mark" in seen(client.get(f"/attempts/{attempt.id}"))
    counted = summarise("whistling", {"song": "la la"}, [Group({"tune": "lo"}, 2, 0.0)])
    assert [(line.words, line.count) for line in counted.lines] == [("lo", 2)]


@pytest.mark.usefixtures("added")
def test_a_new_kind_stands_inside_another(client: Client, lesson: Lesson) -> None:
    quiz = make_quiz(lesson, title="Songs")
    make_item(quiz, "stimulus", questions=[example("whistling", id="first"), example("whistling", id="second")])
    attempt = begin(client, quiz)

    answer(client, attempt, 1, {"first.tune": "la la", "second.tune": "lo"})
    finish(client, attempt)

    page = seen(client.get(f"/attempts/{attempt.id}"))
    assert "You whistled la la" in page
    assert "You whistled lo; it goes la la." in page
    assert "Partly right: 0.5 of 1 mark" in page


@pytest.mark.usefixtures("added")
def test_a_new_kind_has_its_form(app: Flask) -> None:
    with app.test_request_context("/"):
        form = fields_of(str(get_template_attribute("items/whistling.html", "edit")(SPECS["whistling"], 1, [])))

    assert KINDS["whistling"].draft(form) == {"song": "la la"}
