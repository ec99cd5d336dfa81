# SPDX-License-Identifier: MIT
"""A small limit of the stack, given by the caller or by a session's limits."""
import resource

import pytest

from lib import build, matrix
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import needs_users

# Below it there is not enough for chroot(8), which starts the gate here, nor for libpam.
SIZES_KIB = (24, 32, 48, 128, 512)


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")


def limited(size_kib):
    def limit():
        resource.setrlimit(resource.RLIMIT_STACK, (size_kib * 1024, size_kib * 1024))
    return limit


@pytest.mark.parametrize("size_kib", SIZES_KIB)
def test_the_gate_ends_as_it_should(sandbox, size_kib):
    right = sandbox.gate("-u", "anna", answers=[PASSWORD], preexec_fn=limited(size_kib))
    assert right.status == 0, (right.status, right.text)
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[WRONG],
                                      preexec_fn=limited(size_kib)))


@pytest.mark.parametrize("size_kib", SIZES_KIB)
def test_the_commands_status_is_told(sandbox, probe, size_kib):
    done = sandbox.gate("-u", "anna", "--", probe, "exit", "7", answers=[PASSWORD],
                        preexec_fn=limited(size_kib))
    assert done.status == 7, (done.status, done.text)


@pytest.mark.parametrize("size_kib", SIZES_KIB)
def test_limits_of_the_session_are_the_gates_own_too(sandbox, seat, size_kib):
    """pam_limits sets them on the process that it runs in; the terminal comes back."""
    if build.configuration().get("MODULE_LIMITS") != "y":
        pytest.skip("not configured: LIMITS")
    needs_users()
    sandbox.policy("gate", "auth required pam_unix.so\naccount required pam_unix.so\n"
                           "session required pam_limits.so conf=/etc/security/limits.conf\n")
    sandbox.write("etc/security/limits.conf", f"anna - stack {size_kib}\n")
    person = seat("-u", "anna", "--", "/nowhere")
    person.answer(("Password: ", PASSWORD))
    assert person.leave() == matrix.NOT_FOUND, person.screen
    assert person.after == person.before
