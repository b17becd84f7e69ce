"""One comment, judged and accounted for in a terminal."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from io import BufferedReader, BytesIO
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from service.cli import main
from service.commands import inert
from service.domain import Evidence, Field
from service.scoring.artefact import Arrays, write_artefact
from service.scoring.model import load_model
from service.scoring.ngrams import Ngrams
from tests.scoring.models import LABELS, any_text, manifest, reading

BITS = 16
BAND = dict.fromkeys(LABELS, (0.6, 0.95)) | {"abuse": (0.6, 2.0)}
STYLED = "Gak nyangka modal receh di 𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳 bisa WD jutaan"
THANKS = "Terima kasih infonya, sangat membantu"
HOSTILE = [
    "pulau777 \x1b[2J\x1b]0;owned\x07 \x9b2J \x90q\x9c",
    "pulau777 \u202egro.live\u202c \u2066x\u2069 \u200f\u061c",
    "pulau777\r\nREJECT\rAPPROVE  This comment may appear right away.\n\n\u2028x\u2029y\x0bz\x85",
    "pulau777 \x00\x08\x7f\ufeff\u200b\u2060\ue000\U000e0041 ⟦halo⟧",
]
SGR = re.compile(r"\x1b\[[0-9;]*m")
NUMBER = re.compile(r"^ +([+-]\d+\.\d{3})  (\S+)", re.MULTILINE)


@pytest.fixture(scope="module")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose labels of spam know a brand, `abuse` an insult, and which likes all else."""
    weights = np.random.default_rng(7).normal(-0.1, 0.01, (len(LABELS), 2**BITS))
    for label, text in enumerate(("pulau777", "pulau777", "bodoh")):
        for block in Ngrams(BITS).blocks([reading(text, name=text)]):
            weights[label, block.columns] = 3.0
    arrays = Arrays.of(np.ones(2**BITS), weights, np.full(len(LABELS), -4.0), np.ones(8))
    folder = tmp_path_factory.mktemp("models")
    presets = dict.fromkeys(("lenient", "balanced", "strict"), BAND)
    made = replace(manifest(bits=BITS), presets=presets)
    write_artefact(folder / made.version, arrays, made)
    (folder / "current.json").write_text(json.dumps({"version": made.version}), encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def surroundings(models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SARING_MODELS_DIR", str(models_dir))
    monkeypatch.delenv("NO_COLOR", raising=False)


def run(*arguments: str, piped: bytes = b"", color: bool = False) -> Result:
    return CliRunner().invoke(main, ["explain", *arguments], input=piped, color=color)


def shown(*arguments: str, piped: bytes = b"") -> str:
    result = run(*arguments, piped=piped)
    assert result.exit_code == 0, result.stderr
    return result.stdout


def in_a_terminal(*arguments: str) -> str:
    """Return what the command writes to a terminal of its own."""
    ours, theirs = os.openpty()
    code = "from service.cli import main; main()"
    with subprocess.Popen([sys.executable, "-c", code, "explain", *arguments], stdout=theirs):
        os.close(theirs)
        written = b""
        try:
            while part := os.read(ours, 4096):
                written += part
        except OSError:  # how Linux says that the other end is closed
            pass
    os.close(ours)
    return written.decode()


def test_an_advertisement_in_styled_letters_is_read_out() -> None:
    output = shown(STYLED)

    assert output.startswith("REJECT  ")
    assert "⟦𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳⟧" in output
    assert re.search(
        r"^ +\+\d+\.\d{3}  body +“𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳”  reads as “pulau777”$", output, re.MULTILINE
    )


def test_a_signal_is_shown_with_its_strength_and_what_it_read() -> None:
    _, signals = shown(STYLED).split("Signals\n")

    assert signals.startswith("▲ 1.00  styled_part  HOLD  Part of the text is in styled letters")
    assert "“𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳”  reads as “pulau777”" in signals


def test_language_model_and_policy_are_named() -> None:
    output = shown(THANKS, "--policy", "strict")

    assert "\nLanguage  Indonesian (id, " in output
    assert "\nModel     2026.11.1\n" in output
    assert "\nPolicy    strict@2\n" in output


def test_every_score_stands_against_its_bands_and_says_in_words_what_it_asks_for() -> None:
    [_, scores, *_] = shown(STYLED).split("\n\n")
    _, spam, gambling, abuse = scores.splitlines()

    assert re.search(r"✖ spam  .*█.*│.*┃.*REJECT  │ hold 0.6000  ┃ reject 0.9500$", spam)
    assert "REJECT" in gambling
    assert re.search(r"  abuse  .*│·+ +0.\d{4}  │ hold 0.6000  never rejected$", abuse)


@pytest.mark.parametrize(
    "text", [STYLED, THANKS, "PULAU777 penulisnya bodoh, pulau 777", "pulau777 dan itu " * 8, "😀"]
)
@pytest.mark.parametrize("name", ["", "Pulau777 Official"])
def test_printed_numbers_add_up_to_the_printed_logit(text: str, name: str) -> None:
    numbers = [
        (Decimal(number), kind) for number, kind in NUMBER.findall(shown(text, "--name", name))
    ]

    parts: list[Decimal] = []
    sums = 0
    for number, kind in numbers:
        if kind == "logit":
            assert sum(parts) == number
            assert len(parts) <= 6
            parts = []
            sums += 1
        else:
            parts.append(number)
    assert sums
    assert not parts


def test_the_printed_logit_is_the_models(models_dir: Path) -> None:
    logits = [number for number, kind in NUMBER.findall(shown(STYLED)) if kind == "logit"]

    explained = load_model(models_dir).explain(reading(STYLED), LABELS[:2])
    assert logits == [f"{explained[label].logit:+.3f}" for label in LABELS[:2]]


def test_spans_are_shown_in_the_field_they_stand_in() -> None:
    output = shown(
        THANKS, "--name", "Pulau777", "--url", "https://budi.example/", "--title", "Soto"
    )

    assert "  author.name │ ⟦Pulau777⟧\n" in output
    assert "  author.url  │ " in output
    assert "Soto" not in output


def test_where_no_label_is_held_the_highest_scored_ones_pulls_are_shown() -> None:
    output = shown("Bodo amat. " + THANKS)

    [told] = [part for part in output.split("\n\n") if part.startswith("No label is above")]
    kinds = [kind for _, kind in NUMBER.findall(told)]
    assert "highest score, abuse:" in told
    assert kinds[-2:] == ["rest", "logit"]
    assert 1 <= kinds.count("body") <= 3


def test_a_text_without_any_pull_is_said_to_have_none() -> None:
    assert "Nothing in the text speaks for it.\n" in shown(THANKS)


def test_a_comment_is_judged_as_by_the_command_for_files() -> None:
    with BufferedReader(BytesIO(STYLED.encode())) as file:
        answer = json.loads(CliRunner().invoke(main, ["score", "-"], input=file).stdout)

    output = shown(STYLED)

    assert output.startswith(answer["decision"].upper())
    assert all(f"  {score:.4f}  " in output for score in answer["scores"].values())


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("color", [False, True])
def test_a_terminal_is_given_no_orders_by_a_comment(text: str, *, color: bool) -> None:
    options = "--name", text.replace("\0", ""), "--url", text.replace("\0", "")

    result = run("-", *options, piped=text.encode(), color=color)

    assert result.exit_code == 0
    assert all(each.isprintable() or each == "\n" for each in SGR.sub("", result.stdout))


def test_a_line_of_a_comment_does_not_pass_for_one_of_ours() -> None:
    told = "APPROVE  This comment may appear right away."

    output = shown("-", piped=f"pulau777\n{told}\r\n{' ' * 200}{told}".encode())

    lines = [line for line in output.splitlines() if "APPROVE" in line]
    assert lines
    assert all(line.split("│")[0].strip() in ("", "body") and "│" in line for line in lines)


def test_the_longest_comment_is_explained_in_a_few_lines() -> None:
    output = shown("-", piped=b"pulau777 gacor " * 4_369 + b"x")

    assert len(output.splitlines()) < 60
    assert max(map(len, output.splitlines())) <= 130


def test_a_comment_longer_than_the_longest_is_wrong_usage() -> None:
    for result in (run("-", piped=b"x" * 65_537), run("x" * 65_537)):
        assert result.exit_code == 2
        assert "more bytes than allowed" in result.stderr


@given(any_text, st.integers(24, 80))
def test_lines_of_a_text_keep_to_their_width(text: str, width: int) -> None:
    evidence = [Evidence(Field.BODY, len(text) // 3, len(text) // 2, "")]

    drawn = [click.unstyle(line) for line in inert.lines(text, evidence, width)]

    assert all(inert.Piece(line).width <= width for line in drawn)
    assert all(line.replace("\u200c", "").replace("\u200d", "").isprintable() for line in drawn)


@given(st.text("ab 文\n", max_size=290), st.integers(24, 80))
def test_lines_of_a_text_leave_nothing_out(text: str, width: int) -> None:
    drawn = "".join(inert.lines(text, (), width))

    assert drawn == text.replace("\n", "↵")


def test_colour_is_for_terminals_only() -> None:
    code = "from service.cli import main; main()"
    piped = subprocess.run(
        [sys.executable, "-c", code, "explain", STYLED], capture_output=True, check=True
    )

    coloured = in_a_terminal(STYLED).replace("\r\n", "\n")

    assert b"\x1b" not in piped.stdout
    assert SGR.search(coloured)
    assert SGR.sub("", coloured) == piped.stdout.decode()


def test_no_color_is_obeyed_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in in_a_terminal(STYLED, "--no-color")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in in_a_terminal(STYLED)


def test_a_dash_reads_standard_input_without_its_last_line_end() -> None:
    assert shown("-", piped=f"\ufeff{STYLED}\r\n".encode()) == shown(STYLED)


@pytest.mark.parametrize(
    ("arguments", "piped", "told"),
    [
        (("-",), b"rahasia \xff", "Standard input is not valid UTF-8."),
        (("rahasia \udcff",), b"", "The comment is not valid UTF-8."),
        (("  ",), b"", "TEXT: The text is empty or shows nothing"),
        (("halo", "--name", "rahasia" * 200), b"", "--name: String should have at most 1024"),
    ],
)
def test_what_the_api_would_refuse_is_wrong_usage_that_repeats_nothing(
    arguments: tuple[str, ...], piped: bytes, told: str
) -> None:
    result = run(*arguments, piped=piped)

    assert result.exit_code == 2
    assert told in result.stderr
    assert "rahasia" not in result.output


def test_a_missing_model_ends_the_command_with_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SARING_MODELS_DIR", str(tmp_path))

    result = run(STYLED)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == f"Error: {tmp_path / 'current.json'} is missing\n"


def test_letters_that_an_encoding_lacks_are_spelled_out() -> None:
    result = CliRunner(charset="ascii").invoke(main, ["explain", STYLED])

    assert result.exit_code == 0
    assert "\\U0001d5e3" in result.stdout
