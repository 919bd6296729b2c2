"""A file that cannot be read is one problem: nobody is told that keys are missing in it which are there."""

from __future__ import annotations

import pytest

from courses.authoring.compiler import compile_course
from tests.support.small_course import FIRST_PATH, QUIZ_PATH, SECOND_PATH, course_files

MODULE_PATH = "modules/01-town/module.yaml"
BROKEN = b'id: "x\n'


def said(files: dict[str, bytes]) -> list[tuple[str, str]]:
    draft, problems = compile_course(files)
    assert draft is None
    return [(problem.path, problem.message[:26]) for problem in problems]


def at_beginning(path: str) -> dict[str, bytes]:
    """The course with a quotation mark in this file that is never closed."""
    files = course_files()
    content = files[path]
    head, _, rest = content.partition(b"---\n")
    return {**files, path: head + b"---\n" + BROKEN + rest if path.endswith(".md") else BROKEN + content}


@pytest.mark.parametrize("path", ["course.yaml", MODULE_PATH, QUIZ_PATH, SECOND_PATH])
def test_a_file_that_is_not_yaml_is_one_problem(path: str) -> None:
    assert said(at_beginning(path)) == [(path, "This is not valid YAML: wh")]


@pytest.mark.parametrize("path", ["course.yaml", MODULE_PATH, QUIZ_PATH, SECOND_PATH])
def test_a_file_that_is_not_text_is_one_problem(path: str) -> None:
    assert said({**course_files(), path: b"id: \xff\n"}) == [(path, "This is not UTF-8; save th")]


@pytest.mark.parametrize("path", ["course.yaml", MODULE_PATH, QUIZ_PATH])
def test_a_list_in_the_place_of_keys_is_one_problem(path: str) -> None:
    assert said({**course_files(), path: b"- a\n"}) == [(path, "Here should be keys with v")]


@pytest.mark.parametrize("content", [BROKEN, b"\xff"])
def test_a_glossary_that_cannot_be_read_is_named_first(content: bytes) -> None:
    first, *others = said({**course_files(), "glossary.yaml": content})

    assert first[0] == "glossary.yaml"
    assert {(path, message[:24]) for path, message in others} == {(FIRST_PATH, "There is no term 'toll' ")}


def test_what_is_wrong_elsewhere_is_named_beside_it() -> None:
    files = {**at_beginning(QUIZ_PATH), SECOND_PATH: course_files()[SECOND_PATH].replace(b"title:", b"titel:")}

    assert [path for path, _ in said(files)] == [QUIZ_PATH, SECOND_PATH, SECOND_PATH]


@pytest.mark.parametrize("content", [b"---", b"--- |", b"", b"\n", b"#", b"x", b"- ", b"a: |", b"---\nid: a\n---"])
def test_no_problem_stands_below_the_end_of_its_file(content: bytes) -> None:
    for path in ("course.yaml", MODULE_PATH, QUIZ_PATH, FIRST_PATH, "glossary.yaml"):
        files = {**course_files(), path: content}
        problems = [problem for problem in compile_course(files)[1] if problem.path == path]

        assert problems or (path == "glossary.yaml" and not content.strip(b"\n#"))
        assert max((problem.line for problem in problems), default=1) <= content.count(b"\n") + 1
