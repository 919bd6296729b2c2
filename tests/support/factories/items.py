"""Items of every kind, as authors write them and as rows, and quizzes made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import count
from typing import Any

from courses.items.rules.kinds import Context
from courses.items.rules.spec import ParsedItem, parse_item
from models.catalogue import Course, Lesson, Passage
from models.enums import Difficulty
from models.items import Category, Evidence, Item, ItemTag, ItemVersion, Quiz, QuizItem, QuizPool
from tests.support.factories.catalogue import YESTERDAY, kept, make_lesson

# Far from the numbers that tests give their own questions.
_numbers = count(1_001)

PASSAGES = {
    "p-1": "The town was founded in 1204. Its bridge came later. The toll was paid by all.",
    "p-2": "The king never saw the bridge.",
}

SPECS: dict[str, dict[str, Any]] = {
    "multiple-choice": {
        "prompt": "Who built the bridge?",
        "options": [{"text": "The town", "correct": True}, {"text": "The king", "feedback": "He never saw it."}],
    },
    "multiple-response": {
        "prompt": "Who paid the toll?",
        "options": [
            {"text": "Merchants", "correct": True},
            {"text": "Pilgrims", "correct": True},
            {"text": "Fish", "feedback": "Fish swim below."},
            {"text": "Birds", "feedback": "Birds fly above."},
        ],
    },
    "true-false": {"prompt": "The bridge is older than the town.", "answer": False, "feedback": "It came later."},
    "short-answer": {
        "prompt": "What was paid?",
        "answers": ["toll", "*a toll*"],
        "feedback": "Look at the last sentence.",
    },
    "numeric": {"prompt": "When?", "answer": 1204, "tolerance": 1, "unit": "AD", "feedback": "See the first sentence."},
    "matching": {
        "prompt": "Match.",
        "pairs": [
            {"left": "Town", "right": "1204"},
            {"left": "Bridge", "right": "later"},
            {"left": "King", "right": "never"},
        ],
        "distractors": ["soon"],
        "feedback": "Read again.",
    },
    "ordering": {"prompt": "Order.", "steps": ["Town", "Bridge", "Toll", "Ruin"], "feedback": "Begin with the town."},
    "evidence": {
        "prompt": "Select what proves that the bridge is younger.",
        "proof": [{"passage": "p-1", "text": "Its bridge came later"}],
        "feedback": "Look for the word later.",
    },
    "cloze": {
        "prompt": "The town was founded in {year}, and {who} paid the {toll}.",
        "gaps": [
            {"id": "year", "kind": "number", "answer": 1204, "tolerance": 1, "unit": "AD"},
            {
                "id": "who",
                "kind": "choice",
                "marks": 2,
                "options": [{"text": "everybody", "correct": True}, {"text": "nobody", "feedback": "All paid."}],
            },
            {"id": "toll", "kind": "text", "answers": ["toll", {"text": "tax", "weight": 0.5}], "feedback": "Read on."},
        ],
        "feedback": "See the last sentence.",
    },
    "drag-words": {
        "prompt": "The {a} came later than the {b}.",
        "gaps": [{"id": "a", "word": "bridge"}, {"id": "b", "word": "town"}],
        "distractors": ["king"],
        "feedback": "Begin with the town.",
    },
    "essay": {
        "prompt": "Was the toll just?",
        "model": "Stone costs **more** than prayers.",
        "rubric": [
            {
                "id": "sides",
                "criterion": "Both sides",
                "levels": [{"text": "None", "points": 0}, {"text": "One", "points": 1}, {"text": "Both", "points": 3}],
            },
            {
                "id": "words",
                "criterion": "Own words",
                "levels": [{"text": "No", "points": 0}, {"text": "Yes", "points": 1}],
            },
        ],
        "words_min": 3,
        "words_max": 100,
        "lines": 6,
        "starter": "I think that",
    },
    "stimulus": {
        "prompt": "Read the story of the bridge.",
        "questions": [
            {
                "id": "who",
                "kind": "multiple-choice",
                "prompt": "Who built it?",
                "evidence": ["p-1"],
                "marks": 3,
                "options": [
                    {"text": "The town", "correct": True},
                    {"text": "The king", "feedback": "He never saw it.", "evidence": ["p-2"]},
                ],
            },
            {"id": "when", "kind": "numeric", "prompt": "When?", "evidence": ["p-2"], "answer": 1204},
        ],
    },
    "description": {"prompt": "The next questions are about the bridge."},
}


def example(kind: str, **values: Any) -> dict[str, Any]:
    """A valid item of a kind as its author writes it."""
    return {"id": f"item-{next(_numbers)}", "kind": kind, "evidence": ["p-1"], **SPECS[kind], **values}


def parsed(
    spec: Mapping[str, Any],
    passages: Mapping[str, str] = PASSAGES,
    quotations: Sequence[str] | None = None,
    *,
    is_lenient: bool = False,
) -> tuple[ParsedItem | None, list[tuple[tuple[str | int, ...], str]]]:
    """The item compiled with Markdown taken as plain words, and its problems as (path, message)."""
    problems: list[tuple[tuple[str | int, ...], str]] = []
    context = Context(
        render=lambda text, _path: f"<p>{escape(text, quote=False)}</p>",
        passages=passages,
        problem=lambda path, message: problems.append((path, message)),
        quotations=list(passages) if quotations is None else quotations,
        is_lenient=is_lenient,
    )
    return parse_item(spec, context), problems


def body_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The body of a valid item."""
    item, problems = parsed(spec)
    assert item
    assert problems == []
    return item.body


