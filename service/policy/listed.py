"""What makes a list true of a comment, by the kind of what it lists."""

from collections.abc import Sequence

from service.domain import Evidence, Field
from service.policy.checks import Check, linked
from service.policy.conditions import TextField
from service.policy.document import ListSpec
from service.policy.facts import Facts
from service.policy.listing import Kind, domain_of
from service.policy.vocabulary import Look, Spans, Vocabulary
from service.text.fold import fold
from service.text.termset import Term

_SEARCHED = (TextField.BODY, TextField.AUTHOR_NAME)


def check_of(spec: ListSpec, entries: Sequence[str], vocabulary: Vocabulary) -> Check:
    """Return the check of a list with these entries.

    Domains are those of links and of the author's URL, terms stand in the body or the author's
    name, and authors are known by id, e-mail address, `@` and its domain, or name.
    """
    if spec.kind is Kind.DOMAINS:
        return linked(domain_of(entry) for entry in entries)
    if spec.kind is Kind.AUTHORS:
        return _written_by(entries)
    terms = vocabulary.add_terms([Term(entry, affixes=spec.affixes) for entry in entries])
    return lambda look: look.find_terms(terms, _SEARCHED)


def _written_by(entries: Sequence[str]) -> Check:
    wanted = frozenset(_as_compared(entry) for entry in entries)

    def check(look: Look) -> Spans | None:
        if not any(known in wanted for known in _known_as(look.facts)):
            return None
        name = look.facts.comment.author.name
        return (Evidence(Field.AUTHOR_NAME, 0, len(name), name),) if name else ()

    return check


def _as_compared(entry: str) -> str:
    return entry.strip().lower() if "@" in entry else fold(entry).words.strip()


def _known_as(facts: Facts) -> list[str]:
    author = facts.comment.author
    email = author.email.strip().lower()
    known = [email, f"@{email.rpartition('@')[2]}" if "@" in email else ""]
    known += [_as_compared(author.id), facts.reading.author_name.words.strip()]
    return [one for one in known if one]
