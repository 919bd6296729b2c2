"""Items and tests of QTI 2 and 3 as questions: kinds, keys from wherever they stand, and what is named instead of imported."""

from __future__ import annotations

import pytest

from courses.items.formats.qti import reader
from courses.items.formats.values import Question, Skipped

OPTIONS = '<simpleChoice identifier="A">Town</simpleChoice><simpleChoice identifier="B">King</simpleChoice><simpleChoice identifier="C">Guild</simpleChoice>'
CHOICE = f'<choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="1"><prompt>Who?</prompt>{OPTIONS}</choiceInteraction>'


def item(body, declared="", *, after="", attributes=""):
    """An item of version 2.1 with this body."""
    return f'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i1" title="Bridge" adaptive="false" timeDependent="false" {attributes}>{declared}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/><itemBody>{body}</itemBody>{after}</assessmentItem>'


def response(inside="", cardinality="single", kind="identifier", name="R"):
    return f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{kind}">{inside}</responseDeclaration>'


def key(*values):
    return "<correctResponse>" + "".join(f"<value>{value}</value>" for value in values) + "</correctResponse>"


def mapping(more="", **worths):
    return (
        f"<mapping {more}>"
        + "".join(f'<mapEntry mapKey="{name}" mappedValue="{worth}"/>' for name, worth in worths.items())
        + "</mapping>"
    )


def template(name):
    return f'<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/{name}"/>'


def question(text) -> Question:
    found = reader.read(text.encode())
    assert found.skipped == []
    return found.questions[0]


def skipped(text) -> Skipped:
    found = reader.read(text.encode())
    assert found.questions == []
    return found.skipped[0]


def right(spec):
    return [option["text"] for option in spec["options"] if option.get("correct")]


def test_a_choice_with_a_key():
    found = question(item(f"<p>The bridge.</p>{CHOICE}", response(key("B")), after=template("match_correct")))

    assert found.spec["kind"] == "multiple-choice"
    assert found.spec["prompt"] == "The bridge.\n\nWho?"
    assert found.spec["title"] == "Bridge"
    assert right(found.spec) == ["King"]
    assert found.lacking == ""


def test_the_worth_of_wrong_options_is_kept():
    found = question(item(CHOICE, response(mapping(A="2", B="1", C="-2")), after=template("map_response")))

    assert right(found.spec) == ["Town"]
    assert [option.get("weight") for option in found.spec["options"]] == [None, 0.5, -1.0]


def test_a_key_that_only_the_rules_hold():
    rules = """<responseProcessing><responseCondition><responseIf>
        <match><variable identifier="R"/><baseValue baseType="identifier">C</baseValue></match>
        <setOutcomeValue identifier="SCORE"><baseValue baseType="float">5</baseValue></setOutcomeValue></responseIf>
        <responseElse><setOutcomeValue identifier="SCORE"><baseValue baseType="float">0</baseValue></setOutcomeValue></responseElse>
        </responseCondition></responseProcessing>"""

    assert right(question(item(CHOICE, response(), after=rules)).spec) == ["Guild"]


def test_a_choice_without_a_key_says_what_it_lacks():
    found = question(item(CHOICE, response()))

    assert found.spec["kind"] == "multiple-choice"
    assert "right" in found.lacking


@pytest.mark.parametrize(
    ("inside", "weights"),
    [
        (mapping('upperBound="1" lowerBound="0"', A="0.5", B="-0.5", C="0.5"), [None, None, None]),
        (mapping('upperBound="4"', A="3", C="1"), [0.75, None, 0.25]),
    ],
)
def test_several_right_options_have_the_worth_of_their_mapping(inside, weights):
    found = question(item(CHOICE, response(key("A", "C") + inside, "multiple"), after=template("map_response")))

    assert found.spec["kind"] == "multiple-response"
    assert right(found.spec) == ["Town", "Guild"]
    assert [option.get("weight") for option in found.spec["options"]] == weights


def test_several_that_are_all_or_nothing_are_said_to_be():
    found = reader.read(item(CHOICE, response(key("A", "C"), "multiple"), after=template("match_correct")).encode())

    assert "all or nothing" in found.warnings[0]


def test_feedback_goes_to_the_option_whose_choice_shows_it():
    said = '<modalFeedback outcomeIdentifier="F" identifier="B" showHide="show">Kings did not build.</modalFeedback>'
    rules = '<responseProcessing><setOutcomeValue identifier="F"><variable identifier="R"/></setOutcomeValue></responseProcessing>'
    declared = response(key("A")) + '<outcomeDeclaration identifier="F" cardinality="single" baseType="identifier"/>'

    found = question(item(CHOICE, declared, after=rules + said))

    assert [option.get("feedback") for option in found.spec["options"]] == [None, "Kings did not build.", None]


