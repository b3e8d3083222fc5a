"""The project's own rules as checks of its source text: `python -m tests.checks` runs them all.

Each module owns one rule and offers `check(tree) -> Outcome`. A check reads text, imports nothing
of the project, and its tests plant a bad sample and see it found.
"""
