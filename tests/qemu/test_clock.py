# SPDX-License-Identifier: MIT
"""A machine whose clock stands at the end of 32 bits, signed and unsigned: who has
expired stays out, who is valid gets in, and the deadline is as long as ever. (At 1970:
test_guest.py.)"""
import pytest

from lib import build, hashes
from lib.hashes import PASSWORD, WRONG

BOARD = build.TOP / "board" / "qemu-x86_64"

PASSWD = "".join(f"{name}:x:{uid}:{uid}::/:/bin/sh\n"
                 for name, uid in {"root": 0, "berta": 1000, "carl": 1001}.items())
DAY_2037, DAY_2100, DAY_2200 = 24800, 47482, 84006
SHELL = "demo:[^ ]*[#$] "
# The last second that the number can tell, and the days after berta's last one.
ENDS = {"2038": (2 ** 31 - 1, DAY_2037), "2106": (2 ** 32 - 1, DAY_2100)}
# Before it by so much that a person sits there when it comes; or long after.
SHIFTS = {"before": -12, "after": 20 * 86400}


def files(year, shift):
    """The board's, with the clock set before the gate: QEMU's own ends in 2069."""
    end, expires = ENDS[year]
    rest = "20000:0:99999:7::{}:\n"
    init = (BOARD / "init").read_text()
    at = init.index("hostname demo\n")
    return {
        "/init": (f"{init[:at]}date -s @{end + SHIFTS[shift]} >/dev/null\n{init[at:]}", 0o755),
        "/etc/passwd": PASSWD,
        "/etc/shadow": f"root:{hashes.YESCRYPT}:{rest.format('')}"
                       f"berta:{hashes.YESCRYPT}:{rest.format(expires)}"
                       f"carl:{hashes.YESCRYPT}:{rest.format(DAY_2200)}"}


# In `make check` two of them: a boot each.
@pytest.mark.parametrize("year, shift", [
    pytest.param("2038", "before", marks=pytest.mark.slow),
    pytest.param("2038", "after", marks=pytest.mark.long),
    pytest.param("2106", "before", marks=pytest.mark.long),
    pytest.param("2106", "after", marks=pytest.mark.slow)])
def test_the_end_of_32_bits(boot, year, shift, evidence):
    machine = boot(files=files(year, shift), init_arguments="-n 4")
    for user, password in (("berta", PASSWORD), ("carl", WRONG)):
        machine.log_in(user, password)
        machine.expect("Login incorrect")
    machine.log_in("carl", PASSWORD)
    machine.expect(SHELL)
    assert "uid=1001" in machine.command("id", SHELL)
    assert machine.command("date +%Y", SHELL).splitlines()[1] == year
    evidence("environment", "clocks at 2038 and 2106", 3)


@pytest.mark.long
@pytest.mark.parametrize("year", ENDS)
def test_the_deadline_across_it(boot, year, evidence):
    machine = boot(files=files(year, "before"), init_arguments="-n 2 -t 9")
    machine.log_in("root", WRONG)
    machine.expect("Login incorrect")
    machine.expect("init: the gate ended with status 3;")
    evidence("environment", "clocks at 2038 and 2106", 1)
