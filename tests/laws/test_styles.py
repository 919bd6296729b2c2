"""Style sheets: values come from tokens, directions are logical, both themes can be read, the bundle stays small."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import brotli
import pytest

from courses.shared.config import ROOT
from courses.shared.web.assets import joined_styles
from tests.support.sources import named

STYLES = ROOT / "static" / "css"
TOKENS = STYLES / "tokens.css"
SHEETS = [path for path in sorted(STYLES.rglob("*.css")) if path != TOKENS]
LARGEST_BUNDLE = 12_000

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CONDITION = re.compile(r"@(media|supports|container)[^{]*")
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch)a?\(|:\s*(?:white|black)\b", re.IGNORECASE)
LENGTH = re.compile(r"(?<![\w-])\d*\.?\d+(?:rem|px|pt|cm|mm|in)\b")
PHYSICAL = re.compile(
    r"\b(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b"
    r"|(?<![\w-])(?:left|right|top|bottom|width|height|(?:min|max)-(?:width|height))\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)
NAME = re.compile(r"(--[a-z0-9-]+)\s*:\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")


def rules(path: Path) -> str:
    """A style sheet without comments and without the conditions of its at-rules."""
    return CONDITION.sub("", COMMENT.sub("", path.read_text("utf-8")))


@pytest.mark.parametrize("path", SHEETS, ids=named)
def test_a_style_sheet_takes_colours_and_sizes_from_tokens(path: Path) -> None:
    assert COLOUR.findall(rules(path)) == []
    assert LENGTH.findall(rules(path)) == []


@pytest.mark.parametrize("path", [*SHEETS, TOKENS], ids=named)
def test_a_style_sheet_knows_no_left_and_right(path: Path) -> None:
    assert PHYSICAL.findall(rules(path)) == []


@pytest.mark.parametrize("path", SHEETS, ids=named)
def test_everything_stands_in_a_layer(path: Path) -> None:
    assert re.match(r"\s*@layer (base|layout|components|print) \{", rules(path))


@pytest.mark.parametrize("line", ["color: #fff;", "margin: 3px;", "margin-left: 0;", "width: 0;", "color: white"])
def test_the_patterns_find_what_they_look_for(line: str) -> None:
    assert COLOUR.search(line) or LENGTH.search(line) or PHYSICAL.search(line)


def test_every_token_used_is_defined_and_every_one_defined_is_used() -> None:
    text = COMMENT.sub("", "\n".join(path.read_text("utf-8") for path in [TOKENS, *SHEETS]))

    used = set(re.findall(r"var\((--[a-z0-9-]+)", text))
    defined = set(re.findall(r"(?<![\w-])(--[a-z0-9-]+)\s*:(?=\s)", text))

    assert used == defined


GROUNDS = ("--paper", "--paper-raised", "--paper-sunk")
TONES = ("accent", "right", "wrong", "partial")
CONTRASTS = [
    *(
        (ink, ground, 7.0)
        for ink, ground in product(["--ink"], [*GROUNDS, "--mark", *(f"--{tone}-soft" for tone in TONES)])
    ),
    *((ink, ground, 4.5) for ink, ground in product(["--ink-soft", "--accent", "--accent-strong"], GROUNDS)),
    *((f"--{tone}", f"--{tone}-soft", 4.5) for tone in TONES),
    *((f"--{tone}", ground, 4.5) for tone, ground in product(TONES, GROUNDS)),
    ("--ink-soft", "--accent-soft", 4.5),
    ("--accent", "--mark", 4.5),
    ("--ink-soft", "--mark", 4.5),
    ("--on-accent", "--accent", 4.5),
    ("--on-accent", "--accent-strong", 4.5),
    *(("--line-strong", ground, 3.0) for ground in GROUNDS),
]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), CONTRASTS)
def test_words_can_be_told_from_their_ground(ink: str, ground: str, least: float, theme: int) -> None:
    colours = {name: values for name, *values in NAME.findall(TOKENS.read_text("utf-8"))}

    assert contrast(colours[ink][theme], colours[ground][theme]) >= least


def test_the_bundle_is_small() -> None:
    text = joined_styles(STYLES, "0" * 12)

    assert len(brotli.compress(text.encode(), quality=11)) <= LARGEST_BUNDLE


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as WCAG 2 defines it, 1-21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb`, 0-1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
