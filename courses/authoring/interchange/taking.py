"""Taking questions of a file into the bank: what can come in, what is there already, and all of what is chosen or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.authoring.adding import add_categories
from courses.authoring.interchange.plain import plain_entries, plain_spec
from courses.authoring.interchange.telling import PICTURE, beginning, told, wording
from courses.authoring.service import Published
from courses.items.formats.checking import text_of
from courses.items.formats.values import Found, Question
from courses.items.rules.duplicates import Likeness
from courses.shared.pictures import PictureRefused, recognised
from models.catalogue import Course

LONGEST_TITLE = 300
BETWEEN = " / "

Spec = Mapping[str, Any]


@dataclass(frozen=True)
class Candidate:
    """A question of a file: `number` is its place in it, from 0; `category` the title of the file of the bank it would come to.

    `obstacle`: why it cannot come in, empty when it can. `like`: the ids of questions of the course that say nearly the same;
    `same`: of one that says it word for word.
    """

    number: int
    question: Question
    category: str
    text: str
    obstacle: str
    like: tuple[str, ...]
    same: str = ""

    @property
    def may_come(self) -> bool:
        """Whether it lacks nothing."""
        return not self.obstacle


def candidates(found: Found, known: Iterable[tuple[str, Spec]], *, usual: str) -> list[Candidate]:
    """Every question of a file beside those that a course has, with their ids; `usual` is the category of those that name none."""
    broken = {name: why for name, content in found.pictures.items() if (why := _refusal(content))}
    likeness, same = _compared(found.questions, known)
    return [
        Candidate(
            number,
            question,
            title_of(question.category) or usual,
            text_of(question),
            question.lacking or _picture_lacking(question, found.pictures, broken),
            tuple(likeness.like(told(question))),
            same.get(wording(question.spec), "") if same else "",
        )
        for number, question in enumerate(found.questions)
    ]


def _compared(questions: Sequence[Question], known: Iterable[tuple[str, Spec]]) -> tuple[Likeness[str], dict[Any, str]]:
    """The questions that are known, by what each is told by, and by the wording of those of which one of the `questions` may be the same.

    They are looked at one by one, and nothing is kept of one but that: there may be many, and what they hold is much.
    """
    beginnings = {beginning(each.spec.items()) for each in questions}
    texts: dict[str, str] = {}
    wordings: dict[Any, str] = {}
    for key, spec in known:
        texts[key] = told(Question(spec))
        if beginning(plain_entries(spec)) in beginnings:
            wordings[wording(plain_spec(spec))] = key
    return Likeness(texts), wordings


def title_of(category: Iterable[str]) -> str:
    """A way of names as the title of a file of the bank."""
    return BETWEEN.join(filter(None, (" ".join(name.split()) for name in category)))[:LONGEST_TITLE].strip()


def usual_title(file_name: str) -> str:
    """The category for questions whose file names none: the name of the file."""
    return title_of([PurePath(file_name).stem.replace("_", " ")]) or _("Imported questions")


def pictures_of(spec: Spec) -> set[str]:
    """The names of the pictures that a question shows."""
    return {name for text in _texts(spec) for name in PICTURE.findall(text)}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from () if key == "kept" else _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


def _picture_lacking(question: Question, pictures: Mapping[str, bytes], broken: Mapping[str, str]) -> str:
    if not pictures:
        return ""
    wrong = next((name for name in sorted(pictures_of(question.spec)) if name in broken), None)
    return _("The picture “%(name)s” cannot be used. %(why)s", name=wrong, why=broken[wrong]) if wrong else ""


def _refusal(content: bytes) -> str:
    """Why a picture cannot be shown; empty when it can."""
    try:
        recognised(content)
    except PictureRefused as refused:
        return refused.message
    return ""


def take_in(
    session: Session,
    course: Course,
    found: Found,
    chosen: Collection[Candidate],
    *,
    category: str = "",
    author_id: int | None,
    now: datetime,
) -> Published:
    """Publish the chosen questions in their categories, or all of them in `category`, with the pictures they show.

    Raises CourseRefused with everything that is wrong: nothing was added.
    """
    titles: dict[str, list[Spec]] = defaultdict(list)
    for each in chosen:
        titles[title_of([category]) or each.category].append(each.question.spec)
    shown = {name for each in chosen for name in pictures_of(each.question.spec)} if found.pictures else set()
    pictures = {name: content for name, content in found.pictures.items() if name in shown}
    return add_categories(session, course, titles, pictures, author_id=author_id, now=now)
