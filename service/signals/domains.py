"""Registrable domains that tell something about a link, whoever runs them."""

HIDING = frozenset(
    {
        "adf.ly",
        "biolinky.co",
        "bit.do",
        "bit.ly",
        "bitly.com",
        "bl.ink",
        "buff.ly",
        "clck.ru",
        "cutt.ly",
        "cutt.us",
        "dub.sh",
        "gg.gg",
        "goo.gl",
        "heylink.me",
        "is.gd",
        "joy.link",
        "kutt.it",
        "link.tree",
        "linkbio.co",
        "linkr.bio",
        "linktr.ee",
        "lnk.bio",
        "lynk.id",
        "mez.ink",
        "msha.ke",
        "ow.ly",
        "qr.ae",
        "rb.gy",
        "rebrand.ly",
        "s.id",
        "shorturl.asia",
        "shorturl.at",
        "shorturl.gg",
        "snip.ly",
        "solo.to",
        "soo.gd",
        "t.ly",
        "taplink.cc",
        "tiny.cc",
        "tiny.one",
        "tinyurl.com",
        "u.to",
        "urlz.fr",
        "v.gd",
    }
)
"""Services that hide where a link leads: shorteners, and pages that hold only more links."""

MESSENGERS = frozenset(
    {
        "discord.com",
        "discord.gg",
        "line.me",
        "m.me",
        "t.me",
        "telegram.me",
        "wa.link",
        "wa.me",
        "whatsapp.com",
    }
)
"""Services whose links open a chat."""
