"""What items are and how they are graded, free of web and database."""
