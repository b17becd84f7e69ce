"""How policies are spelled over the API."""

from datetime import datetime
from typing import Annotated, NotRequired

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from typing_extensions import TypedDict

from service.domain import Site, Switch
from service.policy.document import MAX_BYTES
from service.policy.flaws import Flaw
from service.store.policies import LONGEST_SWITCH, MAX_REASON, PolicyVersion
from service.web.policy_changes import Use
from service.web.text import whole

MAX_HOURS = int(LONGEST_SWITCH.total_seconds() // 3600)
Text = Annotated[str, Field(max_length=MAX_BYTES, description="The policy as TOML.")]
Number = Annotated[
    int,
    Field(ge=0, lt=2**31, description="A version; 0 is the site's preset, or none in shadow."),
    BeforeValidator(whole),
]


class _In(BaseModel):
    """What is posted; a member that nobody knows is refused, since it may be a mistaken one."""

    model_config = ConfigDict(strict=True, extra="forbid")


class PolicyIn(_In):
    """A policy to save. Nothing is saved that has a flaw."""

    document: Text
    reason: Annotated[str, Field(max_length=MAX_REASON, description="Why it is changed.")] = ""
    use: Annotated[Use, Field(strict=False, description="What becomes of it.")] = Use.ENFORCE


class CheckIn(_In):
    """A policy to check, which is not saved."""

    document: Text


class VersionIn(_In):
    """A version of the site's policy."""

    version: Number


class SwitchIn(_In):
    """The emergency switch; null takes it back."""

    switch: Annotated[Switch, Field(strict=False)] | None
    hours: Annotated[
        float, Field(ge=0.1, le=MAX_HOURS, description="After so many hours it ends by itself.")
    ] = 24.0


class VersionsIn(_In):
    """Which versions: the newest, or those before one."""

    before: Annotated[int, Field(ge=0, strict=False)] = 0
    limit: Annotated[int, Field(ge=1, le=100, strict=False)] = 20


class FlawOut(TypedDict):
    """What is wrong or doubtful, and where."""

    at: Annotated[str, Field(description="The path to it, such as `rule[2].when.links`")]
    line: Annotated[int | None, Field(description="Counted from 1; null where it is not known")]
    message: str


class VersionOut(TypedDict):
    """A version of a site's policy."""

    version: int
    reason: str
    by: str
    created_at: datetime
    restores: Annotated[int | None, Field(description="The version that it brought back")]
    document: NotRequired[str]


class PolicyOut(TypedDict):
    """How a site judges now."""

    preset: Annotated[str, Field(description="Judges where there is no version of the site's own")]
    version: Annotated[int | None, Field(description="The version that judges; null: the preset")]
    shadow: Annotated[int | None, Field(description="The version that runs in shadow")]
    in_force: Annotated[
        str, Field(description="The policy that judges; another where the version does not load")
    ]
    document: Annotated[str | None, Field(description="The text of the version that judges")]
    dry_run: bool
    switch: Switch | None
    switch_until: datetime | None


class SavedOut(VersionOut):
    """A version that was saved, and what is doubtful about it."""

    warnings: list[FlawOut]


class CheckedOut(TypedDict):
    """What is wrong with a policy, and what is doubtful."""

    ok: bool
    flaws: list[FlawOut]
    warnings: list[FlawOut]


class VersionsOut(TypedDict):
    """Versions without their documents, the newest first."""

    versions: list[VersionOut]
    next: Annotated[int | None, Field(description="`before` of the next page")]


def flaw_out(flaw: Flaw) -> FlawOut:
    """Return a flaw as the wire spells it."""
    return FlawOut(at=flaw.at, line=flaw.line or None, message=flaw.text)


def version_out(version: PolicyVersion) -> VersionOut:
    """Return a version as the wire spells it, with its document where it was read."""
    out = VersionOut(
        version=version.number,
        reason=version.reason,
        by=version.by,
        created_at=version.created_at,
        restores=version.restores,
    )
    if version.document:
        out["document"] = version.document
    return out


def policy_out(site: Site, in_force: str, document: str | None, now: datetime) -> PolicyOut:
    """Return how `site` judges at `now`, as the wire spells it."""
    switch = site.thrown(now)
    return PolicyOut(
        preset=site.policy,
        version=site.policy_version or None,
        shadow=site.shadow_version or None,
        in_force=in_force,
        document=document,
        dry_run=site.dry_run,
        switch=switch,
        switch_until=site.switch_until if switch else None,
    )
