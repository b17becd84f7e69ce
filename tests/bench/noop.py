"""What the service is measured against: Flask that takes JSON and answers JSON, and no more."""

from flask import Flask, request

application = Flask(__name__)


@application.post("/moderate")
def answer() -> dict[str, str]:
    """Parse the request and approve it."""
    request.get_json()
    return {"decision": "approve"}


@application.get("/healthz")
def health() -> dict[str, str]:
    """Say that the server is up."""
    return {"status": "ok"}
