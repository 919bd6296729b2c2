"""Bring what the tests need beside Python packages, or name what is missing."""

from __future__ import annotations

import sys

from tests.support.chromium import bring_chromium
from tests.support.html_checker import bring_html_checker


def bring_all() -> str | None:
    """Install what is missing; what is still missing afterwards, a sentence each, or None."""
    missing = [sentence for sentence in (bring_chromium(), bring_html_checker()) if sentence]
    return "\n".join(missing) or None


if __name__ == "__main__":
    sys.exit(bring_all())
