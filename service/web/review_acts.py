"""What moderators do on the review page: plain forms first, fragments for those with a script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request
from ulid import ULID

from service.review import Choice, Outcome, Refusal, Refused, ReviewItem, Target
from service.store.moderators import set_blur
from service.web import review_words
from service.web.office import Office
from service.web.review_choices import choice_of
from service.web.review_notice import Told, belongs, items_of, notice, once
from service.web.review_query import Query
from service.web.review_screen import Looker
from service.web.reviews import Group
from service.web.signin import me

_RETURNED = 50  # rows that are put back into the list after an undo


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts of the moderator who is signed in."""

    office: Office

    def claim(self) -> Response:
        """Take or renew the lease on an item, or say who has it or decided on it."""
        looker = Looker.of(self.office)
        item_id, _, revision = request.form.get("item", "").partition(":")
        answer = looker.reviews.claim(looker.reviewer, item_id)
        if not _partial():
            return self._back(Told())
        changed = isinstance(answer, Refused) and answer.why is Refusal.DECIDED
        if changed or str(looker.reviews.item(looker.reviewer, item_id).revision) != revision:
            return self._anew(looker, item_id)
        return make_response(render_template("_review_claim.html", answer=answer))

    def release(self) -> Response:
        """Give the lease on an item back."""
        looker = Looker.of(self.office)
        looker.reviews.release(looker.reviewer, request.form.get("item", "").partition(":")[0])
        return make_response("", HTTPStatus.NO_CONTENT)

    def resolve(self) -> Response:
        """Decide on single items and on campaigns alike, as one act."""
        looker = Looker.of(self.office)
        choice = _choice(looker)
        if choice is None:
            return self._back(Told(), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        outcomes = []
        if targets := list(_targets()):
            outcomes.append(looker.reviews.resolve(looker.reviewer, targets, choice))
        for campaign_id, group in _campaigns():
            outcomes.append(
                looker.reviews.resolve_campaign(looker.reviewer, campaign_id, group, choice)
            )
        return self._tell(looker, _together(choice, outcomes), [one for one, _ in _campaigns()])

    def campaign(self) -> Response:
        """Decide on the comments of a campaign that were shown, but for some."""
        looker = Looker.of(self.office)
        choice = _choice(looker)
        if choice is None:
            return self._back(Told(), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        group = Group(request.form.get("until", ""), frozenset(request.form.getlist("except")))
        campaign_id = request.form.get("campaign", "")
        outcome = looker.reviews.resolve_campaign(looker.reviewer, campaign_id, group, choice)
        return self._tell(looker, outcome, [campaign_id])

    def undo(self) -> Response:
        """Take an act back; raises NotFound where nothing of it is in force."""
        looker = Looker.of(self.office)
        act_id = request.form.get("act", "")
        outcome = looker.reviews.undo(looker.reviewer, act_id)
        told = Told.of(outcome, act_id=act_id, undone=True)
        if not _partial():
            return self._back(told, item=outcome.changed[0] if outcome.changed else "")
        return self._answer(looker, told, items_of(self.office, looker.reviewer, act_id, _RETURNED))

    def blur(self) -> Response:
        """Set whether this moderator sees strong language blurred."""
        with self.office.write() as tx:
            set_blur(tx, me().id, blur=request.form.get("blur") == "on")
        return self._back(Told(), item=_query().item)

    def _tell(self, looker: Looker, outcome: Outcome, campaign_ids: Sequence[str] = ()) -> Response:
        """Say what was done; with a script, the rows that stay in the list come along."""
        told = Told.of(outcome)
        if not _partial():
            return self._back(told, item=request.form.get("next", ""))
        changed, grouped = outcome.changed[:_RETURNED], _query().groups
        items = looker.standing(changed, campaign_ids, grouped=grouped)
        return self._answer(looker, told, items)

    def _answer(self, looker: Looker, told: Told, items: Sequence[ReviewItem]) -> Response:
        query = _query()
        sizes = looker.campaigns(items) if query.groups else {}
        here = [item for item in items if belongs(item, query.view)]
        rows = [
            looker.arranger.row(item, sizes.get(item.campaign_id))
            for item in once(here, grouped=query.groups)
        ]
        told_of = notice(self.office, looker.reviewer, told)
        screen = looker.bare(query, rows, notice=told_of, changed=[item.id for item in items])
        return make_response(
            render_template("_review_notice.html", screen=screen, words=review_words)
        )

    def _anew(self, looker: Looker, item_id: str) -> Response:
        """Answer with the item as it is now, in place of what was shown of it."""
        screen = looker.beside(Query.read(f"{_query().spelled}&{urlencode({'item': item_id})}"))
        answer = make_response(
            render_template("_review_detail.html", screen=screen, words=review_words)
        )
        answer.headers["HX-Retarget"] = "#detail"
        answer.headers["HX-Reswap"] = "innerHTML"
        return answer

    def _back(self, told: Told, *, item: str = "", status: int = HTTPStatus.SEE_OTHER) -> Response:
        """Lead back to the list that the form was on."""
        if status != HTTPStatus.SEE_OTHER and _partial():
            return make_response("", status)
        target = _query().href(item=item)
        if told.act_id or told.left:
            target += ("&" if "?" in target else "?") + urlencode(told.spelled)
        return cast("Response", redirect(target, HTTPStatus.SEE_OTHER))


def add_to(page: Blueprint, office: Office) -> None:
    """Add the acts to the review page."""
    acts = Acts(office)
    for name in ("claim", "release", "resolve", "campaign", "undo", "blur"):
        page.add_url_rule(f"/review/{name}", name, getattr(acts, name), methods=["POST"])


def _query() -> Query:
    """Return what the page listed that the form stands on."""
    return Query.read(request.form.get("back", ""))


def _partial() -> bool:
    return "HX-Request" in request.headers


def _choice(looker: Looker) -> Choice | None:
    spelled = request.form.get("label") or request.form.get("resolution", "")
    act_id = str(ULID.from_datetime(looker.now))
    labels = {label for policy in looker.office.policies.values() for label in policy.labels}
    return choice_of(spelled, labels, request.form.get("note", ""), act_id)


def _targets() -> Iterator[Target]:
    for spelled in request.form.getlist("item"):
        item_id, _, revision = spelled.partition(":")
        if revision.isdecimal() and len(revision) < 10:
            yield Target(item_id, int(revision))


def _campaigns() -> Iterator[tuple[str, Group]]:
    for spelled in request.form.getlist("campaign"):
        campaign_id, _, until = spelled.partition(":")
        yield campaign_id, Group(until)


def _together(choice: Choice, outcomes: list[Outcome]) -> Outcome:
    changed = tuple(item_id for outcome in outcomes for item_id in outcome.changed)
    refused = tuple(one for outcome in outcomes for one in outcome.refused)
    return Outcome(choice.act_id, changed, refused)
