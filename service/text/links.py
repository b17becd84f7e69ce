"""Find links in a text, with the registrable domain of each.

Spam lives from links, so they are found as people write them: in HTML, BBCode and Markdown, bare,
or hidden from filters as `situs[dot]com`. The patterns run in RE2, in time linear in the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import re2

from service.text.domains import host_of, is_host, is_site, registrable

MAX_LINKS = 100
_MOST_CANDIDATES = 2000
_ANYWHERE = r"[^\s<>\"'`\[\]{}|\\^]"
_SCHEME = r"(?:https?|hxxps?|h[t*x]{2}ps?|ftp):/{1,2}(?:[^\s/@<>\"'\[\]]*@)?"
_TAIL = rf"(?::[0-9]+)?(?:[/?#]{_ANYWHERE}*)?"
_DOT = r"[.。．｡․]"
_WORD_DOT = r"(?: ?[\[({<] ?(?:dot|titik|\.) ?[\])}>] ?| (?:dot|titik) | \.)"
_LABEL = r"[\pL\pN](?:[\pL\pN_-]*[\pL\pN])?"


def _address(label: str, dot: str = _DOT) -> str:
    """Return the pattern of an address, with groups for its scheme, host, and port and path."""
    return rf"({_SCHEME})?({label}(?:{dot}{label})+)\.?({_TAIL})"


def _compiled(pattern: str) -> re.Pattern[str]:
    options = re2.Options()
    options.case_sensitive = False
    compiled: re.Pattern[str] = re2.compile(pattern, options)  # it answers like one of re's
    return compiled


_PLAIN = _compiled(_address(_LABEL))
_HIDDEN = _compiled(_address(_LABEL, rf"(?:{_DOT}|{_WORD_DOT})"))
# At a fixed place re is as safe, and quicker to call.
_WHOLE = re.compile(_address(r"[^\W_](?:[\w-]*[^\W_])?"), re.IGNORECASE)
# Groups: address, anchor; the other way round in Markdown.
_HTML = _compiled(r"<a\s[^<>]*?href\s*=\s*[\"']?([^\s\"'<>]+)[^<>]*>((?:[^<]|<[^a/]|</[^a])*)</a")
_BBCODE = _compiled(r"\[url=[\"']?([^\s\"'\]]+)[^\]]*\]((?:[^\[]|\[[^/u]|\[/[^u])*)\[/url")
_MARKDOWN = _compiled(r"\[([^\[\]]+)\]\(\s*([^\s()]+)")
_TAG = re.compile(r"<[^<>]*>|\[[^\[\]]*\]")
_HINT = re.compile(r"[.。．｡․][^\W\d_]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STRONG = re.compile(r"\.(?:com|org|info|xyz|id|site|online|club|vip)$")
_SENTENCE_END = ".,;:!?'\"*_~…"
_PAIRS = ((")", "("), ("]", "["), ("}", "{"))
_LONGEST_ANCHOR = 200


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands in the raw text.

    `host` is lower case, `domain` its registrable part; `anchor` is the text that was linked, empty
    for a bare address.
    """

    start: int
    end: int
    url: str
    host: str
    domain: str
    anchor: str = ""


def find_links(text: str) -> tuple[Link, ...]:
    """Return the links of `text` in the order they stand, MAX_LINKS or a few more at most."""
    hidden = _may_hide(text)
    if not (hidden or "://" in text or _HINT.search(text)):
        return ()
    legible = text if text.isascii() else _SURROGATE.sub("\ufffd", text)
    links = list(islice(_bare(legible, _HIDDEN if hidden else _PLAIN), MAX_LINKS))
    if "<" in text or "[" in text:
        links = _with_anchors(legible, links)
    return tuple(links)


def read_address(address: str) -> Link | None:
    """Return the link that `address`, such as an author's URL or the target of a link, is."""
    bare = address.lstrip(" /\t\r\n")
    if not bare or "." not in bare:
        return None
    match = _WHOLE.match(bare)
    return _link(match, len(address) - len(bare)) if match else None


def _may_hide(text: str) -> bool:
    lower = text.lower()
    return "dot" in lower or "titik" in lower or " ." in text or "[.]" in text or "(.)" in text


def _bare(text: str, pattern: re.Pattern[str]) -> Iterator[Link]:
    for match in islice(pattern.finditer(text), _MOST_CANDIDATES):
        before = text[match.start() - 1 : match.start()] if match.start() else ""
        if before == "@" or text[match.end() : match.end() + 1] == "@":
            continue
        link = _link(match)
        if link and (match[1] or link.host.startswith("www.") or _is_believable(match, link.host)):
            yield link


def _is_believable(match: re.Match[str], host: str) -> bool:
    if " " in match[2] and not _STRONG.search(host):
        return False
    return is_site(match[2], host, followed="/" in match[3])


def _link(match: re.Match[str], offset: int = 0) -> Link | None:
    host = host_of(match[2])
    if not is_host(host):
        return None
    url = _trimmed(match[0])
    start = match.start() + offset
    return Link(start, start + len(url), url, host, registrable(host))


def _trimmed(url: str) -> str:
    """Return `url` without the punctuation of the sentence that it stands in."""
    end = len(url)
    surplus = {close: url.count(close) - url.count(opening) for close, opening in _PAIRS}
    while end and (url[end - 1] in _SENTENCE_END or surplus.get(url[end - 1], 0) > 0):
        surplus[url[end - 1]] = surplus.get(url[end - 1], 0) - 1
        end -= 1
    return url[:end]


def _with_anchors(text: str, links: Sequence[Link]) -> list[Link]:
    """Return `links`, those inside mark-up replaced by the one that it leads to."""
    found = sorted(islice(_wrapped(text), MAX_LINKS), key=lambda each: each[0])
    wrapped: list[tuple[int, int, Link]] = []
    for each in found:
        if not wrapped or each[0] >= wrapped[-1][1]:
            wrapped.append(each)
    starts = [start for start, _, _ in wrapped]
    kept = [link for link in links if not _is_within(link, starts, wrapped)]
    return sorted([*kept, *(link for _, _, link in wrapped)], key=lambda link: link.start)


def _is_within(link: Link, starts: list[int], wrapped: list[tuple[int, int, Link]]) -> bool:
    last = bisect_right(starts, link.start) - 1
    return last >= 0 and link.start < wrapped[last][1]


def _wrapped(text: str) -> Iterator[tuple[int, int, Link]]:
    """Yield every piece of mark-up that leads somewhere: its start, its end and its link."""
    for pattern, address, anchor in ((_HTML, 1, 2), (_BBCODE, 1, 2), (_MARKDOWN, 2, 1)):
        for match in pattern.finditer(text):
            link = read_address(match[address])
            if link:
                shift = match.start(address)
                shown = " ".join(_TAG.sub("", match[anchor]).split())[:_LONGEST_ANCHOR]
                link = replace(link, start=link.start + shift, end=link.end + shift, anchor=shown)
                yield match.start(), match.end(), link
