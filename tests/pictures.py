"""`./dev pictures`: screenshots of the demonstration for docs/pictures, the same at every run on the same machine."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Literal
from unittest.mock import patch

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from courses.operations.demonstration import PASSWORD
from courses.shared import clock
from courses.shared.config import ROOT
from tests.browser.deeds import sign_in
from tests.support.chromium import launch
from tests.support.demo import demo_site
from tests.support.server import LiveServer

FOLDER = ROOT / "docs" / "pictures"
TODAY = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
ADDRESS = "http://study.example.org"
VISITOR = ""
COURSE = "/courses/culture-of-peace"
SIZES = {1280: 960, 320: 720}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
COLOURS = 256


@dataclass(frozen=True)
class Scene:
    """A page to show: whose browser, where, the link to follow or what to do there, and what stands at the top of the picture."""

    name: str
    person: str
    path: str
    link: str = ""
    do: Callable[[Page], None] | None = None
    top: str = ""


def propose_a_change(page: Page) -> None:
    """Change a question that was answered, up to the page before publishing."""
    for number in (1, 4):
        page.get_by_text(f"Worth and proof of option {number}").click()
        page.get_by_label(f"Worth of option {number}").fill("0.5")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("heading", name="Before you publish").wait_for()


SCENES = (
    Scene("home", "hana", "/"),
    Scene("lesson", VISITOR, f"{COURSE}/lessons/lenin-on-tactics", top="h2:text('The reading')"),
    Scene("quiz-feedback", "boris", "/quizzes/1", link="Attempt 1", top="article:has(.choice--wrong)"),
    Scene("progress", "hana", f"{COURSE}/progress"),
    Scene("group", "amara", "/groups/1", top="section:has(.matrix)"),
    Scene("editor", "nadia", "/quizzes/1/items/wotw-always", top=".editor"),
    Scene("results", "nadia", "/quizzes/1/results"),
    Scene("gradebook", "nadia", f"{COURSE}/gradebook", top=".gradebook-count"),
    Scene("heat-map", "nadia", "/quizzes/1/heat", top="li:has(.heat-words)"),
    Scene("marking", "nadia", f"{COURSE}/marking/wc-in-your-words"),
    Scene("repair", "nadia", "/quizzes/1/items/wotw-whose-claim", do=propose_a_change, top="dl"),
)


def main() -> None:
    """Take every picture anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        patch.object(clock, "now", lambda: TODAY),
        tempfile.TemporaryDirectory() as folder,
        demo_site(Path(folder), PUBLIC_URL=ADDRESS) as site,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        for scene in SCENES:
            for width, height in SIZES.items():
                for path in pictures(browser, site, scene, width, height):
                    print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB", flush=True)
        browser.close()


def pictures(browser: Browser, site: LiveServer, scene: Scene, width: int, height: int) -> Iterator[Path]:
    """A scene at one width, in both themes."""
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": width, "height": height},
        device_scale_factor=2 if width < 640 else 1,
        reduced_motion="reduce",
    )
    page = context.new_page()
    if scene.person:
        sign_in(page, f"{scene.person}@example.org", PASSWORD)
    page.goto(scene.path)
    if scene.link:
        page.get_by_role("link", name=scene.link).click()
    if scene.do:
        scene.do(page)
    if scene.top:
        page.locator(scene.top).first.evaluate("element => scrollTo(0, scrollY + element.getBoundingClientRect().top)")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        path = FOLDER / f"{scene.name}-{width}-{theme}.png"
        path.write_bytes(small(page.screenshot(animations="disabled")))
        yield path
    context.close()


def small(png: bytes) -> bytes:
    """The same picture in fewer bytes: with a palette of its own colours, compressed as well as PNG can be."""
    file = BytesIO()
    picture = (
        Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    )
    picture.save(file, format="PNG", optimize=True)
    return file.getvalue()


if __name__ == "__main__":
    main()
