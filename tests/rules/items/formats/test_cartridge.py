"""Packages and cartridges: what the manifest reaches, what it does not, and what is not there."""

from __future__ import annotations

import pytest

from courses.items.formats import cartridge
from courses.items.formats.qti import reader
from courses.items.formats.values import Unusable
from tests.rules.items.formats.test_qti import CHOICE, item, key, response
from tests.rules.items.formats.test_qti12 import choice, equal, file, when
from tests.support.archives import zipped

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
SCHEMA = {"cartridge": "IMS Common Cartridge", "package": "QTIv2.1 Package"}


def manifest(*resources, schema="package"):
    """A manifest of resources, each a type and its files."""
    listed = "".join(
        f'<resource identifier="r{number}" type="{kind}" href="{files[0]}">{"".join(f"<file href={chr(34)}{each}{chr(34)}/>" for each in files)}</resource>'
        for number, (kind, *files) in enumerate(resources)
    )
    return f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><metadata><schema>{SCHEMA[schema]}</schema></metadata><organizations/><resources>{listed}</resources></manifest>'.encode()


def quiz(title="Bridge"):
    return file(choice(), when(equal("b")), title=title).encode()


def named(title, body=CHOICE):
    return item(body, response(key("A"))).replace('title="Bridge"', f'title="{title}"').encode()


ITEM, TEST, QUIZ = "imsqti_item_xmlv2p1", "imsqti_test_xmlv2p1", "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"


def test_items_come_in_the_order_of_the_manifest():
    content = zipped(
        {"a.xml": named("A"), "b/b.xml": named("B"), "imsmanifest.xml": manifest((ITEM, "b/b.xml"), (ITEM, "a.xml"))}
    )

    found = reader.read(content)

    assert [question.name for question in found.questions] == ["B", "A"]
    assert found.warnings == []


def test_what_the_manifest_does_not_reach_comes_in_and_is_said():
    found = reader.read(
        zipped({"a.xml": named("A"), "b.xml": named("B"), "imsmanifest.xml": manifest((ITEM, "a.xml"))})
    )

    assert [question.name for question in found.questions] == ["A", "B"]
    assert "'b.xml'" in found.warnings[0]


def test_a_package_in_a_folder_is_read():
    found = reader.read(zipped({"p/a b.xml": named("A"), "p/imsmanifest.xml": manifest((ITEM, "a%20b.xml"))}))

    assert [question.name for question in found.questions] == ["A"]


def test_an_archive_without_a_manifest_is_read_and_said():
    found = reader.read(zipped({"a.xml": named("A"), "__MACOSX/._a.xml": b"\0\5\x16\7"}))

    assert [question.name for question in found.questions] == ["A"]
    assert "no imsmanifest.xml" in found.warnings[0]


def test_files_that_are_not_there_are_named():
    found = reader.read(
        zipped({"a.xml": named("A"), "imsmanifest.xml": manifest((ITEM, "a.xml", "gone.png"), (ITEM, "b.xml"))})
    )

    assert len(found.questions) == 1
    assert [each.name for each in found.skipped] == ["b.xml"]
    assert "'gone.png', 'b.xml'" in found.warnings[0]


def test_files_that_are_broken_are_named():
    found = reader.read(
        zipped(
            {
                "a.xml": named("A"),
                "b.xml": named("B")[:-40],
                "imsmanifest.xml": manifest((ITEM, "a.xml"), (ITEM, "b.xml")),
            }
        )
    )

    assert [question.name for question in found.questions] == ["A"]
    assert [each.name for each in found.skipped] == ["b.xml"]
    assert found.warnings[0].startswith("'b.xml' cannot be read: Line ")


def test_an_archive_without_questions_is_refused():
    with pytest.raises(Unusable, match="no manifest and no file of questions"):
        reader.read(zipped({"notes.txt": b"words"}))


def test_sections_and_weights_come_from_the_test():
    test = b'<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="t" title="t"><testPart identifier="p" navigationMode="linear" submissionMode="individual"><assessmentSection identifier="s" title="Rivers" visible="true"><assessmentItemRef identifier="a" href="../a.xml"><weight identifier="w" value="3"/></assessmentItemRef><assessmentItemRef identifier="b" href="gone.xml"/></assessmentSection></testPart></assessmentTest>'

    found = reader.read(
        zipped(
            {
                "t/test.xml": test,
                "a.xml": named("A"),
                "imsmanifest.xml": manifest((TEST, "t/test.xml"), (ITEM, "a.xml")),
            }
        )
    )

    assert found.questions[0].category == ("Rivers",)
    assert found.questions[0].spec["marks"] == 3
    assert [each.name for each in found.skipped] == ["gone.xml"]


