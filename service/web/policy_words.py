"""The words of the pages of policies, in English; the catalogue has the others."""

from collections.abc import Mapping

from service.domain import Decision, Switch
from service.policy.compiling import AUTHOR_ADDRESS, OWN
from service.policy.flaws import MESSAGES as FLAWS
from service.policy.flaws import Flaw
from service.policy.listing import Kind
from service.web import pages
from service.web.admin_sites import POLICIES
from service.web.webhook_pages import RESULTS

SWITCHES: Mapping[Switch, str] = {
    Switch.HOLD_ALL: "Hold everything",
    Switch.APPROVE_NONE: "Approve nothing new",
}
HOURS: Mapping[int, str] = {
    1: "for 1 hour",
    4: "for 4 hours",
    12: "for 12 hours",
    24: "for 24 hours",
}
DONE: Mapping[str, str] = {
    "enforced": "This policy is in force now, everywhere within five seconds.",
    "preset": "The preset is in force again.",
    "shadow": "It runs in shadow now: it is asked, and decides nothing.",
    "stopped": "Nothing runs in shadow any more.",
    "thrown": "The emergency switch is thrown.",
    "ended": "The emergency switch is off again.",
    "watching": "The dry run has begun: the blog is told to approve every comment.",
    "judging": "The dry run is over: verdicts count again.",
    "sharing": "This site remembers together with others now.",
    "alone": "This site remembers alone now.",
}
FLAWLESS = "Nothing is wrong with it."
MOVED = "Somebody else has put another policy in force meanwhile. Nothing was changed by you."
LONG_REASON = "The reason has at most %(most)s characters. Nothing was saved yet."
DIRECTIONS: Mapping[tuple[Decision, Decision], str] = {
    (Decision.HOLD, Decision.APPROVE): "Held until now, would be approved: %(count)s",
    (Decision.REJECT, Decision.APPROVE): "Rejected until now, would be approved: %(count)s",
    (Decision.APPROVE, Decision.HOLD): "Approved until now, would be held: %(count)s",
    (Decision.REJECT, Decision.HOLD): "Rejected until now, would be held: %(count)s",
    (Decision.APPROVE, Decision.REJECT): "Approved until now, would be rejected: %(count)s",
    (Decision.HOLD, Decision.REJECT): "Held until now, would be rejected: %(count)s",
}
UNSEEN: Mapping[str, str] = {
    "author.id": "the author's id",
    "author.email": "the author's e-mail address",
    "author.email_domain": "the domain of the author's e-mail address",
    AUTHOR_ADDRESS: "the author's IP address",
}
KINDS: Mapping[Kind, str] = {
    Kind.DOMAINS: "Domains",
    Kind.AUTHORS: "Authors",
    Kind.TERMS: "Terms",
}
_PROBLEMS: Mapping[str, str] = {
    "digest-differs": "It is not the list that was agreed on: its digest differs",
    "too-large": "The list is too large",
    "compressed": "The list came compressed",
    "not-utf8": "The list is not UTF-8",
    "not-a-list": "What came is no list",
    "empty": "The list is empty",
    "too-many-entries": "The list has too many entries",
    "signature-missing": "The signature of the list is missing",
    "signature-invalid": "The signature of the list is not by the key that was agreed on",
    "signature-older": "The list is older than the copy that is here",
}
OTHER_PROBLEM = "It could not be checked (%(code)s)"
_VERSION = "Version %(number)s"
_MODEL = "Model %(name)s"
MESSAGES = frozenset(
    {
        *FLAWS,
        *SWITCHES.values(),
        *HOURS.values(),
        *DONE.values(),
        *DIRECTIONS.values(),
        *UNSEEN.values(),
        *KINDS.values(),
        *_PROBLEMS.values(),
        *(FLAWLESS, MOVED, LONG_REASON, OTHER_PROBLEM, _VERSION, _MODEL),
    }
)


def version(number: int, preset: str) -> str:
    """Return the name of a version of a site's policy, 0 for its preset."""
    return pages.say(_VERSION, number=number) if number else policy(preset)


def policy(id_or_name: str) -> str:
    """Return a policy's name for people, from an id such as `site@7` or `balanced@2`."""
    name, _, number = id_or_name.partition("@")
    if name == OWN:
        return pages.say(_VERSION, number=number)
    return pages.say(POLICIES.get(name, name))


def shadow(name: str) -> str:
    """Return the name of what runs in shadow: a version of the site's policy, or a model."""
    kind, _, number = name.partition("@")
    if kind == OWN and number:
        return pages.say(_VERSION, number=number)
    return pages.say(_MODEL, name=name)


def flaw(one: Flaw) -> str:
    """Return what is wrong with a document, or doubtful about it."""
    return pages.say(one.says, **one.values)


def problem(code: str) -> str:
    """Return why the last check of a list brought nothing."""
    told = _PROBLEMS.get(code) or RESULTS.get(code)
    return pages.say(told) if told else pages.say(OTHER_PROBLEM, code=code)
