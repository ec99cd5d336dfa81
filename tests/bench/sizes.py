# SPDX-License-Identifier: MIT
"""Bytes of the file that ships, beside those of the programs it stands for."""
import pathlib
import subprocess

from bench import busybox, linkmap, peers
from bench.table import Row, Skip
from lib import build

# (how it is said, how a stream of bytes is packed)
PACKERS = (("file", None), ("gzip -9n", ["gzip", "-9nc"]), ("xz -9e", ["xz", "-9ec"]))

# The configuration is $(O)'s own (None) or one of the named below it.
TARGETS = {"appliance": 262_144, "minimal": 163_840}


def packed(content, packer):
    if packer is None:
        return len(content)
    done = subprocess.run(packer, input=content, stdout=subprocess.PIPE, check=True)
    return len(done.stdout)


def contents(files):
    return b"".join(pathlib.Path(name).read_bytes() for name in files)


def rows(label, config):
    """Three rows a peer: as it is, and packed; gzip and xz of all in one stream."""
    ours = build.pamlet(config).read_bytes()
    return [row for peer in (dynamic_login, busybox.login_family)
            for row in rows_beside(label, ours, config, peer)]


def rows_beside(label, ours, config, peer):
    try:
        name, theirs = peer(config)
    except Skip as reason:
        return [Row(f"{label} beside {peer.__doc__}", skipped=str(reason))]
    made = []
    for how, packer in PACKERS:
        target = TARGETS.get(label) if packer is None and peer is dynamic_login else None
        made.append(Row(f"{label}, {how}", packed(ours, packer), "", name,
                        theirs[how] if isinstance(theirs, dict) else packed(theirs, packer),
                        target))
    return made


def dynamic_login(config):
    """this host's dynamic login"""
    files = peers.login_stack(peers.modules_of(config))
    return f"dynamic login, {len(files)} files", contents(files)


def shares(config):
    """{component: bytes}; what the file holds besides is headers and gaps."""
    program = build.pamlet(config)
    sizes = linkmap.components(program.with_suffix(".unstripped"),
                               program.with_suffix(".map"), build.TOP)
    sizes["headers and gaps"] = program.stat().st_size - sum(sizes.values())
    return sizes


def component_rows():
    """Of $(O)'s configuration, the largest first, beside the same of minimal."""
    ours, theirs = shares(None), shares("minimal")
    return [Row(name, size, "", "minimal", theirs.get(name))
            for name, size in sorted(ours.items(), key=lambda item: (-item[1], item[0]))]


def applet_rows(config):
    """What an applet's own file adds; what applets share is not counted."""
    program = build.pamlet(config)
    text = program.with_suffix(".map")
    total = program.stat().st_size
    made = []
    for name in applets(program):
        own = sum(size for _, size, file, _ in linkmap.inputs(text)
                  if pathlib.Path(file).name in (f"{name}.o", f"{name}_options.o"))
        made.append(Row(f"applet {name}: its own objects", own, "", "whole file", total))
    return made


def applets(program):
    told = subprocess.run([str(program), "--list"], stdout=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL, check=True, timeout=10).stdout
    return told.split()
