"""Where the pages of a site's policy stand, how they are drawn, and what was done there last."""

from http import HTTPStatus
from urllib.parse import quote

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from service.domain import Site
from service.web import pages, policy_words, review_words, statistics_words
from service.web.policy_words import DONE


def show(
    template: str, site: Site, status: HTTPStatus = HTTPStatus.OK, **values: object
) -> Response:
    """Return a page of a site's policy; its template has the words that all of them need."""
    rendered = render_template(
        template,
        site=site,
        words=policy_words,
        review_words=review_words,
        number=statistics_words.number,
        **values,
    )
    return make_response(rendered, status)


def place(site_id: str, part: str = "", **asked: str) -> str:
    """Return the address of a part of a site's policy pages; what is empty is not asked for."""
    path = f"/admin/sites/{quote(site_id, safe='')}/policy"
    wishes = {name: value for name, value in asked.items() if value}
    return pages.link(f"{path}/{part}" if part else path, **wishes)


def done() -> str:
    """Return what the address says was done, as a message; empty for nothing."""
    return DONE.get(request.args.get("done", ""), "")
