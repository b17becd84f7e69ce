import subprocess
import sys

from service.cli import COMMANDS

HEAVY = {"numpy", "scipy", "sklearn", "pandas", "matplotlib", "training"}
SHOW = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"


def imported_by(statement: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}\n{SHOW}"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_light_commands_start_without_the_scorer() -> None:
    light = (f"service.commands.{name}" for name in COMMANDS if name != "score")

    assert not imported_by(f"import {', '.join(light)}") & HEAVY


def test_help_starts_without_the_scorer() -> None:
    asked = "from service.cli import main; main(['--help'], standalone_mode=False)"

    assert not imported_by(asked) & HEAVY


def test_a_comment_is_explained_without_the_trainers_libraries() -> None:
    asked = "from service.cli import main; main(['explain', 'halo'], standalone_mode=False)"

    assert not imported_by(asked) & (HEAVY - {"numpy"})


def test_the_service_never_imports_the_trainers_libraries() -> None:
    assert not imported_by("import service.app") & (HEAVY - {"numpy"})


def test_the_worker_patches_nothing() -> None:
    asked = (
        "import service.worker; from gevent.monkey import is_module_patched;"
        "print('patched' if is_module_patched('socket') else 'plain')"
    )

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "plain"
