"""The bank as files: its questions, the quizzes that use them, and everything that can be wrong with both."""

from __future__ import annotations

import pytest

from courses.authoring.compiler import compile_course
from courses.authoring.draft import CourseDraft, PlaceDraft, QuizDraft
from models.enums import Difficulty
from tests.support.bank_course import (
    BANK_PATH,
    BANK_QUIZ_PATH,
    PICTURE_PATH,
    TOLLS_PATH,
    bank_files,
    bank_replaced,
)
from tests.support.pictures import PICTURE, picture
from tests.support.small_course import FIRST_PATH, replaced


def compiled(files: dict[str, bytes]) -> CourseDraft:
    draft, problems = compile_course(files)
    assert problems == []
    assert draft
    return draft


def quiz_of(draft: CourseDraft) -> QuizDraft:
    quiz = draft.lessons[1].quiz
    assert quiz
    return quiz


def test_a_file_of_the_bank_holds_questions_with_what_they_are_found_by() -> None:
    bridges, tolls = compiled(bank_files()).bank

    assert (bridges.key, bridges.title, bridges.path) == ("bridges", "Rivers / Bridges", BANK_PATH)
    assert [item.key for item in (*bridges.items, *tolls.items)] == ["stone", "wooden", "aside", "built", "penny"]
    stone = bridges.items[0]
    assert (stone.tags, stone.difficulty, stone.category) == (("material", "easy start"), Difficulty.EASY, "bridges")
    assert stone.text == "Stone or wood"


def test_a_question_and_its_wrong_option_name_the_passages_that_prove_it() -> None:
    stone = compiled(bank_files()).bank[0].items[0]

    assert stone.evidence == (("the-bridge", "a-8"),)
    assert stone.option_evidence == {1: (("the-bridge", "a-8"),)}


def test_a_quiz_takes_its_own_questions_and_those_of_the_bank_in_sections() -> None:
    draft = compiled(bank_files())
    quiz = quiz_of(draft)
    digests = {item.key: item.digest for item in draft.items}

    def place(item: str, position: int, marks: float, section: int) -> PlaceDraft:
        return PlaceDraft(item, digests[item], position, marks, section)

    assert quiz.places == (
        place("whose-reason", 1, 1, 0),
        place("aside", 3, 0, 1),
        place("built", 4, 3, 1),
        place("penny", 7, 1, 2),
    )
    (pool,) = quiz.pools
    assert (pool.key, pool.position, pool.section, pool.category, pool.tags, pool.draw, pool.marks) == (
        *("any-material", 5, 1, "bridges", ("material",), 2, 1.0),
    )


def test_a_quiz_counts_what_an_attempt_asks_and_keeps_its_settings() -> None:
    quiz = quiz_of(compiled(bank_files()))

    assert quiz.question_count == 5
    assert (quiz.settings["behaviour"], quiz.settings["attempts"]) == ("interactive", 3)
    assert [section["title"] for section in quiz.settings["sections"]] == ["", "On bridges", "On tolls"]
    assert [item.key for item in quiz.items] == ["whose-reason"]


def test_a_quiz_without_sections_has_none_in_its_settings() -> None:
    quiz = compiled(bank_files()).lessons[0].quiz

    assert quiz
    assert quiz.settings == {}


def test_a_picture_is_put_where_it_is_named_with_its_words_and_its_size() -> None:
    body = compiled(bank_files()).bank[0].items[0].body

    assert '<img src="/courses/river-towns/pictures/' in body["prompt_html"]
    assert 'alt="The bridge" width="2" height="1" loading="lazy">' in body["prompt_html"]


def test_the_words_of_a_picture_stand_for_it_in_the_text_of_a_passage() -> None:
    files = replaced(FIRST_PATH, "A paragraph with an anchor.", "![A stone](picture:bridge.png)", bank_files())

    passages = {passage.key: passage.text for passage in compiled(files).lessons[0].passages}

    assert passages["my-own"] == "A stone"


def test_a_picture_that_nothing_shows_may_lie_there() -> None:
    draft = compiled(bank_files(**{"pictures/spare.gif": picture(form="GIF", mode="P")}))

    assert "pictures/spare.gif" in draft.files


