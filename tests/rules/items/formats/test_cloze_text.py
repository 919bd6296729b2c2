"""Texts with gaps in Moodle's small language, alone in a file or among the questions of GIFT."""

from __future__ import annotations

from courses.items.formats.cloze_text import read, recognises
from courses.items.formats.gift import read as read_gift
from courses.items.formats.registry import recognised

TEXT = """The Danube flows through {1:MULTICHOICE:=Vienna#Yes~Rome#No, that is the Tiber.}.
It is about {2:NUMERICAL:=2850:50} km long; 3 < 4 & so on.

Its colour in a waltz: {1:SHORTANSWER:=blue~%50%green}."""


def test_a_whole_file_is_one_question() -> None:
    found = read(TEXT.encode())
    [question] = found.questions
    assert (found.format, list(found.warnings), question.lacking) == ("cloze", [], "")
    assert [gap["kind"] for gap in question.spec["gaps"]] == ["choice", "number", "text"]
    assert question.spec["marks"] == 4
    assert "through {g1}." in question.spec["prompt"]
    assert "3 < 4 & so on." in question.spec["prompt"].replace("\\", "")


def test_it_is_recognised_by_its_first_brace() -> None:
    assert recognised(TEXT.encode(), "x.txt") == "cloze"
    assert recognised(b"Two and two are {=four}.", "x.txt") == "gift"
    assert recognised(b"No {1:OWN:=kind} of gap.", "x.txt") == "gift"
    assert not recognises(b"::Name:: " + TEXT.encode(), "x.txt")
    assert not recognises(b"\xff\xfe\0\0", "x.txt")


def test_gaps_among_questions_of_gift_are_read_as_what_they_are() -> None:
    text = "// [tag:rivers] for later\n::Danube::" + TEXT.partition("\n\n")[0] + "\n\nIt is a river. {T}"
    found = read_gift(text.encode())
    assert [question.spec["kind"] for question in found.questions] == ["cloze", "true-false"]
    assert found.questions[0].spec["tags"] == ["rivers"]
    assert (found.questions[0].name, found.questions[0].where) == ("Danube", "line 2")
    assert list(found.warnings) == [
        "line 2: This is a text with gaps (Cloze), not GIFT; it was read as what it is.",
    ]


def test_what_a_gap_lacks_is_said() -> None:
    [question] = read(b"How many? {3:NUMERICAL:=none}").questions
    assert question.lacking == "No number is worth everything."
