import json
from collections.abc import Sequence
from io import BufferedReader, BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from service.commands import compare, score
from service.commands.agreement import Agreement
from service.commands.others import Theirs
from service.domain import Decision, Language, Reason, Verdict
from service.moderation import Moderator
from service.policy import preset
from service.settings import Settings
from service.web.wire import ModerateIn
from tests.fakes import FakeIds, FakeScorer

WORDS = {"gacor": Decision.REJECT, "ragu": Decision.HOLD}


class FakeJudge:
    """Rejects and holds by a word, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[ModerateIn] = []
        self.batches: list[int] = []

    def __call__(self, asked: Sequence[ModerateIn]) -> Sequence[Verdict]:
        self.asked += asked
        self.batches.append(len(asked))
        return [self._verdict(one.comment.body) for one in asked]

    def _verdict(self, body: str) -> Verdict:
        found = next((WORDS[word] for word in WORDS if word in body), Decision.APPROVE)
        reasons = () if found is Decision.APPROVE else (Reason("score:spam", 0.87, found),)
        return Verdict("v", found, reasons, {"spam": 0.87}, Language(), "fake-1", "balanced@2")


@pytest.fixture
def judge(monkeypatch: pytest.MonkeyPatch) -> FakeJudge:
    judge = FakeJudge()

    def chosen(_settings: Settings, _policy: str, _document: object) -> FakeJudge:
        return judge

    monkeypatch.setattr(compare, "_judge", chosen)
    return judge


def run(lines: Sequence[object], *options: str) -> Result:
    content = b"".join(one if isinstance(one, bytes) else spelled(one) for one in lines)
    with BufferedReader(BytesIO(content)) as file:
        return CliRunner().invoke(main, ["compare", *options, "-"], input=file)


def spelled(line: object) -> bytes:
    return json.dumps(line).encode() + b"\n"


def disagreements(lines: Sequence[object], folder: Path, *options: str) -> list[dict[str, object]]:
    written = folder / "disagreements.jsonl"
    run(lines, "--disagreements", str(written), *options)
    return [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]


def scores(**values: float) -> dict[str, object]:
    """Return what Perspective answers."""
    spelled = {name: {"summaryScore": {"value": value}} for name, value in values.items()}
    return {"attributeScores": spelled, "languages": ["id"]}


def analyze(text: str) -> dict[str, object]:
    """Return what Perspective is asked."""
    return {"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}}


def test_decisions_are_counted_against_each_other(judge: FakeJudge) -> None:
    theirs = ["approve", "approve", "flagged", "hold", "reject"]
    bodies = ["halo", "gacor", "halo", "ragu", "gacor"]

    result = run([{"body": b, "decision": d} for b, d in zip(bodies, theirs, strict=True)])

    assert result.stdout.splitlines()[:9] == [
        "theirs \\ ours    approve      hold    reject       all",
        "approve                1         0         1         2",
        "flagged                1         0         0         1",
        "hold                   0         1         0         1",
        "reject                 0         0         1         1",
        "all                    2         1         2         5",
        "",
        "The same about publishing at once: 3 of 5 (60.0%)",
        "Cohen's kappa: 0.167",
    ]
    assert "Stopped only by them: 1; only by Saring: 1" in result.stdout
    assert result.exit_code == 0


def test_kappa_is_as_cohen_defines_it() -> None:
    agreement = Agreement()
    # 20 and 15 of 50 agreed, 5 and 10 not: the textbook's 0.4.
    for theirs, ours, times in (
        (Theirs.APPROVE, Decision.APPROVE, 20),
        (Theirs.FLAGGED, Decision.REJECT, 15),
        (Theirs.APPROVE, Decision.HOLD, 5),
        (Theirs.FLAGGED, Decision.APPROVE, 10),
    ):
        for _ in range(times):
            agreement.add(theirs, ours)

    assert agreement.kappa == pytest.approx(0.4)


def test_kappa_of_two_who_always_say_the_same_is_not_defined(judge: FakeJudge) -> None:
    result = run([{"body": "halo", "decision": "approve"}])

    assert "Cohen's kappa: not defined" in result.stdout


def test_akismets_answers_are_read(judge: FakeJudge, tmp_path: Path) -> None:
    sent = {
        "comment_content": "halo",
        "comment_author": "Budi",
        "comment_author_email": "budi@surat.example",
        "comment_author_url": "",
        "user_ip": "192.0.2.10",
        "permalink": "https://dapur.example/rendang",
        "blog": "https://dapur.example",
    }
    lines = [
        {"comment": sent, "answer": "true"},
        {**sent, "comment_content": "halo lagi", "answer": "true\n", "pro_tip": "discard"},
        {**sent, "comment_content": "gacor", "answer": False},
    ]

    found = disagreements(lines, tmp_path)

    assert [(one["body"], one["theirs"], one["ours"]) for one in found] == [
        ("halo", "flagged", "approve"),
        ("halo lagi", "reject", "approve"),
        ("gacor", "approve", "reject"),
    ]
    comment = judge.asked[0].to_domain()
    assert (comment.author.name, comment.author.email) == ("Budi", "budi@surat.example")
    assert (comment.author.ip, comment.article.url) == (
        "192.0.2.10",
        "https://dapur.example/rendang",
    )


def test_perspectives_scores_are_taken_to_flag_from_a_threshold_on(
    judge: FakeJudge, tmp_path: Path
) -> None:
    lines = [
        {"request": analyze("halo 1"), "response": scores(TOXICITY=0.8, INSULT=0.1)},
        {"request": analyze("halo 2"), "response": scores(TOXICITY=0.79, INSULT=0.9)},
        {"request": analyze("halo 3"), "response": {"languages": ["id"]}},
    ]

    every = disagreements(lines, tmp_path)
    strict = disagreements(lines, tmp_path, "--threshold", "0.85")
    toxic = disagreements(lines, tmp_path, "--attribute", "TOXICITY")

    assert [one["line"] for one in every] == [1, 2]
    assert [one["line"] for one in strict] == [2]
    assert [one["line"] for one in toxic] == [1]


def test_openais_results_are_read(judge: FakeJudge, tmp_path: Path) -> None:
    parts = [{"type": "text", "text": "halo"}, {"type": "text", "text": "semua"}]
    lines = [
        {"input": "halo", "response": {"results": [{"flagged": True}]}},
        {
            "request": {"input": ["halo 1", "gacor 2"], "model": "omni-moderation-latest"},
            "response": {"results": [{"flagged": False}, {"flagged": False}]},
        },
        {"input": parts, "response": {"results": [{"flagged": True}]}},
    ]

    found = disagreements(lines, tmp_path)

    assert [(one["line"], one["body"], one["theirs"]) for one in found] == [
        (1, "halo", "flagged"),
        (2, "gacor 2", "approve"),
        (3, "halo\nsemua", "flagged"),
    ]


def test_a_disagreement_is_written_with_what_speaks_for_ours(
    judge: FakeJudge, tmp_path: Path
) -> None:
    [found] = disagreements([{"body": "gacor \u202e", "decision": "approve"}], tmp_path)

    assert found == {
        "line": 1,
        "theirs": "approve",
        "ours": "reject",
        "body": "gacor \u202e",
        "reasons": [{"code": "score:spam", "score": 0.87, "band": "reject"}],
        "scores": {"spam": 0.87},
        "language": {"code": "und", "confidence": 0.0},
        "model": "fake-1",
        "policy": "balanced@2",
    }
    assert "\u202e" not in (tmp_path / "disagreements.jsonl").read_text(encoding="utf-8")


def test_some_disagreements_are_shown_inert(judge: FakeJudge) -> None:
    result = run([{"body": "gacor \x1b[2J\u202e", "decision": "approve"}] * 50)

    assert result.stdout.count("theirs approve, ours reject  score:spam 0.87") == compare.NAMED
    assert not set("\x1b\u202e") & set(result.stdout)
    assert "<U+202E>" in result.stdout


BAD: Sequence[object] = [
    b'{"body": \n',
    b"\n",
    b"[1]\n",
    {"body": "rahasia"},
    {"body": "rahasia", "decision": "mild"},
    {"body": 7, "decision": "approve"},
    {"comment": {"comment_content": "rahasia"}, "answer": "invalid"},
    {"comment": {"comment_author": "rahasia"}, "answer": "true"},
    {"comment": "rahasia", "answer": None},
    {"request": analyze("rahasia"), "response": {"error": {"code": 400}}},
    {"request": analyze("rahasia"), "response": scores() | {"attributeScores": {"TOXICITY": 1}}},
    {"request": {"comment": "rahasia"}, "response": scores(TOXICITY=0.9)},
    {"input": ["rahasia", "a"], "response": {"results": [{"flagged": True}]}},
    {"input": "rahasia", "response": {"results": [{}]}},
    {"input": "rahasia", "response": "rahasia"},
]


def test_lines_that_cannot_be_compared_are_counted_and_named(judge: FakeJudge) -> None:
    result = run([{"body": "halo", "decision": "approve"}, *BAD])

    assert f"Not compared: {len(BAD)}" in result.stderr
    assert all(f"line {2 + n}: " in result.stderr for n in range(len(BAD)))
    assert "rahasia" not in result.output
    assert result.exit_code == compare.SOME_LINES_BAD
    assert len(judge.asked) == 1


def test_a_file_of_which_nothing_can_be_compared_ends_with_status_1(judge: FakeJudge) -> None:
    assert run(BAD).exit_code == 1


def test_comments_are_judged_in_batches_without_evidence(judge: FakeJudge) -> None:
    run([{"body": "halo", "decision": "approve"}] * (score.BATCH + 3))

    assert judge.batches == [score.BATCH, 3]
    assert not any(one.explain for one in judge.asked)


def test_preset_and_policy_file_exclude_each_other(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('preset = "strict"\n')

    assert run([], "--policy", "strict", "--policy-file", str(policy)).exit_code == 2


RULE = '[[rule]]\nname = "Semua"\naction = "hold"\nwhen = { length = { at_least = 1 } }\n'


def test_a_policy_file_judges(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    moderator = Moderator(FakeScorer(), (), FakeIds())
    policies = {"balanced": preset("balanced", {"spam": (0.5, 0.9)})}
    monkeypatch.setattr("service.app.load_moderator", lambda _: (moderator, policies))
    policy, broken = tmp_path / "policy.toml", tmp_path / "broken.toml"
    policy.write_text(RULE)
    broken.write_text('preset = "mild"\n')
    lines = [{"body": "halo", "decision": "approve"}]

    assert "ours approve" not in run(lines).stdout
    assert (
        "theirs approve, ours hold  rule:Semua" in run(lines, "--policy-file", str(policy)).stdout
    )
    refused = run(lines, "--policy-file", str(broken))
    assert (refused.exit_code, refused.output.startswith("Error: preset: ")) == (1, True)
