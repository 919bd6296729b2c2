"""Aiken as it is found, and as it is written."""

from __future__ import annotations

import pytest

from courses.items.formats.aiken import read, recognises, write
from courses.items.formats.registry import recognised
from courses.items.formats.values import Found, Outgoing

GOOD = "What is 1+1?\nA. one\nB. two\nANSWER: B\n"


def aiken(text: str) -> Found:
    """What a text holds."""
    return read(text.encode())


def test_the_letter_names_the_right_option() -> None:
    [question] = aiken(GOOD).questions

    assert question.spec == {
        "kind": "multiple-choice",
        "prompt": "What is 1+1?",
        "options": [{"text": "one"}, {"text": "two", "correct": True}],
    }
    assert question.correct == ("two",)
    assert question.where == "line 1"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [".", ")"])
@pytest.mark.parametrize("between", ["", "\n", "\n \n\n"])
def test_lines_letters_and_questions_are_divided_in_several_ways(end: str, mark: str, between: str) -> None:
    text = between.join([GOOD, GOOD]).replace("A.", f"A{mark}").replace("B.", f"B{mark}").replace("\n", end)

    assert [question.spec["options"][1]["correct"] for question in aiken(text).questions] == [True, True]


def test_a_prompt_may_have_several_lines_and_begin_like_an_option() -> None:
    [question] = aiken("A. Lincoln spoke.\n\nWhere\nwas it?\nA) here\nB) there\nANSWER: A").questions

    assert question.spec["prompt"] == "A. Lincoln spoke.\n\nWhere  \nwas it?"
    assert len(question.spec["options"]) == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Q\nA. x\nB. y\nANSWER: E", "line 4: The answer is E, but there is no option E."),
        ("Q\nA. x\nB. y\nanswer: B", "line 4: The line with the answer begins with “ANSWER:”"),
        ("Q\na. x\nb. y\nanswer: b", "line 4: Options begin with a capital letter"),
        ("Q\nA. x\nB. y\nANSWER: b", "line 4: The answer should be one letter, not “b”."),
        ("Q\nA. x\nB. y\nANSWER: A, B", "line 4: The answer should be one letter"),
        ("Q\nA. x\nB. y\nANSWER:", "line 4: The answer should be one letter, not “”."),
        ("Q\nA. x\nA. y\nANSWER: A", "line 4: Two options have the same letter."),
        ("Q\nA. x\nANSWER: A", "line 3: A choice needs two options or more."),
        ("Q\nA. x\nB. y", "line 1: It has no line “ANSWER:”."),
        ("ANSWER: A", "line 1: There is an answer, but no question before it."),
        ("Only words", "line 1: These words belong to no question"),
    ],
)
def test_what_is_no_question_is_named_and_costs_nobody_the_others(text: str, sentence: str) -> None:
    alone, beside = aiken(text), aiken(f"{text}\n\n{GOOD}")

    assert alone.skipped[0].reason.startswith(sentence)
    assert alone.error
    assert not beside.error
    assert len(beside.questions) == 1 or text == "Only words"


def test_a_line_that_goes_on_with_an_option_is_said() -> None:
    found = aiken("Q\nA. x\nand more\nB. y\nANSWER: A")

    assert found.questions[0].spec["options"][0]["text"] == "x  \nand more"
    assert found.warnings == ["line 3: This line was taken as part of the option before it."]


def test_marks_of_markdown_are_letters() -> None:
    [question] = aiken("*Q* <b>\nA. _x_\nB. # y\nANSWER: A").questions

    assert question.spec["prompt"] == r"\*Q\* &lt;b>"
    assert [option["text"] for option in question.spec["options"]] == [r"\_x\_", r"\# y"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (GOOD, "aiken"),
        (GOOD.replace("ANSWER", "answer"), "aiken"),
        ("Q\nA. x\nB. y\n", "aiken"),
        ("Q{=a ~b}", "gift"),
        ("A. x{T}\n\nB. y{F}", "gift"),
        ("Only words", "gift"),
    ],
)
def test_aiken_and_gift_are_told_apart(text: str, name: str) -> None:
    assert recognised(text.encode(), "file.txt") == name


def test_an_archive_is_no_text() -> None:
    assert not recognises(b"PK\x03\x04" + GOOD.encode(), "file.txt")


def test_a_question_is_written_in_its_lines_and_what_has_no_place_is_named() -> None:
    options = [{"text": "*one*", "feedback": "no"}, {"text": "two", "correct": True}]
    spec = {"id": "q1", "kind": "multiple-choice", "prompt": "How\n\nmany?", "options": options, "marks": 2}

    written = write([Outgoing(spec), Outgoing({"id": "q2", "kind": "essay", "prompt": "Write."})], {}, title="Numbers")

    assert written.content.decode() == "How many?\nA. one\nB. two\nANSWER: B\n"
    assert [(loss.item, loss.keys) for loss in written.losses] == [
        ("q1", ("feedback", "marks")),
        ("q1", ("prompt", "options")),
        ("q2", ("kind",)),
    ]


def test_what_was_meant_as_aiken_is_refused_as_aiken() -> None:
    text = b"Which river?\na) Po\nb) Nile\nANSWER: B\n"
    assert recognised(text, "x.txt") == "aiken"
    found = read(text)
    assert not found.questions
    [skipped] = found.skipped
    assert "An option begins with a capital letter" in skipped.reason
    assert recognised(b"Which river? {=Nile}\n\nANSWER: B {T}\n", "x.txt") == "gift"


@pytest.mark.parametrize("prompt", ["A. Lincoln was who?", "B) Which?", "ANSWER: which?", "?"])
def test_a_prompt_that_others_would_not_take_for_one_is_not_written(prompt: str) -> None:
    options = [{"text": "This", "correct": True}, {"text": "That"}]

    written = write(
        [Outgoing({"id": "q", "kind": "multiple-choice", "prompt": prompt, "options": options})], {}, title=""
    )

    assert written.content == b""
    assert [loss.keys for loss in written.losses] == [("kind",)]
