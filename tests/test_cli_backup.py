import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from service.domain import Comment
from service.store.engine import reading
from service.store.schema import downgrade
from service.store.tables import comments
from tests.shell import Shell, shell

__all__ = ["shell"]


def bodies(shell: Shell) -> set[str]:
    with reading(shell.blog.engine) as connection:
        return set(connection.execute(select(comments.c.body)).scalars())


def test_one_command_backs_up_and_one_restores_while_the_ledger_is_in_use(
    shell: Shell, tmp_path: Path
) -> None:
    target = str(tmp_path / "saring.backup")
    shell.record(Comment("Sebelum"))

    made = shell("backup", target)
    shell.record(Comment("Sesudah"))
    restored = shell("restore", target)

    assert (made.exit_code, restored.exit_code) == (0, 0)
    assert f"The backup is {target}" in made.output
    assert bodies(shell) == {"Sebelum"}


def test_a_restore_says_where_it_put_what_was_there(shell: Shell, tmp_path: Path) -> None:
    target = str(tmp_path / "saring.backup")
    shell("backup", target)

    said = shell("restore", target).output

    kept = list(shell.settings.data_dir.glob("saring.db.before-restore-*"))
    assert [f"What was there before is {path.resolve()}." in said for path in kept] == [True]


@pytest.mark.parametrize("key", ["", "kunci-dari-luar"])
def test_both_say_that_the_secret_key_must_be_kept_and_not_what_it_is(
    shell: Shell, tmp_path: Path, key: str
) -> None:
    own = shell.settings.data_dir / "secret-key"
    if key:
        shell.environ["SARING_SECRET_KEY"] = key
    target = str(tmp_path / "saring.backup")

    said = shell("backup", target).output + shell("restore", target).output

    where = "SARING_SECRET_KEY" if key else str(own.resolve())
    assert said.count(f"{where}. No backup holds it") == 2
    assert (key or own.read_text(encoding="utf-8")) not in said


def test_a_backup_before_an_upgrade_leaves_the_tables_as_they_are(
    shell: Shell, tmp_path: Path
) -> None:
    downgrade(shell.blog.engine, "0001")

    shell("backup", str(tmp_path / "saring.backup"))

    with reading(shell.blog.engine) as connection:
        assert not inspect(connection).has_table("resolutions")


def test_where_there_is_no_ledger_none_is_made_to_be_backed_up(
    shell: Shell, tmp_path: Path
) -> None:
    shutil.rmtree(shell.settings.data_dir)

    result = shell("backup", str(tmp_path / "saring.backup"))

    assert result.exit_code == 1
    assert "there is no database at" in result.output
    assert not (shell.settings.data_dir / "saring.db").exists()


def test_a_file_that_is_no_backup_is_one_clear_sentence(shell: Shell, tmp_path: Path) -> None:
    target = tmp_path / "saring.backup"
    target.write_text("halo", encoding="utf-8")

    result = shell("restore", str(target))

    assert result.exit_code == 1
    assert result.output == f"Error: {target} is no backup of Saring's\n"


def test_a_backup_is_restored_into_a_folder_that_is_not_there_yet(
    shell: Shell, tmp_path: Path
) -> None:
    shell.record(Comment("Pindah"))
    target = str(tmp_path / "saring.backup")
    shell("backup", target)
    shell.environ["SARING_DATA_DIR"] = str(tmp_path / "new" / "data")

    result = shell("restore", target)

    assert result.exit_code == 0
    assert "What was there before" not in result.output
    assert "There is no secret key here" in result.output
    assert (tmp_path / "new" / "data" / "saring.db").exists()
