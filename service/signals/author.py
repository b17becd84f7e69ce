"""Signals from the author: a name or address that advertises instead of naming a person.

On blogs the advertisement often stands nowhere else.
"""

import re
from collections.abc import Iterator

from service.domain import Comment, Field, Signal
from service.signals.spans import evidence
from service.text.links import find_links
from service.text.reading import Reading

# Words of trades that advertise in names. None of them is a name people bear: Toto and Dana are,
# and so are Judi and Slot at the front of a name. These are read anywhere in a word ...
_PART = re.compile(
    r"bandarq|bokep|casino|dominoqq|gacor|jackpot|\Bjudi|maxwin|pragmaticplay|sbobet|togel|"
    r"\Bslot|slot(?:\d|bet|hoki|ku|online|win)"
)
# ... and these only as words of their own.
_WHOLE = re.compile(
    "agen|agent|backlinks?|bandar|bet|bonus|bpkb|buy|cheap|coin|crypto|distributor|escort|"
    "forex|grosir|harga|hosting|jasa|jual|kasino|kontraktor|kredit|loans?|massage|murah|obat|"
    "online|pinjaman|pinjol|poker|promo|sedot|seo|sewa|shop|slots?|store|supplier|terapi|toko|viagra"
)
_WORD = re.compile(r"[^\W_]+")
# Digits that gambling sites put behind their brand; one or two digits and years are people's.
_BRAND = re.compile(r"(?!.*(?:19|20)\d\d$)[^\W\d_]{3,}(?:\d{3}|4d|77|88|99)")


def advertising_name(_: Comment, reading: Reading) -> Iterator[Signal]:
    """A name that offers something: a trade's word, or a brand with a gambling site's digits."""
    name = reading.author_name
    if not name.words:
        return
    words = _offers(name.words)
    brands = [word.span() for word in _WORD.finditer(name.words) if _BRAND.fullmatch(word[0])]
    if words or brands:
        strength = min(1.0, 0.6 * bool(words) + 0.2 * (len(words) > 1) + 0.4 * bool(brands))
        spans = [name.raw_span(*span) for span in sorted({*words, *brands})]
        yield Signal("advertising_name", strength, evidence(Field.AUTHOR_NAME, name.raw, spans))


def author_name_link(comment: Comment, _: Reading) -> Iterator[Signal]:
    """A link where the name should be; weaker for a bare domain, which may be a person's sign."""
    name = comment.author.name
    links = find_links(name)
    if links:
        strength = 0.6 if all(link.url.lower() == link.domain for link in links) else 1.0
        spans = [(link.start, link.end) for link in links]
        yield Signal("author_name_link", strength, evidence(Field.AUTHOR_NAME, name, spans))


def advertising_url(comment: Comment, reading: Reading) -> Iterator[Signal]:
    """An author's address with a trade's words in it, such as `jasa-backlink.example/murah`."""
    link = reading.author_link
    if link is None:
        return
    words = _offers(link.url)
    if words:
        spans = [(link.start + start, link.start + end) for start, end in words]
        strength = 1.0 if len(words) > 1 else 0.6
        yield Signal(
            "advertising_url", strength, evidence(Field.AUTHOR_URL, comment.author.url, spans)
        )


def _offers(text: str) -> list[tuple[int, int]]:
    """Return the spans of the words in `text` that offer something."""
    return [
        word.span()
        for word in _WORD.finditer(text)
        if _PART.search(lower := word[0].lower()) or _WHOLE.fullmatch(lower)
    ]
