"""The item bank: kinds of questions, how they are read, graded and counted."""
