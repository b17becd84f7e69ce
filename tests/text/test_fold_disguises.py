"""Folding undoes every disguise of the catalogue that a table can undo, and says where it was."""

import pytest

from service.text.fold import MAX_MARKS, Disguise, fold

STYLED = [
    ("main di 𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳 yuk", "main di pulau777 yuk", "𝗣𝗨𝗟𝗔𝗨𝟳𝟳𝟳"),
    ("𝓟𝓡𝓞𝓑𝓔𝓣855", "probet855", "𝓟𝓡𝓞𝓑𝓔𝓣855"),
    ("ℙℝ𝕆𝔹𝔼𝕋𝟠𝟝𝟝", "probet855", "ℙℝ𝕆𝔹𝔼𝕋𝟠𝟝𝟝"),
    ("𝔤𝔞𝔠𝔬𝔯 𝚙𝚊𝚛𝚊𝚑", "gacor parah", "𝔤𝔞𝔠𝔬𝔯 𝚙𝚊𝚛𝚊𝚑"),
    (
        "di \U0001d513\U0001d518\U0001d50f\U0001d50c",
        "di puli",
        "\U0001d513\U0001d518\U0001d50f\U0001d50c",
    ),
    ("ｐｕｌａｕ７７７ mantap", "pulau777 mantap", "ｐｕｌａｕ７７７"),
    ("ɢᴀᴄᴏʀ banget", "gacor banget", "ɢᴀᴄᴏʀ"),
    ("ᵖᵘˡᵃᵘ dan ₚᵤₗₐᵤ", "pulau dan pulau", "ᵖᵘˡᵃᵘ"),
    ("𝑩 0 𝑺 𝑺 𝑾 𝑫 ini", "bosswd ini", "𝑩 0 𝑺 𝑺 𝑾 𝑫"),
    ("si Ⱡ€ⱠɆ itu", "si lele itu", "Ⱡ€ⱠɆ"),
]
MIXED = [
    ("modal di РULАU777", "modal di pulau777", "РULАU777"),
    ("ρυℓαυωιɴ rame", "pulauwin rame", "ρυℓαυωιɴ"),
    ("A𝙂𝘜𝐒𝘛𝐎𝙏О itu", "agustoto itu", "A𝙂𝘜𝐒𝘛𝐎𝙏О"),
    ("𝐏𝐑𝐎𝐁𝐄𐊗𝟖𝟓𝟓 itu", "probet855 itu", "𝐏𝐑𝐎𝐁𝐄𐊗𝟖𝟓𝟓"),
    ("ＭΛＮDALIKΛ77 top", "mandalika77 top", "ＭΛＮDALIKΛ77"),
    ("ᑭᑌᒪᗩᑌᗯIᑎ juara", "pulauwin juara", "ᑭᑌᒪᗩᑌᗯIᑎ"),
    ("ini ꓑꓴꓡꓮꓴ juga", "ini pulau juga", "ꓑꓴꓡꓮꓴ"),
    ("ini ᏢᏌᏞᎪᏌ juga", "ini pulau juga", "ᏢᏌᏞᎪᏌ"),
    ("ini ⲔⲞⲠⲒ ⲔⲞⲤ juga", "ini ⲕⲟⲡⲓ ⲕⲟⲥ juga", ""),
    ("ini ⲘⲀⲬ juga", "ini max juga", "ⲘⲀⲬ"),
    ("卂乃匚ㄥㄖㄒ gan", "abclot gan", "卂乃匚ㄥㄖㄒ"),
    ("K○ⅠSL○T yuk", "koislot yuk", "K○ⅠSL○T"),
    ("₱ulau777 yuk", "pulau777 yuk", "₱ulau777"),
    ("g⭕cor sl❌t", "gocor slxt", "g⭕cor sl❌t"),
    ("АЕЯО88 mantap", "aero88 mantap", "АЕЯО88"),
    ("pulau٧٧٧ mantap", "pulau777 mantap", "pulau٧٧٧"),
    ("혨acor 퐕퐈퐒퐈ퟒ퐃 ini", "gacor visi4d ini", "혨acor 퐕퐈퐒퐈ퟒ퐃"),
    ("ꪀᥲᥣᥙ pᥙᥣᥲᥙ", "nalu pulau", "ꪀᥲᥣᥙ pᥙᥣᥲᥙ"),
    ("pnlɐu iya", "pnlau iya", "pnlɐu"),
]
SPACED = [
    ("P U L A U 7 7 7 bisa", "pulau777 bisa", "P U L A U 7 7 7"),
    ("P  U  L  A  U", "pulau", "P  U  L  A  U"),
    ("s.l.o.t dan", "slot dan", "s.l.o.t"),
    ("s-l-o-t dan", "slot dan", "s-l-o-t"),
    ("s l o t   g a c o r", "slot gacor", "s l o t   g a c o r"),
    ("[̲̅P][̲̅U][̲̅L][̲̅A][̲̅U] itu", "[pulau] itu", "P][̲̅U][̲̅L][̲̅A][̲̅U"),
    ("Ｐ░Ｕ░Ｌ░Λ░Ｕ", "pulau", "Ｐ░Ｕ░Ｌ░Λ░Ｕ"),
    ("J♦︎I♦︎N♦︎G♦︎8♦︎8", "jing88", "J♦︎I♦︎N♦︎G♦︎8♦︎8"),
    ("AᆢᆢLᆢᆢEᆢᆢXᆢᆢ1", "alex1", "AᆢᆢLᆢᆢEᆢᆢXᆢᆢ1"),
    ("𝔹·Ø·𝕎·Ø·❼·𝟟 ya", "bowo77 ya", "𝔹·Ø·𝕎·Ø·❼·𝟟"),
    ("Р U L А U rame", "pulau rame", "Р U L А U"),
    ("s❌l❌o❌t rame", "slot rame", "s❌l❌o❌t"),
]
LEET = [
    ("g4cor parah", "gacor parah", "g4cor"),
    ("sc4tt3r mudah", "scatter mudah", "sc4tt3r"),
    ("B0SSWD paling", "bosswd paling", "B0SSWD"),
    ("cu4n terus", "cuan terus", "cu4n"),
    ("M0NA4D ok", "mona4d ok", "M0NA4D"),
    ("pul4uw1n ok", "pulauwin ok", "pul4uw1n"),
    ("pu1au", "pulau", "pu1au"),
    ("g00gle", "google", "g00gle"),
    ("g@cor $lot", "gacor slot", "g@cor"),
    ("sl0t777", "slot777", "sl0t777"),
    ("M39AWIN gan", "megawin gan", "M39AWIN"),
    ("alex!s17 gan", "alexis17 gan", "alex!s17"),
]
INVISIBLE = [
    ("s\u200bl\u200bo\u200bt gan", "slot gan", "s\u200bl\u200bo\u200bt"),
    ("p\u3164u\u3164l\u3164a\u3164u", "pulau", "p\u3164u\u3164l\u3164a\u3164u"),
    ("ga\u2060cor", "gacor", "ga\u2060cor"),
    ("ga\U000e0061cor", "gacor", "ga\U000e0061cor"),
    ("ga\u202ecor", "gacor", "ga\u202ecor"),
    ("pu\ufe0flau", "pulau", "pu\ufe0flau"),
    ("sl\0ot ini", "slot ini", "sl\0ot"),
]
MARKS = [
    ("P͓̽U͓̽L͓̽A͓̽U͓̽W͓̽I͓̽N͓̽ ya", "pulauwin ya", "P͓̽U͓̽L͓̽A͓̽U͓̽W͓̽I͓̽N͓̽"),
    ("p͟u͟l͟a͟u͟ ya", "pulau ya", "p͟u͟l͟a͟u͟"),
    ("s̶l̶o̶t̶", "slot", "s̶l̶o̶t̶"),
    ("【ÇÄRÌ ÐÌ GÖÖGLÈ】", "【cari di google】", "ÇÄRÌ ÐÌ GÖÖGLÈ"),
    ("BŐĹÁ442 ya", "bola442 ya", "BŐĹÁ442"),
]
ENCLOSED = [
    ("🅿️🆄🅻🅰️🆄777 jadi", "pulau777 jadi", "🅿️🆄🅻🅰️🆄777"),
    ("ⓅⓤⓛⒶⓊ⑦⑦⑦", "pulau777", "ⓅⓤⓛⒶⓊ⑦⑦⑦"),
    ("⒫⒰⒧⒜⒰ ya", "pulau ya", "⒫⒰⒧⒜⒰"),
    ("🄰🅁🅆🄰 ya", "arwa ya", "🄰🅁🅆🄰"),
    ("BTV❶❻❽ ya", "btv168 ya", "BTV❶❻❽"),
    ("KYT4️⃣D ya", "kyt4d ya", "KYT4️⃣D"),
    ("🇵🇺🇱🇦🇺 ya", "pulau ya", "🇵🇺🇱🇦🇺"),
    ("🇻🇮🇸🇮4🇩 ya", "visi4d ya", "🇻🇮🇸🇮4🇩"),
]
SPELLED = [
    ("Pulau Tujuh Tujuh Tujuh ya", "pulau 777 ya", "Tujuh Tujuh Tujuh"),
    ("Pulau tujuh-tujuh ya", "pulau 77 ya", "tujuh-tujuh"),
    ("Btv satu enam delapan delapan", "btv 1688", "satu enam delapan delapan"),
]
CAPITAL_I = [
    ("bagi PuIauwin bagi", "bagi pulauwin bagi", "PuIauwin"),
    ("totaI saIdo", "total saldo", "totaI"),
    ("biIIing dan SIot", "billing dan slot", "biIIing"),
]


