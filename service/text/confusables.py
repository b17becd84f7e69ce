"""Which characters look like which Latin letter or digit.

Drawn up by eye and from character names. Each group of a table starts with the letter that all
others of the group look like. `STYLED` and the enclosed have no honest use inside a word; letters
of other alphabets are read as Latin only in a word or text that gives itself away.
"""

import unicodedata
from collections.abc import Iterator

# Letters in costume that compatibility normalisation does not know: small capitals, strokes, hooks.
STYLED = (
    "aᴀɑⱥ bʙᴃƀ cᴄȼ dᴅᴆ eᴇɇ fꜰ gɢɡ hʜ iɪᵻɨ jᴊɉ kᴋꝁ lʟᴌⱡƚ mᴍɱ nɴɳȵ oᴏʘꝋɵ pᴘꝑᵽ qꞯ rʀɍɽꭈ sꜱʂ tᴛⱦȶ "
    "uᴜʉ vᴠ wᴡ yʏɏ zᴢƶʐⱬ 0⓪⓿🄋🄌"
)
# The first of 26 letters in a row, and the first of the digits up to 9 in a row.
ENCLOSED_LETTERS = "⒜🄐🄰🅐🅰"
ENCLOSED_DIGITS = "1⑴ 1⒈ 1⓵ 1❶ 1➀ 1➊"

# Symbols that stand for a letter where letters surround them; money also at the front of a word.
SYMBOLS = "d∂ i❗† m♏ o⭕○◯●◎⊙☉⚽ p℗℘ t✝☦✞┬┼ x᙭❌❎✖✗✘☓⨯"
MONEY = "a₳ b฿ c¢₵ e€ f₣ g₲ k₭ l£₤ m₥ n₦ p₱ r₨ s💲₴ t₮ w₩ y¥"

# Letters so like a Latin one that a whole word of them reads as Latin ...
CYRILLIC = (
    "aАаӐӑӒӓ bВвЬьѢѣҌҍ cСсҪҫ dԀԁ eЕеЁёЀѐӖӗҼҽҾҿ fҒғ gԌԍ hНнҺһҢңӇӈӉӊԨԩ iІіЇїӀ jЈј "
    "kКкҚқҜҝҞҟҠҡӃӄЌќ lӏ mМмӍӎ oОоӦӧѲѳӨөӪӫ pРрҎҏ qԚԛ sЅѕ tТтҬҭ vѴѵѶѷ wԜԝ xХхҲҳӼӽӾӿ "
    "yУуҮүҰұЎўӮӯӰӱӲӳ"
)
GREEK = (
    "aΑαάΆ bΒβϐ cϲϹ eΕεέΈϵ hΗΉ iΙιίΊϊΪΐ jϳͿ kΚκϰ mΜ nΝη oΟοόΌ pΡρϱ tΤτ uυύϋΰ vν wωώϖ xΧχ yΥΎΫϒ zΖ"
)
# ... and those that only pass for one among Latin letters.
CYRILLIC_ROUGH = (
    "3ЗзҘҙӞӟ 4ЧчҶҷӴӵ 6Бб aДдӘә bЪъ eЭэЄє nИиЙйПпЛлӢӣӤӥԤԥ oФф rЯяГгҐґ uЦцЏџ wШшЩщѠѡ xЖжҖҗӜӝ"
)
GREEK_ROUGH = "aΛλΔ dδ eξΞΣ fϝ nπΠή oσθΘφΦϕΩΏϘϙ rΓ sς uμ wψΨ yγ zζ"

OTHERS = (
    # Armenian and Hebrew
    "dժԺ eե fֆ gց hհ jյ lԼ nոռՈՌ oօՕ pք qզ sՏՖ tէւՇ uսմՍ wա yվչ iן lו nח oס tז uט vע wש xא yץ pק",
    # Cherokee
    "aᎪ bᏴᏏ cᏟ dᎠᏧ eᎬ gᏀᎶᏳ hᎻ iᎥ jᎫ kᏦ lᏞ mᎷ nᏁ oᎾᏫ pᏢ rᎡᏒ sᏚᎦᏕ tᎢᏆᏖ uᏌᏬ vᏙᏉ wᎳᏔᏇ yᎩᎽ zᏃ",
    # Canadian syllabics
    "aᗩᗅᐱᗋ bᗷᗸᙖᑲ cᑕᑢ dᗪᗞᑯ eᕮᗴᘿᙓ fᖴᖵ gᘜᘏ hᕼᕻᑋ iᓰᓮ jᒍᒎᒙ kᐸᛕ lᒪᒺ mᗰᙏᘻ nᑎᘉᐢ oᗝᓍᓎ pᑭᑮᕵ qᑫᕴ rᖇᖆᖈ",
    "sᔕᔓᔑᘗ tᖶᐪ uᑌᑘᑬ vᐯᐺᐻ wᗯᙎᘺ xᕽ yᖻᒏ zᘔᗱ",
    # Lisu
    "aꓮ bꓐ cꓚ dꓓ eꓰ fꓝ gꓖ hꓧ iꓲ jꓙ kꓗ lꓡ mꓟ nꓠ oꓳ pꓑ rꓣ sꓢ tꓔ uꓴ vꓦ wꓪ xꓫ yꓬ zꓜ",
    # Coptic
    "aⲀⲁ bⲂⲃ cⲤⲥ eⲈⲉ hⲎⲏ iⲒⲓ kⲔⲕ mⲘⲙ nⲚⲛ oⲞⲟ pⲢⲣ rⲄⲅ tⲦⲧ wⲰⲱ xⲬⲭ yⲨⲩ zⲌⲍ",
    # Carian, Lycian, Old Italic, Deseret, Osage, runes
    "a𐊠𐌀𐊀 b𐊂𐊡𐌁ᛒ c𐊢𐌂𐐕𐐽 d𐌃 e𐊆𐌄 f𐊇𐊥𐌅 h𐋏ᚺᚻ i𐊊𐌉 k𐌊𐊋 l𐐛𐑃𐌋 m𐊰𐌑𐌌ᛖ n𐔓𐌍ᚢ o𐊒𐊫𐐄𐐬𐌏𐓂𐓪 p𐊕𐌐 rᚱ𐌓",
    "s𐊖𐐠𐑈𐌔 t𐊗𐊱𐌕ᛏ u𐓎𐓶 v𐌖 w𐌡 x𐊐𐊴𐌗𐌢ᚷ y𐊲𐌙 z𐋵𐌆",
    # Tai, Meetei and Cham letters
    "aᥲ cᥴ eᥱꫀ gᧁ iꪱ lᥣ mꩇ nꪀᥒ uᥙ vꪜ wᨰ yᨮ",
    # Bopomofo
    "lㄥ oㄖ pㄗ tㄒ uㄩ xㄨ yㄚ",
)
# Han and Thai as letters, in the words that text generators put together from many scripts.
ASIAN = (
    "a卂丹ค b乃๒ c匚 d刀๔ e乇 f千下 h卄 i丨工เ j丁 k长片 l乚 m爪从巾๓ n几冂ภ o口回๏ p卩尸 "
    "r尺 s丂ร t七 u凵ย w山ฬ x乂〤 y丫 z乙"
)
TURNED = "aɐ eǝ fɟ gƃᵷ hɥ iᴉ jɾ kʞ lꞁʅ mɯ rɹ tʇ vʌ wʍ yʎ"

