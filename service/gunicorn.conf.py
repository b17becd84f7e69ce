"""How gunicorn serves the application; `saring serve` starts it with this file.

The modules are loaded before the fork, so workers share them; the application is made after it, in
each worker, so that no database connection crosses a fork and a reload takes up a new model.
"""

import gc
import resource
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from service.companion import Companion
from service.errors import ModerationError
from service.settings import Settings

_settings = Settings.from_process()
_shared_memory = Path("/dev/shm")  # noqa: S108 -- only for gunicorn's own heartbeat files
_metrics = (_settings.data_dir / f"metrics-{_settings.port}").resolve()
_open_files = 256
_service = "service.wsgi:application"
_deliver = [sys.executable, "-P", "-m", "service", "deliver"]
_deliver_seconds = 30.0

bind = f"[{_settings.host}]" if ":" in _settings.host else _settings.host
bind += f":{_settings.port}"
workers = _settings.workers
worker_class = "service.worker.PatientWorker"
worker_connections = -(-_settings.max_connections // _settings.workers)
worker_tmp_dir = str(_shared_memory) if _shared_memory.is_dir() else None
raw_env = [f"PROMETHEUS_MULTIPROC_DIR={_metrics}"]
control_socket_disable = True
loglevel = _settings.log_level
keepalive = 5
graceful_timeout = 30
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 4094
forwarded_allow_ips = ""
sendfile = False


def on_starting(server: Any) -> None:
    """Clear the last run's counters, allow enough open files, load what workers share.

    Ends the start with one sentence where the service could not be made in a worker either.
    """
    _metrics.mkdir(mode=0o700, parents=True, exist_ok=True)
    for counters in _metrics.glob("*.db"):
        counters.unlink()
    _allow_files(worker_connections + _open_files)
    _load_what_is_shared()
    if server.app.app_uri == _service:
        _try_to_make_the_service()


def when_ready(server: Any) -> None:
    """Keep the process that delivers webhooks beside the workers."""
    if not _settings.deliver:
        return
    companion = Companion(_deliver, ended=_drop_gauges)
    manage_workers = server.manage_workers

    def manage() -> None:
        manage_workers()
        companion.look_after()

    # gunicorn has no hook for what a master does every second; this is what it does.
    server.manage_workers = manage
    server.companion = companion


def on_exit(server: Any) -> None:
    """End what ran beside the workers."""
    if _settings.deliver:
        server.companion.end(_deliver_seconds)


def child_exit(_server: Any, worker: Any) -> None:
    """Drop the gauges of a worker that has ended; what it counted stays."""
    _drop_gauges(worker.pid)


def _drop_gauges(process: int) -> None:
    # Imported only now: at import the metrics library looks for the folder that raw_env names.
    import_module("prometheus_client.multiprocess").mark_process_dead(process, str(_metrics))


def _load_what_is_shared() -> None:
    import_module("service.app")
    # The table of languages, 50 MB, is loaded at its first use: here, once for all workers.
    import_module("service.text.language").identify("terima kasih")
    gc.freeze()


def _try_to_make_the_service() -> None:
    try:
        import_module("service.app").create_app(_settings)
    except ModerationError as error:
        sys.exit(f"Saring cannot start: {error}")


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
