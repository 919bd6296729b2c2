"""Factories: each makes the least that is valid, flushes it, and lets the test name what matters to it.

They work on the session of the test (`db.session`), so a test that uses them asks for the fixture `session` or `client`.
"""
