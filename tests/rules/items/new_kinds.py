"""Made-up texts with gaps, words to drag and questions about one text, and what their pages may send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from courses.items.rules.kinds import KINDS
from tests.rules.items import answers
from tests.rules.items.answers import WORDS
from tests.support.factories.items import body_of, example

GAP_KINDS = {"text": "short-answer", "choice": "multiple-choice", "number": "numeric"}
MARKS = st.sampled_from([0.5, 1, 2, 10])


@st.composite
def prompts(draw: st.DrawFn, ids: list[str]) -> str:
    """A text with these gaps in any order."""
    return " ".join(f"{draw(WORDS)} {{{key}}}" for key in draw(st.permutations(ids)))


@st.composite
def clozes(draw: st.DrawFn) -> dict[str, Any]:
    """A text with gaps of any kind."""
    gaps: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 4))):
        word = draw(st.sampled_from(list(GAP_KINDS)))
        kind = GAP_KINDS[word]
        spec = draw(answers.specs(kind))
        own = {key: value for key, value in spec.items() if key in KINDS[kind].KEYS}
        gaps.append({"id": f"g{number}", "kind": word, "marks": draw(MARKS), **own})
    return {"prompt": draw(prompts([gap["id"] for gap in gaps])), "gaps": gaps}


@st.composite
def dragged(draw: st.DrawFn) -> dict[str, Any]:
    """A text with gaps for words, the same word in several of them now and then."""
    words = draw(st.lists(WORDS, min_size=1, max_size=5))
    gaps = [{"id": f"g{number}", "word": word} for number, word in enumerate(words)]
    others = st.lists(WORDS.filter(lambda word: word not in words), max_size=3, unique=True)
    return {
        "prompt": draw(prompts([gap["id"] for gap in gaps])),
        "gaps": gaps,
        "distractors": draw(others),
        "reuse": draw(st.booleans()),
    }


@st.composite
def stimuli(draw: st.DrawFn) -> dict[str, Any]:
    """Questions of any kind that may stand inside another."""
    kinds = draw(st.lists(st.sampled_from([*answers.SPECIFIC, *INSIDE]), min_size=1, max_size=3))
    return {
        "questions": [
            {**draw(specs(kind)), "id": f"s{number}", "marks": draw(MARKS)} for number, kind in enumerate(kinds)
        ]
    }


INSIDE = {"cloze": clozes(), "drag-words": dragged()}
SPECIFIC: dict[str, st.SearchStrategy[dict[str, Any]]] = {**INSIDE, "stimulus": stimuli()}


def specs(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Items of a kind as their authors write them."""
    if kind in answers.SPECIFIC:
        return answers.specs(kind)
    return SPECIFIC[kind].map(lambda values: example(kind, **values))


def bodies(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Compiled items of a kind."""
    return specs(kind).map(body_of)


def fields(kind: str, body: Mapping[str, Any]) -> st.SearchStrategy[dict[str, list[str]]]:
    """What the page of an item may send."""
    if kind == "drag-words":
        values = st.sampled_from(["", *map(str, range(len(body["words"])))]).map(lambda value: [value])
        return st.fixed_dictionaries({f"gap-{gap['id']}": values for gap in body["gaps"]})
    if kind not in SPECIFIC:
        return answers.fields(kind, dict(body))
    inner = [
        fields(each["kind"], each["body"]).map(lambda form, key=each["id"]: {f"{key}.{n}": v for n, v in form.items()})
        for each in body["questions"]
    ]
    return st.tuples(*inner).map(lambda forms: {name: values for form in forms for name, values in form.items()})
