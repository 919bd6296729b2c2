"""What a group may see of its members, and where it meant to be by today."""
