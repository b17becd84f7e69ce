"""Drive the PyPI package `openai`; its `base_url` leads to the service."""

from importlib.metadata import version

from openai import OpenAI
from openai.types import ModerationCreateResponse
from telling import given, tell

MODEL = "omni-moderation-2024-09-26"
PICTURE = {"type": "image_url", "image_url": {"url": "https://dapur.example/rendang.png"}}


def main() -> None:
    """Ask everything the client can ask about moderation."""
    task = given()
    texts = {name: comment["comment_content"] for name, comment in task.comments.items()}
    client = OpenAI(api_key=task.key, base_url=f"{task.url}/v1", max_retries=0, timeout=20.0)
    stranger = client.with_options(api_key=task.wrong_key)

    def flagged(asked: object, **more: str) -> list[bool]:
        answered = client.moderations.create(input=asked, **more)
        return [result.flagged for result in answered.results]

    def told() -> ModerationCreateResponse:
        return client.moderations.create(input=texts["rejected"], model=MODEL)

    def categories() -> list[str]:
        told_of = told().results[0].categories
        known = type(told_of).model_fields.items()
        return sorted(
            field.alias or name for name, field in known if getattr(told_of, name) is not None
        )

    def scored() -> bool:
        answered = told().results[0]
        scores = answered.category_scores.model_dump(by_alias=True)
        return set(categories()) <= scores.keys() and all(0 <= one <= 1 for one in scores.values())

    tell("version", lambda: version("openai"))
    for name in ("approved", "held", "rejected"):
        tell(f"one text, {name}", lambda name=name: flagged(texts[name]))
    tell("a list of texts", lambda: flagged([texts["approved"], texts["rejected"]]))
    parts = [{"type": "text", "text": texts[name]} for name in ("approved", "rejected")]
    tell("text parts", lambda: flagged(parts))
    tell("every category", categories)
    tell("a score for each", scored)
    tell("a picture", lambda: flagged([PICTURE]))
    tell("no text at all", lambda: flagged([]))
    tell("wrong key", lambda: stranger.moderations.create(input=texts["approved"]))


main()
