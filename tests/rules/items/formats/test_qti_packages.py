"""The packages we write: that they keep the rules of QTI, and what else travels in them."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from courses.items.formats.qti import reader, writer21, writer30
from courses.items.formats.qti.tree import normalise
from courses.items.formats.values import Outgoing
from tests.support.qti import problems
from tests.support.questions import KINDS, questions

WRITERS = [pytest.param(writer21, id="2.1"), pytest.param(writer30, id="3.0")]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
CHOICE = {
    "id": "who",
    "kind": "multiple-choice",
    "prompt": "Who?",
    "options": [{"text": "The town", "correct": True}, {"text": "The king", "weight": -0.5}],
}


def written_and_read(writer, *specs, pictures=None):
    written = writer.write([Outgoing(spec) for spec in specs], pictures or {}, title="Quiz")
    return written, reader.read(written.content)


def item_in(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(next(archive.read(name) for name in archive.namelist() if name.startswith("items/")))


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("kind", KINDS)
@given(draw=st.data())
@settings(max_examples=10, deadline=None)
def test_a_package_keeps_the_rules(kind, writer, draw):
    items = [draw.draw(questions(kind, key="q1")), draw.draw(questions(kind, key="q2"))]

    written = writer.write([Outgoing(items[0], ("Rivers",)), Outgoing(items[1])], {}, title="Quiz & more")

    assert problems(written.content, normalise) == []


def test_the_rules_find_what_breaks_them():
    written, _ = written_and_read(writer21, CHOICE)
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written.content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b'responseIdentifier="RESPONSE"', b'responseIdentifier="OTHER"')
            new.writestr(name, content.replace(b' adaptive="false"', b""))

    found = problems(buffer.getvalue(), normalise)

    assert any("lacks {'adaptive'}" in problem for problem in found)
    assert any("asked ['OTHER']" in problem for problem in found)


@pytest.mark.parametrize(
    ("writer", "name", "namespace"),
    [
        (writer21, "assessmentItem", "http://www.imsglobal.org/xsd/imsqti_v2p1"),
        (writer30, "qti-assessment-item", "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"),
    ],
)
def test_an_item_bears_the_name_of_its_version(writer, name, namespace):
    written, _ = written_and_read(writer, CHOICE)

    assert item_in(written.content).tag == f"{{{namespace}}}{name}"


@pytest.mark.parametrize("writer", WRITERS)
def test_the_same_questions_make_the_same_bytes(writer):
    first, _ = written_and_read(writer, CHOICE)
    second, _ = written_and_read(writer, CHOICE)

    assert first.content == second.content


@pytest.mark.parametrize("writer", WRITERS)
def test_pictures_travel(writer):
    spec = {**CHOICE, "prompt": "![A bridge](picture:bridge.png) Who?"}

    written, found = written_and_read(writer, spec, pictures={"bridge.png": PNG, "unused.png": PNG})

    assert problems(written.content, normalise) == []
    assert found.pictures == {"bridge.png": PNG}
    assert found.questions[0].spec["prompt"] == spec["prompt"]


@pytest.mark.parametrize("writer", WRITERS)
def test_a_picture_that_is_not_there_is_named(writer):
    written, found = written_and_read(writer, {**CHOICE, "prompt": "![A bridge](picture:bridge.png) Who?"})

    assert "bridge.png" in written.losses[0].message
    assert found.questions[0].spec["prompt"] == "A bridge Who?"


@pytest.mark.parametrize("writer", WRITERS)
def test_what_was_kept_is_given_back(writer):
    rubric = '<rubricBlock view="tutor" use="instructions"><p>Read it <em>aloud</em>.</p></rubricBlock>'
    if writer is writer30:
        rubric = '<qti-rubric-block view="tutor" use="instructions"><qti-content-body><p>Read it <em>aloud</em>.</p></qti-content-body></qti-rubric-block>'

    written, found = written_and_read(writer, {**CHOICE, "kept": {writer.NAME: rubric, "gift": "x"}})

    assert problems(written.content, normalise) == []
    assert set(found.questions[0].spec["kept"]) == {writer.NAME}
    assert "Read it" in found.questions[0].spec["kept"][writer.NAME]


@pytest.mark.parametrize(
    "kept", ["<rubricBlock view='tutor'><script>x</script></rubricBlock>", "<a", "<itemBody/>", "&x;"]
)
def test_what_was_kept_and_could_act_is_not_given_back(kept):
    written, _ = written_and_read(writer21, {**CHOICE, "kept": {"qti21": kept}})

    assert problems(written.content, normalise) == []
    assert "script" not in etree.tostring(item_in(written.content), encoding="unicode")


@pytest.mark.parametrize("writer", WRITERS)
def test_marks_and_categories_stand_in_the_test(writer):
    items = [Outgoing({**CHOICE, "marks": 3}, ("Rivers", "Bridges")), Outgoing({**CHOICE, "id": "other"}, ("Rivers",))]

    found = reader.read(writer.write(items, {}, title="Quiz").content)

    assert [question.spec.get("marks") for question in found.questions] == [3, None]
    assert [question.category for question in found.questions] == [("Rivers", "Bridges"), ("Rivers",)]


@pytest.mark.parametrize("writer", WRITERS)
def test_two_questions_of_one_id_both_come_back(writer):
    _, found = written_and_read(writer, CHOICE, CHOICE)

    assert len(found.questions) == 2


@pytest.mark.parametrize("key", ["hints", "penalty", "tags", "difficulty", "evidence"])
def test_what_is_lost_is_named(key):
    value = {"hints": ["Think."], "penalty": 0.5, "tags": ["a"], "difficulty": "easy", "evidence": ["a-1"]}[key]

    written, _ = written_and_read(writer21, {**CHOICE, key: value})

    assert [loss.keys for loss in written.losses] == [(key,)]


def test_nothing_is_lost_of_a_plain_question():
    written, _ = written_and_read(writer21, CHOICE)

    assert written.losses == []


def test_an_empty_package_says_that_it_holds_nothing():
    _, found = written_and_read(writer21)

    assert found.questions == []
    assert found.warnings == ["The file holds no questions."]


def test_a_manifest_may_name_files_in_other_capitals_and_what_a_section_tells_is_not_lost_silently():
    """As written on systems to which `Items\\WHO.xml` is `items/who.xml`."""
    written, before = written_and_read(writer21, CHOICE)
    told = '<rubricBlock view="candidate"><p>Read the map.</p></rubricBlock>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written.content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode().replace('visible="false">', f'visible="false">{told}')
            new.writestr(name, content.replace('href="items/who.xml"', 'href="Items\\WHO.xml"'))

    found = reader.read(buffer.getvalue())

    assert [each.spec for each in found.questions] == [each.spec for each in before.questions]
    assert found.skipped == []
    assert found.warnings == ["'Quiz': The words of a section were left out: Read the map."]
