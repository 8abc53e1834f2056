"""Limits and isolates this process, then becomes Node.js, which can do neither to itself.

Started by path as `node_launcher.py <channel fd> <data MB> <CPU seconds> <network> <children> <certificates>
<node> <argument>...`, network and children being 1 or 0, and certificates a path if the host answers
requests, else empty. Adds to Node's arguments the descriptors of the channel and of our status, the names of
the layers that isolate it, and what became of the services. Imports nothing of ours but files beside it.

Node's permission model forbids Node's inspector. With `--debugger` or `--coverage` among the arguments it is
left out, and the kernel's walls, which forbid the same and more, have to stand.
"""

import os
import resource
import sys
import types
from contextlib import suppress
from importlib.machinery import SourceFileLoader

MEGABYTE = 1024 * 1024
INSPECTING = {"--debugger", "--coverage"}
NEEDED_FOR_INSPECTING = {"landlock", "seccomp"}
MAY_READ = "--allow-fs-read="  # what Node lets the handler read, the system has to let Node read
STACK_BYTES = 2 * MEGABYTE  # of every thread; the limit on data counts them all


def main() -> None:
    """Take the limits from the arguments, set them, and give way to Node."""
    channel_fd, data_mb, cpu_s, network, children = map(int, sys.argv[1:6])
    certificates, node, *arguments = sys.argv[6:]
    limits = load_neighbour("worker_limits")
    channel = os.dup2(channel_fd, limits.high_descriptor())  # out of the way of loops over the usual ones
    os.close(channel_fd)
    if limits.STATUS_FD >= 0:
        os.set_inheritable(limits.STATUS_FD, True)
    limits.limit_files_and_threads()
    limits.limit_cpu(cpu_s)
    limit_memory(data_mb)
    readable = tuple(each.removeprefix(MAY_READ) for each in arguments if each.startswith(MAY_READ))
    services = None
    if certificates:
        services = load_neighbour("worker_services").Services(certificates, lambda act: act(channel))
    layers = isolate(node, bool(network), bool(children), readable, services)
    if not INSPECTING.isdisjoint(arguments):
        arguments = without_permissions(arguments, layers)
    found = (",".join(layers), *(() if services is None else (services.told(),)))
    os.execv(node, [node, *arguments, str(channel), str(limits.STATUS_FD), *found])


def without_permissions(arguments: list[str], layers: list[str]) -> list[str]:
    """Leave out Node's permission model, or everything if nothing would stand in for it."""
    if not NEEDED_FOR_INSPECTING.issubset(layers):
        sys.exit("Debugging JavaScript, and noting its lines, needs Landlock and seccomp.")
    worker = next(place for place, each in enumerate(arguments) if each.endswith(".js") and each[0] != "-")
    options = [each for each in arguments[:worker] if not each.startswith(("--permission", "--allow-"))]
    return options + arguments[worker:]


def load_neighbour(name: str) -> types.ModuleType:
    """Import a file of this folder, which is not on our path."""
    loader = SourceFileLoader(name, os.path.join(os.path.dirname(__file__), f"{name}.py"))  # noqa: PTH118, PTH120
    module = types.ModuleType(name)
    module.__file__ = loader.path
    loader.exec_module(module)
    return module


def limit_memory(data_mb: int) -> None:
    """Set what the system enforces. Not RLIMIT_AS: V8 reserves far more addresses than it uses."""
    for limit, value in (
        (resource.RLIMIT_STACK, STACK_BYTES),
        (resource.RLIMIT_DATA, data_mb * MEGABYTE),
    ):
        with suppress(OSError, ValueError):  # macOS refuses them
            resource.setrlimit(limit, (value, value))


def isolate(
    node: str, allow_network: bool, allow_children: bool, readable: tuple[str, ...], services: object
) -> list[str]:
    """Raise the walls that the Python worker has, with a door in them for becoming Node.

    Args:
        readable: Files and folders to read, on top of the system's libraries.
        services: One of worker_services, if the host answers requests.

    Returns:
        Names of the layers that stand.
    """
    isolation = load_neighbour("worker_isolation")
    policy = isolation.Policy(allow_network, allow_children, node, readable, services)
    layers: list[str] = isolation.apply(policy, load_neighbour)
    return layers


if __name__ == "__main__":
    main()
