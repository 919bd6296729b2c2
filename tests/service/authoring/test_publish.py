"""Publishing files: what the database holds then, what stays when it changes, and what is never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.queries import files_of, newest_version
from courses.authoring.rules.records import Thing, name
from courses.authoring.service import CourseRefused, Published, publish
from models.authoring import Blob, CourseVersion
from models.catalogue import (
    Course,
    Entry,
    EntryLesson,
    Lesson,
    LessonPrerequisite,
    Passage,
    SourceDocument,
    Term,
    TermUse,
)
from models.items import Evidence, Item, ItemVersion, Quiz, QuizItem
from models.progress import LessonProgress
from models.search import SearchRow
from tests.support.factories.catalogue import NOW, make_user
from tests.support.small_course import FIRST_PATH, QUIZ_PATH, SECOND_PATH, course_files, replaced

LATER = NOW + timedelta(days=1)


def published(session: Session, files: dict[str, bytes] | None = None) -> Published:
    return publish(session, files or course_files(), author_id=None, now=NOW)


def lesson(session: Session, key: str) -> Lesson:
    return session.scalars(sa.select(Lesson).where(Lesson.key == key)).one()


def keys(session: Session, model: type[Lesson | Item | Term | Quiz | Passage]) -> set[str]:
    """The keys of what is there and not retired."""
    return set(session.scalars(sa.select(model.key).where(model.retired_at.is_(None))))


def count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def rows(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Everything in every table that a course writes."""
    models = (Course, Lesson, Passage, Entry, EntryLesson, LessonPrerequisite, SourceDocument, Term, TermUse)
    more = (Item, ItemVersion, Evidence, Quiz, QuizItem, CourseVersion, Blob, SearchRow)
    return {
        model.__tablename__: sorted(map(tuple, session.execute(sa.select(*model.__table__.columns))), key=repr)
        for model in (*models, *more)
    }


def test_a_course_is_there_with_everything_in_it(session: Session) -> None:
    course = published(session).course

    first, second = lesson(session, "the-bridge"), lesson(session, "the-quarrel")
    assert (course.slug, course.lesson_count, course.topics) == (
        "river-towns",
        2,
        [["A:14", "Bridges and their builders"], ["A:17", "Justice"]],
    )
    assert (first.needs_read, first.needs_quiz, first.needs_mark) == (True, True, False)
    assert (second.needs_read, second.needs_quiz, second.needs_mark) == (True, False, True)
    assert first.aside["next"] == {"key": "the-quarrel", "title": "The quarrel"}
    assert first.aside["previous"] is None
    assert first.aside["topics"] == ["A:14"]
    assert first.aside["terms"] == [{"key": "toll", "title": "Toll"}]
    assert keys(session, Item) == {"who-called-it-unjust", "when-was-it-built"}
    assert count(session, LessonPrerequisite) == 1
    assert count(session, EntryLesson) == 2


def test_evidence_and_uses_of_terms_point_to_passages(session: Session) -> None:
    published(session)

    evidence = sa.select(Item.key, Passage.key).select_from(Evidence).join(ItemVersion).join(Item).join(Passage)
    uses = (
        sa.select(Term.key, Passage.key)
        .select_from(TermUse)
        .join(Term)
        .join(Passage)
        .where(Passage.source_id.is_not(None))
    )
    assert set(map(tuple, session.execute(evidence))) == {
        ("who-called-it-unjust", "a-10-council"),
        ("when-was-it-built", "a-8"),
    }
    assert set(map(tuple, session.execute(uses))) == {("toll", "a-4")}


def test_the_second_time_nothing_is_done(session: Session) -> None:
    published(session)
    before = rows(session)

    again = publish(session, course_files(), author_id=None, now=LATER)

    assert again.plan.is_empty
    assert rows(session) == before


def test_files_with_a_mistake_change_nothing(session: Session) -> None:
    published(session)
    before = rows(session)

    with pytest.raises(CourseRefused) as refused:
        published(session, replaced(FIRST_PATH, "quote | A 8", "quote | A 80"))

    assert [problem.line for problem in refused.value.problems if "A 80" in problem.message] == [16]
    assert rows(session) == before


def test_renamed_files_and_titles_keep_the_rows_and_the_progress(session: Session) -> None:
    published(session)
    reader, first = make_user(), lesson(session, "the-bridge")
    session.add(LessonProgress(user_id=reader.id, lesson_id=first.id, read_at=NOW))
    session.flush()
    files = replaced(FIRST_PATH, "title: The bridge", "title: A bridge of stone")
    files["modules/07-other/module.yaml"] = files.pop("modules/01-town/module.yaml")
    for path in (FIRST_PATH, QUIZ_PATH, SECOND_PATH):
        files[path.replace("01-town/0", "07-other/5")] = files.pop(path)

    done = publish(session, files, author_id=None, now=LATER).plan

    assert (done.added, done.retired, done.returned) == ((), (), ())
    assert lesson(session, "the-bridge").id == first.id
    assert lesson(session, "the-bridge").title == "A bridge of stone"
    assert session.get_one(LessonProgress, (reader.id, first.id)).read_at == NOW


