"""A course of two lessons as files, which a test changes in one place to see what the compiler says."""

from __future__ import annotations

import hashlib

CHRONICLE = """The Chronicle of the Town

Masters of the toll:
The Book of Tolls

Anon: On Bridges

In 1204 the town built a bridge of stone. Whoever crossed it paid a penny, "man and beast alike".

The abbot wrote that the toll was unjust. The council answered that bridgs do not grow.

Things to speak of

Bridges and
their builders

Justice
"""

COURSE = """id: river-towns
title: River Towns
summary: On a bridge and its toll.
sources:
  - id: A
    file: sources/chronicle.txt
    sha256: SHA256
    title: Chronicle of the town
    origin: Invented for the tests.
    lists:
      - kind: works
        lines: 3-6
      - kind: topics
        lines: 12-17
"""

GLOSSARY = """- id: toll
  term: Toll
  definition: What is paid for “a bridge of stone” [A 8].
  see: [council]
- id: council
  term: Council
  definition: Those who govern.
"""

FIRST = """---
id: the-bridge
title: The bridge
objectives:
  - say when the bridge was built
  - say what it cost
terms: [toll]
topics: [A:14]
works: [A:4]
questions:
  - Who should pay?
---

The chronicle speaks of a [[toll]].

/// quote | A 8
///

A paragraph with an anchor. {#my-own}

/// quote | A 10
    id: a-10-council
    from: "The council"
    notes:
      - at: "bridgs"
        note: "So in the *source*."
///

/// entries | A 3-6
///
"""

FIRST_QUIZ = """id: the-bridge-quiz
items:
  - id: who-called-it-unjust
    kind: multiple-choice
    prompt: Who called the toll “unjust” [A 10]?
    evidence: [a-10-council]
    options:
      - text: The abbot
        correct: true
      - text: The council
        feedback: It defended the toll.
  - id: when-was-it-built
    kind: numeric
    prompt: When was the bridge built?
    evidence: [a-8]
    answer: 1204
"""

SECOND = """---
id: the-quarrel
title: The quarrel
objectives:
  - tell the abbot's reason
  - tell the council's reason
requires: [the-bridge]
completion: [read, marked]
---

Of the quarrel only a line is left; see [the bridge](lesson:the-bridge#a-8).

/// compare | A 8 ~ A 10
    about: Two lines
///
"""

FIRST_PATH = "modules/01-town/01-bridge.md"
QUIZ_PATH = "modules/01-town/01-bridge.quiz.yaml"
SECOND_PATH = "modules/01-town/02-quarrel.md"


def course_files(**changes: bytes | str | None) -> dict[str, bytes]:
    """The files of the course; a change names a path (or `first`, `quiz`, `second`, `course`, `glossary`) and its new
    content, None to leave it out."""
    files: dict[str, str | bytes] = {
        "course.yaml": COURSE.replace("SHA256", hashlib.sha256(CHRONICLE.encode()).hexdigest()),
        "glossary.yaml": GLOSSARY,
        "sources/chronicle.txt": CHRONICLE,
        "modules/01-town/module.yaml": "id: town\ntitle: The town\n",
        FIRST_PATH: FIRST,
        QUIZ_PATH: FIRST_QUIZ,
        SECOND_PATH: SECOND,
    }
    short = {"first": FIRST_PATH, "quiz": QUIZ_PATH, "second": SECOND_PATH}
    short |= {"course": "course.yaml", "glossary": "glossary.yaml", "source": "sources/chronicle.txt"}
    for name, content in changes.items():
        path = short.get(name, name)
        if content is None:
            del files[path]
        else:
            files[path] = content
    return {path: content if isinstance(content, bytes) else content.encode() for path, content in files.items()}


def replaced(path: str, old: str, new: str, files: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """The files with words replaced in one of them; the words must be there."""
    files = files or course_files()
    assert old.encode() in files[path], f"{old!r} does not stand in {path}"
    return {**files, path: files[path].replace(old.encode(), new.encode(), 1)}