def test_feedback_that_belongs_to_no_option_explains():
    said = '<modalFeedback outcomeIdentifier="F" identifier="more" showHide="show"><p>Read on.</p></modalFeedback>'

    assert question(item(CHOICE, response(key("A")), after=said)).spec["explanation"] == "Read on."


@pytest.mark.parametrize(
    ("inside", "kind", "spec"),
    [
        (key("toll"), "string", {"kind": "short-answer", "answers": ["toll"], "case": True, "accents": True}),
        (
            key("toll")
            + '<mapping><mapEntry mapKey="toll" mappedValue="2" caseSensitive="false"/><mapEntry mapKey="tax" mappedValue="1" caseSensitive="false"/></mapping>',
            "string",
            {"kind": "short-answer", "answers": ["toll", {"text": "tax", "weight": 0.5}]},
        ),
        (key("12"), "integer", {"kind": "numeric", "answer": 12}),
        (key("1.5"), "float", {"kind": "numeric", "answer": 1.5}),
    ],
)
def test_a_field_alone_asks_for_words_or_a_number(inside, kind, spec):
    body = '<p>What had to be paid? <textEntryInteraction responseIdentifier="R"/></p>'

    found = question(item(body, response(inside, kind=kind)))

    assert found.spec == {**spec, "prompt": "What had to be paid?", "title": "Bridge"}


def test_a_field_inside_a_sentence_leaves_a_blank():
    body = '<p>The <textEntryInteraction responseIdentifier="R"/> had to be paid.</p>'

    assert question(item(body, response(key("toll"), kind="string"))).spec["prompt"] == r"The \_\_\_\_ had to be paid."


@pytest.mark.parametrize(
    ("test", "spec"),
    [
        ('<equal toleranceMode="absolute" tolerance="0.5 0.5"><variable identifier="R"/><correct identifier="R"/></equal>', {"answer": 10, "tolerance": 0.5}),
        ('<equal toleranceMode="relative" tolerance="10 10"><variable identifier="R"/><correct identifier="R"/></equal>', {"answer": 10, "tolerance": 1}),
        ('<and><gte><variable identifier="R"/><baseValue baseType="float">9</baseValue></gte><lte><variable identifier="R"/><baseValue baseType="float">12</baseValue></lte></and>', {"answers": [{"from": 9, "to": 12}]}),
    ],
)  # fmt: skip
def test_tolerances_stand_in_the_rules(test, spec):
    rules = f'<responseProcessing><responseCondition><responseIf>{test}<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>'
    body = '<p>How long? <textEntryInteraction responseIdentifier="R"/></p>'

    found = question(item(body, response(key("10"), kind="float"), after=rules))

    assert {name: found.spec.get(name) for name in spec} == spec


def test_fields_in_a_text_are_gaps():
    body = '<p>The {old} <textEntryInteraction responseIdentifier="R1"/> of <inlineChoiceInteraction responseIdentifier="R2" shuffle="true"><inlineChoice identifier="x">1400</inlineChoice><inlineChoice identifier="y">1500</inlineChoice></inlineChoiceInteraction>.</p>'

    found = question(item(body, response(key("toll"), kind="string", name="R1") + response(key("y"), name="R2")))

    assert found.spec["kind"] == "cloze"
    assert found.spec["prompt"] == r"The \{old\} {r1} of {r2}."
    assert [gap["kind"] for gap in found.spec["gaps"]] == ["text", "choice"]
    assert right(found.spec["gaps"][1]) == ["1500"]
    assert found.correct == ("1500",)


def test_matching_with_a_distractor():
    sets = '<matchInteraction responseIdentifier="R" shuffle="true" maxAssociations="2"><simpleMatchSet><simpleAssociableChoice identifier="a" matchMax="1">Ulm</simpleAssociableChoice><simpleAssociableChoice identifier="b" matchMax="1">Bonn</simpleAssociableChoice></simpleMatchSet><simpleMatchSet><simpleAssociableChoice identifier="x" matchMax="1">Rhine</simpleAssociableChoice><simpleAssociableChoice identifier="y" matchMax="1">Danube</simpleAssociableChoice><simpleAssociableChoice identifier="z" matchMax="1">Elbe</simpleAssociableChoice></simpleMatchSet></matchInteraction>'

    found = question(item(sets, response(key("a y", "b x"), "multiple", "directedPair")))

    assert found.spec["pairs"] == [{"left": "Ulm", "right": "Danube"}, {"left": "Bonn", "right": "Rhine"}]
    assert found.spec["distractors"] == ["Elbe"]


