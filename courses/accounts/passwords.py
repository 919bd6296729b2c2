"""Hashing passwords with argon2, and checking them in the same time whether or not there is anything to check."""

from __future__ import annotations

import secrets
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask import current_app

from courses.accounts.rules.passwords import LONGEST

# Normal: 19 MiB and two passes, the least that OWASP recommends, because several people may sign in at once on a small
# machine. Light: for tests.
PASSES = {"normal": 2, "light": 1}
MEMORY_KIB = {"normal": 19_456, "light": 64}
# What stands in the place of a hash until the person chooses a password; nothing verifies against it.
NO_PASSWORD = "!"


@lru_cache
def _hasher(cost: str) -> PasswordHasher:
    return PasswordHasher(time_cost=PASSES[cost], memory_cost=MEMORY_KIB[cost], parallelism=1)


@lru_cache
def _dummy(cost: str) -> str:
    return _hasher(cost).hash(secrets.token_urlsafe(16))


def _cost() -> str:
    return str(current_app.config["SETTINGS"].password_cost)


def _same_letters(password: str) -> str:
    """Keyboards differ in how they write the same letter.

    What is longer than any password is left alone: it fits nobody, and normalising hostile text takes quadratic time.
    """
    return unicodedata.normalize("NFKC", password) if len(password) <= LONGEST else password


def hashed(password: str) -> str:
    """What is stored of a password."""
    return _hasher(_cost()).hash(_same_letters(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the one whose hash is stored; without a stored one it takes as long and is False."""
    usable = stored if stored and stored != NO_PASSWORD else None
    try:
        verified = _hasher(_cost()).verify(usable or _dummy(_cost()), _same_letters(password))
    except (Argon2Error, InvalidHashError):
        return False
    return verified and usable is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with another cost than today's."""
    return _hasher(_cost()).check_needs_rehash(stored)
