"""What items are and how they are graded, free of web and database."""

# The kinds need most modules beside them, and these need the contract of kinds. Beginning here, imports always go the same way.
from courses.items.rules import kinds as kinds
