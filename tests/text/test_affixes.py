"""Which words are forms of which: affixes that go together, and words that only look like it."""

import pytest

from service.text.affixes import single, stems

FORMS = """
tipu: menipu ditipu tertipu ketipu penipu penipuan tipuan menipunya ditipunya nipu nipuin ngetipu
tipu: menipukan tipulah kutipu kautipu menipu2 tipu2an
sapu: menyapu disapu penyapu nyapu sapuan sapukan menyapukan tersapu sapunya
pukul: memukul pemukul pemukulan dipukul dipukuli terpukul memukulkan pukulan pukulin mukulin
kacau: mengacau mengacaukan pengacau kekacauan dikacaukan terkacau ngacau
anjing: anjingnya anjinglah anjingan anjingmu anjinge menganjingkan nganjing dianjingin anjing2nya
anjing: anjing2an anjingkeun anjinganana anjingane
babi: babinya babimu membabi babine babina kebabian
judi: berjudi menjudikan perjudian penjudi pejudi judinya judian judiin ngejudi ngajudi kajudian
judi: judikah judipun dijudikeun sejudi berjudilah penjudinya njudi
coli: nyoli dicoliin colian mencoli ngecoli
asu: asune asulah asumu diasukan ngasu
tai: tainya tailah taimu ketai
bom: mengebom pengeboman dibom membom ngebom bomnya pengebom
kontol: ngontol kontolnya kontolmu mengontol kontolan ngontolin
bunuh: membunuh pembunuh pembunuhan terbunuh dibunuh bunuhlah pembunuhannya mbunuh ngebunuh
jual: menjual berjualan penjualan dijualkan jualin dijualkeun ngajual njual terjual
kirim: mengirim pengiriman mengirimkan ngirim kukirim dikirimi
cari: mencari pencarian dicariin nyari ncari
rusak: merusak perusakan kerusakan dirusak ngerusak terusak
kerja: bekerja pekerjaan mengerjakan dikerjain ngerjakan kerjanya
rasa: berasa terasa merasakan perasaan perasaanku
tahu: mengetahui diketahui pengetahuan ketahuan
laku: memberlakukan diberlakukan pemberlakuan keberlakuan berlaku
baik: memperbaiki diperbaiki perbaikan kebaikan sebaiknya
tanya: mempertanyakan dipertanyakan bertanya pertanyaan nanya
batas: keterbatasan membatasi terbatas
entot: ngentot ngentotin dientot mengentot ngentotan
slot: ngeslot slotnya slotmu slotan
gacor: tergacor segacor gacornya kegacoran
kritik: mengkritik mengritik dikritik pengkritik
obat: berobat mengobati pengobatan diobatin ngobat
kata: ngatain mengatakan dikatain perkataan katanya
"""
OTHERS = """
tipu: tipus menepu tipis tapu penipis
sapu: menapu sapurata sapi
pukul: pukulau mukulman memukau
kacau: mengacak kaca
anjing: anjungan anjangsana anjinger ganjing menganjung
babi: babinsa babilon babinisasi babii
judi: judika judikatif judith yudisial menjudul
coli: broccoli brokoli colin colind college coliform
asu: asuransi asumsi asupan asuan kasur masuk asuna
tai: taiwan taipan detail menaikan taik taichi naiknya
bom: bombardir bombai bomber
kontol: kontrol kontolol
bunuh: bunyi pembuluh
jual: juara menjulang
kirim: kriminal mengiringi
perek: merek perekam perekat memerah
memek: memekik memekakkan
sara: sarana saran sasaran menyarankan
slot: slotter sloth
set: setan setin
bego: begonia
depo: deposit depot
laku: lakukanlahan
"""


def _rows(table: str) -> list[tuple[str, str]]:
    lines = [line.split(": ") for line in table.strip().splitlines()]
    return [(stem, word) for stem, words in lines for word in words.split()]


def is_form(stem: str, word: str) -> bool:
    """Say, as a term set does, whether `word` is `stem` or an affixed form of it."""
    return single(word) == stem or stem in stems(word)


@pytest.mark.parametrize(("stem", "word"), _rows(FORMS))
def test_affixed_word_is_a_form_of_its_stem(stem: str, word: str) -> None:
    assert is_form(stem, word)


@pytest.mark.parametrize(("stem", "word"), _rows(OTHERS))
def test_word_that_only_looks_like_it_is_no_form(stem: str, word: str) -> None:
    assert not is_form(stem, word)


def test_a_word_is_a_form_of_itself_and_not_its_own_stem() -> None:
    assert is_form("judi", "judi")
    assert "judi" not in stems("judi")


@pytest.mark.parametrize(
    ("word", "said_once"),
    [
        ("anjing2", "anjing"),
        ("anjing2an", "anjingan"),
        ("anjing2nya", "anjingnya"),
        ("b2", "b2"),
        ("slot22", "slot22"),
        ("2anjing", "2anjing"),
        ("anjing2x", "anjing2x"),
        ("anjing3", "anjing3"),
    ],
)
def test_a_2_behind_a_word_says_it_twice(word: str, said_once: str) -> None:
    assert single(word) == said_once


@pytest.mark.parametrize("word", ["", "2", "nya", "kan", "di", "meng", "ngeng", "é", "ก", "a" * 9])
def test_affixes_alone_have_no_stem(word: str) -> None:
    assert all(len(stem) >= 3 for stem in stems(word))


def test_no_word_is_a_form_of_many() -> None:
    assert len(stems("mempertanggungjawabkannyalah")) < 40
    assert len(stems("nge" * 20_000)) < 40
