"""Repairing marks already given: stored answers replayed on a new version of their question, in portions, and taken back exactly.

A repair is a row that knows how far it has come; each portion is one transaction, so that a kill loses nothing and does nothing twice.

Everybody takes locks in one order, or two would wait for each other: attempts (by number), repairs, progress, grades of quizzes, grades of
courses, notes for the count. A repair comes before attempts that are finished; whoever hands an attempt in holds that one, which is
open, and then the repair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from math import fsum
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.progress.service import judged, rejudge
from courses.quizzes import counting
from courses.quizzes.grades import settle_quizzes
from courses.quizzes.queries import repair as queries
from courses.quizzes.queries.repair import Around, Touched
from courses.quizzes.rules.repair import Change, Impact, Regraded, Wording, impact_of, regrade
from courses.quizzes.rules.scoring import total_fraction
from courses.shared import outbox
from courses.shared.errors import Conflict
from models.enums import RepairState, StepKind
from models.quizzes import Attempt, AttemptSlot, AttemptStep, Repair

REPAIR = "repair"
PORTION: int = 500


def impact(session: Session, wordings: Mapping[int, Wording]) -> tuple[Impact, Mapping[int, Around]]:
    """What these words, by question, would do to every finished attempt that asked one of the questions in other words, and what
    people know the attempts by; nothing is written. At most three statements."""
    foreseen = [
        (each, around)
        for each, around in queries.foreseen_by(session, wordings)
        if each.version_id != wordings[each.item_id].id
    ]
    old = queries.wordings(session, {each.version_id for each, _around in foreseen})
    replays = {item_id: _Replay(old, new) for item_id, new in wordings.items()}
    answers: dict[int, list[tuple[Touched, Regraded | None]]] = defaultdict(list)
    for each, _around in foreseen:
        answers[each.attempt_id].append((each, replays[each.item_id].of(each)))
    places = {each.attempt_id: around for each, around in foreseen}
    return impact_of(_change(found, places[attempt_id]) for attempt_id, found in answers.items()), places


def _change(answers: Sequence[tuple[Touched, Regraded | None]], around: Around) -> Change:
    """What becomes of one attempt by all its answers that are marked anew."""
    each, _now = answers[0]
    after = each.attempt_fraction
    carried = [(answer, now) for answer, now in answers if now is not None]
    if carried and around.possible:
        gained = fsum((now.fraction - answer.given.fraction) * answer.marks for answer, now in carried)
        after = min(1.0, max(0.0, (around.earned + gained) / around.possible))
    about = (each.attempt_id, each.user_id, each.quiz_id, each.attempt_fraction, after, each.pass_fraction)
    return Change(*about, is_carried=bool(carried), kept=len(answers) - len(carried))


def _total(parts: Mapping[int, tuple[float, float]], position: int, fraction: float) -> float:
    """The result of an attempt with another fraction at one position."""
    changed = {**parts, position: (fraction, parts[position][1])}
    return total_fraction(changed[place] for place in sorted(changed))


class _Replay:
    """Answers replayed on a new version. Equal answers are graded once: among thousands there are few different ones."""

    def __init__(self, old: Mapping[int, Wording], new: Wording) -> None:
        self.old = old
        self.new = new
        self.known: dict[str, Regraded | None] = {}

    def of(self, each: Touched) -> Regraded | None:
        """What the answer is worth now; None when it keeps its marks."""
        key = repr((each.version_id, each.behaviour, each.given))
        if key not in self.known:
            self.known[key] = regrade(each.behaviour, self.old[each.version_id], self.new, each.given)
        return self.known[key]


def begin(
    session: Session, item_id: int, version_id: int, *, reason: str, author_id: int | None, now: datetime
) -> Repair:
    """Note a repair; the worker carries it out after the commit. Call `hold_open` before the new version is written."""
    repair = Repair(
        item_id=item_id,
        item_version_id=version_id,
        state=RepairState.RUNNING,
        touched=queries.count_touched(session, item_id, version_id),
        done=0,
        last_id=0,
        reason=reason,
        author_id=author_id,
        created_at=now,
    )
    session.add(repair)
    session.flush()
    outbox.put(session, REPAIR, {"repair_id": repair.id}, now=now)
    return repair


def hold_open(session: Session, item_ids: Collection[int]) -> None:
    """Let nobody hand in an attempt that asks one of these questions until the repair is noted: it would be neither repaired nor see
    the repair."""
    queries.hold_open(session, item_ids)


def undo(session: Session, repair: Repair, *, now: datetime) -> None:
    """Have the worker restore what every attempt had before. Raises Conflict while that is not possible."""
    if repair.state in (RepairState.UNDOING, RepairState.UNDONE):
        return
    if repair.state is not RepairState.DONE:
        raise Conflict(_("The marks are still being corrected. Wait until that is done, then take it back."))
    if queries.later_repair(session, repair) is not None:
        raise Conflict(_("This question was repaired again later. Take the later repair back first."))
    repair.state, repair.done, repair.last_id = RepairState.UNDOING, 0, 0
    session.flush()
    outbox.put(session, REPAIR, {"repair_id": repair.id}, now=now)


def advance(session: Session, repair_id: int, *, now: datetime) -> bool:
    """Carry out the next portion of a repair or of its undoing; whether more may follow. The caller commits."""
    held = sa.select(Repair).where(Repair.id == repair_id).with_for_update()
    repair = session.scalar(held.execution_options(populate_existing=True))
    if repair is None or repair.state not in (RepairState.RUNNING, RepairState.UNDOING):
        return False
    touched = _portion_of(session, repair, now)
    if touched:
        repair.done += len(touched)
        repair.last_id = touched[-1].attempt_id
    elif repair.state is RepairState.RUNNING:
        repair.state, repair.finished_at = RepairState.DONE, now
    else:
        repair.state, repair.undone_at = RepairState.UNDONE, now
    session.flush()
    return bool(touched)


def _portion_of(session: Session, repair: Repair, now: datetime) -> Sequence[Touched]:
    item_id, version_id, after = repair.item_id, repair.item_version_id, repair.last_id
    if repair.state is RepairState.UNDOING:
        token = _token(repair)
        found = queries.regraded_by(session, item_id, version_id, token, after=after, most=PORTION)
        _restore(session, repair, found, now)
        return [each for each, _payload in found]
    touched = queries.touched_by(session, item_id, version_id, after=after, most=PORTION)
    _apply(session, repair, touched, now)
    return touched


def catch_up(session: Session, attempt_id: int, repairs: Iterable[Repair], *, now: datetime) -> None:
    """Carry out these repairs in an attempt that was open while its questions were repaired; called when it was graded."""
    for repair in repairs:
        touched = queries.touched_by(session, repair.item_id, repair.item_version_id, after=attempt_id - 1, most=1)
        own = [each for each in touched if each.attempt_id == attempt_id]
        if own and _apply(session, repair, own, now) and repair.last_id >= attempt_id:
            repair.touched, repair.done = repair.touched + 1, repair.done + 1


def _token(repair: Repair, *, is_undoing: bool = False) -> str:
    return f":{'unrepaired' if is_undoing else 'repaired'}:{repair.id}"


def _apply(session: Session, repair: Repair, touched: Sequence[Touched], now: datetime) -> int:
    """Replay these answers on the repair's version; how many have other words or marks now."""
    new = queries.wordings(session, [repair.item_version_id])[repair.item_version_id]
    replay = _Replay(queries.wordings(session, {each.version_id for each in touched}), new)
    changes = [(each, now_) for each in touched if (now_ := replay.of(each)) is not None]
    values = [
        (
            each,
            {
                "version": new.id,
                "response": regraded.response,
                "order": regraded.order,
                "fraction": regraded.fraction,
                **({"checked": list(regraded.checked)} if regraded.checked else {}),
                "former": _former(each),
                "reason": repair.reason,
                "repair": repair.id,
            },
        )
        for each, regraded in changes
    ]
    _write(session, values, _token(repair), repair.author_id, now)
    return len(values)


