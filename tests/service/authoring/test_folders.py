"""Folders on disk: read within bounds, written only where nothing is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from courses.authoring import folders
from courses.authoring.folders import read_folder, write_folder
from courses.shared.errors import Invalid
from tests.support.small_course import course_files


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    write_folder(tmp_path / "new" / "course", course_files())

    assert read_folder(tmp_path / "new" / "course") == course_files()


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    (tmp_path / ".DS_Store").write_text("x")
    (tmp_path / "course.yaml").write_text("x")

    assert read_folder(tmp_path) == {"course.yaml": b"x"}


def test_a_folder_with_something_in_it_is_not_written_to(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(Invalid, match="not empty"):
        write_folder(tmp_path, course_files())

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_that_leads_out_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="leads out"):
        write_folder(tmp_path / "course", {"../outside.txt": b"x"})

    assert not (tmp_path / "outside.txt").exists()


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="There is no folder"):
        read_folder(tmp_path / "missing")


def test_what_the_system_will_not_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")

    with pytest.raises(Invalid, match="circle”: Too many levels of symbolic links"):
        read_folder(tmp_path)
    with pytest.raises(Invalid, match="File name too long"):
        read_folder(tmp_path / ("x" * 5_000))
    with pytest.raises(Invalid, match="Not a directory"):
        write_folder(Path("/dev/null/course"), course_files())


def test_links_out_of_the_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    course = tmp_path / "course"
    course.mkdir()
    (course / "course.yaml").symlink_to("../secret.txt")

    with pytest.raises(Invalid, match=r"course\.yaml"):
        read_folder(course)


def test_links_to_folders_are_refused_so_that_no_circle_is_walked(tmp_path: Path) -> None:
    (tmp_path / "again").symlink_to(".", target_is_directory=True)

    with pytest.raises(Invalid, match="again"):
        read_folder(tmp_path)


def test_a_link_to_a_file_inside_is_followed(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("one")
    (tmp_path / "two.md").symlink_to("one.md")

    assert read_folder(tmp_path) == {"one.md": b"one", "two.md": b"one"}


def test_what_is_neither_file_nor_folder_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(Invalid, match="pipe"):
        read_folder(tmp_path)


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_FILES", 3)
    for number in range(4):
        (tmp_path / str(number)).write_text("x")

    with pytest.raises(Invalid, match="more than 3 files"):
        read_folder(tmp_path)


def test_too_many_bytes_are_refused_without_reading_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "MOST_BYTES", 1_048_576)
    with (tmp_path / "large").open("wb") as file:
        file.truncate(1 << 34)

    with pytest.raises(Invalid, match="more than 1 MiB"):
        read_folder(tmp_path)


def test_folders_without_end_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a/b/c/d/e/f").mkdir(parents=True)

    with pytest.raises(Invalid, match="too deep"):
        read_folder(tmp_path)


def test_a_name_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.md")).write_text("x")

    with pytest.raises(Invalid, match="not UTF-8"):
        read_folder(tmp_path)
