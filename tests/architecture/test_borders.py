import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from service.settings import REPOSITORY
from tests.architecture.sources import parsed, python_files, text

SETTINGS = Path("service/settings.py")
ENVIRONMENT = {"environ", "environb", "getenv", "getenvb"}


def test_imports_keep_to_their_floors() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout


def is_environment(node: ast.AST) -> bool:
    """Say whether an expression is `os.environ` or one of its like."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr in ENVIRONMENT
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    )


def reads_of_the_environment(path: Path) -> list[str]:
    """Return where a file reads `os.environ`; setting a variable for a child is no reading."""
    nodes = list(ast.walk(parsed(path)))
    set_ones = {
        id(target.value)
        for node in nodes
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Subscript)
    }
    return [
        f"{path}:{getattr(node, 'lineno', 0)}"
        for node in nodes
        if (is_environment(node) and id(node) not in set_ones) or imports_environment(node)
    ]


def imports_environment(node: ast.AST) -> bool:
    """Say whether a statement takes `environ` or its like out of `os`."""
    return (
        isinstance(node, ast.ImportFrom)
        and node.module == "os"
        and any(name.name in ENVIRONMENT for name in node.names)
    )


def test_only_the_settings_read_the_environment() -> None:
    others = [path for path in python_files("service", "training") if path != SETTINGS]

    assert reads_of_the_environment(SETTINGS)
    assert [place for path in others for place in reads_of_the_environment(path)] == []


def test_every_file_that_the_container_copies_is_there() -> None:
    copied = [
        source
        for line in text(Path("Dockerfile")).splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]

    assert copied
    assert [source for source in copied if not (REPOSITORY / source).exists()] == []


def test_the_container_may_copy_what_its_context_lets_through() -> None:
    passed = {
        line.removeprefix("!")
        for line in text(Path(".dockerignore")).splitlines()
        if line.startswith("!")
    }
    copied = {
        source.removesuffix("/")
        for line in text(Path("Dockerfile")).splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    }

    assert copied <= passed


@pytest.mark.parametrize("name", ["requirements/run.txt", "requirements/test.txt"])
def test_a_lock_names_no_index_and_pins_every_package_by_hash(name: str) -> None:
    lock = text(Path(name))
    entries = lock.split("\n")
    pinned = [line for line in entries if line and not line.startswith((" ", "#"))]

    assert pinned
    assert all("==" in line and line.endswith("\\") for line in pinned)
    assert "://" not in lock
    assert "index" not in lock


def test_the_service_runs_on_packages_that_tests_use_too() -> None:
    run, test = (pins(text(Path(f"requirements/{name}.txt"))) for name in ("run", "test"))

    assert run <= test


def pins(lock: str) -> set[str]:
    """Return the name and version of every package in a lock."""
    lines = [line for line in lock.splitlines() if line and not line.startswith((" ", "#"))]
    return {line.split()[0] for line in lines}


def test_every_direct_dependency_is_locked() -> None:
    project = tomllib.loads(text(Path("pyproject.toml")))["project"]
    locked = {pin.partition("==")[0] for pin in pins(text(Path("requirements/run.txt")))}

    assert {needed.partition(">=")[0] for needed in project["dependencies"]} <= locked
