"""Who acts: moderators with their roles, keys with their scopes, and what either may see."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """What an API key may be used for. `admin` includes the others."""

    MODERATE = "moderate"
    REVIEW = "review"
    ADMIN = "admin"


class Role(StrEnum):
    """What a moderator may do: review, or look after sites, keys and people as well."""

    MODERATOR = "moderator"
    ADMIN = "admin"


class ActorKind(StrEnum):
    """What kind of somebody did something."""

    MODERATOR = "moderator"
    KEY = "key"
    SHELL = "shell"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something, as the audit names them: a moderator, a key, a command or the service."""

    kind: ActorKind
    id: str
    name: str


SHELL = Actor(ActorKind.SHELL, "shell", "saring")
SERVICE = Actor(ActorKind.SERVICE, "service", "Saring")


@dataclass(frozen=True, slots=True)
class Moderator:
    """A human who reviews held comments.

    `site_ids` counts only where `all_sites` does not hold; an admin has all sites. `blur` says
    whether strong language is shown blurred. `two_step` says whether sign-in asks for a code too.
    """

    id: str
    email: str
    name: str = ""
    role: Role = Role.MODERATOR
    all_sites: bool = True
    site_ids: frozenset[str] = frozenset()
    blur: bool = True
    two_step: bool = False
    disabled_at: datetime | None = None

    @property
    def is_admin(self) -> bool:
        """Whether this moderator looks after sites, keys and people."""
        return self.role is Role.ADMIN

    @property
    def actor(self) -> Actor:
        """The moderator as the audit names them."""
        return Actor(ActorKind.MODERATOR, self.id, self.name or self.email)

    def may_review(self, site_id: str) -> bool:
        """Whether the queue of a site is this moderator's to work on."""
        return self.is_admin or self.all_sites or site_id in self.site_ids


class HoldAs(StrEnum):
    """How a hold is answered over Akismet's wire, which has no word for it."""

    BY_CLIENT = ""
    """As the client's name asks for: `held` to WordPress, `spam` to all others."""
    HELD = "held"
    """Not spam, with an error: WordPress then keeps the comment as pending."""
    SPAM = "spam"
    """Spam, which others keep in a queue of their own."""


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """What a key opens: a site, for some uses.

    Over Akismet's wire only blogs at `hosts` may use it, where there are any, and a hold is
    answered as `hold_as` says.
    """

    key_id: str
    prefix: str
    scopes: frozenset[Scope]
    hold_as: HoldAs = HoldAs.BY_CLIENT
    hosts: tuple[str, ...] = ()

    def allows(self, scope: Scope) -> bool:
        """Whether this key may be used for `scope`."""
        return scope in self.scopes or Scope.ADMIN in self.scopes

    @property
    def actor(self) -> Actor:
        """The key as the audit names it."""
        return Actor(ActorKind.KEY, self.key_id, self.prefix)
