"""What leads astray: URLs, and names that resolve to addresses inside."""

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.outbound.connection import Address
from service.outbound.target import MAX_URL

LONG = "https://dapur.example/" + "a" * MAX_URL
PUBLIC = "93.184.216.34"
PRIVATE = ("127.0.0.1", "::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1")
INSIDE = (
    "http://127.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]:8000/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://localhost:5432/",
    "http://LOCALHOST./",
    "http://blog.localhost/",
)
MALFORMED = (
    "",
    "dapur.example",
    "//dapur.example/",
    "https:dapur.example",
    "https://",
    "https:///path",
    "ftp://dapur.example/",
    "file:///etc/passwd",
    "gopher://dapur.example/",
    "javascript:alert(1)",
    "https://user@dapur.example/",
    "https://user:secret@dapur.example/",
    "https://dapur.example@127.0.0.1/",
    "https://127.0.0.1\\@dapur.example/",
    "https://dapur.example:0/",
    "https://dapur.example:65536/",
    "https://dapur.example:http/",
    "https://dapur.example/a b",
    "https://dapur.example/\r\nX-Injected: 1",
    "https://dapur.example/\t",
    "\thttps://dapur.example/",
    "https://dapur.example/\x00",
    "https://dapür.example/",
    "https://dapur。example/",
    "https://dapur.example/é",
    "https://-dapur.example/",
    "https://.dapur.example/",
    "https://dapur%2eexample/",
    "https://[::1/",
    "https://[fe80::1%25eth0]/",
    "https://[v1.x]/",
    "https://[1.1.1.1]/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://127.1/",
    "http://127.0.0.1./",
    "http://1.1.1.256/",
    LONG,
)


@dataclass
class Names:
    """A resolver that gives the next of its answers at each question; the last one stays."""

    answers: list[list[str]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, host: str, port: int) -> Sequence[tuple[int, Address]]:
        """Answer one question."""
        self.asked.append(host)
        if not self.answers:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        found = self.answers[min(len(self.asked), len(self.answers)) - 1]
        return [
            (socket.AF_INET6 if ":" in each else socket.AF_INET, (each, port)) for each in found
        ]
