"""The tables of the program, one file a feature; importing this module registers them all."""

from models import accounts, authoring, catalogue, groups, items, operations, progress, quizzes, search
from models.base import Base

__all__ = [
    "Base",
    "accounts",
    "authoring",
    "catalogue",
    "groups",
    "items",
    "operations",
    "progress",
    "quizzes",
    "search",
]
