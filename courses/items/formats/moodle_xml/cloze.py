"""The small language in which Moodle writes gaps into a text: `{2:MULTICHOICE:=right#Well done.~%50%nearly~wrong}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from courses.items.formats.texts import words_of_html

TEXT = frozenset({"SHORTANSWER", "SA", "MW"})
TEXT_WITH_CASE = frozenset({"SHORTANSWER_C", "SAC", "MWC"})
NUMBER = frozenset({"NUMERICAL", "NM"})
CHOICE = frozenset({"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"})
SHUFFLED = frozenset({"MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"})
SEVERAL = frozenset({"MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH"})
SEVERAL_SHUFFLED = frozenset({"MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"})
TYPES = TEXT | TEXT_WITH_CASE | NUMBER | CHOICE | SHUFFLED | SEVERAL | SEVERAL_SHUFFLED
# The types of plugins look the same, and would otherwise stand in the text as they are.
START = re.compile(r"\{(\d{0,6}):([A-Z][A-Z_]{1,30}):")
END = re.compile(r"(?<!\\)\}")
BETWEEN = re.compile(r"(?<!\\)~")
FEEDBACK = re.compile(r"(?<!\\)(?<!&)(?<!&amp;)#")
WEIGHT = re.compile(r"%(-?\d{1,3}(?:[.,]\d{0,10})?)%")
ESCAPED = re.compile(r"\\([}#~])")
ESCAPES = str.maketrans({"&": "&amp;", "\\": "&#92;", "}": "\\}", "~": "\\~", "#": "\\#"})
LONGEST = 100_000


@dataclass(frozen=True)
class Alternative:
    """An answer with the fraction of the marks it is worth, as it is written in the HTML around it."""

    written: str
    weight: float
    remark: str

    @property
    def answer(self) -> str:
        """The answer, which may be HTML itself where options are chosen."""
        return unescape(bare(self.written)).strip()

    @property
    def words(self) -> str:
        """The answer as somebody would type it: tags that the editor put there are not part of it."""
        return words_of_html(bare(self.written))

    @property
    def feedback(self) -> str:
        """What is said to it, as HTML."""
        return unescape(bare(self.remark)).strip()


@dataclass(frozen=True)
class Gap:
    """A gap as it is written: its marks, the type in capitals, and the answers."""

    source: str
    marks: float
    type: str
    alternatives: tuple[Alternative, ...]


def pieces(text: str) -> Iterator[str | Gap]:
    """The words and the gaps of a text, by turns."""
    place = 0
    while found := START.search(text, place):
        end = END.search(text, found.end())
        if end is None:
            break
        yield text[place : found.start()]
        source = text[found.start() : end.end()]
        body = text[found.end() : end.start()]
        yield Gap(source, float(found[1] or 1), found[2], tuple(alternatives(body[:LONGEST])))
        place = end.end()
    yield text[place:]


def alternatives(body: str) -> Iterator[Alternative]:
    """The answers of a gap."""
    for piece in BETWEEN.split(body):
        if not piece.strip():
            continue
        answer, *feedback = FEEDBACK.split(piece.strip(), maxsplit=1)
        weight, answer = weighed(answer.strip())
        yield Alternative(answer, weight, feedback[0] if feedback else "")


def weighed(answer: str) -> tuple[float, str]:
    """What stands before an answer: `=` for everything, `%50%` for a part, nothing for nothing."""
    if answer.startswith("="):
        return 1.0, answer[1:]
    if found := WEIGHT.match(answer):
        return round(float(found[1].replace(",", ".")) / 100, 7), answer[found.end() :]
    return 0.0, answer


def bare(text: str) -> str:
    """A text without the escapes of the language; those of HTML stay."""
    return ESCAPED.sub(r"\1", text)


def gap_of(type_: str, marks: float, found: list[tuple[str, float, str]]) -> str:
    """A gap in the language, from answers with weights and feedback, each `escaped` already."""
    written = []
    for answer, weight, feedback in found:
        mark = "=" if weight == 1 else f"%{percent(weight)}%" if weight else ""
        remark = f"#{feedback}" if feedback else ""
        written.append(f"{mark}{first_escaped(answer)}{remark}")
    return f"{{{marks:g}:{type_}:{'~'.join(written)}}}"


def percent(weight: float) -> str:
    """A weight in hundredths, with as many digits as Moodle writes."""
    return f"{weight * 100:.5f}".rstrip("0").rstrip(".")


def escaped(text: str) -> str:
    """HTML in which nothing ends the gap, the answer or the weight; its entities come back when the language is read."""
    text = " ".join(text.split()).translate(ESCAPES)
    # Behind `&amp;` Moodle sees no end of an answer.
    return text.removesuffix("&amp;") + "&#38;" if text.endswith("&amp;") else text


def typed(text: str) -> str:
    """Words to be typed, escaped likewise."""
    return escaped(text).replace("<", "&lt;")


def first_escaped(text: str) -> str:
    """An answer that does not begin like a weight."""
    return {"=": "&#61;", "%": "&#37;"}.get(text[:1], text[:1]) + text[1:]
