# SPDX-License-Identifier: MIT
"""A /dev/log in a chroot, read by the test."""
import os
import socket
import time


def bound_socket(path):
    """A datagram socket at path, however long the path is."""
    log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        log.bind(f"/proc/self/fd/{directory}/{path.name}")
    finally:
        os.close(directory)
    path.chmod(0o666)
    log.setblocking(False)
    return log


class Log:
    """Nothing is lost while nobody reads: the socket's queue is the store.

    It is emptied whenever the test asks; a test that fills it (fill()) gets a
    log that is full and stays so.
    """

    def __init__(self, path):
        self.path = path
        self._socket = bound_socket(path)
        self._lines = []

    def _drain(self):
        try:
            while True:
                data = self._socket.recv(65536)
                self._lines += data.decode(errors="replace").rstrip("\0\n").split("\n")
        except BlockingIOError:
            pass

    def lines(self):
        self._drain()
        return list(self._lines)

    def text(self):
        return "\n".join(self.lines())

    def wait_for(self, word, limit_s=10):
        """The first line with word in it; an assertion when none comes in time."""
        end = time.monotonic() + limit_s
        while True:
            found = [line for line in self.lines() if word in line]
            if found:
                return found[0]
            assert time.monotonic() < end, f"no {word!r} in the log:\n{self.text()}"
            time.sleep(0.02)

    def fill(self):
        """Sends until the queue is full, so that the next writer would block."""
        sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        sender.setblocking(False)
        directory = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        sender.connect(f"/proc/self/fd/{directory}/{self.path.name}")
        os.close(directory)
        sent = 0
        try:
            while True:
                sender.send(b"<14>full")
                sent += 1
        except BlockingIOError:
            return sent
        finally:
            sender.close()

    def close(self):
        self._socket.close()
