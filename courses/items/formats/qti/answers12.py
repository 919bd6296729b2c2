"""What QTI 1.2 asks, as the keys of our kinds: by the type its metadata names, or by the shape of its responses."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from courses.items.formats.qti import matching12
from courses.items.formats.qti.asked12 import Asked
from courses.items.formats.qti.choosing import NO_KEY
from courses.items.formats.qti.item import BLANK, Untaken
from courses.items.formats.qti.keys import NEAR
from courses.items.formats.qti.materials12 import Presentation, ident_of, labels, material, own_material, rendered
from courses.items.formats.qti.numbers12 import reaches
from courses.items.formats.qti.rules12 import Rules
from courses.items.formats.qti.tree import number
from courses.items.formats.qti.typing import shortest
from courses.items.formats.stars import as_pattern
from courses.items.formats.xml import Element, children, descendants, local, words

Spec = dict[str, Any]
WITH_FEEDBACK = frozenset({"short-answer", "numeric", "matching", "ordering", "cloze", "true-false"})
MOST_TRIED = 500_000
# How Canvas compares what is typed, where that is not as words.
LOOSE = frozenset({"TextRegex", "TextContainsAnswer", "TextCloseEnough"})


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
    if not asked.kind and len(choices) == len(responses) and _is_placed(asked, responses):
        asked.kind = "dropdowns"  # Canvas wrote it; what says so is missing.
    if "categor" in asked.kind:
        return matching12.sorting(asked, responses)
    if "essay" in asked.kind or "long answer" in asked.kind:
        return _essay(asked, responses[0])
    if len(responses) == 1 and any(label.get("match_group") for label in labels(responses[0])):
        return matching12.grouped(asked, responses[0])
    if len(responses) == 1:
        return _one(asked, responses[0], is_choice=bool(choices))
    if len(choices) == len(responses) and "blanks" not in asked.kind and "dropdown" not in asked.kind:
        return matching12.several(asked, responses) or _questions(asked, responses)
    return _cloze(asked, responses)


def _is_placed(asked: Asked, responses: Sequence[Element]) -> bool:
    """Whether each response has its place in the text, by its name in brackets."""
    text = asked.found.html({})
    return all(name and f"[{name}]" in text for name in map(_own_words, responses))


def _own_words(response: Element) -> str:
    return words(next(iter(children(response, "material")), None)).strip()


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
    right = right or [value for value in names if value in asked.rules.named(name)]
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
    right = [value for value in dict.fromkeys(wanted) if value in choices] or _by_place(asked, choices)
    if not right:
        asked.lacks("The file does not say which order is right.")
        right = list(choices)
    steps = [asked.texts.line(material(choices[value])) or value for value in right]
    return {"kind": "ordering", "steps": steps, "scoring": "exact"}


def _by_place(asked: Asked, choices: Collection[str]) -> list[str]:
    """The order where rules compare each choice with its place, as Brightspace's do."""
    places = {
        comparison.get("respident", ""): place
        for condition in asked.rules.conditions
        if asked.rules.worth_of(condition) > 0
        for comparison in descendants(condition, "varequal")
        if (place := number(words(comparison))) is not None
    }
    return sorted((value for value in choices if value in places), key=lambda value: places[value])


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
    if is_number and (found := reaches(asked, name)):
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
        shown = f"*{as_pattern(text)}*" if local(value) == "varsubstring" else as_pattern(text)
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
        bare = _own_words(response) or ident.removeprefix("response_")
        key, token = asked.gap(bare if len(bare) < 40 else name)
        if rendered(response) != "fib" and ("blanks" in asked.kind or "dropdown" in asked.kind):
            asked.placeholders[bare] = token
        else:
            asked.tokens[ident] = f"{own_material(response)} {token} "
        gaps.append({"id": key, **_gap(asked, response)})
    return {"kind": "cloze", "gaps": gaps}


def _gap(asked: Asked, response: Element) -> Spec:
    ident = ident_of(response)
    if "blanks" in asked.kind and rendered(response) != "fib" and labels(response) and not _is_list(response):
        loose = next((name for label in labels(response) if (name := label.get("scoring_algorithm", "")) in LOOSE), "")
        if loose:
            asked.texts.note(
                f"The file accepts more than the answers it names ({loose}); here they are compared as words."
            )
        right = {words(value).strip() for value in asked.rules.values(ident, "varequal")}
        wanted = [label for label in labels(response) if not right or label.get("ident", "") in right]
        answers = [as_pattern(text) for label in wanted if (text := " ".join(_bare(label).split()))]
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


def _is_list(response: Element) -> bool:
    """Whether what fills a gap is chosen, not typed."""
    return any(label.get("answer_type") in ("dropdown", "wordbank") for label in labels(response))


def _bare(label: Element) -> str:
    return re.sub(r"<[^<>]*>", "", words(label))


def _questions(asked: Asked, responses: Sequence[Element]) -> Spec:
    """Several choices under one text."""
    questions = []
    for position, response in enumerate(responses, start=1):
        spec = _ordering(asked, response) if _is_ordered(response) else _options(asked, response)
        prompt = asked.texts.page(own_material(response)) or f"{position}."
        questions.append({"id": f"q{position}", **spec, "prompt": prompt})
    return {"kind": "stimulus", "questions": questions}
