"""Which clients are tried, and what each should say, check by check; no more is claimed."""

from dataclasses import dataclass
from typing import Final

THANKS: Final = "Thanks for making the web a better place."
NO_KEY: Final = "API key not valid. Please pass a valid API key."
ATTRIBUTES: Final = (
    *("IDENTITY_ATTACK", "INSULT", "LIKELY_TO_REJECT", "PROFANITY", "SEVERE_TOXICITY"),
    *("SEXUALLY_EXPLICIT", "SPAM", "THREAT", "TOXICITY"),
)
CATEGORIES: Final = (
    *("harassment", "harassment/threatening", "hate", "hate/threatening", "illicit"),
    *("illicit/violent", "self-harm", "self-harm/instructions", "self-harm/intent", "sexual"),
    *("sexual/minors", "violence", "violence/graphic"),
)
WAITS: Final = "held waits in the queue"
SPAM_LEARNED: Final = "reported spam is rejected in the queue"
HAM_LEARNED: Final = "reported ham is approved in the queue"
REPORTS: Final = (WAITS, SPAM_LEARNED, HAM_LEARNED)


@dataclass(frozen=True, slots=True)
class Client:
    """A program that nobody here wrote, the script that drives it, and what it should say.

    `packages` is its folder under build/conformance; `afterwards` is what then holds in our queue.
    """

    name: str
    wire: str
    script: str
    packages: str
    says: dict[str, object]
    afterwards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Raised:
    """The client raises an error of this class, with these words where they are the wire's own."""

    kind: str
    words: str = ""

    def matches(self, said: object) -> bool:
        """Compare with what a client's script told."""
        return (
            isinstance(said, dict)
            and said.get("raised") == self.kind
            and self.words in said.get("words", "")
        )


def as_expected(expected: object, said: object) -> bool:
    """Say whether a client said what it should."""
    return expected.matches(said) if isinstance(expected, Raised) else expected == said


AKISMET = Client(
    "akismet (PyPI)",
    "Akismet",
    "akismet_pypi.py",
    "akismet",
    {
        "verify-key, valid": True,
        "verify-key, invalid": False,
        "comment-check, approved": "HAM",
        "comment-check, held": "SPAM",
        "comment-check, rejected": "DISCARD",
        "submit-spam": True,
        "submit-ham": True,
        "usage-limit": ["limit", "percentage", "throttled", "usage"],
        "key-sites without a key": Raised("APIKeyError"),
        "comment-check, wrong key": Raised("APIKeyError"),
    },
    REPORTS,
)
CEDX = Client(
    "@cedx/akismet (npm)",
    "Akismet",
    "cedx.mjs",
    "node",
    {
        "verify-key, valid": True,
        "verify-key, invalid": False,
        "comment-check, approved": "ham",
        "comment-check, held": "spam",
        "comment-check, rejected": "pervasiveSpam",
        "submit-spam": None,
        "submit-ham": None,
        "comment-check, wrong key": Raised("Error"),
    },
    REPORTS,
)
AKISMET_API = Client(
    "akismet-api (npm)",
    "Akismet",
    "akismet_api.mjs",
    "node",
    {
        "verify-key, valid": True,
        "verify-key, invalid": False,
        "comment-check, approved": False,
        "comment-check, held": True,
        "comment-check, rejected": True,
        "comment-check, honeypot filled": True,
        "submit-spam": THANKS,
        "submit-ham": THANKS,
        "comment-check, wrong key": Raised("Error", "Invalid API key"),
    },
    REPORTS,
)
NET_AKISMET = Client(
    "Net::Akismet (Perl)",
    "Akismet",
    "net_akismet.pl",
    "",
    {
        "verify-key, valid": True,
        "verify-key, invalid": False,
        "comment-check, approved": "false",
        "comment-check, held": "true",
        "comment-check, rejected": "true",
        "submit-spam": THANKS,
        "submit-ham": THANKS,
        "comment-check, wrong key": None,
    },
    REPORTS,
)
GOOGLE = Client(
    "google-api-python-client (PyPI)",
    "Perspective",
    "google_client.py",
    "google",
    {
        "approved": False,
        "rejected": True,
        "every attribute": list(ATTRIBUTES),
        "spans end in UTF-16 units": [0, 19],
        "language": ["en"],
        "client token": "c-1",
        "not stored": ["SPAM"],
        "unsupported attribute dropped": ["SPAM"],
        "suggestscore": "comment:7",
        "unknown attribute": Raised("HttpError", "Unknown requested attribute: FLIRTATION"),
        "no attribute": Raised("HttpError", "Missing requested_attributes"),
        "empty comment": Raised("HttpError", "Comment must be non-empty."),
        "too long a comment": Raised("HttpError", "exceeded limit (20480)"),
        "wrong key": Raised("HttpError", NO_KEY),
    },
    (WAITS,),
)
OPENAI = Client(
    "openai (PyPI)",
    "OpenAI moderation",
    "openai_client.py",
    "openai",
    {
        "one text, approved": [False],
        "one text, held": [True],
        "one text, rejected": [True],
        "a list of texts": [False, True],
        "text parts": [True],
        "every category": list(CATEGORIES),
        "a score for each": True,
        "a picture": Raised("BadRequestError"),
        "no text at all": Raised("BadRequestError"),
        "wrong key": Raised("AuthenticationError"),
    },
    (WAITS,),
)
CLIENTS: Final = (AKISMET, CEDX, AKISMET_API, NET_AKISMET, GOOGLE, OPENAI)

WORDPRESS: Final = "WordPress with Akismet"
BLOG: Final = (
    "the key is accepted",
    "a wrong key is refused",
    "the settings page shows the account",
    "approved is published",
    "hold is Pending",
    "reject is Spam",
    "reject is dropped where the blog is strict",
    "a filled honeypot is not published",
    "approved later: Pending becomes published",
    "spam later: Pending becomes Spam",
    "spam by the blog's moderator is rejected in the queue",
    "not spam by the blog's moderator is approved in the queue",
)
