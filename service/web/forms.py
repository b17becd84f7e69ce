"""How a plain HTML form spells a comment: flat names, where each belongs, and switches."""

from collections.abc import Mapping

SWITCHES: Mapping[str, bool] = {
    **dict.fromkeys(("true", "1", "on", "yes"), True),
    **dict.fromkeys(("false", "0", "off", "no"), False),
}

SWITCHED = ("explain", "store")

_SHORT: Mapping[str, tuple[str, ...]] = {
    "body": ("comment", "body"),
    "comment": ("comment", "body"),
    "id": ("comment", "id"),
    "parent": ("comment", "parent"),
    "posted_at": ("comment", "posted_at"),
    "author_id": ("comment", "author", "id"),
    "name": ("comment", "author", "name"),
    "author": ("comment", "author", "name"),
    "email": ("comment", "author", "email"),
    "url": ("comment", "author", "url"),
    "ip": ("comment", "author", "ip"),
    "article_url": ("article", "url"),
    "article_title": ("article", "title"),
    "article_text": ("article", "text"),
}
MODERATE: Mapping[str, tuple[str, ...]] = {
    **_SHORT,
    **{".".join(path): path for path in _SHORT.values()},
    **{name: (name,) for name in SWITCHED},
}
