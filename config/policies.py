#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Makes the C table of compiled-in policies from config/pam.d.

Reads which services are wanted and which modules are linked from autoconf.h,
and writes one string a service: comments and blank lines left out, continued
lines joined, blanks between the words made one.

Rules:
 1. What libpam would only complain about at run time stops the build here:
    file, line, and what to do. No file is written then.
 2. A compiled-in policy works in an image that has no other file: it names
    only modules that are linked and includes only compiled-in policies.
 3. A line behind a '-' is left out where its module is not linked.
 4. Words are split as libpam splits them (its pam_line.c and pam_misc.c), so
    that what was checked is what runs.
"""

import argparse
import os
import re
import sys

sys.dont_write_bytecode = True
from kconfig import ConfigError, write_if_changed  # noqa: E402

TYPES = ("auth", "account", "password", "session")
CONTROLS = ("required", "requisite", "sufficient", "optional")
INCLUDES = ("include", "substack")
RETURNS = set(
    "success open_err symbol_err service_err system_err buf_err perm_denied "
    "auth_err cred_insufficient authinfo_unavail user_unknown maxtries "
    "new_authtok_reqd acct_expired session_err cred_unavail cred_expired "
    "cred_err no_module_data conv_err authtok_err authtok_recover_err "
    "authtok_lock_busy authtok_disable_aging try_again ignore abort "
    "authtok_expired module_unknown bad_item conv_again incomplete "
    "default".split())
ACTIONS = ("ignore", "ok", "done", "bad", "die", "reset")

# The applets that ask by a service of their own name.
APPLET_SERVICES = ("login", "sulogin", "su", "passwd", "vlock")

# Words after pam_unix.so and pam_pwhistory.so that choose how a new password
# is hashed, and the symbol that each needs (None: no symbol gives it).
HASH_WORDS = {
    "yescrypt": "HASH_YESCRYPT", "sha512": "HASH_SHA512CRYPT",
    "sha256": "HASH_SHA256CRYPT", "blowfish": "HASH_BCRYPT",
    "md5": "HASH_MD5", "bigcrypt": "HASH_MD5", "gost_yescrypt": None}

DEFINE = re.compile(r'#define (CONFIG|ENABLE)_([A-Z0-9_]+) (.*)')
SERVICE = re.compile(r"[A-Za-z0-9_-]+")
MODULE = re.compile(r"pam_([a-z0-9_]+)\.so")
WORD = re.compile(r"\[(?:[^\\\]]|\\.)*\]|[^ \t\[][^ \t]*")


class Configuration:
    """What autoconf.h says."""

    def __init__(self, path):
        self.enabled = {}
        self.values = {}
        with open(path, encoding="ascii") as header:
            for line in header:
                match = DEFINE.fullmatch(line.rstrip("\n"))
                if match and match.group(1) == "ENABLE":
                    self.enabled[match.group(2)] = match.group(3) == "1"
                elif match:
                    self.values[match.group(2)] = match.group(3)

    def services(self):
        if not self.enabled.get("POLICY_BUILTIN"):
            return []
        names = self.values.get("POLICY_SERVICES", '""').strip('"').split()
        for position, name in enumerate(names):
            if not SERVICE.fullmatch(name):
                raise ConfigError("CONFIG_POLICY_SERVICES: %r is not the name "
                                  "of a service" % name)
            if name in names[:position]:
                raise ConfigError("CONFIG_POLICY_SERVICES: %s stands there "
                                  "twice" % name)
        if not names:
            raise ConfigError("CONFIG_POLICY_SERVICES: names no service; turn "
                              "CONFIG_POLICY_BUILTIN off to have none")
        return names + [name for name in APPLET_SERVICES
                        if name not in names
                        and self.enabled.get("APPLET_" + name.upper())]


def read_lines(path):
    """Yields (number of the first line, text) of each line that says
    something, joined and without its comment."""
    try:
        with open(path, encoding="ascii", newline="\n") as source:
            physical = source.read().split("\n")
    except UnicodeDecodeError:
        raise ConfigError("%s: holds bytes that are not ASCII"
                          % path) from None
    except FileNotFoundError:
        raise ConfigError("%s: does not exist, and CONFIG_POLICY_SERVICES "
                          "names it" % path) from None
    joined, first = "", 0
    for number, line in enumerate(physical, 1):
        bad = re.search(r"[^\t\x20-\x7e]", line)
        if bad:
            raise ConfigError("%s:%d: character %r" % (path, number,
                                                      bad.group()))
        first = first or number
        bare = line.split("#", 1)[0].strip(" \t")
        # A comment ends the line for libpam, whatever stands at its end.
        goes_on = bare.endswith("\\") and "#" not in line
        joined += " " + (bare[:-1] if goes_on else bare)
        if goes_on:
            continue
        if joined.strip():
            yield first, joined.strip()
        joined, first = "", 0
    if joined.strip():
        raise ConfigError("%s:%d: the last line ends in a backslash"
                          % (path, first))


def split_words(text):
    """libpam's words; a [ ] pair is one. None when a [ is not closed."""
    words, rest = [], text
    while rest:
        match = WORD.match(rest)
        if not match:
            return None
        words.append(match.group())
        rest = rest[match.end():].lstrip(" \t")
    return words


