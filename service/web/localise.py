"""The words of the pages: English in the source, Indonesian from a catalogue.

Run as a module, it compiles the catalogues; compiled ones are committed, so that serving needs
nothing but the standard library.
"""

import gettext
import re
import struct
from ast import literal_eval
from collections.abc import Mapping
from functools import cache
from itertools import accumulate, chain
from pathlib import Path

LANGUAGES: Mapping[str, str] = {"id": "Bahasa Indonesia", "en": "English"}
DEFAULT = "id"
SOURCE = "en"
FOLDER = Path(__file__).parent / "locale"

_MO_MAGIC = 0x950412DE
_MO_HEADER_BYTES = 28
_PO_LINE = re.compile(r'(?:(msgid|msgstr) )?(".*")')


def choose(asked: str | None) -> str:
    """Return the language asked for if we speak it, else Indonesian.

    A browser's own preference is left aside: many Indonesian readers have theirs set to English.
    """
    return asked if asked and asked in LANGUAGES else DEFAULT


def translate(language: str, message: str, **values: object) -> str:
    """Return `message` in `language` with `values` put in for its `%(name)s`."""
    text = _catalogue(language).gettext(message)
    return text % values if values else text


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("saring", FOLDER, [language], fallback=language == SOURCE)


def read_catalogue(text: str) -> dict[str, str]:
    """Return translations by message from the text of a .po file, its header under "".

    Knows messages without context or plural; raises ValueError on any other line.
    """
    entries: list[tuple[list[str], list[str]]] = []
    side: list[str] = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        found = _PO_LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"not understood in a catalogue: {line}")
        if found[1] == "msgid":
            entries.append(([], []))
        if found[1]:
            side = entries[-1][found[1] == "msgstr"]
        side.append(literal_eval(found[2]))
    return {"".join(message): "".join(translation) for message, translation in entries}


def compile_catalogue(messages: Mapping[str, str]) -> bytes:
    """Return the .mo file of `messages`, laid out as the GNU gettext manual describes it."""
    keys = sorted(messages, key=str.encode)
    texts = [text.encode() for text in chain(keys, (messages[key] for key in keys))]
    first = _MO_HEADER_BYTES + 8 * len(texts)
    starts = accumulate((len(text) + 1 for text in texts), initial=first)
    table = chain.from_iterable((len(text), start) for text, start in zip(texts, starts))  # noqa: B905 -- starts also holds the end
    translations_at = _MO_HEADER_BYTES + 8 * len(keys)
    header = (_MO_MAGIC, 0, len(keys), _MO_HEADER_BYTES, translations_at, 0, first)
    numbers = struct.pack(f"<7I{2 * len(texts)}I", *header, *table)
    return numbers + b"".join(text + b"\0" for text in texts)


def catalogue_of(folder: Path) -> dict[str, str]:
    """Return all translations of a language from the sources in `folder`, one a part of the pages.

    Raises ValueError where two sources translate the same message.
    """
    messages: dict[str, str] = {}
    for source in sorted(folder.glob("*.po")):
        found = read_catalogue(source.read_text(encoding="utf-8"))
        twice = sorted((messages.keys() & found.keys()) - {""})
        if twice:
            raise ValueError(f"translated twice: {twice[0]}")
        messages = found | messages
    return messages


def main() -> None:
    """Compile the sources of every language into one catalogue beside them."""
    for folder in sorted({source.parent for source in FOLDER.rglob("*.po")}):
        (folder / "saring.mo").write_bytes(compile_catalogue(catalogue_of(folder)))


if __name__ == "__main__":
    main()
