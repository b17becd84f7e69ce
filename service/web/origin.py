"""Whether a request comes from our own pages: the guard against requests forged elsewhere."""

from urllib.parse import urlsplit

from flask import request

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def is_own() -> bool:
    """Whether the request cannot have been sent by another site.

    A browser says it by `Sec-Fetch-Site`; one that does not, or that came by plain HTTP, sends
    `Origin` with every form. What carries neither is not a browser with one of our pages.
    """
    if request.method in SAFE:
        return True
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told == "same-origin"
    origin = urlsplit(request.headers.get("Origin", ""))
    return origin.scheme in ("http", "https") and origin.netloc == request.host


def own_path(path: str, otherwise: str) -> str:
    """Return `path` if it leads to a page of ours, else `otherwise`.

    Browsers take a backslash for a slash and leave out tabs and line breaks, so that "/\\t/host"
    leads to another host: only printable ASCII without backslashes is a path.
    """
    plain = path.isascii() and path.isprintable() and "\\" not in path and " " not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else otherwise
