# SPDX-License-Identifier: MIT
"""Bytes of the file that ships, beside those of the programs it stands for."""
import concurrent.futures
import os
import pathlib
import subprocess

from bench import busybox, configs, linkmap, peers
from bench.table import Row, Skip
from lib import build

# (how it is said, how a stream of bytes is packed)
PACKERS = (("file", None), ("gzip -9n", ["gzip", "-9nc"]), ("xz -9e", ["xz", "-9ec"]))

# The configuration is $(O)'s own (None) or one of the named below it.
TARGETS = {"appliance": 237_840, "minimal": 131_072}


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


def parts(config):
    """The same objects, linked one by one: a program that was optimised as a whole
    cannot tell whose its bytes are."""
    return build.pamlet(config).with_name("parts.unstripped")


def shares(config):
    """{component: bytes}; the rest is what optimising the whole takes off, less
    headers and gaps."""
    program = parts(config)
    sizes = linkmap.components(program, program.with_suffix(".map"), build.TOP)
    sizes["optimised as a whole"] = build.pamlet(config).stat().st_size - sum(sizes.values())
    return sizes


def component_rows():
    """Of $(O)'s configuration, the largest first, beside the same of minimal."""
    ours, theirs = shares(None), shares("minimal")
    return [Row(name, size, "", "minimal", theirs.get(name))
            for name, size in sorted(ours.items(), key=lambda item: (-item[1], item[0]))]


def applet_rows(config):
    """What the file loses without an applet: what applets share is in none."""
    total = build.pamlet(config).stat().st_size
    names = applets(build.pamlet(config))
    # Most of a build is its link, which takes one processor.
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        programs = pool.map(lambda name: without(name, config, jobs=1), names)
        return [Row(f"applet {name}", total - program.stat().st_size, "", "whole file", total)
                for name, program in zip(names, programs)]


def without(name, config=None, jobs=os.cpu_count()):
    """The program, built of the same configuration without an applet."""
    output = build.scratch(f"without-{name}")
    symbol = f"CONFIG_APPLET_{name.upper()}"
    text = configs.file_of(build.pamlet(config).parent).read_text()
    (output / ".config").write_text(text.replace(f"{symbol}=y\n", f"# {symbol} is not set\n"))
    configs.kconfig(output, "olddefconfig")
    configs.make(output, jobs)
    return output / "pamlet"


def applets(program):
    told = subprocess.run([str(program), "--list"], stdout=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL, check=True, timeout=10).stdout
    return told.split()
