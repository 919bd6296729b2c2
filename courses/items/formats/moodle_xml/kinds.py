"""The types of questions that Moodle has and we have too: an element to the keys of a course file."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from courses.items.formats.moodle_xml.source import Source, Text, raw
from courses.items.formats.texts import ELEMENT, from_text, words_of_html
from courses.items.formats.xml import Element, attribute, child, words

Keys = dict[str, Any]
ADJACENT, LONGEST, EXACT = "adjacent-pairs", "longest-run", "exact"
# How Moodle's ordering counts, by its number and by its name; what we do not have falls to what is nearest.
GRADING = {
    **dict.fromkeys(("-1", "ALL_OR_NOTHING"), EXACT),
    **dict.fromkeys(("1", "REL", "RELATIVE", "RELATIVE_NEXT_EXCLUDE_LAST"), ADJACENT),
    **dict.fromkeys(("5", "LONGEST_ORDERED_SUBSET"), LONGEST),
}
NEAREST = {
    "2": ADJACENT,
    "RELATIVE_NEXT_INCLUDE_LAST": ADJACENT,
    "3": ADJACENT,
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": ADJACENT,
}
LINE = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr)>|\n", re.IGNORECASE)
MOST_LINES, MOST_WORDS = 60, 10_000


def multichoice(source: Source) -> Keys:
    """One right option, or several."""
    options = [option for each in source.children("answer") if (option := _option(source, each))]
    is_single = source.flag("single", default=not _is_shared(options))
    found = one_right(source, options) if is_single else several_right(source, options)
    if len(options) < 2:
        source.lack("A choice needs two options or more.")
    return {"kind": "multiple-choice" if is_single else "multiple-response", "options": found, **_shuffle(source)}


def _is_shared(options: list[Keys]) -> bool:
    """Whether several options earn all marks only together."""
    parts = [option["weight"] for option in options if option["weight"] > 0]
    return len(parts) > 1 and max(parts) < 1


def _shuffle(source: Source) -> Keys:
    return {} if source.flag("shuffleanswers", default=True) else {"shuffle": False}


def _option(source: Source, answer: Element) -> Keys | None:
    text = source.text(answer)
    line = source.converted(text, is_line=True)
    weight = source.fraction(answer)
    if weight > 0:
        source.right.append(text.words)
    if not line:
        source.warn("An option without words was left out.")
        return None
    return option_of(line, weight, source.markdown(child(answer, "feedback")))


def option_of(line: str, weight: float, feedback: str) -> Keys:
    """An option with its weight, which is taken out again where it says nothing."""
    return {"text": line, **({"feedback": feedback} if feedback else {}), "weight": weight}


def one_right(source: Source, options: list[Keys]) -> list[Keys]:
    """The first option that is worth everything is the right one; another is worth as much without being it."""
    full = [number for number, option in enumerate(options) if option["weight"] == 1]
    if not full:
        source.lack("No option is worth everything, so none is right.")
    if len(full) > 1:
        source.warn(f"{len(full)} options are worth everything; the first of them counts as the right one.")
    made = []
    for number, option in enumerate(options):
        weight = option.pop("weight")
        is_right = full[:1] == [number]
        made.append({**option, **({"correct": True} if is_right else {"weight": weight} if weight else {})})
    return made


def several_right(source: Source, options: list[Keys]) -> list[Keys]:
    """Options worth something are right; weights are left out where they are what holds without them."""
    rights = [option for option in options if option["weight"] > 0]
    total = sum(option["weight"] for option in rights)
    if not rights:
        source.lack("No option is worth anything, so none is right.")
    elif abs(total - 1) > 0.01:
        source.warn(f"The right options were worth {total:.0%} together; now they are worth 100%.")
        for option in rights:
            option["weight"] = round(option["weight"] / total, 7)
    usual = rights and all(
        abs(option["weight"] - (1 if option["weight"] > 0 else -1) / len(rights)) < 1e-4 for option in options
    )
    made = []
    for option in options:
        weight = option.pop("weight")
        made.append({**option, **({"correct": True} if weight > 0 else {})})
        if weight and not usual:
            made[-1]["weight"] = weight
    return made


def truefalse(source: Source) -> Keys:
    """A judgement; in old files the answers have names in any language, and the first is the true one."""
    found: dict[bool, tuple[float, str]] = {}
    for number, answer in enumerate(source.children("answer")):
        word = source.text(answer).words.lower()
        truth = word == "true" if word in ("true", "false") else number == 0
        found[truth] = (source.fraction(answer), source.markdown(child(answer, "feedback")))
    if not any(weight > 0 for weight, _ in found.values()):
        source.lack("It is not said whether it is true or false.")
        return {"kind": "true-false"}
    answer = found.get(True, (0.0, ""))[0] >= found.get(False, (0.0, ""))[0]
    source.right.append("true" if answer else "false")
    told = {"feedback": found.get(not answer, (0, ""))[1], "praise": found.get(answer, (0, ""))[1]}
    return {"kind": "true-false", "answer": answer, **{key: text for key, text in told.items() if text}}


def shortanswer(source: Source) -> Keys:
    """Accepted answers."""
    case = {"case": True} if source.flag("usecase", default=False) else {}
    written = [
        (_typed(answer), source.fraction(answer), source.markdown(child(answer, "feedback")))
        for answer in source.children("answer")
    ]
    return {"kind": "short-answer", **accepted_texts(source, written), **case}


def _typed(answer: Element) -> str:
    """Words to be typed: plain, unless a program says that they are HTML and there are tags in them."""
    text = raw(answer)
    is_html = attribute(answer, "format") == "html" and ELEMENT.search(text)
    return words_of_html(text) if is_html else text


def accepted_texts(source: Source, written: list[tuple[str, float, str]]) -> Keys:
    """Answers with weights and feedback; `*` that is worth nothing holds the feedback on all others."""
    answers: dict[str, Keys] = {}
    found: Keys = {}
    for text, weight, feedback in written:
        text = " ".join(text.split())
        if text == "*" and weight <= 0:
            found |= {"feedback": feedback} if feedback else {}
            continue
        if weight > 0:
            source.right.append(text)
        if not text or text in answers:
            source.warn(
                f"The answer “{text[:60]}” stands there twice." if text else "An answer without words was left out."
            )
            continue
        answers[text] = worth(source, {"text": text}, weight, feedback)
    if not any(answer.get("weight", 1) == 1 for answer in answers.values()):
        source.lack("No answer is worth everything.")
    listed = [answer["text"] if set(answer) == {"text"} else answer for answer in answers.values()]
    return {"answers": listed, **found}


def worth(source: Source, answer: Keys, weight: float, feedback: str) -> Keys:
    """An accepted answer with its weight, unless that is all, and its feedback, if there is any."""
    if weight < 0:
        source.warn("An answer that cost marks is worth nothing now.")
    more: Keys = {} if weight == 1 else {"weight": max(0.0, weight)}
    return {**answer, **more, **({"feedback": feedback} if feedback else {})}


def numerical(source: Source) -> Keys:
    """Numbers with tolerances, and units."""
    written = []
    for answer in source.children("answer"):
        room = words(child(answer, "tolerance")).strip() or "0"
        written.append((raw(answer), room, source.fraction(answer), source.markdown(child(answer, "feedback"))))
    return {"kind": "numeric", **accepted_numbers(source, written), **_units(source)}


def accepted_numbers(source: Source, written: list[tuple[str, str, float, str]]) -> Keys:
    """Numbers with their tolerance, weight and feedback; `*` holds the feedback on all others."""
    answers: list[Keys] = []
    found: Keys = {}
    for text, room, weight, feedback in written:
        text = words_of_html(text) if "<" in text else text.strip()
        if text in ("*", ""):
            found |= {"feedback": feedback} if feedback else {}
            continue
        value, tolerance = source.number(text, "An answer"), source.number(room, "A tolerance")
        if value is None:
            continue
        if weight > 0:
            source.right.append(text)
        close = {"tolerance": abs(tolerance)} if tolerance else {}
        answers.append(worth(source, {"value": value, **close}, weight, feedback))
    if not any(answer.get("weight", 1) == 1 for answer in answers):
        source.lack("No number is worth everything.")
    if len(answers) == 1 and set(answers[0]) <= {"value", "tolerance"}:
        return {"answer": answers[0].pop("value"), **answers[0], **found}
    return {"answers": answers, **found}


def _units(source: Source) -> Keys:
    """Moodle says what a number in the base unit is multiplied with, we say what brings it back there."""
    base, others = "", []
    holder = source.child("units")
    for unit in () if holder is None else holder:
        name = words(child(unit, "unit_name")).strip()
        factor = source.number(
            words(child(unit, "multiplier")).strip() or "1", f"The multiplier of the unit “{name[:40]}”"
        )
        if not name or factor is None or factor <= 0:
            source.warn(f"The unit “{name[:40]}” was left out.")
        elif factor == 1 and not base:
            base = name
        else:
            others.append({"name": name, "factor": float(f"{1 / factor:.12g}")})
    return {**({"unit": base} if base else {}), **({"units": others} if others else {})}


def matching(source: Source) -> Keys:
    """Pairs; a right side without a left one fits nothing."""
    pairs, alone = [], []
    for each in source.children("subquestion"):
        left = source.markdown(each, is_line=True)
        answer = child(each, "answer")
        right = from_text(raw(answer) if answer is not None else "", is_line=True, note=source.warn)
        if left and right:
            pairs.append({"left": left, "right": right})
        elif right:
            alone.append(right)
        elif left:
            source.warn("A left side without a partner was left out.")
    rights = {pair["right"] for pair in pairs}
    distractors = [right for right in dict.fromkeys(alone) if right not in rights]
    if len(pairs) < 2:
        source.lack("Matching needs two pairs or more.")
    return {
        "kind": "matching",
        "pairs": pairs,
        **({"distractors": distractors} if distractors else {}),
        **_shuffle(source),
        **feedback_on_wrong(source),
    }


def feedback_on_wrong(source: Source) -> Keys:
    """What is said to those who were not all right; what is said when it was partly right is kept where it is another."""
    text = source.markdown(source.child("incorrectfeedback"))
    partly = source.markdown(source.child("partiallycorrectfeedback"))
    if partly != text:
        source.used.discard("partiallycorrectfeedback")
    return {"feedback": text} if text else {}


def ordering(source: Source) -> Keys:
    """Steps in the order of the file, which is the right one."""
    steps = [(source.text(answer), child(answer, "feedback")) for answer in source.children("answer")]
    lines = [line for text, _ in steps if (line := source.converted(text, is_line=True))]
    source.right += [text.words for text, _ in steps]
    if any(source.markdown(feedback) for _, feedback in steps):
        source.warn("The feedback on single steps was left out.")
    if len(lines) < 2:
        source.lack("Ordering needs two steps or more.")
    if source.value("selecttype", "0").upper() not in ("0", "ALL", "EXACT"):
        source.used.discard("selecttype")
        source.warn("Moodle showed some of the steps, here all are shown.")
    return {"kind": "ordering", "steps": lines, **_scoring(source), **feedback_on_wrong(source)}


def _scoring(source: Source) -> Keys:
    word = source.value("gradingtype", "RELATIVE").upper()
    scoring = GRADING.get(word)
    if scoring is None:
        source.used.discard("gradingtype")
        scoring = NEAREST.get(word, LONGEST)
        source.warn(f"Moodle counted the order by “{word[:40].lower()}”; here it is “{scoring}”.")
    return {} if scoring == LONGEST else {"scoring": scoring}


def essay(source: Source) -> Keys:
    """A text to be written."""
    model = source.markdown(source.child("graderinfo"))
    starter = _plain_lines(source, source.text(source.child("responsetemplate")))
    bounds = {
        "words_min": _whole(source, "minwordlimit", MOST_WORDS),
        "words_max": _whole(source, "maxwordlimit", MOST_WORDS),
        "lines": _whole(source, "responsefieldlines", MOST_LINES),
    }
    if source.value("responseformat", "editor") == "noinline":
        source.warn("Moodle asked for a file; here a text is written.")
    source.used.discard("responseformat")
    texts = {"model": model, "starter": starter}
    return {"kind": "essay", **{key: value for key, value in (texts | bounds).items() if value}}


def _whole(source: Source, name: str, most: int) -> int | None:
    text = source.value(name, "0")
    value = source.number(text, f"“{name}”")
    return max(0, min(most, int(value))) if value else None


def _plain_lines(source: Source, text: Text) -> str:
    """A text that stands in a field: without markup, its lines kept."""
    if text.format not in ("html", "moodle"):
        return text.raw
    lines = [words_of_html(line) for line in LINE.split(text.raw)]
    return "\n".join(lines).strip("\n")


def description(source: Source) -> Keys:
    """Words without a question."""
    return {"kind": "description"}


KINDS: Mapping[str, Callable[[Source], Keys]] = {
    "multichoice": multichoice,
    "truefalse": truefalse,
    "shortanswer": shortanswer,
    "numerical": numerical,
    "matching": matching,
    "match": matching,
    "essay": essay,
    "description": description,
    "ordering": ordering,
}