def check_control(word):
    """Why word is no control; None when it is one."""
    if word.lower() in CONTROLS + INCLUDES:
        return None
    if not word.startswith("["):
        return "unknown control %r" % word
    pairs = word[1:-1].split()
    if not pairs:
        return "empty control []"
    for pair in pairs:
        name, equals, action = pair.partition("=")
        if not equals or name not in RETURNS:
            return "unknown return value %r in the control" % pair
        # A jump of 0 lines is an error for libpam too.
        if action not in ACTIONS and not re.fullmatch("[1-9][0-9]{0,2}",
                                                      action):
            return "unknown action %r in the control" % pair
    return None


def check_module(words, config):
    """Why a module's name or its words cannot be; None when they can."""
    match = MODULE.fullmatch(words[0])
    if not match:
        return ("module %r: a compiled-in policy names modules as "
                "pam_NAME.so, without a path" % words[0])
    symbol = "MODULE_" + match.group(1).upper()
    if symbol not in config.enabled:
        return ("module %s: pamlet has no such module (no CONFIG_%s)"
                % (words[0], symbol))
    if not config.enabled[symbol]:
        return ("module %s is not selected: set CONFIG_%s=y (make "
                "menuconfig), or take the line or the policy out"
                % (words[0], symbol))
    if symbol != "MODULE_UNIX":
        return None
    for word in words[1:]:
        needs = HASH_WORDS.get(word, "")
        if needs is None:
            return "%s: no hash method %s in pamlet" % (words[0], word)
        if needs and not config.enabled.get(needs):
            return ("%s: the hash method %s is not selected: set CONFIG_%s=y "
                    "(make menuconfig), or name another one"
                    % (words[0], word, needs))
    return None


def check_line(text, services, config):
    """(words, why not)."""
    words = split_words(text)
    if words is None:
        return [], "a [ without its ]"
    if text.endswith("\\"):
        # To libpam it does not continue the line; in the compiled text,
        # where nothing stands behind it, it would.
        return words, "a backslash at the end, with a comment behind it"
    kind = words[0].lower()
    if kind == "@include":
        return words, ("@include is Debian's own: write '%s include SERVICE'"
                       % TYPES[0])
    if kind not in TYPES:
        return words, "unknown type %r: one of %s" % (words[0],
                                                      ", ".join(TYPES))
    if len(words) < 2:
        return words, "no control"
    why = check_control(words[1])
    if why:
        return words, why
    if len(words) < 3:
        return words, "no module"
    if words[1].lower() in INCLUDES:
        if words[2] not in services:
            return words, ("%s of %s, which is not compiled in: add it to "
                           "CONFIG_POLICY_SERVICES" % (words[1], words[2]))
        return words, ("words after %s %s" % (words[1], words[2])
                       if len(words) > 3 else None)
    return words, check_module(words[2:], config)


