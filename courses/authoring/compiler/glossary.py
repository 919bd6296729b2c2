"""The glossary: key terms with their definitions."""

from __future__ import annotations

from dataclasses import dataclass

from courses.authoring.compiler.fields import TITLE_LENGTH, Fields
from courses.authoring.compiler.prose import prose
from courses.authoring.compiler.report import FileReport, meant
from courses.authoring.compiler.texts import Known, short_html
from courses.authoring.compiler.yaml_lines import BROKEN, Scalar, Sequence, parse
from courses.authoring.draft import TermDraft
from courses.shared.markup import plain

KEYS = ("id", "term", "definition", "see")


@dataclass(frozen=True)
class Term:
    """A term before everything it may point to is known."""

    fields: Fields
    key: str
    title: str
    definition: Scalar | None


def read_glossary(text: str, report: FileReport) -> dict[str, Term]:
    """The terms of glossary.yaml, by id, in their order."""
    node = parse(text, report)
    if node is not None and node is not BROKEN and not isinstance(node, Sequence):
        report.add(node.line, "The glossary is a list; each term begins with `- id:`.")
    terms: dict[str, Term] = {}
    for item in node.items if isinstance(node, Sequence) else ():
        fields = Fields(item, report, known=KEYS)
        definition = fields.scalar("definition", required=True)
        term = Term(fields, fields.id(), fields.text("term", required=True, limit=TITLE_LENGTH), definition)
        if term.key in terms:
            fields.wrong(
                "id", f"The term '{term.key}' stands here twice (first in line {terms[term.key].fields.line_of('id')})."
            )
        elif term.key:
            terms[term.key] = term
    return terms


def finish_term(term: Term, known: Known) -> TermDraft:
    """The term with its definition as HTML and the terms to see."""
    report = term.fields.report
    html = short_html(prose(term.definition, report), known) if term.definition else ""
    see = []
    for value in term.fields.scalars("see"):
        if value.text not in known.terms:
            report.add(value.line, f"There is no term '{value.text}' in the glossary{meant(value.text, known.terms)}")
        elif value.text == term.key:
            report.add(value.line, "A term does not point to itself.")
        else:
            see.append(value.text)
    return TermDraft(term.key, term.title, html, plain(html), tuple(see))