def _restore(
    session: Session, repair: Repair, found: Sequence[tuple[Touched, Mapping[str, Any]]], now: datetime
) -> None:
    """Give these answers back what the repair found."""
    about = {"reason": repair.reason, "undoes": repair.id}
    values = [(each, {**_restored(each, payload), "former": _former(each), **about}) for each, payload in found]
    _write(session, values, _token(repair, is_undoing=True), repair.author_id, now)


def _restored(each: Touched, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the repair found; a mark that a person has given since stays."""
    former = dict(payload["former"])
    return {**former, "fraction": each.given.fraction} if each.given.is_marked else former


def _former(each: Touched) -> dict[str, Any]:
    given = each.given
    return {
        "version": each.version_id,
        "response": given.response,
        "order": dict(given.order),
        "fraction": given.fraction,
        **({"checked": list(given.checked)} if given.checked else {}),
    }


def _write(
    session: Session,
    values: Sequence[tuple[Touched, Mapping[str, Any]]],
    token: str,
    author_id: int | None,
    now: datetime,
) -> None:
    """Add the steps, and let slots, attempts, grades and progress follow."""
    if not values:
        return
    people = _people(each for each, _ in values)
    before = {lesson_id: judged(session, lesson_id, people[lesson_id]) for lesson_id in sorted(people)}
    parts = queries.parts_of(session, {each.attempt_id for each, _ in values})
    steps, slots, attempts = [], [], []
    for each, payload in values:
        place = {"attempt_id": each.attempt_id, "position": each.position}
        total = _total(parts[each.attempt_id], each.position, payload["fraction"])
        noted = {**payload, "total": total, "former_total": each.attempt_fraction, "position": each.position}
        kind = {"kind": StepKind.REGRADED, "token": token, "author_id": author_id, "created_at": now}
        steps.append({**place, **kind, "payload": noted})
        changed = {name: payload[name] for name in ("response", "order", "fraction")}
        slots.append({**place, **changed, "item_version_id": payload["version"]})
        attempts.append({"id": each.attempt_id, "fraction": total})
    session.execute(sa.insert(AttemptStep), steps)
    session.execute(sa.update(AttemptSlot), slots)
    session.execute(sa.update(Attempt), attempts)
    for lesson_id in sorted(people):
        rejudge(session, lesson_id, people[lesson_id], before=before[lesson_id])
    takers = _takers(each for each, _ in values)
    settle_quizzes(session, takers)
    for quiz_id in sorted(takers):
        counting.touch(session, quiz_id, now=now)


def _people(touched: Iterable[Touched]) -> Mapping[int, set[int]]:
    """The learners concerned, by lesson."""
    people: dict[int, set[int]] = defaultdict(set)
    for each in touched:
        people[each.lesson_id].add(each.user_id)
    return people


def _takers(touched: Iterable[Touched]) -> Mapping[int, set[int]]:
    """The learners concerned, by quiz."""
    takers: dict[int, set[int]] = defaultdict(set)
    for each in touched:
        takers[each.quiz_id].add(each.user_id)
    return takers