def test_several_partners_on_both_sides_become_a_question_for_each_row():
    sets = '<matchInteraction responseIdentifier="R" shuffle="true" maxAssociations="3"><simpleMatchSet><simpleAssociableChoice identifier="a" matchMax="2">Ulm</simpleAssociableChoice><simpleAssociableChoice identifier="b" matchMax="1">Bonn</simpleAssociableChoice></simpleMatchSet><simpleMatchSet><simpleAssociableChoice identifier="x" matchMax="2">old</simpleAssociableChoice><simpleAssociableChoice identifier="y" matchMax="1">tall</simpleAssociableChoice></simpleMatchSet></matchInteraction>'

    found = question(item(sets, response(key("a x", "a y", "b x"), "multiple", "directedPair")))

    assert [(inner["prompt"], right(inner)) for inner in found.spec["questions"]] == [
        ("Ulm", ["old", "tall"]),
        ("Bonn", ["old"]),
    ]


def test_ordering_takes_the_order_of_the_key():
    steps = (
        f'<orderInteraction responseIdentifier="R" shuffle="true"><prompt>Order.</prompt>{OPTIONS}</orderInteraction>'
    )

    assert question(item(steps, response(key("C", "A", "B"), "ordered"))).spec["steps"] == ["Guild", "Town", "King"]


def test_words_for_gaps():
    body = '<gapMatchInteraction responseIdentifier="R" shuffle="true"><prompt>Fill in.</prompt><gapText identifier="W" matchMax="1">toll</gapText><gapText identifier="V" matchMax="1">king</gapText><p>The <gap identifier="G"/> was low.</p></gapMatchInteraction>'

    found = question(item(body, response(key("W G"), "multiple", "directedPair")))

    assert found.spec["kind"] == "drag-words"
    assert found.spec["prompt"] == "Fill in.\n\nThe {g} was low."
    assert found.spec["gaps"] == [{"id": "g", "word": "toll"}]
    assert found.spec["distractors"] == ["king"]


def test_words_chosen_in_a_text_are_options():
    body = '<hottextInteraction responseIdentifier="R" maxChoices="0"><p>The <hottext identifier="A">toll</hottext> and the <hottext identifier="B">king</hottext>.</p></hottextInteraction>'

    found = question(item(body, response(key("B"), "multiple")))

    assert found.spec["prompt"] == "The **toll** and the **king**."
    assert right(found.spec) == ["king"]


def test_an_essay_with_its_model_answer():
    body = '<p>Why?</p><extendedTextInteraction responseIdentifier="R" expectedLines="8"/><rubricBlock view="scorer"><p>Because.</p></rubricBlock>'

    found = question(item(body, response(kind="string")))

    assert found.spec == {"kind": "essay", "model": "Because.", "lines": 8, "prompt": "Why?", "title": "Bridge"}


def test_an_item_that_asks_nothing_is_a_description():
    assert question(item("<p>Read this.</p>")).spec == {
        "kind": "description",
        "prompt": "Read this.",
        "title": "Bridge",
    }


def test_several_questions_in_one_item():
    second = '<choiceInteraction responseIdentifier="S" shuffle="false" maxChoices="1"><prompt>When?</prompt><simpleChoice identifier="x">Early</simpleChoice><simpleChoice identifier="y">Late</simpleChoice></choiceInteraction>'
    body = f"<p>The text.</p>{CHOICE}<p>Now</p>{second}"

    found = question(item(body, response(key("A")) + response(key("y"), name="S")))

    assert found.spec["kind"] == "stimulus"
    assert found.spec["prompt"] == "The text."
    assert [(inner["prompt"], right(inner)) for inner in found.spec["questions"]] == [
        ("Who?", ["Town"]),
        ("Now\n\nWhen?", ["Late"]),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "hotspotInteraction",
        "graphicOrderInteraction",
        "uploadInteraction",
        "drawingInteraction",
        "customInteraction",
        "portableCustomInteraction",
        "selectPointInteraction",
    ],
)
def test_what_needs_more_than_text_is_named(name):
    found = skipped(item(f'<{name} responseIdentifier="R"/>', response()))

    assert (found.what, found.name) == (name, "Bridge")
    assert found.reason


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (item(CHOICE, response(key("A"))).replace('adaptive="false"', 'adaptive="true"'), "adaptive"),
        (item(CHOICE, response(key("A")) + '<templateDeclaration identifier="x" cardinality="single" baseType="float"/>'), "templateDeclaration"),
        (item(CHOICE + '<extendedTextInteraction responseIdentifier="S"/>', response(key("A"))), "composite: choiceInteraction + extendedTextInteraction"),
        (item('<strangeInteraction responseIdentifier="R"/>'), "strangeInteraction"),
    ],
)  # fmt: skip
def test_what_changes_by_itself_is_named(text, what):
    assert skipped(text).what == what


