"""GIFT and Aiken give back what they were given, but for what they say they lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.items.formats import aiken, gift
from courses.items.formats.fitness import lack
from courses.items.formats.registry import writer
from courses.items.formats.values import Outgoing, Question
from tests.support.questions import KINDS, questions, unexpected

WRITTEN_KINDS = {
    "aiken": {"multiple-choice"},
    "gift": {
        "multiple-choice",
        "multiple-response",
        "true-false",
        "short-answer",
        "numeric",
        "matching",
        "essay",
        "description",
    },
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("format", [gift, aiken], ids=["gift", "aiken"])
@settings(max_examples=25, deadline=None)
@given(choices=st.data())
def test_only_what_is_named_is_lost(format: Any, kind: str, choices: st.DataObject) -> None:
    item = choices.draw(questions(kind))

    written = format.write([Outgoing(item, ("Rivers / Streams", "Bridges"))], {}, title="Rivers")
    found = format.read(written.content)

    back = found.questions[0].spec if found.questions else None
    assert unexpected(item, back, written.losses) == {}
    assert not found.skipped
    assert not found.warnings


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("format", [gift, aiken], ids=["gift", "aiken"])
@settings(max_examples=5, deadline=None)
@given(choices=st.data())
def test_a_question_is_left_out_only_where_there_is_no_such_kind(
    format: Any, kind: str, choices: st.DataObject
) -> None:
    item = choices.draw(questions(kind))

    written = format.write([Outgoing(item)], {}, title="Rivers")

    is_written = not any("kind" in loss.keys for loss in written.losses)
    has_arrow = any("->" in str(answer) for answer in item.get("answers", ()))
    is_short = format is aiken and len(item["prompt"]) < 2
    assert is_written == (kind in WRITTEN_KINDS[format.NAME]) or (kind == "short-answer" and has_arrow) or is_short


def test_categories_and_comments_come_back() -> None:
    spec = {
        "id": "q1",
        "kind": "essay",
        "prompt": "Write.",
        "kept": {"gift": "// [id:7]\n// of old"},
        "tags": ["a ] b"],
    }
    items = [Outgoing(spec, ("Rivers / Streams", "Bridges")), Outgoing({**spec, "id": "q2"})]

    found = gift.read(gift.write(items, {}, title="x").content)

    assert [question.category for question in found.questions] == [("Rivers / Streams", "Bridges"), ()]
    assert found.questions[1].spec["kept"] == {"gift": "// [id:7]\n// of old"}
    assert found.questions[1].spec["tags"] == ["a ] b"]


def test_pictures_are_named_as_lost() -> None:
    spec = {"id": "q1", "kind": "essay", "prompt": "Look: ![a bridge](picture:bridge.png)"}

    written = gift.write([Outgoing(spec)], {"bridge.png": b"..."}, title="x")

    assert b"picture:" not in written.content
    assert b"a bridge" in written.content
    assert [(loss.item, loss.keys) for loss in written.losses] == [("q1", ("prompt",))]


@pytest.mark.parametrize(("name", "ending"), [("gift", "gift"), ("aiken", "txt")])
def test_writers_are_found_by_their_names(name: str, ending: str) -> None:
    module = writer(name)

    assert name == module.NAME
    assert ending == module.ENDING


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None)
@given(choices=st.data())
def test_the_questions_made_for_this_are_such_as_a_course_takes(kind: str, choices: st.DataObject) -> None:
    item = choices.draw(questions(kind))
    if kind != "evidence":  # It needs the words of a real passage.
        assert lack(Question(item)) == ""


def test_numbers_are_written_in_gift_without_exponents() -> None:
    spec = {"id": "n", "kind": "numeric", "prompt": "How many?", "answer": 6.02e23, "tolerance": 1e-7}

    written = gift.write([Outgoing(spec)], {}, title="Numbers").content

    assert b"=602000000000000000000000:0.0000001" in written
    assert float(gift.read(written).questions[0].spec["answer"]) == 6.02e23
