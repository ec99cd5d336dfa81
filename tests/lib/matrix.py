# SPDX-License-Identifier: MIT
"""What many tests ask of a finished gate."""
from lib import hashes

DENIED, USAGE, TIMEOUT, CANCELLED, BROKEN = 1, 2, 3, 4, 111
NOT_EXECUTABLE, NOT_FOUND, SIGNAL = 126, 127, 128

SECRETS = (hashes.PASSWORD, hashes.WRONG, hashes.NEW_PASSWORD)


def assert_denied(done):
    assert done.status == DENIED, f"{done.status}: {done.text}"
    assert "Login incorrect" in done.text


def assert_broken(done, *words):
    """111, one harmless line to the person, and the cause with words in the log."""
    assert done.status == BROKEN, f"{done.status}: {done.text}\n{done.log}"
    assert "not possible" in done.text.lower() and "Password" not in done.text
    for word in words:
        assert word in done.log, f"no {word!r} in the log:\n{done.log}"


def assert_no_secret(*texts):
    for text in texts:
        text = text.decode(errors="replace") if isinstance(text, bytes) else text
        for secret in SECRETS:
            assert secret not in text, text
