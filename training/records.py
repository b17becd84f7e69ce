"""Record: one labelled comment.

Training and evaluation see nothing but records, wherever the comment was published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.domain import Article, Author, Comment

ANNOTATED = "annotated"
READ_LATER = "read later"
GENERATED = "generated"


class Split(StrEnum):
    """The part a record plays: fitted on, or kept away from fitting and only measured on."""

    TRAIN = "train"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Record:
    """One comment with what annotators said of it.

    `labels` holds 1 where a label applies and 0 where it does not; a label that nobody annotated
    is absent, never 0. `sha256` is of the text as published. `group` is the article or video,
    `function` the kind of a functional test, `published_split` the publisher's own part.
    `kinds` are the publisher's own labels, ANNOTATED or READ_LATER with our codes behind it, or
    GENERATED. `weight` scales its loss in fitting.
    """

    body: str
    labels: Mapping[str, int]
    source: str
    sha256: str = ""
    author_name: str = ""
    author_url: str = ""
    context: str = ""
    language: str = "und"
    group: str = ""
    function: str = ""
    published_split: str = ""
    weight: float = 1.0
    kinds: tuple[str, ...] = ()

    @property
    def comment(self) -> Comment:
        """The record as the comment that the service would have received."""
        return Comment(
            body=self.body,
            author=Author(name=self.author_name, url=self.author_url),
            article=Article(title=self.context),
        )
