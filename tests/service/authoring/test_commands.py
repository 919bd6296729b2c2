"""`flask course check`, `import` and `export` as people type them."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from courses.authoring.folders import read_folder, write_folder
from courses.authoring.service import publish
from courses.shared.db import db
from models.authoring import CourseVersion
from models.catalogue import Course, Lesson
from models.items import Quiz
from tests.support.bank_course import bank_files
from tests.support.factories.catalogue import NOW, make_user
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt
from tests.support.small_course import FIRST_PATH, QUIZ_PATH, SECOND_PATH, course_files, replaced


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["course", *map(str, arguments)])


def folder_with(folder: Path, files: dict[str, bytes]) -> Path:
    write_folder(folder, files)
    return folder


def test_check_says_what_there_is(app: Flask, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "course", course_files())

    result = run(app, "check", folder)

    assert (result.exit_code, result.stdout) == (
        0,
        f"{folder} is in order: 2 lessons, 2 questions, 2 terms, 1 source.\n",
    )


def test_check_lists_every_problem_and_fails(app: Flask, tmp_path: Path) -> None:
    files = replaced(SECOND_PATH, "requires:", "require:", replaced(FIRST_PATH, "quote | A 8", "quote | A 80"))

    result = run(app, "check", folder_with(tmp_path / "course", files))

    assert result.exit_code == 1
    assert f"{FIRST_PATH}:16: Source A has 18 lines; there is no A 80.\n" in result.stdout
    assert f"{SECOND_PATH}:7: Unknown key 'require'; did you mean 'requires'?\n" in result.stdout
    assert "problems; nothing was changed." in result.stderr


def test_check_of_a_folder_that_is_not_there_fails_with_a_sentence(app: Flask, tmp_path: Path) -> None:
    result = run(app, "check", tmp_path / "missing")

    assert result.exit_code == 1
    assert "There is no folder" in result.stderr


def test_import_puts_the_course_on_the_site_and_says_what_it_did(session: Session, app: Flask, tmp_path: Path) -> None:
    result = run(app, "import", folder_with(tmp_path / "course", course_files()))

    assert result.exit_code == 0, result.output
    assert "added: 2 lessons\n" in result.stdout
    assert "“River Towns” is on the site.\n" in result.stdout
    assert session.scalars(sa.select(Course.slug)).all() == ["river-towns"]


def test_a_second_import_does_nothing_and_says_so(session: Session, app: Flask, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "course", course_files())
    run(app, "import", folder)

    result = run(app, "import", folder)

    assert (result.exit_code, result.stdout) == (0, "“River Towns” is up to date; nothing was done.\n")
    assert session.scalar(sa.select(sa.func.count()).select_from(CourseVersion)) == 1


def test_an_import_with_any_problem_fails_and_leaves_the_database_alone(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    run(app, "import", folder_with(tmp_path / "good", course_files()))
    files = replaced(
        SECOND_PATH, "title: The quarrel", "title: Another", replaced(FIRST_PATH, "quote | A 8", "quote | A 80")
    )

    result = run(app, "import", folder_with(tmp_path / "bad", files))

    assert result.exit_code == 1
    assert session.scalars(sa.select(Lesson.title).order_by(Lesson.position)).all() == ["The bridge", "The quarrel"]


def test_an_export_gives_the_files_back_and_importing_it_does_nothing(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    files = {**course_files(), "README.md": b"\xff\x00 any bytes\r\n"}
    run(app, "import", folder_with(tmp_path / "course", files))

    exported = run(app, "export", "river-towns", tmp_path / "copy")
    again = run(app, "import", tmp_path / "copy")

    written = {
        path.relative_to(tmp_path / "copy").as_posix(): path.read_bytes()
        for path in (tmp_path / "copy").rglob("*")
        if path.is_file()
    }
    assert exported.stdout == "8 files of “river-towns” written.\n"
    assert written == files
    assert "nothing was done" in again.stdout


def test_a_bank_and_pictures_are_exported_byte_for_byte(session: Session, app: Flask, tmp_path: Path) -> None:
    run(app, "import", folder_with(tmp_path / "course", bank_files()))

    exported = run(app, "export", "river-towns", tmp_path / "copy")
    again = run(app, "import", tmp_path / "copy")

    assert exported.exit_code == 0
    assert read_folder(tmp_path / "copy") == bank_files()
    assert again.stdout == "“River Towns” is up to date; nothing was done.\n"


def test_an_import_counts_the_files_of_the_bank(session: Session, app: Flask, tmp_path: Path) -> None:
    result = run(app, "import", folder_with(tmp_path / "course", bank_files()))

    assert "added: 2 files of the bank\nadded: 8 questions\n" in result.stdout


def test_an_export_never_writes_over_anything(session: Session, app: Flask, tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "course", course_files())
    run(app, "import", folder)

    result = run(app, "export", "river-towns", folder)

    assert result.exit_code == 1
    assert "not empty" in result.stderr


def test_an_export_of_a_course_that_is_not_there_fails_with_a_sentence(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    result = run(app, "export", "nothing", tmp_path / "copy")

    assert result.exit_code == 1
    assert "There is no course “nothing”" in result.stderr
    assert not (tmp_path / "copy").exists()


def edited_in_the_browser(session: Session, folder: Path) -> None:
    """Import the course, then let somebody save another title of a lesson in the browser."""
    publish(session, course_files(), author_id=None, now=NOW)
    edited = replaced(FIRST_PATH, "title: ", "title: Edited, ")
    publish(session, edited, author_id=make_user().id, now=NOW)
    folder_with(folder, course_files())


def test_import_does_not_take_back_what_was_edited_in_the_browser(session: Session, app: Flask, tmp_path: Path) -> None:
    edited_in_the_browser(session, tmp_path / "course")

    result = run(app, "import", tmp_path / "course")

    assert result.exit_code == 1
    assert "was edited in the browser on November 20, 2026." in result.stderr
    assert "--over-edits" in result.stderr
    assert session.scalar(sa.select(sa.func.count()).where(Lesson.title.startswith("Edited, "))) == 1


def test_import_over_edits_keeps_them_in_the_history(session: Session, app: Flask, tmp_path: Path) -> None:
    edited_in_the_browser(session, tmp_path / "course")

    result = run(app, "import", tmp_path / "course", "--over-edits")

    assert result.exit_code == 0, result.output
    assert session.scalar(sa.select(sa.func.count()).where(Lesson.title.startswith("Edited, "))) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(CourseVersion)) == 3


def test_what_was_exported_after_an_edit_is_up_to_date(session: Session, app: Flask, tmp_path: Path) -> None:
    edited_in_the_browser(session, tmp_path / "course")
    slug = session.scalars(sa.select(Course.slug)).one()

    run(app, "export", slug, tmp_path / "exported")
    result = run(app, "import", tmp_path / "exported")

    assert result.exit_code == 0, result.output
    assert "is up to date; nothing was done." in result.stdout


def answered(course: Course) -> None:
    """Two finished attempts at the quiz of the course, both with an answer to its first question."""
    quiz = db.session.scalars(sa.select(Quiz).where(Quiz.course_id == course.id)).one()
    for _number in range(2):
        attempt = make_attempt(make_user(), quiz)
        give_answer(attempt, 1, {"choice": 0})
        finish_attempt(attempt)


def test_import_says_which_answered_questions_it_changed_and_where_their_marks_are_repaired(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    course = publish(session, course_files(), author_id=None, now=NOW).course
    answered(course)
    quiz_id = session.scalars(sa.select(Quiz.id)).one()
    files = replaced(QUIZ_PATH, "Who called the toll", "Who really called the toll")

    result = run(app, "import", folder_with(tmp_path / "course", files))

    assert result.exit_code == 0, result.output
    assert (
        "“who-called-it-unjust” says something else now: 2 finished attempts were marked by what it said before. "
        "Those marks stay as they are until an instructor repairs them: "
        f"{app.config['SETTINGS'].public_url}/quizzes/{quiz_id}/items/who-called-it-unjust/mark-anew\n"
    ) in result.stdout
    assert "when-was-it-built" not in result.stdout


def test_import_says_nothing_of_marks_when_only_unanswered_questions_changed(
    session: Session, app: Flask, tmp_path: Path
) -> None:
    publish(session, course_files(), author_id=None, now=NOW)
    files = replaced(QUIZ_PATH, "Who called the toll", "Who really called the toll")

    result = run(app, "import", folder_with(tmp_path / "course", files))

    assert result.exit_code == 0, result.output
    assert "says something else now" not in result.stdout
