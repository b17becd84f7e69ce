"""The API's document as a page for people."""

from flask import Blueprint, Response, make_response, render_template

from service.web import pages
from service.web.openapi import Document
from service.web.problems import KINDS


def blueprint(document: Document) -> Blueprint:
    """Return the page of `document`."""
    page = Blueprint("docs", __name__)
    page.record_once(lambda state: pages.install(state.app))
    page.after_request(pages.secure)

    @page.get("/docs")
    def show() -> Response:
        return make_response(render_template("docs.html", document=document, kinds=KINDS))

    return page
