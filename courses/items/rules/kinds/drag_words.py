"""Drag words: words to put into the gaps of a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

from courses.items.rules.carrying import matched
from courses.items.rules.forms import first, index, rows, words
from courses.items.rules.gaps import cut, id_of, sorted_by_text
from courses.items.rules.inside import matched_ids
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response
from courses.items.rules.parts import Part
from courses.items.rules.text import plain

NAME = "drag-words"
TITLE = "Words into gaps"
KEYS = frozenset({"gaps", "distractors", "reuse", "feedback"})
GAP_KEYS = frozenset({"id", "word"})
MOST = 50


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile. Words stand in the order of their letters, so that their numbers give nothing away.

    `copies`: how many gaps each word may fill, None where any number.
    """
    item = Part(spec, context)
    gaps = [{"id": id_of(part), "text": plain(part.line("word"))} for part in item.parts("gaps", GAP_KEYS, 1, MOST)]
    item.different("gaps", [gap["id"] for gap in gaps], inside="id")
    distractors = _distractors(item, [gap["text"] for gap in gaps])
    found = cut(item, [gap["id"] for gap in gaps])
    copies = Counter([*(gap["text"] for gap in gaps), *distractors])
    all_words, reuse = sorted(copies), item.flag("reuse")
    return {
        **found.body(),
        "words": all_words,
        "copies": [None if reuse else copies[word] for word in all_words],
        "gaps": [{"id": gap["id"], "word": all_words.index(gap["text"])} for gap in sorted_by_text(found, gaps)],
        "feedback_html": item.html("feedback", optional=True),
    }


def _distractors(item: Part, rights: list[str]) -> list[str]:
    distractors = [plain(line) for line in item.lines("distractors", 0, MOST)]
    for number, word in enumerate(distractors):
        if word and word in (*distractors[:number], *rights):
            item.context.problem(
                ("distractors", number), "A distractor should fit no gap, but this word stands elsewhere too."
            )
    return distractors


def order(body: Body, rng: Random, *, shuffle: bool = True) -> dict[str, Any]:
    """The words in any order, or in that of their letters."""
    count = len(body["words"])
    return {"words": rng.sample(range(count), count) if shuffle else list(range(count))}


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """The number of the word in each gap that has one."""
    values = {gap["id"]: first(form, f"gap-{gap['id']}") for gap in body["gaps"]}
    given = {key: index(value, len(body["words"])) for key, value in values.items() if value}
    return {"words": given} if given else None


def missing(body: Body, response: Response) -> str | None:
    """Empty gaps, and words in more gaps than there are of them."""
    given = response["words"]
    if any(gap["id"] not in given for gap in body["gaps"]):
        return "Not every gap has its word yet."
    for number, count in Counter(given.values()).items():
        copies = body["copies"][number]
        if copies is not None and count > copies:
            return f"The word “{body['words'][number]}” stands in {count} gaps, but may stand in {copies} only."
    return None


def grade(body: Body, response: Response) -> Grade:
    """The fraction of gaps with the right word."""
    given = response["words"]
    parts = tuple(given.get(gap["id"]) == gap["word"] for gap in body["gaps"])
    return Grade(sum(parts) / len(parts), remark_html=None if all(parts) else body["feedback_html"], parts=parts)


def key(body: Body) -> dict[str, Any]:
    """Every word in its gap."""
    return {"words": {gap["id"]: gap["word"] for gap in body["gaps"]}}


def choices(body: Body) -> tuple[str, ...]:
    """The right words, each behind the number of its gap."""
    return chosen(body, key(body))


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """The words chosen, each behind the number of its gap."""
    given = response["words"]
    return tuple(
        f"{number}: {body['words'][given[gap['id']]]}"
        for number, gap in enumerate(body["gaps"], start=1)
        if gap["id"] in given
    )


def draft(form: Form) -> dict[str, Any]:
    """The editor's rows and fields; one distractor a line."""
    gaps = [
        {name: value for name, value in (("id", key), ("word", word)) if value}
        for key, word in rows(form, "gap-id", "gap-word")
        if key or word
    ]
    distractors = [line.strip() for line in first(form, "distractors").splitlines() if line.strip()]
    return {
        "gaps": gaps,
        **({"distractors": distractors} if distractors else {}),
        **({"reuse": True} if first(form, "reuse") else {}),
        **words(form, "feedback"),
    }


def carry(old: Body, new: Body, response: Response) -> dict[str, Any] | None:
    """The words that are still there, in the gaps that are."""
    gaps, numbers = matched_ids(old["gaps"], new["gaps"]), matched(old["words"], new["words"])
    carried = {
        gaps[key]: numbers[number] for key, number in response["words"].items() if key in gaps and number in numbers
    }
    return {"words": carried} if carried else None
