"""What a blog's Akismet plugin is sent when a moderator has decided on one of its comments.

The plugin looks the comment up by its guid, and believes whoever knows the blog's key.
"""

import json
from collections.abc import Mapping
from uuid import UUID

from ulid import ULID

HEADERS = {"X-Akismet-Webhook": "1"}
_RESULTS = {"approve": "false", "reject": "true"}


def guid_of(verdict_id: str) -> str:
    """Return the 32 hexadecimal digits by which clients of Akismet's wire know a verdict."""
    return ULID.from_str(verdict_id).hex.removeprefix("0x").zfill(32)


def verdict_of(guid: str) -> str:
    """Return the id of the verdict that a guid names; raises ValueError where it is none."""
    return str(ULID.from_bytes(UUID(hex=guid).bytes))


def message(payload: Mapping[str, object], key: str) -> bytes | None:
    """Return the body that tells the plugin of an event; None for one it has no word for.

    It knows spam and not spam: a comment that is held again cannot be told.
    """
    facts = payload["data"]
    if not isinstance(facts, Mapping) or facts.get("decision") not in _RESULTS:
        return None
    told = {"guid": guid_of(str(facts["verdict"])), "result": _RESULTS[str(facts["decision"])]}
    body = {"key": key, "endpoint": "comment-check", "comments": [told]}
    return json.dumps(body, separators=(",", ":")).encode()
