# SPDX-License-Identifier: MIT
"""A serial line whose output does not flow: nobody reads at its other end, or holds
it up. The gate still knows its time, and SIGTERM still ends it."""
import re
import socket

import pytest

from lib import matrix

pytestmark = pytest.mark.slow

# Beyond it the gate is killed and the test has failed; status 137 then.
KILL_S = 16
BUFFER_BYTES = 4096

# What there is beside the gate when the other end reads no more. The last close of
# a line drops what is in the kernel's buffer: the gate's own prompt is then the
# first that cannot be sent, and the gate's close the one that could wait for it.
SCENES = {
    "held": "sleep 1000 >/dev/ttyS1 &",
    "alone": ":",
}

# It tells how each gate ended, and after how many seconds of the machine's. What
# fills the line is started again until it does not come to its end.
INIT = """\
#!/bin/busybox sh
export PATH=/bin
/bin/busybox --install -s /bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc

now() { cut -d. -f1 /proc/uptime; }

try() {
	name=$1; begin=$(now); shift
	timeout -s KILL KILL_S "$@" </dev/null
	echo "ended: $name status=$? seconds=$(($(now) - begin))"
}

fill() {
	while timeout -s KILL 2 dd if=/dev/zero of=/dev/ttyS1 bs=4096 count=16; do :; done
	echo "filled"
} 2>/dev/null

gate="/pamlet gate -c ttyS1 -u root"
stty -F /dev/ttyS1 clocal
try free $gate -t 2
SCENE
fill
try timeout $gate -t 2
try SIGTERM timeout -s TERM 2 $gate -t 60
echo "init: over"
poweroff -f
"""
STATUSES = {"free": matrix.TIMEOUT, "timeout": matrix.TIMEOUT, "SIGTERM": matrix.CANCELLED}


@pytest.fixture
def line(tmp_path):
    """QEMU's options for a machine with a second line, and who will not read it."""
    path = tmp_path / "line"
    server = socket.socket(socket.AF_UNIX)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
    server.bind(str(path))
    server.listen(1)
    yield ["-M", "pc", "-chardev", f"socket,id=line,path={path}", "-serial", "chardev:line"]
    server.close()


@pytest.mark.limit(240)
@pytest.mark.parametrize("scene", SCENES)
def test_a_line_that_does_not_flow(boot, line, scene):
    init = INIT.replace("KILL_S", str(KILL_S)).replace("SCENE", SCENES[scene])
    machine = boot(files={"/init": (init, 0o755)}, more=line)
    machine.expect("init: over", 200)
    said = machine.said_since(0)
    found = {name: (int(status), int(seconds)) for name, status, seconds in
             re.findall(r"ended: (\S+) status=(\d+) seconds=(\d+)", said)}
    assert "filled" in said
    assert {name: status for name, (status, _) in found.items()} == STATUSES, found
    assert all(seconds < KILL_S / 2 for _, seconds in found.values()), found
