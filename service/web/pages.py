"""What every page shares: templates, assets, words and the headers that keep a page inert."""

from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, request
from flask.sansio.app import App

from service.web import verdict_view, wording
from service.web.highlight import highlight
from service.web.localise import DEFAULT, LANGUAGES, choose, translate

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def install(app: App) -> None:
    """Give `app` our templates, their assets and their words; once is enough, twice is harmless."""
    if "pages" in app.blueprints:
        return
    pages = Blueprint(
        "pages",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/assets",
    )
    pages.after_request(_released)
    app.register_blueprint(pages)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        _=say,
        highlight=highlight,
        languages=LANGUAGES,
        language=language,
        link=link,
        offers=offers,
        percent=percent,
        why=reason,
        wording=wording,
    )


def _released(response: Response) -> Response:
    """Read an asset, small as all are, and close its file: a browser may leave before its end."""
    if response.status_code != HTTPStatus.NOT_MODIFIED:
        response.direct_passthrough = False
        response.make_sequence()
    response.close()
    return response


def language() -> str:
    """Return the language of the page asked for."""
    return choose(request.args.get("lang"))


def say(message: str, **values: object) -> str:
    """Return `message` in the language of the page asked for."""
    return translate(language(), message, **values)


def reason(code: str) -> str:
    """Return why something was decided, from a reason's code, in the page's language."""
    name = wording.named(code)
    return say(wording.reason(code), **({"name": name} if name else {}))


def link(path: str, **query: str) -> str:
    """Return `path` with `query` and the page's language kept; Indonesian needs no mention."""
    chosen = language()
    asked = query if chosen == DEFAULT else {**query, "lang": chosen}
    return f"{path}?{urlencode(asked)}" if asked else path


def percent(share: float) -> str:
    """Return a share of one in per cent, as the page's language writes it."""
    text = verdict_view.percent(share)
    return text.replace(".", ",") if language() == "id" else text


def offers(path: str) -> bool:
    """Whether this service answers a GET of `path`."""
    return any(rule.rule == path for rule in current_app.url_map.iter_rules())


def secure(response: Response) -> Response:
    """Forbid a page everything but its own assets, and every cache to keep it."""
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
