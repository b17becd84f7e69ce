"""What the commands of policies do with documents. It brings numpy, so they import it when run."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from service.backtest import Report, replay
from service.commands import ledger
from service.people import SHELL
from service.policy import Policy
from service.policy.compiling import Grounds, compile_policy
from service.policy.document import read_document
from service.policy.flaws import DocumentInvalid, Flaw
from service.policy.lines import placed
from service.policy.lint import lint
from service.scoring.manifest import current_manifest
from service.scoring.model import Model, load_version
from service.settings import Settings
from service.store.engine import reading, transaction
from service.store.noted import By
from service.store.replays import newest
from service.store.sites import find_site
from service.web.policy_changes import Draft, Saved, save
from service.web.policy_files import decoded
from service.web.rulebook import Rulebook, check_lists

_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with a document, and what is doubtful about one that can be used."""

    flaws: tuple[Flaw, ...] = ()
    warnings: tuple[Flaw, ...] = ()


def check(given: bytes, settings: Settings) -> Checked:
    """Look at a document by the labels and promises of the current model; raises ArtefactError."""
    grounds = _grounds(settings.models_dir)
    text = ""
    try:
        text = decoded(given)
        document = read_document(text, grounds.labels)
        check_lists(document, private=settings.webhook_private)
        compile_policy(document, grounds, settings.policy)
    except DocumentInvalid as error:
        return Checked(tuple(placed(error.flaws, text)))
    return Checked(warnings=tuple(lint(document, text)))


def compiled(given: bytes, settings: Settings) -> Policy:
    """Return the policy of a document by the current model, its subscribed lists taken for empty.

    Raises DocumentInvalid and ArtefactError.
    """
    grounds = _grounds(settings.models_dir)
    return compile_policy(read_document(decoded(given), grounds.labels), grounds, settings.policy)


def line_of(flaw: Flaw) -> int:
    """Return the line of a flaw, also where only the words of the TOML reader tell it; 0: none."""
    told = _LINE.search(flaw.text)
    return flaw.line or (int(told[1]) if told else 0)


def put(settings: Settings, site_id: str, draft: Draft) -> Saved:
    """Save a draft and use it; raises as policy_changes.save does."""
    with working(settings) as room:
        with room.read() as connection:
            site = find_site(connection, site_id)
        return save(room, site, By(SHELL, ledger.now()), draft)


def ensure_it_loads(settings: Settings, site_id: str, number: int) -> None:
    """Raise DocumentInvalid where a version of a site's policy does not load, or NotFound."""
    with working(settings) as room:
        with room.read() as connection:
            site = find_site(connection, site_id)
        room.rulebook.version_of(site, number)


@dataclass(frozen=True, slots=True)
class Trial:
    """What is to be replayed: a document, or None for the policy in force; over how much."""

    document: bytes | None
    comments: int
    model: str = ""


def back_test(settings: Settings, site_id: str, trial: Trial) -> Report:
    """Replay a policy over the newest comments of a site.

    Raises DocumentInvalid, NotFound, and ArtefactError where there is no such model.
    """
    named = trial.model
    model = load_version(settings.models_dir, named, named_by="--model") if named else None
    with working(settings, model) as room:
        with room.read() as connection:
            site = find_site(connection, site_id)
        if trial.document is None:
            policy = room.rulebook.policy_of(site)
        else:
            _, policy = room.rulebook.checked(decoded(trial.document), site)
        return replay(newest(room.read, site.id, trial.comments), policy, model)


@dataclass(frozen=True, slots=True)
class Workroom:
    """The ledger and the policies of all sites; satisfies policy_changes.Workplace."""

    engine: Engine
    rulebook: Rulebook

    def write(self) -> AbstractContextManager[Connection]:
        """Run one short write transaction; raises LedgerUnavailable."""
        return transaction(self.engine)

    def read(self) -> AbstractContextManager[Connection]:
        """Read from the ledger; raises LedgerUnavailable."""
        return reading(self.engine)


@contextmanager
def working(settings: Settings, model: Model | None = None) -> Iterator[Workroom]:
    """Give what works by a model, else by the current one; raises as `ledger.opened` does."""
    if model is None:
        grounds = _grounds(settings.models_dir)
    else:
        grounds = Grounds(model.manifest.presets, model.manifest.promises)
    presets = {name: grounds.preset(name) for name in grounds.presets}
    private = settings.webhook_private
    with ledger.opened(settings, ledger.LONG) as engine:
        books = Rulebook(lambda: reading(engine), ledger.now, presets, grounds, private=private)
        yield Workroom(engine, books)


def _grounds(models_dir: Path) -> Grounds:
    manifest = current_manifest(models_dir)
    return Grounds(manifest.presets, manifest.promises)
