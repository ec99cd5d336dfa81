# SPDX-License-Identifier: MIT
"""The file's own defences: what its ELF says, and what is in force at run time."""
import os
import re
import subprocess
import time

import pytest
from elftools.elf.elffile import ELFFile

from lib import build, procfs
from lib.sandbox import needs_root

# Functions with a buffer, in the smallest configuration: 100 and some.
GUARDED_MIN = 60
# mov or sub VARIABLE(%rip),%REGISTER
INSTRUCTION_BYTES = 7
CONFIGS = [None, "minimal", "initramfs", "everything"]


@pytest.fixture(params=[pytest.param(config, marks=[pytest.mark.slow] if config else [])
                        for config in CONFIGS], ids=lambda config: config or "configured")
def elf(request):
    with open(build.pamlet(request.param), "rb") as file:
        yield ELFFile(file)


def segments(elf, kind):
    return [segment for segment in elf.iter_segments() if segment["p_type"] == kind]


def dynamic_tags(elf):
    return {tag.entry.d_tag for segment in segments(elf, "PT_DYNAMIC")
            for tag in segment.iter_tags()}


def test_static_pie(elf):
    assert elf["e_type"] == "ET_DYN" and elf["e_machine"] == "EM_X86_64"
    assert segments(elf, "PT_INTERP") == []
    assert "DT_NEEDED" not in dynamic_tags(elf)


def test_no_text_relocations(elf):
    assert "DT_TEXTREL" not in dynamic_tags(elf)
    flags = [tag.entry.d_val for segment in segments(elf, "PT_DYNAMIC")
             for tag in segment.iter_tags() if tag.entry.d_tag == "DT_FLAGS"]
    assert not any(value & 0x4 for value in flags)


def test_stack_is_not_executable(elf):
    stacks = segments(elf, "PT_GNU_STACK")
    assert len(stacks) == 1 and stacks[0]["p_flags"] & 1 == 0


def test_nothing_is_writable_and_executable(elf):
    assert all(segment["p_flags"] & 3 != 3 for segment in segments(elf, "PT_LOAD"))


def test_has_relro(elf):
    assert len(segments(elf, "PT_GNU_RELRO")) == 1


def test_all_that_is_relocated_is_read_only(elf):
    """Full RELRO: no table of functions is bound late, and what is behind the
    dynamic section is inside the segment that becomes read-only."""
    relro = segments(elf, "PT_GNU_RELRO")[0]
    dynamic = segments(elf, "PT_DYNAMIC")[0]
    assert relro["p_vaddr"] <= dynamic["p_vaddr"]
    assert (dynamic["p_vaddr"] + dynamic["p_memsz"] <= relro["p_vaddr"] + relro["p_memsz"])
    assert not {"DT_JMPREL", "DT_PLTRELSZ", "DT_PLTGOT"} & dynamic_tags(elf)


def test_looks_for_nothing_outside(elf):
    """No library and no place to look for one: nothing for LD_* to reach."""
    assert not {"DT_NEEDED", "DT_RPATH", "DT_RUNPATH", "DT_SONAME",
                "DT_AUDIT", "DT_DEPAUDIT"} & dynamic_tags(elf)


def test_segments_are_what_they_should_be(elf):
    """One that is executable, and what is read-only is no more than that."""
    loaded = segments(elf, "PT_LOAD")
    flags = [segment["p_flags"] for segment in loaded]
    assert flags.count(5) == 1 and set(flags) <= {4, 5, 6}
    text = next(segment for segment in loaded if segment["p_flags"] == 5)
    assert text["p_vaddr"] <= elf["e_entry"] < text["p_vaddr"] + text["p_memsz"]


def test_has_no_symbols_and_no_path_of_the_build(elf):
    assert [section.name for section in elf.iter_sections()
            if section.name.startswith((".symtab", ".debug", ".comment"))] == []
    elf.stream.seek(0)
    data = elf.stream.read()
    for place in {build.TOP, build.third().resolve(), build.output().resolve()}:
        assert str(place).encode() not in data
    # Other people's assert() has names of files, but none from the root on.
    assert not re.search(rb"(?<![\w.])/[\w./+-]+\.[chS]\0", data)


def guard_address(elf):
    """Of the variable that gcc was told to take the guard from."""
    path = f"{elf.stream.name}.unstripped"
    with open(path, "rb") as file:
        (guard,) = ELFFile(file).get_section_by_name(".symtab").get_symbol_by_name(
            "__stack_chk_guard")
    return guard["st_value"]


