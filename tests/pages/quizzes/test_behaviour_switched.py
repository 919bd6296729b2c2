"""An attempt that was open when its quiz was switched to another behaviour: its pages go on as they were."""

from __future__ import annotations

import pytest

from courses.shared.db import db
from models.enums import Behaviour
from models.items import Quiz
from tests.support.client import Client
from tests.support.factories.catalogue import make_user
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import make_attempt, settings
from tests.support.seen import seen


@pytest.fixture
def quiz() -> Quiz:
    quiz = make_quiz(settings=settings(behaviour=Behaviour.CERTAINTY))
    make_item(quiz)
    return quiz


def test_the_certainty_is_asked_for_in_the_attempts_that_began_so_and_in_no_other(client: Client, quiz: Quiz) -> None:
    early, late = make_user(), make_user()
    begun = make_attempt(early, quiz)
    quiz.settings = settings(behaviour=Behaviour.DEFERRED)
    db.session.flush()
    after = make_attempt(late, quiz)
    db.session.commit()

    before_the_switch = seen(client.login(early).get(f"/attempts/{begun.id}/questions/1"))
    after_the_switch = seen(client.login(late).get(f"/attempts/{after.id}/questions/1"))

    assert "How certain are you?" in before_the_switch
    assert "How certain are you?" not in after_the_switch
