"""`flask items import` and `export` as people type them."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from courses.authoring.compiler import compile_course
from courses.authoring.queries import files_of, newest_version
from courses.authoring.service import publish
from courses.items.formats import gift
from courses.items.formats.registry import WRITERS
from models.authoring import CourseVersion
from models.catalogue import Course
from models.items import Category, Item, ItemVersion, Quiz
from tests.support.bank_course import bank_files
from tests.support.factories.catalogue import NOW
from tests.support.pictures import PICTURE
from tests.support.small_course import replaced

GIFT = """$CATEGORY: Rivers/Bridges

::Arches:: How many arches has the old bridge over the river in the middle of the town? {#3}

// kept for those who come back
::Ferry:: Was there a ferry before? {TRUE#No, look again.}

$CATEGORY: Roads

A road is a way. {
"""


@pytest.fixture
def course(session: Session) -> Course:
    return publish(session, bank_files(), author_id=None, now=NOW).course


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "town.gift"
    path.write_text(GIFT, "utf-8")
    return path


def run(app: Flask, *arguments: str | Path) -> Result:
    return app.test_cli_runner().invoke(args=["items", *map(str, arguments)])


def import_(app: Flask, course: Course, file: Path, *options: str) -> Result:
    return run(app, "import", file, "--course", course.slug, *options)


def export(app: Flask, course: Course, output: Path, *options: str) -> Result:
    return run(app, "export", "--course", course.slug, "-o", output, *options)


def bank(session: Session, course: Course) -> dict[str, str]:
    """The categories of the bank's questions by their ids."""
    titles = sa.select(Item.key, Category.title).join(Category, Category.id == Item.category_id)
    return dict(session.execute(titles.where(Item.course_id == course.id, Item.retired_at.is_(None))).all())


def versions(session: Session, course: Course) -> int | None:
    return session.scalar(sa.select(sa.func.count(CourseVersion.id)).where(CourseVersion.course_id == course.id))


# Import.


def test_questions_come_into_the_categories_that_the_file_names(
    session: Session, app: Flask, course: Course, file: Path
) -> None:
    result = import_(app, course, file)

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-2:] == ["2 questions came in:", "  Rivers / Bridges: 2"]
    added = bank(session, course)
    assert (added["arches"], added["ferry"]) == ("Rivers / Bridges", "Rivers / Bridges")


def test_what_is_left_out_is_named_with_the_reason(app: Flask, course: Course, file: Path) -> None:
    result = import_(app, course, file)

    left_out = [line for line in result.stdout.splitlines() if "left out" in line]
    assert len(left_out) == 1
    assert "A road is a way." in left_out[0]


def test_the_files_with_new_questions_are_a_course_without_problems(
    session: Session, app: Flask, course: Course, file: Path
) -> None:
    import_(app, course, file)

    version = newest_version(session, course.id)
    assert version
    assert compile_course(files_of(session, version))[1] == []


def test_one_category_may_be_named_for_all(session: Session, app: Flask, course: Course, file: Path) -> None:
    result = import_(app, course, file, "--category", "  My   town ")

    assert "  My town: 2" in result.stdout
    assert bank(session, course)["ferry"] == "My town"


def test_questions_without_a_category_come_into_one_named_like_the_file(
    session: Session, app: Flask, course: Course, tmp_path: Path
) -> None:
    path = tmp_path / "old_town.txt"
    path.write_text("Who rules the town?\nA. The council\nB. The mill\nANSWER: A\n", "utf-8")

    import_(app, course, path)

    assert bank(session, course)["who-rules-the-town"] == "old town"


def test_what_the_course_has_word_for_word_is_left_out_unless_asked_for(
    session: Session, app: Flask, course: Course, file: Path
) -> None:
    import_(app, course, file)
    before = bank(session, course)

    again = import_(app, course, file)
    assert again.exit_code == 1
    assert "The course has it word for word: arches." in again.stdout
    assert bank(session, course) == before

    assert import_(app, course, file, "--again").exit_code == 0
    assert len(bank(session, course)) == len(before) + 2


def test_a_question_like_one_of_the_course_comes_in_and_is_named(
    session: Session, app: Flask, course: Course, file: Path, tmp_path: Path
) -> None:
    import_(app, course, file)
    changed = tmp_path / "changed.gift"
    changed.write_text(GIFT.replace("How many arches", "How many archs"), "utf-8")

    result = import_(app, course, changed)

    assert result.exit_code == 0
    assert "taken in: “Arches” (line 3). The course has questions like it: arches." in result.stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "There is no question in this file."),
        ("<quiz><question type='cloze'", "broken.gift cannot be used: "),
    ],
)
def test_a_file_that_cannot_be_used_changes_nothing(
    session: Session, app: Flask, course: Course, tmp_path: Path, content: str, sentence: str
) -> None:
    path = tmp_path / "broken.gift"
    path.write_text(content, "utf-8")

    result = import_(app, course, path)

    assert result.exit_code == 1
    assert sentence in result.stderr
    assert versions(session, course) == 1


