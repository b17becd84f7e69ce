"""One POST to an address that somebody else chose. Redirects are not followed."""

from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPException

from service.outbound.connection import Caller, Request
from service.outbound.target import Target

ANSWER_BYTES = 64 * 1024
GOODBYE_SECONDS = 1.0


class Outbound(Caller):
    """Sends as its Caller calls."""

    __slots__ = ()

    def post(self, target: Target, body: bytes, headers: Mapping[str, str]) -> int:
        """Send `body` and return the answer's HTTP status, whatever it is; raises NoAnswer."""
        request = Request("POST", headers, body)
        with self.asking(target, request, ANSWER_BYTES) as (answer, timed):
            timed.hurry(GOODBYE_SECONDS)
            # The status is known; read on for a moment, so that the other side can finish speaking.
            with suppress(OSError, HTTPException):
                answer.read()
            return answer.status
