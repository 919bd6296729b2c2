"""What is wrong with a page as it stands in a browser: for assistive technology, for narrow screens, for the keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

AXE = (Path(__file__).parents[1] / "vendor" / "axe.min.js").read_text()
RUN_AXE = """(rules) => axe.run(document, {resultTypes: ["violations"], ...(rules && {runOnly: rules})}).then(({violations}) =>
    violations.flatMap(({id, nodes}) => nodes.slice(0, 3).map(({html, failureSummary}) =>
        `${id}: ${html.slice(0, 200)} (${failureSummary.split("\\n").slice(1).join(" ").trim().slice(0, 300)})`)))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

# Each thing that Tab reaches gets the focus in turn; it, or what stands around it, must show that.
UNSEEN_FOCUS = """() => {
    const reached = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter(
        (each) => each.tabIndex >= 0 && !each.disabled && each.type !== "hidden" && each.checkVisibility({visibilityProperty: true}));
    const shows = (each) => each && getComputedStyle(each).outlineStyle !== "none" && parseFloat(getComputedStyle(each).outlineWidth) >= 2;
    const inside = ({left, top, right, bottom}) => right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    return reached.filter((each) => {
        each.focus();
        if (document.activeElement !== each) return true;
        return ![each, each.parentElement, each.parentElement?.parentElement].some(shows) || !inside(each.getBoundingClientRect());
    }).map((each) => `no visible focus: ${each.outerHTML.slice(0, 160)}`);
}"""

Theme = Literal["light", "dark"]
HEIGHT = 900
# What a theme can change; the second theme of a width is held to these rules only.
COLOURS = ["color-contrast", "link-in-text-block"]
LOOKS: tuple[tuple[int, Theme, list[str] | None], ...] = (
    (1280, "light", None),
    (1280, "dark", COLOURS),
    (320, "dark", None),
    (320, "light", COLOURS),
)


def problems(page: Page) -> list[str]:
    """What axe finds in both themes at both widths, sideways scrolling, and what takes the focus without showing it."""
    page.evaluate(AXE)
    found: list[str] = []
    for width, theme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found += [f"{width} {theme}: {each}" for each in page.evaluate(RUN_AXE, rules)]
        if beyond := page.evaluate(SIDEWAYS):
            found.append(f"{width} {theme}: scrolls sideways by {beyond} pixels")
    page.keyboard.press("Tab")
    found += page.evaluate(UNSEEN_FOCUS)
    return [f"{page.url.partition('/')[2].partition('/')[2]}: {each}" for each in dict.fromkeys(found)]