def test_canary_is_compared(elf):
    """Not only linked in: many functions take the guard, and compare with it again."""
    text = next(segment for segment in segments(elf, "PT_LOAD") if segment["p_flags"] & 1)
    guard, taken = guard_address(elf), {"mov": 0, "sub": 0}
    loads = re.finditer(rb"[\x48\x4c](?=([\x8b\x2b])([\x05\x0d\x15\x1d\x25\x2d\x35\x3d])(....))",
                        text.data(), re.DOTALL)
    for found in loads:
        behind = text["p_vaddr"] + found.start() + INSTRUCTION_BYTES
        if behind + int.from_bytes(found[3], "little", signed=True) == guard:
            taken["mov" if found[1] == b"\x8b" else "sub"] += 1
    assert min(taken.values()) >= GUARDED_MIN, taken


def test_is_not_fortified(symbols):
    """_FORTIFY_SOURCE is glibc's; musl has none, and no *_chk function is in.
    What stands for it: -Wall -Wconversion as errors, the analysers, the sanitizers."""
    assert not [words[-1] for words in symbols if re.fullmatch(r"__\w+_chk", words[-1])]


def waiting_gate(sandbox, seat):
    sandbox.unix_policy()
    sandbox.user("anna")
    person = seat("-u", "anna")
    person.see("Password: ")
    return person


def load_base(pid):
    """Where the program's first page is; the file's addresses start at 0."""
    return min(area.start for area in procfs.maps(pid) if area.name.endswith("/pamlet"))


def test_relro_is_in_force(sandbox, seat):
    """Not only promised: the pages of a running gate are read-only."""
    person = waiting_gate(sandbox, seat)
    with open(build.pamlet(), "rb") as file:
        relro = segments(ELFFile(file), "PT_GNU_RELRO")[0]
        start = relro["p_vaddr"] & ~0xfff
        end = (relro["p_vaddr"] + relro["p_memsz"]) & ~0xfff
    base = load_base(person.process.pid)
    over = [area for area in procfs.maps(person.process.pid)
            if area.start < base + end and area.end > base + start]
    assert over and end > start
    assert all("w" not in area.permissions for area in over), over


def test_no_page_is_writable_and_executable(sandbox, seat):
    person = waiting_gate(sandbox, seat)
    bad = [area for area in procfs.maps(person.process.pid)
           if "w" in area.permissions and "x" in area.permissions]
    assert not bad


def test_arena_is_locked(sandbox, seat):
    person = waiting_gate(sandbox, seat)
    arena_bytes = int(build.configuration()["ARENA_SIZE"])
    assert procfs.locked_kib(person.process.pid) * 1024 >= arena_bytes


def test_no_core(sandbox, seat):
    """Also where the limit that it was given would let it dump."""
    sandbox.unix_policy()
    person = seat(command=["prlimit", "--core=4096", *sandbox.command("gate", "-u", "anna")])
    person.see("Password: ")
    assert procfs.limits(person.process.pid)["Max core file size"] == "0"


def test_not_dumpable(sandbox, seat):
    """What is not dumpable is root's in /proc, though a user's process: its
    owner cannot trace it. (A user's sleep beside it shows the difference.)"""
    needs_root()
    sandbox.unix_policy()
    as_user = ["chroot", "--userspec=1000:1000", str(sandbox.path)]
    person = seat(command=[*as_user, "/pamlet", "gate", "-u", "anna"])
    person.see("Password: ")
    with subprocess.Popen(["setpriv", "--reuid=1000", "sleep", "60"]) as other:
        try:
            while procfs.status(other.pid)["Name"] != "sleep":
                time.sleep(0.01)
            assert os.stat(f"/proc/{other.pid}/mem").st_uid == 1000
        finally:
            other.kill()
    assert os.stat(f"/proc/{person.process.pid}/mem").st_uid == 0
    assert procfs.status(person.process.pid)["Uid"].split()[0] == "1000"


@pytest.fixture(scope="module")
def symbols():
    listing = subprocess.run(["nm", str(build.output() / "pamlet.unstripped")],
                             capture_output=True, text=True, check=True).stdout
    return [line.split() for line in listing.splitlines()]


@pytest.mark.parametrize("name", ["malloc", "free"])
def test_exactly_one_allocator(symbols, name):
    """Local copies count too."""
    found = [words for words in symbols if words[-2] in "TtWw" and words[-1] == name]
    assert len(found) == 1, found


def test_crypt_is_that_of_libxcrypt(symbols):
    names = {words[-1].split(".")[0] for words in symbols}
    assert any("yescrypt" in name for name in names)
    assert not {"__crypt_des", "__crypt_md5", "__crypt_sha512"} & names, "musl's crypt is in"


def test_stack_protector_is_in(symbols):
    assert "__stack_chk_fail" in {words[-1] for words in symbols}
