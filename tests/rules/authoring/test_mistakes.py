"""What the compiler says of every mistake: the file, the true line, and what to do."""

from __future__ import annotations

import pytest

from courses.authoring.compiler import compile_course
from tests.support.small_course import FIRST_PATH, QUIZ_PATH, SECOND_PATH, course_files, replaced

COURSE_YAML, GLOSSARY = "course.yaml", "glossary.yaml"
# File, words in it, what is written in their place, and everything the compiler says.
MISTAKES = {
    "key of the course": (COURSE_YAML, "title: River", "titel: River", ["course.yaml:1: 'title' is missing.", "course.yaml:2: Unknown key 'titel'; did you mean 'title'?"]),
    "id of the course": (COURSE_YAML, "id: river-towns", "id: River", ["course.yaml:1: An id is lower-case letters, digits and hyphens, begins with a letter and has at most 64 characters; 'River' is none."]),
    "language": (COURSE_YAML, "summary:", "language: English!\nsummary:", ["course.yaml:3: 'language' is a code like en or pt-BR, not 'English!'."]),
    "authors": (COURSE_YAML, "summary:", "authors: Ana\nsummary:", ["course.yaml:3: 'authors' should be a list, not a text."]),
    "id of a source": (COURSE_YAML, "id: A", "id: a", ["course.yaml:5: The id of a source is one or two capital letters; 'a' is none."]),
    "file of a source": (COURSE_YAML, "sources/chronicle.txt", "sources/chronicl.txt", ["course.yaml:6: There is no file 'sources/chronicl.txt'; did you mean 'sources/chronicle.txt'?"]),
    "kind of a list": (COURSE_YAML, "kind: works", "kind: work", ["course.yaml:11: The kind of a list is one of works, topics, sources, not 'work'; did you mean 'works'?"]),
    "lines of a list": (COURSE_YAML, "lines: 3-6", "lines: 3-600", ["course.yaml:12: 'sources/chronicle.txt' has 18 lines only."]),
    "lines the wrong way": (COURSE_YAML, "lines: 3-6", "lines: 6-3", ["course.yaml:12: 'lines' should be a range of lines like 5-73, not '6-3'."]),
    "lists that overlap": (COURSE_YAML, "lines: 3-6", "lines: 3-13", ["course.yaml:13: This list overlaps the one in lines 3-13."]),
    "whole line without colon": (COURSE_YAML, "lines: 3-6", "lines: 3-6\n        whole: [4]", ["course.yaml:13: Line 4 is not a line of this list with a colon in it."]),
    "authors of no work": (COURSE_YAML, "lines: 3-6", "lines: 3-3", ["course.yaml:11: There is no entry in lines 3-3.", "course.yaml:11: Line 3 names authors, but no work follows it in this list."]),
    "term that points nowhere": (GLOSSARY, "see: [council]", "see: [counsil]", ["glossary.yaml:4: There is no term 'counsil' in the glossary; did you mean 'council'?"]),
    "term twice": (GLOSSARY, "- id: council", "- id: toll", ["glossary.yaml:5: The term 'toll' stands here twice (first in line 1).", "glossary.yaml:4: There is no term 'council' in the glossary."]),
    "words in the glossary": (GLOSSARY, "bridge of stone", "bridge of wood", ["glossary.yaml:3: The words “a bridge of wood” do not stand in A 8."]),
    "no head": (SECOND_PATH, "---\nid", "id", ["02-quarrel.md:1: A lesson begins with a head: a line of three dashes, keys with values, a line of three dashes."]),
    "unknown key of a lesson": (FIRST_PATH, "questions:", "question:", ["01-bridge.md:10: Unknown key 'question'; did you mean 'questions'?"]),
    "too few objectives": (FIRST_PATH, "  - say what it cost\n", "", ["01-bridge.md:4: A lesson has two to four objectives ('objectives')."]),
    "unknown term": (FIRST_PATH, "terms: [toll]", "terms: [tol]", ["01-bridge.md:7: There is no term 'tol' in the glossary; did you mean 'toll'?"]),
    "topic that is a work": (FIRST_PATH, "topics: [A:14]", "topics: [A:4]", ["01-bridge.md:8: No entry of a list of topics begins at 'A:4'"]),
    "work that is none": (FIRST_PATH, "works: [A:4]", "works: [A:5]", ["01-bridge.md:9: No entry of a list of works or sources begins at 'A:5'"]),
    "completion": (SECOND_PATH, "[read, marked]", "[read, quizz]", ["02-quarrel.md:8: 'quizz' completes nothing; there are read, quiz, marked."]),
    "quiz that is not there": (SECOND_PATH, "[read, marked]", "[quiz]", ["02-quarrel.md:8: The lesson asks for its quiz, but there is none beside it."]),
    "empty completion": (SECOND_PATH, "[read, marked]", "[]", ["02-quarrel.md:8: 'completion' names at least one of read, quiz, marked."]),
    "required lesson": (SECOND_PATH, "requires: [the-bridge]", "requires: [the-brigde]", ["02-quarrel.md:7: There is no lesson 'the-brigde'; did you mean 'the-bridge'?"]),
    "itself required": (SECOND_PATH, "requires: [the-bridge]", "requires: [the-quarrel]", ["02-quarrel.md:7: No one can ever open this lesson: 'the-quarrel' requires 'the-quarrel'."]),
    "day": (SECOND_PATH, "completion:", "opens_on: 31.1.2027\ncompletion:", ["02-quarrel.md:8: 'opens_on' should be a day like 2027-01-31, not '31.1.2027'."]),
    "id of a lesson twice": (SECOND_PATH, "id: the-quarrel", "id: the-bridge", ["02-quarrel.md:2: The id 'the-bridge' is already taken by the lesson in modules/01-town/01-bridge.md:2."]),
    "first-level heading": (FIRST_PATH, "A paragraph with", "# Big\n\nA paragraph with", ["01-bridge.md:19: The title is the page's only first-level heading; write ## here."]),
    "picture": (FIRST_PATH, "A paragraph with", "![x](y.png) with", ["01-bridge.md:19: A picture is a file of the course: ![words](picture:name.png)."]),
    "scheme of a link": (FIRST_PATH, "A paragraph with", "[x](lessons:the-quarrel) with", ["01-bridge.md:19: A link cannot begin with 'lessons:'; did you mean 'lesson'?"]),
    "relative link": (FIRST_PATH, "A paragraph with", "[x](other.html) with", ["01-bridge.md:19: 'other.html' points nowhere: write lesson:ID, #PASSAGE, [[TERM]] or a whole address that begins with https://."]),
    "passage of this lesson": (FIRST_PATH, "A paragraph with", "[x](#a-88) with", ["01-bridge.md:19: There is no passage 'a-88' in the lesson 'the-bridge'; did you mean 'a-8'?"]),
    "lesson linked": (SECOND_PATH, "lesson:the-bridge#a-8", "lesson:the-ridge#a-8", ["02-quarrel.md:11: There is no lesson 'the-ridge'; did you mean 'the-bridge'?"]),
    "passage linked": (SECOND_PATH, "lesson:the-bridge#a-8", "lesson:the-bridge#my-old", ["02-quarrel.md:11: There is no passage 'my-old' in the lesson 'the-bridge'; did you mean 'my-own'?"]),
    "term linked": (FIRST_PATH, "[[toll]]", "[[tolls|tolls]]", ["01-bridge.md:14: There is no term 'tolls' in the glossary; did you mean 'toll'?"]),
    "citation": (FIRST_PATH, "A paragraph with", "“No such words” [A 8] with", ["01-bridge.md:19: The words “No such words” do not stand in A 8."]),
    "cited source": (FIRST_PATH, "A paragraph with", "See [C 8] with", ["01-bridge.md:19: There is no source 'C'. If [C 8] is no citation, write \\[C 8]."]),
    "anchor of the page": (FIRST_PATH, "{#my-own}", "{#completion}", ["01-bridge.md:19: The page around the lesson uses 'completion' itself. Choose another anchor."]),
    "anchor twice": (FIRST_PATH, "{#my-own}", "{#a-8}", ["01-bridge.md:19: The anchor 'a-8' is already taken in line 16."]),
    "anchor that is none": (FIRST_PATH, "{#my-own}", "{#My}", ["01-bridge.md:19: An id is lower-case letters, digits and hyphens, begins with a letter and has at most 64 characters; 'My' is none."]),
    "quotation of a source that is none": (FIRST_PATH, "quote | A 8", "quote | B 8", ["01-bridge.md:16: There is no source 'B'."]),
    "quotation of a line that is none": (FIRST_PATH, "quote | A 8", "quote | A 80", ["01-bridge.md:16: Source A has 18 lines; there is no A 80."]),
    "quotation of a blank line": (FIRST_PATH, "quote | A 8", "quote | A 9", ["01-bridge.md:16: There is no text in A 9."]),
    "quotation of nothing": (FIRST_PATH, "quote | A 8", "quote", ["01-bridge.md:16: 'quote' needs to know which lines: `/// quote | A 75`."]),
    "quotation of something else": (FIRST_PATH, "quote | A 8", "quote | line 8", ["01-bridge.md:16: 'line 8' should name a source and a line or a range of lines: A 75 or A 81-83."]),
    "line quoted twice": (FIRST_PATH, "A paragraph", "/// quote | A 8\n///\n\nA paragraph", ["01-bridge.md:19: The anchor 'a-8' is already taken in line 16. Give this quotation an `id` of its own."]),
    "first words": (FIRST_PATH, 'from: "The council"', 'from: "The king"', ["01-bridge.md:23: The words “The king” do not stand in A 10."]),
    "words of a note": (FIRST_PATH, 'at: "bridgs"', 'at: "bridges"', ["01-bridge.md:25: The words “bridges” of this note stand nowhere in the quotation; they must stand there once."]),
    "option of a quotation": (FIRST_PATH, "    from:", "    form:", ["01-bridge.md:23: Unknown key 'form'; did you mean 'from'?"]),
    "option of a range": (FIRST_PATH, "quote | A 10", "quote | A 10-12", ["01-bridge.md:22: 'id' belongs to a quotation of one line; quote these lines one by one.", "01-bridge.md:23: 'from' belongs to a quotation of one line; quote these lines one by one."]),
    "option not indented": (FIRST_PATH, "    id: a-10-council", "id: a-10-council", ["01-bridge.md:22: Only options stand inside 'quote', indented by four spaces; close the block with /// first."]),
    "block that is none": (FIRST_PATH, "quote | A 8", "quotes | A 8", ["01-bridge.md:16: There is no block 'quotes'; did you mean 'quote'? There are quote, compare, entries, note."]),
    "block without a name": (FIRST_PATH, "/// quote | A 8", "///quote: A 8", ["01-bridge.md:16: A block begins with its name: `/// quote | A 75`, `/// note`; its argument stands behind a bar."]),
    "block in a list": (FIRST_PATH, "A paragraph", "- /// quote | A 8\n\nA paragraph", ["01-bridge.md:19: A block stands at the beginning of its line, not inside a list or a quotation."]),
    "block left open": (SECOND_PATH, "    about: Two lines\n///\n", "    about: Two lines\n", ["02-quarrel.md:13: The block 'compare' is never closed; write /// on a line of its own at its end."]),
    "note left open": (FIRST_PATH, "A paragraph", "/// note\nA paragraph", ["01-bridge.md:19: The block 'note' is never closed; write /// on a line of its own at its end."]),
    "end without beginning": (FIRST_PATH, "A paragraph", "///\n\nA paragraph", ["01-bridge.md:19: /// closes a block, but none is open here."]),
    "one side only": (SECOND_PATH, "A 8 ~ A 10", "A 8, A 10", ["02-quarrel.md:13: A comparison has two sides with a tilde between them: `/// compare | A 77 ~ B 7`."]),
    "comparison of what": (SECOND_PATH, "    about: Two lines\n", "", ["02-quarrel.md:13: 'about' is missing."]),
    "entries of no list": (FIRST_PATH, "entries | A 3-6", "entries | A 8", ["01-bridge.md:29: No entry of a list begins in A 8; lists are named in course.yaml."]),
    "id of a quiz": (QUIZ_PATH, "id: the-bridge-quiz\n", "", ["01-bridge.quiz.yaml:1: 'id' is missing."]),
    "fraction that passes": (QUIZ_PATH, "items:", "pass: 60\nitems:", ["01-bridge.quiz.yaml:2: 'pass' is a fraction of the marks from 0 to 1, not 60."]),
    "words for a number": (QUIZ_PATH, "items:", "pass: most\nitems:", ["01-bridge.quiz.yaml:2: 'pass' should be a number, not 'most'."]),
    "id of an item twice": (QUIZ_PATH, "id: when-was-it-built", "id: who-called-it-unjust", ["01-bridge.quiz.yaml:12: The id 'who-called-it-unjust' is already taken by the item in modules/01-town/01-bridge.quiz.yaml:3."]),
    "words in a question": (QUIZ_PATH, "“unjust”", "“just and right”", ["01-bridge.quiz.yaml:5: The words “just and right” do not stand in A 10."]),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_place(mistake: str) -> None:
    path, words, instead, expected = MISTAKES[mistake]

    draft, problems = compile_course(replaced(path, words, instead))

    said = [str(problem).removeprefix("modules/01-town/") for problem in problems]
    assert draft is None
    for sentence in expected:
        assert any(each == sentence or each.startswith(sentence) for each in said), said


@pytest.mark.parametrize(
    ("path", "words", "instead", "line", "about"),
    [
        ("quiz", "evidence: [a-8]", "evidence: [a-9]", 15, "a-9"),
        ("quiz", "kind: numeric", "kind: number", 13, "number"),
        ("quiz", "        feedback: It defended the toll.\n", "", 10, "feedback"),
        ("quiz", "    answer: 1204\n", "    anwser: 1204\n", 16, "anwser"),
        ("quiz", "        correct: true\n", "", 7, "correct"),
        ("quiz", "    prompt: When was the bridge built?\n", "", 12, "prompt"),
    ],
)
def test_a_mistake_in_an_item_is_named_with_its_line(
    path: str, words: str, instead: str, line: int, about: str
) -> None:
    _, problems = compile_course(replaced(QUIZ_PATH, words, instead))

    places = [(problem.path, problem.line) for problem in problems if about in problem.message]
    assert (QUIZ_PATH, line) in places, problems


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"course": None}, "course.yaml:1: The course lacks this file; it holds `id`, `title`, `summary` and the sources."),
        ({"modules/01-town/module.yaml": None}, "modules/01-town/module.yaml:1: The module lacks this file; it holds `id` and `title`."),
        ({"first": None, "second": None, "quiz": None}, "modules/01-town/module.yaml:1: The module has no lesson; a lesson is a file beside this one that ends in .md."),
        ({"notes.txt": "x"}, "notes.txt:1: This file belongs to nothing in a course; remove it, or see the course format for where it should lie."),
        ({"sources/other.txt": "x"}, "sources/other.txt:1: No source in course.yaml names this file."),
        ({"modules/01-town/09-x.quiz.yaml": "id: x"}, "modules/01-town/09-x.quiz.yaml:1: This quiz belongs to no lesson: there is no 'modules/01-town/09-x.md'."),
        ({"modules/../x.md": "x"}, "modules/../x.md:1: This is no plain path below the folder of the course; rename the file."),
        ({"second": b"---\nid: \xff\n---\n"}, "modules/01-town/02-quarrel.md:2: This is not UTF-8; save the file as UTF-8."),
        ({"second": "---\nid: a\x00b\n---\n"}, "modules/01-town/02-quarrel.md:2: There is a control character (U+0000) here; remove it."),
        ({"glossary": '- id: toll\n  term: "T\\0"\n  definition: x\n'}, "glossary.yaml:2: There is a control character (U+0000) here; remove it."),
        ({"source": b"a\n\xff"}, "course.yaml:6: 'sources/chronicle.txt' is not UTF-8 (line 2)."),
        ({"glossary": "id: toll"}, "glossary.yaml:1: The glossary is a list; each term begins with `- id:`."),
        ({"quiz": "id: q\nitems: []\n"}, "modules/01-town/01-bridge.quiz.yaml:2: A quiz needs at least one item ('items')."),
        ({"second": "x" * 1_048_577}, "modules/01-town/02-quarrel.md:1: The file has 1,048,577 bytes; at most 1,048,576 are allowed."),
        ({"course": "- a\n"}, "course.yaml:1: Here should be keys with values (`key: value`), not a list."),
    ],
)  # fmt: skip
def test_a_wrong_file_is_named(changes: dict[str, bytes | str | None], sentence: str) -> None:
    draft, problems = compile_course(course_files(**changes))

    assert draft is None
    assert sentence in map(str, problems)


