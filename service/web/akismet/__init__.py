"""A server of Akismet's protocol, for the blogs and clients that speak it."""

from service.web.akismet.routes import blueprint

__all__ = ["blueprint"]
