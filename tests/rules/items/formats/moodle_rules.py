"""What Moodle expects of a file, as far as it can be checked without Moodle.

There is no schema. These rules are taken from Moodle's documentation of the format (docs.moodle.org, "Moodle XML format" and "Embedded
Answers (Cloze) question type") and from what its importer asks for: which elements each type has, which values they may take, and which
files a text may show. They share no code with the writer.
"""

from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as etree
from collections import Counter
from collections.abc import Iterator

Element = etree.Element
FORMATS = {"html", "moodle_auto_format", "plain_text", "markdown"}
GRADES = (
    100,
    90,
    83.33333,
    80,
    75,
    70,
    66.66667,
    60,
    50,
    40,
    33.33333,
    30,
    25,
    20,
    16.66667,
    14.28571,
    12.5,
    11.11111,
    10,
    5,
    0,
)
COMMON = {"name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "idnumber", "hint", "tags"}
ONCE = COMMON - {"hint", "tags"}
COMBINED = {"correctfeedback", "partiallycorrectfeedback", "incorrectfeedback", "shownumcorrect"}
UNITS = {"units", "unitgradingtype", "unitpenalty", "showunits", "unitsleft"}
ESSAY = (
    "responseformat responserequired responsefieldlines minwordlimit maxwordlimit attachments attachmentsrequired maxbytes "
    "filetypeslist graderinfo responsetemplate"
)
ORDERING = {"layouttype", "selecttype", "selectcount", "gradingtype", "showgrading", "answer"}
OWN: dict[str, set[str]] = {
    "multichoice": {"single", "shuffleanswers", "answernumbering", "showstandardinstruction", "answer"} | COMBINED,
    "truefalse": {"answer"},
    "shortanswer": {"usecase", "answer"},
    "numerical": {"answer"} | UNITS,
    "matching": {"shuffleanswers", "subquestion"} | COMBINED,
    "ordering": ORDERING | COMBINED,
    "cloze": set[str](),
    "ddwtos": {"shuffleanswers", "dragbox"} | COMBINED,
    "essay": {*ESSAY.split()},
    "description": set[str](),
}
OPTIONAL = {"units", "responsefieldlines"}
SEVERAL = {"answer", "subquestion", "dragbox"}
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[-+]?\d+)?")
# The grammar of embedded answers, as its documentation has it.
CLOZE_TYPE = (
    "NUMERICAL|NM|(?:MULTICHOICE|MC)(?:_?[VHS]|_?[VH]S)?|(?:SHORTANSWER|SA|MW)(?:_?C)?|(?:MULTIRESPONSE|MR)(?:_?H?S?)?"
)
CLOZE_ANSWER = r"(?:=|%-?\d+(?:\.\d*)?%)?(?:[^~#}\\]|\\.|(?<=&)#|(?<=&amp;)#)+(?:#(?:[^~}\\]|\\.)*)?"
CLOZE_GAP = re.compile(rf"\{{\d*:(?:{CLOZE_TYPE}):~?{CLOZE_ANSWER}(?:~{CLOZE_ANSWER})*\}}", re.DOTALL)
ACTING = re.compile(r"<script|<iframe|<object|\son[a-z]+\s*=|javascript:", re.IGNORECASE)


def complaints(content: bytes) -> list[str]:
    """Everything in a file that Moodle would not expect."""
    root = etree.fromstring(content)
    found = [] if root.tag == "quiz" else ["The root is not <quiz>."]
    if not content.startswith(b"<?xml "):
        found.append("The file does not begin with its declaration.")
    for number, question in enumerate(root, 1):
        found += [f"{number}: {each}" for each in _question(question)]
    keys = Counter(key for question in root if (key := question.findtext("idnumber")))
    return found + [f"idnumber {key} stands {count} times" for key, count in keys.items() if count > 1]


def _question(question: Element) -> Iterator[str]:
    type_ = question.get("type", "")
    if question.tag != "question":
        yield f"<{question.tag}> is no question"
    elif type_ == "category":
        yield from _category(question)
    elif type_ not in OWN:
        yield f"There is no type {type_}"
    else:
        yield from _elements(question, OWN[type_])
        yield from _figures(question)
        for element in question.iter():
            yield from _text(element)
        yield from CHECKS[type_](question)


def _category(question: Element) -> Iterator[str]:
    path = question.findtext("category/text") or ""
    if not path.startswith("$course$/"):
        yield f"The category {path} does not begin with $course$/"


def _elements(question: Element, own: set[str]) -> Iterator[str]:
    counts = Counter(element.tag for element in question)
    for tag in counts.keys() - own - COMMON:
        yield f"<{tag}> does not belong here"
    for tag in (own | ONCE) - OPTIONAL - counts.keys():
        yield f"<{tag}> is missing"
    for tag, count in counts.items():
        if count > 1 and tag not in SEVERAL | {"hint"}:
            yield f"<{tag}> stands {count} times"


def _figures(question: Element) -> Iterator[str]:
    name = question.findtext("name/text") or ""
    if not name.strip() or len(name) > 255:
        yield "The name is empty or longer than 255 characters"
    if not 0 <= float(question.findtext("penalty") or "nan") <= 1:
        yield "The penalty is no fraction"
    if not float(question.findtext("defaultgrade") or "nan") >= 0:
        yield "The grade is no number"
    if question.findtext("hidden") not in ("0", "1") or len(question.findtext("idnumber") or "") > 100:
        yield "hidden or idnumber cannot be"


