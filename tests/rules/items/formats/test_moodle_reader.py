"""Every type of question in Moodle XML, and what every question has, as it is found."""

from __future__ import annotations

import pytest

from tests.rules.items.formats.moodle_samples import answer, only, question, quiz, spec_of

# Types.


def test_one_option_is_right_and_others_may_be_worth_something() -> None:
    answers = answer("Town", "100") + answer("King", "-33.33333", "No.") + answer("Abbot", "50") + answer("Owl", "0")

    spec = spec_of("multichoice", f"<single>true</single><shuffleanswers>0</shuffleanswers>{answers}")

    assert spec == {
        "kind": "multiple-choice",
        "title": "N",
        "prompt": "Q?",
        "options": [
            {"text": "Town", "correct": True},
            {"text": "King", "feedback": "No.", "weight": -0.3333333},
            {"text": "Abbot", "weight": 0.5},
            {"text": "Owl"},
        ],
        "shuffle": False,
    }


def test_weights_of_several_right_options_are_kept_unless_they_say_what_holds_anyway() -> None:
    usual = answer("a", "50") + answer("b", "50") + answer("c", "-50")
    gentle = answer("a", "50") + answer("b", "50") + answer("c", "0")

    assert [option.get("weight") for option in spec_of("multichoice", f"<single>false</single>{usual}")["options"]] == [
        None
    ] * 3
    assert [option.get("weight") for option in spec_of("multichoice", f"<single>0</single>{gentle}")["options"]] == [
        0.5,
        0.5,
        None,
    ]


def test_right_options_that_are_not_worth_everything_together_are_made_to_be() -> None:
    found = question("multichoice", f"<single>false</single>{answer('a', '100')}{answer('b', '100')}")

    assert [option["correct"] for option in found.questions[0].spec["options"]] == [True, True]
    assert "200%" in found.warnings[0]


@pytest.mark.parametrize("fractions", [("0", "0"), ("50", "0"), ("nan", "0"), ("1e999", "-50")])
def test_a_choice_without_a_right_option_is_shown_with_what_it_lacks(fractions: tuple[str, str]) -> None:
    found = question("multichoice", "".join(answer(name, each) for name, each in zip("ab", fractions, strict=True)))

    assert "none is right" in found.questions[0].lacking


@pytest.mark.parametrize("number", ["inf", "nan", "1e999", "-1e400", "hundred"])
def test_numbers_that_are_none_are_named(number: str) -> None:
    found = question("numerical", f"<defaultgrade>{number}</defaultgrade>{answer('5', '100')}{answer(number, '50')}")

    assert found.questions[0].spec["answer"] == 5
    assert "marks" not in found.questions[0].spec
    assert sum(number in warning for warning in found.warnings) >= 2


def test_true_and_false_with_feedback_for_either() -> None:
    spec = spec_of("truefalse", answer("false", "100", "Yes.") + answer("true", "0", "No."))

    assert (spec["answer"], spec["feedback"], spec["praise"]) == (False, "No.", "Yes.")


def test_true_and_false_of_old_files_stand_in_their_order() -> None:
    assert spec_of("truefalse", answer("Wahr", "0") + answer("Falsch", "100"))["answer"] is False


def test_short_answers_with_weights_and_feedback_on_all_others() -> None:
    answers = answer("frog", "100") + answer("t*d", "80", "Nearly.") + answer("*", "0", "No.")

    spec = spec_of("shortanswer", f"<usecase>1</usecase>{answers}")

    assert spec["answers"] == ["frog", {"text": "t*d", "weight": 0.8, "feedback": "Nearly."}]
    assert (spec["feedback"], spec["case"]) == ("No.", True)


def test_numbers_with_tolerance_and_units() -> None:
    units = (
        "<units><unit><multiplier>1</multiplier><unit_name>m</unit_name></unit>"
        "<unit><multiplier>100</multiplier><unit_name>cm</unit_name></unit></units>"
    )

    spec = spec_of("numerical", answer("6,25", "100", "", "<tolerance>0.05</tolerance>") + units)

    assert (spec["answer"], spec["tolerance"], spec["unit"]) == (6.25, 0.05, "m")
    assert spec["units"] == [{"name": "cm", "factor": 0.01}]


def test_old_numbers_stand_outside_of_a_text_and_their_fraction_in_an_element() -> None:
    spec = spec_of("numerical", "<answer>3.14<fraction>1</fraction><tolerance>0</tolerance></answer>")

    assert spec["answer"] == 3.14


