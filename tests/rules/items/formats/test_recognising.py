"""How a file's format is found out."""

from __future__ import annotations

import pytest

from courses.items.formats.registry import recognised

INSTRUCTION = b'<?program package="a" options="b"?>\n'


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (INSTRUCTION * 3 + b"<quiz></quiz>", "moodle_xml"),
        (b'<?xml version="1.0"?>\n' + INSTRUCTION + b"<!-- of ours --><quiz></quiz>", "moodle_xml"),
        (b"<!-- " + b"words " * 2_000 + b"-->" + b"<quiz></quiz>", "moodle_xml"),
        (INSTRUCTION + b"<questestinterop/>", "qti"),
        (b"<!-- " + b"words " * 2_000 + b"--><assessmentItem/>", "qti"),
        (b"<?php echo 1; ?> prints one. {T}", "gift"),
        (b"<b>Bold</b> is a tag. {T}", "gift"),
    ],
)
def test_what_stands_before_the_first_element_is_passed_over(content: bytes, name: str) -> None:
    assert recognised(content, "file") == name
