"""The system calls that a locked child may make, by name, and their numbers on each machine we know.

In: nothing. Out: `ALLOWED`, `NUMBERS`, `ARCHITECTURE`. No call here opens, creates, connects or runs anything.
"""

ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""AUDIT_ARCH_* of linux/audit.h."""

_NAMES = """
    read write readv writev pread64 lseek fstat close dup fcntl poll ppoll
    munmap mremap madvise brk
    futex set_robust_list get_robust_list rseq membarrier set_tid_address
    sched_yield sched_getaffinity sched_getparam sched_getscheduler getcpu getpriority
    rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack restart_syscall
    gettid getpid tgkill exit exit_group
    clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday
    getrandom getrusage sysinfo uname times
    clone clone3 mmap mprotect prctl
"""

_SPECIAL = {"clone", "clone3", "mmap", "mprotect", "prctl"}
"""Judged by their arguments, in `lock`."""

_X86_64 = """
    0 1 19 20 17 8 5 3 32 72 7 271
    11 25 28 12
    202 273 274 334 324 218
    24 204 143 145 309 140
    13 14 15 131 219
    186 39 234 60 231
    228 229 230 35 96
    318 98 99 63 100
    56 435 9 10 157
"""

_AARCH64 = """
    63 64 65 66 67 62 80 57 23 25 -1 73
    215 216 233 214
    98 99 100 293 283 96
    124 123 121 120 168 141
    134 135 139 132 128
    178 172 131 93 94
    113 114 115 101 169
    278 165 179 160 153
    220 435 222 226 167
"""


def _table(numbers: str) -> dict[str, int]:
    pairs = zip(_NAMES.split(), map(int, numbers.split()), strict=True)
    return {name: number for name, number in pairs if number >= 0}


NUMBERS = {"x86_64": _table(_X86_64), "aarch64": _table(_AARCH64)}
ALLOWED = tuple(name for name in _NAMES.split() if name not in _SPECIAL)
