"""The repository's Python files, parsed."""

import ast
from collections.abc import Iterator
from pathlib import Path

from service.settings import REPOSITORY


def python_files(*folders: str) -> list[Path]:
    """Return the files under `folders` of the repository, relative to it."""
    found = (path for folder in folders for path in (REPOSITORY / folder).rglob("*.py"))
    return sorted(path.relative_to(REPOSITORY) for path in found)


def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file given relative to the repository."""
    return ast.parse(text(path), filename=str(path))


def text(path: Path) -> str:
    """Return the contents of a file given relative to the repository."""
    return (REPOSITORY / path).read_text(encoding="utf-8")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a file, methods and nested ones too."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