# Accented letters by language, lower case: a word whose accents no one language has is disguised.
ALPHABETS = (
    "àâæçéèêëîïôœùûüÿ",  # French
    "àçéèíïóòúüñ",  # Catalan, Spanish
    "àáâãçéêíóôõúü",  # Portuguese
    "àèéìíîòóùú",  # Italian
    "äöüßé",  # German
    "åäöéøæüà",  # Danish, Norwegian, Swedish, Finnish
    "áðéíóúýþæö",  # Icelandic
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýžäľĺŕô",  # Czech, Slovak
    "čćđšž",  # Croatian, Slovene
    "áéíóöőúüű",  # Hungarian
    "ăâîșțşţ",  # Romanian
    "çğıöşüâîûə",  # Turkish, Azerbaijani
    "āčēģīķļņšūžōŗ",  # Latvian
    "ąčęėįšųūž",  # Lithuanian
    "äöõüšž",  # Estonian
    "ëçâê",  # Albanian, Kurdish
    "ċġħżàèìòù",  # Maltese
    "ŵŷâêîôûïáéíóúàèìòùḃċḋḟġṁṗṡṫ",  # Welsh, Irish
    "ĉĝĥĵŝŭ",  # Esperanto
    "āēīōūḥṣṭḍẓġḏṯḫṛṅñśčšž",  # Arabic and Indian words in Latin letters
    "ɓɗƙƴ",  # Hausa
    "áàéèẹíìóòọúùṣńǹḿ",  # Yoruba
    "ɖɛƒɣŋɔʋãẽĩõũáéíóúàèìòù",  # Ewe, Twi
    "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",  # Vietnamese
    "éèêìîāēǎǒǔěōūīíáúóàùòǐ",  # Javanese, Sundanese, pinyin
)
# Accented letters that Unicode does not take apart.
BASES = "aæ bɓ cɔ dđðɖɗ eəɛ fƒ gɣ hħ iı kƙ lł nŋ oøœ pþ sß tŧ uʋ yƴ"

# Regions that have a flag; a pair of regional indicators is a flag or two letters in costume.
COUNTRIES = (
    "AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO "
    "BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CP CR CU CV CW CX CY CZ DE DG "
    "DJ DK DM DO DZ EA EC EE EG EH ER ES ET EU FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM "
    "GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE IL IM IN IO IQ IR IS IT JE JM JO JP "
    "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK "
    "ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE "
    "PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM "
    "SN SO SR SS ST SV SX SY SZ TA TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM UN "
    "US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)


def pairs(table: str) -> Iterator[tuple[int, int]]:
    """Yield each look-alike of `table` with what it looks like, as code points."""
    for group in table.split():
        for other in group[1:]:
            yield ord(other), ord(group[0])


def costumes() -> Iterator[tuple[int, str]]:
    """Yield characters that Unicode calls another spelling of some text, with that text."""
    for first, last in _COMPATIBLE:
        for code in range(first, last + 1):
            char = chr(code)
            if unicodedata.decomposition(char).startswith("<"):
                yield code, unicodedata.normalize("NFKC", char)


_COMPATIBLE = (
    (0x00B2, 0x02FF),
    (0x1D2C, 0x218B),
    (0x2460, 0x24FF),
    (0x2C7C, 0x2C7D),
    (0x3250, 0x33FF),
    (0xA770, 0xA7F9),
    (0xFB00, 0xFB06),
    (0xFF01, 0xFF5E),
    (0x1D400, 0x1D7FF),
    (0x1F100, 0x1F190),
    (0x1FBF0, 0x1FBF9),
)