def is_left_out(text, config):
    """Whether a rule behind a '-' names a module that is not in this build:
    what PAM does when it runs, done when it is built."""
    words = split_words(text) or []
    match = MODULE.fullmatch(words[2]) if len(words) > 2 else None
    symbol = "MODULE_" + match.group(1).upper() if match else None
    return symbol in config.enabled and not config.enabled[symbol]


def find_loop(includes, service, above):
    """Services that include each other in a ring, or None."""
    if service in above:
        return above[above.index(service):] + [service]
    for other in includes[service]:
        ring = find_loop(includes, other, above + [service])
        if ring:
            return ring
    return None


def read_policies(folder, config):
    """[(service, [line, ...])], checked."""
    services = config.services()
    errors, policies, includes = [], [], {}
    for service in services:
        path = os.path.join(folder, service)
        lines, includes[service] = [], []
        for number, text in read_lines(path):
            if text.startswith("-"):
                text = text[1:]
                if is_left_out(text, config):
                    continue
            words, why = check_line(text, services, config)
            if why:
                errors.append("%s:%d: %s" % (path, number, why))
                continue
            if words[1].lower() in INCLUDES:
                includes[service].append(words[2])
            lines.append(" ".join(words))
        if not lines and not errors:
            errors.append("%s: says nothing" % path)
        policies.append((service, lines))
    for service in services if not errors else ():
        ring = find_loop(includes, service, [])
        if ring:
            errors.append("%s: includes itself: %s" % (
                os.path.join(folder, service), " -> ".join(ring)))
            break
    if errors:
        raise ConfigError("\n".join(errors))
    return policies


def c_string(text):
    # ?? could begin a trigraph.
    return '"%s"' % (text.replace("\\", "\\\\").replace('"', '\\"')
                     .replace("??", "?\\?"))


def make_c(policies, include):
    out = ["/* Made by config/policies.py from config/pam.d; do not edit. */",
           '#include "%s"' % include, "",
           "const struct builtin_policy builtin_policies[] = {"]
    for service, lines in policies:
        out.append("\t{")
        out.append("\t\t.service = %s," % c_string(service))
        for position, line in enumerate(lines):
            out.append("\t\t%s%s \"\\n\"%s" % (
                ".text = " if position == 0 else "\t",
                c_string(line), "," if position == len(lines) - 1 else ""))
        length = sum(len(line) + 1 for line in lines)
        out.append("\t\t.len_bytes = %du," % length)
        out.append("\t},")
    if not policies:
        out.append("\t{ .service = 0, .text = 0, .len_bytes = 0u }")
    out += ["};", "",
            "const unsigned builtin_policies_count = %du;" % len(policies)]
    return "\n".join(out) + "\n"


def main():
    parser = argparse.ArgumentParser(
        prog="config/policies.py",
        description="Makes the C table of compiled-in policies.")
    parser.add_argument("--header", required=True, metavar="FILE",
                        help="autoconf.h")
    parser.add_argument("--pam-d", required=True, metavar="FOLDER",
                        help="the folder with the policies")
    parser.add_argument("--include", default="pam/builtin.h", metavar="NAME",
                        help="the header that declares the table")
    parser.add_argument("--output", required=True, metavar="FILE")
    args = parser.parse_args()
    try:
        config = Configuration(args.header)
        write_if_changed(args.output,
                         make_c(read_policies(args.pam_d, config),
                                args.include))
    except ConfigError as error:
        for line in str(error).split("\n"):
            print("policies: " + line, file=sys.stderr)
        return 1
    except OSError as error:
        print("policies: %s: %s" % (error.filename, error.strerror),
              file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
