"""The console's process: an IPython kernel reached over sockets in a folder, never over the network."""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

FOLDER_VARIABLE = "ROSSUM_STUDIO_CONSOLE"
"""Tells the bootstrap where payload and response lie; the user may change the working directory."""

_PORTS = {"shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5}

LONGEST_PARENT = 60
"""The path of a socket has 104 bytes at most on some systems, and some temporary folders lie deep."""

type Connection = dict[str, str | int]


def make_folder() -> Path:
    """Make the temporary folder of a console, for its owner only."""
    parent = tempfile.gettempdir()
    return Path(
        tempfile.mkdtemp(prefix="rossum-console-", dir=parent if len(parent) <= LONGEST_PARENT else "/tmp")
    )


class Kernel:
    """A started kernel in a session, and so a process group, of its own.

    Whoever starts one calls `end`. A kernel whose application was killed notices and leaves.

    Args:
        folder: Its working directory, which outlives it. Sockets and log go into a new one below it.
    """

    def __init__(self, folder: Path) -> None:
        own = Path(tempfile.mkdtemp(prefix="k-", dir=folder))
        self.connection = _connection(own)
        self._log = own / "log"
        connection_file = own / "connection.json"
        connection_file.touch(mode=0o600)  # it holds the key
        connection_file.write_text(json.dumps(self.connection), "utf-8")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                _command(connection_file),
                env=_environment(folder),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process, and the group."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    @property
    def is_listening(self) -> bool:
        """Whether every socket is there; what it prints to one that is connected later is lost."""
        return all(Path(f"{self.connection['ip']}-{port}").exists() for port in _PORTS.values())

    @property
    def epitaph(self) -> str:
        """How it ended, and the last thing it said; only once it is not alive."""
        code = self._process.poll()
        assert code is not None
        how = f"exit status {code}" if code >= 0 else signal.strsignal(-code)
        said = self._log.read_text("utf-8", errors="replace").strip().splitlines()
        return f"{how}: {said[-1]}" if said else f"{how}"

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the code that is running, if any."""
        self._signal_group(signal.SIGINT)

    def end(self, grace_s: float = 2.0) -> None:
        """End the process and whatever it left in its group.

        Args:
            grace_s: How long it may take to leave by itself; 0 kills at once.
        """
        if grace_s > 0:
            self._signal_group(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(grace_s)
        self._signal_group(signal.SIGKILL)
        self._process.wait()

    def _signal_group(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):  # macOS: EPERM when only zombies are left
            os.killpg(self.pid, number)


def _connection(folder: Path) -> Connection:
    """What kernel and client must agree on; with ipc the ports are suffixes of the sockets' names."""
    return {
        "transport": "ipc",
        "ip": str(folder / "s"),
        **_PORTS,
        "key": secrets.token_hex(16),
        "signature_scheme": "hmac-sha256",
    }


def _command(connection_file: Path) -> list[str]:
    return [sys.executable, "-m", "ipykernel_launcher", "-f", str(connection_file)]


def _environment(folder: Path) -> Mapping[str, str]:
    """The user's environment, with everything Jupyter would keep in the home folder kept here."""
    return {
        **os.environ,
        FOLDER_VARIABLE: str(folder),
        "IPYTHONDIR": str(folder / "ipython"),  # so the history of inputs survives a restart
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "JUPYTER_DATA_DIR": str(folder / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(folder / "jupyter"),
        "JPY_PARENT_PID": str(os.getpid()),
    }
