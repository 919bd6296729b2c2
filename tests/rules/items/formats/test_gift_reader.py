"""GIFT as it is found: every trap, and no question lost without a word."""

from __future__ import annotations

from typing import Any

import pytest

from courses.items.formats.checking import correct_of
from courses.items.formats.fitness import with_lacks
from courses.items.formats.gift import read
from courses.items.formats.values import Found


def gift(text: str) -> Found:
    """What a text holds."""
    return read(text.encode())


def only(text: str) -> dict[str, Any]:
    """The one question of a text that has nothing wrong with it."""
    found = gift(text)
    assert not found.error
    assert not found.skipped
    assert not found.warnings
    [question] = found.questions
    return dict(question.spec)


def refusal(text: str) -> str:
    """Why the one question of a text cannot be taken."""
    found = gift(text)
    assert not found.questions
    [skipped] = found.skipped
    assert skipped.reason in found.error
    return skipped.reason


# Kinds.


def test_the_option_with_an_equals_sign_is_right() -> None:
    assert only("Who's buried in Grant's tomb?{~Grant ~Jefferson =no one#Indeed}") == {
        "kind": "multiple-choice",
        "prompt": "Who's buried in Grant's tomb?",
        "options": [
            {"text": "Grant"},
            {"text": "Jefferson"},
            {"text": "no one", "correct": True, "feedback": "Indeed"},
        ],
    }


def test_a_wrong_option_may_be_worth_something_and_cost_something() -> None:
    options = only("Q{=a ~%50%b ~%-25%c ~%33.333%d}")["options"]

    assert [option.get("weight") for option in options] == [None, 0.5, -0.25, 0.33333]


def test_weights_without_an_equals_sign_let_choose_several() -> None:
    spec = only("Q{~%50%a ~%50%b ~%-100%c ~d}")

    assert spec["kind"] == "multiple-response"
    assert [option.get("correct", False) for option in spec["options"]] == [True, True, False, False]
    assert [option.get("weight") for option in spec["options"]] == [0.5, 0.5, -1, None]


def test_weights_that_say_what_holds_anyway_are_left_out() -> None:
    options = only("Q{~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-33.33333%d}")["options"]

    assert [set(option) for option in options] == [{"text", "correct"}] * 3 + [{"text"}]


@pytest.mark.parametrize(
    ("word", "answer"), [("T", True), ("TRUE", True), ("F", False), ("FALSE", False), ("true", True)]
)
def test_true_and_false_may_be_written_out(word: str, answer: bool) -> None:
    assert only(f"Q{{{word}}}") == {"kind": "true-false", "prompt": "Q", "answer": answer}


def test_the_first_feedback_of_true_or_false_is_for_those_who_are_wrong() -> None:
    spec = only("Q{FALSE#no, it is false#well seen####in general}")

    assert (spec["feedback"], spec["praise"], spec["explanation"]) == ("no, it is false", "well seen", "in general")


def test_short_answers_have_weights_and_a_word_for_all_others() -> None:
    assert only("Q{=Paris#yes =%50%paris =%0%*#look at a map}") == {
        "kind": "short-answer",
        "prompt": "Q",
        "answers": [{"text": "Paris", "feedback": "yes"}, {"text": "paris", "weight": 0.5}],
        "feedback": "look at a map",
    }


def test_a_word_is_missing_where_the_answers_stand_in_the_middle() -> None:
    assert only("Two plus {=two =2} equals four.")["prompt"] == r"Two plus \_\_\_\_ equals four."


def test_a_full_stop_behind_the_answers_leaves_no_gap() -> None:
    assert only("How much is pi?{#3.1415:0.0005}.") == {
        "kind": "numeric",
        "prompt": "How much is pi?",
        "answer": 3.1415,
        "tolerance": 0.0005,
    }


def test_numbers_are_ranges_and_several_with_weights() -> None:
    spec = only("Q{#=1822:0 =%50%1820..1825#near ~#no}")

    assert spec["answers"] == [{"value": 1822}, {"from": 1820, "to": 1825, "weight": 0.5, "feedback": "near"}]
    assert spec["feedback"] == "no"


