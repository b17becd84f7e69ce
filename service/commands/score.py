"""`saring score`: judge the comments of a file, in order, in constant memory."""

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from io import BufferedReader
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import click
from pydantic import ValidationError

from service.commands.records import Format, Record, read_records, recognise
from service.domain import Verdict
from service.presets import PRESETS
from service.settings import Settings
from service.web.answers import verdict_out
from service.web.problems import BODY_TOO_LARGE, invalid
from service.web.text import size
from service.web.wire import ModerateIn, warnings

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from service.moderation import Moderator
    from service.policy import Policy

BATCH = 256
SOME_LINES_BAD = 3
# A terminal obeys these; as JSON escapes they are only letters.
_OBEYED = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")

Judge = Callable[[Sequence[ModerateIn]], Sequence[Verdict]]
Answer = Mapping[str, object]
T = TypeVar("T")


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--format",
    "written",
    type=click.Choice(["auto", *map(str, Format)]),
    default="auto",
    show_default=True,
    help="How the comments are written.",
)
@click.option("--policy", type=click.Choice(PRESETS), help="Default: SARING_POLICY.")
def score(file: BufferedReader, written: str, policy: str | None) -> None:
    """Judge the comments of FILE (- for standard input), recording nothing.

    FILE holds JSON Lines, each a /moderate request or {"body", "author_name", "author_url",
    "article_title", ...}; or CSV with such columns; or one comment a line. Verdicts are written as
    JSON Lines in the same order; a line that cannot be judged gives {"line", "error"} instead.

    Status 0: every line was judged; 3: some were not; 1: nothing could be judged; 2: wrong usage.
    """
    settings = Settings.from_process()
    records = read_records(file, _format(file, written), settings.max_request_bytes)
    judge = _judge(settings, policy or settings.policy)
    bad = 0
    try:
        for answers in progressing(file, judged(records, judge, settings.max_body_bytes)):
            bad += sum("error" in answer for answer in answers)
            click.echo("".join(map(as_line, answers)), nl=False)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    sys.exit(SOME_LINES_BAD if bad else 0)


def _format(file: BufferedReader, written: str) -> Format:
    if written != "auto":
        return Format(written)
    return recognise(getattr(file, "name", ""), file.peek())


def _judge(settings: Settings, policy: str) -> Judge:
    # Imported only here: it brings numpy, which `--help` and the light commands do without.
    from service.app import load_moderator  # noqa: PLC0415

    moderator, policies = load_moderator(settings)
    return partial(verdicts, moderator, policies[policy])


def verdicts(
    moderator: "Moderator", policy: "Policy", asked: Sequence[ModerateIn]
) -> list[Verdict]:
    """Return verdicts on what was asked, in order, explained where that was asked too."""
    judged = moderator.judge_batch([one.to_domain() for one in asked], policy)
    return [
        moderator.explain(each) if one.explain else each.verdict
        for one, each in zip(asked, judged, strict=True)
    ]


def judged(records: Iterable[Record], judge: Judge, max_body_bytes: int) -> Iterator[list[Answer]]:
    """Yield the answers to `records` in order, a batch at a time."""
    waiting = iter(records)
    while batch := list(islice(waiting, BATCH)):
        read = [_read(record, max_body_bytes) for record in batch]
        asked = [one for one in read if isinstance(one, ModerateIn)]
        verdicts = iter(judge(asked) if asked else ())
        yield [
            _error(record, one) if isinstance(one, str) else _answer(record, one, next(verdicts))
            for record, one in zip(batch, read, strict=True)
        ]


def _read(record: Record, max_body_bytes: int) -> ModerateIn | str:
    if record.error:
        return record.error
    try:
        asked = ModerateIn.model_validate(record.request)
    except ValidationError as error:
        return _wrong(error)
    return BODY_TOO_LARGE.detail if size(asked.comment.body) > max_body_bytes else asked


def _wrong(error: ValidationError) -> str:
    found = invalid(error).errors or []
    return "; ".join(f"{one['pointer']}: {one['message']}" for one in found)


def _error(record: Record, error: str) -> Answer:
    return {"line": record.line, "error": error}


def _answer(record: Record, asked: ModerateIn, verdict: Verdict) -> Answer:
    answer: dict[str, object] = {"line": record.line}
    answer |= verdict_out(verdict, warnings(asked), explain=asked.explain)
    del answer["id"]
    return answer | ({"id": asked.comment.id} if asked.comment.id else {})


def as_line(answer: Answer) -> str:
    """Return an answer as a line of JSON that no terminal obeys."""
    text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def progressing(file: BufferedReader, batches: Iterable[list[T]]) -> Iterator[list[T]]:
    """Show on standard error how far `file` has been judged, in bytes where its size is known."""
    length = file.seek(0, 2) if file.seekable() else None
    if length is not None:
        file.seek(0)
    nothing = (number for number in range(0))  # a bar of unknown length wants something to count
    bar: ProgressBar[int]
    with click.progressbar(nothing, length=length, label="Judging", file=sys.stderr) as bar:
        for answers in batches:
            yield answers
            bar.update((file.tell() if length is not None else bar.pos + len(answers)) - bar.pos)
