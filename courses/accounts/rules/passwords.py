"""Which passwords are refused, and why. Length is what protects; the rest only keeps out what is tried first."""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST = 10
LONGEST = 200
# From the public lists of the most used passwords: those that are long enough to pass otherwise.
_COMMONEST = """
0123456789 0987654321 1029384756 1111111111 1122334455 1212121212 1231231230 1234512345 12345678910 123456789a
1234567890 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc 9876543210 a123456789 a1b2c3d4e5 aa12345678 abc1234567
abcd123456 administrator asdfghjkl1 asdfghjkl; asdfghjkl123 baseball123 bismillah1 changeme123 charlie123 chocolate1
computer123 cristiano7 dragon1234 everything football12 football123 iloveyou12 iloveyou123 letmein123 liverpool1
manchester michael123 monkey1234 password01 password10 password11 password12 password123 password1234 password12345
password!1 password1! passw0rd123 princess12 princess123 q1w2e3r4t5 q1w2e3r4t5y6 qazwsxedc1 qwer123456 qwerty1234
qwerty12345 qwerty123456 qwertyuiop qwertyuiop1 qwertyuiop123 samsung123 slipknot666 starwars12 sunshine12 superman12
superman123 temppassword test123456 trustno1234 unbelievable welcome123 welcome1234 whatever12 zxcvbnm123
"""
COMMONEST = frozenset(_COMMONEST.split())
RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm")


def password_problem(password: str, *, own: Iterable[str] = ()) -> str | None:
    """Why a password cannot be chosen, or None. `own`: the person's address and name."""
    if len(password) < SHORTEST:
        return "Take at least 10 characters. A short sentence is easy to remember and hard to guess."
    if len(password) > LONGEST:
        return "Take at most 200 characters."
    plain = password.casefold()
    if plain in COMMONEST or _is_monotonous(plain):
        return "This is among the first passwords someone would try. Take another one."
    guesses = {_squeezed(part) for word in own for part in (word, word.partition("@")[0])} - {""}
    if _squeezed(plain) in guesses:
        return "Your address or your name is among the first passwords someone would try. Take another one."
    return None


def _is_monotonous(plain: str) -> bool:
    """Whether it repeats one or two characters or runs along the alphabet, the digits or the keyboard."""
    return len(set(plain)) <= 2 or any(plain in run or plain[::-1] in run for run in RUNS)


def _squeezed(word: str) -> str:
    return "".join(letter for letter in word.casefold() if letter.isalnum())
