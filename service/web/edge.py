"""The edge of the application: what every answer carries, and how requests are counted.

It wraps the WSGI application, where this costs less than in the framework's hooks.
"""

from collections.abc import Iterable
from time import perf_counter
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from service.telemetry import LATENCY, REQUESTS

NO_ROUTE = "none"
OTHER_METHOD = "other"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"})
HEADERS = {
    "x-content-type-options": ("X-Content-Type-Options", "nosniff"),
    "cache-control": ("Cache-Control", "no-store"),
    "content-security-policy": (
        "Content-Security-Policy",
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
    "referrer-policy": ("Referrer-Policy", "no-referrer"),
    "cross-origin-resource-policy": ("Cross-Origin-Resource-Policy", "same-origin"),
}


class Edge:
    """Adds the security headers that an answer does not set itself, counts and times it."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        started = perf_counter()

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            given = {name.lower() for name, _ in headers}
            headers += [header for name, header in HEADERS.items() if name not in given]
            _count(environ, status, perf_counter() - started)
            return start_response(status, headers, *rest)

        return self._app(environ, start)


def _count(environ: WSGIEnvironment, status: str, seconds: float) -> None:
    rule = getattr(environ.get("werkzeug.request"), "url_rule", None)
    route = rule.rule if rule else NO_ROUTE
    method = environ["REQUEST_METHOD"]
    REQUESTS.labels(route, method if method in METHODS else OTHER_METHOD, status[:3]).inc()
    LATENCY.labels(route).observe(seconds)
