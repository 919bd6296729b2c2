"""Static files under an address that changes with their content, so that browsers may keep them for ever.

The whole folder is prepared once into `instance/static/<digest>/`, with all CSS files joined into one and everything
compressed beside itself; relative addresses inside CSS and JavaScript stay right because the tree keeps its shape.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
import time
from pathlib import Path
from wsgiref.headers import Headers

import brotli
from flask import Flask
from whitenoise import WhiteNoise

STYLE_ORDER = ("tokens.css", "base.css", "layout.css", "components", "print.css")
COMPRESSED = {".css", ".js", ".svg", ".json", ".txt", ".webmanifest"}
BUNDLE = "css/all.css"
KEPT_SECONDS = 30 * 24 * 3600


def init_app(app: Flask, source: Path, target: Path) -> None:
    """Prepare `source` below `target`, serve it under /static/, give templates `asset(name)`."""
    digest = prepare(source, target)
    whitenoise = WhiteNoise(
        app.wsgi_app,
        autorefresh=False,
        allow_all_origins=False,
        immutable_file_test=lambda path, url: True,
        add_headers_function=_protect,
    )
    whitenoise.add_files(str(target / digest), prefix=f"static/{digest}/")
    app.wsgi_app = whitenoise  # type: ignore[method-assign]

    def asset(name: str) -> str:
        return f"/static/{digest}/{BUNDLE if name == 'css' else name}"

    app.add_template_global(asset, "asset")


def _protect(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"


def prepare(source: Path, target: Path) -> str:
    """Make `target/<digest>/` from `source` unless it is there; return the digest."""
    files = sorted(path for path in source.rglob("*") if path.is_file())
    content = hashlib.sha256()
    for path in files:
        content.update(f"{path.relative_to(source)}\0".encode() + path.read_bytes() + b"\0")
    digest = content.hexdigest()[:12]
    if not (target / digest).is_dir():
        _build(source, files, target, digest)
        _forget_old(target, digest)
    return digest


def _forget_old(target: Path, digest: str) -> None:
    """Remove trees of long ago; newer ones may still be served by a program that is about to be replaced."""
    for tree in target.iterdir():
        if tree.name != digest and time.time() - tree.stat().st_mtime > KEPT_SECONDS:
            shutil.rmtree(tree, ignore_errors=True)


def _build(source: Path, files: list[Path], target: Path, digest: str) -> None:
    target.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="making-", dir=target))
    for path in files:
        place = draft / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    bundle = draft / BUNDLE
    bundle.parent.mkdir(parents=True, exist_ok=True)
    bundle.write_text(joined_styles(source / "css", digest), "utf-8")
    for path in [p for p in draft.rglob("*") if p.suffix in COMPRESSED]:
        _compress(path)
    draft.chmod(0o755)
    try:
        draft.rename(target / digest)
    except OSError:  # Another process was faster.
        shutil.rmtree(draft, ignore_errors=True)


def joined_styles(folder: Path, digest: str) -> str:
    """All style sheets as one, in the order the cascade layers expect."""
    sheets: list[Path] = []
    for name in STYLE_ORDER:
        place = folder / name
        sheets += sorted(place.glob("*.css")) if place.is_dir() else [place] if place.is_file() else []
    text = "\n".join(sheet.read_text("utf-8") for sheet in sheets)
    return text.replace("/static/", f"/static/{digest}/")


def _compress(path: Path) -> None:
    content = path.read_bytes()
    path.with_name(path.name + ".br").write_bytes(brotli.compress(content, quality=11))
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
