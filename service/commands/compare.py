"""`saring compare`: what another service said of comments beside what Saring would say."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from io import BufferedReader, TextIOWrapper
from itertools import islice, tee
from typing import TYPE_CHECKING

import click

from service.commands import inert
from service.commands.agreement import Agreement
from service.commands.others import Answered, Reader
from service.commands.records import Format, read_records
from service.commands.score import Answer, Judge, as_line, judged, progressing, verdicts
from service.domain import Decision
from service.presets import PRESETS
from service.settings import Settings

if TYPE_CHECKING:
    from service.policy import Policy

SOME_LINES_BAD = 3
NAMED = 20
"""Lines that are said to be bad, and disagreements that are shown."""
_WIDTH = 200
_MOST_READ = 1024 * 1024

Pair = tuple[Answered, Answer]


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--policy", type=click.Choice(PRESETS), help="Default: SARING_POLICY.")
@click.option("--policy-file", type=click.File("rb"), help="A policy in TOML instead of a preset.")
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=0.8,
    show_default=True,
    help="From which score on Perspective was taken to flag.",
)
@click.option("--attribute", "attributes", multiple=True, help="By which of its attributes.")
@click.option(
    "--disagreements",
    type=click.File("w", encoding="utf-8"),
    help="Write every disagreement there, as JSON Lines, instead of showing some.",
)
def compare(
    file: BufferedReader,
    policy: str | None,
    policy_file: BufferedReader | None,
    threshold: float,
    attributes: tuple[str, ...],
    disagreements: TextIOWrapper | None,
) -> None:
    """Judge the comments of FILE (- for standard input) and compare with what is said there.

    FILE holds JSON Lines, what Akismet, Perspective, OpenAI or another service answered beside what
    it was asked; docs/migrating/README.md has the shapes. Nothing is recorded.

    Status 0: every line was compared; 3: some were not; 1: none could be; 2: wrong usage.
    """
    if policy and policy_file:
        raise click.UsageError("Give --policy or --policy-file, not both.")
    settings = Settings.from_process()
    judge = _judge(settings, policy or settings.policy, policy_file)
    reader = Reader(threshold, attributes)
    records = read_records(file, Format.JSONL, settings.max_request_bytes)
    answered = (one for record in records for one in reader.read(record))
    report = Report(disagreements)
    for pairs in progressing(file, _paired(answered, judge, settings.max_body_bytes)):
        for one, answer in pairs:
            report.take(one, answer)
    report.tell()
    sys.exit(report.status)


class Report:
    """What the comparison comes to, in constant memory; every disagreement goes to `written`."""

    def __init__(self, written: TextIOWrapper | None) -> None:
        self._written = written
        self._agreement = Agreement()
        self._shown: list[str] = []
        self._bad: list[str] = []
        self._bad_lines = 0

    @property
    def status(self) -> int:
        """The status to end with."""
        if not self._agreement.comments:
            return 1
        return SOME_LINES_BAD if self._bad_lines else 0

    def take(self, one: Answered, answer: Answer) -> None:
        """Count one comment, and keep or write what the two do not agree about."""
        if "error" in answer:
            self._bad_lines += 1
            if len(self._bad) < NAMED:
                self._bad.append(f"line {answer['line']}: {answer['error']}")
            return
        ours = Decision(str(answer["decision"]))
        if self._agreement.add(one.theirs, ours):
            return
        body = one.record.request["comment"]["body"]  # type: ignore[index]  # it was judged
        found = {"line": answer["line"], "theirs": one.theirs, "ours": ours, "body": body}
        if self._written is not None:
            self._written.write(as_line({**found, **_ours(answer)}))
        elif len(self._shown) < NAMED:
            self._shown.append(f"{_headline(found, answer)}\n    {inert.one_line(body, _WIDTH)}")

    def tell(self) -> None:
        """Print the table, then disagreements, and what could not be compared to standard error."""
        for line in self._agreement.lines():
            click.echo(line)
        for line in self._shown:
            click.echo(line)
        if self._bad_lines:
            click.echo(f"Not compared: {self._bad_lines:,}", err=True)
        for line in self._bad:
            click.echo(inert.one_line(line, _WIDTH), err=True)


def _paired(
    answered: Iterable[Answered], judge: Judge, max_body_bytes: int
) -> Iterator[list[Pair]]:
    """Yield what they said with what we say, a batch at a time; no more than a batch is kept."""
    ahead, behind = tee(answered)
    for answers in judged((one.record for one in ahead), judge, max_body_bytes):
        yield list(zip(islice(behind, len(answers)), answers, strict=True))


def _ours(answer: Answer) -> Answer:
    return {name: answer[name] for name in ("reasons", "scores", "language", "model", "policy")}


def _headline(found: Mapping[str, object], answer: Answer) -> str:
    reasons: list[Mapping[str, object]] = answer["reasons"]  # type: ignore[assignment]  # VerdictOut's
    why = f"  {reasons[0]['code']} {reasons[0]['score']:.2f}" if reasons else ""
    return f"line {found['line']}: theirs {found['theirs']}, ours {found['ours']}{why}"


def _judge(settings: Settings, preset: str, document: BufferedReader | None) -> Judge:
    # Imported only here: it brings numpy, which `--help` and the light commands do without.
    from service.app import load_moderator  # noqa: PLC0415

    moderator, policies = load_moderator(settings)
    if document is None:
        return partial(verdicts, moderator, policies[preset])
    return partial(verdicts, moderator, _compiled(settings, document))


def _compiled(settings: Settings, document: BufferedReader) -> "Policy":
    """Return the policy in a file; lists that are fetched from elsewhere are taken for empty."""
    from service.commands import policy_work  # noqa: PLC0415 -- it brings numpy
    from service.policy.flaws import DocumentInvalid  # noqa: PLC0415 -- as above

    try:
        return policy_work.compiled(document.read(_MOST_READ), settings)
    except DocumentInvalid as error:
        flaws = (": ".join(filter(None, (flaw.at, flaw.text))) for flaw in error.flaws)
        raise click.ClickException(
            "; ".join(inert.one_line(one, _WIDTH) for one in flaws)
        ) from None
