"""A Moodle file, read a question at a time: a broken one does not stop the others, an unknown one is named."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from typing import Any

from courses.items.formats.moodle_xml import gaps, kinds
from courses.items.formats.moodle_xml.files import Album, Files, files_in
from courses.items.formats.moodle_xml.kept import kept_of
from courses.items.formats.moodle_xml.source import FORMATS, Broken, Source, Text
from courses.items.formats.plain_files import begins
from courses.items.formats.texts import words_of_html
from courses.items.formats.values import Found, Question, Skipped, Unusable
from courses.items.formats.xml import Element, attribute, child, children, local, parse, words

NAME = "moodle_xml"
TITLE = "Moodle XML"
READERS: Mapping[str, Callable[[Source], dict[str, Any]]] = {**kinds.KINDS, **gaps.KINDS}
START = re.compile(rb"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)*+<quiz\b", re.DOTALL)
SEPARATOR = re.compile(r"(?<!/)/(?!/)")
TAGGED = re.compile(r"<(p|div|span|b|strong|h[1-6])\b[^<>]*>.*</\1>", re.DOTALL | re.IGNORECASE)
ROOTS = re.compile(r"\$[a-z]+\d*\$")
MOST_TAGS, LONGEST_TAG, LONGEST_TITLE, MOST_MARKS, MOST_HINTS = 20, 64, 300, 100, 10
USUAL_PENALTY = 1 / 3
DIFFICULTY = re.compile(r"difficulty:(easy|medium|hard)")
COMMON = ("name", "questiontext", "image", "image_base64")
WITHOUT_TRIES = frozenset({"essay", "description"})
WHY_NOT = {
    "random": "It stands for any question of a category.",
    "randomsamatch": "It is made of other questions when it is asked.",
    "calculated": "Its numbers are calculated anew for everybody.",
    "calculatedsimple": "Its numbers are calculated anew for everybody.",
    "calculatedmulti": "Its numbers are calculated anew for everybody.",
}


def recognises(content: bytes, file_name: str) -> bool:
    """Whether a file begins as Moodle's do."""
    head = content[:65_536].removeprefix(codecs.BOM_UTF8)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head.decode("utf-16", "ignore").encode()
    return START.match(head) is not None


def read(content: bytes) -> Found:
    """The questions of a file. Raises Unusable for one that is none of Moodle's."""
    root = parse(content)
    if local(root) != "quiz":
        raise Unusable(f"Line {root.sourceline}: a file of Moodle begins with <quiz>, not with <{local(root)[:40]}>.")
    reading = Reading()
    if content.lstrip(codecs.BOM_UTF8)[:1].isspace():
        reading.warnings.append(
            "line 1: The file begins with empty lines, which XML does not allow; they were passed over."
        )
    for element in children(root):
        reading.take(element)
    if not reading.count:
        reading.warnings.append("The file holds no questions.")
    return Found(NAME, reading.questions, reading.skipped, reading.warnings, pictures=reading.album.pictures)