QUIZ = "modules/01-town/02-quarrel.quiz.yaml"
# File, words in it, what is written in their place, and everything the compiler says.
MISTAKES = {
    "question that is not there": (BANK_QUIZ_PATH, "- id: built", "- id: buildt", [f"{QUIZ}:17: The bank has no question 'buildt'; did you mean 'built'?"]),
    "question twice": (BANK_QUIZ_PATH, "- id: built", "- id: aside", [f"{QUIZ}:17: The question 'aside' stands in this quiz twice."]),
    "marks of a text": (BANK_QUIZ_PATH, "kind: bank\n", "kind: bank\n    marks: 1\n", [f"{QUIZ}:17: 'aside' is a text without a question; it has no marks."]),
    "key of a reference": (BANK_QUIZ_PATH, "marks: 3", "mark: 3", [f"{QUIZ}:19: Unknown key 'mark'; did you mean 'marks'?"]),
    "marks below nothing": (BANK_QUIZ_PATH, "marks: 3", "marks: -3", [f"{QUIZ}:19: 'marks' should be above 0 and at most 100."]),
    "file of a pool": (BANK_QUIZ_PATH, "category: bridges", "category: bridge", [f"{QUIZ}:22: The bank has no file with the id 'bridge'; did you mean 'bridges'?"]),
    "pool without number": (BANK_QUIZ_PATH, "    draw: 2\n", "", [f"{QUIZ}:20: 'draw' is missing: how many questions does the pool draw?"]),
    "pool of too few": (BANK_QUIZ_PATH, "draw: 2", "draw: 3", [f"{QUIZ}:20: The pool 'any-material' draws 3, but of the questions of the bank that fit only 2 are left for it; what other pools draw or the quiz asks itself does not count."]),
    "pool of a difficulty that none has": (BANK_QUIZ_PATH, "draw: 2", "difficulty: medium\n    draw: 1", [f"{QUIZ}:20: The pool 'any-material' draws 1, but of the questions of the bank that fit none is left for it; what other pools draw or the quiz asks itself does not count."]),
    "difficulty of a pool": (BANK_QUIZ_PATH, "draw: 2", "difficulty: heavy\n    draw: 2", [f"{QUIZ}:24: 'difficulty' is one of easy, medium, hard, not 'heavy'."]),
    "half a question drawn": (BANK_QUIZ_PATH, "draw: 2", "draw: 1.5", [f"{QUIZ}:24: 'draw' should be a whole number."]),
    "section twice": (BANK_QUIZ_PATH, "id: on-tolls", "id: on-bridges", [f"{QUIZ}:25: The id 'on-bridges' is already taken in line 11."]),
    "section without title": (BANK_QUIZ_PATH, "    title: On tolls\n", "", [f"{QUIZ}:25: A section needs a 'title', which is shown, of at most 300 characters."]),
    "section of nothing": (BANK_QUIZ_PATH, "  - id: penny\n    kind: bank\n", "", [f"{QUIZ}:26: This section has no questions. Write them behind it, or take it out."]),
    "setting": (BANK_QUIZ_PATH, "behaviour: interactive", "behaviour: playful", [f"{QUIZ}:2: 'behaviour' is one of deferred, immediate, interactive, certainty, practice."]),
    "unknown setting": (BANK_QUIZ_PATH, "attempts: 3", "attempt: 3", [f"{QUIZ}:3: Unknown key 'attempt'; did you mean 'attempts'?"]),
    "id of a question of a quiz": (TOLLS_PATH, "items:\n", "items:\n  - id: whose-reason\n    kind: description\n    prompt: P\n", [f"{QUIZ}:5: The id 'whose-reason' is already taken by the item in bank/tolls.yaml:4."]),
    "id of a file": (TOLLS_PATH, "id: tolls", "id: bridges", ["bank/tolls.yaml:1: The id 'bridges' is already taken by the file of the bank in bank/bridges.yaml:1."]),
    "no title": (TOLLS_PATH, "title: Tolls\n", "", ["bank/tolls.yaml:1: 'title' is missing."]),
    "section in the bank": (TOLLS_PATH, "kind: short-answer", "kind: pool", ["bank/tolls.yaml:5: 'pool' stands in quizzes only; the bank holds questions.", f"{QUIZ}:28: The bank has no question 'penny'."]),
    "evidence without its lesson": (BANK_PATH, "evidence: [the-bridge#a-8]\n    tags", "evidence: [a-8]\n    tags", ["bank/bridges.yaml:11: There is no passage 'a-8'."]),
    "evidence of a lesson that is none": (BANK_PATH, "evidence: [the-bridge#a-8]\n    tags", "evidence: [the-brige#a-8]\n    tags", ["bank/bridges.yaml:11: There is no passage 'the-brige#a-8'."]),
    "difficulty": (BANK_PATH, "difficulty: easy", "difficulty: none", ["bank/bridges.yaml:13: 'difficulty' is one of easy, medium, hard."]),
    "picture that is not there": (BANK_PATH, "picture:bridge.png", "picture:bridges.png", ["bank/bridges.yaml:10: There is no picture 'bridges.png' in pictures/; did you mean 'bridge.png'?"]),
    "picture without words": (BANK_PATH, "![The bridge]", "![]", ["bank/bridges.yaml:10: A picture needs words for those who cannot see it: ![words](picture:name.png)."]),
    "picture of another site": (BANK_PATH, "picture:bridge.png", "https://example.org/a.png", ["bank/bridges.yaml:10: A picture is a file of the course: ![words](picture:name.png)."]),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_place(mistake: str) -> None:
    path, words, instead, expected = MISTAKES[mistake]

    draft, problems = compile_course(bank_replaced(path, words, instead))

    assert draft is None
    assert sorted(map(str, problems)) == sorted(expected)


def test_evidence_of_an_option_that_is_not_there_is_refused() -> None:
    files = bank_replaced(
        BANK_PATH,
        "- text: Wood\n        evidence: [the-bridge#a-8]",
        "- text: Wood\n        evidence: [the-bridge#a-9]",
    )

    draft, problems = compile_course(files)

    assert draft is None
    assert {(problem.path, problem.line) for problem in problems} == {(BANK_PATH, 18)}


def test_two_pools_cannot_count_on_the_same_questions() -> None:
    second = "  - id: more\n    kind: pool\n    tags: [material]\n    draw: 1\n"
    files = bank_replaced(BANK_QUIZ_PATH, "  - id: on-tolls", f"{second}  - id: on-tolls")

    _, problems = compile_course(files)

    assert len(problems) == 1
    assert "none is left for it" in problems[0].message


def test_a_file_of_the_bank_has_an_upper_bound() -> None:
    many = "".join(
        f"  - id: q-{number}\n    kind: true-false\n    prompt: P\n    answer: true\n" for number in range(501)
    )

    _, problems = compile_course(bank_files(**{TOLLS_PATH: f"id: tolls\ntitle: Tolls\nitems:\n{many}"}))

    assert f"{TOLLS_PATH}:3: A file of the bank has at most 500 items; divide it." in map(str, problems)


@pytest.mark.parametrize(
    ("path", "content", "message"),
    [
        (PICTURE_PATH, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG pictures may hold programs"),
        (PICTURE_PATH, b"GIF89a", "This is no picture that can be shown"),
        (PICTURE_PATH, picture(4097, 1), "4097 × 1 pixels"),
        (PICTURE_PATH, PICTURE + b"\0" * (5 * 1_048_576), "more than 5 MiB"),
        ("pictures/bridge.jpg", PICTURE, "This is a .png by its content; rename the file."),
        ("pictures/a bridge.png", PICTURE, "A picture is named with letters"),
        ("pictures/more/bridge.png", PICTURE, "This file belongs to nothing"),
        ("bank/more/tolls.yaml", b"", "This file belongs to nothing"),
    ],
)
def test_a_wrong_file_is_named(path: str, content: bytes, message: str) -> None:
    draft, problems = compile_course(bank_files(**{path: content}))

    assert draft is None
    assert any(problem.path == path and message in problem.message for problem in problems), problems
