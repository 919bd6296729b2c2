"""Moodle XML, read and written; after the importer and the exporter of Moodle 4, and its documentation of the format.

The reader and the writer are two modules, because the process that reads files needs nothing of what writing needs.
"""
