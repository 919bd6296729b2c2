"""What the tests stand on: databases, browsers, checkers and factories."""
