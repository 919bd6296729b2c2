"""What stands in the list of a quiz: questions, questions of the bank, pools that are drawn from it, and sections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from courses.authoring.compiler.drawing import UNASKED, BankQuestion, available
from courses.authoring.compiler.fields import ID_RULE, Fields, whole_number
from courses.authoring.compiler.items import ItemFile, sentence
from courses.authoring.compiler.report import FileReport, meant
from courses.authoring.compiler.texts import Known
from courses.authoring.compiler.yaml_lines import Mapping as MappingNode
from courses.authoring.compiler.yaml_lines import Node, Scalar, line_of, value_of
from courses.authoring.draft import ItemDraft, PlaceDraft, PoolDraft
from courses.items.rules.spec import ID, MOST_MARKS, MOST_TAGS
from courses.quizzes.rules.settings import SECTION_KIND, Section, sections_of
from models.enums import Difficulty

BANK_KEYS = ("id", "kind", "marks")
POOL_KEYS = ("id", "kind", "category", "tags", "difficulty", "draw", "marks")
MOST_DRAWN = 200


class Entries:
    """The entries of one quiz, read in their order; positions count from 1."""

    def __init__(self, report: FileReport, lesson: str, known: Known, taken: dict[str, str]) -> None:
        self.report = report
        self.known = known
        self.file = ItemFile(report, known, taken, lesson=lesson)
        self.items: list[ItemDraft] = []
        self.places: list[PlaceDraft] = []
        self.pools: list[PoolDraft] = []
        self.sections: tuple[Section, ...] = ()
        self.lines: dict[str, int] = {}

    @property
    def question_count(self) -> int:
        """How many questions an attempt asks; a text that is only read is worth nothing and none of them."""
        return sum(place.marks > 0 for place in self.places) + sum(pool.draw for pool in self.pools)

    def read(self, nodes: Sequence[Node]) -> None:
        """Take up every entry."""
        numbers = self._numbers(nodes)
        for position, (node, section) in enumerate(zip(nodes, numbers, strict=True), start=1):
            if not isinstance(node, MappingNode):
                self.file.item(node)
                continue
            kind = node.values.get("kind")
            word = kind.text if isinstance(kind, Scalar) else ""
            if word == SECTION_KIND:
                self._key(Fields(node, self.report, known=node.values))
            elif word == "bank":
                self._from_bank(node, position, section)
            elif word == "pool":
                self._pool(node, position, section)
            elif item := self.file.item(node):
                self.items.append(item)
                self.places.append(PlaceDraft(item.key, item.digest, position, item.marks, section))
        self._check_pools()

    def _numbers(self, nodes: Sequence[Node]) -> tuple[int, ...]:
        """The section of each entry."""
        specs: list[dict[str, Any]] = [value_of(node) if isinstance(node, MappingNode) else {} for node in nodes]

        def problem(number: int, key: str, message: str) -> None:
            self.report.add(line_of(nodes[number], (key,)), sentence(message))

        sections, numbers = sections_of(specs, problem)
        self.sections = () if sections == (Section(),) else sections
        return numbers

    def _key(self, fields: Fields) -> str:
        """The id of a section or pool, once in the quiz."""
        key = fields.id()
        if key in self.lines:
            fields.wrong("id", f"The id '{key}' is already taken in line {self.lines[key]}.")
        self.lines.setdefault(key, fields.line_of("id"))
        return key

    def _from_bank(self, node: MappingNode, position: int, section: int) -> None:
        fields = Fields(node, self.report, known=BANK_KEYS)
        key = fields.text("id", required=True)
        question = self.known.bank.questions.get(key)
        if question is None:
            if key:
                hint = meant(key, self.known.bank.questions) if ID.fullmatch(key) else f". {ID_RULE}."
                fields.wrong("id", f"The bank has no question '{key}'{hint}")
        elif any(place.item == key for place in self.places):
            fields.wrong("id", f"The question '{key}' stands in this quiz twice.")
        else:
            marks = self._marks_of(question, fields)
            self.places.append(PlaceDraft(key, question.digest, position, marks, section))

    def _marks_of(self, question: BankQuestion, fields: Fields) -> float:
        if question.kind != UNASKED:
            return _marks(fields, question.marks)
        if fields.has("marks"):
            fields.wrong("marks", f"'{question.key}' is a text without a question; it has no marks.")
        return 0.0

    def _pool(self, node: MappingNode, position: int, section: int) -> None:
        fields = Fields(node, self.report, known=POOL_KEYS)
        key, category = self._key(fields), fields.text("category")
        categories = self.known.bank.categories
        if category and category not in categories:
            fields.wrong("category", f"The bank has no file with the id '{category}'{meant(category, categories)}")
            return
        tags = tuple(tag.text for tag in fields.scalars("tags"))
        if len(tags) > MOST_TAGS:
            fields.wrong("tags", f"A pool has at most {MOST_TAGS} tags.")
        draw = self._draw(node, fields)
        if key and draw:
            pool = PoolDraft(
                key, position, section, category or None, tags, _difficulty(fields), draw, _marks(fields, 1.0)
            )
            self.pools.append(pool)

    def _draw(self, node: MappingNode, fields: Fields) -> int | None:
        if not fields.has("draw"):
            fields.wrong("draw", "'draw' is missing: how many questions does the pool draw?")
            return None
        draw = whole_number(node.values["draw"], self.report, "'draw'")
        if draw and draw > MOST_DRAWN:
            fields.wrong("draw", f"A pool draws at most {MOST_DRAWN} questions.")
        return draw

    def _check_pools(self) -> None:
        """A pool can always be filled, whatever the others draw."""
        placed = {place.item for place in self.places}
        for key, count in available(self.pools, self.known.bank, placed).items():
            draw = next(pool.draw for pool in self.pools if pool.key == key)
            if draw > count:
                self.report.add(self.lines[key], _shortage(key, draw, max(0, count)))


def _shortage(key: str, draw: int, count: int) -> str:
    left = {0: "none is left for it", 1: "only one is left for it"}.get(count, f"only {count} are left for it")
    return (
        f"The pool '{key}' draws {draw}, but of the questions of the bank that fit {left}; "
        "what other pools draw or the quiz asks itself does not count."
    )


def _difficulty(fields: Fields) -> Difficulty | None:
    word = fields.text("difficulty")
    if word and word not in list(Difficulty):
        fields.wrong("difficulty", f"'difficulty' is one of {', '.join(Difficulty)}, not '{word}'.")
        return None
    return Difficulty(word) if word else None


def _marks(fields: Fields, usual: float) -> float:
    marks = fields.number("marks", usual)
    if not 0 < marks <= MOST_MARKS:
        fields.wrong("marks", f"'marks' should be above 0 and at most {MOST_MARKS}.")
    return marks