def cases(
    kind: Disguise, table: list[tuple[str, str, str]]
) -> list[tuple[str, str, str, Disguise]]:
    return [(*case, kind) for case in table]


@pytest.mark.parametrize(
    ("raw", "words", "disguised", "kind"),
    [
        *cases(Disguise.STYLED, STYLED),
        *cases(Disguise.MIXED, MIXED),
        *cases(Disguise.SPACED, SPACED),
        *cases(Disguise.LEET, LEET),
        *cases(Disguise.INVISIBLE, INVISIBLE),
        *cases(Disguise.MARKS, MARKS),
        *cases(Disguise.ENCLOSED, ENCLOSED),
        *cases(Disguise.SPELLED, SPELLED),
        *cases(Disguise.CAPITAL_I, CAPITAL_I),
    ],
)
def test_disguise_is_undone_and_marked(
    raw: str, words: str, disguised: str, kind: Disguise
) -> None:
    folded = fold(raw)

    assert folded.words == words
    found = [raw[mark.start : mark.end] for mark in folded.marks if mark.kind is kind]
    assert found[:1] == ([disguised] if disguised else [])


@pytest.mark.parametrize(
    ("raw", "squeezed"),
    [
        ("Ga ruda Hoki", "garudahoki"),
        ("ALEXIS⭐17⭐", "alexis17"),
        ("alexis'17", "alexis17"),
        ("𝐌𝐎𝐍𝐀 𝟒𝐃", "mona4d"),
        ("ＧＡ Ｒ Ｕ ＤＡ ＨＯ ＫＩ", "garudahoki"),
        ("Pulau Tujuh Tujuh Tujuh", "pulau777"),
    ],
)
def test_name_in_pieces_is_whole_in_the_squeezed_form(raw: str, squeezed: str) -> None:
    assert fold(raw).squeezed == squeezed


def test_several_disguises_of_one_word_are_all_marked() -> None:
    folded = fold("𝐏𝐑0𝐁𝐄𐊗𝟖𝟓𝟓")

    assert folded.words == "probet855"
    assert {mark.kind for mark in folded.marks} == {Disguise.STYLED, Disguise.MIXED, Disguise.LEET}


def test_marks_come_in_the_order_they_stand() -> None:
    folded = fold("g4cor di 𝗣𝗨𝗟𝗔𝗨 lalu s l o t")

    assert [mark.kind for mark in folded.marks] == [
        Disguise.LEET,
        Disguise.STYLED,
        Disguise.SPACED,
    ]


def test_a_text_of_nothing_but_disguises_has_a_limited_number_of_marks() -> None:
    folded = fold("g4cor banget " * 1000)

    assert len(folded.marks) == MAX_MARKS


def test_neighbouring_styled_words_are_one_mark() -> None:
    folded = fold("di 𝗣𝗨𝗟𝗔𝗨 𝟳𝟳𝟳 yuk")

    assert [folded.raw[mark.start : mark.end] for mark in folded.marks] == ["𝗣𝗨𝗟𝗔𝗨 𝟳𝟳𝟳"]
