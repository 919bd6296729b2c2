"""Moodle XML, read and written; after the importer and the exporter of Moodle 4, and its documentation of the format."""

from __future__ import annotations

from courses.items.formats.moodle_xml.reader import read, recognises
from courses.items.formats.moodle_xml.writer import write

NAME = "moodle_xml"
TITLE = "Moodle XML"
ENDING = "xml"

__all__ = ["ENDING", "NAME", "TITLE", "read", "recognises", "write"]
