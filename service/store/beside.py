"""Write a file beside where it is to stand, so that nobody ever finds half of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp

from service.errors import ModerationError


class FileRefused(ModerationError):  # noqa: N818 -- a state of the file, not a fault of ours
    """A file cannot be read or written, or is not what it should be."""


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give an empty file that takes the place of `target` at the end, whole and on the disk.

    Only this user may read it. On an exception it goes and `target` stays as it was. Raises
    FileRefused where it cannot be written.
    """
    made = _make(target)
    try:
        yield made
        _settle(made)
        made.replace(target)
        _settle(target.parent)
    except OSError as error:
        raise FileRefused(f"{target} cannot be written: {error.strerror}") from error
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)


def _make(target: Path) -> Path:
    if target.is_dir():
        raise FileRefused(f"{target} is a folder; name a file")
    try:
        descriptor, path = mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        raise FileRefused(f"{target} cannot be written: {error.strerror}") from error
    os.close(descriptor)
    return Path(path)


def _settle(path: Path) -> None:
    """Have the disk keep a file's contents, or a folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
