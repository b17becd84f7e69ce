"""Saring: comment moderation that answers approve, hold or reject, and says why."""
