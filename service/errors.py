"""Everything that can go wrong on purpose.

Messages are written for the person who reads them and never carry a comment's text.
"""


class ModerationError(Exception):
    """Base of every error that Saring raises knowingly."""


class SettingsError(ModerationError):
    """A setting is missing or cannot be used; the message names it and says what to do."""


class ArtefactError(ModerationError):
    """A model's files are missing, altered or of another version; nothing was unpickled."""


class LedgerUnavailable(ModerationError):  # noqa: N818 -- a state of the ledger, not a fault of ours
    """The ledger cannot be written now; the comment was not recorded and must be held."""


class NotFound(ModerationError):  # noqa: N818 -- reads as the answer it becomes
    """What was asked for does not exist for this site."""
