"""The blueprint of all pages on which instructors write."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("authoring", __name__)
