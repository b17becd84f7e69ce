"""What admins send from the pages of policies: a document with its reason, and the switch."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self

from flask import request

from service.domain import Site, Switch
from service.store.policies import MAX_REASON
from service.web.admin_forms import whole_number
from service.web.policy_changes import Draft, Use
from service.web.policy_words import HOURS

REPLAYED = (1_000, 5_000, 10_000)
"""How many recorded comments a draft can be tried on."""

_TEMPLATES = Path(__file__).parent / "templates"
_MOST_NUMBER = 999_999_999


class Press(StrEnum):
    """Which button of the editor was pressed."""

    CHECK = "check"
    TRY = "try"
    SHADOW = "shadow"
    ENFORCE = "enforce"
    CONFIRM = "confirm"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class EditForm:
    """A document as it stands in the editor; `based_on` is the version that was in force then."""

    document: str = ""
    reason: str = ""
    based_on: int = 0
    comments: int = REPLAYED[0]
    press: Press = Press.EDIT

    @classmethod
    def posted(cls) -> Self:
        """Return what this request's form says; an unknown button checks, which changes nothing."""
        wanted = request.form.get("act", "")
        comments = whole_number(request.form, "comments", max(REPLAYED))
        return cls(
            document=lines_of(request.form.get("document", "")),
            reason=" ".join(request.form.get("reason", "").split()),
            based_on=whole_number(request.form, "based_on", _MOST_NUMBER) or 0,
            comments=comments if comments in REPLAYED else REPLAYED[0],
            press=Press(wanted) if wanted in list(Press) else Press.CHECK,
        )

    @property
    def is_too_long(self) -> bool:
        """Whether the reason is longer than one may be."""
        return len(self.reason) > MAX_REASON

    def draft(self, use: Use) -> Draft:
        """Return what is to be saved; only to enforce it matters what was in force before."""
        based_on = self.based_on if use is Use.ENFORCE else None
        return Draft(self.document, self.reason, use, based_on=based_on)

    def moved(self, site: Site) -> Self:
        """Return this form, based on what is in force now."""
        return replace(self, based_on=site.policy_version)


def thrown() -> tuple[Switch, timedelta] | None:
    """Return the switch that this request's form throws, and for how long; None for none."""
    wanted = request.form.get("switch", "")
    hours = whole_number(request.form, "hours", max(HOURS))
    if wanted not in list(Switch) or hours is None or hours not in HOURS:
        return None
    return Switch(wanted), timedelta(hours=hours)


def version_asked(name: str) -> int:
    """Return the number of a version that an address or a form names; 0 for none."""
    values = request.form if request.method == "POST" else request.args
    return whole_number(values, name, _MOST_NUMBER) or 0


@cache
def example(language: str) -> str:
    """Return a policy to begin with: what WordPress' discussion settings say, and two rules."""
    return (_TEMPLATES / f"policy_example.{language}.toml").read_text(encoding="utf-8")


def lines_of(text: str) -> str:
    """Return a text that a browser sent with the line ends that we keep."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
