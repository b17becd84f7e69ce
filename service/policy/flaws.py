"""What is wrong with a policy's document: where, and in words that can be translated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.errors import ModerationError

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong, or worth a warning. `at` is the path to it, such as `rule[2].when.links`.

    `says` is one of MESSAGES, with `values` for its names in brackets; `line` counts from 1, and is
    0 where the line is not known.
    """

    at: str
    says: str
    values: Mapping[str, Value] = field(default_factory=dict)
    line: int = 0

    @property
    def text(self) -> str:
        """What is wrong, in English."""
        return self.says % self.values if self.values else self.says

    def __str__(self) -> str:
        """Return where and what, in one line."""
        line = f"line {self.line}: " if self.line else ""
        return f"{line}{self.at}: {self.text}" if self.at else f"{line}{self.text}"


class DocumentInvalid(ModerationError):  # noqa: N818 -- reads as the answer it becomes
    """A policy's document cannot be used; `flaws` say why."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(str(flaw) for flaw in self.flaws))


TOO_LARGE = "A policy has at most %(most)s bytes"
NOT_UTF8 = "The file is not UTF-8"
UNREADABLE = "The file cannot be read: %(why)s"
NOT_TOML = "This is no TOML: %(why)s"
UNKNOWN = "There is no setting of this name here; there are: %(known)s"
MISSING = "This is missing"
NOT_TABLE = "This must be a table"
NOT_TABLES = "This must be a list of tables"
NOT_TEXT = "This must be a text"
NOT_TEXTS = "This must be a text or a list of texts"
NOT_NUMBER = "This must be a number"
NOT_WHOLE = "This must be a whole number from %(least)s to %(most)s"
NOT_SWITCH = "This must be true or false"
NOT_BETWEEN = "This must be from %(least)s to %(most)s"
NOT_ONE_OF = "This must be one of: %(known)s"
TOO_MANY = "There are at most %(most)s of these"
TOO_LONG = "This has at most %(most)s characters"
EMPTY = "This must not be empty"
TOO_DEEP = "Conditions stand at most %(most)s deep in each other"
NO_SUCH_LABEL = "The model has no such label; it has: %(known)s"
NO_SUCH_SIGNAL = "There is no such signal; there are: %(known)s"
NO_SUCH_LIST = "There is no list of this name in the document"
SAME_NAME = "Another rule or list has this name"
NO_BAND = "A band has hold and reject, or wrongly_held and wrongly_rejected"
HOLD_ABOVE_REJECT = "The band would hold only above %(hold)s, but reject from %(reject)s on"
PROMISE_OF_LABELS = "Only the bands of labels can be promised"
NO_PROMISES = "This model does not say what it can promise; give numbers instead"
NOT_A_DOMAIN = "This is no domain"
NOT_A_NETWORK = "This is no IP address and no range such as 203.0.113.0/24"
NOT_A_TIME = "This must be a time such as 22:30"
NOT_A_ZONE = "There is no such time zone; write one such as Asia/Jakarta"
NO_NUMBERS = "Say at_least, at_most, more_than or less_than, or a number"
NEVER_BETWEEN = "No number is in this range"
TERM = "This term has no letters or digits, or is too long"
PATTERN = "This is no pattern that can be used: %(why)s"
TOGETHER = "All terms and patterns together are too much: %(why)s"
ENTRIES_OR_URL = "A list has either entries or a url"
PIN = "A subscribed list must have a sha256 or a public_key unless its action is hold or reason"
BAD_PIN = "This is not what a list can be checked by: %(why)s"
BAD_URL = "Lists are fetched from https addresses that are reachable from outside"
# Warnings.
NEVER_MATCHES = "This pattern can never match: %(why)s"
SHADOWED = "This never comes to its turn: “%(name)s” decides on all of it before"
ALWAYS_TRUE = "This is true of every comment, so nothing after it is asked"
UNUSED_LIST = "This list is empty"
NEVER_TRUE = "This is true of no comment"
MESSAGES = frozenset(
    value for name, value in vars().copy().items() if name.isupper() and isinstance(value, str)
)
