"""A course of any number of lessons as files: the same words for the same number, so that runs can be compared."""

from __future__ import annotations

import hashlib
import random

import yaml

WORDS = [
    "river",
    "bridge",
    "town",
    "toll",
    "charter",
    "market",
    "council",
    "harbour",
    "mill",
    "guild",
    "grain",
    "winter",
    "letter",
    "meeting",
    "road",
    "stone",
    "border",
    "worker",
    "school",
    "paper",
    "strike",
    "press",
    "peace",
    "treaty",
    "island",
    "farmer",
    "vote",
    "congress",
    "delegate",
    "speech",
    "question",
    "answer",
]
LESSONS_A_MODULE = 20
PARAGRAPHS = 12
QUOTED = 3
QUESTIONS = 6


def course_files(lessons: int) -> dict[str, bytes]:
    """The files of a course with this many lessons, some 900 words and six questions each."""
    source = "\n".join(sentences(random.Random(f"source {lesson}"), 5) for lesson in range(lessons * QUOTED)) + "\n"
    files = {"sources/chronicle.txt": source.encode(), "course.yaml": _course(lessons, source)}
    for number in range(lessons):
        module, place = divmod(number, LESSONS_A_MODULE)
        folder = f"modules/{module + 1:03}-part"
        if place == 0:
            files[f"{folder}/module.yaml"] = _yaml({"id": f"part-{module + 1}", "title": f"Part {module + 1}"})
        name = f"{folder}/{place + 1:02}-lesson"
        files[f"{name}.md"] = _lesson(number)
        files[f"{name}.quiz.yaml"] = _quiz(number)
    return files


def _course(lessons: int, source: str) -> bytes:
    chronicle = {
        "id": "A",
        "file": "sources/chronicle.txt",
        "sha256": hashlib.sha256(source.encode()).hexdigest(),
        "title": "Chronicle",
        "origin": "Made for measuring.",
    }
    about = {"id": f"towns-{lessons}", "title": f"River towns in {lessons} lessons", "summary": "Made for measuring."}
    return _yaml({**about, "sources": [chronicle]})


def _lesson(number: int) -> bytes:
    chance = random.Random(f"lesson {number}")
    head = {
        "id": f"lesson-{number + 1}",
        "title": f"Lesson {number + 1}",
        "objectives": ["say who built it", "say when"],
    }
    parts = ["---\n" + _yaml(head).decode() + "---\n"]
    for paragraph in range(PARAGRAPHS):
        if paragraph % 4 == 0:
            line = number * QUOTED + paragraph // 4 + 1
            parts.append(
                f"## {words(chance, 3).capitalize()}\n\n/// quote | A {line}\n    id: q-{paragraph // 4}\n///\n"
            )
        parts.append(sentences(chance, 5) + "\n")
    return "\n".join(parts).encode()


def _quiz(number: int) -> bytes:
    chance = random.Random(f"quiz {number}")
    items = [_question(chance, f"item-{number + 1}-{question + 1}", question) for question in range(QUESTIONS)]
    return _yaml({"id": f"quiz-{number + 1}", "items": items})


def _question(chance: random.Random, key: str, question: int) -> dict[str, object]:
    right = chance.randrange(4)
    options = [
        {"text": words(chance, 4), "correct": True}
        if number == right
        else {"text": words(chance, 4), "feedback": sentences(chance, 1)}
        for number in range(4)
    ]
    prompt = sentences(chance, 1)
    return {
        "id": key,
        "kind": "multiple-choice",
        "prompt": prompt,
        "evidence": [f"q-{question % QUOTED}"],
        "options": options,
    }


def sentences(chance: random.Random, number: int) -> str:
    """That many sentences of the same few words."""
    return " ".join(words(chance, chance.randint(8, 18)).capitalize() + "." for _ in range(number))


def words(chance: random.Random, number: int) -> str:
    """That many words."""
    return " ".join(chance.choice(WORDS) for _ in range(number))


def _yaml(value: object) -> bytes:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=110).encode()
