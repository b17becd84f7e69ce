"""The words of the pages, and the catalogues they come from."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from service.web import (
    account,
    account_forms,
    admin,
    dashboard_csv,
    demo,
    histogram,
    people,
    policy_pages,
    review_export,
    review_words,
    statistics_words,
    webhook_pages,
    wording,
)
from service.web.examples import EXAMPLES
from service.web.localise import (
    FOLDER,
    LANGUAGES,
    SOURCE,
    catalogue_of,
    choose,
    compile_catalogue,
    read_catalogue,
    translate,
)

WEB = FOLDER.parent
TRANSLATIONS = sorted(set(LANGUAGES) - {SOURCE})
VALUE = re.compile(r"%\((\w+)\)s")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


def folder_of(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES"


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
    of_accounts = account_forms.MESSAGES | account.MESSAGES | people.MESSAGES
    of_admins = admin.MESSAGES | policy_pages.MESSAGES | webhook_pages.MESSAGES
    of_statistics = statistics_words.messages() | dashboard_csv.messages()
    of_statistics |= histogram.MESSAGES | review_export.MESSAGES
    return (
        of_statistics
        | in_templates
        | of_the_form
        | titles
        | wording.messages()
        | review_words.messages()
        | of_accounts
        | of_admins
    )


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_message_has_a_translation(language: str) -> None:
    translated = catalogue_of(folder_of(language))

    missing = {message for message in every_message() if not translated.get(message)}

    assert missing == set()


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_no_translation_outlives_its_message(language: str) -> None:
    translated = catalogue_of(folder_of(language))

    assert set(translated) - {""} - every_message() == set()


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_compiled_catalogue_is_up_to_date(language: str) -> None:
    messages = catalogue_of(folder_of(language))

    compiled = (folder_of(language) / "saring.mo").read_bytes()

    assert compiled == compile_catalogue(messages), "run python -m service.web.localise"


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_takes_the_same_values_as_its_message(language: str) -> None:
    for message in every_message():
        values = {name: f"<{name}>" for name in VALUE.findall(message)}
        text = translate(language, message, **values) if values else ""

        assert {name for name in values if f"<{name}>" in text} == set(values)


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
