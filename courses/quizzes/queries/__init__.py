"""Reading what was written: a learner's attempts, and what all attempts say about a quiz."""
