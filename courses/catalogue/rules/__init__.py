"""The pure part of the catalogue: words, near words, queries, snippets and the outline of a course."""
