"""Interactions in which something is chosen, ordered or matched, as the keys of our kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from courses.items.formats.qti import keys
from courses.items.formats.qti.declarations import Declaration
from courses.items.formats.qti.item import Item, Untaken, markup
from courses.items.formats.qti.keys import NEAR, Worths
from courses.items.formats.qti.tree import each, flag, squeezed
from courses.items.formats.xml import Element, child, children, descendants

Spec = dict[str, Any]
NO_KEY = "The file does not say which answer is right."
NOTHING = "—"


def choice(item: Item, element: Element) -> Spec:
    """One option or several."""
    return chosen(item, element, list(children(element, "simpleChoice")))


def hottext(item: Item, element: Element) -> Spec:
    """Words chosen in a text: its pieces are options, and stand out in it."""
    pieces = list(each(element, "hottext"))
    if item.own_kind == "evidence":
        return _evidence(element, pieces)
    spec = chosen(item, element, pieces)
    for piece in pieces:
        piece.tag = "strong"
    return spec


def _evidence(element: Element, pieces: Sequence[Element]) -> Spec:
    """The sentences of our own packages, each labelled with its passage; there is nothing to read beside them."""
    proof = [{"passage": piece.get("label", ""), "text": squeezed(piece)} for piece in pieces]
    for inner in list(children(element)):
        element.remove(inner)
    return {"kind": "evidence", "proof": proof}


def chosen(item: Item, element: Element, options: Sequence[Element]) -> Spec:
    """A question with options: one is right, or several."""
    if not options:
        raise Untaken(element.tag, "It has no options.")
    declaration = item.declaration(element)
    names = [option.get("identifier", "").strip() for option in options]
    is_several = declaration.cardinality != "single"
    find = keys.of_several if is_several else keys.of_one
    worths = find(item.run, declaration, names)
    if not worths.right:
        item.lacks(NO_KEY)
    kind = "multiple-response" if is_several or len(worths.right) > 1 else "multiple-choice"
    if is_several and worths.is_whole and len(worths.right) > 1 and item.element.find("responseProcessing") is not None:
        item.texts.note("It is marked all or nothing in the file; here every right option earns its part.")
    rights, weights = frozenset(worths.right), _weights(worths, names, kind)
    said = _said(item, declaration, names, worths)
    made = [
        {
            "text": item.texts.line(markup(option)) or name,
            **({"correct": True} if name in rights else {}),
            **({"weight": weights[name]} if name in weights else {}),
            **({"feedback": said[name]} if said.get(name) else {}),
        }
        for name, option in zip(names, options, strict=True)
    ]
    is_fixed = flag(element, "shuffle") is not True
    return {"kind": kind, "options": made, **({"shuffle": False} if is_fixed else {})}


def _weights(worths: Worths, names: Sequence[str], kind: str) -> dict[str, float]:
    """The weights to write: none where they are what holds without them."""
    each_worth = {name: max(-1.0, min(1.0, worths.each.get(name, 0.0))) for name in names}
    rights = frozenset(worths.right)
    if kind == "multiple-choice":
        return {name: worth for name, worth in each_worth.items() if name not in rights and abs(worth) > NEAR}
    part = 1 / len(worths.right) if worths.right else 0.0
    usual = {name: part if name in rights else -part for name in names}
    if not worths.each or all(abs(each_worth[name] - usual[name]) < NEAR for name in names):
        return {}
    return {name: worth for name, worth in each_worth.items() if abs(worth) > NEAR}


def _said(item: Item, declaration: Declaration, names: Sequence[str], worths: Worths) -> dict[str, str]:
    """What is said to each option; what is said to every one of them belongs to none."""
    is_single = declaration.cardinality == "single" and not item.feedback.is_much(len(names))
    ruled = {name: item.feedback.said_to({declaration.identifier: [name]}) if is_single else [] for name in names}
    found: dict[str, str] = {}
    to_all = [words for words in ruled[names[0]] if len(names) > 1 and all(words in ruled[name] for name in names)]
    for name in names:
        own = item.feedback.named(name)
        more = [words for words in ruled[name] if words not in to_all]
        found[name] = item.say([*own, *(words for words in more if words not in own)])
    return found


def order(item: Item, element: Element) -> Spec:
    """Steps in their right order."""
    steps = {step.get("identifier", "").strip(): step for step in children(element, "simpleChoice")}
    declaration = item.declaration(element)
    right = [name for name in declaration.correct or keys.order_named(item.element, declaration) if name in steps]
    if not right:
        item.lacks("The file does not say which order is right.")
        right = list(steps)
    if len(right) < len(steps):
        item.texts.note("Steps that belong to no place were left out.")
    return {
        "kind": "ordering",
        "steps": [item.texts.line(markup(steps[name])) or name for name in right],
        "scoring": "exact",
    }


def match(item: Item, element: Element) -> Spec:
    """Two sets to match."""
    sets = list(children(element, "simpleMatchSet"))
    if len(sets) != 2:
        raise Untaken("matchInteraction", "It does not have two sets.")
    left, right = (_labels(item, list(children(each_set, "simpleAssociableChoice"))) for each_set in sets)
    return _matched(item, element, left, right)


def associate(item: Item, element: Element) -> Spec:
    """Pairs out of one set: what stands first in a pair is on the left."""
    labels = _labels(item, list(children(element, "simpleAssociableChoice")))
    pairs = _pairs(item.declaration(element))
    firsts = {first for first, _ in pairs}
    left = {name: text for name, text in labels.items() if name in firsts}
    right = {name: text for name, text in labels.items() if name not in firsts}
    return _matched(item, element, left, right)


def _labels(item: Item, choices: Sequence[Element]) -> dict[str, str]:
    return {
        choice.get("identifier", "").strip(): item.texts.line(markup(choice)) or choice.get("identifier", "")
        for choice in choices
    }


def _pairs(declaration: Declaration) -> list[tuple[str, str]]:
    """The right pairs, of the key or of the mapping."""
    written = declaration.correct or tuple(key for key, worth in declaration.mapping.items() if worth > 0)
    return [(first, second) for first, _, second in (value.partition(" ") for value in written) if second]


def _matched(item: Item, element: Element, left: dict[str, str], right: dict[str, str]) -> Spec:
    pairs = []
    for first, second in _pairs(item.declaration(element)):
        if first in left and second in right:
            pairs.append((first, second))
        elif second in left and first in right:
            pairs.append((second, first))
    if not pairs:
        item.lacks("The file does not say what belongs together.")
        pairs = list(zip(left, right, strict=False))
    if _is_repeated(pairs, 0) and not _is_repeated(pairs, 1):
        left, right, pairs = right, left, [(second, first) for first, second in pairs]
    if _is_repeated(pairs, 0):
        return _table(item, element, left, right, pairs)
    return _matching(item, element, left, right, dict(pairs))


def _is_repeated(pairs: Sequence[tuple[str, str]], side: int) -> bool:
    return max(Counter(pair[side] for pair in pairs).values(), default=0) > 1


def _matching(item: Item, element: Element, left: dict[str, str], right: dict[str, str], pairs: dict[str, str]) -> Spec:
    single = [name for name in left if name not in pairs]
    rest = [text for name, text in right.items() if name not in pairs.values()]
    if single and not rest and len(set(pairs.values())) == len(pairs):
        left, right, single, rest = right, left, [], [left[name] for name in single]
        pairs = {second: first for first, second in pairs.items()}
    if single:
        item.texts.note(f"What has no partner in the file belongs to '{NOTHING}' here.")
    made = [{"left": text, "right": right[pairs[name]] if name in pairs else NOTHING} for name, text in left.items()]
    is_fixed = flag(element, "shuffle") is not True
    return {
        "kind": "matching",
        "pairs": made,
        **({"distractors": rest} if rest else {}),
        **({"shuffle": False} if is_fixed else {}),
    }


def _table(
    item: Item, element: Element, left: dict[str, str], right: dict[str, str], pairs: Sequence[tuple[str, str]]
) -> Spec:
    """Several partners on both sides: a question of its own for everything on the left."""
    questions = []
    for name, text in left.items():
        partners = {second for first, second in pairs if first == name}
        if not partners:
            continue
        options = [
            {"text": label, **({"correct": True} if other in partners else {})} for other, label in right.items()
        ]
        questions.append(
            {
                "id": item.key(name, "row"),
                "kind": "multiple-response" if len(partners) > 1 else "multiple-choice",
                "prompt": text,
                "options": options,
                "shuffle": False,
            }
        )
    item.texts.note("A table with several right fields in a row became one question for each row.")
    return {"kind": "stimulus", "questions": questions}


def gap_match(item: Item, element: Element) -> Spec:
    """Words to put into the gaps of a text."""
    declaration = item.declaration(element)
    choices = {each_one.get("identifier", "").strip(): each_one for each_one in children(element, "gapText", "gapImg")}
    words = {name: _word(item, each_one) for name, each_one in choices.items()}
    fitting = _fitting(declaration, words)
    gaps, used = [], []
    for gap in each(element, "gap"):
        name = gap.get("identifier", "").strip()
        key, token = item.gap(name.rpartition(".")[2] if item.own_kind else name)
        gap.tail = token + (gap.tail or "")
        rights = fitting.get(name, [])
        if not rights:
            item.lacks(f"The file does not say what belongs into the gap '{name}'.")
        if len(rights) > 1:
            item.texts.note(f"Several words fit the gap '{name}' in the file; here it is '{words[rights[0]]}' only.")
        gaps.append({"id": key, "word": words[rights[0]] if rights else ""})
        used += rights[:1]
    rest = [text for name, text in words.items() if name not in used and text not in {gap["word"] for gap in gaps}]
    is_reused = any(_may_repeat(choice_of, used.count(name)) for name, choice_of in choices.items())
    return {
        "kind": "drag-words",
        "gaps": gaps,
        **({"distractors": list(dict.fromkeys(rest))} if rest else {}),
        **({"reuse": True} if is_reused else {}),
    }


def _may_repeat(choice_of: Element, uses: int) -> bool:
    """Whether a word may stand in more gaps than it belongs into."""
    most = choice_of.get("matchMax", "1").strip()
    return most == "0" or (most.isdecimal() and int(most) > max(1, uses))


def _word(item: Item, element: Element) -> str:
    """A word; of a picture, what it is called."""
    if element.tag == "gapText":
        return item.texts.line(markup(element))
    picture = next(descendants(element, "object", "img", "picture"), element)
    file_name = (picture.get("data") or picture.get("src") or "").rpartition("/")[2].rpartition(".")[0]
    item.texts.note("Pictures to put into gaps became words.")
    return (
        squeezed(element)
        or picture.get("alt")
        or element.get("objectLabel")
        or file_name
        or element.get("identifier", "")
    )


def _fitting(declaration: Declaration, words: dict[str, str]) -> dict[str, list[str]]:
    """The words that fit each gap, those worth most first."""
    found: dict[str, list[str]] = {}
    worth = declaration.mapping
    for first, second in sorted(_pairs(declaration), key=lambda pair: -worth.get(" ".join(pair), 0)):
        word, gap = (first, second) if first in words else (second, first)
        if word in words:
            found.setdefault(gap, []).append(word)
    return found


def inline_choice(item: Item, element: Element) -> Spec:
    """A gap with options."""
    label = child(element, "label")
    if label is not None:
        element.remove(label)
    spec = chosen(item, element, list(children(element, "inlineChoice")))
    if spec["kind"] == "multiple-response":
        item.texts.note("Several options of a gap are right in the file; here they are all worth everything.")
        first = next((option for option in spec["options"] if option.get("correct")), None)
        for option in spec["options"]:
            if option.pop("correct", False) and option is not first:
                option["weight"] = 1.0
            elif option is first:
                option.pop("weight", None)
        if first is not None:
            first["correct"] = True
    return {"kind": "choice", "options": spec["options"]}
