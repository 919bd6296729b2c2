"""One question of a file, compiled by its kind; every problem is led back to its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from courses.authoring.compiler.prose import Prose
from courses.authoring.compiler.report import FileReport, meant
from courses.authoring.compiler.texts import Known, short_html
from courses.authoring.compiler.yaml_lines import Mapping as MappingNode
from courses.authoring.compiler.yaml_lines import Node, Scalar, line_of, node_at, value_of
from courses.authoring.draft import ItemDraft, PassageDraft
from courses.items.rules.kinds import Context
from courses.items.rules.spec import ParsedItem, parse_item
from models.enums import PassageKind

Evidence = tuple[str, str]


class PassageTexts(Mapping[str, str]):
    """The words of every passage an item may name: `a-75` in its own lesson, `other-lesson#a-75` elsewhere."""

    def __init__(self, known: Known, lesson: str | None) -> None:
        self.known = known
        self.lesson = lesson

    def __getitem__(self, reference: str) -> str:
        lesson, mark, anchor = reference.rpartition("#")
        return self.known.lessons[lesson if mark else self.lesson or ""].passages[anchor].text

    def __iter__(self) -> Iterator[str]:
        return iter(self._own)

    def __len__(self) -> int:
        return len(self._own)

    @property
    def _own(self) -> Mapping[str, PassageDraft]:
        return self.known.lessons[self.lesson].passages if self.lesson else {}


@dataclass(frozen=True)
class ItemFile:
    """A file with questions: `lesson` is the one it belongs to, `category` the id of a file of the bank, which belongs to none."""

    report: FileReport
    known: Known
    taken: dict[str, str]
    lesson: str | None = None
    category: str | None = None

    def item(self, node: Node) -> ItemDraft | None:
        """The question that a node is; its id is taken from now on."""
        if not isinstance(node, MappingNode):
            self.report.add(node.line, "An item is a mapping with `id`, `kind`, `prompt` and what its kind needs.")
            return None
        spec = value_of(node)
        parsed = parse_item(spec, self._context(node))
        if parsed is None:
            return None
        self._take(parsed.key, line_of(node, ("id",)))
        return ItemDraft(
            key=parsed.key,
            kind=parsed.kind,
            marks=parsed.marks,
            spec=spec,
            body=parsed.body,
            evidence=self._places(parsed.evidence),
            tags=parsed.tags,
            text=parsed.text,
            difficulty=parsed.difficulty,
            option_evidence=self._option_evidence(parsed, node),
            category=self.category,
        )

    def _take(self, key: str, line: int) -> None:
        if key in self.taken:
            self.report.add(line, f"The id '{key}' is already taken by the item in {self.taken[key]}.")
        self.taken.setdefault(key, f"{self.report.path}:{line}")

    def _places(self, references: Iterable[str]) -> tuple[Evidence, ...]:
        return tuple(self._place(reference) for reference in dict.fromkeys(references))

    def _place(self, reference: str) -> Evidence:
        other, mark, anchor = reference.rpartition("#")
        return (other if mark else self.lesson or ""), anchor

    def _option_evidence(self, parsed: ParsedItem, node: MappingNode) -> dict[int, tuple[Evidence, ...]]:
        """The passages that prove options wrong; each must be there, whatever the kind has checked."""
        passages = PassageTexts(self.known, self.lesson)
        for option, references in parsed.option_evidence.items():
            for reference in references:
                if reference not in passages:
                    line = line_of(node, ("options", option, "evidence"))
                    self.report.add(line, f"There is no passage '{reference}'{meant(reference, passages)}")
        return {
            option: self._places(each for each in references if each in passages)
            for option, references in parsed.option_evidence.items()
            if references
        }

    def _context(self, node: MappingNode) -> Context:
        """What the kind is given: it knows neither files nor lines."""
        passages = self.known.lessons[self.lesson].passages if self.lesson else {}

        def render(markdown: str, path: tuple[str | int, ...]) -> str:
            origin = node_at(node, path)
            # The text may have been prepared by its kind, with gaps marked by as many letters: it is not read again from the file.
            text = Prose(markdown, origin if isinstance(origin, Scalar) else node.line, self.report)
            return short_html(text, self.known, lesson=self.lesson)

        def problem(path: tuple[str | int, ...], message: str) -> None:
            self.report.add(line_of(node, path), sentence(message))

        return Context(
            render=render,
            passages=PassageTexts(self.known, self.lesson),
            problem=problem,
            quotations=[key for key, passage in passages.items() if passage.kind is PassageKind.QUOTE],
            places={key: place(passage) for key, passage in passages.items() if passage.source},
            is_lenient=self.lesson is None,
        )


def place(passage: PassageDraft) -> str:
    """What readers know a quoted passage by: `A 75`."""
    return f"{passage.source} {passage.line_from}"


def sentence(message: str) -> str:
    """A message with a capital letter and a full stop."""
    return f"{message[:1].upper()}{message[1:]}{'' if message.endswith(('.', '?', '!')) else '.'}"
