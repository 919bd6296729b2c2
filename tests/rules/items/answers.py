"""Made-up items and answers of every kind, for properties that hold whatever is asked and whatever is answered."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.support.factories.items import PASSAGES, SPECS, body_of, example

# No letters that Markdown, YAML or a pattern would read as marks: what is rendered here is taken as plain words.
WORDS = st.text("abcdefgäß ", min_size=1, max_size=12).map(str.strip).filter(bool)
SEVERAL = st.lists(WORDS, min_size=2, max_size=6, unique=True)


@st.composite
def options(draw: st.DrawFn, *, rights: int | None = None) -> list[dict[str, Any]]:
    """Options with at least one right, or with exactly so many."""
    texts = draw(SEVERAL)
    count = rights or draw(st.integers(1, len(texts)))
    right = set(draw(st.permutations(texts))[:count])
    return [{"text": text, "correct": True} if text in right else {"text": text, "feedback": "no"} for text in texts]


SPECIFIC: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "multiple-choice": st.fixed_dictionaries({"options": options(rights=1)}),
    "multiple-response": st.fixed_dictionaries({"options": options()}),
    "true-false": st.fixed_dictionaries({"answer": st.booleans()}),
    "short-answer": st.fixed_dictionaries(
        {"answers": st.lists(WORDS, min_size=1, max_size=3, unique=True), "case": st.booleans()}
    ),
    "numeric": st.fixed_dictionaries(
        {"answer": st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9), "tolerance": st.floats(0, 10)}
    ),
    "matching": st.fixed_dictionaries(
        {"pairs": SEVERAL.map(lambda lefts: [{"left": left, "right": f"{left}!"} for left in lefts])}
    ),
    "ordering": st.fixed_dictionaries({"steps": SEVERAL}),
    "evidence": st.sampled_from(["The town", "Its bridge came later. The toll", "paid"]).map(
        lambda text: {"proof": [{"passage": "p-1", "text": text}]}
    ),
}


def bodies(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Compiled items of a kind."""
    return SPECIFIC[kind].map(lambda values: body_of(example(kind, **values)))


def fields(kind: str, body: dict[str, Any]) -> st.SearchStrategy[dict[str, list[str]]]:
    """What the page of an item may send."""
    if kind in ("multiple-choice", "multiple-response"):
        numbers = [str(number) for number in range(len(body["options"]))]
        most = 1 if kind == "multiple-choice" else len(numbers)
        return st.fixed_dictionaries({"choice": st.lists(st.sampled_from(numbers), max_size=most, unique=True)})
    if kind == "true-false":
        return st.fixed_dictionaries({"choice": st.sampled_from(["true", "false"]).map(lambda value: [value])})
    if kind == "matching":
        values = st.sampled_from(["", *map(str, range(len(body["rights"])))])
        return st.fixed_dictionaries({f"pair-{n}": values.map(lambda v: [v]) for n in range(len(body["lefts"]))})
    if kind == "ordering":
        values = st.sampled_from(["", *map(str, range(1, len(body["steps"]) + 1))])
        return st.fixed_dictionaries({f"position-{n}": values.map(lambda v: [v]) for n in range(len(body["steps"]))})
    if kind == "evidence":
        names = [f"{p['key']}:{n}" for p in body["passages"] for n in range(len(p["sentences"]))]
        return st.fixed_dictionaries({"sentence": st.lists(st.sampled_from(names), unique=True)})
    return st.fixed_dictionaries(
        {
            "text": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20).map(
                lambda text: [text]
            )
        }
    )


FIELD_NAMES = ["choice", "text", "sentence", *(f"pair-{n}" for n in range(4)), *(f"position-{n}" for n in range(5))]
HOSTILE = st.dictionaries(
    st.sampled_from(FIELD_NAMES),
    st.lists(
        st.text(max_size=30)
        | st.sampled_from(
            ["-1", "0", "99", "٣", "1e9", "nan", "inf", "-inf", "1e999", "\0", "\ud800", "p-1:0", "p-1:99", "²"]
        )
        | st.just("9" * 2_000),
        max_size=40,
    ),
)

__all__ = ["HOSTILE", "PASSAGES", "SPECIFIC", "SPECS", "bodies", "fields"]
