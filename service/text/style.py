"""Style tokens: what folding takes away and a model should still know."""

from collections.abc import Sequence

from service.text.fold import Folded
from service.text.links import Link


def style_tokens(
    body: Folded, author_name: Folded, links: Sequence[Link], author_link: Link | None
) -> tuple[str, ...]:
    """Return short stable tokens about how the comment is written."""
    tokens = sorted({f"disguise:{mark.kind}" for mark in body.marks})
    tokens += sorted({f"name:disguise:{mark.kind}" for mark in author_name.marks})
    if links:
        tokens.append(f"links:{min(len(links), 5)}")
    if author_link:
        tokens.append("author:link")
    return tuple(tokens)
