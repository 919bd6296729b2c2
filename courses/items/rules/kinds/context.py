"""What a kind is given to compile an item, the values it hands back, and what every kind must offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

Path = tuple[str | int, ...]
Body = Mapping[str, Any]
Response = Mapping[str, Any]
Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Context:
    """The surroundings of an item while it is compiled.

    `render`: Markdown, and where in the item it stands, to finished, safe HTML. `passages`: what an item may name, as plain text: `a-75` in its own lesson,
    `other-lesson#a-75` elsewhere. `problem`: notes what is wrong at a place below the item, `("options", 2, "feedback")`.
    `quotations`: the anchors of the lesson's own quotations, in order. `places`: what readers know a passage by, `A 75`.
    `is_lenient`: whether proof and feedback may be absent, as in the bank, whose questions may come from elsewhere.
    """

    render: Callable[[str, Path], str]
    passages: Mapping[str, str]
    problem: Callable[[Path, str], None]
    quotations: Sequence[str] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    is_lenient: bool = False


# Fractions are sums of floats; nobody is refused the full marks, or fails, by the last binary digit.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Grade:
    """What an answer is worth, from -1 to 1, and what its author says to it.

    `notes_html`: feedback (HTML) by number of the option chosen; `remark_html`: feedback on the answer as a whole; `parts`: for each
    part of the question (pair, step, sentence, gap) whether it is right. `is_pending`: a person has to mark it; it counts nothing till then.
    `options`: the numbers of wrong options chosen, whose evidence is shown. `inner`: the grades of the questions inside it, by their id.
    """

    fraction: float
    notes_html: Mapping[int, str] = field(default_factory=dict)
    remark_html: str | None = None
    parts: tuple[bool, ...] = ()
    is_pending: bool = False
    options: tuple[int, ...] = ()
    inner: Mapping[str, Grade] = field(default_factory=dict)

    @property
    def is_right(self) -> bool:
        """Whether nothing is missing to the full marks."""
        return self.fraction >= 1 - TOLERANCE


class Unreadable(Exception):
    """An answer that no page of ours could have sent; the message says what to do."""


class Kind(Protocol):
    """A kind of item: a module with these names, and a template of the same name.

    NAME is how course files call it, TITLE how people do; KEYS are its own keys beside those that every item has. `parse`
    reports every problem it finds and compiles what it can; the body is JSON and holds the finished HTML. `order` draws the
    arrangement of an attempt; with `shuffle` False it is as written, where that gives nothing away. `read` takes an answer from a form: None when nothing was answered, Unreadable when it cannot be
    an answer. `missing` is a sentence on what an answer still lacks. `key` is the right answer. `choices` names what can be
    chosen, `chosen` what was: plain words for lists and counts. `draft` reads the editor's form back into keys of a course file.
    `carry` brings an answer to one version of a question over to another, None where it cannot be: options that say the same are the
    same, and those that are left on both sides are matched in their order when there are equally many.

    A question without an answer (a text) has the marks 0. `parse` may hand back keys that do not stay in the body: `proves`, the
    passages that are its evidence where none is written, `also_proves`, those that join what is written, and `option_proves`, those that
    prove an option wrong, by its number. With `prompt_html` it hands back the prompt as it rendered it itself.
    A kind that cannot stand inside another question says so with STANDS_ALONE = True, one whose answers a person marks with BY_HAND = True, one
    that asks nothing, and so is never drawn, with ASKS_NOTHING = True.
    """

    @property
    def NAME(self) -> str: ...
    @property
    def TITLE(self) -> str: ...
    @property
    def KEYS(self) -> frozenset[str]: ...

    def parse(self, spec: Mapping[str, Any], context: Context) -> dict[str, Any]: ...
    def order(self, body: Body, rng: Random, *, shuffle: bool = True) -> dict[str, Any]: ...
    def read(self, body: Body, form: Form) -> dict[str, Any] | None: ...
    def missing(self, body: Body, response: Response) -> str | None: ...
    def grade(self, body: Body, response: Response) -> Grade: ...
    def key(self, body: Body) -> dict[str, Any]: ...
    def choices(self, body: Body) -> tuple[str, ...]: ...
    def chosen(self, body: Body, response: Response) -> tuple[str, ...]: ...
    def draft(self, form: Form) -> dict[str, Any]: ...
    def carry(self, old: Body, new: Body, response: Response) -> dict[str, Any] | None: ...


# Filled by the registry. It stands here for kinds that hold questions of other kinds, which the registry itself imports.
KINDS: dict[str, Kind] = {}
