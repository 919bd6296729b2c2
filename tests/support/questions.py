"""Questions of every kind with texts that files of questions stumble over, and what it means that two of them are the same.

`questions(kind)` makes them as course files write them. `unexpected(item, came_back, losses)` names the keys that a format lost
without saying so; texts are the same when readers see the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from courses.items.formats.texts import to_html
from courses.items.formats.values import Loss
from courses.items.rules.kinds.stimulus import OF_THE_WHOLE
from models.enums import Difficulty

Texts = st.SearchStrategy[str]
Spec = dict[str, Any]

BARE = st.text("abcdefghijklmnopqrstuvwxyzäöüßéñ漢字שלмир", min_size=1, max_size=8)
# What means something in one format or another.
MARKS = st.sampled_from(
    r"""
    { } = ~ # : :: \ \n \: -> // %50% %-50% #### ####x # $CATEGORY: ANSWER: A) B. [html] [markdown] {#} {} {T} =x ~y {1:SA:=a} [[1]]
    $$x$$ \(x^2\) & &amp; &lt; 2<3 4>3 ]]> --> <!-- @@PLUGINFILE@@/x.png ' " `x` `{a=b}` **b** *i* _ * | … “q” 1. 50% C# a/b key=value
    x->y 🌍 <b>b</b> \{ %% / // ~=% ^2 $ @ ; , . ! ? ...
    """.split()  # noqa: SIM905
)
WORD_OR_MARK = BARE | MARKS
# Text that is one paragraph: it begins with a word, so that no mark in it begins a list or a heading.
LINES: Texts = st.lists(WORD_OR_MARK, max_size=6).flatmap(lambda rest: BARE.map(lambda first: " ".join([first, *rest])))
BLOCKS: Texts = st.one_of(
    LINES,
    LINES,
    st.lists(LINES, min_size=2, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINES, min_size=2, max_size=3).map(
        lambda lines: "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))
    ),
    LINES.map(lambda line: f"> {line}"),
    st.just("```\nif x == {1: '='}:\n    # no ~ comment\n\n    return -> 2\n```"),
)
PAGES: Texts = LINES | st.lists(BLOCKS, max_size=2).flatmap(
    lambda rest: LINES.map(lambda first: "\n\n".join([first, *rest]))
)
WEIGHTS = st.sampled_from([0.5, 0.25, 0.33333, -0.5, -0.25, -1.0, -0.33333, 0.1])
PARTIAL = st.sampled_from([0.5, 0.25, 0.33333, 0.1, 0.9])
FLOATS = st.sampled_from([0.1, 0.25, 3.1415, -2.5, 1e-7, 6.02e23, 12345.678])
NUMBERS = st.integers(-10_000, 10_000) | FLOATS


def letters(text: str) -> str:
    """What makes a text different from another in every format."""
    return re.sub(r"[\W_]+", "", text).casefold()


def different(texts: Texts, low: int, high: int) -> st.SearchStrategy[list[str]]:
    """Several texts, no two with the same letters."""
    return st.lists(texts, min_size=low, max_size=high, unique_by=letters)


def mapping(required: Mapping[str, Any], optional: Mapping[str, Any] | None = None) -> st.SearchStrategy[Spec]:
    """Keys with values, of which the second may be missing."""
    return st.fixed_dictionaries(dict(required), optional=dict(optional or {}))


def common(pages: Texts, lines: Texts) -> dict[str, Any]:
    """What every question may have; values that are the default are never written."""
    return {
        "title": lines,
        "explanation": pages,
        "hints": st.lists(pages, min_size=1, max_size=3),
        "penalty": st.sampled_from([0, 0.1, 0.25, 0.5, 1]),
        "marks": st.sampled_from([0.5, 2, 3, 10]),
        "tags": st.lists(BARE, min_size=1, max_size=3, unique=True),
        "difficulty": st.sampled_from([str(each) for each in Difficulty]),
        "evidence": st.lists(st.sampled_from(["bridges#p-1", "bridges#p-2"]), min_size=1, max_size=2, unique=True),
    }


@st.composite
def options(draw: st.DrawFn, *, pages: Texts, lines: Texts, several: bool, weighted: bool | None = None) -> list[Spec]:
    """Options, of which one or several are right; wrong ones may be worth something."""
    texts = draw(different(lines, 2, 6))
    count = draw(st.integers(1, len(texts))) if several else 1
    right = set(draw(st.permutations(texts))[:count])
    is_weighted = draw(st.booleans()) if weighted is None else weighted
    made = []
    for text in texts:
        option: Spec = {"text": text, **({"correct": True} if text in right else {})}
        if draw(st.booleans()):
            option["feedback"] = draw(pages)
        if several and is_weighted and text in right:
            option["weight"] = round(1 / count, 5)
        elif is_weighted and text not in right and draw(st.booleans()):
            option["weight"] = draw(st.sampled_from([-0.5, -0.25, -1.0]) if several else WEIGHTS)
        if text not in right and draw(st.integers(0, 9)) == 0:
            option["evidence"] = ["bridges#p-1"]
        made.append(option)
    return made


@st.composite
def short_answers(draw: st.DrawFn, *, pages: Texts, lines: Texts) -> list[Any]:
    """Accepted answers, the first worth everything; a `*` in one stands for anything, unless a backslash stands before it."""
    made: list[Any] = []
    stars = st.sampled_from(["", " *", r" \*", r" 2\*3", r" \* *"])
    for number, words in enumerate(draw(different(lines, 1, 4))):
        text = words + draw(stars)
        more = draw(mapping({}, {"feedback": pages, **({"weight": PARTIAL} if number else {})}))
        made.append({"text": text, **more} if more else text)
    return made


def numeric_answers(pages: Texts) -> st.SearchStrategy[list[Spec]]:
    """Numbers and ranges, the first worth everything."""
    more = {"feedback": pages}
    value = lambda extra: mapping({"value": NUMBERS}, {"tolerance": st.sampled_from([0.5, 1, 0.001]), **extra})  # noqa: E731
    reach = lambda extra: st.tuples(st.integers(-99, 99), st.integers(1, 50)).flatmap(  # noqa: E731
        lambda pair: mapping({"from": st.just(pair[0]), "to": st.just(pair[0] + pair[1])}, extra)
    )
    entry = lambda extra: value(extra) | reach(extra)  # noqa: E731
    rest = st.lists(entry({**more, "weight": PARTIAL}), max_size=2)
    return st.tuples(entry(more), rest).map(lambda found: [found[0], *found[1]])


def numeric(pages: Texts) -> st.SearchStrategy[Spec]:
    """One number with a tolerance, or several."""
    more = {
        "feedback": pages,
        "unit": st.sampled_from(["m", "kg", "°C", "%"]),
        "units": st.just([{"name": "cm", "factor": 0.01}, {"name": "km", "factor": 1000}]),
    }
    one = mapping({"answer": NUMBERS}, {"tolerance": st.sampled_from([0.5, 1, 0.001]), **more})
    return one | mapping({"answers": numeric_answers(pages)}, more)


@st.composite
def matching(draw: st.DrawFn, *, pages: Texts, lines: Texts) -> Spec:
    """Pairs and what fits nothing."""
    texts = draw(different(lines, 4, 9))
    count = draw(st.integers(2, len(texts) // 2))
    pairs = [{"left": left, "right": right} for left, right in zip(texts[:count], texts[count:], strict=False)]
    distractors = texts[2 * count :]
    more = {"feedback": pages, "shuffle": st.just(False)}
    return {"pairs": pairs, **({"distractors": distractors} if distractors else {}), **draw(mapping({}, more))}


@st.composite
def cloze(draw: st.DrawFn, *, pages: Texts, lines: Texts) -> Spec:
    """A text with gaps of three kinds."""
    count = draw(st.integers(1, 3))
    gaps = []
    for number in range(count):
        own = draw(
            st.one_of(
                mapping({"kind": st.just("text"), "answers": short_answers(pages=lines, lines=lines)}),
                mapping({"kind": st.just("choice"), "options": options(pages=lines, lines=lines, several=False)}),
                mapping({"kind": st.just("number"), "answer": NUMBERS}, {"tolerance": st.sampled_from([0.5, 1])}),
            )
        )
        gaps.append({"id": f"g{number + 1}", **own, **draw(mapping({}, {"marks": st.sampled_from([2, 3])}))})
    return {"prompt": gapped(draw, lines, count), "gaps": gaps, **draw(mapping({}, {"feedback": pages}))}


def gapped(draw: st.DrawFn, lines: Texts, count: int) -> str:
    """A text with so many gaps; its own braces are escaped."""
    pieces = [re.sub(r"\\?([{}])", r"\\\1", draw(lines)) for _ in range(count + 1)]
    middle = [f"{{g{number}}} {piece}" for number, piece in enumerate(pieces[1:], 1)]
    return " ".join([pieces[0], *middle])


@st.composite
def drag_words(draw: st.DrawFn, *, pages: Texts, lines: Texts) -> Spec:
    """A text with gaps for words."""
    words = draw(different(BARE, 2, 6))
    count = draw(st.integers(1, len(words) - 1))
    gaps = [{"id": f"g{number}", "word": word} for number, word in enumerate(words[:count], 1)]
    more = {"feedback": pages, "reuse": st.just(True), "distractors": st.just(words[count:])}
    return {"prompt": gapped(draw, lines, count), "gaps": gaps, **draw(mapping({}, more))}


def essay(pages: Texts, lines: Texts) -> dict[str, Any]:
    """The optional keys of a text to be written."""
    level = st.integers(1, 4)
    criterion = lambda number: mapping(  # noqa: E731
        {
            "id": st.just(f"c{number}"),
            "criterion": lines,
            "levels": st.tuples(lines, lines, level).map(
                lambda found: [{"text": found[0], "points": 0}, {"text": found[1], "points": found[2]}]
            ),
        }
    )
    return {
        "model": pages,
        "rubric": st.integers(1, 2).flatmap(lambda count: st.tuples(*(criterion(n) for n in range(count))).map(list)),
        "words_min": st.integers(1, 50),
        "words_max": st.integers(51, 500),
        "lines": st.integers(2, 30),
        "starter": lines,
    }


def own_keys(kind: str, pages: Texts, lines: Texts) -> st.SearchStrategy[Spec]:
    """The keys of a kind."""
    shuffle, feedback = {"shuffle": st.just(False)}, {"feedback": pages}
    choice = lambda several: options(pages=pages, lines=lines, several=several)  # noqa: E731
    made: dict[str, st.SearchStrategy[Spec]] = {
        "multiple-choice": mapping({"options": choice(False)}, shuffle),
        "multiple-response": mapping({"options": choice(True)}, shuffle),
        "true-false": mapping({"answer": st.booleans()}, {**feedback, "praise": pages}),
        "short-answer": mapping(
            {"answers": short_answers(pages=pages, lines=lines)},
            {**feedback, "case": st.just(True), "accents": st.just(True)},
        ),
        "numeric": numeric(pages),
        "matching": matching(pages=pages, lines=lines),
        "ordering": mapping(
            {"steps": different(lines, 2, 6)}, {**feedback, "scoring": st.sampled_from(["adjacent-pairs", "exact"])}
        ),
        "evidence": mapping({"proof": st.just([{"passage": "bridges#p-1", "text": "The toll was paid."}])}, feedback),
        "cloze": cloze(pages=pages, lines=lines),
        "drag-words": drag_words(pages=pages, lines=lines),
        "essay": mapping({}, essay(pages, lines)),
        "description": mapping({}),
    }
    return made[kind]


KINDS = (
    "multiple-choice",
    "multiple-response",
    "true-false",
    "short-answer",
    "numeric",
    "matching",
    "ordering",
    "evidence",
    "cloze",
    "drag-words",
    "essay",
    "stimulus",
    "description",
)
# Keys that make no sense where nothing is asked or nothing is tried again.
NEVER = {"description": {"hints", "penalty", "marks", "evidence", "explanation"}, "essay": {"hints", "penalty"}}


@st.composite
def questions(draw: st.DrawFn, kind: str, *, pages: Texts = PAGES, lines: Texts = LINES, key: str = "q1") -> Spec:
    """A valid question of a kind; `pages` and `lines` are its texts, Markdown of blocks and of one paragraph."""
    more = {name: made for name, made in common(pages, lines).items() if name not in NEVER.get(kind, ())}
    spec = {"id": key, "kind": kind, "prompt": draw(pages), **draw(mapping({}, more))}
    if kind != "stimulus":
        return {**spec, **draw(own_keys(kind, pages, lines))}
    spec.pop("hints", None)
    kinds = draw(
        st.lists(st.sampled_from(["multiple-choice", "true-false", "short-answer", "numeric"]), min_size=1, max_size=3)
    )
    inside = [draw(questions(each, pages=pages, lines=lines, key=f"s{n}")) for n, each in enumerate(kinds, 1)]
    kept = [{name: each[name] for name in each if name not in OF_THE_WHOLE} for each in inside]
    return {**spec, "questions": kept}


# What it means that two are the same.


def shown(markdown: str) -> str:
    """What readers see of a Markdown text; whether the entries of a list are set as paragraphs is no difference."""
    return LOOSE.sub("", to_html(str(markdown)))


LOOSE = re.compile(r"(?<=<li>)\s*<p>|</p>\s*(?=</li>|<ul>|<ol>)|(?<=>)\s+(?=<)")
PLAIN = frozenset(
    {"id", "kind", "title", "tags", "difficulty", "unit", "name", "scoring", "starter", "evidence", "passage"}
)
DEFAULTS: Mapping[str, Any] = {
    "marks": 1,
    "shuffle": True,
    "tolerance": 0,
    "case": False,
    "accents": False,
    "correct": False,
}


def normal(value: Any, says: Callable[[str], Any] = shown, key: str = "") -> Any:
    """A question or a part of it with everything written in the same way; `says` is what a Markdown text says."""
    if isinstance(value, Mapping):
        kept = {
            name: normal(inside, says, key if (key, name) == ("answers", "text") else name)
            for name, inside in value.items()
            if inside not in (None, "", [], {}) and DEFAULTS.get(name, value) != inside
        }
        if kept.get("weight") == (1 if key == "answers" else 0):
            del kept["weight"]
        return kept["text"] if set(kept) == {"text"} and key == "answers" else kept
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [normal(inside, says, key) for inside in value]
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(f"{value:.5g}")
    if key == "answers":  # Words to be typed are no Markdown: `\*` is not `*`.
        return " ".join(value.split())
    return value if key in PLAIN else says(value)


def canonical(spec: Mapping[str, Any], says: Callable[[str], Any] = shown) -> Spec:
    """The question without its id, and without weights that say what would hold without them."""
    made = normal({name: value for name, value in spec.items() if name not in ("id", "kept")}, says)
    if abs(made.get("penalty", 0) - 1 / 3) < 1e-4:
        del made["penalty"]
    if made["kind"] == "multiple-response":
        rights = sum(bool(option.get("correct")) for option in made["options"])
        usual = [1 / rights if option.get("correct") else -1 / rights for option in made["options"]]
        if all(abs(option.get("weight", 0) - each) < 1e-4 for option, each in zip(made["options"], usual, strict=True)):
            for option in made["options"]:
                option.pop("weight", None)
    if made["kind"] == "numeric" and "answer" in made:
        made["answers"] = [
            {"value": made.pop("answer"), **({"tolerance": made.pop("tolerance")} if "tolerance" in made else {})}
        ]
    return made


def without(value: Any, keys: set[str]) -> Any:
    """A question or a part of it without what was lost, wherever it stood."""
    if isinstance(value, Mapping):
        return {name: without(inside, keys) for name, inside in value.items() if name not in keys}
    return [without(inside, keys) for inside in value] if isinstance(value, list) else value


def unexpected(
    item: Mapping[str, Any],
    came_back: Mapping[str, Any] | None,
    losses: Sequence[Loss],
    says: Callable[[str], Any] = shown,
) -> dict[str, tuple[Any, Any]]:
    """The keys that came back as something else though no loss names them, each with what it was and what it is.

    A loss of the key `kind` says that the question was left out or became another kind: everything about it may differ. Any other key
    may be missing wherever it stands, also in options, answers, gaps and questions inside.
    """
    lost = {key for loss in losses if loss.item == item["id"] for key in loss.keys}
    if "kind" in lost:
        return {}
    if came_back is None:
        return {"kind": (item["kind"], None)}
    was, now = canonical(without(item, lost), says), canonical(without(came_back, lost), says)
    return {key: (was.get(key), now.get(key)) for key in {*was, *now} - lost if was.get(key) != now.get(key)}