def test_a_course_that_would_have_problems_gets_nothing_at_all(
    session: Session, app: Flask, course: Course, tmp_path: Path
) -> None:
    path = tmp_path / "town.gift"
    path.write_text("Good? {T}\n\n[markdown]See [there](lesson:nowhere), is it so? {T}\n", "utf-8")

    result = import_(app, course, path)

    assert result.exit_code == 1
    assert "There is no lesson 'nowhere'" in result.stdout
    assert "nothing was changed" in result.stderr
    assert versions(session, course) == 1


def test_a_course_that_is_not_there_is_named(app: Flask, course: Course, file: Path) -> None:
    result = run(app, "import", file, "--course", "elsewhere")

    assert (result.exit_code, "There is no course “elsewhere”." in result.stderr) == (1, True)


def test_a_file_that_is_not_there_is_named(app: Flask, course: Course, tmp_path: Path) -> None:
    result = import_(app, course, tmp_path / "none.gift")

    assert (result.exit_code, "There is no file of this name." in result.stderr) == (1, True)


# Export.


@pytest.mark.parametrize("format", WRITERS)
def test_the_bank_is_written_in_every_format(app: Flask, course: Course, tmp_path: Path, format: str) -> None:
    output = tmp_path / "out"

    result = export(app, course, output, "--format", format)

    assert result.exit_code == 0
    assert result.stdout.startswith(f"{output} holds what fits of 5 questions.")
    assert run(app, "check", output).exit_code == 0


def test_what_the_format_cannot_hold_is_said_with_the_questions(app: Flask, course: Course, tmp_path: Path) -> None:
    result = export(app, course, tmp_path / "out", "--format", "aiken")

    assert "  Aiken has multiple choice only; “numeric” was left out. (built)" in result.stdout.splitlines()


def test_questions_come_back_from_the_file_with_what_was_kept(
    session: Session, app: Flask, course: Course, file: Path, tmp_path: Path
) -> None:
    import_(app, course, file)
    output = tmp_path / "out.gift"

    export(app, course, output, "--format", "gift", "--category", "bridges")

    read = gift.read(output.read_bytes())
    ferry = next(each for each in read.questions if each.name == "Ferry")
    assert ferry.category == ("Rivers", "Bridges")
    assert ferry.spec["kept"] == {"gift": "// kept for those who come back"}


def test_pictures_are_in_the_package(app: Flask, course: Course, tmp_path: Path) -> None:
    output = tmp_path / "out.zip"

    export(app, course, output, "--format", "qti21")

    assert PICTURE in _unzipped(output).values()


def _unzipped(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_quiz_is_written_with_its_questions_of_the_bank_at_their_marks(
    session: Session, app: Flask, course: Course, tmp_path: Path
) -> None:
    output = tmp_path / "out.xml"

    result = export(app, course, output, "--quiz", "quarrel-quiz", "--format", "moodle_xml")

    text = output.read_text("utf-8")
    assert "<defaultgrade>3</defaultgrade>" in text
    assert "The bridge is made of wood" not in text
    assert "2 questions that are drawn from the bank for each attempt are not written" in result.stdout


def test_a_quiz_may_be_named_by_its_number(session: Session, app: Flask, course: Course, tmp_path: Path) -> None:
    number = session.scalars(sa.select(Quiz.id).where(Quiz.key == "quarrel-quiz")).one()
    by_key, by_number = tmp_path / "one", tmp_path / "other"

    export(app, course, by_key, "--quiz", "quarrel-quiz", "--format", "gift")
    export(app, course, by_number, "--quiz", str(number), "--format", "gift")

    assert by_key.read_bytes() == by_number.read_bytes()


def test_numbers_written_as_words_are_written_as_numbers(session: Session, app: Flask, tmp_path: Path) -> None:
    files = replaced(
        "bank/bridges.yaml", "      - text: Wood\n", "      - text: Wood\n        weight: 0.50\n", bank_files()
    )
    course = publish(session, files, author_id=None, now=NOW).course
    output = tmp_path / "out.gift"

    result = export(app, course, output, "--format", "gift")

    assert (
        session.scalars(sa.select(ItemVersion.spec).join(Item).where(Item.key == "stone")).one()["options"][1]["weight"]
        == "0.50"
    )
    assert result.exit_code == 0
    assert "~%50%Wood" in output.read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--quiz", "nothing"], "There is no such quiz"),
        (["--quiz", "999999"], "There is no such quiz"),
        (["--category", "nothing"], "There is no category"),
    ],
)
def test_what_is_not_there_is_not_written(
    app: Flask, course: Course, tmp_path: Path, options: list[str], sentence: str
) -> None:
    output = tmp_path / "out"

    result = export(app, course, output, "--format", "gift", *options)

    assert (result.exit_code, sentence in result.stderr, output.exists()) == (1, True, False)


def test_a_place_that_cannot_be_written_is_named(app: Flask, course: Course, tmp_path: Path) -> None:
    result = export(app, course, tmp_path / "no" / "out", "--format", "gift")

    assert (result.exit_code, "cannot be written" in result.stderr) == (1, True)
