from service.domain import Author
from service.store.pseudonyms import Pseudonymiser

HIDING = Pseudonymiser(b"kunci")


def test_the_same_person_has_the_same_hashes() -> None:
    one = Author(id="u-1", email=" Budi@Surat.example", ip="192.0.2.10")
    other = Author(id="u-1", email="budi@surat.example ", ip=" 192.0.2.10", name="Lain")

    assert HIDING.hide(one) == HIDING.hide(other)


def test_another_key_gives_other_hashes() -> None:
    author = Author(id="u-1")

    assert HIDING.hide(author).id != Pseudonymiser(b"lain").hide(author).id


def test_equal_values_of_two_kinds_have_different_hashes() -> None:
    hidden = HIDING.hide(Author(id="a", email="a", ip="a"))

    assert len({hidden.id, hidden.email, hidden.ip}) == 3


def test_what_is_not_told_has_no_hash() -> None:
    hidden = HIDING.hide(Author(email="  "))

    assert (hidden.id, hidden.email, hidden.ip) == (None, None, None)


def test_any_code_points_can_be_hidden() -> None:
    assert HIDING.hide(Author(id="\ud800\x00")).id is not None


def test_the_key_is_not_shown() -> None:
    assert "kunci" not in repr(HIDING)
