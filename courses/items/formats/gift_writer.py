"""Questions written as GIFT: plain words where they suffice, HTML elsewhere, and everything that has no place named."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from courses.items.formats import texts
from courses.items.formats.gift_text import HTML, escaped
from courses.items.formats.values import Loss, Outgoing, Written
from courses.shared.markup.shortcut import simple_html

NAME = "gift"
LEFT_OUT = "GIFT has no questions of the kind “{kind}”; it was left out."
ARROW = "GIFT would take the answer “{answer}” for a pair, because of “->”; the question was left out."
NO_PLACE = "GIFT has no place for: {keys}."
NO_PICTURES = "GIFT holds no pictures; their words stand instead."
PLAIN_SIDE = "The right sides of pairs are plain words in GIFT; their marks were left out."
COMMON = frozenset({"id", "kind", "title", "prompt", "explanation", "tags", "kept"})
PICTURE = re.compile(r'<img\b[^<>]*?\balt="([^"]*)"[^<>]*>')
ANYTHING = "*"


@dataclass
class Sheet:
    """A question while it is written: its keys, whether its texts are HTML, and what is lost of it."""

    spec: Mapping[str, Any]
    is_html: bool = False
    losses: list[Loss] = field(default_factory=list)

    def lose(self, message: str, *keys: str) -> None:
        """Name what is lost, once."""
        loss = Loss(str(self.spec.get("id", "")), message, keys)
        if loss not in self.losses:
            self.losses.append(loss)

    def page(self, text: str, key: str) -> str:
        """Markdown of any length, as it is written."""
        if not self.is_html:
            return escaped(text)
        written = texts.to_html(text)
        if "<img" in written:
            self.lose(NO_PICTURES, key)
            written = PICTURE.sub(r"\1", written)
        return escaped(written)

    def line(self, text: str, key: str) -> str:
        """Markdown of one paragraph; nothing at its beginning is read as a weight or a format."""
        if not self.is_html:
            return escaped(text)
        written = self.page(text, key)
        inside = written.removeprefix("<p>").removesuffix("</p>") if written.count("<p>") == 1 else written
        return f"&\\#{ord(inside[0])};{inside[1:]}" if inside[0] in "%[" else inside

    def remark(self, part: Mapping[str, Any], key: str = "feedback") -> str:
        """The feedback behind an answer, with its mark."""
        text = part.get(key)
        return f"#{self.page(text, key)}" if text else ""


def write(items: Sequence[Outgoing], pictures: Mapping[str, bytes], *, title: str) -> Written:
    """All questions that GIFT knows, in their categories."""
    blocks, losses, category = [f"// {' '.join(title.split())}"], list[Loss](), tuple[str, ...]()
    for item in items:
        if item.category != category:
            category = item.category
            blocks.append(f"$CATEGORY: {way(category)}")
        sheet = Sheet(item.spec)
        if written := question(sheet):
            blocks.append(written)
        losses += sheet.losses
    return Written(("\n\n".join(blocks) + "\n").encode("utf-8", "replace"), losses)


def way(category: Sequence[str]) -> str:
    """The path of a category; the uppermost one has no name."""
    names = (" ".join(name.split()).replace("/", "//") for name in category)
    return escaped("/".join(names)) or "top"


def question(sheet: Sheet) -> str:
    """The lines of a question; empty when there is no such kind."""
    spec = sheet.spec
    kind = spec["kind"]
    if kind not in ANSWERS:
        sheet.lose(LEFT_OUT.format(kind=kind), "kind")
        return ""
    write_answers, known = ANSWERS[kind]
    if arrows := [text for text in typed(spec) if "->" in text]:
        sheet.lose(ARROW.format(answer=arrows[0]), "kind")
        return ""
    lost = sorted({key for key in keys_in(spec) if key not in COMMON | known})
    if lost:
        sheet.lose(NO_PLACE.format(keys=", ".join(lost)), *lost)
    sheet.is_html = not all(is_simple(text) for text in texts_in(spec))
    title = f"::{escaped(' '.join(str(spec['title']).split()))}::" if spec.get("title") else ""
    prompt = ("[html]" if sheet.is_html else "") + sheet.page(str(spec["prompt"]), "prompt")
    answers = write_answers(sheet)
    if answers is not None:
        general = sheet.page(str(spec["explanation"]), "explanation") if spec.get("explanation") else ""
        answers = f" {{{answers}{'####' if general else ''}{general}}}"
    return "\n".join([*comments(spec), f"{title}{prompt}{answers or ''}"])


def comments(spec: Mapping[str, Any]) -> Iterator[str]:
    """What GIFT keeps in comments: tags, and what a file once held that has no meaning here."""
    for line in str(spec.get("kept", {}).get(NAME, "")).splitlines():
        yield line if line.startswith("//") else f"// {line}"
    if tags := spec.get("tags"):
        yield "// " + " ".join(f"[tag:{str(tag).replace(']', chr(92) + ']')}]" for tag in tags)


def typed(spec: Mapping[str, Any]) -> Iterator[str]:
    """The texts that a short answer is compared with."""
    for answer in spec["answers"] if spec["kind"] == "short-answer" else ():
        yield str(answer["text"] if isinstance(answer, Mapping) else answer)


def keys_in(value: Any) -> Iterator[str]:
    """Every key of a question, wherever it stands."""
    if isinstance(value, Mapping):
        for key, inside in value.items():
            yield key
            if key != "kept":
                yield from keys_in(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from keys_in(inside)


def texts_in(spec: Mapping[str, Any]) -> Iterator[str]:
    """The texts that are Markdown."""
    for key in ("prompt", "explanation", "feedback", "praise"):
        if spec.get(key):
            yield str(spec[key])
    for part in [*spec.get("options", ()), *spec.get("pairs", ()), *spec.get("answers", ())]:
        if isinstance(part, Mapping):
            names = ("left", "feedback") if "answers" in spec else ("text", "left", "feedback")
            yield from (str(part[key]) for key in names if part.get(key))


def is_simple(text: str) -> bool:
    """Whether a text says the same as Markdown and as plain words, and begins with no mark of GIFT."""
    return simple_html(text) is not None and not text.startswith("%") and texts.from_text(text) == text


def percent(weight: float) -> str:
    """A weight in front of an answer."""
    return f"%{f'{100 * weight:.5f}'.rstrip('0').rstrip('.')}%"


def lines(entries: Sequence[str]) -> str:
    """Answers, each in its line."""
    return "".join(f"\n\t{entry}" for entry in entries) + "\n"


def one_right(sheet: Sheet) -> str:
    """Options, the right one with `=`."""
    found = []
    for option in sheet.spec["options"]:
        mark = "=" if option.get("correct") else "~" + (percent(option["weight"]) if option.get("weight") else "")
        found.append(f"{mark}{sheet.line(str(option['text']), 'text')}{sheet.remark(option)}")
    return lines(found)


def several_right(sheet: Sheet) -> str:
    """Options with what each is worth."""
    options = sheet.spec["options"]
    rights = sum(bool(option.get("correct")) for option in options) or 1
    is_weighed = any("weight" in option for option in options)
    found = []
    for option in options:
        usual = 1 / rights if option.get("correct") else -1 / rights
        weight = option.get("weight", 0) if is_weighed else usual
        words = sheet.line(str(option["text"]), "text")
        found.append(f"~{percent(weight) if weight else ''}{words}{sheet.remark(option)}")
    return lines(found)


def true_false(sheet: Sheet) -> str:
    """The truth, what those hear who were wrong, and what those who were right."""
    wrong, right = sheet.remark(sheet.spec), sheet.remark(sheet.spec, "praise")
    return ("TRUE" if sheet.spec["answer"] else "FALSE") + (wrong or ("#" if right else "")) + right


def short_answer(sheet: Sheet) -> str:
    """Accepted answers; what all others hear belongs to `*`, which is worth nothing."""
    found = []
    for text, answer in zip(typed(sheet.spec), sheet.spec["answers"], strict=True):
        part = answer if isinstance(answer, Mapping) else {}
        weight = part.get("weight", 1)
        front = percent(weight) if weight != 1 or text.startswith("%") else ""
        mark = "[plain]" if text.startswith("[") or HTML.search(text) else ""
        found.append(f"={front}{mark}{escaped(text)}{sheet.remark(part)}")
    return lines([*found, *([f"=%0%{ANYTHING}{sheet.remark(sheet.spec)}"] if sheet.spec.get("feedback") else [])])


def numeric(sheet: Sheet) -> str:
    """Numbers and ranges; what all others hear stands behind `~`."""
    spec = sheet.spec
    parts = spec.get("answers") or [{"value": spec["answer"], "tolerance": spec.get("tolerance", 0)}]
    found = []
    for part in parts:
        weight = part.get("weight", 1)
        span = f"{figure(part['from'])}..{figure(part['to'])}" if "from" in part else figure(part["value"])
        room = f":{figure(part['tolerance'])}" if part.get("tolerance") else ""
        found.append(f"={percent(weight) if weight != 1 else ''}{span}{room}{sheet.remark(part)}")
    return "#" + lines([*found, *([f"~{sheet.remark(spec)}"] if spec.get("feedback") else [])])


def figure(number: Any) -> str:
    """A number without an exponent, which not every reader of GIFT knows."""
    return f"{Decimal(str(number)):f}"


def matching(sheet: Sheet) -> str:
    """Pairs; a distractor is a pair without a left side."""
    found = [
        f"={sheet.line(str(pair['left']), 'pairs')} -> {side(sheet, str(pair['right']), 'pairs')}"
        for pair in sheet.spec["pairs"]
    ]
    return lines(
        [*found, *(f"= -> {side(sheet, str(text), 'distractors')}" for text in sheet.spec.get("distractors", ()))]
    )


def side(sheet: Sheet, markdown: str, key: str) -> str:
    """A right side: its words."""
    words = texts.to_text(markdown)
    if texts.to_html(texts.from_text(words)) != texts.to_html(markdown):
        sheet.lose(PLAIN_SIDE, key)
    return escaped(html.escape(words, quote=False) if HTML.search(words) else words)


CHOICE = frozenset({"options", "text", "correct", "feedback", "weight"})
# By kind: what stands between the braces (nothing at all for a description), and the keys that have a place there.
ANSWERS: Mapping[str, tuple[Callable[[Sheet], str | None], frozenset[str]]] = {
    "multiple-choice": (one_right, CHOICE),
    "multiple-response": (several_right, CHOICE),
    "true-false": (true_false, frozenset({"answer", "feedback", "praise"})),
    "short-answer": (short_answer, frozenset({"answers", "text", "weight", "feedback"})),
    "numeric": (
        numeric,
        frozenset({"answer", "tolerance", "answers", "value", "from", "to", "weight", "feedback"}),
    ),
    "matching": (matching, frozenset({"pairs", "left", "right", "distractors"})),
    "essay": (lambda sheet: "", frozenset()),
    "description": (lambda sheet: None, frozenset()),
}
