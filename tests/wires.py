"""The same comment sent by every wire that the service speaks, as each one's clients send it."""

import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import EnvironBuilder

from service.domain import Comment, Site, Wire
from service.people import SHELL
from service.store import coral_secrets
from service.store.engine import transaction
from service.store.keys import issue_key, make_key
from service.store.noted import By
from service.store.short_keys import Akismet
from tests.ledgers import NOW

SECRET = "empsec_0123456789abcdef0123456789abcdef"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Callers:
    """The programs of one site, each with what it needs to be let in."""

    site_id: str
    key: str
    short_key: str

    @classmethod
    def of(cls, engine: Engine, site: Site) -> "Callers":
        """Let one program of each kind in."""
        with transaction(engine) as tx:
            coral_secrets.add(tx, By(SHELL, NOW), site.id, SECRET)
            short = make_key(tx, site.id, NOW, akismet=Akismet()).secret
            return cls(site.id, issue_key(tx, site.id, NOW), short)

    def environ(self, wire: Wire, comment: Comment) -> dict[str, object]:
        """Return a request about a comment as a WSGI server hands it over, to be used once."""
        return SPELLED[wire](self, comment)


def answered(app: Flask, environ: Mapping[str, object]) -> tuple[int, bytes, dict[str, str]]:
    """Have a request answered, without a client that would cost as much as the service does."""
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
        told.append((status, headers))

    body = b"".join(app.wsgi_app(environ, start))  # type: ignore[arg-type]  # start is called only
    [(status, headers)] = told
    return int(status[:3]), body, {name.lower(): value for name, value in headers}


def _saring(callers: Callers, comment: Comment) -> dict[str, object]:
    author, article = comment.author, comment.article
    asked = {
        "comment": {"body": comment.body, "author": {"id": author.id, "name": author.name}},
        "article": {"url": article.url},
    }
    return _posted("/moderate", json.dumps(asked).encode(), **_bearer(callers))


def _akismet(callers: Callers, comment: Comment) -> dict[str, object]:
    asked = {
        "api_key": callers.short_key,
        "blog": "https://dapur.example/",
        "user_ip": "",
        "comment_author": comment.author.name,
        "comment_content": comment.body,
        "permalink": comment.article.url,
    }
    form = "application/x-www-form-urlencoded"
    return _posted("/1.1/comment-check", urlencode(asked).encode(), form)


def _perspective(callers: Callers, comment: Comment) -> dict[str, object]:
    asked = {
        "comment": {"text": comment.body},
        "requestedAttributes": {"TOXICITY": {}, "SPAM": {}},
        "languages": ["id"],
    }
    path = f"/v1alpha1/comments:analyze?key={callers.key}"
    return _posted(path, json.dumps(asked).encode())


def _openai(callers: Callers, comment: Comment) -> dict[str, object]:
    payload = json.dumps({"input": comment.body}).encode()
    return _posted("/v1/moderations", payload, **_bearer(callers))


def _coral(callers: Callers, comment: Comment) -> dict[str, object]:
    asked = {
        "action": "NEW",
        "comment": {"body": f"<div>{comment.body}</div>", "parentID": None},
        "author": {"id": comment.author.id, "role": "COMMENTER"},
        "story": {"id": "s-1", "url": comment.article.url},
        "site": {"id": "coral-site"},
        "tenantID": "t-1",
        "tenantDomain": "komentar.dapur.example",
    }
    payload = json.dumps(asked, indent=2).encode()
    digest = hmac.new(SECRET.encode(), payload, sha256).hexdigest()
    path = f"/coral/{callers.site_id}"
    return _posted(path, payload, X_Coral_Signature=f"sha256={digest}")


def _posted(
    path: str, payload: bytes, content_type: str = JSON, **headers: str
) -> dict[str, object]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    builder = EnvironBuilder(
        path, method="POST", data=payload, content_type=content_type, headers=named.items()
    )
    try:
        return dict(builder.get_environ())
    finally:
        builder.close()


def _bearer(callers: Callers) -> dict[str, str]:
    return {"Authorization": f"Bearer {callers.key}"}


SPELLED: Mapping[Wire, Callable[[Callers, Comment], dict[str, object]]] = {
    Wire.SARING: _saring,
    Wire.AKISMET: _akismet,
    Wire.PERSPECTIVE: _perspective,
    Wire.OPENAI: _openai,
    Wire.CORAL: _coral,
}
