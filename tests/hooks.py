"""A webhook's receiver on this machine, as a blog would run one."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


@dataclass(frozen=True, slots=True)
class Message:
    """A request as it came."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """What repeats are told apart by."""
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> Any:
        """Return what the body says; WebhookVerificationError where `secret` did not sign it."""
        return Webhook(secret).verify(self.body, dict(self.headers))


@dataclass
class Hook:
    """Keeps every message and answers it with the status that `answer` gives."""

    answer: Callable[[Message], int] = lambda _: 200
    messages: list[Message] = field(default_factory=list)
    url: str = ""

    @contextmanager
    def listening(self, port: int = 0) -> Iterator[str]:
        """Listen until the end of the block; gives the URL."""
        with ThreadingHTTPServer(("127.0.0.1", port), self._handler()) as server:
            server.daemon_threads = True
            thread = threading.Thread(target=server.serve_forever, args=(0.01,))
            thread.start()
            self.url = f"http://127.0.0.1:{server.server_port}/saring"
            yield self.url
            server.shutdown()
            thread.join()

    def ids(self) -> list[str]:
        """Return the ids of the messages in the order they came."""
        return [message.id for message in self.messages]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                named = {name.lower(): value for name, value in self.headers.items()}
                message = Message(named, body)
                hook.messages.append(message)
                status = hook.answer(message)
                self.send_response(status)
                self.send_header("Location", f"{hook.url}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name
                pass

        return Handler


@contextmanager
def listening(answer: Callable[[Message], int] = lambda _: 200) -> Iterator[Hook]:
    """Give a receiver that listens."""
    hook = Hook(answer)
    with hook.listening():
        yield hook
