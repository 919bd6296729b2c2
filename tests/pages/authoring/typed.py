"""What an author types into the form of each kind of question, and what then stands in the file."""

from __future__ import annotations

from typing import Any

from courses.items.rules.kinds import KINDS

# What an author types into the form of each kind.
TYPED: dict[str, dict[str, Any]] = {
    "multiple-choice": {
        "option-number": ["0", "1", "2"],
        "option-text": ["The town", "The king", ""],
        "option-feedback": ["", "Not he.", ""],
        "option-correct": "0",
    },
    "multiple-response": {
        "option-number": ["0", "1"],
        "option-text": ["Man", "Fish"],
        "option-feedback": ["", "No."],
        "option-correct": ["0"],
    },
    "true-false": {"answer": "true", "feedback": "Look again."},
    "short-answer": {"answers": "a penny\r\npenny*", "case": "1", "feedback": "Look again."},
    "numeric": {"answer": "1204", "tolerance": "0.5", "unit": "AD"},
    "matching": {"pair-left": ["man", "beast", ""], "pair-right": ["penny", "alike", ""], "distractors": "nothing"},
    "ordering": {"step": ["first", "", "second"]},
    "evidence": {
        "proof-sentence": ["a-8 Whoever crossed it paid a penny"],
        "passages": "a-8",
    },
    "cloze": {
        "gap-before": ["", "", "not JSON", "[1]"],
        "gap-id": ["year", "who", "toll", ""],
        "gap-kind": ["number", "choice", "text", "text"],
        "gap-answers": [
            "1204 +- 1\r\n50% 1200 to 1300 # Nearly.",
            "* the town\r\n-25% the king # Not he.",
            "a penny\r\npenn*",
            "",
        ],
        "gap-marks": ["1", "2", "", "1"],
        "feedback": "Look again.",
    },
    "drag-words": {"gap-id": ["a", "b", ""], "gap-word": ["man", "beast", ""], "distractors": "fish", "reuse": "1"},
    "essay": {
        "model": "It *was*.",
        "rubric-id": ["", ""],
        "rubric-criterion": ["Both sides", ""],
        "rubric-levels": ["0 None\r\n2.5 Both of them", ""],
        "words_min": "5",
        "starter": "I think",
    },
    "stimulus": {
        "questions.1.kind": "true-false",
        "questions.1.prompt": "Was it?",
        "questions.1.evidence": ["a-8"],
        "questions.1.answer": "true",
        "questions.1.feedback": "Yes: it was.",
    },
    "description": {},
}
# Texts with gaps hold them.
PROMPTS = {"cloze": "In {year} {who} took {toll}.", "drag-words": "Of {a} and {b}."}
MARKED = [kind for kind in KINDS if kind != "description"]
WRITTEN: dict[str, dict[str, Any]] = {
    "multiple-choice": {
        "options": [{"text": "The town", "correct": True}, {"text": "The king", "feedback": "Not he."}]
    },
    "multiple-response": {"options": [{"text": "Man", "correct": True}, {"text": "Fish", "feedback": "No."}]},
    "true-false": {"answer": True, "feedback": "Look again."},
    "short-answer": {"answers": ["a penny", "penny*"], "case": True, "feedback": "Look again."},
    "numeric": {"answer": 1204, "tolerance": 0.5, "unit": "AD"},
    "matching": {
        "pairs": [{"left": "man", "right": "penny"}, {"left": "beast", "right": "alike"}],
        "distractors": ["nothing"],
    },
    "ordering": {"steps": ["first", "second"]},
    "evidence": {"proof": [{"passage": "a-8", "text": "Whoever crossed it paid a penny"}], "passages": ["a-8"]},
    "cloze": {
        "gaps": [
            {
                "id": "year",
                "kind": "number",
                "answers": [
                    {"value": 1204, "tolerance": 1},
                    {"from": 1200, "to": 1300, "weight": 0.5, "feedback": "Nearly."},
                ],
            },
            {
                "id": "who",
                "kind": "choice",
                "options": [
                    {"text": "the town", "correct": True},
                    {"text": "the king", "weight": -0.25, "feedback": "Not he."},
                ],
                "marks": 2,
            },
            {"id": "toll", "kind": "text", "answers": ["a penny", "penn*"]},
        ],
        "feedback": "Look again.",
    },
    "drag-words": {
        "gaps": [{"id": "a", "word": "man"}, {"id": "b", "word": "beast"}],
        "distractors": ["fish"],
        "reuse": True,
    },
    "essay": {
        "model": "It *was*.",
        "rubric": [
            {
                "id": "criterion-1",
                "criterion": "Both sides",
                "levels": [{"text": "None", "points": 0}, {"text": "Both of them", "points": 2.5}],
            }
        ],
        "words_min": 5,
        "starter": "I think",
    },
    "stimulus": {
        "questions": [
            {
                "id": "was-it",
                "kind": "true-false",
                "prompt": "Was it?",
                "evidence": ["a-8"],
                "answer": True,
                "feedback": "Yes: it was.",
            }
        ]
    },
    "description": {},
}
