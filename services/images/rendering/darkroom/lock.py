"""Locks the calling process for good: limits, no new privileges, Landlock without a path, a short list of calls.

In: nothing. Out: a `Lock` that says what the kernel granted. Call it in a single-threaded process only.

Sources: landlock(7), seccomp(2), linux/bpf_common.h; the numbers of the calls are those of
arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
"""

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
from dataclasses import dataclass

from services.images.rendering.darkroom import calls

MEMORY = 1536 * 1024 * 1024
CPU_SECONDS = 30
FILES = 64
_NICE = 5
"""The door goes first; more would starve pictures where other programs are busy."""

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 1, 38, 22, 2
_CREATE_RULESET, _RESTRICT_SELF, _WHICH_VERSION = 444, 446, 1
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_NET_RIGHTS, _SCOPES = 0b11, 0b11
_LIBC = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


@dataclass(frozen=True, slots=True)
class Lock:
    """What the kernel granted: Landlock's version (0: none) and whether calls are filtered."""

    landlock: int
    seccomp: bool

    @property
    def whole(self) -> bool:
        """True when nothing is missing."""
        return self.landlock > 0 and self.seccomp


def limit(*, parent: int) -> None:
    """Die with the parent; bound memory, CPU, files and file sizes; be nice. Exits when the parent is gone."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    os.nice(_NICE)
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def lock() -> Lock:
    """Give up everything that a decoder doesn't need, as far as the kernel lets us."""
    _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return Lock(_landlock(), _seccomp())


def _landlock() -> int:
    version = int(_LIBC.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _WHICH_VERSION))
    if version < 1:
        return 0
    rights = struct.pack(
        "<QQQ", _FILE_RIGHTS[min(version, 5)], _NET_RIGHTS if version >= 4 else 0, _SCOPES if version >= 6 else 0
    )
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = int(_LIBC.syscall(_CREATE_RULESET, rights, ctypes.c_size_t(size), 0))
    if ruleset < 0:
        return 0
    granted = int(_LIBC.syscall(_RESTRICT_SELF, ruleset, 0)) == 0
    os.close(ruleset)
    return version if granted else 0


def _seccomp() -> bool:
    machine = platform.machine()
    if machine not in calls.NUMBERS:
        return False
    code = _filter(machine)
    program = _Program(len(code) // 8, code)
    return int(_LIBC.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)) == 0


def _filter(machine: str) -> bytes:
    """Classic BPF: allowed calls pass, threads may be made, new code may not be mapped, the rest is refused."""
    numbers = calls.NUMBERS[machine]
    refuse = _ret(0x00050000 | errno.EPERM)
    allow = _ret(0x7FFF0000)
    code = [
        _load(4),
        _jump(calls.ARCHITECTURE[machine], 1, 0),
        _ret(0x80000000),
        _load(0),
        _jump_above(0x40000000, 0, 1),
        refuse,
        _jump(numbers["clone3"], 0, 1),
        _ret(0x00050000 | errno.ENOSYS),
        # a thread, never a process: CLONE_THREAD
        _jump(numbers["clone"], 0, 4),
        _load(16),
        _jump_bits(0x00010000, 0, 1),
        allow,
        refuse,
    ]
    for name in ("mmap", "mprotect"):
        # never executable: PROT_EXEC
        code += [_jump(numbers[name], 0, 4), _load(32), _jump_bits(4, 0, 1), refuse, allow]
    # a thread's name, nothing else: PR_SET_NAME
    code += [_jump(numbers["prctl"], 0, 4), _load(16), _jump(15, 0, 1), allow, refuse]
    for name in calls.ALLOWED:
        if name in numbers:
            code += [_jump(numbers[name], 0, 1), allow]
    code.append(refuse)
    return b"".join(code)


def _load(offset: int) -> bytes:
    return struct.pack("<HBBI", 0x20, 0, 0, offset)


def _jump(value: int, same: int, other: int) -> bytes:
    return struct.pack("<HBBI", 0x15, same, other, value)


def _jump_above(value: int, same: int, other: int) -> bytes:
    return struct.pack("<HBBI", 0x35, same, other, value)


def _jump_bits(value: int, same: int, other: int) -> bytes:
    return struct.pack("<HBBI", 0x45, same, other, value)


def _ret(value: int) -> bytes:
    return struct.pack("<HBBI", 0x06, 0, 0, value)
