"""Requests that this service makes to machines of others."""
