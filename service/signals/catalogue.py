"""Every signal in one sentence, for the documentation and the pages."""

from collections.abc import Mapping

SIGNALS: Mapping[str, str] = {
    "styled_part": "Part of the text is in styled letters; ordinary people style all of it.",
    "enclosed_letters": "Part of the text is in circled, squared or keycap letters and digits.",
    "mixed_script_word": "A word is made of letters from several alphabets that look alike.",
    "spaced_word": "The letters of a word are held apart by spaces, dots or dashes.",
    "leet_word": "Digits stand for the letters they resemble.",
    "invisible_characters": "Characters without a width stand inside a word.",
    "stacked_marks": "Letters are buried under marks that no language puts there.",
    "spelled_digits": "The digits of a name are spelled out as words.",
    "capital_i": "A capital I stands for the small l it resembles.",
    "shouting": "A long text is written almost wholly in capitals.",
    "repeated_phrase": "The same few words come over and over.",
    "character_flood": "One character fills the text, a hundred times on end or more.",
    "contact_number": "There is a number to call or to message.",
    "empty_after_folding": "The comment holds invisible characters only.",
    "link_count": "The comment has links; the more, the stronger.",
    "link_density": "Links make up a good part of the comment.",
    "shortened_link": "A link goes by a service that hides where it leads.",
    "messenger_link": "A link opens a chat in a messenger.",
    "anchor_mismatch": "The text of a link shows another domain than the one it leads to.",
    "advertising_name": "The author's name offers something instead of naming a person.",
    "author_name_link": "The author's name holds a link.",
    "advertising_url": "The author's address has the words of an advertisement in it.",
    "rejected_before": "A moderator rejected this text before, or one much like it.",
    "same_text": "The same text was sent before; the more often, the stronger.",
    "similar_text": "Nearly the same text was sent before; the more often, the stronger.",
    "author_flood": "The author sent several comments within ten minutes.",
    "address_flood": "Several comments came from the same address within ten minutes.",
    "article_flood": "Several comments were sent to this article within ten minutes.",
}
