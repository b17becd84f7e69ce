"""What can go wrong on purpose while a model is made."""

from service.errors import ModerationError


class TrainingError(ModerationError):
    """Training cannot go on; the message says what to do."""


class HeldOutError(TrainingError):
    """Something kept for measuring was about to be fitted on."""
