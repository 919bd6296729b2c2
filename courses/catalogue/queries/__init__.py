"""What the pages of the catalogue read: a fixed number of statements for each page, whatever the size of a course."""
