"""Items of QTI 1.2, as Canvas and others write them."""

from __future__ import annotations

import pytest

from courses.items.formats.qti import reader
from courses.items.formats.registry import read_file, writer
from courses.items.formats.values import Outgoing


def label(name, text):
    return f'<response_label ident="{name}"><material><mattext texttype="text/plain">{text}</mattext></material></response_label>'


def choice(name="R", cardinality="Single", labels=(("a", "Town"), ("b", "King"), ("c", "Guild")), before=""):
    inside = "".join(label(*each) for each in labels)
    material = f"<material><mattext>{before}</mattext></material>" if before else ""
    return f'<response_lid ident="{name}" rcardinality="{cardinality}">{material}<render_choice>{inside}</render_choice></response_lid>'


def field(name="R", **attributes):
    more = " ".join(f'{key}="{value}"' for key, value in attributes.items())
    return f'<response_str ident="{name}" rcardinality="Single" {more}><render_fib><response_label ident="x"/></render_fib></response_str>'


def when(condition, score=100, feedback="", action="Set"):
    setting = "" if score is None else f'<setvar varname="SCORE" action="{action}">{score}</setvar>'
    shown = f'<displayfeedback feedbacktype="Response" linkrefid="{feedback}"/>' if feedback else ""
    return f"<respcondition><conditionvar>{condition}</conditionvar>{setting}{shown}</respcondition>"


def equal(value, name="R"):
    return f'<varequal respident="{name}">{value}</varequal>'


def file(responses, conditions="", *, kind="", text="&lt;p&gt;Who built it?&lt;/p&gt;", after="", title="Bridge"):
    metadata = f"<itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield><qtimetadatafield><fieldlabel>points_possible</fieldlabel><fieldentry>2</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>"
    material = f'<material><mattext texttype="text/html">{text}</mattext></material>'
    return f'<questestinterop><assessment ident="q" title="Quiz"><section ident="s" title="Rivers"><item ident="i" title="{title}">{metadata}<presentation>{material}{responses}</presentation><resprocessing>{conditions}</resprocessing>{after}</item></section></assessment></questestinterop>'


def question(text):
    found = reader.read(text.encode())
    assert found.skipped == []
    return found.questions[0]


def right(spec):
    return [option["text"] for option in spec["options"] if option.get("correct")]


def test_a_choice():
    found = question(file(choice(), when(equal("b"))))

    assert found.spec["kind"] == "multiple-choice"
    assert found.spec["prompt"] == "Who built it?"
    assert found.spec["marks"] == 2
    assert found.category == ("Quiz", "Rivers")
    assert right(found.spec) == ["King"]


def test_points_for_a_wrong_option_are_its_weight():
    found = question(file(choice(), when(equal("b"), 10) + when(equal("c"), 5) + when(equal("a"), -10)))

    assert right(found.spec) == ["King"]
    assert [option.get("weight") for option in found.spec["options"]] == [-1.0, None, 0.5]


def test_what_holds_for_every_other_answer_takes_nothing_from_the_right_one():
    assert right(question(file(choice(), when(equal("b")) + when("<other/>", 0))).spec) == ["King"]


def test_several_that_one_condition_wants_together():
    together = f"<and>{equal('a')}<not>{equal('b')}</not>{equal('c')}</and>"

    found = question(file(choice(cardinality="Multiple"), when(together), kind="multiple_answers_question"))

    assert found.spec["kind"] == "multiple-response"
    assert right(found.spec) == ["Town", "Guild"]


def test_several_that_add_up():
    conditions = (
        when(equal("a"), 75, action="Add") + when(equal("b"), -50, action="Add") + when(equal("c"), 25, action="Add")
    )

    found = question(file(choice(cardinality="Multiple"), conditions))

    assert right(found.spec) == ["Town", "Guild"]
    assert [option.get("weight") for option in found.spec["options"]] == [0.75, -0.5, 0.25]


def test_true_and_false_are_a_statement_to_judge():
    found = question(file(choice(labels=(("t", "True"), ("f", "False"))), when(equal("f"))))

    assert (found.spec["kind"], found.spec["answer"]) == ("true-false", False)


