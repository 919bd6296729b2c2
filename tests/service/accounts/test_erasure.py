"""Erasing an account and forgetting guests: what names a person goes, what they did stays as nobody's."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.accounts import erasure
from courses.shared import clock
from courses.shared.errors import Conflict
from models.accounts import AccountToken, User, UserSession
from models.catalogue import Appointment, Proposal
from models.enums import GroupRole, TokenPurpose
from models.groups import GroupMember
from models.operations import OutboxEntry
from models.progress import LessonProgress
from models.quizzes import QuizSummary
from tests.support.delivery import deliver_due
from tests.support.factories.accounts import make_link, make_member, make_session
from tests.support.factories.catalogue import (
    NOW,
    YESTERDAY,
    appoint,
    complete,
    make_administrator,
    make_course,
    make_guest,
    make_lesson,
    make_progress,
    make_proposal,
    make_user,
)
from tests.support.factories.gradebook import count_quiz, make_finished
from tests.support.factories.groups import make_facilitator, make_group, make_membership
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import give_answer, make_attempt

LONG_AGO = NOW - timedelta(days=200)


def erase(session: Session, user: User, *, keep_proposals: bool = True) -> None:
    erasure.erase(session, user, keep_proposals=keep_proposals, now=NOW)
    session.expire_all()


def test_what_names_the_person_is_gone(session: Session) -> None:
    user = make_member(name="Ana Lindt", email="ana@example.org")

    erase(session, user)

    assert (user.email, user.password_hash, user.erased_at) == (None, None, NOW)
    assert user.name == "Former member"


def test_sessions_links_and_appointments_are_gone(session: Session) -> None:
    user = make_member()
    make_session(user)
    make_link(TokenPurpose.PASSWORD_RESET, user)
    appoint(user, make_course())

    erase(session, user)

    for model in (UserSession, AccountToken, Appointment):
        assert session.scalars(sa.select(model)).all() == []


def test_progress_and_attempts_stay_as_nobodys(session: Session) -> None:
    user, lesson = make_member(), make_lesson()
    complete(user, lesson)
    attempt = make_attempt(user)

    erase(session, user)

    assert session.get_one(LessonProgress, (user.id, lesson.id)).completed_at == YESTERDAY
    assert attempt.user_id == user.id


@pytest.mark.parametrize("keep", [True, False])
def test_proposals_stay_or_go_as_the_person_chooses(session: Session, keep: bool) -> None:
    user = make_member()
    make_proposal(user=user)
    others = make_proposal()

    erase(session, user, keep_proposals=keep)

    left = session.scalars(sa.select(Proposal.user_id).order_by(Proposal.id)).all()
    assert left == ([user.id, others.user_id] if keep else [others.user_id])


def test_the_group_of_the_only_facilitator_passes_to_the_longest_standing_member(session: Session) -> None:
    user, group = make_member(), make_group()
    make_facilitator(group, user)
    newer = make_membership(group, joined_at=NOW)
    older = make_membership(group, joined_at=LONG_AGO)

    erase(session, user)

    roles = session.execute(sa.select(GroupMember.user_id, GroupMember.role).where(GroupMember.group_id == group.id))
    assert dict(map(tuple, roles)) == {newer.user_id: GroupRole.MEMBER, older.user_id: GroupRole.FACILITATOR}
    assert group.closed_at is None


def test_a_group_that_is_left_empty_closes(session: Session) -> None:
    user, group, other = make_member(), make_group(), make_group()
    make_facilitator(group, user)
    make_facilitator(other)

    erase(session, user)

    assert (group.closed_at, other.closed_at) == (NOW, None)


def test_the_last_mail_goes_to_the_old_address(session: Session) -> None:
    erase(session, make_member(email="ana@example.org"))

    mail = session.scalars(sa.select(OutboxEntry)).one()
    assert mail.payload["to"] == "ana@example.org"
    assert "deleted" in mail.payload["text"]


def test_the_only_administrator_may_not_go(session: Session) -> None:
    user = make_administrator()

    with pytest.raises(Conflict, match="only administrator"):
        erasure.erase(session, user, keep_proposals=True, now=NOW)

    assert user.email is not None


def test_an_administrator_with_another_beside_may_go(session: Session) -> None:
    user, _other = make_administrator(), make_administrator()

    erase(session, user)

    assert (user.is_administrator, user.erased_at) == (False, NOW)


def test_a_guest_who_did_nothing_for_long_is_forgotten_with_everything(session: Session) -> None:
    guest, lesson = make_guest(created_at=LONG_AGO), make_lesson()
    make_progress(guest, lesson, position_at=LONG_AGO, read_at=LONG_AGO)
    guest_id = guest.id

    number = erasure.forget_guests(session, before=NOW - timedelta(days=90), now=NOW)
    session.expire_all()

    assert number == 1
    assert session.get(User, guest_id) is None
    assert session.get(LessonProgress, (guest_id, lesson.id)) is None


def test_what_forgotten_guests_answered_counts_in_no_results_any_more(session: Session) -> None:
    quiz, other = make_quiz(), make_quiz()
    for each in (quiz, other):
        make_item(each)
        make_finished(each, [1.0])
        count_quiz(each)
    make_finished(quiz, [0.0], user=make_guest(created_at=LONG_AGO), started_at=LONG_AGO, finished_at=LONG_AGO)
    count_quiz(quiz)
    deliver_due(now=clock.now())

    erasure.forget_guests(session, before=NOW - timedelta(days=90), now=NOW)
    told = session.scalars(sa.select(OutboxEntry.payload).where(OutboxEntry.kind == erasure.RECOUNT_QUIZ)).all()
    deliver_due(now=clock.now() + timedelta(days=1))

    counted = session.get_one(QuizSummary, quiz.id, populate_existing=True)
    assert (counted.attempts, counted.learners, counted.mean_fraction) == (1, 1, 1.0)
    assert told == [{"quiz_id": quiz.id}]


def test_guests_who_did_something_and_members_are_not_forgotten(session: Session) -> None:
    reader, answerer, newcomer = (
        make_guest(created_at=LONG_AGO),
        make_guest(created_at=LONG_AGO),
        make_guest(created_at=NOW),
    )
    make_progress(reader, make_lesson(), position_at=LONG_AGO, marked_at=YESTERDAY)
    give_answer(make_attempt(answerer, now=LONG_AGO), 1, {"choice": 0}, now=YESTERDAY)
    make_user(created_at=LONG_AGO)
    erased = make_member(created_at=LONG_AGO)
    erase(session, erased)
    before = set(session.scalars(sa.select(User.id)))

    number = erasure.forget_guests(session, before=NOW - timedelta(days=90), now=NOW)

    assert number == 0
    assert set(session.scalars(sa.select(User.id))) == before
    assert {reader.id, answerer.id, newcomer.id} <= before


def test_what_has_run_out_is_swept(session: Session) -> None:
    user = make_member()
    make_session(user, created_at=LONG_AGO, expires_at=YESTERDAY)
    lasting = make_session(user)
    make_link(TokenPurpose.PASSWORD_RESET, user, created_at=LONG_AGO, expires_at=YESTERDAY)

    erasure.sweep(session, now=NOW)

    assert session.scalars(sa.select(UserSession.id)).all() == [lasting.id]
    assert session.scalars(sa.select(AccountToken)).all() == []
