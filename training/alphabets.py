"""The alphabets that spammers write Latin letters and digits in.

They are drawn up from character names and from what spammers' text generators put out, never from
the tables of `service.text`, so that a generated disguise is a real test of folding.
"""

from collections.abc import Mapping
from contextlib import suppress
from string import ascii_letters, digits
from unicodedata import lookup

Alphabet = Mapping[str, str]

_DIGIT_NAMES = ("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")
_STYLES = (
    "BOLD",
    "ITALIC",
    "BOLD ITALIC",
    "SCRIPT",
    "BOLD SCRIPT",
    "FRAKTUR",
    "BOLD FRAKTUR",
    "DOUBLE-STRUCK",
    "SANS-SERIF",
    "SANS-SERIF BOLD",
    "SANS-SERIF ITALIC",
    "SANS-SERIF BOLD ITALIC",
    "MONOSPACE",
)


def _letters(*patterns: str) -> dict[str, str]:
    """Return each letter's character, by the first of `patterns` that names one."""
    found: dict[str, str] = {}
    for letter in ascii_letters:
        case = "CAPITAL" if letter.isupper() else "SMALL"
        for pattern in patterns:
            with suppress(KeyError):
                found.setdefault(letter, lookup(pattern.format(case=case, letter=letter.upper())))
    return found


def _digits(*patterns: str) -> dict[str, str]:
    """Return each digit's character, by the first of `patterns` that names one."""
    found: dict[str, str] = {}
    for digit, name in enumerate(_DIGIT_NAMES):
        for pattern in patterns:
            with suppress(KeyError):
                found.setdefault(str(digit), lookup(pattern.format(name)))
    return found


def _mathematical(style: str) -> Alphabet:
    # Letters that Unicode had before the mathematical block stand outside it, under older names.
    older = style.replace("FRAKTUR", "BLACK-LETTER") + " {case} {letter}"
    letters = _letters(f"MATHEMATICAL {style} {{case}} {{letter}}", older)
    planck = {"h": "ℎ"} if style == "ITALIC" else {}
    return letters | planck | _digits(f"MATHEMATICAL {style} DIGIT {{}}")


def _pairs(letters: str, others: str) -> dict[str, str]:
    return dict(zip(letters, others, strict=True))


def _either_case(letters: str, others: str) -> dict[str, str]:
    return _pairs(letters.lower(), others) | _pairs(letters.upper(), others)


MATHEMATICAL: tuple[Alphabet, ...] = tuple(_mathematical(style) for style in _STYLES)
FULL_WIDTH: Alphabet = _letters("FULLWIDTH LATIN {case} LETTER {letter}") | _digits(
    "FULLWIDTH DIGIT {}"
)
ENCLOSED: tuple[Alphabet, ...] = (
    _letters("CIRCLED LATIN {case} LETTER {letter}") | _digits("CIRCLED DIGIT {}"),
    _letters("PARENTHESIZED LATIN {case} LETTER {letter}") | _digits("PARENTHESIZED DIGIT {}"),
    _letters("NEGATIVE CIRCLED LATIN CAPITAL LETTER {letter}")
    | _digits("DINGBAT NEGATIVE CIRCLED DIGIT {}", "NEGATIVE CIRCLED DIGIT {}"),
    _letters("SQUARED LATIN CAPITAL LETTER {letter}"),
    _letters("NEGATIVE SQUARED LATIN CAPITAL LETTER {letter}"),
)
SMALL_CAPITALS: Alphabet = _letters("LATIN LETTER SMALL CAPITAL {letter}")
REGIONAL_INDICATORS: Alphabet = _letters("REGIONAL INDICATOR SYMBOL LETTER {letter}")
KEYCAPS = {digit: f"{digit}\ufe0f\u20e3" for digit in digits}
EMOJI: Alphabet = KEYCAPS | _either_case("ABOPMX", "🅰🅱🅾🅿Ⓜ❌") | _either_case("SIT", "💲ℹ✝")
CYRILLIC: Alphabet = _pairs(
    "ABCEHIJKMOPSTXYabceiknopqrstuwxy346", "АВСЕНІЈКМОРЅТХУаьсеікпорԛгѕтцшхуЗЧб"
)
GREEK: Alphabet = _pairs("ABEHIKMNOPTXYZaiknoptuvwy", "ΑΒΕΗΙΚΜΝΟΡΤΧΥΖαικησρτυνωγ")
OTHER_SCRIPTS: Mapping[str, Alphabet] = {
    "Carian": _either_case("ABCFOMTYX", "𐊠𐊡𐊢𐊥𐊫𐊰𐊱𐊲𐊴"),
    "Lisu": _either_case("ABCDEFGHIJKLMNOPRSTUVWXYZ", "ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ"),
    "Cherokee": _either_case("ABCDEGHJKLMPRSTVWYZ", "ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᎩᏃ"),
    "Canadian syllabics": _either_case("ABCDEFHJLMNPRSUVWX", "ᗩᗷᑕᗪᕮᖴᕼᒍᒪᗰᑎᑭᖇᔕᑌᐯᗯ᙭"),
    "Armenian": _pairs("hjnoqsuLOSU", "հյոօզտսԼՕՏՍ"),
    "Coptic": _either_case("ABEHIKMNOPTXYZ", "ⲀⲂⲈⲎⲒⲔⲘⲚⲞⲢⲦⲬⲨⲌ"),
}
LEET: Alphabet = _either_case("AEIOSTBG", "43105789")
