"""Texts with gaps in Moodle's three ways: written in the text itself, chosen from lists, and filled with words to drag."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from courses.items.formats.moodle_xml import cloze as language
from courses.items.formats.moodle_xml.cloze import Gap
from courses.items.formats.moodle_xml.kinds import (
    Keys,
    accepted_numbers,
    accepted_texts,
    feedback_on_wrong,
    one_right,
    option_of,
)
from courses.items.formats.moodle_xml.source import Broken, Source, Text
from courses.items.formats.plain_files import begins
from courses.items.formats.texts import Where, words_of_html
from courses.items.formats.xml import child, words

# Letters of nobody's, which stand for a gap while the text around it is converted.
OPEN, CLOSE = "\ue0f0", "\ue0f1"
MARK = re.compile(rf"{OPEN}(\d+){CLOSE}")
PLACE = re.compile(r"\[\[(\d{1,3})\]\]")
IN_GAPS = Where(has_gaps=True)
SMALLEST_MARKS = 0.01
BLANK = "____"
LONGEST_BEGINNING = 5_000
MOST_GAPS = 500


def first_words(html: str) -> str:
    """How a question begins that has no name; blanks stand for its gaps."""
    blanked = "".join(piece if isinstance(piece, str) else BLANK for piece in language.pieces(html[:LONGEST_BEGINNING]))
    return begins(words_of_html(PLACE.sub(BLANK, blanked)))


def cloze(source: Source) -> Keys:
    """Gaps that are written in the text, each with marks of its own; the question is worth their sum."""
    text = source.text(source.child("questiontext"))
    written: list[Gap] = []
    marked = []
    for piece in language.pieces(unmarked(text.raw)):
        if isinstance(piece, Gap) and piece.type in language.TYPES:
            written.append(piece)
            _check_count(len(written))
            marked.append(mark(len(written)))
        elif isinstance(piece, Gap):
            source.warn(f"The gap {piece.source[:60]} is of a type that is not known here; it stands in the text.")
            marked.append(piece.source)
        else:
            marked.append(piece)
    if not written:
        source.lack("There is no gap in the text.")
    gaps = [{"id": f"g{number}", **_gap(source, gap)} for number, gap in enumerate(written, 1)]
    total: float = sum(float(gap.get("marks", 1)) for gap in gaps)
    source.used.add("defaultgrade")  # Moodle does not read it here either.
    return {
        "kind": "cloze",
        "prompt": prompt(source, Text("".join(marked), text.format), len(gaps)),
        "gaps": gaps,
        **({"marks": _whole(total)} if gaps and total != 1 else {}),
    }


def _check_count(count: int) -> None:
    """Refuse a text that nobody wrote. Raises Broken."""
    if count > MOST_GAPS:
        raise Broken(f"It has more than {MOST_GAPS} gaps.")


def unmarked(text: str) -> str:
    """A text without the letters that are to mean something else."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def mark(number: int) -> str:
    """What stands for a gap."""
    return f"{OPEN}{number}{CLOSE}"


def prompt(source: Source, text: Text, count: int) -> str:
    """The text with its gaps as a course file writes them; one that got lost with what it stood in comes last."""
    converted = source.converted(text, where=IN_GAPS)
    lost = [number for number in range(1, count + 1) if mark(number) not in converted]
    if lost:
        source.warn("A gap stood where none can be; it is at the end of the text now.")
        converted = " ".join([converted, *(mark(number) for number in lost)]).strip()
    return MARK.sub(r"{g\1}", converted)


def _gap(source: Source, gap: Gap) -> Keys:
    marks: Keys = {} if gap.marks == 1 else {"marks": _whole(gap.marks)}
    if gap.marks <= 0 or gap.marks > 100:
        source.warn(f"The gap {gap.source[:60]} was worth {gap.marks:g} marks.")
        marks = {"marks": SMALLEST_MARKS if gap.marks <= 0 else 100}
    right = len(source.right)
    found = _own_keys(source, gap)
    del source.right[right:]  # What is right in a gap is said by the gap.
    return {**found, **marks}


def _whole(marks: float) -> int | float:
    return int(marks) if marks == int(marks) else marks


def _own_keys(source: Source, gap: Gap) -> Keys:
    feedbacks = [_html(source, each.feedback, is_line=False) for each in gap.alternatives]
    pairs = list(zip(gap.alternatives, feedbacks, strict=True))
    if gap.type in language.NUMBER:
        numbers = [(*_number(each.words), each.weight, feedback) for each, feedback in pairs]
        return {"kind": "number", **accepted_numbers(source, numbers)}
    if gap.type in language.TEXT | language.TEXT_WITH_CASE:
        case = {"case": True} if gap.type in language.TEXT_WITH_CASE else {}
        answers = [(each.words, each.weight, feedback) for each, feedback in pairs]
        return {"kind": "text", **accepted_texts(source, answers), **case}
    return _choice(source, gap, feedbacks)


