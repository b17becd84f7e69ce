"""What a key was used for, in the shapes that Akismet's clients read."""

import csv
import io
import re
from collections.abc import Mapping
from typing import TypedDict

from flask import Response

from service.store.wire_usage import Month, Usage, akismet_usage
from service.web import csvout
from service.web.akismet import answers
from service.web.akismet.checks import Call
from service.web.desk import Desk
from service.web.problems import INVALID, Problem

MAX_SITES = 500
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
# How many months each stretch of time has; the current one is the last.
_MONTHS: Mapping[str, int] = {"60-days": 2, "6-months": 6, "all": 24}
_COLUMNS = (
    "Site",
    "Total API Calls",
    "Spam",
    "Ham",
    "Missed Spam",
    "False Positives",
    "Is Revoked",
)


class CountsOut(TypedDict):
    """How many comments were rejected and approved, and which of these were mistakes."""

    spam: int
    ham: int
    missed_spam: int
    false_positives: int


class SiteOut(CountsOut):
    """What was asked for one site, comments that were held included."""

    site: str
    api_calls: int
    is_revoked: bool


def usage_limit(desk: Desk, call: Call) -> Response:
    """Say how much was asked this month; there is no limit by month."""
    month = Month.of(desk.office.now())
    answer: dict[str, object] = {
        "limit": "none",
        "usage": _usage(desk, call, month).total,
        "percentage": "0.00",
        "throttled": False,
    }
    if call.asked.is_on("extended"):
        answer |= {"notice_level": 0, "upgrade": False}
    return answers.as_json(answer)


def key_sites(desk: Desk, call: Call) -> Response:
    """List the sites that a key was used for in a month: its own, where it was.

    There is no order to choose: a key is of one site.
    """
    asked = call.asked
    month = _month(asked.text("month")) or Month.of(desk.office.now())
    found = _site(call, _usage(desk, call, month))
    sites = [found] if found["api_calls"] and asked.text("filter") in found["site"] else []
    total = len(sites)
    limit = min(_whole(asked.text("limit"), MAX_SITES), MAX_SITES)
    offset = _whole(asked.text("offset"), 0)
    page = sites[offset : offset + limit]
    if asked.text("format").lower() == "csv":
        prefix = call.access.holder.prefix
        counts = f"(limit:{limit}, offset: {offset}, total: {total})"
        return _csv(f"Active sites for {prefix} during {month.name} {counts}", page)
    return answers.as_json({month.name: page, "limit": limit, "offset": offset, "total": total})


def stats(desk: Desk, call: Call) -> Response:
    """Count what came to what, month by month."""
    months = Month.until(desk.office.now(), _MONTHS.get(call.asked.text("from"), 6))
    by_month = {month: _usage(desk, call, month) for month in months}
    whole = sum(by_month.values(), Usage())
    breakdown = {
        month.name: {**_counts(used), "blogs": int(used.total > 0), "da": f"{month.name}-01"}
        for month, used in by_month.items()
    }
    return answers.as_json(
        {
            **_counts(whole),
            "accuracy": _accuracy(whole),
            "time_saved": 0,  # nobody has measured it
            "breakdown": breakdown,
        }
    )


def subscription(_: Desk, call: Call) -> Response:
    """Describe the account as WordPress asks for it, where the key is all there is."""
    return answers.as_json(
        {
            "account_id": 1,
            "account_name": call.access.site.name,
            "account_type": "saring",
            "status": "active",
            "next_billing_date": False,
            "limit_reached": False,
        }
    )


def _usage(desk: Desk, call: Call, month: Month) -> Usage:
    with desk.office.read() as connection:
        return akismet_usage(connection, call.access.site.id, month)


def _site(call: Call, used: Usage) -> SiteOut:
    hosts, site = call.access.holder.hosts, call.access.site
    return {
        "site": hosts[0] if hosts else site.name,
        "api_calls": used.total,
        **_counts(used),
        "is_revoked": False,
    }


def _counts(used: Usage) -> CountsOut:
    return CountsOut(
        spam=used.rejected,
        ham=used.approved,
        missed_spam=used.missed,
        false_positives=used.false_alarms,
    )


def _accuracy(used: Usage) -> str:
    if not used.total:
        return "0"
    wrong = min(1.0, (used.missed + used.false_alarms) / used.total)
    return f"{100 * (1 - wrong):.2f}"


def _csv(title: str, page: list[SiteOut]) -> Response:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in page:
        counted = (one["api_calls"], one["spam"], one["ham"])
        mistakes = (one["missed_spam"], one["false_positives"])
        writer.writerow([csvout.neutral(one["site"]), *counted, *mistakes, "false"])
    return Response(f"{title}\n{text.getvalue()}", content_type="text/csv; charset=utf-8")


def _month(written: str) -> Month | None:
    found = _MONTH.fullmatch(written)
    if written and not found:
        raise Problem(INVALID, "A month is written as YYYY-MM.")
    return Month(int(found[1]), int(found[2])) if found else None


def _whole(written: str, otherwise: int) -> int:
    return int(written) if _NUMBER.fullmatch(written) else otherwise
