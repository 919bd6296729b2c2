"""What is decided about people without asking the database: addresses, passwords, merging, handing over a group."""
