"""The whole course: course.yaml, the order of the work, and what only the whole can tell."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from courses.authoring.compiler.bank import finish_bank_file, read_bank_file
from courses.authoring.compiler.drawing import bank_of
from courses.authoring.compiler.fields import TITLE_LENGTH, Fields
from courses.authoring.compiler.glossary import finish_term, read_glossary
from courses.authoring.compiler.layout import Layout, ModuleFiles, lay_out_files
from courses.authoring.compiler.lessons import Lesson, finish_lesson, read_lesson, render_body
from courses.authoring.compiler.pictures import read_pictures
from courses.authoring.compiler.prose import prose
from courses.authoring.compiler.quizzes import Quiz, finish_quiz, read_quiz
from courses.authoring.compiler.report import Report
from courses.authoring.compiler.requirements import circles
from courses.authoring.compiler.sources import Source, read_sources
from courses.authoring.compiler.texts import Known, short_html
from courses.authoring.compiler.yaml_lines import BROKEN, parse
from courses.authoring.draft import (
    CategoryDraft,
    CourseDraft,
    LessonDraft,
    ModuleDraft,
    Problem,
    SourceDraft,
    TermDraft,
)
from courses.shared.markup import plain

COURSE_KEYS = ("id", "title", "summary", "language", "authors", "licence", "sources")
MODULE_KEYS = ("id", "title", "summary")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


@dataclass(frozen=True)
class Module:
    """A module's file and its lessons before they are finished."""

    fields: Fields
    key: str
    title: str
    lessons: list[Lesson]


def compile_course(files: Mapping[str, bytes]) -> tuple[CourseDraft | None, list[Problem]]:
    """The course that the files are (path -> content), or None and every problem in them, sorted."""
    report = Report()
    if "course.yaml" not in files:
        report.file("course.yaml").add(
            1, "The course lacks this file; it holds `id`, `title`, `summary` and the sources."
        )
        return None, report.sorted()
    layout = lay_out_files(files, report)
    fields = _read_course(layout, report)
    # Without it nothing else can be understood: every quotation would name a source that is not there.
    draft = None if fields.node is BROKEN else _Compilation(files, layout, fields, report).run()
    problems = report.sorted()
    return (None if problems else draft), problems


def _read_course(layout: Layout, report: Report) -> Fields:
    course = report.file("course.yaml")
    text = layout.texts.get("course.yaml")
    node = BROKEN if text is None else parse(text, course)
    return Fields(node, course, known=COURSE_KEYS)


