"""The rows of a text with gaps: whatever a course file holds comes back from the form as it was, and what is changed is changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, get_template_attribute
from hypothesis import given

from courses.authoring.quiz_editor.forms import is_same
from courses.items.rules.kinds import KINDS
from tests.rules.items.new_kinds import specs
from tests.support.apps import close, make_app
from tests.support.factories.items import example
from tests.support.fields import fields_of

EVIDENT = {"text": "two", "feedback": "First.\n\nSecond.", "evidence": ["p-1"]}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application whose templates can be filled."""
    app = make_app(tmp_path_factory.mktemp("rows"))
    yield app
    close(app)


def form_of(app: Flask, kind: str, spec: dict[str, Any]) -> dict[str, list[str]]:
    """What the editor's form sends when nobody touches it."""
    with app.test_request_context("/"):
        return fields_of(str(get_template_attribute(f"items/{kind}.html", "edit")(spec, 1, [])))


@pytest.mark.parametrize("kind", ["cloze", "drag-words"])
def test_a_form_that_nobody_touched_says_what_the_file_said(pages: Flask, kind: str) -> None:
    @given(spec=specs(kind))
    def says_the_same(spec: dict[str, Any]) -> None:
        own = {key: value for key, value in spec.items() if key in KINDS[kind].KEYS}

        assert is_same(KINDS[kind].draft(form_of(pages, kind, spec)), own)

    says_the_same()


@pytest.mark.parametrize("kind", ["essay", "cloze", "drag-words"])
def test_the_example_of_a_kind_comes_back(pages: Flask, kind: str) -> None:
    spec = example(kind)

    assert is_same(
        KINDS[kind].draft(form_of(pages, kind, spec)), {key: spec[key] for key in KINDS[kind].KEYS & spec.keys()}
    )


def edited(app: Flask, gap: dict[str, Any], lines: str) -> dict[str, Any]:
    """A gap after its lines were written anew."""
    form = form_of(app, "cloze", example("cloze", prompt="{a}", gaps=[gap]))
    form["gap-answers"][0] = lines
    return dict(KINDS["cloze"].draft(form)["gaps"][0])


def test_what_no_line_shows_stays_with_the_option_that_is_left(pages: Flask) -> None:
    gap = {"id": "a", "kind": "choice", "options": [{"text": "one", "correct": True}, EVIDENT], "shuffle": False}

    found = edited(pages, gap, "* won\r\ntwo # First. Second.\r\nthree")

    assert found["options"] == [{"text": "won", "correct": True}, EVIDENT, {"text": "three"}]
    assert found["shuffle"] is False


def test_evidence_stays_when_feedback_is_changed(pages: Flask) -> None:
    gap = {"id": "a", "kind": "choice", "options": [{"text": "one", "correct": True}, EVIDENT]}

    found = edited(pages, gap, "* one\r\ntwo # Other.")

    assert found["options"][1] == {"text": "two", "feedback": "Other.", "evidence": ["p-1"]}


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "choice",
            [
                "=5",
                "50% of all",
                "25 % of all",
                "-5% x",
                "\\50% x",
                "\\\\=5",
                "\\frac x",
                "* b",
                "# b",
                "5 #",
                "a \\# b # # c",
            ],
        ),
        ("text", ["*a toll*", "* town", "50% of all", "\\50% x", "= x", "C #", "\\# d", "a # b", "C\\# x"]),
    ],
)
def test_words_that_look_like_marks_stay_words(pages: Flask, kind: str, texts: list[str]) -> None:
    entries = [{"text": text, "feedback": "Why # not."} for text in texts]
    gap = {"id": "a", "kind": kind, "options" if kind == "choice" else "answers": entries}
    form = form_of(pages, "cloze", example("cloze", prompt="{a}", gaps=[gap]))

    form["gap-before"][0] = ""

    assert KINDS["cloze"].draft(form)["gaps"][0] == gap


@pytest.mark.parametrize(
    ("kind", "line", "entry"),
    [
        ("choice", "* Paris", {"text": "Paris", "correct": True}),
        ("choice", "=Paris # Yes.", {"text": "Paris", "correct": True, "feedback": "Yes."}),
        ("choice", "-50% Lyon # No. # Never.", {"text": "Lyon", "weight": -0.5, "feedback": "No. # Never."}),
        ("choice", "C \\# minor", {"text": "C # minor"}),
        ("text", "*a toll*", "*a toll*"),
        ("text", "33.333% tax", {"text": "tax", "weight": 0.33333}),
        ("text", "100% sure", {"text": "sure", "weight": 1}),
        ("number", "1200 to 1208", {"from": 1200, "to": 1208}),
        ("number", "50% 1204±2 # Nearly.", {"value": 1204, "tolerance": 2, "weight": 0.5, "feedback": "Nearly."}),
        ("number", "about 12", {"value": "about 12"}),
    ],
)
def test_a_line_is_an_answer_or_an_option(pages: Flask, kind: str, line: str, entry: Any) -> None:
    found = edited(pages, {"id": "a", "kind": kind}, f"{line}\r\n{line}")

    assert found["options" if kind == "choice" else "answers"] == [entry, entry]


def test_one_number_is_written_short(pages: Flask) -> None:
    assert edited(pages, {"id": "a", "kind": "number"}, "1204 +- 2") == {
        "id": "a",
        "kind": "number",
        "answer": 1204,
        "tolerance": 2,
    }


@pytest.mark.parametrize("before", ["", "[", "[1]", '"a"', "NaN", "[" * 90_000, '{"id": "b"}', "x" * 200_000])
def test_a_hidden_field_that_was_tampered_with_harms_nothing(before: str) -> None:
    form = {"gap-before": [before], "gap-id": ["a"], "gap-kind": ["text"], "gap-answers": ["x"], "gap-marks": ["1"]}

    assert KINDS["cloze"].draft(form)["gaps"] == [{"id": "a", "kind": "text", "answers": ["x"]}]
