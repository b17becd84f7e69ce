"""How webhooks and dead letters are spelled in JSON."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from typing_extensions import TypedDict

from service.outbound.target import MAX_URL
from service.store.dead_letters import DeadLetter, Standing
from service.store.webhooks import MAX_OVERLAP, OVERLAP, NewSecret, Webhook
from service.web.text import whole

MOST_LISTED = 200
MAX_OVERLAP_HOURS = MAX_OVERLAP // timedelta(hours=1)


class _Body(BaseModel):
    """What is posted; a member that nobody knows is refused, since it may be a mistaken one."""

    model_config = ConfigDict(strict=True, extra="forbid")


class WebhookIn(_Body):
    """Where to tell the site."""

    url: Annotated[str, Field(min_length=1, max_length=MAX_URL)] = Field(
        description="An https (or http) URL in plain ASCII, without a name or password in it."
    )


class RotateIn(_Body):
    """How long the old secret goes on."""

    overlap_hours: Annotated[int, Field(ge=0, le=MAX_OVERLAP_HOURS), BeforeValidator(whole)] = (
        Field(OVERLAP // timedelta(hours=1), description="Hours for which both secrets sign.")
    )


class DeadIn(BaseModel):
    """Which dead letters are wanted."""

    model_config = ConfigDict(extra="forbid")

    after: Annotated[int, Field(ge=0, lt=2**63)] = Field(
        0, description="The `next` of the page before."
    )
    limit: Annotated[int, Field(ge=1, le=MOST_LISTED)] = 50


class WebhookOut(TypedDict):
    """A webhook, and what it has not taken."""

    id: str
    url: str
    created_at: datetime
    old_secret_until: Annotated[
        datetime | None, Field(description="Until then the secret rotated out signs too")
    ]
    pending: Annotated[int, Field(description="Messages that wait")]
    dead: Annotated[int, Field(description="Messages that were given up")]


class WebhooksOut(TypedDict):
    """The webhooks of the site, oldest first."""

    webhooks: list[WebhookOut]


class SecretOut(TypedDict):
    """A webhook with its new secret."""

    webhook: WebhookOut
    secret: Annotated[str, Field(description="Shown only now")]


class RemovedOut(TypedDict):
    """What was removed."""

    id: str
    undelivered: Annotated[int, Field(description="Messages that ended with it")]


class DeadLetterOut(TypedDict):
    """A message that was given up."""

    id: Annotated[int, Field(description="To retry it by")]
    webhook: str
    message: Annotated[str, Field(description="What receivers tell repeats apart by")]
    type: str
    verdict: str
    created_at: datetime
    attempts: int
    ended_at: datetime
    result: Annotated[
        str, Field(description="An HTTP status, or why there was none", examples=["500", "timeout"])
    ]


class DeadOut(TypedDict):
    """Dead letters, newest first."""

    letters: list[DeadLetterOut]
    next: Annotated[int | None, Field(description="To ask on with as `after`; null at the end")]


class RetriedOut(TypedDict):
    """What becomes of a dead letter."""

    id: int
    superseded: Annotated[
        bool,
        Field(description="Whether it is needed no more: a later event of the comment arrived"),
    ]


def webhook_out(webhook: Webhook, standing: Standing) -> WebhookOut:
    """Spell a webhook."""
    return WebhookOut(
        id=webhook.id,
        url=webhook.url,
        created_at=webhook.created_at,
        old_secret_until=webhook.old_until,
        pending=standing.pending,
        dead=standing.dead,
    )


def secret_out(made: NewSecret, standing: Standing) -> SecretOut:
    """Spell a webhook with the secret it was just given."""
    return SecretOut(webhook=webhook_out(made.webhook, standing), secret=made.secret)


def dead_out(letters: Sequence[DeadLetter], limit: int) -> DeadOut:
    """Spell a page of dead letters that may have `limit` of them."""
    return DeadOut(
        letters=[_letter_out(letter) for letter in letters],
        next=letters[-1].id if len(letters) == limit else None,
    )


def _letter_out(letter: DeadLetter) -> DeadLetterOut:
    return DeadLetterOut(
        id=letter.id,
        webhook=letter.webhook_id,
        message=letter.message_id,
        type=letter.type,
        verdict=letter.item_id,
        created_at=letter.created_at,
        attempts=letter.attempts,
        ended_at=letter.ended_at,
        result=letter.result,
    )
