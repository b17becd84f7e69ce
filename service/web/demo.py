"""The page to look at: an article with a comment form that shows the verdict on what is posted.

What is posted is judged and shown, never recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from service.domain import Article, Author, Comment
from service.moderation import Moderator
from service.policy import Policy
from service.settings import Settings
from service.web import limits, pages
from service.web.examples import EXAMPLES
from service.web.verdict_view import VerdictView

TITLES: Mapping[str, str] = {
    "id": "Membuat Tempe Sendiri di Dapur",
    "en": "Making Tempe in Your Own Kitchen",
}
EMPTY = "Please write something first."
TOO_LONG = "That is too long for a comment: at most %(limit)s KiB, please."
LINE_TOO_LONG = "That is too long: at most %(limit)s characters, please."
_LINES: Mapping[str, int] = {"name": 250, "email": 320, "url": 2000}


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the form. `example` names the one it was taken from."""

    body: str = ""
    name: str = ""
    email: str = ""
    url: str = ""
    example: str = ""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Self:
        """Take the example that was picked, else what was typed, line ends as they were typed."""
        picked = form.get("example", "")
        if picked in EXAMPLES:
            comment = EXAMPLES[picked].comment
            return cls(comment.body, comment.author.name, url=comment.author.url, example=picked)
        body = form.get("body", "").replace("\r\n", "\n")
        return cls(body, *(form.get(name, "").strip() for name in _LINES))

    @property
    def comment(self) -> Comment:
        """The draft as a comment on the article of this page."""
        author = Author(name=self.name, email=self.email, url=self.url)
        article = Article(url=request.base_url, title=TITLES[pages.language()])
        return Comment(self.body, author=author, article=article)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of a draft, and the HTTP status it is answered with."""

    message: str
    status: int = 422
    limit: int = 0


def blueprint(moderator: Moderator, policy: Policy, settings: Settings) -> Blueprint:
    """Return the page, judging with `moderator` by `policy`."""
    page = Blueprint("demo", __name__)
    page.record_once(lambda state: pages.install(state.app))
    page.before_request(limits.count_stranger)
    page.after_request(pages.secure)

    @page.get("/")
    def show() -> Response:
        return _page(Draft())

    @page.post("/")
    def post() -> Response:
        request.max_form_memory_size = settings.max_request_bytes
        try:
            draft = Draft.of(request.form)
        except RequestEntityTooLarge:
            return _page(Draft(), problems={"body": _too_long(settings.max_body_bytes)})
        problems = _problems(draft, settings.max_body_bytes)
        if problems:
            return _page(draft, problems=problems)
        verdict = moderator.moderate(draft.comment, policy)
        return _page(draft, view=VerdictView.of(draft.comment, verdict, policy))

    return page


def _problems(draft: Draft, max_body_bytes: int) -> dict[str, Problem]:
    found = {
        field: Problem(LINE_TOO_LONG, limit=limit)
        for field, limit in _LINES.items()
        if len(getattr(draft, field)) > limit
    }
    if not draft.body.strip():
        found["body"] = Problem(EMPTY)
    elif len(draft.body.encode()) > max_body_bytes:
        found["body"] = _too_long(max_body_bytes)
    return found


def _too_long(max_body_bytes: int) -> Problem:
    return Problem(TOO_LONG, status=413, limit=max_body_bytes // 1024)


def _page(
    draft: Draft, *, problems: Mapping[str, Problem] | None = None, view: VerdictView | None = None
) -> Response:
    status = max((problem.status for problem in (problems or {}).values()), default=200)
    page = render_template(
        "demo.html",
        title=TITLES[pages.language()],
        draft=draft,
        problems=problems or {},
        view=view,
        examples=EXAMPLES,
    )
    return make_response(page, status)
