"""The n-grams of a reading by plain loops over strings: slow, and plainly right."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from service.scoring.namespaces import Namespace, lay_out
from service.text.reading import Reading

ROLL, PAIR, FINISH, SALT = 0x2C1B3C6D, 0x297A2D39, 0x846CA68B, 0x9E3779B1
WRAP = 2**32


def counted(reading: Reading, bits: int) -> Counter[tuple[int, int]]:
    """Count (namespace, column) of every n-gram."""
    found = Counter[tuple[int, int]]()
    layout = lay_out([reading])
    for number, (text, characters, _) in enumerate(layout.texts):
        if number < layout.charred:
            found.update((characters, rolled(gram)) for gram in inside_words(text))
        if number >= layout.worded:
            found.update((characters, rolled(gram)) for gram in windows(text, (5, 6)))
    for namespace, hashed in words_and_pairs(layout.texts[: layout.worded]):
        found[namespace, hashed] += 1
    columns = Counter[tuple[int, int]]()
    for (namespace, hashed), times in found.items():
        columns[namespace, column(namespace, hashed, bits)] += times
    return columns


def inside_words(text: str) -> Iterator[str]:
    """Yield the 2- to 5-grams of every word with a space on both sides."""
    for word in text.split(" "):
        yield from windows(f" {word} ", (2, 3, 4, 5))


def windows(text: str, sizes: tuple[int, ...]) -> Iterator[str]:
    """Yield every substring of one of `sizes`."""
    for size in sizes:
        yield from (text[start : start + size] for start in range(len(text) - size + 1))


def words_and_pairs(texts: tuple[tuple[str, int, int], ...]) -> Iterator[tuple[int, int]]:
    """Yield every word, and every pair of neighbours in one namespace, with its hash."""
    words = [(space, weighed(f" {word}")) for text, _, space in texts for word in text.split(" ")]
    yield from words
    for (space, one), (next_space, other) in pairwise(words):
        if space == next_space:
            yield space, (one * PAIR + other) % WRAP


def rolled(gram: str) -> int:
    """Return the polynomial of the code points, the last one weighing 1."""
    value = 0
    for char in gram:
        value = (value * ROLL + ord(char)) % WRAP
    return value


def weighed(word: str) -> int:
    """Return the sum of code points, each weighed by its distance to the end of the word."""
    size = len(word)
    weighed_chars = (
        ord(char) * pow(ROLL, (size - at) % 64 + 1, WRAP) for at, char in enumerate(word)
    )
    return sum(weighed_chars) % WRAP


def column(namespace: int, hashed: int, bits: int) -> int:
    """Return the column of a hash in a namespace."""
    hashed = (hashed ^ hashed >> 15) * FINISH % WRAP
    salted = Namespace.BODY_SQUEEZED if namespace == Namespace.IDENTITY else namespace
    return hashed >> 32 - bits ^ salted * SALT % WRAP >> 32 - bits
