"""A star in words to be typed: a letter where a file means one, anything where it means that, and the same again on the way back."""

from __future__ import annotations

import io
import zipfile

import pytest

from courses.items.formats import stars
from courses.items.formats.registry import read_file, writer
from courses.items.formats.values import Outgoing
from courses.items.rules import wordings

MOODLE = (
    '<quiz><question type="{type}"><name><text>n</text></name><questiontext format="html"><text>{text}</text></questiontext>'
    "{more}</question></quiz>"
)
TYPED = '<answer fraction="100"><text>{words}</text></answer>'
QTI2 = (
    '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="t" adaptive="false" timeDependent="false">'
    '<responseDeclaration identifier="R" cardinality="single" baseType="string"><correctResponse><value>{words}</value></correctResponse>'
    "</responseDeclaration><itemBody><p>So? <textEntryInteraction {more}/></p></itemBody></assessmentItem>"
)
QTI12 = (
    '<questestinterop><item ident="i" title="t"><presentation><material><mattext>So?</mattext></material>'
    '<response_str ident="R"><render_fib/></response_str></presentation><resprocessing><respcondition><conditionvar>'
    '<{test} respident="R">{words}</{test}></conditionvar><setvar action="Set">100</setvar></respcondition></resprocessing></item></questestinterop>'
)
TEXTS = {
    "GIFT": (r"So? {=2\*3}", r"2\*3"),
    "GIFT, the backslash escaped": (r"So? {=2\\*3}", r"2\*3"),
    "GIFT, anything": (r"So? {=2*3}", r"2*3"),
    "Moodle XML": (MOODLE.format(type="shortanswer", text="So?", more=TYPED.format(words=r"2\*3")), r"2\*3"),
    "Moodle XML, anything": (MOODLE.format(type="shortanswer", text="So?", more=TYPED.format(words="2*3")), "2*3"),
    "a gap of Moodle": (MOODLE.format(type="cloze", text=r"So? {1:SA:=2\*3}", more=""), r"2\*3"),
    "a gap in plain text": (r"So {1:SA:=2\*3} it is.", r"2\*3"),
    "QTI 2": (QTI2.format(words="2*3", more='responseIdentifier="R"'), r"2\*3"),
    "QTI 2 of a class": (QTI2.format(words="2*3", more='responseIdentifier="R" class="pattern"'), r"2\*3"),
    "QTI 1.2": (QTI12.format(test="varequal", words="2*3"), r"2\*3"),
    "QTI 1.2, a part": (QTI12.format(test="varsubstring", words="2*3"), r"*2\*3*"),
}


@pytest.mark.parametrize("source", TEXTS)
def test_a_star_is_a_letter_where_the_file_means_one(source: str) -> None:
    text, answer = TEXTS[source]

    found = read_file(text.encode(), "questions")

    [question] = found.questions
    holder = question.spec["gaps"][0] if "gaps" in question.spec else question.spec
    assert holder["answers"] == [answer]
    assert not found.warnings
    assert not found.skipped


@pytest.mark.parametrize("format", ["qti21", "qti30"])
@pytest.mark.parametrize(
    ("answers", "written", "is_lost"),
    [([r"2\*3"], "2*3", False), ([r"2\*3", "t*d"], r"2\*3", True), ([r"\\*"], r"\*", False)],
)
def test_a_star_that_is_a_letter_is_one_for_other_programs_too(
    format: str, answers: list[str], written: str, is_lost: bool
) -> None:
    spec = {"id": "q", "kind": "short-answer", "prompt": "So?", "answers": answers}

    file = writer(format).write([Outgoing(spec)], {}, title="Quiz")

    item = zipfile.ZipFile(io.BytesIO(file.content)).read("items/q.xml").decode()
    assert f"value>{written}</" in item
    assert any("'*'" in loss.message for loss in file.losses) == is_lost
    assert read_file(file.content, "q.zip").questions[0].spec["answers"] == answers


@pytest.mark.parametrize("format", ["gift", "moodle_xml"])
def test_formats_that_know_such_stars_lose_nothing(format: str) -> None:
    spec = {"id": "q", "kind": "short-answer", "prompt": "So?", "answers": [r"2\*3", "t*d", r"\**"]}

    file = writer(format).write([Outgoing(spec)], {}, title="Quiz")

    assert not file.losses
    assert read_file(file.content, "q").questions[0].spec["answers"] == spec["answers"]


def test_readers_and_courses_mean_the_same_by_a_star_of_its_own() -> None:
    assert stars.OWN_STAR == wordings.OWN_STAR
