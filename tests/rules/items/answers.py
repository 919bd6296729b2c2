"""Made-up items and answers of every kind, for properties that hold whatever is asked and whatever is answered."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from courses.items.rules.numbers import number_or_text
from tests.support.factories.items import PASSAGES, SPECS, body_of, example

# No letters that Markdown, YAML or a pattern would read as marks: what is rendered here is taken as plain words.
WORDS = st.text("abcdefgäß ", min_size=1, max_size=12).map(str.strip).filter(bool)
SEVERAL = st.lists(WORDS, min_size=2, max_size=6, unique=True)


def written(value: float) -> int | float | str:
    """A number as files hold it: one of very many digits stays the text that it is."""
    return number_or_text(str(value))


WEIGHTS = st.floats(-1, 1).map(written)
TOLERANCES = st.floats(0, 10).map(written)
PARTS = st.sampled_from([0, 0.1, 0.25, 0.5, 0.9])
ANY_NUMBER = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)
NUMBERS = ANY_NUMBER.map(written)
KEEP_ORDER = {"shuffle": st.just(False)}


@st.composite
def options(draw: st.DrawFn, *, rights: int | None = None) -> list[dict[str, Any]]:
    """Options with at least one right, or with exactly so many; wrong ones may be worth something and may be proved wrong."""
    texts = draw(SEVERAL)
    count = rights or draw(st.integers(1, len(texts)))
    right = set(draw(st.permutations(texts))[:count])
    is_weighted = draw(st.booleans())
    own = {"correct": True, **({"weight": round(1 / count, 5)} if is_weighted and rights is None else {})}
    more = {"evidence": st.lists(st.sampled_from(list(PASSAGES)), min_size=1, unique=True)}
    wrong = st.fixed_dictionaries(
        {"feedback": WORDS}, optional={**more, **({"weight": WEIGHTS} if is_weighted else {})}
    )
    return [{"text": text, **(own if text in right else draw(wrong))} for text in texts]


@st.composite
def worded(draw: st.DrawFn) -> list[Any]:
    """Accepted answers: first those worth everything, then those worth less."""
    pieces = draw(st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=4, unique_by=tuple))
    texts = list(dict.fromkeys(draw(st.sampled_from(["*", " * ", "* ", ". *"])).join(each) for each in pieces))
    whole = draw(st.integers(1, len(texts)))
    return [
        (text if draw(st.booleans()) else {"text": text, "feedback": draw(WORDS)})
        if number < whole
        else {"text": text, "weight": draw(PARTS)}
        for number, text in enumerate(texts)
    ]


VALUES = st.fixed_dictionaries({"value": NUMBERS}, optional={"tolerance": TOLERANCES})
RANGES = (
    st.tuples(ANY_NUMBER, ANY_NUMBER).map(sorted).map(lambda ends: {"from": written(ends[0]), "to": written(ends[1])})
)
LESS = st.fixed_dictionaries({"weight": PARTS}, optional={"feedback": WORDS})
COUNTED = st.tuples(
    st.lists(VALUES | RANGES, min_size=1, max_size=3),
    st.lists(st.tuples(VALUES | RANGES, LESS).map(lambda both: both[0] | both[1]), max_size=2),
).map(lambda both: [*both[0], *both[1]])
UNITS = {
    "unit": st.sampled_from(["m", "%"]),
    "units": st.just([{"name": "km", "factor": 1000}, {"name": "mm", "factor": 0.001}]),
}

SPECIFIC: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "multiple-choice": st.fixed_dictionaries({"options": options(rights=1)}, optional=KEEP_ORDER),
    "multiple-response": st.fixed_dictionaries({"options": options()}, optional=KEEP_ORDER),
    "true-false": st.fixed_dictionaries({"answer": st.booleans()}, optional={"praise": WORDS}),
    "short-answer": st.fixed_dictionaries(
        {"answers": worded()}, optional={"case": st.just(True), "accents": st.just(True)}
    ),
    "numeric": st.fixed_dictionaries({"answer": NUMBERS}, optional={"tolerance": TOLERANCES, **UNITS})
    | st.fixed_dictionaries({"answers": COUNTED}, optional=UNITS),
    "matching": st.fixed_dictionaries(
        {"pairs": SEVERAL.map(lambda lefts: [{"left": left, "right": f"{left}!"} for left in lefts])},
        optional=KEEP_ORDER,
    ),
    "ordering": st.fixed_dictionaries(
        {"steps": SEVERAL}, optional={"scoring": st.sampled_from(["adjacent-pairs", "exact"])}
    ),
    "evidence": st.sampled_from(["The town", "Its bridge came later. The toll", "paid"]).map(
        lambda text: {"proof": [{"passage": "p-1", "text": text}]}
    ),
}
# What an example has that does not go with the keys drawn.
INSTEAD = {"numeric": ("answer", "tolerance", "unit")}


def specs(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Items of a kind as their authors write them."""
    return SPECIFIC[kind].map(lambda values: _example(kind, values))


def _example(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    spec = example(kind)
    return {key: value for key, value in spec.items() if key not in INSTEAD.get(kind, ())} | values


def bodies(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Compiled items of a kind."""
    return specs(kind).map(body_of)


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
        {"text": (TYPED | st.sampled_from(["1", "0.5 km", "m 12", "-3", "a b", "é"])).map(lambda text: [text])}
    )


# A field of one line sends no others.
TYPED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=20)
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

__all__ = ["HOSTILE", "PASSAGES", "SPECIFIC", "SPECS", "bodies", "fields", "specs"]