def test_a_pair_without_a_left_side_fits_nothing() -> None:
    spec = only("Match{=Italy -> Rome =Japan -> Tokyo = -> Paris}")

    assert spec["pairs"] == [{"left": "Italy", "right": "Rome"}, {"left": "Japan", "right": "Tokyo"}]
    assert spec["distractors"] == ["Paris"]


def test_nothing_between_the_braces_is_an_essay_and_no_braces_a_description() -> None:
    found = gift("Write a text.{\n}\n\nRead this.")

    assert [question.spec["kind"] for question in found.questions] == ["essay", "description"]


# Letters.


def test_escaped_marks_are_letters() -> None:
    spec = only(r"::a\:b::1 \= 1, \{x\}, \~, \# and \\{=a\=b#c\#d ~no\nbreak}")

    assert spec["title"] == "a:b"
    assert spec["options"][0] == {"text": "a=b", "correct": True, "feedback": "c#d"}
    assert spec["options"][1]["text"] == "no  \nbreak"


def test_html_becomes_markdown_and_script_nothing() -> None:
    spec = only("[html]<p>A <b>bold</b><script>alert(1)</script></p>{=<i>x</i> ~y}")

    assert spec["prompt"] == "A **bold**"
    assert spec["options"][0]["text"] == "*x*"


def test_a_picture_that_is_not_in_the_file_is_named() -> None:
    found = gift(r'[html]Look: <img src\="@@PLUGINFILE@@/a.png" alt\="a bridge">{T}')

    assert found.questions[0].spec["prompt"] == "Look: a bridge"
    assert found.warnings == ["line 1: The picture “@@PLUGINFILE@@/a.png” is not in the file; its words stand instead."]


def test_markdown_stays_and_every_part_may_have_a_format_of_its_own() -> None:
    spec = only("[markdown]**a** _b_{=*x*#[plain]*y* ~[html]<b>z</b>}")

    assert spec["prompt"] == "**a** _b_"
    assert spec["options"] == [
        {"text": "*x*", "correct": True, "feedback": r"\*y\*"},
        {"text": "**z**"},
    ]


def test_a_less_than_sign_is_no_tag() -> None:
    assert only("Is x<y and y>z or a < b?{T}")["prompt"] == "Is x&lt;y and y>z or a < b?"


def test_comments_are_no_part_of_a_question_and_are_kept() -> None:
    found = gift("// for all\n\n// [id:q7] [tag:rivers] [tag:old \\] town]\nQ{\n// inside\n=a\n~b\n}")

    assert found.questions[0].spec["tags"] == ["rivers", "old ] town"]
    assert found.questions[0].spec["kept"] == {"gift": "// for all\n// [id:q7]\n// inside"}


def test_a_category_holds_until_the_next_one() -> None:
    found = gift("$CATEGORY: $course$/top/Rivers/and//or\n\nQ{T}\n\nR{F}\n\n$CATEGORY: top\n\nS{T}")

    assert [question.category for question in found.questions] == [("Rivers", "and/or"), ("Rivers", "and/or"), ()]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_three_ways(end: str) -> None:
    assert len(gift(f"Q{{T}}{end}{end}R{{{end}=a{end}~b{end}}}").questions) == 2


def test_separators_of_unicode_end_no_line() -> None:
    assert len(gift("One\u2028two\x0c\x0c three\x85\x85{T}").questions) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_the_letters_are_found_out(encoding: str) -> None:
    found = read("Wo liegt Köln?{=am Rhein ~an der Elbe}".encode(encoding))

    assert found.questions[0].spec["prompt"] == "Wo liegt Köln?"


def test_letters_of_an_old_program_are_read_with_a_warning() -> None:
    found = read("Wo liegt Köln?{T}".encode("cp1252"))

    assert found.questions[0].spec["prompt"] == "Wo liegt Köln?"
    assert "Windows-1252" in found.warnings[0]


# What is wrong.


