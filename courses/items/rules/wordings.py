"""Words to be typed: patterns that accept them, what each is worth, and what to type for everything."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from courses.items.rules.accepted import (
    MOST_ANSWERS,
    Accepted,
    Fits,
    check_reach,
    first_fitting,
    grade_with,
    right_text,
    worth_of,
)
from courses.items.rules.forms import bounded, first, rows
from courses.items.rules.kinds.context import Body, Form, Grade
from courses.items.rules.numbers import number_or_text
from courses.items.rules.parts import Part
from courses.items.rules.text import comparable, matches

KEYS = frozenset({"answers", "case", "accents", "feedback"})
ANSWER_KEYS = frozenset({"text", "weight", "feedback"})
LONGEST = 500
# A star that is meant as one, `\\*` in a pattern, stands for itself as another letter that looks like it.
OWN_STAR, STAR = "\\*", "\u2217"


def parse(item: Part) -> dict[str, Any]:
    """Compile: one accepted answer or more, at least one worth everything."""
    answers = []
    for text, place, part in item.worded("answers", ANSWER_KEYS, 1, MOST_ANSWERS, longest=LONGEST):
        answer = {"text": text, **worth_of(part)}
        if text and answer["weight"] == 1 and not comparable(text.replace("*", "")):
            item.context.problem(place, "An answer needs more than '*', which would accept anything.")
        answers.append(answer)
    item.different("answers", [answer["text"] for answer in answers])
    body = {
        "answers": answers,
        "case": item.flag("case"),
        "accents": item.flag("accents"),
        "feedback_html": item.html("feedback", optional=True),
    }
    check_reach(item, answers, _sample, _fitting(body))
    return body


def _answers(body: Body) -> list[Accepted]:
    """The accepted answers; questions compiled before answers had a worth hold bare words."""
    return [
        {"text": answer, "weight": 1.0, "feedback_html": None} if isinstance(answer, str) else answer
        for answer in body["answers"]
    ]


def _fitting(body: Body) -> Fits:
    bare = cache(partial(comparable, case=body["case"], accents=body.get("accents", False)))

    def fits(answer: Accepted, text: str) -> bool:
        return matches(bare(answer["text"].replace(OWN_STAR, STAR)), bare(text.replace("*", STAR)))

    return fits


def read(form: Form) -> dict[str, Any] | None:
    """What was written."""
    text = bounded(first(form, "text"), LONGEST)
    return {"text": text} if comparable(text) else None


def grade(body: Body, text: str) -> Grade:
    """What the first answer that fits is worth; see `comparable` for what does not count."""
    return grade_with(first_fitting(_answers(body), text, _fitting(body)), body["feedback_html"])


def right(body: Body) -> str:
    """What to type for everything, with nothing where anything may stand."""
    return right_text(_answers(body), _sample, _fitting(body))


def _sample(answer: Accepted) -> str:
    text = answer["text"].replace(OWN_STAR, STAR)
    sample = " ".join(text.replace("*", " ").split()) if "*" in text[1:-1] else text.strip("*").strip()
    # The full stop of `Dr. *` counts only when something stands behind it.
    is_enough = matches(comparable(text), comparable(sample))
    return (sample if is_enough else text.replace("*", "-")).replace(STAR, "*")


def draft(form: Form) -> dict[str, Any]:
    """The editor's fields: answers one a line, then those with a worth or feedback of their own."""
    lines = [line.strip() for line in first(form, "answers").splitlines() if line.strip()]
    own = [
        {
            "text": text,
            **({"weight": number_or_text(weight)} if weight else {}),
            **({"feedback": feedback} if feedback else {}),
        }
        if weight or feedback
        else text
        for text, weight, feedback in rows(form, "answer-text", "answer-weight", "answer-feedback")
        if text
    ]
    flags = {name: True for name in ("case", "accents") if first(form, name)}
    return {"answers": [*lines, *own], **flags}
