"""Drive the PyPI package `akismet`; its documented `http_client` leads to the service."""

from importlib.metadata import version

import akismet
import httpx
from telling import Given, given, tell


class Rerouted(httpx.HTTPTransport):
    """Sends what is meant for rest.akismet.com to another address."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = httpx.URL(url)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Keep path, query and headers."""
        place = {"scheme": self._url.scheme, "host": self._url.host, "port": self._url.port}
        request.url = request.url.copy_with(**place)
        return super().handle_request(request)


def client_with(key: str, task: Given) -> akismet.SyncClient:
    """Return a client whose key has not been looked at yet."""
    agent = {"User-Agent": akismet.USER_AGENT}
    web = httpx.Client(transport=Rerouted(task.url), headers=agent, timeout=20.0)
    return akismet.SyncClient(akismet.Config(key=key, url=task.blog), web)


def check(client: akismet.SyncClient, comment: dict[str, str]) -> str:
    """Return the name of the client's own answer."""
    return client.comment_check(comment["user_ip"], **_without_address(comment)).name


def _without_address(comment: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in comment.items() if name != "user_ip"}


def main() -> None:
    """Ask everything the client can ask."""
    task = given()
    client, stranger = client_with(task.key, task), client_with(task.wrong_key, task)
    spam, ham = task.comments["missed"], task.comments["mistaken"]
    tell("version", lambda: version("akismet"))
    tell("verify-key, valid", client.verify_key)
    tell("verify-key, invalid", lambda: client.verify_key(task.wrong_key, task.blog))
    for name in ("approved", "held", "rejected"):
        tell(f"comment-check, {name}", lambda name=name: check(client, task.comments[name]))
    for comment in (spam, ham):
        check(client, comment)
    tell("submit-spam", lambda: client.submit_spam(spam["user_ip"], **_without_address(spam)))
    tell("submit-ham", lambda: client.submit_ham(ham["user_ip"], **_without_address(ham)))
    tell("usage-limit", lambda: sorted(client.usage_limit()))
    tell("key-sites without a key", lambda: sorted(client.key_sites()))
    tell("comment-check, wrong key", lambda: check(stranger, task.comments["approved"]))


main()