def test_a_right_side_without_a_left_one_fits_nothing() -> None:
    def pair(left: str, right: str) -> str:
        return f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer></subquestion>'

    spec = spec_of("matching", pair("a", "1") + pair("b", "2") + pair("", "3") + pair("<![CDATA[<p></p>]]>", "1"))

    assert spec["pairs"] == [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}]
    assert spec["distractors"] == ["3"]


def test_an_essay_with_bounds_and_what_graders_know() -> None:
    spec = spec_of(
        "essay",
        "<minwordlimit>5</minwordlimit><maxwordlimit>50</maxwordlimit><responsefieldlines>15</responsefieldlines>"
        "<responseformat>plain</responseformat><graderinfo><text>Look for tolls.</text></graderinfo>"
        '<responsetemplate format="html"><text><![CDATA[<p>One</p><p>Two</p>]]></text></responsetemplate>',
    )

    assert (spec["words_min"], spec["words_max"], spec["lines"]) == (5, 50, 15)
    assert (spec["model"], spec["starter"]) == ("Look for tolls.", "One\nTwo")
    assert spec["kept"] == {"moodle_xml": "<responseformat>plain</responseformat>"}


@pytest.mark.parametrize(
    ("grading", "scoring"), [("-1", "exact"), ("1", "adjacent-pairs"), ("LONGEST_ORDERED_SUBSET", None)]
)
def test_an_order_and_how_it_counts(grading: str, scoring: str | None) -> None:
    spec = spec_of("ordering", f"<gradingtype>{grading}</gradingtype>{answer('a', '1')}{answer('b', '2')}")

    assert (spec["steps"], spec.get("scoring")) == (["a", "b"], scoring)


def test_words_to_drag_into_a_text() -> None:
    boxes = "".join(f"<dragbox><text>{word}</text><group>1</group></dragbox>" for word in ("cat", "mat", "dog"))

    spec = spec_of("ddwtos", boxes, "The [[1]] sat on the [[2]].")

    assert spec["kind"] == "drag-words"
    assert spec["prompt"] == "The {g1} sat on the {g2}."
    assert spec["gaps"] == [{"id": "g1", "word": "cat"}, {"id": "g2", "word": "mat"}]
    assert spec["distractors"] == ["dog"]


def test_gaps_to_choose_for_have_the_words_of_their_group() -> None:
    words = (("cat", 1), ("red", 2), ("dog", 1), ("blue", 2))
    entries = "".join(
        f"<selectoption><text>{word}</text><group>{group}</group></selectoption>" for word, group in words
    )

    spec = spec_of("gapselect", entries, "A [[2]] [[1]]")

    assert spec["prompt"] == "A {g1} {g2}"
    assert [option["text"] for option in spec["gaps"][0]["options"]] == ["red", "blue"]
    assert spec["gaps"][1]["options"] == [{"text": "cat", "correct": True}, {"text": "dog"}]


def test_the_little_language_of_gaps() -> None:
    text = (
        "<![CDATA[<p>In {2:NUMERICAL:=1204:2#Well.~%50%1200:10~*#No.} the {1:MCS:~%100%town~king#Not he.} "
        "built {:SHORTANSWER_C:=a bri\\}dge~%33.33333%the &lt;b&gt; &amp; c}, \\(x^{2}\\).</p>]]>"
    )

    spec = spec_of("cloze", "<defaultgrade>9</defaultgrade>", text)

    assert spec["prompt"] == "In {g1} the {g2} built {g3}, \\\\(x\\^\\{2\\}\\\\)."
    assert spec["marks"] == 4
    assert spec["gaps"] == [
        {
            "id": "g1",
            "kind": "number",
            "answers": [
                {"value": 1204, "tolerance": 2, "feedback": "Well."},
                {"value": 1200, "tolerance": 10, "weight": 0.5},
            ],
            "feedback": "No.",
            "marks": 2,
        },
        {
            "id": "g2",
            "kind": "choice",
            "options": [{"text": "town", "correct": True}, {"text": "king", "feedback": "Not he."}],
        },
        {
            "id": "g3",
            "kind": "text",
            "answers": ["a bri}dge", {"text": "the <b> & c", "weight": 0.3333333}],
            "case": True,
        },
    ]


