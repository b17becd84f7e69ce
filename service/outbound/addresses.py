"""Which IP addresses are public: those on which a stranger's machine may be expected.

Python's `is_global` is right about most, but lets multicast and IPv4 addresses inside IPv6 ones
through. So what is public is listed here by the registries of IANA, and an IPv4 address inside an
IPv6 one is judged as what it is.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast and reserved ones.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(each)
    for each in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
# https://www.iana.org/assignments/ipv6-unicast-address-assignments: all that is assigned is here.
_UNICAST = IPv6Network("2000::/3")
# Of these, https://www.iana.org/assignments/iana-ipv6-special-registry; the first holds Teredo.
_NOT_PUBLIC_6 = tuple(
    IPv6Network(each) for each in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20")
)
# Prefixes that have the IPv4 address in the bits given, counted from the right.
_EMBEDDING = {
    IPv6Network("::ffff:0:0/96"): 0,
    IPv6Network("64:ff9b::/96"): 0,  # NAT64, RFC 6052
    IPv6Network("2002::/16"): 80,  # 6to4, RFC 3056
}


def is_public(address: str) -> bool:
    """Say whether an IP address, as the resolver writes it, is a public one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return _is_public_4(parsed)
    for prefix, shift in _EMBEDDING.items():
        if parsed in prefix:
            return _is_public_4(IPv4Address(int(parsed) >> shift & 0xFFFFFFFF))
    return _is_public_6(parsed)


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in network for network in _NOT_PUBLIC_4)


def _is_public_6(address: IPv6Address) -> bool:
    return (
        address.scope_id is None
        and address in _UNICAST
        and not any(address in network for network in _NOT_PUBLIC_6)
    )