class _Compilation:
    """One run over the files: what can be pointed to is read first, then what points."""

    def __init__(self, files: Mapping[str, bytes], layout: Layout, fields: Fields, report: Report) -> None:
        self.files = files
        self.layout = layout
        self.fields = fields
        self.report = report
        self.slug = fields.id()
        self.sources = read_sources(fields.nodes("sources"), files, fields.report, report)
        self.ids: dict[str, dict[str, str]] = {"module": {}, "lesson": {}, "quiz": {}, "file of the bank": {}}
        self.taken: dict[str, str] = {}

    def run(self) -> CourseDraft:
        glossary = read_glossary(self.layout.texts.get("glossary.yaml", ""), self.report.file("glossary.yaml"))
        modules = [self._module(module) for module in self.layout.modules]
        lessons = [lesson for module in modules for lesson in module.lessons]
        titles = {key: term.title for key, term in glossary.items()}
        for lesson in lessons:
            render_body(lesson, self.sources, titles)
        pictures = read_pictures(self.files, self.layout.pictures, self.report)
        targets = {lesson.key: lesson.target for lesson in reversed(lessons)}
        known = Known(self.slug, self.sources, titles, targets, pictures)
        bank = tuple(self._bank(path, known) for path in self.layout.bank)
        known = replace(known, bank=bank_of(bank))
        finished = self._finish(lessons, known)
        _check_circles(lessons, finished)
        drafts = tuple(self._module_draft(module, finished, known) for module in modules)
        terms = tuple(finish_term(term, known) for term in glossary.values())
        return self._draft(drafts, terms, bank, known)

    def _take(self, kind: str, key: str, fields: Fields) -> None:
        """Each id once."""
        place = f"{fields.report.path}:{fields.line_of('id')}"
        if key and key in self.ids[kind]:
            fields.wrong("id", f"The id '{key}' is already taken by the {kind} in {self.ids[kind][key]}.")
        self.ids[kind].setdefault(key, place)

    def _module(self, module: ModuleFiles) -> Module:
        report = self.report.file(module.path)
        texts = self.layout.texts
        fields = Fields(parse(texts.get(module.path, ""), report), report, known=MODULE_KEYS)
        key, title = "", ""
        if module.path in texts:
            key, title = fields.id(), fields.text("title", required=True, limit=TITLE_LENGTH)
            self._take("module", key, fields)
        return Module(fields, key, title, [self._lesson(path) for path in module.lessons if path in texts])

    def _lesson(self, path: str) -> Lesson:
        lesson = read_lesson(path, self.layout.texts[path], self.report.file(path))
        self._take("lesson", lesson.key, lesson.head)
        return lesson

    def _finish(self, lessons: list[Lesson], known: Known) -> dict[str, LessonDraft]:
        """The finished lessons by path; ids of items are unique in the course, so the bank and all quizzes share one register."""
        quizzes = {lesson: quiz for module in self.layout.modules for lesson, quiz in module.quizzes.items()}
        finished = {}
        for lesson in lessons:
            path = quizzes.get(lesson.path)
            quiz = finish_quiz(self._quiz(path, lesson), known, self.taken) if path in self.layout.texts else None
            finished[lesson.path] = finish_lesson(lesson, known, quiz, bool(path))
        return finished

    def _bank(self, path: str, known: Known) -> CategoryDraft:
        file = read_bank_file(path, self.layout.texts[path], self.report.file(path))
        self._take("file of the bank", file.key, file.fields)
        return finish_bank_file(file, known, self.taken)

    def _quiz(self, path: str, lesson: Lesson) -> Quiz:
        quiz = read_quiz(path, self.layout.texts[path], self.report.file(path), lesson.key)
        self._take("quiz", quiz.key, quiz.fields)
        return quiz

    def _module_draft(self, module: Module, finished: Mapping[str, LessonDraft], known: Known) -> ModuleDraft:
        summary = module.fields.scalar("summary")
        html = short_html(prose(summary, module.fields.report), known) if summary else ""
        return ModuleDraft(module.key, module.title, html, tuple(finished[lesson.path] for lesson in module.lessons))

    def _draft(
        self,
        modules: tuple[ModuleDraft, ...],
        terms: tuple[TermDraft, ...],
        bank: tuple[CategoryDraft, ...],
        known: Known,
    ) -> CourseDraft:
        fields = self.fields
        summary = fields.scalar("summary", required=True)
        summary_html = short_html(prose(summary, fields.report), known) if summary else ""
        language = fields.text("language") or "en"
        if not LANGUAGE.fullmatch(language):
            fields.wrong("language", f"'language' is a code like en or pt-BR, not '{language}'.")
        return CourseDraft(
            key=self.slug,
            title=fields.text("title", required=True, limit=TITLE_LENGTH),
            language=language,
            summary_html=summary_html,
            summary_text=plain(summary_html),
            authors=tuple(author.text for author in fields.scalars("authors", limit=200)),
            licence=fields.text("licence", limit=100) or None,
            sources=tuple(self._source(source, known) for source in self.sources.values()),
            lists=tuple(each for source in self.sources.values() for each in source.lists),
            modules=modules,
            terms=terms,
            bank=bank,
            digest=digest_of_hashes(hashes_of(self.files)),
            files=dict(self.files),
        )

    def _source(self, source: Source, known: Known) -> SourceDraft:
        origin = short_html(prose(source.origin, self.fields.report), known) if source.origin else ""
        return SourceDraft(source.key, source.path, source.sha256, source.title, origin, source.text)


def hashes_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file."""
    return {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}


def digest_of_hashes(hashes: Mapping[str, str]) -> str:
    """One hash over all files, their names included."""
    rows = "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes))
    return hashlib.sha256(rows.encode("utf-8", "surrogateescape")).hexdigest()


def _check_circles(lessons: list[Lesson], finished: Mapping[str, LessonDraft]) -> None:
    """A lesson that is required by what it requires can never be opened."""
    by_key = {lesson.key: lesson for lesson in lessons}
    for circle in circles({lesson.key: finished[lesson.path].requires for lesson in lessons}):
        way = " requires ".join(f"'{key}'" for key in [*circle, circle[0]])
        for key in circle:
            by_key[key].head.wrong("requires", f"No one can ever open this lesson: {way}.")
