"""Interchange: questions read from the files of other programs, and written for them; free of web and database."""
