"""The pages of accounts; importing this package registers them all."""

from courses.accounts.views import entry, links, settings
from courses.accounts.views.blueprint import bp

__all__ = ["bp", "entry", "links", "settings"]
