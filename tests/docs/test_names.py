# SPDX-License-Identifier: MIT
"""An applet has one name everywhere: link, Kconfig symbol, table of main.c,
page, completion, README; and `make install` brings what belongs to it.
"""
import os
import re
import subprocess

import pytest

from docs import pages
from lib import build

APPLETS = pages.applets()


def source(name):
    return (build.TOP / name).read_text()


def test_there_are_applets():
    assert "gate" in APPLETS and len(APPLETS) == len(set(APPLETS))


def test_table_of_the_program():
    """The symbol that turns an applet on is that of its name."""
    lines = re.findall(r"ENABLE_APPLET_(\w+) \? &applet_(\w+) : NULL", source("applet/main.c"))
    assert [name for _, name in lines] == APPLETS
    assert [symbol.lower() for symbol, _ in lines] == APPLETS


def test_list_of_the_build():
    assert re.search(r"^APPLETS := (.*)$", source("applet/build.mk"), re.MULTILINE)[1].split() \
        == APPLETS


def test_names_of_the_structures():
    for name in APPLETS:
        assert re.search(rf'struct applet applet_{name} = {{\n\t\.name = "{name}",',
                         source(f"applet/{name}.c")), name


def test_built_are_those_of_the_configuration():
    chosen = build.configuration()
    assert pages.built() == [name for name in APPLETS
                             if chosen.get(f"APPLET_{name.upper()}") == "y"]


def headings():
    return re.findall(r"^#{2,3} (.*)$", source("README.md"), re.MULTILINE)


@pytest.mark.parametrize("name", APPLETS)
def test_readme_has_a_section(name):
    assert name in headings()


def sections():
    """{heading: text} of README.md."""
    parts = re.split(r"^#{2,3} (.*)\n", source("README.md"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def lines_of_usage(name):
    """The command lines that a usage text begins with, without the words before."""
    head = re.match(r"usage: (.*\n)((?:(?:   or:)? {7,}.*\n|   or: .*\n)*)", pages.usage(name))
    return [re.sub(r"^ +(or:)? *", "", line) for line in (head[1] + head[2]).splitlines()]


@pytest.mark.parametrize("name", APPLETS)
def test_readme_has_the_usage_lines(name):
    if name not in pages.built():
        pytest.skip(f"needs an applet that is not in this build: {name}")
    found = [line.strip() for line in sections()[name].splitlines() if line.startswith("    ")]
    found = [line.removeprefix("pamlet ") for line in found]
    assert [line for line in lines_of_usage(name) if line not in found] == []


def make_install(destination, output):
    """Of the program as it is: tests that run beside this one use it."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        ["make", "--no-print-directory", "-o", f"{output}/pamlet", f"O={output}", f"THIRD={build.third()}",
         f"KCONFIG_CONFIG={configuration(output)}", f"DESTDIR={destination}", "install"],
        cwd=build.TOP, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False, timeout=100)


def configuration(output):
    own = output / ".config"
    return own if own.exists() else build.TOP / ".config"


def installed(directory):
    return sorted(entry.name for entry in directory.iterdir())


@pytest.mark.parametrize("config", [None, pytest.param("minimal", marks=pytest.mark.slow)],
                         ids=["own", "minimal"])
def test_installed(tmp_path, config):
    """Pages and completion of the applets that are in the build, of no others."""
    output = build.pamlet(config).parent
    told = subprocess.run([str(output / "pamlet"), "--list"], stdout=subprocess.PIPE, text=True,
                          stdin=subprocess.DEVNULL, check=True, timeout=10).stdout.split()
    done = make_install(tmp_path, output)
    assert done.returncode == 0, done.stdout
    share = tmp_path / "usr/share"
    names = sorted(["pamlet", *told])
    assert installed(share / "bash-completion/completions") == names
    assert sorted(page[:-2] for section in ("man1", "man8") if (share / "man" / section).exists()
                  for page in installed(share / "man" / section)) == names
    for name in names:
        assert (share / "man" / f"man{pages.path(name).suffix[1]}" / pages.path(name).name) \
            .read_bytes() == pages.path(name).read_bytes()
        assert (share / "bash-completion/completions" / name).read_bytes() \
            == (build.TOP / "docs/completion/pamlet").read_bytes()
    assert installed(tmp_path / "usr/sbin") == names


def test_completion_of_another_program_stays(tmp_path):
    directory = tmp_path / "usr/share/bash-completion/completions"
    directory.mkdir(parents=True)
    (directory / "gate").write_text("another's\n")
    for _ in range(2):
        done = make_install(tmp_path, build.output())
        assert done.returncode == 0, done.stdout
    assert (directory / "gate").read_text() == "another's\n"
    assert os.readlink(directory / pages.built()[-1]) == "pamlet"
