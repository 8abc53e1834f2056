"""The system calls a run may not make, as a filter in the kernel (seccomp, Linux on x86-64 and ARM64).

Loaded by path from worker.py, so it imports nothing of ours. A refused call fails as if the user lacked the
right, so that Python raises PermissionError. Calls that change the mode, owner or times of a file succeed
and change nothing: they reach files that Landlock cannot protect from them, and shutil.copy needs them.
"""

import ctypes
import errno
import os
import struct

# Of each call: its number on x86-64, on ARM64 (from asm/unistd_64.h and asm-generic/unistd.h).
type Numbers = dict[str, tuple[int | None, int | None]]

OTHER_PROCESSES: Numbers = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "setsid": (112, 157),  # the group is how the host ends what a run has started
    "setpgid": (109, 154),
}
SHARED_MEMORY: Numbers = {  # may be another program's, and the memory limit does not count it
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "semget": (64, 190),
    "semop": (65, 193),
    "semtimedop": (220, 192),
    "semctl": (66, 191),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
}
THE_SYSTEM: Numbers = {
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),  # would do what is refused here without making the call
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_tree_attr": (467, 467),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_by_handle_at": (304, 265),
    "inotify_add_watch": (254, 27),
    "fanotify_init": (300, 262),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "setuid": (105, 146),  # a change of user unties our life from the host's
    "setgid": (106, 144),
    "setreuid": (113, 145),
    "setregid": (114, 143),
    "setresuid": (117, 147),
    "setresgid": (119, 149),
    "setfsuid": (122, 151),
    "setfsgid": (123, 152),
    "setgroups": (116, 159),
}
PRETENDED: Numbers = {
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
}
STARTING_PROGRAMS: Numbers = {"fork": (57, None), "vfork": (58, None)}
BECOMING_PROGRAMS: Numbers = {"execve": (59, 221), "execveat": (322, 281)}
REACHING_OUT: Numbers = {
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
}
USING_SERVICES = ("connect", "sendmsg")  # asyncio writes a list of buffers with the second
EXAMINED: Numbers = {  # allowed or not by their arguments
    "clone": (56, 220),
    "clone3": (435, 435),
    "kill": (62, 129),
    "tgkill": (234, 131),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "prlimit64": (302, 261),
    "prctl": (157, 167),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
    "mmap": (9, 222),
    "truncate": (76, 45),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "sendto": (44, 206),
    "setsockopt": (54, 208),
}
NEWEST_KNOWN = 469

# The machine the filter runs on: its word in the filter's input, and the column above.
MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}

type Instruction = tuple[int, int, int, int]

LOAD, AND, IF_EQUAL, IF_ABOVE, IF_ANY_BIT, RETURN = 0x20, 0x54, 0x15, 0x25, 0x45, 0x06
CALL_NUMBER, MACHINE = 0, 4  # places in the filter's input
ALLOW: Instruction = (RETURN, 0, 0, 0x7FFF0000)

AF_UNIX, AF_INET, AF_INET6 = 1, 2, 10
SOCK_STREAM, SOCK_DGRAM, SOCK_TYPE_MASK = 1, 2, 0xF
IPPROTO_DEFAULT, IPPROTO_IP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6 = 0, 0, 6, 17, 41
CLONE_THREAD, CLONE_ANY_NAMESPACE = 0x00010000, 0x7E020000
PR_SET_PDEATHSIG = 1
F_SETOWN, F_SETOWN_EX = 8, 15  # signals on behalf of a descriptor
FIOSETOWN, SIOCSPGRP = 0x8901, 0x8902
FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR, TIOCSTI = 0x40086602, 0x401C5820, 0x5412
SHARED_ANONYMOUS = 0x21  # MAP_SHARED | MAP_ANONYMOUS, which RLIMIT_DATA does not count
_LIBC = ctypes.CDLL(None, use_errno=True)

TRUNCATE_SINCE_ABI, SIGNAL_SCOPE_SINCE_ABI = 3, 6