@pytest.mark.parametrize("source", ["bridge.png", "../p/bridge.png", "/p/bridge.png", "bridge.png?verifier=x"])
def test_pictures_are_found_from_where_their_item_is(source):
    body = f'<p><img src="{source}" alt="A bridge"/></p>{CHOICE}'

    found = reader.read(
        zipped(
            {
                "p/a.xml": named("A", body),
                "p/bridge.png": PNG,
                "imsmanifest.xml": manifest((ITEM, "p/a.xml", "p/bridge.png")),
            }
        )
    )

    assert found.questions[0].spec["prompt"].startswith("![A bridge](picture:bridge.png)")
    assert found.pictures == {"bridge.png": PNG}


def test_two_pictures_of_one_name_stay_two():
    body = f'<p><img src="one/x.png" alt="1"/><img src="two/x.png" alt="2"/></p>{CHOICE}'

    found = reader.read(zipped({"a.xml": named("A", body), "one/x.png": PNG, "two/x.png": PNG + b"2"}))

    assert sorted(found.pictures.values()) == [PNG, PNG + b"2"]


@pytest.mark.parametrize("picture", [b"<svg/>", b"", b"GIF"])
def test_what_is_no_picture_stays_out_and_is_said(picture):
    body = f'<p><img src="x.png" alt="A bridge"/></p>{CHOICE}'

    found = reader.read(zipped({"a.xml": named("A", body), "x.png": picture}))

    assert found.pictures == {}
    assert found.questions[0].spec["prompt"].startswith("A bridge")
    assert any("'x.png' is no PNG" in warning for warning in found.warnings)


def test_texts_that_items_share_stand_behind_the_question():
    stimulus = b'<assessmentStimulus xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="s" title="s"><stimulusBody><p>The long text.</p></stimulusBody></assessmentStimulus>'
    text = item(CHOICE, response(key("A")) + '<assessmentStimulusRef identifier="s" href="s.xml"/>').encode()

    found = reader.read(
        zipped(
            {
                "a.xml": text,
                "s.xml": stimulus,
                "imsmanifest.xml": manifest((ITEM, "a.xml"), ("imsqti_stimulus_xmlv2p2", "s.xml")),
            }
        )
    )

    assert found.questions[0].spec["prompt"] == "Who?\n\nThe long text."


def canvas(full):
    return zipped(
        {
            "q/assessment_qti.xml": quiz("Profile"),
            "q/assessment_meta.xml": b"<quiz/>",
            "non_cc_assessments/q.xml.qti": full,
            "page.html": b"<p/>",
            "imsmanifest.xml": manifest(
                (QUIZ, "q/assessment_qti.xml"),
                (
                    "associatedcontent/imscc_xmlv1p1/learning-application-resource",
                    "q/assessment_meta.xml",
                    "non_cc_assessments/q.xml.qti",
                ),
                ("webcontent", "page.html"),
                schema="cartridge",
            ),
        }
    )


def test_a_quiz_that_canvas_stores_twice_is_read_once():
    found = cartridge.read(canvas(quiz("Full")))

    assert [question.name for question in found.questions] == ["Full"]
    assert any("stored twice" in warning for warning in found.warnings)
    assert any("2 resources that hold no questions" in warning for warning in found.warnings)


def test_the_copy_with_more_questions_is_the_one_that_is_read():
    found = cartridge.read(canvas(b'<questestinterop><assessment ident="a" title="t"/></questestinterop>'))

    assert [question.name for question in found.questions] == ["Profile"]


@pytest.mark.parametrize(
    ("content", "name", "is_ours"),
    [
        (canvas(quiz()), "course.zip", True),
        (canvas(quiz()), "course.imscc", True),
        (zipped({"imsmanifest.xml": manifest()}), "package.zip", False),
        (b"PK broken", "course.zip", False),
        (b"<manifest/>", "course.imscc", False),
    ],
)
def test_cartridges_are_recognised(content, name, is_ours):
    assert cartridge.recognises(content, name) is is_ours
