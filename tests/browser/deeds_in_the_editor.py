"""What an instructor does in the editor of a quiz: a question of every kind on the chronicle of the small course, written by
the labels one sees, and how learners answer each rightly and wrongly with keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from courses.items.rules.kinds import KINDS
from tests.browser.deeds import Answer, main, together
from tests.browser.deeds_with_keys import (
    fill_gaps,
    match,
    move,
    pick,
    press_words,
    tick,
    tick_with_arrows,
    type_in,
)

# A page with a form, or a part of one: the fields of a question inside another.
Form = Page | Locator
Write = Callable[[Form], None]
FIRST, SECOND = "A 8", "A 10"
PROMPT = re.compile("^(Question|Text)$")


@dataclass(frozen=True)
class Question:
    """A question: what it asks, what else is written for its kind, where its proof stands, and how it is answered."""

    prompt: str
    write: Write
    right: Answer
    wrong: Answer
    proof: str | None = FIRST


def whole(form: Form) -> Locator:
    """The page without its head and foot, or the part of its form in which one writes."""
    return form if isinstance(form, Locator) else main(form)


def group(form: Form, name: str) -> Locator:
    """A part of the form."""
    return whole(form).get_by_role("group", name=name, exact=True)


def field(form: Form, label: str, number: int = 0) -> Locator:
    """A field of the form; where rows have the same labels, that of the row `number`, counted from 0."""
    return whole(form).get_by_label(label, exact=True).nth(number)


def fields(values: Mapping[str, str], *, feedback: str = "Read the chronicle again.") -> Write:
    """Fill in fields by their labels, and say something to wrong answers."""

    def write(page: Form) -> None:
        for label, words in {**values, **({"Feedback": feedback} if feedback else {})}.items():
            field(page, label).fill(words)

    return write


def options(options: Mapping[str, str], right: str) -> Write:
    """Options with what is said to the wrong ones; those with nothing are right, and ticked as `right` says."""

    def write(page: Form) -> None:
        for place, (words, feedback) in enumerate(options.items()):
            field(page, f"Option {place + 1}").fill(words)
            field(page, f"Feedback to option {place + 1}").fill(feedback)
            if not feedback:
                group(page, "Options").get_by_label(right, exact=True).nth(place).check()

    return write


def is_true_or_false(word: str) -> Write:
    """Say what a statement is."""

    def write(page: Form) -> None:
        group(page, "The statement is").get_by_role("radio", name=word).check()
        field(page, "Feedback").fill("Read the end of the first paragraph.")

    return write


def pairs(partners: Mapping[str, str], distractor: str) -> Write:
    """Pairs, and a right side that fits nothing."""

    def write(page: Form) -> None:
        for place, (left, right) in enumerate(partners.items()):
            field(page, f"Left side {place + 1}").fill(left)
            field(page, "Its partner", place).fill(right)
        fields({"Right sides that fit nothing": distractor})(page)

    return write


def in_order(steps: Sequence[str]) -> Write:
    """Steps in their order, with more rows when those of the form are used up."""

    def write(page: Form) -> None:
        for place, step in enumerate(steps, start=1):
            if not field(page, f"Step {place}").count():
                whole(page).get_by_role("button", name="Add another step").click()
            field(page, f"Step {place}").fill(step)
        field(page, "Feedback").fill("Begin with the bridge.")

    return write


def proof(sentence: str) -> Write:
    """Tick the sentence that proves the claim."""

    def write(page: Form) -> None:
        group(page, "Proof").get_by_role("checkbox", name=sentence).check()
        field(page, "Feedback").fill("Look for the number of a year.")

    return write


def gaps(*rows: tuple[str, str, str]) -> Write:
    """Gaps of a text: the id of each, what is filled in, its answers."""

    def write(page: Form) -> None:
        for place, (key, kind, answers) in enumerate(rows):
            field(page, f"Gap {place + 1}").fill(key)
            field(page, "What is filled in", place).select_option(label=kind)
            field(page, "Answers or options", place).fill(answers)
        field(page, "Feedback").fill("Every word stands in the chronicle.")

    return write


def words_of_gaps(words: Mapping[str, str], distractor: str) -> Write:
    """Gaps with the word of each, and a word that fits none."""

    def write(page: Form) -> None:
        for place, (key, word) in enumerate(words.items()):
            field(page, f"Gap {place + 1}").fill(key)
            field(page, "Its word", place).fill(word)
        fields({"Words that fit no gap": distractor})(page)

    return write


def essay(page: Form) -> None:
    """A model answer, a rubric of one criterion, a bound."""
    field(page, "Model answer").fill("The bridge cost the council much, and it **served everybody**.")
    field(page, "Criterion 1").fill("Reasons")
    field(page, "Its levels").fill("0 No reason\n1 One reason\n2 Reasons of both sides")
    field(page, "Fewest words").fill("3")


def questions(*parts: tuple[str, str, Write]) -> Write:
    """Questions about the text: the kind of each, what it asks, what else is written; passages are ticked, and the last is moved up at the end."""

    def write(page: Form) -> None:
        for number, (kind, prompt, write_part) in enumerate(parts, start=1):
            field(page, "Kind of the next question").select_option(label=KINDS[kind].TITLE)
            whole(page).get_by_role("button", name="Add a question").click()
            part = group(page, f"Question {number}: {KINDS[kind].TITLE}")
            field(part, "Question").fill(prompt)
            write_part(part)
            group(part, "Passages that prove the answer").get_by_role("checkbox", name=FIRST).check()
        last = f"{len(parts) - 1}: {KINDS[parts[-1][0]].TITLE}"
        whole(page).get_by_role("button", name=f"Move question {len(parts)} up").click()
        expect(field(group(page, f"Question {last}"), "Question")).to_have_value(parts[-1][1])

    return write


STEPS = ("The bridge is built.", "The toll is asked.", "The abbot objects.", "The council answers.")
PARTNERS = {"The bridge": "stone", "The toll": "a penny", "The abbot": "called it unjust"}
WRONG_PARTNERS = {"The bridge": "a penny", "The toll": "stone", "The abbot": "wood"}
ESSAY = "The bridge served everybody, and stone is dear."
# The key is wrong: whoever crossed it paid, "man and beast alike".
TURNED = Question("The toll was paid for beasts, too.", is_true_or_false("False"), pick("False"), pick("True"))

QUESTIONS: dict[str, Question] = {
    "multiple-choice": Question(
        "Who called the toll unjust?",
        options({"The abbot": "", "The council": "It defended the toll."}, "This one is right"),
        pick("The abbot"),
        pick("The council"),
        SECOND,
    ),
    "multiple-response": Question(
        "Who paid?",
        options(
            {"Whoever crossed": "", "Beasts, too": "", "Only fish": "Fish swim.", "Nobody": "Read on."}, "This is right"
        ),
        tick("Whoever crossed", "Beasts, too"),
        tick("Only fish", "Nobody"),
    ),
    "true-false": TURNED,
    "short-answer": Question(
        "What does the chronicle call the payment?",
        fields({"Accepted answers": "toll\n*a toll"}),
        type_in("A toll"),
        type_in("tax"),
        SECOND,
    ),
    "numeric": Question(
        "When was the bridge built?",
        fields({"Right number": "1204", "Tolerance": "1", "Unit": "AD"}),
        type_in("1205"),
        type_in("1304"),
    ),
    "matching": Question("What belongs together?", pairs(PARTNERS, "wood"), match(PARTNERS), match(WRONG_PARTNERS)),
    "ordering": Question(
        "What came first?",
        in_order(STEPS),
        move(STEPS),
        move(STEPS[::-1]),
    ),
    "evidence": Question(
        "Select what says when the bridge was built.",
        proof("In 1204 the town built a bridge of stone."),
        tick_with_arrows("In 1204 the town built a bridge of stone."),
        tick_with_arrows("The abbot wrote that the toll was unjust."),
        None,
    ),
    "cloze": Question(
        "In {year} the {who} built a bridge of {matter}.",
        gaps(
            ("year", "A number", "1204"),
            ("who", "One of several options", "* town\nking # He never came."),
            ("matter", "Words", "stone"),
        ),
        fill_gaps({"Gap 1 of 3": "1204", "Gap 2 of 3": "town", "Gap 3 of 3": "stone"}),
        fill_gaps({"Gap 1 of 3": "1304", "Gap 2 of 3": "king", "Gap 3 of 3": "wood"}),
    ),
    "drag-words": Question(
        "The {a} wrote, and the {b} answered.",
        words_of_gaps({"a": "abbot", "b": "council"}, "king"),
        press_words("abbot", "council"),
        press_words("king", "abbot"),
        SECOND,
    ),
    "essay": Question("Was the toll just?", essay, type_in(ESSAY), type_in("I do not know."), None),
    "stimulus": Question(
        "Read the chronicle once more.",
        questions(
            ("numeric", "In which year was it built?", fields({"Right number": "1204"})),
            (
                "multiple-choice",
                "Who wrote?",
                options({"The abbot": "", "The council": "It answered."}, "This one is right"),
            ),
        ),
        together(pick("The abbot"), type_in("1204")),
        together(pick("The council"), type_in("1304")),
        None,
    ),
    "description": Question(
        "This was the last question. Thank you.", lambda _page: None, lambda _page: None, lambda _page: None, None
    ),
}


def write_question(page: Page, kind: str) -> None:
    """Fill in the form of a new question that is open, and publish it."""
    question = QUESTIONS[kind]
    main(page).get_by_label(PROMPT).fill(question.prompt)
    question.write(page)
    if question.proof:
        prove(page, question.proof)
    main(page).get_by_role("button", name="Publish").click()
    expect(main(page)).to_contain_text("Saved. New attempts get this wording")


def look(page: Page) -> None:
    """Ask for the preview, so that nothing moves any more when it comes by itself."""
    main(page).get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_have_attribute("aria-busy", "false")


def prove(page: Page, place: str) -> None:
    """Select a word of a passage in the reading, and say that it proves the answer."""
    look(page)
    button = main(page).get_by_role("button", name="This proves it")
    expect(button).to_be_visible()
    passages = main(page).get_by_role("region", name="Passages of the lesson").get_by_role("listitem")
    passages.filter(has_text=place).get_by_role("paragraph").dblclick()
    button.click()
    expect(main(page).get_by_role("list", name="Chosen passages")).to_contain_text(place)


def add_question(page: Page, kind: str) -> None:
    """Put another question behind the last one, which is open, or stands at the end."""
    choice = main(page).get_by_label("Add behind what is open").or_(main(page).get_by_label("Add at the end"))
    choice.select_option(label=KINDS[kind].TITLE)
    main(page).get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name=f"New question: {KINDS[kind].TITLE}")).to_be_visible()
    write_question(page, kind)
    expect(page.get_by_role("complementary", name="Preview")).to_contain_text(QUESTIONS[kind].prompt.partition("{")[0])