def test_a_circle_of_lessons_is_named_at_each_of_them() -> None:
    files = replaced(FIRST_PATH, "terms: [toll]", "terms: [toll]\nrequires: [the-quarrel]")

    _, problems = compile_course(files)

    assert [(problem.path, problem.line) for problem in problems] == [(FIRST_PATH, 8), (SECOND_PATH, 7)]
    assert "'the-bridge' requires 'the-quarrel' requires 'the-bridge'" in problems[0].message


def test_a_wrong_word_in_a_long_text_of_a_quiz_has_its_own_line() -> None:
    text = (
        "prompt: >-\n      A long question that goes on\n      over lines and says “nothing of it” [A 8]\n      and on."
    )

    _, problems = compile_course(replaced(QUIZ_PATH, "prompt: When was the bridge built?", text))

    assert [problem.line for problem in problems] == [16]


def test_code_is_not_taken_for_citations_links_or_blocks() -> None:
    code = "`“no” [A 8]` and\n\n```\n/// quote | Z 9\n[[nothing]] “no” [A 8] [x](foo:bar)\n# no heading\n```\n"

    _, problems = compile_course(replaced(FIRST_PATH, "A paragraph with an anchor. {#my-own}", code))

    assert problems == []


def test_hostile_markdown_is_a_problem_of_its_file_and_soon() -> None:
    files = replaced(FIRST_PATH, "A paragraph with", "[" * 16_000 + "\n\nA paragraph with")

    _, problems = compile_course(files)

    assert [str(problem) for problem in problems if "too long to format" in problem.message] == [
        f"{FIRST_PATH}:14: This text takes too long to format; look for long runs of brackets, asterisks or the like."
    ]
