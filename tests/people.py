"""The cast of the tests: a few writers, what they write, and the article they write under."""

from service.domain import Article, Author, Comment

ARTICLE = Article(
    url="https://dapur.example/resep-rendang",
    title="Resep rendang Padang yang empuk",
    text="Rendang dimasak pelan dengan santan dan bumbu sampai kering dan berminyak.",
)

BUDI = Author(id="u-1", name="Budi Santoso", email="budi@surat.example", ip="192.0.2.10")
SITI = Author(id="u-2", name="Siti", email="siti@surat.example", url="https://siti.example/")
WAYAN = Author(id="u-3", name="I Wayan Sudarta", ip="192.0.2.30")
BANDAR = Author(id="u-9", name="PULAU777 Official", url="https://pulau777.example/daftar")

THANKS = Comment("Terima kasih infonya, sangat membantu", author=BUDI, article=ARTICLE)
QUESTION = Comment(
    "Kak, kalau santannya diganti susu, rasanya masih gurih tidak ya?", author=SITI, article=ARTICLE
)
GAMBLING = Comment(
    "Gak nyangka modal receh di 𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳 bisa WD jutaan, gacor parah",
    author=WAYAN,
    article=ARTICLE,
)
SPACED_GAMBLING = Comment("Modal receh di P U L A U 7 7 7 bisa WD jutaan", author=WAYAN)
CYRILLIC_GAMBLING = Comment("Modal receh di РULАU777 bisa WD jutaan", author=WAYAN)
NAME_GAMBLING = Comment("Artikelnya bagus sekali, gan", author=BANDAR, article=ARTICLE)
PROMOTION = Comment(
    "Nice info gan, kunjungi balik https://jasa-backlink.example/murah", author=WAYAN
)
INSULT = Comment("Penulisnya bodoh, begini saja tidak becus", author=BUDI, article=ARTICLE)
EMPTY = Comment("\u200b\u2060\ufeff", author=BUDI)
