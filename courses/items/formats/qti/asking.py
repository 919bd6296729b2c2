"""The interactions of each kind of question, with their keys, their worths and what is said to answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from courses.items.formats.qti.building import RESPONSE, Building, Spec, node, number, variable, written
from courses.items.formats.qti.typing import PATTERN
from courses.items.formats.qti.words import is_plain
from courses.items.formats.stars import as_words, is_words
from courses.items.formats.texts import to_text
from courses.items.formats.xml import Element

NAMES = ("o", "p")


def choice(built: Building, spec: Spec, response: str) -> list[Element]:
    """Options to choose from."""
    options = list(spec["options"])
    names = [f"{_prefix(response)}o{position}" for position in range(1, len(options) + 1)]
    is_several = spec["kind"] == "multiple-response"
    rights = [name for name, option in zip(names, options, strict=True) if option.get("correct")]
    worths = _worths(options, names, is_several=is_several)
    built.declare(
        response,
        "identifier",
        cardinality="multiple" if is_several else "single",
        correct=rights,
        mapping=worths,
        bounds=("0", "1") if is_several else ("-1", "1"),
    )
    built.score_by_mapping(response, spec.get("marks", 1))
    _say_to_options(built, names, options, response)
    choices = [
        _labelled(built, "simpleChoice", name, option["text"]) for name, option in zip(names, options, strict=True)
    ]
    return [
        node(
            "choiceInteraction",
            *choices,
            responseIdentifier=response,
            shuffle=_truth(spec.get("shuffle", True)),
            maxChoices="0" if is_several else "1",
        )
    ]


def _prefix(response: str) -> str:
    return "" if response == RESPONSE else f"{response}."


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _worths(options: Sequence[Spec], names: Sequence[str], *, is_several: bool) -> dict[str, float]:
    if not is_several:
        return {
            name: 1 if option.get("correct") else option.get("weight", 0)
            for name, option in zip(names, options, strict=True)
        }
    if any("weight" in option for option in options):
        return {name: option.get("weight", 0) for name, option in zip(names, options, strict=True)}
    part = 1 / (sum(bool(option.get("correct")) for option in options) or 1)
    return {name: part if option.get("correct") else -part for name, option in zip(names, options, strict=True)}


def _say_to_options(built: Building, names: Sequence[str], options: Sequence[Spec], response: str) -> None:
    told = [(name, option["feedback"]) for name, option in zip(names, options, strict=True) if option.get("feedback")]
    for name, feedback in told:
        built.say("FEEDBACK", name, feedback)
    if told:
        built.say_chosen(response)


def _labelled(built: Building, element: str, identifier: str, markdown: str, **more: str) -> Element:
    made = built.words.line(markdown)
    made.tag = element
    made.set("identifier", identifier)
    for name, value in more.items():
        made.set(name, value)
    return made


def true_false(built: Building, spec: Spec, response: str) -> list[Element]:
    """A statement to judge."""
    is_true = spec["answer"] is True
    said = {True: spec.get("praise"), False: spec.get("feedback")}
    options = [
        {"text": text, "correct": value == is_true, "feedback": said[value == is_true]}
        for text, value in (("True", True), ("False", False))
    ]
    return choice(built, {**spec, "kind": "multiple-choice", "options": options, "shuffle": False}, response)


def text_entry(built: Building, spec: Spec, response: str) -> Element:
    """A field for words."""
    answers = [answer if isinstance(answer, Mapping) else {"text": answer} for answer in spec["answers"]]
    texts = [" ".join(str(answer["text"]).split()) for answer in answers]
    is_exact = bool(spec.get("case"))
    if is_exact != bool(spec.get("accents")):
        built.lose("QTI knows no difference between capitals and accents: they count both, or neither.", "accents")
    is_pattern = not all(map(is_words, texts))
    if is_pattern:
        built.lose("Other programs take '*' in an accepted answer for the letter that it is.")
    else:
        texts = [as_words(text) for text in texts]
    worths = {text: float(answer.get("weight", 1)) for text, answer in zip(texts, answers, strict=True)}
    right = next((text for text, worth in worths.items() if worth == 1), "")
    built.declare(response, "string", correct=[right] if right else [], mapping=worths, is_exact=is_exact)
    built.score_by_mapping(response, spec.get("marks", 1))
    for position, (text, answer) in enumerate(zip(texts, answers, strict=True), start=1):
        if answer.get("feedback"):
            typed = node("baseValue", text, baseType="string")
            test = node("stringMatch", variable(response), typed, caseSensitive=_truth(is_exact))
            built.say_when(test, f"{_prefix(response)}a{position}", answer["feedback"])
    made = node("textEntryInteraction", responseIdentifier=response)
    if is_pattern:
        made.set("class", PATTERN)
    return made


def number_entry(built: Building, spec: Spec, response: str) -> Element:
    """A field for a number."""
    if spec.get("units"):
        built.lose("QTI has no other units for a number.", "units")
    single: Any = {"value": spec.get("answer"), "tolerance": spec.get("tolerance", 0)}
    answers: list[Any] = spec.get("answers") or [single]
    right = next((answer for answer in answers if answer.get("weight", 1) == 1), answers[0])
    value = right["value"] if "value" in right else (right["from"] + right["to"]) / 2
    built.declare(response, "float", correct=[written(float(value))])
    built.score_by_cases(
        response, [(_fits(answer, response), answer.get("weight", 1)) for answer in answers], spec.get("marks", 1)
    )
    if any(answer.get("feedback") for answer in answers):
        names = [f"{_prefix(response)}a{position}" for position in range(1, len(answers) + 1)]
        cases = [
            (_fits(answer, response), name, answer.get("feedback")) for name, answer in zip(names, answers, strict=True)
        ]
        built.say_first(cases)
    return node("textEntryInteraction", responseIdentifier=response)


def _fits(answer: Spec, response: str) -> Element:
    """The test whether a number is accepted."""
    if "from" in answer:
        low = node("gte", variable(response), number(float(answer["from"])))
        return node("and", low, node("lte", variable(response), number(float(answer["to"]))))
    room = float(answer.get("tolerance") or 0)
    mode = "absolute" if room else "exact"
    width = f"{written(room)} {written(room)}" if room else None
    return node("equal", variable(response), number(float(answer["value"])), toleranceMode=mode, tolerance=width)


def short_answer(built: Building, spec: Spec, response: str) -> list[Element]:
    """A field for words, in a paragraph."""
    field_element = text_entry(built, spec, response)
    _say_wrong(built, spec, response)
    return [node("p", field_element)]


def numeric(built: Building, spec: Spec, response: str) -> list[Element]:
    """A field for a number, its unit behind it."""
    field_element = number_entry(built, spec, response)
    _say_wrong(built, spec, response)
    return [node("p", field_element, f" {spec['unit']}" if spec.get("unit") else "")]


def _say_wrong(built: Building, spec: Spec, response: str) -> None:
    if spec.get("feedback"):
        built.say_wrong(response, spec["feedback"])


def matching(built: Building, spec: Spec, response: str) -> list[Element]:
    """Two sets to match."""
    pairs, prefix = list(spec["pairs"]), _prefix(response)
    rights = list(dict.fromkeys([*(pair["right"] for pair in pairs), *spec.get("distractors", ())]))
    keys = [f"{prefix}l{position} {prefix}r{rights.index(pair['right']) + 1}" for position, pair in enumerate(pairs, 1)]
    built.declare(
        response,
        "directedPair",
        cardinality="multiple",
        correct=keys,
        mapping={key: 1 / len(pairs) for key in keys},
        bounds=("0", "1"),
    )
    built.score_by_mapping(response, spec.get("marks", 1))
    _say_wrong(built, spec, response)
    left = [_associable(built, f"{prefix}l{position}", pair["left"], 1) for position, pair in enumerate(pairs, 1)]
    right = [_associable(built, f"{prefix}r{position}", text, 0) for position, text in enumerate(rights, 1)]
    return [
        node(
            "matchInteraction",
            node("simpleMatchSet", *left),
            node("simpleMatchSet", *right),
            responseIdentifier=response,
            shuffle=_truth(spec.get("shuffle", True)),
            maxAssociations=str(len(pairs)),
        )
    ]


def _associable(built: Building, identifier: str, markdown: str, most: int) -> Element:
    return _labelled(built, "simpleAssociableChoice", identifier, markdown, matchMax=str(most))


def ordering(built: Building, spec: Spec, response: str) -> list[Element]:
    """Steps to be put in order."""
    if spec.get("scoring", "longest-run") != "exact":
        built.lose("In QTI an order is right or wrong as a whole; here parts of it earned something.", "scoring")
    names = [f"{_prefix(response)}s{position}" for position in range(1, len(spec["steps"]) + 1)]
    built.declare(response, "identifier", cardinality="ordered", correct=names)
    built.score_by_key(response, spec.get("marks", 1))
    _say_wrong(built, spec, response)
    steps = [_labelled(built, "simpleChoice", name, step) for name, step in zip(names, spec["steps"], strict=True)]
    return [node("orderInteraction", *steps, responseIdentifier=response, shuffle="true")]


def evidence(built: Building, spec: Spec, response: str) -> list[Element]:
    """The sentences that prove something; what surrounds them is in the course, not in the question."""
    built.lose(
        "The passages in which to look belong to the reading and stay there; the file has only the sentences that prove it.",
        "passages",
    )
    names = [f"{_prefix(response)}h{position}" for position in range(1, len(spec["proof"]) + 1)]
    part = 1 / len(names)
    built.declare(
        response,
        "identifier",
        cardinality="multiple",
        correct=names,
        mapping=dict.fromkeys(names, part),
        bounds=("0", "1"),
    )
    built.score_by_mapping(response, spec.get("marks", 1))
    _say_wrong(built, spec, response)
    pieces = [
        node("p", node("hottext", str(proof["text"]), identifier=name, label=str(proof["passage"])))
        for name, proof in zip(names, spec["proof"], strict=True)
    ]
    return [node("hottextInteraction", *pieces, responseIdentifier=response, maxChoices="0")]


def cloze_gaps(built: Building, spec: Spec, response: str) -> dict[str, Element]:
    """The interactions of a text with gaps, by the gaps' ids."""
    makers: Mapping[str, Callable[[Building, Spec, str], Element]] = {
        "text": text_entry,
        "number": number_entry,
        "choice": _inline_choice,
    }
    prefix = _prefix(response)
    return {gap["id"]: makers[gap["kind"]](built, gap, f"{prefix}{gap['id']}") for gap in spec["gaps"]}