def make_version(item: Item, kind: str = "multiple-choice", *, number: int = 1, **values: Any) -> ItemVersion:
    """A version of the item, compiled from the example of its kind."""
    spec = example(kind, **values)
    body = body_of(spec)
    item.newest = number
    columns = {"kind": kind, "digest": f"{number:064}", "spec": spec, "body": body, "text": spec["prompt"]}
    return kept(ItemVersion(item_id=item.id, number=number, created_at=YESTERDAY, **columns))


def make_quiz(lesson: Lesson | None = None, **values: Any) -> Quiz:
    """A quiz without questions; 0.6 of the marks pass it."""
    number = next(_numbers)
    lesson = lesson or make_lesson(needs_quiz=True)
    usual = {
        "key": f"quiz-{number}",
        "path": f"modules/01/{number}.quiz.yaml",
        "title": f"Quiz {number}",
        "pass_fraction": 0.6,
        "settings": {},
        "question_count": 0,
    }
    return kept(Quiz(**{"course_id": lesson.course_id, "lesson_id": lesson.id, **usual, **values}))


def make_item(
    quiz: Quiz,
    kind: str = "multiple-choice",
    *,
    marks: float = 1,
    section: int = 0,
    evidence: Sequence[Passage] = (),
    **values: Any,
) -> QuizItem:
    """The next question of the quiz; `values` change the keys of its example."""
    number = next(_numbers)
    item = kept(Item(course_id=quiz.course_id, key=f"item-{number}", newest=1))
    version = make_version(item, kind, **values)
    for position, passage in enumerate(evidence):
        kept(Evidence(item_version_id=version.id, passage_id=passage.id, position=position))
    quiz.question_count += kind != "description"
    place = {"quiz_id": quiz.id, "item_id": item.id, "item_version_id": version.id}
    return kept(QuizItem(**place, position=number, marks=0 if kind == "description" else marks, section=section))


def make_category(course: Course, title: str = "", **values: Any) -> Category:
    """A file of the course's bank, without questions."""
    key = f"bank-{next(_numbers)}"
    usual = {"key": key, "path": f"bank/{key}.yaml", "title": title or key}
    return kept(Category(**{"course_id": course.id, **usual, **values}))


def make_bank_item(
    category: Category,
    kind: str = "multiple-choice",
    *,
    tags: Sequence[str] = (),
    difficulty: Difficulty | None = None,
    **values: Any,
) -> ItemVersion:
    """A question of the bank, in its only version; `values` change the keys of its example."""
    key = f"item-{next(_numbers)}"
    columns = {"category_id": category.id, "difficulty": difficulty, "newest": 1}
    item = kept(Item(course_id=category.course_id, key=key, **columns))
    for tag in tags:
        kept(ItemTag(item_id=item.id, tag=tag))
    return make_version(item, kind, **values)


def make_pool(quiz: Quiz, category: Category | None = None, *, draw: int = 1, **values: Any) -> QuizPool:
    """The next place of the quiz at which questions are drawn."""
    number = next(_numbers)
    quiz.question_count += draw
    usual = {"key": f"pool-{number}", "position": number, "section": 0, "difficulty": None, "tags": [], "marks": 1.0}
    category_id = category.id if category else None
    return kept(QuizPool(**{"quiz_id": quiz.id, "category_id": category_id, "draw": draw, **usual, **values}))
