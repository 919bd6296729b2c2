"""Course files on disk: reading a folder within bounds, writing one that is empty."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flask_babel import gettext as _

from courses.authoring.compiler.layout import LONGEST_PATH, MOST_FILES, MOST_SOURCE_BYTES
from courses.shared.errors import Invalid

MOST_BYTES = 256 * 1_048_576
DEEPEST = 4


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files below a folder by their paths in it; names that begin with a dot are left out.

    Raises Invalid for what is no folder, too much, a link that leads out of it, or what the system will not read.
    """
    with _system_refusals(folder):
        return _read_below(folder)


@contextmanager
def _system_refusals(folder: Path) -> Generator[None]:
    """Say in words what the system refuses."""
    try:
        yield
    except OSError as error:
        place = str(error.filename or folder)[:LONGEST_PATH]
        raise Invalid(_("The system refuses “%(path)s”: %(why)s.", path=place, why=error.strerror)) from None


def _read_below(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        raise Invalid(_("There is no folder “%(path)s”.", path=folder))
    root = folder.resolve()
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for path in _walk(root, root, 0):
        if len(files) >= MOST_FILES:
            raise Invalid(
                _("The folder holds more than %(most)s files. Is it the folder of a course?", most=MOST_FILES)
            )
        content = _read(path, min(left, MOST_SOURCE_BYTES + 1))
        left -= len(content)
        if left <= 0:
            raise Invalid(
                _("The folder holds more than %(most)s MiB. Is it the folder of a course?", most=MOST_BYTES >> 20)
            )
        files[path.relative_to(root).as_posix()] = content
    return files


def _walk(root: Path, folder: Path, depth: int) -> Iterator[Path]:
    for entry in sorted(os.scandir(folder), key=lambda each: each.name):
        path = Path(entry.path)
        shown = path.relative_to(root).as_posix().encode("utf-8", "replace").decode()
        if entry.name.startswith("."):
            continue
        if shown != path.relative_to(root).as_posix():
            raise Invalid(_("The name of the file “%(path)s” is not UTF-8; rename it.", path=shown))
        if entry.is_symlink() and (entry.is_dir() or not path.resolve().is_relative_to(root)):
            raise Invalid(
                _("“%(path)s” is a link to a folder or to a place outside; put the file itself there.", path=shown)
            )
        if entry.is_dir():
            if depth >= DEEPEST:
                raise Invalid(_("The folder “%(path)s” lies too deep for a course.", path=shown))
            yield from _walk(root, path, depth + 1)
        elif entry.is_file():
            yield path
        else:
            raise Invalid(_("“%(path)s” is neither a file nor a folder.", path=shown))


def _read(path: Path, most: int) -> bytes:
    """At most `most` bytes: the compiler says that a longer file is too long."""
    with path.open("rb") as file:
        return file.read(most)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files below a folder that is empty or not there yet. Raises Invalid for one that holds something or cannot be written."""
    with _system_refusals(folder):
        _write_below(folder, files)


def _write_below(folder: Path, files: Mapping[str, bytes]) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Invalid(_("“%(path)s” is there already and not empty; nothing was written.", path=folder))
    root = folder.resolve()
    for path, content in files.items():
        place = (root / path).resolve()
        if not place.is_relative_to(root):
            raise Invalid(_("“%(path)s” leads out of the folder.", path=path))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
