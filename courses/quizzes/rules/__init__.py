"""How attempts go: the log, what is shown when, and what counts; free of web and database."""