def test_a_gap_for_several_options_is_named() -> None:
    found = question("multianswer", "", "{1:MULTIRESPONSE:=a~=b~c}")

    assert [option.get("weight") for option in found.questions[0].spec["gaps"][0]["options"]] == [None, 1, None]
    assert any("together" in warning for warning in found.warnings)


@pytest.mark.parametrize("text", ["no gap", "{1:SHORTANSWER:=never ends", "{1:REGEXP:=a}"])
def test_a_text_without_a_gap_lacks_one(text: str) -> None:
    assert question("cloze", "", text).questions[0].lacking == "There is no gap in the text."


# What every question has.


def test_hints_penalty_tags_marks_and_what_is_kept() -> None:
    spec = spec_of(
        "shortanswer",
        "<defaultgrade>2.5000000</defaultgrade><penalty>0.25</penalty><hidden>1</hidden><idnumber>A-7</idnumber>"
        "<generalfeedback><text>Because.</text></generalfeedback>"
        '<hint format="html"><text>Look up.</text><clearwrong/></hint><hint><hintcontent><text>Old.</text></hintcontent></hint>'
        "<tags><tag><text>river</text></tag><tag><text>difficulty:hard</text></tag></tags>" + answer("a", "100"),
    )

    assert (spec["marks"], spec["penalty"], spec["explanation"]) == (2.5, 0.25, "Because.")
    assert (spec["hints"], spec["tags"], spec["difficulty"]) == (["Look up.", "Old."], ["river"], "hard")
    assert spec["kept"]["moodle_xml"] == ("<hidden>1</hidden><idnumber>A-7</idnumber><hint><clearwrong/></hint><hint/>")


@pytest.mark.parametrize("penalty", ["0.3333333", "0.33", "1/3"])
def test_the_usual_penalty_is_not_written(penalty: str) -> None:
    found = question("shortanswer", f"<penalty>{penalty}</penalty>{answer('a', '100')}")

    assert "penalty" not in found.questions[0].spec


def test_a_name_that_only_repeats_the_question_is_no_title() -> None:
    assert "title" not in spec_of("description", "", "N")


def test_categories_are_ways_in_which_a_doubled_slash_belongs_to_the_name() -> None:
    category = "<question type='category'><category><text>$course$/top/Rivers/Mid//size</text></category></question>"
    described = "<question type='description'><questiontext><text>Words</text></questiontext></question>"

    found = quiz(described + category + described)

    assert [each.category for each in found.questions] == [(), ("Rivers", "Mid/size")]


@pytest.mark.parametrize(
    ("format", "text", "markdown"),
    [
        ("html", "<![CDATA[<p>a</p><p><b>b</b> &amp; c</p>]]>", "a\n\n**b** & c"),
        ("html", "&lt;p&gt;a&amp;nbsp;b&lt;/p&gt;", "a\xa0b"),
        ("html", "<p>never <b>escaped</b></p>", "never **escaped**"),
        ("moodle_auto_format", "a\r\nb", "a  \nb"),
        ("plain_text", "2 * 3 * 4 = &lt;b&gt;24&lt;/b&gt;", "2 \\* 3 \\* 4 = &lt;b>24&lt;/b>"),
        ("markdown", "a *b* [[toll]] [A 83]", "a *b* \\[[toll]] \\[A 83]"),
        ("nonsense", "<![CDATA[<i>a</i>]]>", "*a*"),
    ],
)
def test_texts_in_each_format(format: str, text: str, markdown: str) -> None:
    asked = f'<questiontext format="{format}"><text>{text}</text></questiontext>'

    assert only(quiz(f'<question type="description">{asked}</question>')).spec["prompt"] == markdown


def test_scripts_and_reversed_letters_do_not_come_in() -> None:
    text = "<![CDATA[<p onclick='x()'>a<script>alert(1)</script><a href='javascript:x()'>b</a>\u202ec</p>]]>"

    found = question("description", "", text)

    assert found.questions[0].spec["prompt"] == "abc"
    assert "direction" in found.warnings[0]


def test_where_nothing_says_how_many_may_be_chosen_the_parts_do() -> None:
    halves = answer("Nile", "50") + answer("Congo", "50") + answer("Po", "0")
    assert spec_of("multichoice", halves)["kind"] == "multiple-response"
    assert spec_of("multichoice", answer("Nile", "100") + answer("Congo", "50"))["kind"] == "multiple-choice"
    [question_] = question("multichoice", f"<single>true</single>{halves}").questions
    assert question_.spec["kind"] == "multiple-choice"
