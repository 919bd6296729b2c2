"""What may be a mail address and a name, and how they are written down."""

from __future__ import annotations

import re
import unicodedata

LONGEST_EMAIL = 254
LONGEST_NAME = 80
# Normalising takes quadratic time on hostile text; what is longer than any name is refused as it is.
LONGEST_WRITTEN = 1_000
# Letters and a sign that look like nothing: fillers of Korean writing, the empty pattern of Braille.
BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Persian and Indian writing, and emoji, need these between letters.
JOINERS = frozenset("\u200c\u200d")
# Plain letters only: what a mail server makes of others differs, and two addresses that look alike are a trap.
EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
)


def normal_email(written: str) -> str:
    """The address as it is kept and compared: capital letters and blanks around it mean nothing."""
    return written.strip().lower()


def email_problem(email: str) -> str | None:
    """Why a normal address cannot be used, or None."""
    if len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email):
        return "This is not a mail address we can write to. It should look like ana@example.org."
    return None


def normal_name(written: str) -> str:
    """The name with single blanks between its parts."""
    if len(written) > LONGEST_WRITTEN:
        return written
    return " ".join(unicodedata.normalize("NFC", written).split())


def name_problem(name: str) -> str | None:
    """Why a normal name cannot be used, or None. Hidden characters would let two names look the same."""
    if not name:
        return "Write the name others will see; it need not be your real one."
    if len(name) > LONGEST_NAME:
        return "This name is too long: 80 characters at most."
    if any(map(_is_hidden, name)) or not any(unicodedata.category(letter)[0] in "LNPS" for letter in name):
        return "This name holds characters that cannot be seen. Type it anew."
    return None


def _is_hidden(letter: str) -> bool:
    return letter in BLANK_LETTERS or (
        unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"} and letter not in JOINERS
    )
