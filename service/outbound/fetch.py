"""One GET to an address that somebody else chose. Redirects are not followed, and the answer is
neither long nor compressed: what is small on the way cannot become large here.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse

from service.errors import ModerationError
from service.outbound import target as targets
from service.outbound.connection import Caller, Request
from service.outbound.target import Target, TargetRefused

MAX_LIST_BYTES = 1024 * 1024
_HEAD_BYTES = 64 * 1024
_ETAG = re.compile(r'(?:W/)?"[!#-~]{0,200}"')
_PLAIN = ("", "identity")


class Unusable(ModerationError):  # noqa: N818 -- reads as what it says
    """An answer came and cannot be used; `problem` is a short code that says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: its bytes and their ETag, empty where it named none that is usable.

    `changed` is False, and there are no bytes, where it still has what the ETag sent stands for.
    """

    body: bytes = b""
    etag: str = ""
    changed: bool = True


class Fetcher(Caller):
    """Fetches as its Caller calls."""

    __slots__ = ()

    def fetch(self, url: str, etag: str = "", most: int = MAX_LIST_BYTES) -> Fetched:
        """Return up to `most` bytes of what is at `url`, unless it still has `etag`.

        Raises NoAnswer; Unusable with "too-large", "compressed", or the status where it is neither
        200 nor 304; and TargetRefused for a URL that `check` refuses.
        """
        check(url, private=self.private)
        wanted = {"User-Agent": "Saring", "Accept-Encoding": "identity"}
        if etag:
            wanted["If-None-Match"] = etag
        # Chunked, a body is twice as long at most, or it is made to keep us reading.
        limit = _HEAD_BYTES + 2 * most
        with self.asking(Target.of(url), Request("GET", wanted), limit) as (answer, _):
            if etag and answer.status == HTTPStatus.NOT_MODIFIED:
                return Fetched(etag=etag, changed=False)
            if answer.status != HTTPStatus.OK:
                raise Unusable(str(answer.status))
            return Fetched(_body(answer, most), _etag(answer))


def check(url: str, *, private: bool) -> None:
    """Raise TargetRefused where nothing may be fetched from `url`; see service.outbound.target.

    Without `private` it must be https: else whoever is on the way could write the list.
    """
    targets.check(url, private=private)
    if not private and not Target.of(url).encrypted:
        raise TargetRefused("the URL must begin with https://")


def _body(answer: HTTPResponse, most: int) -> bytes:
    if (answer.getheader("Content-Encoding") or "").strip().lower() not in _PLAIN:
        raise Unusable("compressed")
    body = b""
    # One more than is allowed, to see that there is more.
    while len(body) <= most and (piece := answer.read(most + 1 - len(body))):
        body += piece
    if len(body) > most:
        raise Unusable("too-large")
    if answer.length:
        raise HTTPException("the answer ended before its end")
    return body


def _etag(answer: HTTPResponse) -> str:
    etag = answer.getheader("ETag") or ""
    return etag if _ETAG.fullmatch(etag) else ""
