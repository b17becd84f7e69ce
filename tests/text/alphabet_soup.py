"""Strings that put folding to the test: any code points, and pieces of disguises stuck together."""

from hypothesis import strategies as st

PIECES = (
    "pulau", "777", " ", "  ", ".", "-", "_", "[", "]", ",", "I", "l", "0", "4", "@", "$", "4d",
    "g4c0r", "tujuh", "satu", "nya", "с", "а", "Я", "и", "Λ", "λ", "ρ", "Ω", "μ", "é", "ö", "ç",
    "ɔ", "Ǝ", "\u0301", "\u0308", "\u20e3", "\ufe0f", "\u200b", "\u200d", "\u200c", "\u00ad",
    "क", "\u094d", "か", "\u3099", "卂", "ㄥ", "한", "퐕", "하", "ᆢ", "ᄀ", "🇮", "🇩", "🇵", "🅿",
    "𝗣", "𝛒", "Ａ", "①", "⑩", "ﬁ", "₱", "€", "💲", "○", "⭕", "❌", "Ꮋ", "ᑌ", "᙭", "ש", "ل",
    "َ", "٧", "ค", "็", "\n", "\0", "\ud800", "İ", "ı", "Σ", "ς", "ß", "ø", "ɹ", "²", "http://",
    "a", "b", "s", "t", "o", "K", "S", "x", ".com", "situs", "(titik)", "👨",
)  # fmt: skip

texts = st.one_of(
    st.text(st.characters()),
    st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.characters()), max_size=20).map("".join),
)
