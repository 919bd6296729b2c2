"""The real Chromium the browser tests drive: finding it, bringing it, and how it is started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")

# A test talks to its own server only; without these Chromium looks for updates at every start.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--no-first-run",
)


def system_chromium() -> str | None:
    """The path of the Chromium on the PATH, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def is_installed() -> bool:
    """Whether there is a Chromium on the PATH or one that Playwright installed."""
    if system_chromium():
        return True
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def bring_chromium() -> str | None:
    """Install Chromium where it is missing. What is still missing afterwards, as a sentence; None when it is there."""
    if is_installed():
        return None
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        steps = [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]]
    else:
        environment = dict(os.environ)
        steps = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    print("Installing Chromium for the browser tests ...", flush=True)
    for step in steps:
        done = subprocess.run(step, env=environment, capture_output=True, text=True)
        if done.returncode:
            reason = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
            return (
                f"The browser tests need Chromium and it could not be installed ({reason}): install it and try again."
            )
    return None if is_installed() else "The browser tests need Chromium on the PATH: install it and try again."


def launch(playwright: Playwright) -> Browser:
    """Start Chromium without a screen. As root it has to go without its sandbox."""
    flags = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return playwright.chromium.launch(executable_path=system_chromium(), args=flags)
