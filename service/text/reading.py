"""Read a comment once: every form of its text that signals and scoring need."""

from dataclasses import dataclass, replace

from service.domain import Comment, Language
from service.text.fold import Folded, fold
from service.text.language import identify
from service.text.links import Link, find_links, read_address
from service.text.style import style_tokens


@dataclass(frozen=True, slots=True)
class Reading:
    """The forms of one comment.

    `body` and `author_name` are folded, with the way back to raw offsets. `links` are those of the
    body in the order they stand; `author_link` is the author's URL, if it is one. `style` are
    tokens for what folding takes away.
    """

    body: Folded
    author_name: Folded
    links: tuple[Link, ...]
    author_link: Link | None
    language: Language
    style: tuple[str, ...] = ()


def read(comment: Comment) -> Reading:
    """Return the reading of `comment`. Total: every string of code points has one."""
    author = comment.author
    body = fold(comment.body)
    author_name = fold(author.name)
    links = _links(body)
    author_link = read_address(author.url) if author.url else None
    return Reading(
        body=body,
        author_name=author_name,
        links=links,
        author_link=author_link,
        language=identify(body.words),
        style=style_tokens(body, author_name, links, author_link),
    )


def read_again(comment: Comment, language: Language) -> Reading:
    """Return the reading of a comment whose language is known, without the style.

    It is all that policies ask for, in two thirds of the time.
    """
    body, author = fold(comment.body), comment.author
    author_link = read_address(author.url) if author.url else None
    return Reading(body, fold(author.name), _links(body), author_link, language)


def _links(body: Folded) -> tuple[Link, ...]:
    """Return the links of the raw text, and those that only show once it is folded."""
    links = find_links(body.raw)
    if not body.marks:
        return links
    folded = (_unfolded(link, body) for link in find_links(body.words))
    shown = [link for link in folded if not any(_overlap(link, other) for other in links)]
    return tuple(sorted([*links, *shown], key=lambda link: link.start)) if shown else links


def _unfolded(link: Link, body: Folded) -> Link:
    start, end = body.raw_span(link.start, link.end)
    return replace(link, start=start, end=end, url=body.raw[start:end])


def _overlap(one: Link, other: Link) -> bool:
    return one.start < other.end and other.start < one.end
