"""Marking answers by hand, and answering the objections of learners to their marks."""
