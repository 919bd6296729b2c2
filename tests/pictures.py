"""`./dev pictures`: screenshots of the demonstration for docs/pictures, the same at every run on the same machine."""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from unittest.mock import patch

from playwright.sync_api import Browser, sync_playwright

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
SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Scene:
    """A page to show: whose browser, where, the link to follow from there, and what stands at the top of the picture."""

    name: str
    person: str
    path: str
    link: str = ""
    top: str = ""


SCENES = (
    Scene("home", "hana", "/"),
    Scene("lesson", VISITOR, f"{COURSE}/lessons/lenin-on-tactics", top="h2:text('The reading')"),
    Scene("quiz-feedback", "boris", "/quizzes/1", link="Attempt 1", top="article:has(.choice--wrong)"),
    Scene("progress", "hana", f"{COURSE}/progress"),
    Scene("group", "amara", "/groups/1", top="section:has(.matrix)"),
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
    if scene.top:
        page.locator(scene.top).first.evaluate("element => scrollTo(0, scrollY + element.getBoundingClientRect().top)")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        path = FOLDER / f"{scene.name}-{width}-{theme}.png"
        path.write_bytes(small(page.screenshot(animations="disabled")))
        yield path
    context.close()


def small(png: bytes) -> bytes:
    """The same picture in fewer bytes: compressed as well as PNG can be, where a browser compresses quickly."""
    chunks = list(chunks_of(png))
    pixels = zlib.decompress(b"".join(content for kind, content in chunks if kind == b"IDAT"))
    head = [chunk(kind, content) for kind, content in chunks if kind == b"IHDR"]
    return b"".join([SIGNATURE, *head, chunk(b"IDAT", zlib.compress(pixels, 9)), chunk(b"IEND", b"")])


def chunks_of(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The kind and content of each chunk of a PNG file."""
    place = len(SIGNATURE)
    while place < len(png):
        length, kind = struct.unpack_from(">I4s", png, place)
        yield kind, png[place + 8 : place + 8 + length]
        place += length + 12


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG file: length, kind, content, checksum."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


if __name__ == "__main__":
    main()
