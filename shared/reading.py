"""Reads sockets into one buffer of the process; what came is copied out, at its own size.

asyncio asks for 256 KiB at each read and cuts them down to what came. Above glibc's threshold each is a mapping of its
own with its page faults, a third of a hot read; below it each leaves a hole that no later read fits into, and a service
whose objects stay the same grows by a mebibyte a minute.
"""

from asyncio import selector_events
from typing import Any

_SIZE = 256 * 1024
_FATAL = "Fatal error: protocol.data_received() call failed."


def read_into_one_buffer() -> bool:
    """From now on, for every transport of asyncio's own loop; False where Python keeps it elsewhere."""
    transport: Any = getattr(selector_events, "_SelectorSocketTransport", None)
    if not hasattr(transport, "_read_ready__data_received"):
        return False
    buffer = memoryview(bytearray(_SIZE))  # one thread runs the loop, and nothing waits between reading and copying

    def read(self: Any) -> None:  # noqa: ANN401 - asyncio's own transport
        if self._conn_lost:
            return
        try:
            came = self._sock.recv_into(buffer)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._fatal_error(error, "Fatal read error on socket transport")
            return
        if not came:
            self._read_ready__on_eof()
            return
        try:
            self._protocol.data_received(bytes(buffer[:came]))
        except Exception as error:  # noqa: BLE001 - as asyncio does: the connection ends, the loop goes on
            self._fatal_error(error, _FATAL)

    transport._read_ready__data_received = read  # noqa: SLF001 - where asyncio looks for it
    return True
