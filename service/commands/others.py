"""What another service answered about comments, as programs log it, spelled as requests of ours.

docs/migrating/README.md says how each shape is written.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from service.commands.records import Record

NO_SHAPE = "The line has no shape that is known; docs/migrating/README.md lists them."
NO_ANSWER = "The line has no answer of the other service."
UNKNOWN_DECISION = "The decision is none of approve, flagged, hold and reject."
NEITHER = "The answer is neither true nor false."
NO_TEXT = "The line has no text."
UNEQUAL = "There are not as many results as texts."


class Theirs(StrEnum):
    """What the other service said: most only tell what they would publish from what not."""

    APPROVE = "approve"
    FLAGGED = "flagged"
    HOLD = "hold"
    REJECT = "reject"

    @property
    def publishes(self) -> bool:
        """Whether the comment is published at once."""
        return self is Theirs.APPROVE


@dataclass(frozen=True, slots=True)
class Answered:
    """A comment to judge, or why it cannot be, and what the other service said of it."""

    record: Record
    theirs: Theirs = Theirs.APPROVE


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the lines of a log.

    Perspective flags from `threshold` on, by those of the `attributes`, by any where none is named.
    """

    threshold: float
    attributes: Collection[str] = ()

    def read(self, record: Record) -> Iterator[Answered]:
        """Yield what a line says: of one comment, of several in a list, or why it says nothing."""
        if record.error:
            yield Answered(record)
            return
        try:
            for request, theirs in self._read(record.request):
                # Evidence costs as much as a score does, and is not shown.
                yield Answered(Record(record.line, {**request, "explain": False}), theirs)
        except _UnreadableError as error:
            yield Answered(Record(record.line, error=str(error)))

    def _read(self, members: Mapping[str, Any]) -> Iterator[tuple[dict[str, Any], Theirs]]:
        if "answer" in members:
            yield _akismet(members)
        elif "decision" in members:
            yield _plain(members)
        elif "response" not in members:
            raise _UnreadableError(NO_SHAPE)
        else:
            request, response = _object(members.get("request", members)), members["response"]
            if "input" in request:
                yield from _openai(request["input"], response)
            else:
                yield self._perspective(request, response)

    def _perspective(
        self, request: Mapping[str, Any], response: Any
    ) -> tuple[dict[str, Any], Theirs]:
        scores = _object(response).get("attributeScores", {})
        if "error" in response or not isinstance(scores, dict):
            raise _UnreadableError(NO_ANSWER)
        wanted = self.attributes or scores
        try:
            levels = [scores[name]["summaryScore"]["value"] for name in wanted if name in scores]
            flagged = any(level >= self.threshold for level in levels)
        except (KeyError, TypeError):
            raise _UnreadableError(NO_ANSWER) from None
        text = _object(request.get("comment")).get("text")
        return _comment(text), Theirs.FLAGGED if flagged else Theirs.APPROVE


class _UnreadableError(Exception):
    """What a line lacks."""


_AKISMET = {
    "comment_content": ("comment", "body"),
    "comment_author": ("author", "name"),
    "comment_author_email": ("author", "email"),
    "comment_author_url": ("author", "url"),
    "user_ip": ("author", "ip"),
    "permalink": ("article", "url"),
}
_FLAGS = {True: True, False: False, "true": True, "false": False}


def _akismet(members: Mapping[str, Any]) -> tuple[dict[str, Any], Theirs]:
    answer = members["answer"]
    said = answer.strip() if isinstance(answer, str) else answer
    if not isinstance(said, bool | str) or said not in _FLAGS:
        raise _UnreadableError(NEITHER)
    sent = members.get("comment", members)
    places: dict[str, dict[str, Any]] = {"comment": {}, "author": {}, "article": {}}
    for name, (place, member) in _AKISMET.items():
        if name in _object(sent):
            places[place][member] = sent[name]
    if "body" not in places["comment"]:
        raise _UnreadableError(NO_TEXT)
    request = {
        "comment": {**places["comment"], "author": places["author"]},
        "article": places["article"],
    }
    if not _FLAGS[said]:
        return request, Theirs.APPROVE
    return request, Theirs.REJECT if members.get("pro_tip") == "discard" else Theirs.FLAGGED


def _plain(members: Mapping[str, Any]) -> tuple[dict[str, Any], Theirs]:
    request = dict(members)
    try:
        return request, Theirs(request.pop("decision"))
    except ValueError:
        raise _UnreadableError(UNKNOWN_DECISION) from None


def _openai(given: Any, response: Any) -> Iterator[tuple[dict[str, Any], Theirs]]:
    texts = [given] if isinstance(given, str) else given
    if isinstance(texts, list) and texts and all(isinstance(one, dict) for one in texts):
        texts = ["\n".join(str(one.get("text", "")) for one in texts)]
    results = _object(response).get("results")
    if not isinstance(texts, list) or not isinstance(results, list):
        raise _UnreadableError(NO_ANSWER)
    if len(texts) != len(results):
        raise _UnreadableError(UNEQUAL)
    for text, result in zip(texts, results, strict=True):
        flagged = _object(result).get("flagged")
        if not isinstance(flagged, bool):
            raise _UnreadableError(NO_ANSWER)
        yield _comment(text), Theirs.FLAGGED if flagged else Theirs.APPROVE


def _comment(text: Any) -> dict[str, Any]:
    return {"comment": {"body": text}}


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _UnreadableError(NO_ANSWER)
    return value
