"""The gunicorn worker: many clients wait, one request runs.

Sockets wait together in gevent's loop, so slow clients stop nobody; the application between two
waits runs to its end undisturbed, as in a synchronous worker. Nothing is monkey-patched.
"""

import json
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from http import HTTPStatus
from typing import Any

from gevent import socket
from gunicorn.errors import AppImportError
from gunicorn.http import errors
from gunicorn.http.body import ChunkedReader, LengthReader
from gunicorn.workers.base_async import AsyncWorker
from gunicorn.workers.ggevent import GeventWorker
from werkzeug.exceptions import BadRequest, RequestTimeout

from service.errors import ModerationError
from service.peer import Peer
from service.settings import Settings

CROWDED = 0.9
STATUS_OF: dict[type[Exception], HTTPStatus] = {
    RequestTimeout: HTTPStatus.REQUEST_TIMEOUT,
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.InvalidResponseHeader: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.InvalidResponseHeaderName: HTTPStatus.INTERNAL_SERVER_ERROR,
    errors.ParseException: HTTPStatus.BAD_REQUEST,
}


class PatientWorker(GeventWorker):  # type: ignore[misc] # gunicorn is untyped
    """Waits for many slow clients at once and answers one request at a time."""

    sockets: list[Any]

    def init_process(self) -> None:
        """Begin to serve, in the worker's own process."""
        settings = Settings.from_process()
        self._head_seconds = settings.header_seconds
        self._body_seconds = settings.body_seconds
        self._peers: dict[Peer, None] = {}
        super().init_process()

    def patch(self) -> None:
        """Make the listening sockets cooperative, and nothing else."""
        self.sockets = [
            socket.socket(held.FAMILY, socket.SOCK_STREAM, fileno=held.sock.detach())
            for held in self.sockets
        ]

    def load_wsgi(self) -> None:
        """Make the application; a known failure ends the start with its one sentence."""
        try:
            super().load_wsgi()
        except ModerationError as error:
            raise AppImportError(f"Saring cannot start: {error}") from None

    def notify(self) -> None:
        """Tell the master that this worker lives; once it is to stop, let idle clients go."""
        super().notify()
        if not self.alive:
            self._dismiss([peer for peer in self._peers if not peer.answering])

    def timeout_ctx(self) -> AbstractContextManager[None]:
        """Return no time limit of its own: every peer keeps its own time."""
        return nullcontext()

    def handle(self, listener: socket.socket, client: socket.socket, addr: object) -> None:
        """Serve one connection to its end; in a crowd the longest waiting one makes room."""
        if len(self._peers) >= CROWDED * self.worker_connections:
            self._dismiss([next(iter(self._peers))])
        peer = Peer(client, self._head_seconds, self._body_seconds)
        self._peers[peer] = None
        try:
            AsyncWorker.handle(self, listener, peer, addr)
        finally:
            self._peers.pop(peer, None)

    def _dismiss(self, peers: Iterable[Peer]) -> None:
        for peer in peers:
            del self._peers[peer]
            peer.dismiss()

    def handle_request(self, listener_name: object, req: Any, sock: Peer, addr: object) -> None:
        """Run the application for one request whose head has been read."""
        sock.expect_body()
        req.body.reader = _Checked(req.body.reader)
        try:
            super().handle_request(listener_name, req, sock, addr)
        finally:
            sock.unread = req.body.reader.unread
            sock.expect_head()

    def handle_error(
        self,
        req: Any,  # noqa: ARG002 -- part of gunicorn's call
        client: Peer,
        addr: object,  # noqa: ARG002 -- part of gunicorn's call
        exc: BaseException,
    ) -> None:
        """Answer what never reached the application, without repeating a byte of it."""
        status = next(
            (status for kind, status in STATUS_OF.items() if isinstance(exc, kind)),
            HTTPStatus.INTERNAL_SERVER_ERROR,
        )
        self.log.warning("Answered %d to a request: %s", status, type(exc).__name__)
        client.unread = True
        client.sendall(_problem(status))


class _Checked:
    """A body's reader that tells broken framing apart from the service's own failures."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    @property
    def unread(self) -> bool:
        """Whether the client may still be sending this body."""
        if isinstance(self._reader, LengthReader):
            return bool(self._reader.length)
        return isinstance(self._reader, ChunkedReader) and self._reader.parser is not None

    def read(self, size: int) -> bytes:
        """Return at most `size` bytes; raises BadRequest where the body is not well framed."""
        try:
            received: bytes = self._reader.read(size)
        except (errors.ParseException, errors.NoMoreData):
            raise BadRequest from None
        return received


def _problem(status: HTTPStatus) -> bytes:
    body = json.dumps({"type": "about:blank", "title": status.phrase, "status": status}).encode()
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nConnection: close\r\n"
        f"Content-Type: application/problem+json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body