def _inline_choice(built: Building, spec: Spec, response: str) -> Element:
    options = list(spec["options"])
    names = [f"{response}.o{position}" for position in range(1, len(options) + 1)]
    rights = [name for name, option in zip(names, options, strict=True) if option.get("correct")]
    worths = _worths(options, names, is_several=False)
    built.declare(response, "identifier", correct=rights, mapping=worths, bounds=("-1", "1"))
    built.score_by_mapping(response, spec.get("marks", 1))
    _say_to_options(built, names, options, response)
    choices = [
        node("inlineChoice", _bare(built, option["text"]), identifier=name)
        for name, option in zip(names, options, strict=True)
    ]
    shuffle = _truth(spec.get("shuffle", True))
    return node("inlineChoiceInteraction", *choices, responseIdentifier=response, shuffle=shuffle)


def _bare(built: Building, markdown: str) -> str:
    """Words where QTI takes no markup."""
    if not is_plain(markdown):
        built.lose("Words to choose in a text lose their markup.", "gaps", "options", "distractors")
    return to_text(markdown)


def drag_words(built: Building, spec: Spec, response: str) -> tuple[list[Element], dict[str, Element]]:
    """The words, and the gaps by their ids."""
    gaps, prefix = list(spec["gaps"]), _prefix(response)
    words = list(dict.fromkeys([*(gap["word"] for gap in gaps), *spec.get("distractors", ())]))
    keys = [f"{prefix}w{words.index(gap['word']) + 1} {prefix}{gap['id']}" for gap in gaps]
    built.declare(
        response,
        "directedPair",
        cardinality="multiple",
        correct=keys,
        mapping={key: 1 / len(gaps) for key in keys},
        bounds=("0", "1"),
    )
    built.score_by_mapping(response, spec.get("marks", 1))
    _say_wrong(built, spec, response)
    is_reused, used = spec.get("reuse") is True, [gap["word"] for gap in gaps]
    choices = [
        node(
            "gapText",
            _bare(built, word),
            identifier=f"{prefix}w{position}",
            matchMax="0" if is_reused else str(max(1, used.count(word))),
        )
        for position, word in enumerate(words, 1)
    ]
    return choices, {gap["id"]: node("gap", identifier=f"{prefix}{gap['id']}") for gap in gaps}


