"""Which processes run on this machine."""

import subprocess


def commands() -> dict[int, str]:
    """Return the command line of every process that runs, by its id; not of dead ones."""
    return {pid: command for pid, _, command in _listed()}


def deliverers(parent: int) -> list[int]:
    """Return the children of `parent` that deliver webhooks."""
    return [pid for pid, of, command in _listed() if of == parent and " deliver" in command]


def _listed() -> list[tuple[int, int, str]]:
    asked = ["ps", "-A", "-o", "pid=,ppid=,stat=,args="]
    shown = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    rows = (line.split(maxsplit=3) for line in shown.splitlines())
    return [
        (int(pid), int(parent), " ".join(command))
        for pid, parent, state, *command in rows
        if not state.startswith("Z")
    ]
