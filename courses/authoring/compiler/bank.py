"""The bank: files of questions that belong to no lesson."""

from __future__ import annotations

from dataclasses import dataclass

from courses.authoring.compiler.fields import TITLE_LENGTH, Fields
from courses.authoring.compiler.items import ItemFile
from courses.authoring.compiler.report import FileReport
from courses.authoring.compiler.texts import Known
from courses.authoring.compiler.yaml_lines import Mapping as MappingNode
from courses.authoring.compiler.yaml_lines import Scalar, parse
from courses.authoring.draft import CategoryDraft, ItemDraft

KEYS = ("id", "title", "items")
MOST_ITEMS = 500
# What stands among the items of a quiz and is no question.
OF_QUIZZES = frozenset({"bank", "section", "pool"})


@dataclass(frozen=True)
class BankFile:
    """A file of the bank before its questions are compiled."""

    path: str
    fields: Fields
    key: str


def read_bank_file(path: str, text: str, report: FileReport) -> BankFile:
    """The head of a file of the bank."""
    fields = Fields(parse(text, report), report, known=KEYS)
    return BankFile(path, fields, fields.id())


def finish_bank_file(file: BankFile, known: Known, taken: dict[str, str]) -> CategoryDraft:
    """The file with its questions. `taken` are the ids of items so far with the place of each, and takes up those of this file."""
    fields = file.fields
    nodes = fields.nodes("items")
    if len(nodes) > MOST_ITEMS:
        fields.wrong("items", f"A file of the bank has at most {MOST_ITEMS} items; divide it.")
    title = fields.text("title", required=True, limit=TITLE_LENGTH)
    into = ItemFile(fields.report, known, taken, category=file.key)
    items: list[ItemDraft] = []
    for node in nodes[:MOST_ITEMS]:
        kind = node.values.get("kind") if isinstance(node, MappingNode) else None
        if isinstance(kind, Scalar) and kind.text in OF_QUIZZES:
            fields.report.add(kind.line, f"'{kind.text}' stands in quizzes only; the bank holds questions.")
        elif item := into.item(node):
            items.append(item)
    return CategoryDraft(file.key, file.path, title, tuple(items))
