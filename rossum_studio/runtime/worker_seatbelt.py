"""The wall that macOS offers around a run: a sandbox profile which this process puts around itself, for good.

Loaded by path from worker.py and node_launcher.py, so it imports nothing of ours. `sandbox_init` is what
/usr/bin/sandbox-exec calls; Apple calls it deprecated, and offers nothing else for a process that is no app.
The profile allows what it does not name, as profiles that name everything are known to abort programs on
some versions of macOS. Of rules about one thing the last one counts.
"""

import ctypes
import errno
import os
import pwd
from collections.abc import Iterable

USER_PLACES = (
    "/Users",
    "/Volumes",
    "/Network",
    "/private/tmp",
    "/private/var/tmp",
    "/private/var/folders",
    "/private/var/root",
    "/Library/Keychains",
)
"""Where files of people are. What a run needs of the rest is most of the system."""

USEFUL_SERVICES = (  # names of users, and where they are looked up; the log; the time zone
    "com.apple.system.opendirectoryd.libinfo",
    "com.apple.system.opendirectoryd.membership",
    "com.apple.system.logger",
    "com.apple.system.notification_center",
)


def restrict(
    readable: Iterable[str],
    writable: Iterable[str],
    executable: Iterable[str],
    allow_network: bool,
    allow_children: bool,
) -> None:
    """Put the profile around this process and all that it becomes.

    Raises:
        OSError: macOS refuses it, or this is another system.
    """
    text = profile(readable, writable, executable, allow_network, allow_children)
    init = getattr(ctypes.CDLL(None), "sandbox_init", None)
    if init is None:
        raise OSError(errno.ENOSYS, "there is no sandbox_init")
    init.argtypes = (ctypes.c_char_p, ctypes.c_uint64, ctypes.POINTER(ctypes.c_char_p))
    reason = ctypes.c_char_p()
    if init(text.encode(), 0, ctypes.byref(reason)) != 0:
        raise OSError(errno.EPERM, (reason.value or b"").decode(errors="replace"))


def profile(
    readable: Iterable[str],
    writable: Iterable[str],
    executable: Iterable[str],
    allow_network: bool,
    allow_children: bool,
) -> str:
    """Return the rules, in Apple's own language.

    Args:
        readable: Files and folders to read, although they may be in a place of people's files.
        writable: Those to write to, and read.
        executable: Programs, or folders of them, that this process may become or start.
        allow_network: Whether to reach other computers and other programs of this one.
        allow_children: Whether to start programs.
    """
    services = " ".join(f"(global-name {quoted(each)})" for each in USEFUL_SERVICES)
    rules = [
        "(allow default)",
        "(deny file-write*)",
        rule("allow", "file-write*", writable),
        rule("deny", "file-read*", [*USER_PLACES, pwd.getpwuid(os.getuid()).pw_dir]),
        "(allow file-read-metadata)",  # of the folders that lead to what may be read
        rule("allow", "file-read*", [*writable, *readable, *executable]),
        "(deny process-exec*)",
        rule("allow", "process-exec*", executable),
        "(deny signal)",
        "(allow signal (target self))",
        "(deny mach-lookup)",
        f"(allow mach-lookup {services})",
    ]
    if not allow_children:
        rules.append("(deny process-fork)")
    if not allow_network:
        rules.append("(deny network*)")
    return "\n".join(["(version 1)", *filter(None, rules)])


def rule(verb: str, operation: str, places: Iterable[str]) -> str:
    """Return a rule about files and all below them; none about no files, which would mean all of them.

    macOS compares with real paths: /tmp is /private/tmp.
    """
    filters = sorted({f"(subpath {quoted(os.path.realpath(place))})" for place in places})
    return f"({verb} {operation} {' '.join(filters)})" if filters else ""


def quoted(text: str) -> str:
    """Return a text as the language writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
