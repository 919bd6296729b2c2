"""Moodle XML gives back what it was given, but for what it says it lost; and what Moodle alone knows comes back to it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.items.formats.moodle_xml import reader, writer
from courses.items.formats.texts import to_html
from courses.items.formats.values import Outgoing
from tests.rules.items.formats.moodle_rules import complaints
from tests.support.questions import KINDS, questions, unexpected

# Markdown makes paragraphs of the entries of a list where blank lines stand between some of them.
LOOSE = re.compile(r"<li>\s*<p>((?:(?!</?p>).)*)</p>\s*", re.DOTALL)
WITHOUT_COUNTERPART = {"evidence", "stimulus"}


def says(markdown: str) -> str:
    """What a text says, and how it looks."""
    return re.sub(r"\s+(?=</?li>|</?[uo]l>)", "", LOOSE.sub(r"<li>\1", to_html(markdown)))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None)
@given(choices=st.data())
def test_only_what_is_named_is_lost(kind: str, choices: st.DataObject) -> None:
    item = choices.draw(questions(kind))

    written = writer.write([Outgoing(item, ("Rivers / Streams", "Bridges"))], {}, title="Rivers")
    found = reader.read(written.content)

    back = found.questions[0]
    assert unexpected(item, back.spec, written.losses, says) == {}
    assert back.category == ("Rivers / Streams", "Bridges")
    assert any("kind" in loss.keys for loss in written.losses) == (kind in WITHOUT_COUNTERPART)
    assert [each.lacking for each in found.questions] == [""] * len(found.questions)
    assert not found.skipped
    assert not found.warnings
    assert complaints(written.content) == []


def test_what_moodle_alone_knows_comes_back_to_it() -> None:
    kept = (
        "<idnumber>A-7</idnumber><answernumbering>ABC</answernumbering><incorrectfeedback><text>No.</text></incorrectfeedback>"
        '<hint><clearwrong/></hint><plugin x="1"><a>b</a></plugin><file name="a.pdf" path="/" encoding="base64" in="questiontext">YQ==</file>'
    )
    spec = {
        "id": "q1",
        "kind": "multiple-choice",
        "prompt": "Who?",
        "options": [{"text": "Town", "correct": True}, {"text": "King"}],
        "hints": ["Look."],
        "kept": {"moodle_xml": kept},
    }

    written = writer.write([Outgoing(spec)], {}, title="Rivers")
    [back] = reader.read(written.content).questions

    assert written.losses == []
    assert back.category == ("Rivers",)
    assert {f"<{each}" for each in sorted(back.spec["kept"]["moodle_xml"].split("<"))} == {
        f"<{each}" for each in sorted(kept.split("<"))
    }


@pytest.mark.parametrize("kept", ["<name><text>Other</text></name>", "<!DOCTYPE a>", "<broken", "]]>", 7])
def test_nothing_that_was_kept_changes_what_the_question_says(kept: object) -> None:
    spec = {"id": "q1", "kind": "true-false", "prompt": "So?", "answer": True, "kept": {"moodle_xml": kept}}

    written = writer.write([Outgoing(spec)], {}, title="Rivers")

    assert reader.read(written.content).questions[0].spec["prompt"] == "So?"
    assert complaints(written.content) == []


def test_pictures_go_along_and_one_that_is_missing_is_named() -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(20)
    text = "![a bridge](picture:bridge.png) and ![a town](picture:town.png)"
    spec = {"id": "q1", "kind": "essay", "prompt": text, "explanation": "![a bridge](picture:bridge.png)"}

    written = writer.write([Outgoing(spec)], {"bridge.png": picture}, title="Rivers")
    found = reader.read(written.content)

    assert [loss.message for loss in written.losses] == ["There is no picture “town.png” to take along."]
    assert found.pictures == {"bridge.png": picture}
    assert found.questions[0].spec["prompt"] == "![a bridge](picture:bridge.png) and a town"
    assert found.questions[0].spec["explanation"] == "![a bridge](picture:bridge.png)"


def test_links_into_the_course_become_words_and_are_named() -> None:
    spec = {"id": "q1", "kind": "essay", "prompt": "See [[river-toll]], [A 83] and [it](lesson:first)."}

    written = writer.write([Outgoing(spec)], {}, title="Rivers")

    assert len(written.losses) == 1
    assert b"See river toll, [A 83] and it." in written.content
    assert reader.read(written.content).questions[0].spec["prompt"] == "See river toll, \\[A 83\\] and it."


def test_several_questions_about_a_text_follow_it() -> None:
    inner = [
        {"id": "a", "kind": "true-false", "prompt": "So?", "answer": True},
        {"id": "b", "kind": "short-answer", "prompt": "What?", "answers": ["toll"]},
    ]
    spec = {"id": "q1", "kind": "stimulus", "prompt": "A text.", "questions": inner}

    written = writer.write([Outgoing(spec)], {}, title="Rivers")

    assert [each.spec["prompt"] for each in reader.read(written.content).questions] == ["A text.", "So?", "What?"]
    assert complaints(written.content) == []
    assert ["a, b" in loss.message for loss in written.losses] == [True]


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        ('<question type="essay"/>', "<name> is missing"),
        ('<question type="essayautograde"/>', "no type"),
        (
            '<question type="truefalse"><answer fraction="100"><text>yes</text></answer></question>',
            "not true and false",
        ),
        ('<question type="cloze"><questiontext><text>{1:SA:a}</text></questiontext></question>', "Nothing is right"),
        ('<question type="ddwtos"><questiontext><text>[[1]]</text></questiontext></question>', "no word"),
        ('<question type="multichoice"><answer fraction="37"/></question>', "no grade of 37"),
        (
            '<question type="essay"><questiontext format="html"><text>&lt;img src="@@PLUGINFILE@@/a.png"&gt;</text></questiontext></question>',
            "not there",
        ),
    ],
)
def test_the_rules_of_moodle_are_able_to_complain(broken: str, complaint: str) -> None:
    said = complaints(f'<?xml version="1.0"?><quiz>{broken}</quiz>'.encode())

    assert any(complaint in each for each in said)
