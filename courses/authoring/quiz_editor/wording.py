"""Problems in the words of the form: the compiler names the keys of files, which those who write in a browser never see."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from courses.authoring.draft import Problem
from courses.authoring.quiz_editor.places import INNER, PlacedProblem, placed

# The fields of the forms by the keys they write.
FIELDS = {
    "answer": lazy_gettext("Right answer"),
    "answers": lazy_gettext("Accepted answers"),
    "category": lazy_gettext("From"),
    "criterion": lazy_gettext("Criterion"),
    "difficulty": lazy_gettext("Difficulty"),
    "distractors": lazy_gettext("What fits nothing"),
    "draw": lazy_gettext("How many questions"),
    "evidence": lazy_gettext("Passages that prove the answer"),
    "explanation": lazy_gettext("Explanation"),
    "factor": lazy_gettext("What a unit is times the other"),
    "feedback": lazy_gettext("Feedback"),
    "from": lazy_gettext("From"),
    "gaps": lazy_gettext("Gaps"),
    "hints": lazy_gettext("Hints"),
    "id": lazy_gettext("Id"),
    "items": lazy_gettext("Outline"),
    "kind": lazy_gettext("Kind"),
    "left": lazy_gettext("Left side"),
    "levels": lazy_gettext("Levels"),
    "lines": lazy_gettext("Height of the field in lines"),
    "marks": lazy_gettext("Marks"),
    "model": lazy_gettext("Model answer"),
    "name": lazy_gettext("Unit"),
    "options": lazy_gettext("Options"),
    "pairs": lazy_gettext("Pairs"),
    "passage": lazy_gettext("Passage"),
    "passages": lazy_gettext("Where to look"),
    "penalty": lazy_gettext("What each further try costs"),
    "points": lazy_gettext("Points"),
    "praise": lazy_gettext("Praise"),
    "prompt": lazy_gettext("Question"),
    "proof": lazy_gettext("Proof"),
    "questions": lazy_gettext("Questions"),
    "right": lazy_gettext("Its partner"),
    "rubric": lazy_gettext("Rubric"),
    "scoring": lazy_gettext("What an order is worth"),
    "starter": lazy_gettext("Words already in the field"),
    "steps": lazy_gettext("Steps in the right order"),
    "tags": lazy_gettext("Tags"),
    "text": lazy_gettext("Words"),
    "title": lazy_gettext("Name"),
    "to": lazy_gettext("To"),
    "tolerance": lazy_gettext("Tolerance"),
    "unit": lazy_gettext("Unit"),
    "units": lazy_gettext("Other units"),
    "value": lazy_gettext("Number"),
    "weight": lazy_gettext("Worth"),
    "word": lazy_gettext("Its word"),
    "words_max": lazy_gettext("Most words"),
    "words_min": lazy_gettext("Fewest words"),
}
PROVES = re.compile(r"'evidence' (?:is missing|should have 1 to \d+ entries, not 0)\.")
ABSENT = re.compile(r"'(?P<key>[a-z_]+)' is (?:missing|empty)\b")
TOO_FEW = re.compile(r"'(?P<key>[a-z_]+)' should have (?P<low>\d+) to (?P<high>\d+) entries, not (?P<count>\d+)\.")
ONE_RIGHT = re.compile(r"Exactly one option should be 'correct: true', not (?P<count>\d+)\.")
SOME_RIGHT = re.compile(r"At least one option should be 'correct: true'\.")
WHOLE = re.compile(r"At least one answer should be worth 1 \(no 'weight'\)\.")
LEAVE_OUT = re.compile(r"The right option is worth 1\. Leave its 'weight' out\.")
WHY_WRONG = re.compile(r"A wrong option needs 'feedback': why is it wrong\?")
PENALTY = re.compile(r"'penalty' is a fraction of the marks from 0 to 1\.")
SECTION = re.compile(r"A section needs a 'title', which is shown, of at most (?P<most>\d+) characters\.")
QUOTED = re.compile(r"'(?P<key>[a-z_]+)'")


def told(text: str, key: str, problems: Sequence[Problem]) -> list[PlacedProblem]:
    """The problems of a file at the fields of the item they stand in, in the words of its form."""
    return [replace(each, message=worded(each.message), name=field_name(each)) for each in placed(text, key, problems)]


def worded(message: str) -> str:
    """What the compiler says of keys, said of fields."""
    for pattern, words in SENTENCES:
        if match := pattern.match(message):
            return words(match)
    return QUOTED.sub(_field, message)


def field_name(problem: PlacedProblem) -> str:
    """What the field of a problem is called in the form; of a question inside another, which one it is."""
    *inner, key = problem.key.split(".")
    known = str(FIELDS.get(key, key))
    numbers = [each for each in inner if each != INNER]
    if numbers:
        known = _("Question %(number)s inside: %(field)s", number=".".join(numbers), field=known)
    return f"{known} {problem.entry}" if problem.entry else known


def _field(match: re.Match[str]) -> str:
    """The field between quotation marks; a word that names none stays as it is."""
    key = match["key"]
    return f"“{FIELDS[key]}”" if key in FIELDS else match[0]


def _entries(match: re.Match[str]) -> str:
    low, high, count = int(match["low"]), int(match["high"]), int(match["count"])
    field = _field(match)
    if count < low:
        return _("%(field)s: fill in at least %(low)s; here are %(count)s.", field=field, low=low, count=count)
    return _("%(field)s: at most %(high)s are allowed; here are %(count)s.", field=field, high=high, count=count)


SENTENCES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        PROVES,
        lambda _match: _("Say what proves the answer: tick a passage, or select words and press “This proves it”."),
    ),
    (ABSENT, lambda match: _("Fill in %(field)s.", field=_field(match))),
    (TOO_FEW, _entries),
    (ONE_RIGHT, lambda match: _("Choose the one option that is right; %(count)s are chosen.", count=match["count"])),
    (SOME_RIGHT, lambda _match: _("Choose at least one option that is right.")),
    (WHOLE, lambda _match: _("At least one answer must be worth everything: leave its worth empty.")),
    (LEAVE_OUT, lambda _match: _("The right option is worth everything: leave its worth empty.")),
    (PENALTY, lambda _match: _("A further try costs from 0 to 100 per cent of the marks.")),
    (SECTION, lambda match: _("Give the section a title of at most %(most)s characters.", most=match["most"])),
    (WHY_WRONG, lambda _match: _("Say why this option is wrong: learners who chose it read it.")),
)
