"""Comments ready to try on the page: an honest one, and one advertisement in several disguises."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.domain import Author, Comment


@dataclass(frozen=True, slots=True)
class Example:
    """A comment to pick, under a title for its button."""

    title: str
    comment: Comment


EXAMPLES: Mapping[str, Example] = {
    "plain": Example(
        "An ordinary comment",
        Comment(
            "Minggu lalu coba bikin dan langsung jadi! Bungkus daun pisang memang lebih harum. "
            "Kalau pakai kacang hijau bisa juga nggak, ya?",
            Author(name="Sari"),
        ),
    ),
    "styled": Example(
        "Fancy letters",
        Comment(
            "Gak nyangka modal receh di 𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳 bisa WD jutaan, gacor parah", Author(name="Rangga")
        ),
    ),
    "spaced": Example(
        "Letters spread out",
        Comment(
            "Sambil nunggu tempenya jadi, saya main di P U L A U 7 7 7, modal receh WD jutaan",
            Author(name="Dimas"),
        ),
    ),
    "cyrillic": Example(
        "Cyrillic look-alikes",
        Comment(
            "Infonya bagus. Modal receh di РULАU777 bisa WD jutaan, gacor tiap malam",
            Author(name="Putri"),
        ),
    ),
    "name": Example(
        "Only in the name",
        Comment(
            "Terima kasih infonya, sangat membantu",
            Author(name="PULAU777 Slot Gacor", url="https://pulau777.example/daftar"),
        ),
    ),
}