def test_version_3_reads_the_same():
    text = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="i" title="Bridge" time-dependent="false">
        <qti-response-declaration identifier="R" cardinality="single" base-type="identifier"><qti-correct-response><qti-value>B</qti-value></qti-correct-response></qti-response-declaration>
        <qti-item-body><qti-choice-interaction response-identifier="R" max-choices="1"><qti-prompt>Who?</qti-prompt>
        <qti-simple-choice identifier="A">Town</qti-simple-choice><qti-simple-choice identifier="B">King</qti-simple-choice>
        </qti-choice-interaction></qti-item-body></qti-assessment-item>"""

    found = question(text)

    assert found.spec["prompt"] == "Who?"
    assert right(found.spec) == ["King"]


def test_what_a_tutor_is_told_is_kept():
    found = question(item(f'<rubricBlock view="tutor"><p>Aloud.</p></rubricBlock>{CHOICE}', response(key("A"))))

    assert found.spec["prompt"] == "Who?"
    assert "Aloud." in found.spec["kept"]["qti21"]


def test_marks_come_from_the_highest_score():
    best = '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float"><defaultValue><value>4</value></defaultValue></outcomeDeclaration>'

    assert question(item(CHOICE, response(key("A")) + best)).spec["marks"] == 4


def test_a_test_alone_names_the_items_it_would_need():
    text = '<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="t" title="t"><testPart identifier="p" navigationMode="linear" submissionMode="individual"><assessmentSection identifier="s" title="s" visible="true"><assessmentItemRef identifier="a" href="a.xml"/></assessmentSection></testPart></assessmentTest>'

    found = reader.read(text.encode())

    assert [each.name for each in found.skipped] == ["a.xml"]
    assert found.warnings


@pytest.mark.parametrize(
    ("content", "is_ours"),
    [
        (item(CHOICE).encode(), True),
        (item(CHOICE).encode("utf-16"), True),
        (b"<questestinterop/>", True),
        (b"<quiz/>", False),
        (b"::Who:: Who? {=A ~B}", False),
    ],
)
def test_files_are_recognised(content, is_ours):
    assert reader.recognises(content, "file") is is_ours


def test_more_accepted_answers_than_can_be_tried_are_named_not_tried():
    body = '<p>Who? <textEntryInteraction responseIdentifier="R"/></p>'
    worths = mapping(**{f"w{number}": "1" for number in range(1001)})

    assert "more than 1000" in skipped(item(body, response(worths, kind="string"))).reason


def test_several_texts_to_be_written_are_one():
    def field(name):
        return f'<p>Part {name}</p><extendedTextInteraction responseIdentifier="{name}" expectedLines="2"/>'

    declared = response(kind="string", name="S") + response(kind="string", name="T")
    found = reader.read(item(f"<p>Compare.</p>{field('S')}{field('T')}", declared).encode())

    assert found.skipped == []
    spec = found.questions[0].spec
    assert (spec["kind"], spec["lines"]) == ("essay", 4)
    assert spec["prompt"] == "Compare.\n\nPart S\n\nPart T"
    assert any("became one" in warning for warning in found.warnings)


def test_an_order_that_only_the_rules_know():
    steps = f'<orderInteraction responseIdentifier="R">{OPTIONS}</orderInteraction>'
    values = "".join(f'<baseValue baseType="identifier">{name}</baseValue>' for name in "BCA")
    compared = f'<match><variable identifier="R"/><ordered>{values}</ordered></match>'
    mark = '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
    rules = f"<responseProcessing><responseCondition><responseIf>{compared}{mark}</responseIf></responseCondition></responseProcessing>"
    found = question(item(f"<p>Order.</p>{steps}", response(cardinality="ordered"), after=rules))

    assert found.lacking == ""
    assert found.spec["steps"] == ["King", "Guild", "Town"]


@pytest.mark.parametrize(
    ("rounding", "tolerance"),
    [('roundingMode="decimalPlaces" figures="2"', 0.005), ('roundingMode="significantFigures" figures="2"', 0.05)],
)
def test_a_number_that_is_rounded_has_the_tolerance_of_it(rounding, tolerance):
    rules = (
        f'<responseProcessing><responseCondition><responseIf><equalRounded {rounding}><variable identifier="R"/><correct identifier="R"/>'
        '</equalRounded><setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf>'
        "</responseCondition></responseProcessing>"
    )
    field = '<p>Pi? <textEntryInteraction responseIdentifier="R"/></p>'

    spec = question(item(field, response(key("3.14"), kind="float"), after=rules)).spec

    assert (spec["answer"], spec["tolerance"]) == (3.14, tolerance)
