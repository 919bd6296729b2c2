"""What the program does when it is killed, crowded or attacked."""
