"""`saring explain`: judge one comment and show the arithmetic behind the verdict."""

import sys
from collections.abc import Mapping
from shutil import get_terminal_size

import click
from pydantic import ValidationError

from service.domain import Comment
from service.presets import PRESETS
from service.settings import Settings
from service.web.problems import BODY_TOO_LARGE, invalid
from service.web.text import size
from service.web.wire import ModerateIn

NARROWEST, WIDEST = 40, 100
BOM = b"\xef\xbb\xbf"
_SAID_BY: Mapping[str, str] = {
    "/comment/body": "TEXT",
    "/comment/author/name": "--name",
    "/comment/author/url": "--url",
    "/article/title": "--title",
}


@click.command()
@click.argument("text")
@click.option("--name", default="", help="The author's name.")
@click.option("--url", default="", help="The author's web site.")
@click.option("--title", default="", help="The article's title; no judgement rests on it yet.")
@click.option("--policy", type=click.Choice(PRESETS), help="Default: SARING_POLICY.")
@click.option(
    "--no-color",
    flag_value="yes",
    envvar="NO_COLOR",
    help="Print plain text, as into a file or where NO_COLOR is set.",
)
def explain(
    *, text: str, name: str, url: str, title: str, policy: str | None, no_color: str | None
) -> None:
    """Judge the comment TEXT (- for standard input) and say why, recording nothing.

    Shown are the decision, every score against its bands, the spans that speak for each label that
    is not simply approved with what they add to its logit, and the signals.
    """
    settings = Settings.from_process()
    body = _standard_input(settings.max_body_bytes) if text == "-" else text
    comment = _comment(body, name, url, title)
    if size(comment.body) > settings.max_body_bytes:
        raise click.UsageError(BODY_TOO_LARGE.detail)
    width = min(max(get_terminal_size().columns, NARROWEST), WIDEST)
    drawn = _drawn(settings, comment, policy or settings.policy, width)
    click.echo(_encodable(drawn, sys.stdout.encoding), color=False if no_color else None)


def _standard_input(max_bytes: int) -> str:
    """Return what is piped in, without the line end that `echo` adds, read just beyond the limit.

    Raises UsageError where it is not UTF-8.
    """
    given = sys.stdin.buffer.read(len(BOM) + max_bytes + len("\r\n") + 1)
    given = given.removeprefix(BOM).removesuffix(b"\n").removesuffix(b"\r")
    if len(given) > max_bytes:
        raise click.UsageError(BODY_TOO_LARGE.detail)
    try:
        return given.decode()
    except UnicodeDecodeError as error:
        raise click.UsageError("Standard input is not valid UTF-8.") from error


def _comment(body: str, name: str, url: str, title: str) -> Comment:
    """Return the comment under the limits of the API; raises UsageError beyond them."""
    try:
        "".join((body, name, url, title)).encode()
    except UnicodeEncodeError as error:
        raise click.UsageError("The comment is not valid UTF-8.") from error
    author = {"name": name, "url": url}
    request = {"comment": {"body": body, "author": author}, "article": {"title": title}}
    try:
        return ModerateIn.model_validate(request).to_domain()
    except ValidationError as error:
        [first, *_] = invalid(error).errors or []
        said_by = _SAID_BY.get(first["pointer"], first["pointer"])
        raise click.UsageError(f"{said_by}: {first['message']}") from error


def _drawn(settings: Settings, comment: Comment, policy: str, width: int) -> str:
    # Imported only here: they bring numpy, which `--help` and the light commands do without.
    from service.commands.drawing import Account, draw  # noqa: PLC0415
    from service.scoring.model import load_model  # noqa: PLC0415

    account = Account.of(comment, load_model(settings.models_dir), policy)
    return "\n".join(draw(account, width))


def _encodable(text: str, encoding: str) -> str:
    """Spell out what the terminal has no letters for."""
    return text.encode(encoding, "backslashreplace").decode(encoding)
