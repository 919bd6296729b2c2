"""Where someone may be sent after signing in: pages of this site only."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 2_000


def local_path(wish: str | None) -> str | None:
    """The wish if it is a path of this site, else None. Browsers read `\\` as `/` and drop control characters."""
    if not wish or len(wish) > LONGEST or not wish.startswith("/") or wish.startswith("//"):
        return None
    if "\\" in wish or any(ord(letter) <= 32 or ord(letter) == 127 for letter in wish):
        return None
    try:
        parts = urlsplit(wish)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else wish
