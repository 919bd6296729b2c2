"""What crosses between the process that reads a file and the one that asked for it, and what the former may use."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from courses.items.formats.values import Found, Question, Skipped

CPU_SECONDS = 10
MEMORY_BYTES = 256 * 1024 * 1024
# The status with which the process ends when that is not enough.
OUT_OF_MEMORY = 3


def as_json(found: Found) -> dict[str, Any]:
    """What was found as values that JSON knows."""
    return {
        "format": found.format,
        "questions": [vars(question) for question in found.questions],
        "skipped": [vars(skipped) for skipped in found.skipped],
        "warnings": list(found.warnings),
        "error": found.error,
        "pictures": {name: base64.b64encode(content).decode() for name, content in found.pictures.items()},
    }


def from_json(answer: Mapping[str, Any]) -> Found:
    """What was found, from what `as_json` made of it."""
    return Found(
        answer["format"],
        [_question(each) for each in answer["questions"]],
        [Skipped(**each) for each in answer["skipped"]],
        answer["warnings"],
        answer["error"],
        {name: base64.b64decode(content) for name, content in answer["pictures"].items()},
    )


def _question(values: Mapping[str, Any]) -> Question:
    """A question with its tuples, which JSON makes lists."""
    correct = values["correct"]
    tuples: dict[str, Any] = {
        "category": tuple(values["category"]),
        "correct": None if correct is None else tuple(correct),
    }
    return Question(**{**values, **tuples})
