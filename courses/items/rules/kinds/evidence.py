"""Select the sentences that prove a claim, marked by overlap."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from random import Random
from typing import Any

from courses.items.rules.carrying import matched_by
from courses.items.rules.forms import first, rows, several, words
from courses.items.rules.kinds.context import Body, Context, Form, Grade, Response, Unreadable
from courses.items.rules.parts import Part
from courses.items.rules.sentences import covering, found_in, sentences

NAME = "evidence"
TITLE = "Select the passage that proves it"
KEYS = frozenset({"proof", "passages", "feedback"})
PROOF_KEYS = frozenset({"passage", "text"})
MOST_PROOFS = 20
MOST_PASSAGES = 60


def parse(spec: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """Compile: the passages cut into sentences, the proof rounded out to whole ones.

    `proves` names the passages that hold the proof: they are the item's evidence where none is written.
    """
    item = Part(spec, context)
    proof: dict[str, set[int]] = {}
    for part in item.parts("proof", PROOF_KEYS, 1, MOST_PROOFS):
        passage, found = part.text("passage"), _proof_of(part, context)
        if found:
            proof.setdefault(passage, set()).update(found)
    return {
        "passages": [
            _passage(anchor, proof.get(anchor, set()), context) for anchor in _anchors(item, list(proof), context)
        ],
        "proves": list(proof),
        "feedback_html": item.html("feedback", optional=True),
    }


def _proof_of(part: Part, context: Context) -> list[int]:
    """The numbers of the sentences that hold the exact words of a proof."""
    passage, proof = part.text("passage"), part.text("text")
    if passage not in context.passages:
        if passage:
            part.problem("passage", f"There is no passage '{passage}'.")
        return []
    text = context.passages[passage]
    found = found_in(text, proof)
    if proof and not found:
        part.problem("text", f"These words do not stand in '{passage}' exactly.")
    if len(found) > 1:
        part.problem("text", f"These words stand in '{passage}' more than once; take more of the sentence.")
    return covering(sentences(text), *found[0]) if found else []


def _anchors(item: Part, proof: list[str], context: Context) -> list[str]:
    """Where to look: as written, or the proof's passages among all quotations of the lesson."""
    if "passages" in item.spec:
        written = item.texts("passages", 1, MOST_PASSAGES)
        item.different("passages", written)
        for number, anchor in enumerate(written):
            if anchor and anchor not in context.passages:
                context.problem(("passages", number), f"There is no passage '{anchor}'.")
        for anchor in proof:
            if anchor not in written:
                item.problem("passages", f"'passages' lacks '{anchor}', which holds the proof.")
        return [anchor for anchor in written if anchor in context.passages]
    quotations = list(context.quotations)[:MOST_PASSAGES]
    return [*quotations, *(anchor for anchor in proof if anchor not in quotations)]


def _passage(anchor: str, proof: set[int], context: Context) -> dict[str, Any]:
    text = context.passages[anchor]
    return {
        "key": anchor,
        "place": context.places.get(anchor, ""),
        "text": text,
        "sentences": [list(span) for span in sentences(text)],
        "proof": sorted(proof),
    }


def order(body: Body, rng: Random, *, shuffle: bool = True) -> dict[str, Any]:
    """Passages stand as in the lesson."""
    return {}


def _spans(body: Body) -> dict[str, tuple[str, bool]]:
    """Every sentence that can be selected, by its name `a-75:0`: its words, and whether it belongs to the proof."""
    return {
        f"{passage['key']}:{number}": (passage["text"][start:end], number in passage["proof"])
        for passage in body["passages"]
        for number, (start, end) in enumerate(passage["sentences"])
    }


def read(body: Body, form: Form) -> dict[str, Any] | None:
    """The names of the sentences selected, in the order of the text."""
    spans = _spans(body)
    picked = set(several(form, "sentence", most=len(spans)))
    if picked - spans.keys():
        raise Unreadable("The text has changed since this page was opened. Reload it and select again.")
    return {"sentences": [name for name in spans if name in picked]} if picked else None


def missing(body: Body, response: Response) -> str | None:
    """Any selection is an answer."""
    return None


def grade(body: Body, response: Response) -> Grade:
    """The overlap of the sentences selected with those that prove it, in characters.

    Fraction 0-1: characters in both / characters in either. Source: Jaccard 1912, "The distribution of the flora in the
    alpine zone", New Phytologist 11, 37-50. Selecting everything earns little; a sentence too many costs its length.
    """
    spans, picked = _spans(body), set(response["sentences"])
    both = sum(len(text) for name, (text, proves) in spans.items() if proves and name in picked)
    either = sum(len(text) for name, (text, proves) in spans.items() if proves or name in picked)
    fraction = both / either
    parts = tuple(spans[name][1] for name in response["sentences"])
    return Grade(fraction, remark_html=None if fraction == 1 else body["feedback_html"], parts=parts)


def key(body: Body) -> dict[str, Any]:
    """The sentences of the proof."""
    return {"sentences": [name for name, (_, proves) in _spans(body).items() if proves]}


def choices(body: Body) -> tuple[str, ...]:
    """The sentences of the proof."""
    return chosen(body, key(body))


def chosen(body: Body, response: Response) -> tuple[str, ...]:
    """The sentences selected."""
    spans = _spans(body)
    return tuple(spans[name][0] for name in response["sentences"] if name in spans)


def carry(old: Body, new: Body, response: Response) -> dict[str, Any] | None:
    """The sentences that say the same, those of the same passage first; None where none is left."""
    before, after = _places(old), _places(new)
    places = matched_by(list(before.values()), list(after.values()), tuple, itemgetter(1))
    names = list(after)
    numbers = [places.get(number) for number, name in enumerate(before) if name in response["sentences"]]
    found = sorted(number for number in numbers if number is not None)
    return {"sentences": [names[number] for number in found]} if found else None


def _places(body: Body) -> dict[str, tuple[str, str]]:
    """For the name of every sentence its passage and its words."""
    return {name: (name.rpartition(":")[0], text) for name, (text, _) in _spans(body).items()}


def _ticked(form: Form) -> list[dict[str, str]]:
    """The sentences ticked in the editor, each sent as the name of its passage, a space and its words."""
    sent = (value.partition(" ") for (value,) in rows(form, "proof-sentence"))
    return [{"passage": passage, "text": text} for passage, _, text in sent]


def _proof_rows(form: Form) -> list[dict[str, str]]:
    return [
        {name: value for name, value in (("passage", passage), ("text", text)) if value}
        for passage, text in rows(form, "proof-passage", "proof-text")
        if passage or text
    ]


def draft(form: Form) -> dict[str, Any]:
    """The editor's rows and fields; passages one a line, none for all quotations of the lesson."""
    passages = first(form, "passages").split()
    return {
        "proof": [*_ticked(form), *_proof_rows(form)],
        **({"passages": passages} if passages else {}),
        **words(form, "feedback"),
    }