def install(
    allow_network: bool, allow_children: bool, allow_exec: bool, landlock_abi: int, services: bool = False
) -> None:
    """Filter the system calls of this process from here on, for good. No other thread may exist.

    Args:
        allow_network: Whether to let it connect.
        allow_children: Whether to let it make other processes.
        allow_exec: Whether to let it, or them, become other programs.
        landlock_abi: Version of Landlock that is active; 0 when it is not. Older ones leave us more to do.
        services: Whether to let it connect by TCP in a network that it has for itself.

    Raises:
        OSError: The kernel refuses, or we do not know the numbers of this machine.
    """
    machine = os.uname().machine
    program = filter_program(machine, allow_network, allow_children, allow_exec, landlock_abi, services)
    words = [word for instruction in program for word in instruction]
    code = ctypes.create_string_buffer(struct.pack("=" + "HBBI" * len(program), *words))
    description = struct.pack("@HP", len(program), ctypes.addressof(code))
    pr_set_seccomp, seccomp_mode_filter = 22, 2
    if _LIBC.prctl(pr_set_seccomp, seccomp_mode_filter, description, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


def filter_program(
    machine: str,
    allow_network: bool,
    allow_children: bool,
    allow_exec: bool,
    landlock_abi: int,
    services: bool = False,
) -> list[Instruction]:
    """Return the filter's instructions.

    Raises:
        OSError: We do not know the numbers of this machine.
    """
    if machine not in MACHINES or struct.calcsize("P") != 8:
        raise OSError(errno.ENOSYS, f"no table of system calls for {machine}")
    word, column = MACHINES[machine]
    rules = _refused(allow_network, allow_children, allow_exec, services)
    rules |= _examined(allow_network, allow_children, landlock_abi, services)
    program = [
        (LOAD, 0, 0, MACHINE),
        (IF_EQUAL, 1, 0, word),
        _fail(errno.EPERM),
        (LOAD, 0, 0, CALL_NUMBER),
        (IF_ABOVE, 0, 1, NEWEST_KNOWN),  # newer ones, and those of the x32 machine
        _fail(errno.ENOSYS),
    ]
    for name, body in rules.items():
        number = NUMBERS[name][column]
        if number is not None:
            program += [(IF_EQUAL, 0, len(body), number), *body]
    return [*program, ALLOW]


def _refused(
    allow_network: bool, allow_children: bool, allow_exec: bool, services: bool
) -> dict[str, list[Instruction]]:
    """Return what to do about calls whose arguments do not matter."""
    used = (*REACHING_OUT,) if allow_network else USING_SERVICES if services else ()
    forbidden = [*OTHER_PROCESSES, *SHARED_MEMORY, *THE_SYSTEM]
    forbidden += () if allow_children else STARTING_PROGRAMS
    forbidden += () if allow_exec else BECOMING_PROGRAMS
    return {
        "clone3": [_fail(errno.ENOSYS)],  # its flags are out of sight; the C library falls back on clone
        **{name: [_fail(0)] for name in PRETENDED},
        **{name: [_fail(errno.EPERM)] for name in forbidden},
        **{name: [_fail(errno.EACCES)] for name in REACHING_OUT if name not in used},
    }


def _examined(
    allow_network: bool, allow_children: bool, landlock_abi: int, services: bool
) -> dict[str, list[Instruction]]:
    """Return what to do about calls whose arguments decide. Each body ends in a verdict."""
    ourselves = (0, os.getpid())
    bodies = {
        "clone": _no_bit(0, CLONE_ANY_NAMESPACE) if allow_children else _some_bit(0, CLONE_THREAD),
        "prlimit64": _one_of(0, ourselves),
        "prctl": _none_of(0, (PR_SET_PDEATHSIG,)),
        "fcntl": _none_of(1, (F_SETOWN, F_SETOWN_EX)),
        "ioctl": _none_of(1, (FIOSETOWN, SIOCSPGRP, FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR, TIOCSTI)),
        "mmap": _none_of(3, (SHARED_ANONYMOUS,), mask=SHARED_ANONYMOUS, error=errno.ENOMEM),
        **_sockets(allow_network, services),
    }
    if landlock_abi < TRUNCATE_SINCE_ABI:
        bodies["truncate"] = [_fail(errno.EPERM)]
    if not (allow_children and landlock_abi >= SIGNAL_SCOPE_SINCE_ABI):
        signals = ("kill", "tgkill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
        bodies |= {name: _one_of(0, ourselves) for name in signals}
    return {name: [*body, ALLOW] for name, body in bodies.items()}


def _sockets(allow_network: bool, services: bool) -> dict[str, list[Instruction]]:
    """Return the rules for sockets.

    With the network off, a socket can be made and not used, so that the refusal names the address. Where
    connecting is allowed, local sockets cannot be made: behind them are the desktop, the keychain and
    containers.
    """
    may_connect = allow_network or services
    families = (AF_INET, AF_INET6) if may_connect else (AF_UNIX, AF_INET, AF_INET6)
    kinds = (SOCK_STREAM, SOCK_DGRAM)
    bodies = {
        "socket": [
            *_one_of(0, families, error=errno.EACCES),
            *_one_of(1, kinds, mask=SOCK_TYPE_MASK, error=errno.EACCES),
            *_one_of(2, (IPPROTO_DEFAULT, IPPROTO_TCP, IPPROTO_UDP), error=errno.EACCES),
        ],
    }
    if may_connect:
        # The two ends of a datagram pair can be sent elsewhere.
        bodies["socketpair"] = _one_of(1, (SOCK_STREAM,), mask=SOCK_TYPE_MASK, error=errno.EACCES)
    if not allow_network:
        no_address = [*_one_of(4, (0,), error=errno.EACCES), *_one_of(4, (0,), high=True, error=errno.EACCES)]
        bodies["sendto"] = no_address
        # Joining a multicast group sends.
        bodies["setsockopt"] = _none_of(1, (IPPROTO_IP, IPPROTO_IPV6), error=errno.EACCES)
    return bodies


def _fail(error: int) -> Instruction:
    return (RETURN, 0, 0, 0x00050000 | error)


def _load_argument(index: int, mask: int | None = None, high: bool = False) -> list[Instruction]:
    """Load half of an argument: the kernel, too, takes most as 32 bits."""
    load = (LOAD, 0, 0, 16 + 8 * index + (4 if high else 0))
    return [load] if mask is None else [load, (AND, 0, 0, mask)]


def _one_of(
    index: int, values: tuple[int, ...], mask: int | None = None, high: bool = False, error: int = errno.EPERM
) -> list[Instruction]:
    """Refuse unless the argument has one of the values."""
    count = len(values)
    tests = [(IF_EQUAL, count - place, 0, value) for place, value in enumerate(values)]
    return [*_load_argument(index, mask, high), *tests, _fail(error)]


def _none_of(
    index: int, values: tuple[int, ...], mask: int | None = None, error: int = errno.EPERM
) -> list[Instruction]:
    """Refuse if the argument has one of the values."""
    *others, last = values
    tests = [(IF_EQUAL, len(others) - place, 0, value) for place, value in enumerate(others)]
    return [*_load_argument(index, mask), *tests, (IF_EQUAL, 0, 1, last), _fail(error)]


def _some_bit(index: int, mask: int) -> list[Instruction]:
    """Refuse unless the argument has one of the bits."""
    return [*_load_argument(index), (IF_ANY_BIT, 1, 0, mask), _fail(errno.EPERM)]


def _no_bit(index: int, mask: int) -> list[Instruction]:
    """Refuse if the argument has one of the bits."""
    return [*_load_argument(index), (IF_ANY_BIT, 0, 1, mask), _fail(errno.EPERM)]


NUMBERS: Numbers = {
    **OTHER_PROCESSES,
    **SHARED_MEMORY,
    **THE_SYSTEM,
    **PRETENDED,
    **STARTING_PROGRAMS,
    **BECOMING_PROGRAMS,
    **REACHING_OUT,
    **EXAMINED,
}
