"""One question as the parts of an item, in the names of version 2: declarations, body, rules and feedback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from courses.items.formats.marks import visible
from courses.items.formats.qti.words import Words
from courses.items.formats.values import Loss
from courses.items.formats.xml import Element

Spec = Mapping[str, Any]
RESPONSE, SCORE, FEEDBACK, GENERAL = "RESPONSE", "SCORE", "FEEDBACK", "GENERAL"
WRONG, EXPLANATION = "WRONG", "EXPLANATION"


def node(name: str, *inside: Element | str, **attributes: str | None) -> Element:
    """An element with what stands inside it; attributes without a value are left out."""
    element = etree.Element(name)
    for key, value in attributes.items():
        if value is not None:
            element.set(key, visible(value))
    for part in inside:
        if isinstance(part, str):
            if len(element):
                element[-1].tail = (element[-1].tail or "") + visible(part)
            else:
                element.text = (element.text or "") + visible(part)
        else:
            element.append(part)
    return element


def written(number: float) -> str:
    """A number as QTI writes it."""
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(float(number))


@dataclass
class Building:
    """An item while it is built. `scores`: for each response its outcome and the marks it counts with."""

    spec: Spec
    words: Words
    declarations: list[Element] = field(default_factory=list)
    rules: list[Element] = field(default_factory=list)
    said: list[Element] = field(default_factory=list)
    feedback_rules: list[Element] = field(default_factory=list)
    body: list[Element] = field(default_factory=list)
    scores: list[tuple[str, float]] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    marked_alone: bool = True

    def lose(self, message: str, *keys: str) -> None:
        """Note what the file cannot hold."""
        loss = Loss(str(self.spec["id"]), message, keys)
        if loss not in self.losses:
            self.losses.append(loss)

    def score_name(self, response: str) -> str:
        """The outcome that holds what a response is worth."""
        return SCORE if self.marked_alone else f"{SCORE}-{response}"

    def declare(
        self,
        response: str,
        base_type: str,
        *,
        cardinality: str = "single",
        correct: Sequence[str] = (),
        mapping: Mapping[str, float] | None = None,
        is_exact: bool | None = None,
        bounds: tuple[str | None, str | None] = (None, None),
        starter: str = "",
    ) -> None:
        """Declare a response with its key and what each value is worth."""
        inside = []
        if starter:
            inside.append(node("defaultValue", node("value", starter)))
        if correct:
            inside.append(node("correctResponse", *(node("value", value) for value in correct)))
        if mapping:
            case = None if is_exact is None else ("true" if is_exact else "false")
            entries = (
                node("mapEntry", mapKey=key, mappedValue=written(worth), caseSensitive=case)
                for key, worth in mapping.items()
            )
            inside.append(node("mapping", *entries, defaultValue="0", lowerBound=bounds[0], upperBound=bounds[1]))
        self.declarations.append(
            node("responseDeclaration", *inside, identifier=response, cardinality=cardinality, baseType=base_type)
        )

    def score_by_mapping(self, response: str, marks: float = 1) -> None:
        """The answer is worth what the mapping says."""
        self._score(response, marks, self.when_given(response, node("mapResponse", identifier=response)))

    def score_by_key(self, response: str, marks: float = 1) -> None:
        """The answer is worth everything when it is the key."""
        is_right = node("match", variable(response), node("correct", identifier=response))
        self._score(
            response, marks, condition((is_right, self.set(response, number(1))), self.set(response, number(0)))
        )

    def score_by_cases(self, response: str, cases: Sequence[tuple[Element, float]], marks: float = 1) -> None:
        """The answer is worth what the first condition that holds says."""
        branches = [(test, self.set(response, number(worth))) for test, worth in cases]
        self._score(response, marks, condition(*branches, self.set(response, number(0))))

    def _score(self, response: str, marks: float, rule: Element) -> None:
        self.scores.append((response, marks))
        self.rules.append(rule)

    def set(self, response: str, value: Element) -> Element:
        """The rule that sets what a response is worth."""
        return node("setOutcomeValue", value, identifier=self.score_name(response))

    def when_given(self, response: str, value: Element) -> Element:
        """The worth of an answer, nothing where none was given."""
        is_empty = node("isNull", variable(response))
        return condition((is_empty, self.set(response, number(0))), self.set(response, value))

    def say(self, outcome: str, identifier: str, markdown: str) -> None:
        """Something to be shown when an outcome has a value."""
        blocks = self.words.blocks(markdown)
        self.said.append(
            node("modalFeedback", *blocks, outcomeIdentifier=outcome, identifier=identifier, showHide="show")
        )

    def say_chosen(self, response: str) -> None:
        """Show what belongs to the options chosen."""
        self.feedback_rules.append(_more(FEEDBACK, variable(response)))

    def say_when(self, test: Element, identifier: str, markdown: str, outcome: str = FEEDBACK) -> None:
        """Show something under a condition."""
        self.say(outcome, identifier, markdown)
        self.feedback_rules.append(condition((test, _more(outcome, token(identifier)))))

    def say_first(self, cases: Sequence[tuple[Element, str, str | None]]) -> None:
        """Show what belongs to the first condition that holds, which may be nothing."""
        branches = []
        for test, identifier, markdown in cases:
            if markdown:
                self.say(FEEDBACK, identifier, markdown)
            rules = [_more(FEEDBACK, token(identifier))] if markdown else []
            branches.append(node("responseElseIf" if branches else "responseIf", test, *rules))
        self.feedback_rules.append(node("responseCondition", *branches))

    def say_wrong(self, response: str, markdown: str) -> None:
        """Show something to whoever did not earn everything with one response."""
        is_wrong = node("lt", variable(self.score_name(response)), number(1))
        self.say_when(is_wrong, f"{response}.{WRONG}", markdown, GENERAL)


def variable(name: str) -> Element:
    """What was answered, or what an outcome is."""
    return node("variable", identifier=name)


def number(value: float) -> Element:
    """A number in a rule."""
    return node("baseValue", written(value), baseType="float")


def token(identifier: str) -> Element:
    """An identifier in a rule."""
    return node("baseValue", identifier, baseType="identifier")


def _more(outcome: str, value: Element) -> Element:
    """The rule that adds a value to an outcome of several."""
    return node("setOutcomeValue", node("multiple", variable(outcome), value), identifier=outcome)


def condition(*branches: tuple[Element, Element] | Element) -> Element:
    """If, else if and else: pairs of a test and a rule, and at the end a rule alone."""
    made = []
    for branch in branches:
        if isinstance(branch, tuple):
            made.append(node("responseElseIf" if made else "responseIf", *branch))
        else:
            made.append(node("responseElse", branch))
    return node("responseCondition", *made)


def outcome(name: str, base_type: str = "float", *, cardinality: str = "single", most: float | None = None) -> Element:
    """The declaration of an outcome; numbers begin with 0."""
    start = node("defaultValue", node("value", "0")) if base_type == "float" else None
    return node(
        "outcomeDeclaration",
        *([start] if start is not None else []),
        identifier=name,
        cardinality=cardinality,
        baseType=base_type,
        normalMaximum=None if most is None else written(most),
    )


def assembled(built: Building, *, identifier: str, title: str, label: str) -> Element:
    """The whole item, its parts in the order of the standard."""
    outcomes = [outcome(SCORE, most=1)] if built.scores or built.spec["kind"] == "essay" else []
    rules = list(built.rules)
    if not built.marked_alone and built.scores:
        outcomes += [outcome(built.score_name(response), most=marks) for response, marks in built.scores]
        rules.append(_total(built))
    shown = {each.get("outcomeIdentifier") for each in built.said}
    outcomes += [outcome(name, "identifier", cardinality="multiple") for name in (FEEDBACK, GENERAL) if name in shown]
    rules += [rule for rule in built.feedback_rules if _is_shown(rule, shown)]
    processing = [node("responseProcessing", *rules)] if rules else []
    return node(
        "assessmentItem",
        *built.declarations,
        *outcomes,
        node("itemBody", *built.body),
        *processing,
        *built.said,
        identifier=identifier,
        title=title,
        label=label,
        adaptive="false",
        timeDependent="false",
    )


def _is_shown(rule: Element, shown: set[str | None]) -> bool:
    """Whether a rule sets something that is declared."""
    return all(setting.get("identifier") in shown for setting in rule.iter("setOutcomeValue"))


def _total(built: Building) -> Element:
    """The mean of the worths, weighted by marks."""
    parts = (node("product", variable(built.score_name(response)), number(marks)) for response, marks in built.scores)
    total = sum(marks for _, marks in built.scores)
    return node("setOutcomeValue", node("divide", node("sum", *parts), number(total)), identifier=SCORE)
