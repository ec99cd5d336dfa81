# SPDX-License-Identifier: MIT
"""What the cases are written in: prompts, passwords, answers."""
from compat.place import ROOT_PASSWORD
from lib import hashes

NAME, SECRET, SHELL, ROOT_SHELL = "login: ", "Password: ", "$ ", "# "
OLD, NEW, AGAIN = "Current password: ", "New password: ", "Retype new password: "
RIGHT, WRONG, CHANGED = hashes.PASSWORD, hashes.WRONG, hashes.NEW_PASSWORD
ROOTS = ROOT_PASSWORD

LOOK = "look; exit 7"
SESSION = ((SHELL, LOOK),)
# What a session has, whoever opened it.
INSIDE = ("ran", "seen", "env")


def login_as(name, secret, *then):
    return ((NAME, name), (SECRET, secret), *then)
