"""Which file is what: sorting a course's files by their paths, bounding them, and decoding those that are text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.authoring.compiler.report import Report

MOST_FILES = 5_000
MOST_LESSONS = 2_000
MOST_TEXT_BYTES = 1_048_576
MOST_BANK_BYTES = 2 * 1_048_576
MOST_SOURCE_BYTES = 16 * 1_048_576
LONGEST_PATH = 300
MODULE_FILE = re.compile(r"modules/([^/]+)/([^/]+)")
BANK_FILE = re.compile(r"bank/[^/]+\.yaml")
QUIZ_ENDING = ".quiz.yaml"
FREE = ("README.md", "sources/SHA256SUMS")
UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:\ud800-\udfff]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass
class ModuleFiles:
    """The paths of a module: its own file, its lessons, and the quiz of each lesson that has one."""

    path: str
    lessons: list[str] = field(default_factory=list)
    quizzes: dict[str, str] = field(default_factory=dict)


@dataclass
class Layout:
    """The files of a course that are text and can be read, the modules in their order, and the paths of bank and pictures."""

    texts: dict[str, str]
    modules: list[ModuleFiles]
    bank: list[str]
    pictures: list[str]


def lay_out_files(files: Mapping[str, bytes], report: Report) -> Layout:
    """Sort the files; what belongs to nothing, is too large or is not UTF-8 is a problem."""
    if len(files) > MOST_FILES:
        report.file("course.yaml").add(1, f"A course has at most {MOST_FILES:,} files; these are {len(files):,}.")
    modules: dict[str, ModuleFiles] = {}
    texts: dict[str, str] = {}
    pictures: list[str] = []
    for path in sorted(files):
        if refusal := _refusal(path):
            report.file(path[:LONGEST_PATH]).add(1, refusal)
        elif _is_source(path):
            _bound(path, files[path], MOST_SOURCE_BYTES, report)
        elif path.startswith("pictures/") and path.count("/") == 1:
            pictures.append(path)
        elif _place(path, files, modules, report):
            text = decode(path, files[path], report, most=most_bytes(path))
            if text is not None:
                texts[path] = text
    _check_modules(modules, files, report)
    bank = [path for path in texts if BANK_FILE.fullmatch(path)]
    return Layout(texts, [modules[name] for name in sorted(modules)], bank, pictures)


def most_bytes(path: str) -> int:
    """How large a text file may be."""
    return MOST_BANK_BYTES if BANK_FILE.fullmatch(path) else MOST_TEXT_BYTES


def _refusal(path: str) -> str | None:
    """Why a path cannot stand in a course: it must mean the same place on every system."""
    if len(path) > LONGEST_PATH:
        return f"The path is longer than {LONGEST_PATH} characters."
    if any(part in ("", ".", "..") for part in path.split("/")) or UNSAFE.search(path):
        return "This is no plain path below the folder of the course; rename the file."
    return None


def _is_source(path: str) -> bool:
    return path.startswith("sources/") and path.count("/") == 1


def _place(path: str, files: Mapping[str, bytes], modules: dict[str, ModuleFiles], report: Report) -> bool:
    """Put a path where it belongs; False for one that belongs nowhere or is not read."""
    if path in ("course.yaml", "glossary.yaml") or BANK_FILE.fullmatch(path):
        return True
    match = MODULE_FILE.fullmatch(path)
    if match:
        module = modules.setdefault(match[1], ModuleFiles(f"modules/{match[1]}/module.yaml"))
        if match[2] == "module.yaml":
            return True
        if match[2].endswith(".md"):
            module.lessons.append(path)
            return True
        if match[2].endswith(QUIZ_ENDING):
            lesson = path.removesuffix(QUIZ_ENDING) + ".md"
            if lesson in files:
                module.quizzes[lesson] = path
            else:
                report.file(path).add(1, f"This quiz belongs to no lesson: there is no '{lesson}'.")
            return True
    if path not in FREE:
        report.file(path).add(
            1, "This file belongs to nothing in a course; remove it, or see the course format for where it should lie."
        )
    return False


def _bound(path: str, content: bytes, most: int, report: Report) -> bool:
    if len(content) <= most:
        return True
    report.file(path).add(1, f"The file has {len(content):,} bytes; at most {most:,} are allowed.")
    return False


def decode(path: str, content: bytes, report: Report, *, most: int = MOST_TEXT_BYTES) -> str | None:
    """The text of a file with plain line ends; None, and a problem, when it is none."""
    if not _bound(path, content, most, report):
        return None
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        report.file(path).add(content.count(b"\n", 0, error.start) + 1, "This is not UTF-8; save the file as UTF-8.")
        return None
    if control := CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        report.file(path).add(line, f"There is a control character (U+{ord(control[0]):04X}) here; remove it.")
        return None
    return text


def _check_modules(modules: Mapping[str, ModuleFiles], files: Mapping[str, bytes], report: Report) -> None:
    for module in modules.values():
        if module.path not in files:
            report.file(module.path).add(1, "The module lacks this file; it holds `id` and `title`.")
        if not module.lessons:
            report.file(module.path).add(
                1, "The module has no lesson; a lesson is a file beside this one that ends in .md."
            )
    if not modules:
        report.file("course.yaml").add(1, "The course has no module; a module is a folder below modules/.")
    count = sum(len(module.lessons) for module in modules.values())
    if count > MOST_LESSONS:
        report.file("course.yaml").add(1, f"A course has at most {MOST_LESSONS:,} lessons; these are {count:,}.")
