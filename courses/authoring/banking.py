"""Writing files of the bank, and bringing along the quizzes that use their questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring import service
from courses.authoring.changing import Change
from courses.authoring.compiler import Bank, BankQuestion, bank_of, compile_quiz
from courses.authoring.draft import CategoryDraft, Problem
from courses.authoring.known import known_of
from courses.authoring.queries import file_of
from courses.authoring.questions import portions
from courses.authoring.rules.records import Name, Records, Thing, Values, bank_records, quiz_values
from models.items import Category, Item, Quiz, QuizItem, QuizPool


def write_bank(change: Change, drafts: Sequence[CategoryDraft], contents: Mapping[str, bytes]) -> service.Published:
    """Put compiled files of the bank in the place of those at their paths. `contents` are the changed files of the course.

    Raises CourseRefused when a quiz needs what the bank no longer has.
    """
    item_ids = _items_in(change.session, change.course.id, [draft.path for draft in drafts])
    found = change.read(_quizzes_with(change.session, change.course.id, item_ids), item_ids, _keys(drafts))
    kept = dict(found.alive)
    before = [each for each in kept if each[0] is Thing.ITEM and found.ids[each] in item_ids]
    paths = {draft.path for draft in drafts}
    files = [each for each, values in kept.items() if each[0] is Thing.CATEGORY and values["path"] in paths]
    quizzes = {each: values for each, values in kept.items() if each[0] is Thing.QUIZ}
    wanted = {each: values for each, values in kept.items() if each not in {*before, *files}}
    for draft in drafts:
        wanted |= dict(bank_records(draft))
    wanted |= _Dependants(change, drafts, {key for _thing, key, _part in before}).records(quizzes)
    return change.write(wanted, [item for draft in drafts for item in draft.items], contents)


def _keys(drafts: Sequence[CategoryDraft]) -> list[str]:
    return [item.key for draft in drafts for item in draft.items]


def _items_in(session: Session, course_id: int, paths: Collection[str]) -> set[int]:
    """The questions that are in files at these paths now."""
    statement = (
        sa.select(Item.id)
        .join(Category, Category.id == Item.category_id)
        .where(Category.course_id == course_id, Category.retired_at.is_(None), Item.retired_at.is_(None))
    )
    return {row for some in portions(paths) for row in session.scalars(statement.where(Category.path.in_(some)))}


def _quizzes_with(session: Session, course_id: int, item_ids: Collection[int]) -> set[int]:
    """The quizzes that ask one of these questions, or may draw one."""
    if not item_ids:
        return set()
    alive = sa.select(Quiz.id).where(Quiz.course_id == course_id, Quiz.retired_at.is_(None))
    rows = set(session.scalars(alive.join(QuizPool, QuizPool.quiz_id == Quiz.id)))
    asking = alive.join(QuizItem, QuizItem.quiz_id == Quiz.id)
    for some in portions(item_ids):
        rows.update(session.scalars(asking.where(QuizItem.item_id.in_(some))))
    return rows


class _Dependants:
    """The quizzes that a change of the bank concerns. `before`: the ids of the questions that its files held."""

    def __init__(self, change: Change, drafts: Sequence[CategoryDraft], before: Collection[str]) -> None:
        self.change = change
        self.before = before
        self.known = known_of(change.session, change.course)
        self.fresh = bank_of(drafts).questions
        self.drafts = drafts

    def records(self, quizzes: Mapping[Name, Values]) -> Records:
        """The quizzes as they are with the changed questions; those for which a question is worth or found otherwise are compiled anew."""
        if not quizzes:
            return {}
        different = {
            key for key in self.before if _seen(self.known.bank.questions.get(key)) != _seen(self.fresh.get(key))
        }
        again = {
            each: values
            for each, values in quizzes.items()
            if different and (values["pools"] or any(key in different for key, *_place in values["items"]))
        }
        changed = {each: self._with_digests(values, values["items"]) for each, values in quizzes.items()}
        return {**changed, **self._compiled(again)}

    def _with_digests(self, values: Values, places: Sequence[Sequence[Any]]) -> Values:
        return {**values, "items": [[key, self._digest(key), *place] for key, _digest, *place in places]}

    def _digest(self, key: str) -> str:
        """The hash of the version of a question that is asked from now on."""
        return self.fresh[key].digest if key in self.fresh else self.change.found.versions[key][2]

    def _compiled(self, quizzes: Mapping[Name, Values]) -> dict[Name, Values]:
        if not quizzes:
            return {}
        known = replace(self.known, bank=self._bank())
        problems: list[Problem] = []
        records: dict[Name, Values] = {}
        for each, values in quizzes.items():
            content = file_of(self.change.session, self.change.version, values["path"]) or b""
            draft, wrong = compile_quiz(values["path"], content, known, lesson=values["lesson"])
            problems += wrong
            if draft is not None:
                new = quiz_values(draft, values["lesson"])
                records[each] = self._with_digests(new, new["items"])
        if problems:
            raise service.CourseRefused(sorted(problems))
        return records

    def _bank(self) -> Bank:
        """The bank as it will be."""
        paths = {draft.path for draft in self.drafts}
        kept = {key: question for key, question in self.known.bank.questions.items() if key not in self.before}
        gone = {
            each[1]
            for each, values in self.change.found.alive.items()
            if each[0] is Thing.CATEGORY and values["path"] in paths
        }
        titles = {key: title for key, title in self.known.bank.categories.items() if key not in gone}
        return Bank({**kept, **self.fresh}, {**titles, **bank_of(self.drafts).categories})


def _seen(question: BankQuestion | None) -> BankQuestion | None:
    """What quizzes see of a question besides what it says."""
    return replace(question, digest="") if question else None