def test_a_broken_question_is_named_and_costs_nobody_the_others() -> None:
    found = gift("::Good::Q{T}\n\n::Bad::How much?{#many}\n\nR{=a ~b}")

    assert len(found.questions) == 2
    assert [(each.name, each.reason) for each in found.skipped] == [("Bad", "line 3: “many” is no number.")]
    assert not found.error


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Q{#}", "It has no number."),
        ("Q{#1e999}", "beyond all numbers"),
        ("Q{#nan}", "“nan” is no number"),
        ("Q{#1:inf}", "“inf” is no number"),
        ("Q{~a}", "two options"),
        ("Q{=a -> b =c}", "needs “->”"),
        ("Q{=a -> b = c -> }", "nothing behind"),
        ("Q{=a", "“{” is not closed"),
        ("Q =a}", "never opened"),
        ("Q}{T", "stands before"),
        ("{T}", "no text"),
        ("Q{" + "~x" * 10_000 + "}", "10,000 answers"),
    ],
)
def test_what_is_no_question_is_refused_with_its_line(text: str, sentence: str) -> None:
    assert sentence in refusal(text)
    assert refusal("\n// a comment\n" + text).startswith("line 3: ")


def test_answers_that_an_empty_line_tears_apart_are_one_broken_question() -> None:
    found = gift("Q{\n=a\n\n~b\n\n}\n\nR{T}")

    assert [question.spec["prompt"] for question in found.questions] == ["R"]
    assert "go on to line 6" in found.skipped[0].reason


def test_an_equals_sign_inside_an_option_is_warned_of() -> None:
    found = gift("What is right?{=x ~y=5}")

    assert len(found.questions) == 1
    assert found.warnings[0].startswith("line 1: “=” inside an option begins another right option")


def test_two_right_options_both_earn_everything() -> None:
    found = gift("Q{=a =b ~c}")

    assert found.questions[0].spec["options"] == [
        {"text": "a", "correct": True},
        {"text": "b", "weight": 1},
        {"text": "c"},
    ]
    assert "2 options are right" in found.warnings[0]


def test_latex_that_looks_like_the_end_of_a_line_is_warned_of() -> None:
    assert gift(r"Is \(a \neq b\)?{T}").warnings == [
        r"line 1: “\neq” was read as the end of a line and “eq”; write \\neq for LaTeX."
    ]
    assert gift(r"Is \(a \\neq b\)?\nTell.{T}").warnings == []


def test_braces_of_the_text_are_warned_of() -> None:
    assert "only the first pair" in gift("A {=x} and {y}").warnings[0]


def test_a_question_in_the_line_below_its_category_is_taken_with_a_warning() -> None:
    found = gift("$CATEGORY: Rivers\nQ{T}")

    assert found.questions[0].category == ("Rivers",)
    assert "empty line" in found.warnings[0]


def test_a_question_without_a_right_option_says_what_it_lacks() -> None:
    poll, question = (with_lacks(gift(text)).questions[0] for text in ("Your opinion?{~good ~bad}", "Q{~good =bad}"))

    assert poll.lacking == "No option is marked as right; mark one."
    assert question.lacking == ""


@pytest.mark.parametrize("text", ["", "\n \n", "// nothing\n", "$CATEGORY: Rivers\n"])
def test_a_file_without_questions_is_refused(text: str) -> None:
    assert gift(text).error == "There is no question in this file."


def test_a_question_without_words_has_its_name() -> None:
    found = gift("::Rivers of Egypt::{~Rhine =Nile}")
    [question] = found.questions
    assert (question.spec["prompt"], list(found.warnings)) == (
        "Rivers of Egypt",
        ["line 1: The question has no words; its name stands for them."],
    )
    assert refusal("{~Rhine =Nile}") == "line 1: It has no text."


def test_a_question_behind_another_one_without_an_empty_line_is_not_lost_in_silence() -> None:
    found = gift("The Nile is in {=Africa ~Asia}\nThe Indus is in {~Africa =Asia}")
    assert len(found.questions) == 1
    [warning] = found.warnings
    assert "Another question seems to begin" in warning
    [warning] = gift("The {~Po =Nile} of {Egypt}").warnings
    assert "only the first pair holds answers" in warning


def test_words_in_which_nobody_wrote_gift_are_said_to_ask_nothing() -> None:
    assert len(gift("MC\tWhich?\ta\tcorrect\tb\tincorrect").warnings) == 1
    assert not gift("// Notes\n\nLook at the map.").warnings


def test_pairs_are_told_as_right_answers() -> None:
    [question] = gift("Match {=a -> 1 =b -> 2}").questions

    assert correct_of(question) == ["a -> 1", "b -> 2"]
