"""Signals: named observations about a comment, each with its evidence."""
