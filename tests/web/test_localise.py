"""The words of the pages, and the catalogues they come from."""

from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from service.web import demo, wording
from service.web.examples import EXAMPLES
from service.web.localise import (
    FOLDER,
    LANGUAGES,
    SOURCE,
    choose,
    compile_catalogue,
    read_catalogue,
    translate,
)

WEB = FOLDER.parent
TRANSLATIONS = sorted(set(LANGUAGES) - {SOURCE})
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


def catalogue(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "saring.po"


def spoken_in(template: Path) -> set[str]:
    tree = Environment(autoescape=True).parse(template.read_text(encoding="utf-8"))
    return {
        node.args[0].value
        for node in tree.find_all(nodes.Call)
        if isinstance(node.node, nodes.Name) and node.node.name == "_"
        if isinstance(node.args[0], nodes.Const)
    }


def every_message() -> set[str]:
    in_templates = set[str]().union(*(spoken_in(template) for template in TEMPLATES))
    of_the_form = {demo.EMPTY, demo.TOO_LONG, demo.LINE_TOO_LONG}
    titles = {example.title for example in EXAMPLES.values()}
    return in_templates | of_the_form | titles | wording.messages()


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_message_has_a_translation(language: str) -> None:
    translated = read_catalogue(catalogue(language).read_text(encoding="utf-8"))

    missing = {message for message in every_message() if not translated.get(message)}

    assert missing == set()


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_no_translation_outlives_its_message(language: str) -> None:
    translated = read_catalogue(catalogue(language).read_text(encoding="utf-8"))

    assert set(translated) - {""} - every_message() == set()


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_compiled_catalogue_is_up_to_date(language: str) -> None:
    messages = read_catalogue(catalogue(language).read_text(encoding="utf-8"))

    compiled = catalogue(language).with_suffix(".mo").read_bytes()

    assert compiled == compile_catalogue(messages), "run python -m service.web.localise"


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_takes_the_same_values_as_its_message(language: str) -> None:
    values = {"limit": "LIMIT", "share": "SHARE"}

    for message in every_message():
        text = translate(language, message, **values) if "%(" in message else ""

        assert [name for name in values.values() if name in text] == [
            name for key, name in values.items() if f"%({key})s" in message
        ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_article(language: str) -> None:
    assert (WEB / "templates" / f"_article.{language}.html").is_file()
    assert language in demo.TITLES


@pytest.mark.parametrize(("asked", "chosen"), [("en", "en"), ("id", "id"), (None, "id")])
def test_language_asked_for_is_spoken_and_indonesian_otherwise(
    asked: str | None, chosen: str
) -> None:
    assert choose(asked) == chosen


@pytest.mark.parametrize("asked", ["", "xx", "../en", "EN\0"])
def test_unknown_language_falls_back_to_indonesian(asked: str) -> None:
    assert choose(asked) == "id"


def test_message_without_a_translation_is_shown_as_it_is() -> None:
    assert translate("id", "score:unheard-of") == "score:unheard-of"


def test_catalogue_reads_entries_over_several_lines() -> None:
    text = (
        '# remark\nmsgid ""\nmsgstr ""\n"Language: id\\n"\n\nmsgid "a \\"b\\""\nmsgstr "c"\n" d"\n'
    )

    assert read_catalogue(text) == {"": "Language: id\n", 'a "b"': "c d"}


def test_catalogue_refuses_what_it_does_not_understand() -> None:
    with pytest.raises(ValueError, match="msgctxt"):
        read_catalogue('msgctxt "menu"\nmsgid "a"\nmsgstr "b"\n')
