"""Everything the program is tested with."""
