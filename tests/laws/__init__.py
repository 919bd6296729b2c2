"""House rules that no one has to remember."""