def _number(text: str) -> tuple[str, str]:
    """A number and its tolerance."""
    value, _, room = text.partition(":")
    return value.strip(), room.strip() or "0"


def _html(source: Source, html: str, *, is_line: bool) -> str:
    return source.converted(Text(html, "html"), is_line=is_line)


def _choice(source: Source, gap: Gap, feedbacks: list[str]) -> Keys:
    options = [
        option_of(line, each.weight, feedback)
        for each, feedback in zip(gap.alternatives, feedbacks, strict=True)
        if (line := _html(source, each.answer, is_line=True))
    ]
    if gap.type in language.SEVERAL | language.SEVERAL_SHUFFLED:
        source.warn(
            "Several options of a gap could be chosen together; now one is chosen, and each right one is right."
        )
        for option in options:
            option["weight"] = 1.0 if option["weight"] > 0 else option["weight"]
    if len(options) < 2:
        source.lack("A gap to choose for needs two options or more.")
    shuffle = {} if gap.type in language.SHUFFLED | language.SEVERAL_SHUFFLED else {"shuffle": False}
    return {"kind": "choice", "options": one_right(source, options), **shuffle}


def placed(source: Source, count: int) -> tuple[Text, list[int]]:
    """The text of gaps that are numbered in it, marked by the order in which they stand, and the numbers in that order."""
    text = source.text(source.child("questiontext"))
    numbers: list[int] = []

    def marked(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 1 <= number <= count:
            source.warn(f"There is no word for the gap [[{number}]]; it stands in the text.")
            return found[0]
        numbers.append(number)
        _check_count(len(numbers))
        return mark(len(numbers))

    converted = PLACE.sub(marked, unmarked(text.raw))
    if not numbers:
        source.lack("There is no gap in the text.")
    return Text(converted, text.format), numbers


def ddwtos(source: Source) -> Keys:
    """Words to drag into a text."""
    boxes = source.children("dragbox") or source.children("answer")
    lines = [source.markdown(box, is_line=True) for box in boxes]
    if len({words(child(box, "group")).strip() or "1" for box in boxes}) > 1:
        source.warn("The groups of words became one: every word may be dragged into every gap.")
    text, numbers = placed(source, len(boxes))
    rights = [lines[number - 1] for number in numbers]
    spare = [line for number, line in enumerate(lines, 1) if number not in numbers]
    distractors = [line for line in dict.fromkeys(spare) if line and line not in rights]
    if len(distractors) < len(spare):
        source.warn("A word that stood there twice was left out.")
    is_endless = any(child(box, "infinite") is not None for box in boxes)
    return {
        "kind": "drag-words",
        "prompt": prompt(source, text, len(numbers)),
        "gaps": [{"id": f"g{place}", "word": word} for place, word in enumerate(rights, 1)],
        **({"distractors": distractors} if distractors else {}),
        **({"reuse": True} if is_endless else {}),
        **feedback_on_wrong(source),
    }


def gapselect(source: Source) -> Keys:
    """Gaps to choose for, each from the words of its group."""
    entries = source.children("selectoption")
    lines = [source.markdown(entry, is_line=True) for entry in entries]
    groups = [words(child(entry, "group")).strip() or "1" for entry in entries]
    shuffle = {} if source.flag("shuffleanswers", default=True) else {"shuffle": False}
    text, numbers = placed(source, len(entries))
    gaps = []
    for place, number in enumerate(numbers, 1):
        options = _of_group(source, lines, groups, number - 1)
        gaps.append({"id": f"g{place}", "kind": "choice", "options": options, **shuffle})
    return {
        "kind": "cloze",
        "prompt": prompt(source, text, len(numbers)),
        "gaps": gaps,
        **feedback_on_wrong(source),
    }


def _of_group(source: Source, lines: list[str], groups: list[str], right: int) -> list[Keys]:
    """The words of a group, each once; those of all groups where there is but one."""
    same = list(
        dict.fromkeys(line for line, group in zip(lines, groups, strict=True) if group == groups[right] and line)
    )
    if len(same) < 2:
        source.warn(f"For the gap of “{lines[right][:40]}” there is nothing to choose from; the words of all gaps are.")
        same = list(dict.fromkeys(line for line in lines if line))
    if len(same) < 2:
        source.lack("A gap to choose for needs two options or more.")
    return [{"text": line, **({"correct": True} if line == lines[right] else {})} for line in same]


KINDS: Mapping[str, Callable[[Source], Keys]] = {
    "cloze": cloze,
    "multianswer": cloze,
    "ddwtos": ddwtos,
    "gapselect": gapselect,
}
