"""Visitors of a page, whose every step is watched, and a server for them to visit."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Page, Request
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TYPED_FIRST = "Autofocus processing was blocked"
REFUSED = "Failed to load resource: the server responded with a status of"


@dataclass(frozen=True, slots=True)
class Visit:
    """How somebody comes to a page."""

    path: str = "/"
    width: int = 1280
    height: int = 900
    scheme: Literal["light", "dark"] = "light"
    script: bool = True


@dataclass
class Watch:
    """What a page must never do; every list stays empty."""

    host: str
    dialogs: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    ended: bool = False

    @property
    def faults(self) -> list[str]:
        """What a page did that it must not."""
        return [*self.dialogs, *self.complaints, *self.elsewhere]

    def end(self) -> None:
        """Look away: what a closing page leaves unfinished is no fault of it."""
        self.ended = True

    def over(self, page: Page) -> None:
        """Note every dialog, error and violation of the content security policy."""
        page.on("dialog", self._dismiss)
        page.on("pageerror", lambda error: self._complain(str(error)))
        page.on("console", self._hear)

    def gate(self, request: Request) -> None:
        """Note a request that is not to our server; the browser finds no other (see QUIET)."""
        if urlsplit(request.url).netloc != self.host:
            self.elsewhere.append(request.url)

    def _dismiss(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.type)
        dialog.dismiss()

    def _hear(self, told: ConsoleMessage) -> None:
        """What the browser tells by itself is no fault of the page.

        It does of a 4xx or 5xx answer, and of a reader who types before a field has the focus.
        """
        if not told.text.startswith((REFUSED, TYPED_FIRST)):
            self._complain(f"{told.type}: {told.text}")

    def _complain(self, text: str) -> None:
        if not self.ended:
            self.complaints.append(text)


@dataclass(slots=True)
class Counter:
    """Stands before an application and counts the requests that it is answering."""

    behind: "WSGIApplication"
    answering: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""
        self._count(1)
        try:
            return self.behind(environ, start)
        finally:
            self._count(-1)

    def settle(self, seconds: float = 10) -> None:
        """Wait until no request is being answered: a page that closed may have left one behind."""
        with self.changed:
            assert self.changed.wait_for(lambda: not self.answering, seconds)

    def _count(self, step: int) -> None:
        with self.changed:
            self.answering += step
            self.changed.notify_all()


@contextmanager
def serving(app: "WSGIApplication") -> Iterator[str]:
    """Serve `app` on a free port of this machine and give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