def _text(element: Element) -> Iterator[str]:
    """A text has a known format, and shows only files that stand beside it."""
    words, format_ = element.findtext("text"), element.get("format")
    if words is None:
        return
    if format_ is not None and format_ not in FORMATS:
        yield f"There is no format {format_}"
    shown = set(re.findall(r"src=\"@@PLUGINFILE@@/([^\"]+)\"", words))
    files = {file.get("name", "") for file in element.findall("file")}
    if shown - files:
        yield f"{shown - files} are shown and not there"
    if "picture:" in words and format_ == "html":
        yield "A picture has an address of ours"
    if format_ == "html" and (acting := ACTING.search(re.sub(r">[^<]*<", "><", f">{words}<"))):
        yield f"{acting[0]} acts"
    for file in element.findall("file"):
        if (
            file.get("encoding") != "base64"
            or file.get("path") != "/"
            or not base64.b64decode(file.text or "", validate=True)
        ):
            yield f"The file {file.get('name')} cannot be read"


def _fractions(question: Element) -> list[float]:
    return [float(answer.get("fraction", "nan")) for answer in question.findall("answer")]


def _known_grades(question: Element) -> Iterator[str]:
    for fraction in _fractions(question):
        if all(abs(abs(fraction) - grade) > 0.001 for grade in GRADES):
            yield f"There is no grade of {fraction} %"


def _feedback(question: Element) -> Iterator[str]:
    for answer in question.findall("answer"):
        if answer.find("feedback/text") is None or answer.find("text") is None:
            yield "An answer lacks its text or feedback"


def _multichoice(question: Element) -> Iterator[str]:
    yield from (*_known_grades(question), *_feedback(question))
    fractions = _fractions(question)
    if len(fractions) < 2 or any(not (answer.findtext("text") or "").strip() for answer in question.findall("answer")):
        yield "A choice needs two answers with words"
    if question.findtext("single") == "true" and 100 not in fractions:
        yield "No answer is worth 100 %"
    if question.findtext("single") == "false" and abs(sum(each for each in fractions if each > 0) - 100) > 0.1:
        yield "The right answers do not add up to 100 %"
    if question.findtext("shuffleanswers") not in ("true", "false") or question.findtext("answernumbering") != "abc":
        yield "shuffleanswers or answernumbering cannot be"


def _truefalse(question: Element) -> Iterator[str]:
    yield from _feedback(question)
    if [answer.findtext("text") for answer in question.findall("answer")] != ["true", "false"]:
        yield "The answers are not true and false"
    if sorted(_fractions(question)) != [0, 100]:
        yield "Not exactly one of them is right"


def _shortanswer(question: Element) -> Iterator[str]:
    yield from (*_known_grades(question), *_feedback(question))
    if 100 not in _fractions(question) or question.findtext("usecase") not in ("0", "1"):
        yield "No answer is worth 100 %, or usecase cannot be"


def _numerical(question: Element) -> Iterator[str]:
    yield from (*_known_grades(question), *_feedback(question))
    if 100 not in _fractions(question):
        yield "No answer is worth 100 %"
    for answer in question.findall("answer"):
        value, tolerance = answer.findtext("text") or "", answer.findtext("tolerance") or ""
        if not (value == "*" or NUMBER.fullmatch(value)) or not NUMBER.fullmatch(tolerance):
            yield f"{value} with {tolerance} is no number"
    for unit in question.iterfind("units/unit"):
        if not unit.findtext("unit_name") or not float(unit.findtext("multiplier") or "nan") > 0:
            yield "A unit lacks its name or its multiplier"


def _matching(question: Element) -> Iterator[str]:
    pairs = [(each.findtext("text"), each.findtext("answer/text")) for each in question.findall("subquestion")]
    if sum(bool(left) for left, _ in pairs) < 2 or not all(right for _, right in pairs):
        yield "There are fewer than two pairs, or one has no right side"


def _ordering(question: Element) -> Iterator[str]:
    grading = {"ALL_OR_NOTHING", "RELATIVE_NEXT_EXCLUDE_LAST", "LONGEST_ORDERED_SUBSET"}
    if question.findtext("gradingtype") not in grading or question.findtext("selecttype") != "ALL":
        yield "gradingtype or selecttype cannot be"
    if _fractions(question) != list(range(1, len(question.findall("answer")) + 1)):
        yield "The steps are not numbered"


def _cloze(question: Element) -> Iterator[str]:
    words = question.findtext("questiontext/text") or ""
    rest = CLOZE_GAP.sub("", words)
    if rest == words or re.search(r"\{\d*:[A-Z]", rest):
        yield f"Not every gap follows the grammar: {rest}"
    for gap in CLOZE_GAP.findall(words):
        if "=" not in gap and "%100%" not in gap:
            yield f"Nothing is right in {gap}"


def _ddwtos(question: Element) -> Iterator[str]:
    numbers = [int(each) for each in re.findall(r"\[\[(\d+)\]\]", question.findtext("questiontext/text") or "")]
    if not numbers or max(numbers) > len(question.findall("dragbox")) or min(numbers) < 1:
        yield "A gap has no word"
    for box in question.findall("dragbox"):
        if not box.findtext("text") or box.findtext("group") != "1":
            yield "A word is missing, or its group"


def _nothing(question: Element) -> Iterator[str]:
    yield from ()


CHECKS = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ordering": _ordering,
    "cloze": _cloze,
    "ddwtos": _ddwtos,
    "essay": _nothing,
    "description": _nothing,
}
