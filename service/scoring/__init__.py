"""Scoring: hashed n-grams, linear models and what moved their scores."""
