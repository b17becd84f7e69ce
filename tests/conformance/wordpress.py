"""WordPress with its Akismet plugin on this machine: a database, PHP's own server, one article."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from getpass import getuser
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from signal import SIGTERM
from typing import Any
from urllib.parse import urlencode

from tests.conformance.service import Service
from tests.faults.serving import free_port, until

ROOT = Path(__file__).resolve().parents[2]
WORDPRESS = ROOT / "build" / "conformance" / "wordpress"
SCRIPT = Path(__file__).parent / "clients" / "wordpress" / "blog.php"
START_SECONDS = 20.0
STOP_SECONDS = 10.0
ARTICLE = "/?p=1"
FORM = "commentform"


class CommentForm(HTMLParser):
    """Fields of the page's comment form and what stands in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up the form's address and every field that a browser would send."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("id") == FORM:
            self.action = given["action"]
        elif tag in ("input", "textarea") and "name" in given and given.get("type") != "checkbox":
            self.fields[given["name"]] = given.get("value", "")


@dataclass(frozen=True, slots=True)
class Blog:
    """A blog that runs and whose comments are judged by the service."""

    port: int
    environ: Mapping[str, str]

    @property
    def url(self) -> str:
        """Its address."""
        return self.environ["BLOG_URL"]

    def do(self, verb: str, *arguments: str) -> Any:
        """Have blog.php do something and return what it says."""
        command = [program("php"), str(SCRIPT), verb, *arguments]
        done = subprocess.run(
            command, env=self.environ, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def comment(self, text: str, **fields: str) -> int:
        """Fill in the form under the article as a reader does; returns the answer's status."""
        form = CommentForm(self.ask("GET", ARTICLE)[1])
        written = {"author": "Budi Santoso", "email": "budi@surat.example", "comment": text}
        sent = urlencode({**form.fields, **written, **fields})
        return self.ask("POST", form.action.removeprefix(self.url), sent)[0]

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        """Make one request as a browser does; returns status and page."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"User-Agent": "Mozilla/5.0", "Referer": self.url + ARTICLE}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def state(self, text: str) -> str | None:
        """Return approved, unapproved (Pending), spam or trash; None for no such comment."""
        states: dict[str, str] = self.do("comments")
        return states.get(text)


@contextmanager
def blogging(folder: Path, service: Service) -> Iterator[Blog]:
    """Install and run a blog whose Akismet key is the service's."""
    port = free_port()
    environ = {
        **os.environ,
        "BLOG_FOLDER": str(WORDPRESS),
        "BLOG_SOCKET": str(folder / "socket"),
        "BLOG_URL": f"http://127.0.0.1:{port}",
        "AKISMET_AT": service.url,
        "PHP_CLI_SERVER_WORKERS": "4",
    }
    blog = Blog(port, environ)
    with ExitStack() as stack:
        stack.enter_context(database(folder, environ))
        blog.do("install", service.key)
        stack.enter_context(web(folder, blog))
        yield blog


@contextmanager
def database(folder: Path, environ: Mapping[str, str]) -> Iterator[None]:
    """Run MariaDB in a folder, on a socket, without accounts and without InnoDB."""
    (folder / "tables" / "wordpress").mkdir(parents=True)
    options = ["--skip-networking", "--skip-grant-tables", "--skip-innodb"]
    command = [
        *(program("mariadbd"), "--no-defaults", f"--user={getuser()}", *options),
        *("--default-storage-engine=Aria", f"--datadir={folder / 'tables'}"),
        *(f"--socket={environ['BLOG_SOCKET']}", f"--pid-file={folder / 'pid'}"),
    ]
    with running(command, folder / "database.log", environ) as log:
        until(lambda: "ready for connections" in log.read_text(), START_SECONDS, log.read_text)
        yield


@contextmanager
def web(folder: Path, blog: Blog) -> Iterator[None]:
    """Run PHP's own server over WordPress."""
    command = [program("php"), "-S", f"127.0.0.1:{blog.port}", "-t", str(WORDPRESS)]
    with running(command, folder / "php.log", blog.environ) as log:
        until(lambda: "started" in log.read_text(), START_SECONDS, log.read_text)
        yield


@contextmanager
def running(command: list[str], log: Path, environ: Mapping[str, str]) -> Iterator[Path]:
    """Run a program, its words in `log`, and end it with all its children."""
    with log.open("wb") as said:
        process = subprocess.Popen(
            command, env=environ, stdout=said, stderr=said, start_new_session=True
        )
    try:
        yield log
    finally:
        os.killpg(process.pid, SIGTERM)
        process.wait(STOP_SECONDS)


def program(name: str) -> str:
    """Return where a program is, also where only administrators look."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"])
    found = shutil.which(name, path=places)
    assert found is not None, f"{name} is missing: scripts/install-conformance installs it"
    return found
