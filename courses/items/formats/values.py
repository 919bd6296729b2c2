"""What every reader hands back and every writer takes: questions as a course file writes them, and everything that could not be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Question:
    """A question as it would stand in a course file, without its id; texts are Markdown.

    `name`: what the file calls it; `category`: the way to it, outermost first; `where`: its place in the file, for people.
    `lacking`: a sentence on what its file does not say and a question must have (which option is right); such a question is shown and
    counted, but cannot come in until somebody says it.
    `text` and `correct`: its words without markup and its right answers as the file writes them, for reports; where they are None
    they are what `spec` says.
    """

    spec: Mapping[str, Any]
    name: str = ""
    category: tuple[str, ...] = ()
    where: str = ""
    lacking: str = ""
    text: str | None = None
    correct: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Skipped:
    """A question that was not taken: `what` the file calls its type, its `name`, and why, as a sentence."""

    what: str
    name: str
    reason: str = ""


@dataclass(frozen=True)
class Found:
    """What a file holds. `error`: why nothing of it can be used, empty when something can. `warnings`: sentences that name their place.

    `pictures`: by the name under which the Markdown of the questions shows them, `![words](picture:name.png)`.
    """

    format: str
    questions: Sequence[Question] = ()
    skipped: Sequence[Skipped] = ()
    warnings: Sequence[str] = ()
    error: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Loss:
    """What a format cannot hold of a question: its id, and the sentence; `keys` are the keys of the question it concerns."""

    item: str
    message: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outgoing:
    """A question to write: `spec` as in a course file, with its id; `category`: the title of its file, if it stands in one."""

    spec: Mapping[str, Any]
    category: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """A file for another program, and what it could not hold."""

    content: bytes
    losses: Sequence[Loss] = ()


class Unusable(Exception):
    """A file that cannot be used at all; the message says why and, where possible, in which line."""


class Reader(Protocol):
    """A format that can be read: a module with these names. `read` raises Unusable for a file that is none of this format."""

    @property
    def NAME(self) -> str: ...
    @property
    def TITLE(self) -> str: ...

    def recognises(self, content: bytes, file_name: str) -> bool: ...
    def read(self, content: bytes) -> Found: ...


class Writer(Protocol):
    """A format that can be written: a module with these names. `title` names the quiz or the bank that is written."""

    @property
    def NAME(self) -> str: ...
    @property
    def TITLE(self) -> str: ...
    @property
    def ENDING(self) -> str: ...

    def write(self, items: Sequence[Outgoing], pictures: Mapping[str, bytes], *, title: str) -> Written: ...
