"""What QTI 1.2 asks, as the keys of our kinds: by the type its metadata names, or by the shape of its responses."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from courses.items.formats.qti.choosing import NO_KEY
from courses.items.formats.qti.item import BLANK, BLANK_SHOWN, GAP, NOT_ID, Texts, Untaken
from courses.items.formats.qti.keys import NEAR
from courses.items.formats.qti.materials12 import Presentation, ident_of, labels, material, own_material, rendered
from courses.items.formats.qti.numbers12 import reaches
from courses.items.formats.qti.rules12 import Rules
from courses.items.formats.qti.typing import shortest
from courses.items.formats.xml import Element, children, local, words

Spec = dict[str, Any]
WITH_FEEDBACK = frozenset({"short-answer", "numeric", "matching", "ordering", "cloze", "true-false"})
MOST_TRIED = 500_000
NOTHING_CHOSEN = "\ufdd0"
WRONG_NAMES = re.compile(r"incorrect|wrong|_ic?fb|inc\b", re.IGNORECASE)


@dataclass
class Asked:
    """An item of QTI 1.2 while it is read. `placeholders`: names in brackets in the text, with the token of their gap."""

    item: Element
    kind: str
    found: Presentation
    rules: Rules
    texts: Texts
    lacking: list[str] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    placeholders: dict[str, str] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def lacks(self, sentence: str) -> None:
        if sentence not in self.lacking:
            self.lacking.append(sentence)

    def gap(self, name: str) -> tuple[str, str]:
        """A new gap with an id like a name, and its token."""
        key = NOT_ID.sub("-", name.lower()).strip("-")[:50] or "gap"
        key = key if key[0].isalpha() else f"gap-{key}"
        while key in self.gaps:
            key += "-2"
        self.gaps.append(key)
        return key, f"\ue000{len(self.gaps) - 1}\ue001"

    def page(self, html: str) -> str:
        """Markdown with gaps in braces."""
        written = self.texts.page(html, has_gaps=bool(self.gaps))
        written = GAP.sub(lambda found: f"{{{self.gaps[int(found[1])]}}}", written)
        return written.replace(BLANK, BLANK_SHOWN)

    def say(self, element: Element) -> str:
        return self.texts.page(material(element))

    @cached_property
    def feedback(self) -> dict[str, str]:
        """The texts of feedback by their names, without hints."""
        found = {}
        for element in children(self.item, "itemfeedback"):
            parts = [inner for inner in children(element) if local(inner) != "hint"]
            text = "\n\n".join(text for inner in parts if (text := self.texts.page(material(inner))))
            if text:
                found[element.get("ident", "")] = text
        return found

    def said_to(self, response: str, value: str, *, but: Collection[str] = ()) -> str:
        """What is said to an answer, and not to every other."""
        known = self.feedback
        names = [name for name in self.rules.run({response: [value]}).shown if name in known and name not in but]
        self.used |= set(names)
        return "\n\n".join(dict.fromkeys(known[name] for name in names))

    def always(self, response: str) -> tuple[str, ...]:
        """The names of what is said to an answer that is none of those named."""
        return self.rules.run({response: [NOTHING_CHOSEN]}).shown

    def wrong_feedback(self) -> list[str]:
        """What is said to wrong answers, by what it is called."""
        known = self.feedback
        return [text for name, text in known.items() if name not in self.used and WRONG_NAMES.search(name)]

    def rest_of_feedback(self, wrong: Sequence[str]) -> list[str]:
        """What was said to no answer."""
        return [text for name, text in self.feedback.items() if name not in self.used and text not in wrong]


def refuse(found: Presentation) -> None:
    """What is answered by pointing or drawing."""
    for response in found.responses:
        if local(response) == "response_xy" or rendered(response) == "hotspot":
            raise Untaken("render_hotspot", "It needs more than text.")
    if found.responses and all(local(response) == "response_extension" for response in found.responses):
        raise Untaken("response_extension", "This way of answering is not known here.")


def _refuse_many(asked: Asked) -> None:
    """Every answer is tried on every condition, which may be too much."""
    answers = sum(len(labels(response)) for response in asked.found.responses)
    compared = len(asked.rules.conditions)
    if max(answers, compared) * compared > MOST_TRIED:
        raise Untaken("item", f"It has {compared} conditions for {answers} answers, too many to try them all.")


def spec_of(asked: Asked) -> Spec:
    """The keys of the kind, without the prompt."""
    _refuse_many(asked)
    responses = [response for response in asked.found.responses if local(response) != "response_extension"]
    if not responses or "text_only" in asked.kind:
        return {"kind": "description"}
    choices = [
        response for response in responses if labels(response) and rendered(response) in ("choice", "extension", "")
    ]
    if "essay" in asked.kind or "long answer" in asked.kind:
        return _essay(asked, responses[0])
    if any(label.get("match_group") for response in responses for label in labels(response)):
        raise Untaken("response_grp", "This way of answering is not known here.")
    if len(responses) == 1:
        return _one(asked, responses[0], is_choice=bool(choices))
    if len(choices) == len(responses) and "blanks" not in asked.kind and "dropdown" not in asked.kind:
        return _matching(asked, responses) or _questions(asked, responses)
    return _cloze(asked, responses)


def _one(asked: Asked, response: Element, *, is_choice: bool) -> Spec:
    if "blanks" in asked.kind or "dropdown" in asked.kind:
        return _cloze(asked, [response])
    if is_choice and rendered(response) != "fib":
        own = own_material(response)
        asked.tokens[ident_of(response)] = own
        return _ordering(asked, response) if _is_ordered(response) else _choice(asked, response)
    asked.tokens[ident_of(response)] = own_material(response) + _blank(asked, response)
    return _typed(asked, response)


def _is_ordered(response: Element) -> bool:
    return response.get("rcardinality", "").lower() == "ordered"


def _blank(asked: Asked, response: Element) -> str:
    """A line to show where the field was, if words follow."""
    after = asked.found.pieces[asked.found.pieces.index(response) + 1 :]
    return BLANK if any(isinstance(piece, str) and piece.replace("<br/>", "").strip() for piece in after) else ""


def _choice(asked: Asked, response: Element) -> Spec:
    spec = _options(asked, response)
    texts = [option["text"].strip().lower() for option in spec["options"]]
    is_judged = sorted(texts) == ["false", "true"] and not asked.lacking
    if not is_judged or spec["kind"] != "multiple-choice":
        return spec
    right = next(option for option in spec["options"] if option.get("correct"))
    other = next(option for option in spec["options"] if not option.get("correct"))
    return {
        "kind": "true-false",
        "answer": right["text"].strip().lower() == "true",
        **({"feedback": other["feedback"]} if other.get("feedback") else {}),
        **({"praise": right["feedback"]} if right.get("feedback") else {}),
    }


def _options(asked: Asked, response: Element) -> Spec:
    """A choice: what each option is worth alone tells which are right, unless the rules name them together."""
    name, choices = ident_of(response), labels(response)
    names = [choice.get("ident", "").strip() for choice in choices]
    is_several = response.get("rcardinality", "Single").lower() == "multiple" or "multiple_answers" in asked.kind
    none = (asked.rules.run({}).score or 0.0) if is_several else 0.0
    worth = {value: (asked.rules.run({name: [value]}).score or 0.0) - none for value in names}
    right = _together(asked, name, names) if is_several else []
    each = {} if right else worth
    if not right:
        best = max(worth.values(), default=0.0)
        right = [value for value in names if worth[value] > 0 and (is_several or worth[value] >= best - NEAR)]
    rights = frozenset(right)
    if not right:
        asked.lacks(NO_KEY)
    kind = "multiple-response" if is_several or len(right) > 1 else "multiple-choice"
    weights = _weights(each, names, right, kind)
    always = asked.always(name) if is_several else _said_to_all(asked, name, names)
    options = []
    for value, choice in zip(names, choices, strict=True):
        said = asked.said_to(name, value, but=always)
        options.append(
            {
                "text": asked.texts.line(material(choice)) or value,
                **({"correct": True} if value in rights else {}),
                **({"weight": weights[value]} if value in weights else {}),
                **({"feedback": said} if said else {}),
            }
        )
    return {"kind": kind, "options": options}


def _said_to_all(asked: Asked, response: str, names: Sequence[str]) -> set[str]:
    """The names of the feedback that every option shows."""
    shown = [set(asked.rules.run({response: [value]}).shown) for value in names]
    return set.intersection(*shown) if len(shown) > 1 else set()


def _together(asked: Asked, response: str, names: Sequence[str]) -> list[str]:
    """The options that one condition wants together; the best condition counts."""
    conditions = sorted(asked.rules.conditions, key=asked.rules.worth_of, reverse=True)
    for condition in conditions:
        if asked.rules.worth_of(condition) <= 0:
            break
        wanted = {words(value).strip() for value in Rules([condition], asked.rules.full).values(response, "varequal")}
        if len(wanted) > 1 and not any(local(inner) == "or" for inner in condition.iter()):
            return [name for name in names if name in wanted]
    return []


def _weights(each: dict[str, float], names: Sequence[str], right: Sequence[str], kind: str) -> dict[str, float]:
    best = max(each.values(), default=0.0)
    if best <= 0:
        return {}
    if kind == "multiple-choice":
        parts = {name: max(-1.0, worth / best) for name, worth in each.items() if name not in right}
        return {name: part for name, part in parts.items() if abs(part) > NEAR}
    total = sum(worth for worth in each.values() if worth > 0)
    parts = {name: max(-1.0, worth / total) for name, worth in each.items()}
    usual = {name: 1 / len(right) if name in right else -1 / len(right) for name in names}
    if all(abs(parts[name] - usual[name]) < NEAR for name in names):
        return {}
    return {name: part for name, part in parts.items() if abs(part) > NEAR}


def _ordering(asked: Asked, response: Element) -> Spec:
    choices = {choice.get("ident", "").strip(): choice for choice in labels(response)}
    wanted = [words(value).strip() for value in asked.rules.values(ident_of(response), "varequal")]
    right = [value for value in dict.fromkeys(wanted) if value in choices]
    if not right:
        asked.lacks("The file does not say which order is right.")
        right = list(choices)
    steps = [asked.texts.line(material(choices[value])) or value for value in right]
    return {"kind": "ordering", "steps": steps, "scoring": "exact"}


def _essay(asked: Asked, response: Element) -> Spec:
    bounds = {"words_min": response.get("word_limit_min"), "words_max": response.get("word_limit_max")}
    known = {
        name: int(value) for name, value in bounds.items() if value and value.isdecimal() and 0 < int(value) <= 10_000
    }
    asked.tokens[ident_of(response)] = own_material(response)
    return {"kind": "essay", **known}


def _typed(asked: Asked, response: Element) -> Spec:
    """A number, words, or a text, by what it is compared with."""
    name = ident_of(response)
    render = next((inner for inner in response.iter() if local(inner) == "render_fib"), None)
    fib = "" if render is None else render.get("fibtype", "").lower()
    is_number = local(response) == "response_num" or "numeric" in asked.kind or fib in ("decimal", "integer")
    if is_number and (found := reaches(asked.rules, name)):
        return {"kind": "numeric", **shortest(found)}
    answers, is_exact = _accepted(asked, name)
    if answers:
        return {"kind": "short-answer", "answers": answers, **({"case": True} if is_exact else {})}
    if is_number or "short_answer" in asked.kind or "fib" in asked.kind.split("."):
        asked.lacks("The file does not say which answer is right.")
        return {"kind": "numeric" if is_number else "short-answer", "answers": []}
    return _essay(asked, response)


def _accepted(asked: Asked, response: str) -> tuple[list[Any], bool]:
    """The words accepted, each with what it is worth, and whether capitals count."""
    compared = asked.rules.values(response, "varequal", "varsubset", "varsubstring")
    worth: dict[str, tuple[float, str]] = {}
    for value in compared:
        text = " ".join(words(value).split())
        shown = f"*{text}*" if local(value) == "varsubstring" else text
        if text and shown not in worth:
            worth[shown] = (asked.rules.run({response: [text]}).score or 0.0, text)
    best = max((score for score, _ in worth.values()), default=0.0)
    answers: list[Any] = []
    for shown, (score, text) in worth.items():
        said = asked.said_to(response, text, but=asked.always(response))
        more = {**({"weight": score / best} if 0 < score < best - NEAR else {}), **({"feedback": said} if said else {})}
        answers.append({"text": shown, **more} if more else shown)
    return answers, bool(compared) and all(value.get("case", "No") == "Yes" for value in compared)


def _cloze(asked: Asked, responses: Sequence[Element]) -> Spec:
    """Gaps: where their names stand in brackets, or where the responses are."""
    gaps = []
    for response in responses:
        ident = ident_of(response)
        name = " ".join(asked.texts.line(own_material(response)).split()) or ident.removeprefix("response_")
        bare = words(next(iter(children(response, "material")), None)).strip() or ident.removeprefix("response_")
        key, token = asked.gap(bare if len(bare) < 40 else name)
        if "blanks" in asked.kind or "dropdown" in asked.kind:
            asked.placeholders[bare] = token
        else:
            asked.tokens[ident] = f"{own_material(response)} {token} "
        gaps.append({"id": key, **_gap(asked, response)})
    return {"kind": "cloze", "gaps": gaps}


def _gap(asked: Asked, response: Element) -> Spec:
    ident = ident_of(response)
    if "blanks" in asked.kind and labels(response):
        right = {words(value).strip() for value in asked.rules.values(ident, "varequal")}
        wanted = [label for label in labels(response) if not right or label.get("ident", "") in right]
        answers = [text for label in wanted if (text := " ".join(_bare(label).split()))]
        if not answers:
            asked.lacks("The file does not say which answer is right.")
        return {"kind": "text", "answers": list(dict.fromkeys(answers))}
    if labels(response) and rendered(response) != "fib":
        spec = _options(asked, response)
        rights = [option for option in spec["options"] if option.get("correct")]
        for option in rights[1:]:
            del option["correct"]
            option["weight"] = 1.0
        if len(rights) > 1:
            rights[0].pop("weight", None)
        return {"kind": "choice", "options": spec["options"]}
    spec = _typed(asked, response)
    if spec["kind"] == "essay":
        asked.lacks("The file does not say which answer is right.")
        return {"kind": "text", "answers": []}
    return {**spec, "kind": {"short-answer": "text", "numeric": "number"}[spec["kind"]]}


def _bare(label: Element) -> str:
    return re.sub(r"<[^<>]*>", "", words(label))


def _matching(asked: Asked, responses: Sequence[Element]) -> Spec | None:
    """Several choices with the same options: what stands before each belongs to its right option."""
    texts = [[asked.texts.line(material(label)) for label in labels(response)] for response in responses]
    is_named = all(own_material(response) for response in responses)
    if "matching" not in asked.kind and not (is_named and all(sorted(each) == sorted(texts[0]) for each in texts)):
        return None
    pairs, used = [], set()
    for response in responses:
        ident = ident_of(response)
        wanted = {words(value).strip() for value in asked.rules.values(ident, "varequal")}
        right = next((label for label in labels(response) if label.get("ident", "").strip() in wanted), None)
        if right is None:
            asked.lacks("The file does not say what belongs together.")
        text = "" if right is None else asked.texts.line(material(right))
        used.add(text)
        pairs.append({"left": asked.texts.line(own_material(response)) or ident, "right": text})
    rest = [text for text in dict.fromkeys(text for each in texts for text in each) if text not in used]
    return {"kind": "matching", "pairs": pairs, **({"distractors": rest} if rest else {})}


def _questions(asked: Asked, responses: Sequence[Element]) -> Spec:
    """Several choices under one text."""
    questions = []
    for position, response in enumerate(responses, start=1):
        spec = _ordering(asked, response) if _is_ordered(response) else _options(asked, response)
        prompt = asked.texts.page(own_material(response)) or f"{position}."
        questions.append({"id": f"q{position}", **spec, "prompt": prompt})
    return {"kind": "stimulus", "questions": questions}