def essay(built: Building, spec: Spec, response: str) -> list[Element]:
    """A field for a whole text, and what markers are told."""
    for key in ("words_min", "words_max"):
        if spec.get(key):
            built.lose("QTI has no bounds for the number of words.", key)
    built.declare(response, "string", starter=str(spec.get("starter") or ""))
    lines = str(spec["lines"]) if spec.get("lines") else None
    blocks = [node("extendedTextInteraction", responseIdentifier=response, expectedLines=lines)]
    if spec.get("model"):
        blocks.append(_for_scorers("model", built.words.blocks(spec["model"])))
    if spec.get("rubric"):
        blocks.append(_for_scorers("rubric", [_criterion(built, each) for each in spec["rubric"]]))
    return blocks


def _for_scorers(name: str, inside: Sequence[Element]) -> Element:
    rubric = node("rubricBlock", *inside, view="scorer")
    rubric.set("class", name)
    return rubric


def _criterion(built: Building, criterion: Mapping[str, Any]) -> Element:
    levels = []
    for level in criterion["levels"]:
        points = node("span", written(float(level["points"])))
        points.set("class", "points")
        made = _inside(built, "li", level["text"])
        made.append(points)
        levels.append(made)
    block = node(
        "div", _inside(built, "p", criterion["criterion"]), node("ul", *levels), id=f"criterion-{criterion['id']}"
    )
    block.set("class", "criterion")
    return block


def _inside(built: Building, name: str, markdown: str) -> Element:
    made = built.words.line(markdown)
    made.tag = name
    return made
