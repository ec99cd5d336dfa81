# SPDX-License-Identifier: MIT
"""board/mkinitcpio: the hook in a stand-in for mkinitcpio, and its images booted. Each
attack is tried on the image without pamlet first, where it opens a shell.
"""
import pytest

from boards import mkinitcpio_image as images
from lib.hashes import WRONG

pytestmark = [pytest.mark.slow, pytest.mark.limit(900)]

NO_ROOT = "root=/dev/none rw"
# A root file system without a program in it.
EMPTY_ROOT = "root=none rootfstype=tmpfs rw"
FIXED = "root=/dev/none rw quiet"


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    return images.Images(tmp_path_factory.mktemp("mkinitcpio") / "it")


@pytest.fixture(scope="session")
def stock(place):
    return place.made("stock", ["base"])


@pytest.fixture(scope="session")
def kept(place):
    return place.made("pamlet", ["base", "pamlet"])


@pytest.fixture(scope="session")
def fixed(place):
    return place.made("fixed", ["base", "pamlet"], CMDLINE=FIXED)


# The ways to a shell: what is on the command line, and the reason that is shown.
WAYS = {
    "no root": (NO_ROOT, "Failed to mount '/dev/none' on real root"),
    "root without init": (EMPTY_ROOT, "/sbin/init does not exist"),
    "break=premount": (f"{NO_ROOT} break=premount", "break=premount was asked for"),
    "break": (f"{NO_ROOT} break", "break=y was asked for"),
    "break=postmount": (f"{EMPTY_ROOT} init=/none break=postmount", "/none does not exist"),
    "disablehooks=pamlet": (f"{NO_ROOT} disablehooks=quiet,pamlet", "Failed to mount"),
    "rd.debug": (f"{NO_ROOT} rd.debug", "Failed to mount"),
    "variables of the gate": (
        f"{NO_ROOT} PAMLET_USER= PAMLET_SERVICE=other PAMLET_SHELL=/bin/id PAMLET_TRIES=0"
        " pamlet_why=x pamlet_reason=y IFS=o PATH=/new_root", "Failed to mount"),
}
LONG = set(WAYS) - {"no root", "break=premount"}
ways = pytest.mark.parametrize("way", [
    pytest.param(way, marks=[pytest.mark.long] if way in LONG else []) for way in WAYS])


@ways
def test_the_stock_image_opens(stock, way):
    with images.boot(stock, WAYS[way][0]) as machine:
        machine.expect(images.SHELL, images.LIMIT_S)
        machine.opens()


@ways
def test_the_gate_asks_tells_why_and_opens_on_the_password(kept, way):
    append, reason = WAYS[way]
    with images.boot(kept, append) as machine:
        machine.kept(lambda machine: machine.type(WRONG))
        assert reason in machine.said_since(0)
        machine.enters()


def keys(text):
    return lambda machine: machine.child.send(text)


def secure_attention(machine):
    """Ends no gate: the question stands, and is answered with nothing."""
    machine.send_sysrq("k")
    machine.expect("sysrq: SAK", images.LIMIT_S)
    machine.type("")


ATTACKS = {
    "^C": [keys("\x03")] * 3,
    "^Z ^\\ ^D": [keys("\x1a\x1c"), keys("\x1c"), keys("\x04")],
    "wrong to the end": [lambda machine: machine.type(WRONG)] * 7,
    "Enter held": [keys("\r")] * 6,
    "SysRq e": [lambda machine: machine.send_sysrq("e")] * 2,
    "SysRq i": [lambda machine: machine.send_sysrq("i")] * 2,
    "SysRq k": [secure_attention] * 2,
}


@pytest.mark.parametrize("attack", [
    pytest.param(attack, marks=[pytest.mark.long] if attack != "^C" else [])
    for attack in ATTACKS])
def test_attacks_at_the_prompt(kept, attack):
    with images.boot(kept, f"{NO_ROOT} break=premount sysrq_always_enabled") as machine:
        machine.kept(*ATTACKS[attack])
        machine.enters()


def test_exit_goes_on_with_the_boot(kept):
    """The break's shell is left for the next stage; from the last one no way leads on."""
    with images.boot(kept, f"{NO_ROOT} break=premount") as machine:
        machine.asked()
        machine.enters()
        for reason in ("Failed to mount '/dev/none'", "Failed to mount the real root",
                       "Failed to mount the real root"):
            machine.type("exit")
            machine.expect(reason, images.LIMIT_S)
            machine.asked()
            machine.enters()


@pytest.mark.long
def test_a_gate_that_cannot_run_opens_nothing(stock, kept):
    """The command line takes the program's right to run away."""
    append = f"{NO_ROOT} disablehooks=../usr/sbin/pamlet"
    with images.boot(stock, append) as machine:
        machine.expect(images.SHELL, images.LIMIT_S)
        machine.opens()
    with images.boot(kept, append) as machine:
        for _ in range(3):
            machine.expect("ermission denied", images.LIMIT_S)
        machine.type(images.PROBE)
        machine.expect("ermission denied", images.LIMIT_S)
        machine.expect("ermission denied", images.LIMIT_S)
        assert images.PROVED not in machine.said_since(0)


@pytest.mark.long
@pytest.mark.parametrize("exit_action,ended", [("reboot", "guest-reset"),
                                               ("poweroff", "guest-shutdown")])
def test_exit_as_configured(place, exit_action, ended):
    image = place.made(f"exit-{exit_action}", ["base", "pamlet"], EXIT=exit_action)
    with images.boot(image, NO_ROOT) as machine:
        machine.asked()
        machine.enters()
        machine.type("exit")
        assert machine.wait_end(images.LIMIT_S) == ended


# The command line itself

# init makes variables of the command line: here a trace whose prefix is a command.
TRACE = "PS4=$(echo${IFS}un''locked)"
SMUGGLED = {
    "a trace": f"rd.debug {TRACE}",
    "a trace by the environment": f"rd_debug=y {TRACE}",
}


@pytest.mark.long
@pytest.mark.parametrize("name", SMUGGLED)
def test_the_command_line_runs_commands_unless_it_is_fixed(kept, fixed, name):
    append = SMUGGLED[name]
    with images.boot(kept, f"{NO_ROOT} {append}") as machine:
        machine.expect("unlocked", images.LIMIT_S)
    with images.boot(fixed, f"{NO_ROOT} break=premount {append}") as machine:
        machine.kept()
        assert "Failed to mount '/dev/none'" in machine.said_since(0)
        machine.enters()
