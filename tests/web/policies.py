"""What the tests of the pages of policies do and look at."""

from service.domain import Site
from service.people import SHELL
from service.store import policies
from service.store.noted import By
from service.store.sites import find_site
from service.web.office import Office

STRICT = 'preset = "strict"\n'
RULE = (
    '[[rule]]\nname = "Nomor WA"\naction = "hold"\nwhen = { contact_numbers = { at_least = 1 } }\n'
)
BROKEN = 'preset = "strict"\n\n[[rule]]\nname = "Nomor WA"\naction = "explode"\n'


def at(site: Site, part: str = "") -> str:
    """Return where a page of a site's policy stands."""
    return f"/admin/sites/{site.id}/policy{part}"


def put_in_force(office: Office, site: Site, document: str, reason: str = "") -> int:
    """Save and enforce a document, whatever it holds; returns its number."""
    by = By(SHELL, office.now())
    with office.write() as tx:
        saved = policies.save_version(tx, by, site.id, document, reason)
        policies.enforce(tx, by, site.id, saved.number)
    return saved.number


def standing(office: Office, site: Site) -> Site:
    """Return a site as it is now."""
    with office.read() as connection:
        return find_site(connection, site.id)
