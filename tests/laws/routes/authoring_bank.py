"""The bank of a course: its pages, the upload, the export."""

from __future__ import annotations

from tests.laws.routes import everybody

BANK_ITEM = {"key": "bank-item-1"}


def staff(status: int) -> dict[str, int]:
    """Instructors and administrators get in, all others are told that they may not."""
    return everybody(403, instructor=status, administrator=status)


# The file that waits is the instructor's; to the administrator it does not exist.
OWN = everybody(403, administrator=404)

ROUTES = {
    "authoring.bank": {"GET": staff(200)},
    "authoring.duplicates": {"GET": staff(200)},
    "authoring.new_in_bank": {"GET": staff(200)},
    "authoring.new_bank_item": {"GET": staff(200), "POST": staff(303)},
    "authoring.bank_item": {"GET": staff(200), "POST": staff(409)},
    # Nothing waits to be published.
    "authoring.bank_impact": {"GET": staff(404)},
    "authoring.bank_publish": {"POST": staff(404)},
    "authoring.bank_mark_anew": {"GET": staff(404), "POST": staff(404)},
    "authoring.retire_bank_item": {"POST": staff(409)},
    "authoring.pictures": {"GET": staff(200), "POST": staff(422)},
    "authoring.upload": {"GET": staff(200), "POST": staff(422)},
    "authoring.incoming": {"GET": {**OWN, "instructor": 200}},
    "authoring.take": {"POST": {**OWN, "instructor": 422}},
    "authoring.discard_upload": {"POST": {**OWN, "instructor": 303}},
    "authoring.export": {"GET": staff(200), "POST": staff(200)},
}
VALUES = {
    "authoring.bank_item": BANK_ITEM,
    "authoring.bank_impact": BANK_ITEM,
    "authoring.bank_publish": BANK_ITEM,
    "authoring.bank_mark_anew": BANK_ITEM,
    "authoring.retire_bank_item": BANK_ITEM,
    "authoring.new_bank_item": {"kind": "true-false", "title": "Bank"},
}
FORMS = {
    "authoring.new_bank_item": {"prompt": "Is the bridge older than the mill?", "answer": "true"},
    "authoring.bank_item": {"prompt": "Who built it?"},
    "authoring.export": {"what": "bank", "format": "gift"},
}
