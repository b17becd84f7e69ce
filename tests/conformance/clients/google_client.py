"""Drive the PyPI package `google-api-python-client`; its discovery document is the service's."""

from importlib.metadata import version
from typing import Any

from googleapiclient.discovery import build
from telling import Given, given, tell

DISCOVERY = "{url}/$discovery/rest?version=v1alpha1"
KNOWN = (
    *("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT"),
    *("SEXUALLY_EXPLICIT", "SPAM", "LIKELY_TO_REJECT"),
)
UNKNOWN = "FLIRTATION"


def client_with(key: str, task: Given) -> Any:
    """Build a client from the service's own discovery document."""
    place = DISCOVERY.format(url=task.url)
    return build(
        "commentanalyzer",
        "v1alpha1",
        developerKey=key,
        discoveryServiceUrl=place,
        static_discovery=False,
        cache_discovery=False,
    )


class Analyst:
    """Asks about texts as a program does that was written for Perspective."""

    def __init__(self, client: Any) -> None:
        self._comments = client.comments()

    def analyze(self, text: str, *names: str, **more: object) -> dict[str, Any]:
        """Return the answer about these attributes."""
        asked = {"comment": {"text": text}, "requestedAttributes": {name: {} for name in names}}
        answered: dict[str, Any] = self._comments.analyze(body={**asked, **more}).execute()
        return answered

    def scored(self, text: str, *names: str, **more: object) -> list[str]:
        """Return which attributes have a score, sorted."""
        return sorted(self.analyze(text, *names, **more)["attributeScores"])

    def above(self, text: str, threshold: float) -> bool:
        """Say what a site with this threshold for LIKELY_TO_REJECT decides."""
        answered = self.analyze(text, "LIKELY_TO_REJECT")["attributeScores"]
        return bool(answered["LIKELY_TO_REJECT"]["summaryScore"]["value"] > threshold)

    def reach(self, text: str) -> list[int]:
        """Return where the first span begins and the last one ends."""
        spans = self.analyze(text, "TOXICITY")["attributeScores"]["TOXICITY"]["spanScores"]
        return [spans[0].get("begin", 0), spans[-1]["end"]]

    def suggest(self, text: str) -> str:
        """Say that a comment was rejected, as Coral does; returns the token that comes back."""
        scores = {"TOXICITY": {"summaryScore": {"value": 1}}}
        asked = {"comment": {"text": text}, "attributeScores": scores, "clientToken": "comment:7"}
        told = {"communityId": "Coral:https://dapur.example"}
        return str(self._comments.suggestscore(body=asked | told).execute()["clientToken"])


def main() -> None:
    """Ask everything the client can ask about comments."""
    task = given()
    texts = {name: comment["comment_content"] for name, comment in task.comments.items()}
    ours, stranger = (
        Analyst(client_with(task.key, task)),
        Analyst(client_with(task.wrong_key, task)),
    )
    tell("version", lambda: version("google-api-python-client"))
    tell("approved", lambda: ours.above(texts["approved"], 0.7))
    tell("rejected", lambda: ours.above(texts["rejected"], 0.7))
    for name in ("held", "missed"):
        ours.analyze(texts[name], "SPAM")
    tell("every attribute", lambda: ours.scored(texts["approved"], *KNOWN))
    tell("spans end in UTF-16 units", lambda: ours.reach("Enak \N{GRINNING FACE}. Main saja!"))
    tell("language", lambda: ours.analyze("Enak", "SPAM", languages=["en"])["languages"])
    tell("client token", lambda: ours.analyze("Enak", "SPAM", clientToken="c-1")["clientToken"])
    tell("not stored", lambda: ours.scored("Enak", "SPAM", doNotStore=True))
    drop = {"dropUnsupportedAttributes": True}
    tell("unsupported attribute dropped", lambda: ours.scored("Enak", "SPAM", UNKNOWN, **drop))
    tell("suggestscore", lambda: ours.suggest(texts["missed"]))
    tell("unknown attribute", lambda: ours.analyze("Enak", UNKNOWN))
    tell("no attribute", lambda: ours.analyze("Enak"))
    tell("empty comment", lambda: ours.analyze("", "SPAM"))
    tell("too long a comment", lambda: ours.analyze("Enak " * 5000, "SPAM"))
    tell("wrong key", lambda: stranger.analyze("Enak", "SPAM"))


main()
