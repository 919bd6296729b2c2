"""What QTI packages give back of what was written into them."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from courses.items.formats.fitness import lack
from courses.items.formats.qti import reader, writer21, writer30
from courses.items.formats.texts import to_html
from courses.items.formats.values import Outgoing, Question
from courses.items.rules.gaps import GAP
from tests.support.questions import KINDS, questions, unexpected

WRITERS = {"2.1": writer21, "3.0": writer30}


def says(markdown: str) -> str:
    """What a Markdown text says and how it looks, gaps by their names; where spaces that nobody sees stand does not count."""
    marked = GAP.sub(lambda found: f"{found[1]}\ue000{found[2]}\ue001", markdown)
    spaced = " ".join(to_html(marked).replace("<", " <").replace(">", "> ").split())
    return spaced.replace("<li> <p>", "<li>").replace("</p> </li>", "</li>")


def all_reachable(item):
    """Whether no accepted number lies within what stands before it, where it would mean nothing."""
    inside = [item, *item.get("questions", ()), *item.get("gaps", ())]
    return all(is_reachable(each.get("answers", ())) for each in inside if each.get("kind") in ("numeric", "number"))


def is_reachable(answers):
    reaches = [
        (answer["from"], answer["to"])
        if "from" in answer
        else (answer["value"] - answer.get("tolerance", 0), answer["value"] + answer.get("tolerance", 0))
        for answer in answers
    ]
    middles = [(low + high) / 2 for low, high in reaches]
    return not any(low <= middle <= high for number, middle in enumerate(middles) for low, high in reaches[:number])


def spelled_out(spec):
    """The question with every single number inside it as a list of one: both ways of writing it mean the same."""
    made = {
        name: [spelled_out(each) for each in spec[name]] if name in ("questions", "gaps") else spec[name]
        for name in spec
    }
    if "answer" in made and made.get("kind") in ("numeric", "number"):
        tolerance = {"tolerance": made.pop("tolerance")} if "tolerance" in made else {}
        made["answers"] = [{"value": made.pop("answer"), **tolerance}]
    return made


@pytest.mark.parametrize("version", WRITERS)
@pytest.mark.parametrize("kind", KINDS)
@given(draw=st.data())
@settings(max_examples=15, deadline=None)
def test_a_question_comes_back_but_for_what_losses_name(kind, version, draw):
    item = draw.draw(questions(kind))
    assume(kind == "evidence" or not lack(Question(item)))
    assume(all_reachable(item))

    written = WRITERS[version].write([Outgoing(item, ("Rivers", "Bridges"))], {}, title="Quiz")
    found = reader.read(written.content)

    assert not found.skipped, found.skipped
    (question,) = found.questions
    assert question.category == ("Rivers", "Bridges")
    assert not question.lacking
    assert unexpected(spelled_out(item), spelled_out(question.spec), written.losses, says) == {}