def test_feedback_goes_to_its_option_and_the_rest_explains():
    conditions = when(equal("a"), None, "a_fb") + when(equal("b")) + when("<other/>", None, "general_fb")
    after = "".join(
        f'<itemfeedback ident="{name}"><flow_mat><material><mattext>{text}</mattext></material></flow_mat></itemfeedback>'
        for name, text in (("a_fb", "No town."), ("solution_fb", "Read it."))
    )

    found = question(file(choice(), conditions, after=after))

    assert [option.get("feedback") for option in found.spec["options"]] == ["No town.", None, None]
    assert found.spec["explanation"] == "Read it."


def test_accepted_words_with_their_worth():
    found = question(file(field(), when(equal("toll"), 100) + when(equal("tax"), 50), kind="short_answer_question"))

    assert found.spec["kind"] == "short-answer"
    assert found.spec["answers"] == ["toll", {"text": "tax", "weight": 0.5}]


@pytest.mark.parametrize(
    ("condition", "spec"),
    [
        (f"<or>{equal('10')}<and><vargte respident='R'>9.5</vargte><varlte respident='R'>10.5</varlte></and></or>", {"answer": 10, "tolerance": 0.5}),
        ("<vargte respident='R'>9</vargte><varlte respident='R'>12</varlte>", {"answers": [{"from": 9, "to": 12}]}),
        (equal("10"), {"answer": 10}),
    ],
)  # fmt: skip
def test_numbers(condition, spec):
    found = question(file(field(), when(condition), kind="numerical_question"))

    assert found.spec["kind"] == "numeric"
    assert {name: found.spec.get(name) for name in spec} == spec


def test_a_text_with_names_in_brackets():
    responses = choice("response_who", before="who") + choice(
        "response_when", before="when", labels=(("x", "1400"), ("y", "1500"))
    )
    conditions = when(equal("b", "response_who"), 50, action="Add") + when(
        equal("y", "response_when"), 50, action="Add"
    )

    found = question(file(responses, conditions, kind="multiple_dropdowns_question", text="The [who] in [when]."))

    assert found.spec["kind"] == "cloze"
    assert found.spec["prompt"] == "The {who} in {when}."
    assert [right(gap) for gap in found.spec["gaps"]] == [["King"], ["1500"]]
    assert found.text == "The [who] in [when]."


def test_blanks_accept_every_word_listed():
    responses = choice("response_what", before="what", labels=(("x", "toll"), ("y", "tax")))
    conditions = when(equal("x", "response_what")) + when(equal("y", "response_what"))

    found = question(file(responses, conditions, kind="fill_in_multiple_blanks_question", text="The [what]."))

    assert found.spec["gaps"] == [{"id": "what", "kind": "text", "answers": ["toll", "tax"]}]


def test_choices_with_the_same_options_are_matching():
    cities = (("x", "Rhine"), ("y", "Danube"), ("z", "Elbe"))
    responses = choice("R1", labels=cities, before="Ulm") + choice("R2", labels=cities, before="Bonn")

    found = question(file(responses, when(equal("y", "R1"), 50) + when(equal("x", "R2"), 50), kind="matching_question"))

    assert found.spec["pairs"] == [{"left": "Ulm", "right": "Danube"}, {"left": "Bonn", "right": "Rhine"}]
    assert found.spec["distractors"] == ["Elbe"]


def test_choices_with_different_options_are_several_questions():
    responses = choice("R1", before="Who?") + choice("R2", before="When?", labels=(("x", "Early"), ("y", "Late")))

    found = question(file(responses, when(equal("a", "R1"), 50) + when(equal("y", "R2"), 50)))

    assert [(inner["prompt"], right(inner)) for inner in found.spec["questions"]] == [
        ("Who?", ["Town"]),
        ("When?", ["Late"]),
    ]


def test_an_order():
    found = question(file(choice(cardinality="Ordered"), when(equal("c") + equal("a") + equal("b"))))

    assert found.spec["steps"] == ["Guild", "Town", "King"]


def test_a_field_that_is_compared_with_nothing_is_an_essay():
    found = question(file(field(word_limit_min="10", word_limit_max="90"), when("<other/>", None)))

    assert found.spec["kind"] == "essay"
    assert (found.spec["words_min"], found.spec["words_max"]) == (10, 90)


def test_a_text_alone_is_a_description():
    assert question(file("", kind="text_only_question")).spec["kind"] == "description"


