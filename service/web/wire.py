"""Requests and answers of the API: the only place that knows how comments are spelled in JSON.

Requests are pydantic models, since they must be checked; answers are typed dictionaries, since they
are right by construction and cost next to nothing. The API's document is made from both.
"""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, SkipValidation, model_validator
from pydantic_core import PydanticCustomError

from service.domain import Article, Author, Comment, FeedbackKind
from service.web.text import Address, ArticleText, Body, Id, Ip, Moment, Name, Note, Parent, Title

MAX_WARNINGS = 10
MAX_WARNING_NAME = 64


class _In(BaseModel):
    """What a client sends. Unknown members are kept only long enough to be named."""

    model_config = ConfigDict(strict=True, extra="allow")

    def unknown(self, at: str = "") -> Iterator[str]:
        """Yield JSON Pointers of members that no model knows."""
        for name in self.model_extra or ():
            yield f"{at}/{_shown(name)}"


class AuthorIn(_In):
    """Who wrote the comment, as far as the site tells."""

    id: Id | None = Field(None, description="The site's own id of the author.")
    name: Name | None = Field(None, description="The name shown beside the comment.")
    email: Name | None = Field(None, description="Kept only as a keyed hash.")
    url: Address | None = Field(None, description="The author's web site.")
    ip: Ip | None = Field(None, description="Kept only as a keyed hash.")

    def to_domain(self) -> Author:
        """Return the author; what was not told is empty."""
        return Author(
            self.id or "", self.name or "", self.email or "", self.url or "", self.ip or ""
        )


class CommentIn(_In):
    """A comment as the reader submitted it."""

    body: Body = Field(
        description="The comment's text, not cleaned. At most the configured number of bytes "
        "in UTF-8; a longer one is answered 413."
    )
    id: Id | None = Field(
        None,
        description="The site's own id of the comment. The same id and text give the same answer "
        "and one record; the same id with another text is an edit and judged anew.",
    )
    author: AuthorIn | None = None
    parent: Parent | None = Field(None, description="The text of the comment it answers.")
    posted_at: Moment | None = Field(None, description="When it was posted (RFC 3339).")


class ArticleIn(_In):
    """What the comment was posted on."""

    url: Address | None = None
    title: Title | None = None
    text: ArticleText | None = None
    published_at: Moment | None = Field(None, description="When it was published (RFC 3339).")
    closed: bool | None = Field(None, description="Whether it takes no comments any more.")

    def to_domain(self) -> Article:
        """Return the article; what was not told is empty."""
        return Article(
            self.url or "",
            self.title or "",
            self.text or "",
            self.published_at,
            self.closed or False,
        )


class ModerateIn(_In):
    """A comment to judge. Only `comment.body` is required."""

    comment: CommentIn
    article: ArticleIn | None = None
    explain: bool = Field(
        default=True, description="Whether reasons come with their evidence and its arithmetic."
    )
    store: bool = Field(default=True, description="Whether the ledger records the comment.")

    def to_domain(self) -> Comment:
        """Return the comment to judge."""
        comment = self.comment
        return Comment(
            body=comment.body,
            author=comment.author.to_domain() if comment.author else _NO_AUTHOR,
            article=self.article.to_domain() if self.article else _NO_ARTICLE,
            id=comment.id or "",
            parent=comment.parent or "",
            posted_at=comment.posted_at,
        )

    def unknown(self, at: str = "") -> Iterator[str]:
        """Yield JSON Pointers of members that no model knows, in the nested models too."""
        yield from super().unknown(at)
        yield from self.comment.unknown(f"{at}/comment")
        if self.comment.author:
            yield from self.comment.author.unknown(f"{at}/comment/author")
        if self.article:
            yield from self.article.unknown(f"{at}/article")


class BatchIn(_In):
    """Comments to judge together."""

    items: list[SkipValidation[ModerateIn]] = Field(
        description="Each as a request of POST /moderate, at most the configured number. One that "
        "is not valid gets its own problem and does not stop the others."
    )
    explain: bool = Field(default=True, description="As in an item; both must be true.")
    store: bool = Field(default=True, description="As in an item; both must be true.")


def _naming(member: str) -> dict[str, JsonValue]:
    """Return the schema of an object whose `member` is told."""
    told: dict[str, JsonValue] = {"type": "string", "minLength": 1}
    return {"required": [member], "properties": {member: told}}


class FeedbackIn(_In):
    """What a verdict got wrong, or right. Name the verdict or the comment, not both."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [_naming("verdict"), _naming("comment_id")]}
    )

    verdict: Id | None = Field(None, description="The id that the verdict was answered with.")
    comment_id: Id | None = Field(None, description="The site's own id of the comment.")
    kind: Annotated[FeedbackKind, Field(strict=False)]
    note: Note | None = Field(None, description="A remark for the moderators.")

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if bool(self.verdict) == bool(self.comment_id):
            raise PydanticCustomError("one_of", "Name either `verdict` or `comment_id`")
        return self


_NO_AUTHOR = Author()
_NO_ARTICLE = Article()


def warnings(request: _In, at: str = "") -> list[str]:
    """Return the unknown members of `request`, which stands `at` a JSON Pointer; never values.

    At most ten are named, each cut short.
    """
    found = list(request.unknown(at))
    if len(found) > MAX_WARNINGS:
        found[MAX_WARNINGS:] = [f"and {len(found) - MAX_WARNINGS} more"]
    return found


def _shown(name: str) -> str:
    shown = name[:MAX_WARNING_NAME].replace("~", "~0").replace("/", "~1")
    return shown if shown.isprintable() else shown.encode("unicode_escape").decode()
