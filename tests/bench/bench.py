#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Prints one table: what pamlet costs, beside its peers, against its targets.

    bench.py [--quick]

`make bench` calls it. The table is also written to $(O)/bench.txt, and as
$(O)/bench.json for programs. --quick leaves out the boots in QEMU
and the builds without one applet each.
Whether the targets are reached decides no exit status: test_targets.py tests
those whose figures do not vary.
"""
import argparse
import contextlib
import functools
import io
import pathlib
import sys

# Not the script's own directory: there `bench` would be this file.
sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)
sys.dont_write_bytecode = True

from bench import (  # noqa: E402
    boot, configs, images, instructions, keys, memory, modules, rivals, sizes, table, trace)
from lib import build  # noqa: E402


def section(title, *parts):
    """(title, rows); a part that cannot be measured here becomes a row that says so."""
    print(f"measuring: {title}", file=sys.stderr, flush=True)
    rows = []
    for name, measure in parts:
        try:
            # What machines say on their consoles is no part of the table.
            with contextlib.redirect_stdout(io.StringIO()):
                rows += measure()
        except table.Skip as reason:
            rows.append(table.Row(name, skipped=str(reason)))
    return title, rows


def sections(quick):
    label, minimal = configs.label(), "minimal"
    yield section("Size, bytes",
                  (label, lambda: sizes.rows(label, None)),
                  (minimal, lambda: sizes.rows(minimal, minimal)))
    yield section("Instructions, parent and children",
                  ("one yescrypt login", instructions.rows))
    yield section("System calls, from execve on",
                  ("on a pipe", lambda: trace.rows("stdio")),
                  ("on a terminal", lambda: trace.rows("tty")))
    yield section("System calls of one key",
                  *((echo, functools.partial(keys.rows, echo)) for echo in ("none", "stars")))
    yield section("Memory, KiB",
                  (label, lambda: memory.rows(label)),
                  (minimal, lambda: memory.rows(minimal, minimal)))
    yield section("Applets beside the originals, whose names or words they have",
                  *((case.what, functools.partial(rivals.rows, case)) for case in rivals.CASES))
    if not quick:
        yield section("Time, TCG: only the ratio counts", ("boot to the prompt", boot.rows))
        yield section("Images, without a gate and with it; seconds under TCG", *images.parts())
    yield section(f"Where the bytes of {label} are",
                  (label, sizes.component_rows))
    if not quick:
        yield section("What each applet adds: the file without it is so much smaller",
                      ("applets", lambda: sizes.applet_rows(None)))
        yield section("The gate alone, and what each module adds to it", ("gate", modules.rows))


def verdict(done):
    with_target = [row for _, rows in done for row in rows if row.reached is not None]
    reached = [row for row in with_target if row.reached]
    return f"{len(reached)} of {len(with_target)} targets reached"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="no boots in QEMU, no builds")
    done = list(sections(parser.parse_args().quick))
    text = table.render(done, [verdict(done)])
    (build.output() / "bench.txt").write_text(text)
    (build.output() / "bench.json").write_text(table.as_json(done))
    print(text, end="")


if __name__ == "__main__":
    main()
