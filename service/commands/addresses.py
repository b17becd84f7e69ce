"""Where a service that listens somewhere is reached from its own machine."""

EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- read, not bound


def reachable(host: str) -> str:
    """Return the address to call for a service that listens on `host`."""
    return EVERYWHERE.get(host, host)


def base_url(host: str, port: int) -> str:
    """Return the address of the service as a URL without a path."""
    name = reachable(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
