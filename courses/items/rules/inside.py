"""Questions inside a question: compiled, answered, graded and described each by its own kind.

A body holds them as `questions`, each with `id`, `kind`, `marks` and `body`; a response as `answers`, by id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from courses.items.rules.kinds.context import KINDS, Body, Context, Form, Grade, Kind, Path, Response

MOST_MARKS = 100
# More than any question holds: an option's number and the place of its question make one number, and can be had back from it.
PLACES = 64


def context_of(context: Context, place: Path, *, is_lenient: bool | None = None) -> Context:
    """The surroundings of a question inside another, which stands at `place` of it."""
    return replace(
        context,
        render=lambda text, path: context.render(text, (*place, *path)),
        problem=lambda path, message: context.problem((*place, *path), message),
        is_lenient=context.is_lenient if is_lenient is None else is_lenient,
    )


def form_of(form: Form, key: str) -> dict[str, Sequence[str]]:
    """The fields of the question `key`, without the prefix that tells them from those of others."""
    prefix = f"{key}."
    return {name.removeprefix(prefix): values for name, values in form.items() if name.startswith(prefix)}


def numbered(place: int, options: Mapping[int, Any]) -> dict[int, Any]:
    """What belongs to the options of the question at a place, by numbers that no other question's have, however deep it stands."""
    return {number * PLACES + place: value for number, value in options.items()}


def option_of(body: Body, number: int) -> Mapping[str, Any]:
    """The option that a number means: one of the question's own, or one of a question inside it."""
    while "questions" in body:
        number, place = divmod(number, PLACES)
        body = body["questions"][place]["body"]
    return body["options"][number]


def order(body: Body, rng: Random, *, shuffle: bool = True) -> dict[str, Any]:
    """The questions as they stand, each arranged in its own way."""
    return {"inside": {key: kind.order(inner, rng, shuffle=shuffle) for key, kind, inner in _questions(body)}}


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """What was answered, by id."""
    answers = {key: kind.read(inner, form_of(form, key)) for key, kind, inner in _questions(body)}
    given = {key: answer for key, answer in answers.items() if answer is not None}
    return {"answers": given} if given else None


def missing(body: Body, response: Response, sentence: str) -> str | None:
    """`sentence` when something is not answered, else what the first answer lacks."""
    answers = response["answers"]
    if any(key not in answers for key, _, _ in _questions(body)):
        return sentence
    return next(
        (lack for key, kind, inner in _questions(body) if (lack := kind.missing(inner, answers[key])) is not None), None
    )


def grade(body: Body, response: Response, feedback_html: str | None) -> Grade:
    """The mean of the grades, weighted by marks, from -1 to 1; what is not answered earns nothing."""
    answers, questions = response["answers"], _questions(body)
    grades = {key: kind.grade(inner, answers[key]) if key in answers else Grade(0.0) for key, kind, inner in questions}
    marks = [question["marks"] for question in body["questions"]]
    earned = sum(each * own.fraction for each, own in zip(marks, grades.values(), strict=True))
    parts = tuple(own.is_right for own in grades.values())
    options = [numbered(place, dict.fromkeys(own.options)) for place, own in enumerate(grades.values())]
    return Grade(
        earned / sum(marks),
        remark_html=None if all(parts) else feedback_html,
        parts=parts,
        options=tuple(number for each in options for number in each),
        inner=grades,
    )


def key(body: Body) -> dict[str, Any]:
    """All right answers."""
    return {"answers": {key: kind.key(inner) for key, kind, inner in _questions(body)}}


def choices(body: Body) -> tuple[str, ...]:
    """What can be chosen in each question, behind its number."""
    return tuple(
        f"{number}: {words}"
        for number, (_, kind, inner) in enumerate(_questions(body), start=1)
        for words in kind.choices(inner)
    )


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """What was answered to each question, behind its number."""
    answers = response["answers"]
    return tuple(
        f"{number}: {words}"
        for number, (key, kind, inner) in enumerate(_questions(body), start=1)
        if key in answers
        for words in kind.chosen(inner, answers[key])
    )


def carry(old: Body, new: Body, response: Response) -> dict[str, Any] | None:
    """The answers whose questions are still there, each brought over by its kind."""
    theirs = {question["id"]: question for question in new["questions"]}
    places = matched_ids(old["questions"], new["questions"])
    carried = {}
    for key, kind, inner in _questions(old):
        other = theirs.get(places.get(key, ""))
        if other and key in response["answers"] and other["kind"] == kind.NAME:
            answer = kind.carry(inner, other["body"], response["answers"][key])
            carried |= {other["id"]: answer} if answer is not None else {}
    return {"answers": carried} if carried else None


def matched_ids(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """For the id of each old part that of the new one: the same, and those left over in their order if equally many are."""
    before, after = [part["id"] for part in old], [part["id"] for part in new]
    lonely = [each for each in before if each not in after]
    free = [each for each in after if each not in before]
    renamed = dict(zip(lonely, free, strict=True)) if len(lonely) == len(free) else {}
    return {each: each for each in before if each in after} | renamed


def _questions(body: Body) -> list[tuple[str, Kind, Body]]:
    return [(question["id"], KINDS[question["kind"]], question["body"]) for question in body["questions"]]
