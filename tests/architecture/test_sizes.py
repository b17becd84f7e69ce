from tests.architecture.sources import functions, python_files, text

FILE_LINES = 300
FUNCTION_LINES = 40
SOURCES = python_files("service", "training", "tests")


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    assert [str(path) for path in SOURCES if len(text(path).splitlines()) > FILE_LINES] == []


def test_no_function_is_longer_than_a_screen() -> None:
    # A migration lists tables; it is read once and never changed.
    read = [path for path in SOURCES if "migrations" not in path.parts]

    assert [
        f"{path}: {one.name}"
        for path in read
        for one in functions(path)
        if (one.end_lineno or one.lineno) - one.lineno >= FUNCTION_LINES
    ] == []
