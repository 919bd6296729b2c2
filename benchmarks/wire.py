"""What a lesson's first and repeated visit cost over the wire, counted by Chromium."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from benchmarks.report import Row

FIRST_BYTES, FIRST_REQUESTS, AGAIN_BYTES = 100_000, 12, 15_000
HEADING = ("visit", "bytes", "requests")


@dataclass
class Counted:
    """Bytes received (heads and bodies, compressed) and requests that reached the server."""

    bytes: int = 0
    requests: int = 0


def rows(browser: Browser, address: str) -> list[Row]:
    """The first visit of a lesson by a new browser, and the next one."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    first, again = _visit(page, address), _visit(page, address)
    context.close()
    return [
        Row(
            ("first", f"{first.bytes:,}", str(first.requests)),
            f"at most {FIRST_BYTES:,} and {FIRST_REQUESTS}",
            first.bytes <= FIRST_BYTES and first.requests <= FIRST_REQUESTS,
        ),
        Row(("again", f"{again.bytes:,}", str(again.requests)), f"at most {AGAIN_BYTES:,}", again.bytes <= AGAIN_BYTES),
    ]


def _visit(page: Page, address: str) -> Counted:
    counted = Counted()
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    kept: set[str] = set()

    def finished(event: dict[str, float]) -> None:
        counted.bytes += int(event["encodedDataLength"])

    def responded(event: dict[str, object]) -> None:
        response = event["response"]
        if isinstance(response, dict) and not response.get("fromDiskCache") and event["requestId"] not in kept:
            counted.requests += 1

    wire.on("Network.requestServedFromCache", lambda event: kept.add(event["requestId"]))
    wire.on("Network.responseReceived", responded)
    wire.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="networkidle")
    wire.detach()
    return counted
