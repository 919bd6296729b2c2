"""A question of every kind with every key that its kind knows, and the keys that all kinds share: what a format would have to hold."""

from __future__ import annotations

from typing import Any

OPTIONS = [
    {"text": "Stone", "correct": True, "feedback": "Yes."},
    {"text": "Wood", "feedback": "It would have burnt.", "weight": 0.25, "evidence": ["the-bridge#a-8"]},
    {"text": "Iron", "feedback": "Not yet."},
]
SHORT = [{"text": "stone", "feedback": "Yes."}, {"text": "rock", "weight": 0.5, "feedback": "Nearly."}]
OWN: dict[str, dict[str, Any]] = {
    "multiple-choice": {"options": OPTIONS, "shuffle": False},
    "multiple-response": {"options": [{**OPTIONS[0], "weight": 1}, *OPTIONS[1:]], "shuffle": False},
    "true-false": {"answer": True, "feedback": "Look again.", "praise": "Well read."},
    "short-answer": {"answers": SHORT, "case": True, "accents": True, "feedback": "Look again."},
    "numeric": {
        "answers": [
            {"value": 12, "tolerance": 1, "feedback": "Yes."},
            {"from": 8, "to": 10, "weight": 0.5, "feedback": "Nearly."},
        ],
        "unit": "m",
        "units": [{"name": "cm", "factor": 0.01}],
        "feedback": "Look again.",
    },
    "matching": {
        "pairs": [{"left": "Bridge", "right": "river"}, {"left": "Gate", "right": "wall"}],
        "distractors": ["sky"],
        "shuffle": False,
        "feedback": "Look again.",
    },
    "ordering": {"steps": ["First", "Then", "Last"], "scoring": "exact", "feedback": "Look again."},
    "evidence": {
        "passages": ["the-bridge#a-8", "the-bridge#a-10"],
        "proof": [{"passage": "the-bridge#a-8", "text": "The bridge is old."}],
        "feedback": "Look again.",
    },
    "cloze": {
        "prompt": "Built of {what} in {year} by the {who}.",
        "gaps": [
            {
                "id": "what",
                "kind": "text",
                "answers": SHORT,
                "case": True,
                "accents": True,
                "feedback": "No.",
                "marks": 2,
            },
            {"id": "year", "kind": "number", "answer": 1204, "tolerance": 1, "unit": "AD", "feedback": "No."},
            {
                "id": "who",
                "kind": "choice",
                "options": [{"text": "town", "correct": True}, {"text": "king", "feedback": "No."}],
            },
        ],
        "feedback": "Look again.",
    },
    "drag-words": {
        "prompt": "The {a} over the {b}.",
        "gaps": [{"id": "a", "word": "bridge"}, {"id": "b", "word": "river"}],
        "distractors": ["sky"],
        "reuse": True,
        "feedback": "Look again.",
    },
    "essay": {
        "model": "It was a good bridge.",
        "rubric": [
            {
                "id": "reason",
                "criterion": "Reasons",
                "levels": [{"text": "None", "points": 0}, {"text": "One", "points": 2}],
            }
        ],
        "words_min": 10,
        "words_max": 100,
        "lines": 8,
        "starter": "I think",
    },
    "stimulus": {
        "questions": [
            {"id": "one", "kind": "true-false", "prompt": "Is it old?", "answer": True, "marks": 2},
            {"id": "two", "kind": "short-answer", "prompt": "Of what?", "answers": ["stone"]},
        ]
    },
    "description": {},
}
COMMON: dict[str, Any] = {
    "title": "The old bridge",
    "explanation": "It stands in the chronicle.",
    "evidence": ["the-bridge#a-8"],
    "hints": ["Look at the first page."],
    "penalty": 0.1,
    "marks": 2,
    "tags": ["bridges"],
    "difficulty": "hard",
    "prompt": "What **is** it?\n\n- this\n- that\n\n![The bridge](picture:bridge.png)",
}


def whole(kind: str) -> dict[str, Any]:
    """The question with the keys of its kind alone."""
    return {"id": f"a-{kind}", "kind": kind, "prompt": "What is the bridge made of?", **OWN[kind]}


def with_common(key: str) -> dict[str, Any]:
    """A plain question that every format holds, and one key beside."""
    options = [{"text": "Stone", "correct": True}, {"text": "Wood"}]
    plain = {"id": "plain", "kind": "multiple-choice", "prompt": "What is it?", "options": options}
    return {**plain, key: COMMON[key]}
