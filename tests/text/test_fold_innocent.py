"""Folding leaves honest text alone, in every script, and calls nothing in it a disguise."""

import unicodedata

import pytest

from service.text.fold import fold


@pytest.mark.parametrize(
    "raw",
    [
        "Terima kasih infonya, sangat membantu!",
        "Привет, как дела? Спасибо за статью.",
        "Він сказав: їжак, ґанок і єдність",
        "Оса на носу, кот и кит",
        "VIPы и SMSки на 3D-принтере",
        "Καλημέρα σας, τι κάνετε;",
        "ας πάμε για καφέ",
        "مرحبا بالعالم، كيف حالك؟",
        "كِتَابٌ مُفِيدٌ",
        "می‌خواهم بدانم",
        "שלום עולם, מה שלומך",
        "नमस्ते दुनिया, क्या हाल है",
        "क्‍ष और ज़मीन",
        "สวัสดีครับ น้ำใจมาก",
        "ありがとうございます。カレーが美味しい",
        "山の上のTシャツ、人口AI",
        "한국어 댓글입니다 하하하 화이팅",
        "K팝 좋아요 LG화학",
        "你好 世界 这个很好",
        "được người Việt Nam yêu thích",
        "déjà vu, élève à l'hôtel naïf",
        "über Straße, größer",
        "żółć i źdźbło, część",
        "příští žluťoučký kůň",
        "öğretmiş çağrışım ısı",
        "smörgåsbord på fjället",
        "ngéléhkeun sakedap, téh",
        "bener2 banget, teman2nya anak2ku",
        "b2b, p2p, mp3, ps4nya, 4g, 3d, h2o, covid19nya",
        "log4j base64 utf8mb4 i18n w3schools",
        "rtx3060ti sm-g998b a52s",
        "umur17tahun, isi10kg, aero88menawarkan",
        "$normal $installpath johndoe@machine3",
        "f(x) = θf + αθ",
        "harga rp 1.500.000, diskon 50%",
        "$5 atau €20, ₱500, us$ 7, 100k₱",
        "budi.s@gmail.com dan @budi_77",
        "jam 10.30 sampai 12.00, 2-3 hari",
        "dua tiga hari, satu satu ya, menang dua nol",
        "a.n. budi, dr. siti, s.pd., dll.",
        "5 μm dan 10 kω, μtorrent",
        "α = 0.05 dan β",
        "x × y = z",
        "vitamin a, b, c, d",
        "❤️ 👍🏽 👨‍👩‍👧 🏴\u200d☠️ ☕️",
        "merdeka 🇮🇩 🇮🇩🇲🇾🇸🇬",
        "1️⃣ pertama 2️⃣ kedua",
        "golongan darah 🅱️ atau ⭕",
        "wow ★★★★★ ~ ok ~",
        "...!!!???",
        "",
    ],
)
def test_honest_text_is_only_lowered(raw: str) -> None:
    folded = fold(raw)

    expected = raw.lower().replace("\ufe0f", "").replace("\u20e3", "")
    assert folded.words == _without_emoji_joiners(expected).replace("🅱", "b")
    assert folded.marks == ()


def _without_emoji_joiners(text: str) -> str:
    return (
        text if any("\u0600" <= char <= "\u0fff" for char in text) else text.replace("\u200d", "")
    )


@pytest.mark.parametrize(
    "raw",
    [
        "LinkedIn dan WiFi",
        "Ini Itu Indonesia",
        "BukaIndo",
        "I think so",
        "PPKnI dan NI",
        "articleId cacheItem valueIfFalse CodeIgniter",
        "iPhone IPhone",
    ],
)
def test_capital_i_of_an_honest_word_stays(raw: str) -> None:
    folded = fold(raw)

    assert folded.words == raw.lower()
    assert folded.marks == ()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("bener² kok", "bener2 kok"),
        ("5 km² dan ½ porsi", "5 km2 dan ½ porsi"),
        ("ﬁlm ini", "film ini"),
        ("Bab Ⅳ dan ⑩", "bab iv dan 10"),
        ("lihat ① dan ②", "lihat 1 dan 2"),
        ("infor\u00admasi", "informasi"),
        ("\ufeffhalo", "halo"),
        ("halo  kak,\n\n apa kabar\t", "halo kak, apa kabar"),
        ("rumah\u00a0makan", "rumah makan"),
        ("カレー！　１２３円", "カレー! 123円"),
        ("你好，世界", "你好,世界"),
    ],
)
def test_honest_typography_is_simplified_without_a_mark(raw: str, words: str) -> None:
    folded = fold(raw)

    assert folded.words == words
    assert folded.marks == ()


def test_a_comment_styled_as_a_whole_reads_as_it_is_meant() -> None:
    assert fold("𝓼𝓮𝓵𝓪𝓶𝓪𝓽 𝓹𝓪𝓰𝓲 𝓼𝓮𝓶𝓾𝓪𝓷𝔂𝓪").words == "selamat pagi semuanya"


@pytest.mark.parametrize("text", ["élève déjà", "được người", "Ёлка и йод", "άλλο", "ガギグ"])
def test_decomposed_text_folds_like_composed_text(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)

    assert fold(decomposed).words == fold(text).words
    assert fold(decomposed).marks == ()


def test_russian_with_latin_letters_in_it_reads_as_russian() -> None:
    folded = fold("это бecплaтнo и вкусно")

    assert folded.words == "это бесплатно и вкусно"
