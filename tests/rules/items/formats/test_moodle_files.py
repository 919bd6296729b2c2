"""Moodle XML as a file: what stands in it beside questions, and no question lost without a word."""

from __future__ import annotations

import base64

import pytest

from courses.items.formats.moodle_xml.reader import read, recognises
from courses.items.formats.values import Unusable
from tests.rules.items.formats.moodle_samples import answer, question, quiz

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
CODED = base64.b64encode(PNG).decode()

# Files.


def test_pictures_come_along_under_names_of_their_own() -> None:
    inside = (
        '<questiontext format="html"><text><![CDATA[<p>Look: <img src="@@PLUGINFILE@@/Die%20Br%C3%BCcke.PNG" alt="a bridge"></p>'
        f'<p><img src="data:image/png;base64,{CODED}" alt=""></p>]]></text>'
        f'<file name="Die Brücke.PNG" path="/" encoding="base64">{CODED}</file></questiontext>'
    )

    found = quiz(f'<question type="description">{inside}</question>')

    assert found.pictures == {"die-br-cke.png": PNG}
    assert found.questions[0].spec["prompt"] == (
        "Look: ![a bridge](picture:die-br-cke.png)\n\n![picture](picture:die-br-cke.png)"
    )
    assert "kept" not in found.questions[0].spec


def test_of_very_many_pictures_that_are_missing_it_is_said_that_there_are_more() -> None:
    images = "".join(f'<img src="@@PLUGINFILE@@/{number}.png" alt="">' for number in range(60))

    found = quiz(
        f'<question type="description"><questiontext format="html"><text><![CDATA[{images}]]></text></questiontext></question>'
    )

    assert sum("is not in the file" in warning for warning in found.warnings) == 50
    assert "There are more files that could not be taken." in found.warnings[50]


def test_the_picture_that_old_files_put_beside_the_question_stands_below_it() -> None:
    found = question("description", f"<image>quiz/bridge.png</image><image_base64>{CODED}</image_base64>")

    assert found.questions[0].spec["prompt"] == "Q?\n\n![quiz_bridge](picture:quiz-bridge.png)"


def test_files_that_are_no_pictures_are_named_and_kept() -> None:
    file = base64.b64encode(b"%PDF-1.4").decode()
    inside = (
        '<questiontext format="html"><text><![CDATA[<a href="@@PLUGINFILE@@/a.pdf">Read</a> '
        f'<img src="@@PLUGINFILE@@/b.svg" alt="drawing"> <img src="@@PLUGINFILE@@/c.png">]]></text>'
        f'<file name="a.pdf" path="/" encoding="base64">{file}</file>'
        f'<file name="b.svg" path="/" encoding="base64">{file}</file></questiontext>'
    )

    found = quiz(f'<question type="description">{inside}</question>')

    assert found.questions[0].spec["prompt"] == "Read drawing"
    assert [name for name in ("a.pdf", "b.svg", "c.png") if not any(name in each for each in found.warnings)] == []
    assert 'name="a.pdf"' in found.questions[0].spec["kept"]["moodle_xml"]


# Whole files.


def test_types_that_are_not_known_are_named_and_do_not_stop_the_others() -> None:
    found = quiz(
        '<question type="stack"><name><text>Sets</text></name></question><question/>'
        '<question type="description"><questiontext><text>Words</text></questiontext></question>'
        '<question type="calculated"><name><text>Sum</text></name></question>'
    )

    assert [(each.what, each.name) for each in found.skipped] == [
        ("stack", "Sets"),
        ("question without a type", "question 2"),
        ("calculated", "Sum"),
    ]
    assert [each.spec["prompt"] for each in found.questions] == ["Words"]


def test_only_questions_directly_in_the_quiz_are_questions() -> None:
    inside = '<question type="description"><questiontext><text>Words</text></questiontext></question>'

    found = quiz(f"<group>{inside}</group>{inside}")

    assert len(found.questions) == 1
    assert "<group> is no question" in found.warnings[0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<quiz><question>", "cut off"),
        (b"<lesson/>", "begins with <quiz>"),
        (b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', "declares entities"),
        (b"<quiz>\n&nbsp;</quiz>", "Line 2"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content: bytes, sentence: str) -> None:
    with pytest.raises(Unusable, match=sentence):
        read(content)


def test_ten_thousand_options_are_read_and_refused_later() -> None:
    found = question("multichoice", "".join(answer(f"o{number}", "0") for number in range(10_000)))

    assert len(found.questions[0].spec["options"]) == 10_000


@pytest.mark.parametrize(
    ("head", "is_ours"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?>\r\n<!-- x -->\r\n<quiz>", True),
        ("<?xml version='1.0' encoding='UTF-16'?><quiz/>".encode("utf-16"), True),
        (b"<quizzes>", False),
        (b"<assessmentItem>", False),
        (b"::Name:: Question {T}", False),
    ],
)
def test_a_file_is_recognised_by_its_beginning(head: bytes, is_ours: bool) -> None:
    assert recognises(head, "x.xml") == is_ours


@pytest.mark.parametrize(
    ("text", "reason"),
    [("{1:SA:=a}" * 501, "more than 500 gaps"), ("[[1]]" * 501, "more than 500 gaps")],
)
def test_a_text_with_gaps_that_nobody_wrote_is_named(text: str, reason: str) -> None:
    boxes = "<dragbox><text>a</text></dragbox>"

    found = question("ddwtos" if "[[" in text else "cloze", boxes, text)

    assert found.questions == []
    assert reason in found.skipped[0].reason


def test_what_is_kept_has_bounds_that_are_named() -> None:
    file = '<file name="a{}" path="/" encoding="base64">YQ==</file>'
    files = "".join(file.format(number) for number in range(200))
    unknown = "".join(f"<plugin>{number}</plugin>" for number in range(1_000)) + f"<long>{'x' * 70_000}</long>"

    found = question("description", f"<generalfeedback><text>Words</text>{files}</generalfeedback>{unknown}")

    kept = found.questions[0].spec["kept"]["moodle_xml"]
    assert (kept.count("<file"), kept.count("<plugin>"), kept.count("<long>")) == (100, 500, 0)
    assert any("200 files" in warning for warning in found.warnings)
    assert any("1001 things" in warning for warning in found.warnings)
    assert len(found.warnings) < 60


def test_an_empty_file_says_so_and_empty_elements_say_nothing() -> None:
    assert quiz("").warnings == ["The file holds no questions."]
    assert quiz("<p>\n</p>").warnings == ["The file holds no questions."]
    assert quiz("<p>words</p>").warnings[0] == "line 2: <p> is no question."