@pytest.mark.parametrize(
    ("responses", "kind", "what"),
    [
        (field(), "calculated_question", "calculated_question"),
        ("", "file_upload_question", "file_upload_question"),
        ('<response_xy ident="R"><render_hotspot/></response_xy>', "", "render_hotspot"),
    ],
)
def test_what_cannot_be_asked_is_named(responses, kind, what):
    found = reader.read(file(responses, kind=kind).encode())

    assert [(each.what, each.name) for each in found.skipped] == [(what, "Bridge")]


def test_a_choice_without_a_key_says_what_it_lacks():
    assert "right" in question(file(choice())).lacking


def test_a_file_without_items_says_so():
    found = reader.read(b'<questestinterop><assessment ident="a" title="t"/></questestinterop>')

    assert found.questions == []
    assert found.warnings == ["The file holds no questions."]


def count(name, condition):
    return f'<respcondition><conditionvar>{condition}</conditionvar><setvar varname="{name}" action="Add">1</setvar></respcondition>'


def test_right_and_wrong_may_be_counted_apart():
    wanted = {"a": True, "b": False, "c": True}
    conditions = "".join(
        count("D2L_Correct" if is_right else "D2L_Incorrect", equal(name))
        + count("D2L_Incorrect" if is_right else "D2L_Correct", f"<not>{equal(name)}</not>")
        for name, is_right in wanted.items()
    )
    responses = f"<response_extension><style/></response_extension>{choice(cardinality='Multiple')}"

    found = question(file(responses, conditions))

    assert right(found.spec) == ["Town", "Guild"]
    assert not any("weight" in option for option in found.spec["options"])


def test_groups_with_the_same_options_are_matching():
    rivers = (("x", "Rhine"), ("y", "Danube"))
    groups = choice("R1", labels=rivers, before="Ulm") + choice("R2", labels=rivers, before="Bonn")
    groups = groups.replace("response_lid", "response_grp").replace('ident="R', 'respident="R')

    found = question(file(groups, when(equal("y", "R1"), 1) + when(equal("x", "R2"), 1)))

    assert found.spec["pairs"] == [{"left": "Ulm", "right": "Danube"}, {"left": "Bonn", "right": "Rhine"}]


def test_more_conditions_than_can_be_tried_are_named_not_tried():
    labels = [(f"o{number}", str(number)) for number in range(1000)]

    found = reader.read(file(choice(labels=labels), when(equal("o1")) * 1000).encode())

    assert "too many" in found.skipped[0].reason


def test_what_is_said_to_a_number_belongs_to_it():
    between = "<vargte respident='R'>20</vargte><varlte respident='R'>30</varlte>"
    conditions = (
        when(equal("10"), 100, "right_fb")
        + when(equal("11"), 50, "near_fb")
        + when(between, None, "far_fb")
        + when("<other/>", None, "general_incorrect_fb")
    )
    after = "".join(
        f'<itemfeedback ident="{name}"><flow_mat><material><mattext>{text}</mattext></material></flow_mat></itemfeedback>'
        for name, text in (
            ("right_fb", "Well counted."),
            ("near_fb", "One too many."),
            ("far_fb", "Twice too many."),
            ("general_incorrect_fb", "Count again."),
        )
    )

    spec = question(file(field(), conditions, kind="numerical_question", after=after)).spec

    assert spec["answers"] == [
        {"value": 10, "feedback": "Well counted."},
        {"value": 11, "weight": 0.5, "feedback": "One too many."},
        {"from": 20, "to": 30, "weight": 0, "feedback": "Twice too many."},
    ]
    assert spec["feedback"] == "Count again."
    assert "explanation" not in spec


@pytest.mark.parametrize("format", ["moodle_xml", "gift", "qti21", "qti30"])
def test_what_is_said_to_a_number_goes_on_to_other_formats(format):
    after = '<itemfeedback ident="right_fb"><flow_mat><material><mattext>Well counted.</mattext></material></flow_mat></itemfeedback>'
    found = question(file(field(), when(equal("10"), 100, "right_fb"), kind="numerical_question", after=after))

    written = writer(format).write([Outgoing({**found.spec, "id": "q"})], {}, title="Quiz")

    [back] = read_file(written.content, "file").questions
    assert back.spec["answers"] == [{"value": 10, "feedback": "Well counted."}]