class Reading:
    """What was read so far, and the category that the next questions stand in."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.skipped: list[Skipped] = []
        self.warnings: list[str] = []
        self.album = Album()
        self.category: tuple[str, ...] = ()
        self.count = 0

    def take(self, element: Element) -> None:
        """One element of the file: a category, a question, or something to name."""
        if local(element) != "question":
            if not words(element).strip():
                return
            self.warnings.append(f"line {element.sourceline}: <{local(element)[:40]}> is no question.")
            return
        type_ = attribute(element, "type").strip().lower()
        if type_ == "category":
            self.category = way(words(child(element, "category")))
            return
        self.count += 1
        name = name_of(element)
        if type_ not in READERS:
            reason = WHY_NOT.get(
                type_, "There is no such kind of question here." if type_ else "It does not say what it is."
            )
            self.skipped.append(Skipped(type_ or "question without a type", name or f"question {self.count}", reason))
            return
        self._take_question(element, type_, name)

    def _take_question(self, element: Element, type_: str, name: str) -> None:
        where = f"line {element.sourceline}"
        found, damaged = files_in(element)
        files = Files(self.album, found, damaged)
        source = Source(element, files)
        try:
            spec = spec_of(source, type_, name)
        except Broken as error:
            self.skipped.append(Skipped(type_, name or f"question {self.count}", str(error)))
            return
        title = f" “{name[:60]}”" if name else ""
        self.warnings += [
            f"{where}: Question {self.count}{title}: {each}" for each in [*files.warnings, *source.warnings]
        ]
        self.questions.append(
            Question(
                spec=spec,
                name=name,
                category=self.category,
                where=where,
                lacking=" ".join(source.lacks),
                text=source.asks,
                correct=tuple(source.right) if source.right else None,
            )
        )


def name_of(question: Element) -> str:
    """The name of a question, in one line."""
    text = words(child(question, "name"))
    return " ".join((words_of_html(text) if TAGGED.fullmatch(text.strip()) else text).split())


def way(path: str) -> tuple[str, ...]:
    """The way to a category: without the word for where it begins; a doubled slash is one of the name."""
    parts = [part.replace("//", "/").strip() for part in SEPARATOR.split(path.strip())]
    if parts and ROOTS.fullmatch(parts[0]):
        parts = parts[1:]
    if parts and parts[0] == "top":
        parts = parts[1:]
    return tuple(part for part in parts if part)


def spec_of(source: Source, type_: str, name: str) -> dict[str, Any]:
    """A question as a course file writes it."""
    asked = source.child("questiontext")
    source.format = FORMATS.get(attribute(asked, "format").strip().lower(), "html") if asked is not None else "html"
    text = source.text(asked)
    source.asks = text.words
    source.used.update(COMMON)
    beginning = gaps.first_words(text.raw) if type_ in gaps.KINDS else begins(source.asks)
    own = READERS[type_](source)
    spec = {
        "kind": own.pop("kind"),
        **({"title": name[:LONGEST_TITLE]} if name and name != beginning else {}),
        "prompt": own.pop("prompt", None) or _prompt(source, name),
        **own,
        **_told(source),
        **_tries(source, type_),
        **_marks(source, type_, own),
        **_tags(source),
    }
    kept = kept_of(source)
    return {**spec, **({"kept": {NAME: kept}} if kept else {})}


def _prompt(source: Source, name: str) -> str:
    """The question; its name where it has no words, and the picture that old files put beside it."""
    prompt = source.markdown(source.child("questiontext"))
    old = words(source.child("image")).strip().replace("/", "_")
    if old in source.files.files and source.child("image_base64") is not None:
        shown = source.converted(Text(f'<img src="@@PLUGINFILE@@/{old}">', "html"))
        prompt = f"{prompt}\n\n{shown}".strip()
    if not prompt:
        source.warn("The question has no words; its name stands for them.")
    return prompt or name


def _told(source: Source) -> dict[str, Any]:
    explanation = source.markdown(source.child("generalfeedback"))
    hints = []
    for hint in source.children("hint"):
        old = child(hint, "hintcontent")
        if text := source.markdown(hint if old is None else old):
            hints.append(text)
    if len(hints) > MOST_HINTS:
        source.warn(f"There are {len(hints)} hints; the first {MOST_HINTS} stay.")
    return {
        **({"explanation": explanation} if explanation else {}),
        **({"hints": hints[:MOST_HINTS]} if hints else {}),
    }


def _tries(source: Source, type_: str) -> dict[str, Any]:
    text = source.value("penalty")
    if not text or type_ in WITHOUT_TRIES:
        return {}
    penalty = source.number(text, "The penalty")
    if penalty is None or abs(penalty - USUAL_PENALTY) < 0.005:
        return {}
    if not 0 <= penalty <= 1:
        source.warn(f"The penalty of {text} is no fraction from 0 to 1; the usual one holds.")
        return {}
    return {"penalty": penalty}


def _marks(source: Source, type_: str, own: Mapping[str, Any]) -> dict[str, Any]:
    text = source.value("defaultgrade")
    if "marks" in own or type_ in ("description", "cloze", "multianswer") or not text:
        return {}
    marks = source.number(text, "What the question is worth")
    if marks is None or not 0 < marks <= MOST_MARKS:
        source.warn(f"The question was worth {text[:20]} marks; here it is worth 1.")
        return {}
    return {} if marks == 1 else {"marks": marks}


def _tags(source: Source) -> dict[str, Any]:
    holder = source.child("tags")
    found = [" ".join(words(tag).split()) for tag in ([] if holder is None else children(holder, "tag"))]
    hard = [match[1] for tag in found if (match := DIFFICULTY.fullmatch(tag))]
    tags = list(dict.fromkeys(tag for tag in found if tag and not DIFFICULTY.fullmatch(tag)))
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        source.warn(f"Of the tags, {MOST_TAGS} of at most {LONGEST_TAG} characters stay.")
        tags = [tag for tag in tags if len(tag) <= LONGEST_TAG][:MOST_TAGS]
    return {**({"tags": tags} if tags else {}), **({"difficulty": hard[0]} if hard else {})}
