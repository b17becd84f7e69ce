"""Read a comment once: every form of its text that signals and scoring need."""

from dataclasses import dataclass

from service.domain import Comment, Language
from service.text.fold import Folded, fold
from service.text.language import identify
from service.text.links import Link, find_links
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
    links = find_links(comment.body)
    author_link = next(iter(find_links(author.url)), None)
    return Reading(
        body=body,
        author_name=author_name,
        links=links,
        author_link=author_link,
        language=identify(body.words),
        style=style_tokens(body, author_name, links, author_link),
    )
