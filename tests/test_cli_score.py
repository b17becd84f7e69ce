import json
from collections.abc import Iterator, Mapping, Sequence
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.commands import score
from service.commands.records import Record
from service.domain import Comment, Decision, Evidence, Field, Language, Reason, Verdict
from service.moderation import Moderator
from service.policy import Policy, preset
from service.settings import Settings
from service.web.wire import ModerateIn
from tests.fakes import FakeIds, FakeScorer

SPAN = Evidence(Field.BODY, 0, 8, "PULAU777", "pulau777", 5.25)


class FakeJudge:
    """Rejects what says PULAU777, with `span` as evidence, and keeps the sizes of its batches."""

    def __init__(self) -> None:
        self.span = SPAN
        self.batches: list[int] = []

    def __call__(self, asked: Sequence[ModerateIn]) -> Sequence[Verdict]:
        self.batches.append(len(asked))
        return [self._verdict(one.to_domain()) for one in asked]

    def _verdict(self, comment: Comment) -> Verdict:
        bad = "PULAU777" in comment.body + comment.author.name
        reason = Reason("score:spam", 0.9, Decision.REJECT, (self.span,), 4.125, -1.125)
        return Verdict(
            id="verdict-1",
            decision=Decision.REJECT if bad else Decision.APPROVE,
            reasons=(reason,) if bad else (),
            scores={"spam": 0.9 if bad else 0.1},
            language=Language("id", 0.9),
            model="fake-1",
            policy="balanced@2",
        )


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> FakeJudge:
    judge = FakeJudge()

    def chosen(_settings: Settings, _policy: str) -> FakeJudge:
        return judge

    monkeypatch.setattr(score, "_judge", chosen)
    return judge


def run(content: bytes, *options: str) -> Result:
    with BufferedReader(BytesIO(content)) as file:
        return CliRunner().invoke(main, ["score", *options, "-"], input=file)


def scripted(scorer: FakeScorer) -> tuple[Moderator, Mapping[str, Policy]]:
    policies = {"balanced": preset("balanced", {"spam": (0.5, 0.9)})}
    return Moderator(scorer, (), FakeIds()), policies


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_verdicts_come_in_the_order_of_the_lines(judge: FakeJudge) -> None:
    result = run(b"Terima kasih\nModal receh di PULAU777\nsalam kenal\n")

    assert [(one["line"], one["decision"]) for one in answers(result)] == [
        (1, "approve"),
        (2, "reject"),
        (3, "approve"),
    ]
    assert result.exit_code == 0


def test_a_verdict_has_scores_reasons_and_versions(judge: FakeJudge) -> None:
    [answer] = answers(run(b'{"id": "c-1", "body": "PULAU777"}\n'))

    assert answer == {
        "line": 1,
        "id": "c-1",
        "decision": "reject",
        "scores": {"spam": 0.9},
        "reasons": [
            {
                "code": "score:spam",
                "score": 0.9,
                "band": "reject",
                "logit": 4.125,
                "rest": -1.125,
                "evidence": [
                    {
                        "field": "body",
                        "start": 0,
                        "end": 8,
                        "text": "PULAU777",
                        "reads_as": "pulau777",
                        "contribution": 5.25,
                    }
                ],
            }
        ],
        "language": {"code": "id", "confidence": 0.9},
        "model": "fake-1",
        "policy": "balanced@2",
    }


def test_only_a_line_that_wants_evidence_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    scorer = FakeScorer(scores={"spam": 0.97}, evidence={"spam": (SPAN,)})
    monkeypatch.setattr("service.app.load_moderator", lambda _: scripted(scorer))

    result = run(b'{"body": "satu"}\n{"comment": {"body": "dua"}, "explain": false}\n')

    explained, bare = [reason for answer in answers(result) for reason in answer["reasons"]]
    assert scorer.explained == [("satu", ("spam",))]
    assert scorer.batches == [2]
    assert explained["logit"] == 4.25
    assert set(bare) == {"code", "score", "band"}


def test_a_bad_line_becomes_an_error_and_status_3(judge: FakeJudge) -> None:
    result = run(b'{"body": "halo"}\n{"body": \n{"body": "halo"}\n')

    assert [set(one) >= {"line", "decision"} for one in answers(result)] == [True, False, True]
    assert answers(result)[1]["line"] == 2
    assert result.exit_code == score.SOME_LINES_BAD


@pytest.mark.parametrize(
    "line",
    [
        b'{"body": 7}',
        b'{"author_name": "rahasia"}',
        b'{"body": "   "}',
        b'{"comment": {"body": ["rahasia"]}}',
        b'{"body": "rahasia", "posted_at": "kemarin"}',
        b'{"body": "' + b"rahasia" * 20_000 + b'"}',
    ],
)
def test_a_line_the_api_would_refuse_is_an_error_that_repeats_nothing(
    judge: FakeJudge, line: bytes
) -> None:
    result = run(line, "--format", "jsonl")

    [answer] = answers(result)
    assert set(answer) == {"line", "error"}
    assert "rahasia" not in result.output
    assert "kemarin" not in result.output


def test_a_file_without_any_good_line_is_answered_line_by_line(judge: FakeJudge) -> None:
    result = run(b"\n\n", "--format", "text")

    assert [one["line"] for one in answers(result)] == [1, 2]
    assert judge.batches == []


def test_comments_are_judged_in_batches(judge: FakeJudge) -> None:
    run(b"halo\n" * (2 * score.BATCH + 3))

    assert judge.batches == [score.BATCH, score.BATCH, 3]


def test_no_more_than_a_batch_is_read_ahead(judge: FakeJudge) -> None:
    read = 0

    def endless() -> Iterator[Record]:
        nonlocal read
        while True:
            read += 1
            yield Record(read, {"comment": {"body": "halo"}})

    answered = score.judged(endless(), judge, 1000)

    next(answered)
    next(answered)
    assert read == 2 * score.BATCH


def test_a_terminal_is_not_given_orders(judge: FakeJudge) -> None:
    judge.span = Evidence(Field.BODY, 0, 8, "\x1b[2J\u009b2J\u202e\u200b")

    result = run(b"PULAU777 \x1b[2J\n")

    assert not set("\x1b\u009b\u202e\u200b") & set(result.stdout)
    reasons = answers(result)[0]["reasons"]
    assert reasons[0]["evidence"][0]["text"] == judge.span.text


def test_csv_without_a_body_column_is_wrong_usage(judge: FakeJudge) -> None:
    result = run(b"text\nhalo\n", "--format", "csv")

    assert result.exit_code == 2
    assert "body" in result.stderr


def test_progress_goes_to_standard_error(judge: FakeJudge) -> None:
    result = run(b"halo\n")

    assert "Judging" in result.stderr
    assert "Judging" not in result.stdout


def test_unknown_policy_is_wrong_usage(judge: FakeJudge) -> None:
    assert run(b"halo\n", "--policy", "mild").exit_code == 2


def test_a_file_given_by_name_is_read_in_its_format(judge: FakeJudge, tmp_path: Path) -> None:
    comments = tmp_path / "comments.csv"
    comments.write_text("body,author_name\nhalo,PULAU777\n", encoding="utf-8")

    result = CliRunner().invoke(main, ["score", str(comments)])

    assert [one["decision"] for one in answers(result)] == ["reject"]


def test_a_pipe_of_unknown_length_is_judged(judge: FakeJudge) -> None:
    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

    with BufferedReader(Pipe(b"Terima kasih\n")) as file:
        result = CliRunner().invoke(main, ["score", "-"], input=file)

    assert [one["decision"] for one in answers(result)] == ["approve"]