def test_what_vanishes_is_retired_and_comes_back_as_it_was(session: Session) -> None:
    published(session)
    reader, second = make_user(), lesson(session, "the-quarrel")
    session.add(LessonProgress(user_id=reader.id, lesson_id=second.id, marked_at=NOW))
    session.flush()
    before = rows(session)

    publish(session, course_files(second=None, quiz=None), author_id=None, now=LATER)

    assert keys(session, Lesson) == {"the-bridge"}
    assert keys(session, Item) == keys(session, Quiz) == set()
    assert lesson(session, "the-quarrel").retired_at == LATER
    assert count(session, LessonPrerequisite) == 0

    back = publish(session, course_files(), author_id=None, now=LATER + timedelta(days=1)).plan

    after = rows(session)
    unchanged = set(before) - {"course", "course_version"}
    assert {table: after[table] for table in unchanged if table != "search_row"} == {
        table: before[table] for table in unchanged if table != "search_row"
    }
    assert back.added == ()
    assert name(Thing.LESSON, "the-quarrel") in back.returned
    assert session.get_one(LessonProgress, (reader.id, second.id)).marked_at == NOW


def test_terms_passages_and_entries_that_vanish_are_retired(session: Session) -> None:
    published(session)
    files = replaced(FIRST_PATH, "A paragraph with an anchor. {#my-own}\n", "")
    files = replaced("glossary.yaml", "- id: council\n  term: Council\n  definition: Those who govern.\n", "", files)
    files = replaced("glossary.yaml", "  see: [council]\n", "", files)
    files = replaced("course.yaml", "lines: 12-17", "lines: 12-15", files)

    publish(session, files, author_id=None, now=LATER)

    retired = {
        "passages": session.scalars(sa.select(Passage.key).where(Passage.retired_at == LATER)).all(),
        "terms": session.scalars(sa.select(Term.key).where(Term.retired_at == LATER)).all(),
        "entries": session.scalars(sa.select(Entry.line_from).where(Entry.retired_at == LATER)).all(),
    }
    assert retired == {"passages": ["my-own"], "terms": ["council"], "entries": [17]}


def test_a_changed_question_gets_a_new_version_and_the_old_one_stays(session: Session) -> None:
    published(session)
    old = session.scalars(sa.select(ItemVersion).join(Item).where(Item.key == "when-was-it-built")).one()
    old_id, old_spec = old.id, dict(old.spec)

    publish(session, replaced(QUIZ_PATH, "answer: 1204", "answer: 1205"), author_id=None, now=LATER)

    versions = session.scalars(
        sa.select(ItemVersion).join(Item).where(Item.key == "when-was-it-built").order_by(ItemVersion.number)
    ).all()
    assert [(version.number, version.spec["answer"]) for version in versions] == [(1, 1204), (2, 1205)]
    assert (versions[0].id, versions[0].spec) == (old_id, old_spec)
    asked = session.scalars(sa.select(QuizItem.item_version_id).order_by(QuizItem.position)).all()
    assert asked[1] == versions[1].id
    assert count(session, ItemVersion) == 3


def test_questions_in_another_order_keep_their_versions(session: Session) -> None:
    published(session)
    quiz = course_files()[QUIZ_PATH].decode()
    head, one, two = quiz.split("  - id: ")

    publish(session, course_files(quiz=f"{head}  - id: {two}  - id: {one}"), author_id=None, now=LATER)

    order = sa.select(Item.key).join(QuizItem, QuizItem.item_id == Item.id).order_by(QuizItem.position)
    assert session.scalars(order).all() == ["when-was-it-built", "who-called-it-unjust"]
    assert count(session, ItemVersion) == 2


def test_other_rules_of_completion_are_applied_to_what_is_done_already(session: Session) -> None:
    published(session)
    reader, second = make_user(), lesson(session, "the-quarrel")
    session.add(LessonProgress(user_id=reader.id, lesson_id=second.id, read_at=NOW))
    session.flush()

    publish(session, replaced(SECOND_PATH, "[read, marked]", "[read]"), author_id=None, now=LATER)

    assert session.get_one(LessonProgress, (reader.id, second.id)).completed_at == NOW


def test_every_version_keeps_its_files_byte_for_byte_and_no_content_twice(session: Session) -> None:
    course = published(session).course
    changed = replaced(SECOND_PATH, "Of the quarrel", "Of that quarrel") | {"README.md": b"\x00\xff any bytes\r\n"}
    first = newest_version(session, course.id)

    publish(session, changed, author_id=None, now=LATER)

    second = newest_version(session, course.id)
    assert first is not None
    assert second is not None
    assert (first.number, second.number) == (1, 2)
    assert files_of(session, first) == course_files()
    assert files_of(session, second) == changed
    assert count(session, Blob) == len(course_files()) + 2


def test_two_courses_do_not_touch_each_other(session: Session) -> None:
    published(session)
    before = rows(session)
    other = replaced("course.yaml", "id: river-towns", "id: other-towns")

    published(session, other)
    publish(session, course_files(second=None, quiz=None, course=other["course.yaml"]), author_id=None, now=LATER)

    after = rows(session)
    assert all(row in after[table] for table in before for row in before[table])
    assert {row.slug for row in session.scalars(sa.select(Course))} == {"river-towns", "other-towns"}


def test_what_is_published_can_be_searched(session: Session) -> None:
    published(session)

    titles = set(session.scalars(sa.select(SearchRow.title)))
    assert {"The bridge", "Toll", "The Book of Tolls"} <= titles
