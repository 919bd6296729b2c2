"""The small course with a bank of two files, a picture, and a quiz that takes from the bank in sections."""

from __future__ import annotations

from tests.support.pictures import PICTURE
from tests.support.small_course import SECOND_PATH, course_files, replaced

BANK_PATH = "bank/bridges.yaml"
TOLLS_PATH = "bank/tolls.yaml"
PICTURE_PATH = "pictures/bridge.png"
BANK_QUIZ_PATH = SECOND_PATH.replace(".md", ".quiz.yaml")

BRIDGES = """id: bridges
title: Rivers / Bridges
items:
  - id: stone
    kind: multiple-choice
    title: Stone or wood
    prompt: |
      What is the bridge made of?

      ![The bridge](picture:bridge.png)
    evidence: [the-bridge#a-8]
    tags: [material, easy start]
    difficulty: easy
    options:
      - text: Stone
        correct: true
      - text: Wood
        evidence: [the-bridge#a-8]
  - id: wooden
    kind: true-false
    prompt: The bridge is made of wood.
    answer: false
    tags: [material]
  - id: aside
    kind: description
    prompt: Look at the bridge first.
  - id: built
    kind: numeric
    prompt: When was it built?
    answer: 1204
    marks: 2
    tags: [material]
    difficulty: hard
"""

TOLLS = """id: tolls
title: Tolls
items:
  - id: penny
    kind: short-answer
    prompt: What did it cost?
    answers: [a penny]
"""

QUIZ = """id: quarrel-quiz
behaviour: interactive
attempts: 3
items:
  - id: whose-reason
    kind: true-false
    prompt: Was the toll unjust?
    answer: true
    feedback: Read again.
    evidence: [a-10]
  - id: on-bridges
    kind: section
    title: On bridges
    shuffle: true
  - id: aside
    kind: bank
  - id: built
    kind: bank
    marks: 3
  - id: any-material
    kind: pool
    category: bridges
    tags: [material]
    draw: 2
  - id: on-tolls
    kind: section
    title: On tolls
  - id: penny
    kind: bank
"""


def bank_files(**changes: bytes | str | None) -> dict[str, bytes]:
    """The files of the course; changes as `course_files` takes them."""
    files = course_files() | {
        BANK_PATH: BRIDGES.encode(),
        TOLLS_PATH: TOLLS.encode(),
        PICTURE_PATH: PICTURE,
        BANK_QUIZ_PATH: QUIZ.encode(),
    }
    for path, content in changes.items():
        if content is None:
            del files[path]
        else:
            files[path] = content.encode() if isinstance(content, str) else content
    return files


def bank_replaced(path: str, old: str, new: str) -> dict[str, bytes]:
    """The files with words replaced in one of them; the words must be there."""
    return replaced(path, old, new, bank_files())
