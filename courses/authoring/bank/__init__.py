"""The bank of a course in the browser: all its questions found, compared, written, and where each is used."""
