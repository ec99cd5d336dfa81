# SPDX-License-Identifier: MIT
"""The product's own editor, built with the host's C library behind harness.c."""
import shlex
import struct
import subprocess

from lib import build

from editor.reference import ECHOES

HERE = build.TOP / "tests" / "editor"
EVENTS = ("open", "done", "refused", "end", "cancel")
SOURCES = (
    "tests/editor/harness.c", "applet/prompt/console_line.c", "applet/prompt/screen.c",
    "applet/prompt/lineedit.c", "applet/prompt/keyseq.c", "applet/prompt/utf8.c",
    "applet/base/wipe.c",
)
FLAGS = ("-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter",
         "-Wl,--wrap=ioctl")
KINDS = {
    "fast": ("-O2",),
    "sanitized": ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"),
}


def program(directory, kind="fast"):
    """Builds the harness in the directory."""
    made = directory / f"harness-{kind}"
    command = ["gcc", *FLAGS, *KINDS[kind], f"-I{HERE}/config", f"-I{build.TOP}",
               f"-I{build.TOP}/applet", "-o", str(made), *SOURCES]
    done = subprocess.run(command, cwd=build.TOP, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}"
    return made


def packed(case):
    """A case as harness.c reads it."""
    prompt = case.prompt.encode("ascii")
    return b"".join((
        bytes((ECHOES.index(case.echo), case.visible, case.after_cr + 2 * case.caps)),
        struct.pack("<H", case.columns), bytes(case.keys),
        struct.pack("<H", len(prompt)), prompt,
        struct.pack(f"<H{len(case.symbols)}H", len(case.symbols), *case.symbols)))


def unpacked(data):
    """(event, answer, output, complaint) of each case."""
    at = 0
    while at < len(data):
        event, length = struct.unpack_from("<BH", data, at)
        answer = data[at + 3:at + 3 + length]
        at += 3 + length
        (length,) = struct.unpack_from("<I", data, at)
        output = data[at + 4:at + 4 + length]
        at += 4 + length
        complaint = data[at + 1:at + 1 + data[at]]
        at += 1 + data[at]
        yield EVENTS[event], answer, output, complaint.decode()


def play_all(harness, cases):
    done = subprocess.run([str(harness)], input=b"".join(map(packed, cases)),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    results = list(unpacked(done.stdout))
    assert len(results) == len(cases)
    return results
