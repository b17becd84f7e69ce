"""Sample requests and answers for the API's document; tests hold them to their schemas."""

from collections.abc import Mapping
from typing import Any

Sample = Mapping[str, Any]

_BODY = "Gak nyangka modal receh di 𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳 bisa WD jutaan, gacor parah"
_VERDICT_ID = "01KATB2Q4R9Y1W6V0C5M8Z3XDE"

MODERATE: Sample = {
    "comment": {
        "id": "c-9041",
        "body": _BODY,
        "author": {
            "id": "u-77",
            "name": "Rangga",
            "email": "rangga@surat.example",
            "url": "https://rangga.example/",
            "ip": "192.0.2.77",
        },
        "parent": "Ada yang sudah coba?",
        "posted_at": "2026-11-23T09:00:00+07:00",
    },
    "article": {
        "url": "https://dapur.example/resep-rendang",
        "title": "Resep rendang Padang yang empuk",
        "text": "Rendang dimasak pelan dengan santan dan bumbu.",
    },
    "explain": True,
    "store": True,
}
VERDICT: Sample = {
    "id": _VERDICT_ID,
    "decision": "reject",
    "reasons": [
        {
            "code": "score:spam/gambling",
            "score": 0.9871,
            "band": "reject",
            "logit": 5.318,
            "rest": -1.204,
            "evidence": [
                {
                    "field": "body",
                    "start": _BODY.index("𝗣"),
                    "end": _BODY.index(" bisa"),
                    "text": "𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳",
                    "reads_as": "pulau777",
                    "contribution": 4.106,
                },
                {
                    "field": "body",
                    "start": _BODY.index("gacor"),
                    "end": _BODY.index(" parah"),
                    "text": "gacor",
                    "reads_as": "",
                    "contribution": 2.416,
                },
            ],
        }
    ],
    "scores": {"spam": 0.9912, "spam/gambling": 0.9871, "abuse": 0.0102},
    "language": {"code": "id", "confidence": 0.93},
    "model": "2026.11.1",
    "policy": "balanced@2",
}
RECORDED: Sample = {
    **VERDICT,
    "wire": "saring",
    "comment_id": "c-9041",
    "recorded_at": "2026-11-23T02:00:03.418000Z",
    "edit_of": None,
    "resolution": {"resolution": "spam", "resolved_at": "2026-11-23T03:12:45.002000Z"},
}
BATCH: Sample = {
    "items": [
        {"comment": {"id": "c-9041", "body": _BODY}},
        {"comment": {"id": "c-9042", "body": ""}},
    ],
    "explain": False,
}
_BARE_REASON = {"code": "score:spam/gambling", "score": 0.9871, "band": "reject"}
BATCH_ANSWER: Sample = {
    "items": [
        {**VERDICT, "reasons": [_BARE_REASON]},
        {
            "type": "/docs#invalid",
            "title": "Invalid request",
            "status": 422,
            "detail": "Some fields are missing or cannot be used.",
            "errors": [
                {
                    "pointer": "/items/1/comment/body",
                    "message": "The text is empty or shows nothing",
                }
            ],
        },
    ]
}
FEEDBACK: Sample = {"verdict": _VERDICT_ID, "kind": "false_alarm", "note": "A regular reader."}
FEEDBACK_ANSWER: Sample = {"id": "01KATB7J0H6T5Q2N9S4P1R8WVA", "verdict": _VERDICT_ID}
_ACT_ID = "01KATB7E0G5T4N9S2D8R1Q6WYM"
_DECIDED = {
    "resolution": "spam",
    "label": "spam/gambling",
    "note": "",
    "by": "Ayu",
    "resolved_at": "2026-11-23T03:12:45.002000Z",
    "act": _ACT_ID,
}
_ITEM: Sample = {
    "id": _VERDICT_ID,
    "comment_id": "c-9041",
    "state": "open",
    "outcome": "hold",
    "revision": 0,
    "opened_at": "2026-11-23T02:00:03.418000Z",
    "body": _BODY,
    "author": {"name": "Rangga", "url": "https://rangga.example/"},
    "article": {
        "url": "https://dapur.example/resep-rendang",
        "title": "Resep rendang Padang yang empuk",
    },
    "parent": "Ada yang sudah coba?",
    "verdict": {**VERDICT, "decision": "hold"},
    "campaign": {"id": _VERDICT_ID, "items": 47, "authors": 31},
    "claim": None,
    "resolution": None,
}
QUEUE: Sample = {"items": [_ITEM], "next": _VERDICT_ID}
CLAIMED_ANSWER: Sample = {
    "item": {
        **_ITEM,
        "campaign": None,
        "claim": {"by": "sk_9vQ2xT", "until": "2026-11-23T02:01:33.418000Z"},
    }
}
RELEASE: Sample = {"item": _VERDICT_ID}
RESOLVE: Sample = {
    "items": [{"id": _VERDICT_ID, "revision": 0}],
    "resolution": "spam",
    "label": "spam/gambling",
}
ACT: Sample = {
    "act": _ACT_ID,
    "changed": [_VERDICT_ID],
    "refused": [
        {
            "id": "01KATB3M1N4P5Q6R7S8T9V0WXY",
            "why": "decided",
            "claim": None,
            "resolution": _DECIDED,
        }
    ],
}
UNDO: Sample = {"act": _ACT_ID}
EVENTS: Sample = {
    "events": [
        {
            "id": "msg_01KATB7E0J3C2B1A0Z9Y8X7W6V",
            "payload": {
                "type": "comment.resolved",
                "timestamp": "2026-11-23T03:12:45.002000+00:00",
                "data": {
                    "verdict": _VERDICT_ID,
                    "comment_id": "c-9041",
                    "decision": "reject",
                    "resolution": "spam",
                    "label": "spam/gambling",
                    "resolved_at": "2026-11-23T03:12:45.002000+00:00",
                },
            },
        }
    ],
    "cursor": 18,
}
