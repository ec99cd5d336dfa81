# SPDX-License-Identifier: MIT
"""Which of upstream's tests run here, and why the others cannot.

`make evidence` puts it into docs/EVIDENCE.md. All that are in the sources must be named
here: those of a new version are red until somebody has looked at them.
"""
NOT_LINKED = "the module needs a library that no static file has (SELinux, audit, libdb, rcmd)"
NO_DES = "the account's hash is DES's, which is not linked: it is refused"
NO_MD5 = ("remembered passwords are compared by libxcrypt, in which MD5 is not linked"
          " (pam_unix has its own)")
NO_METHOD = "the method is not linked: upstream's test sees that, and skips itself"
NO_LIBC = "it asks for a function of glibc's: upstream's test sees that, and skips itself"
NO_DES_API = "encrypt() and setkey() are not in this libxcrypt"
NEEDS_LIMITS = "needs CAP_SYS_RESOURCE"

# --- Linux-PAM: tests/tst-*.c, modules/*/tst-*-retval.c -----------------------------------
PAM = {
    **dict.fromkeys(f"tst-pam_{name}" for name in (
        "acct_mgmt", "authenticate", "chauthtok", "close_session", "end", "fail_delay",
        "get_authtok", "get_data", "get_item", "get_user", "getenvlist", "mkargv",
        "open_session", "set_data", "set_item", "setcred", "start", "start_confdir")),
    "tst-dlopen": None,
    **dict.fromkeys(f"tst-pam_{name}-retval" for name in (
        "canonicalize_user", "debug", "deny", "echo", "env", "faildelay", "faillock",
        "listfile", "localuser", "mkhomedir", "nologin", "permit", "pwhistory", "rootok",
        "succeed_if", "time", "warn")),
    "tst-pam_sepermit-retval": NOT_LINKED,
}

# --- Linux-PAM: modules/*/tst-pam_*: tst-dlopen with that module --------------------------
MODULES = {
    **dict.fromkeys(f"pam_{name}" for name in (
        "access", "canonicalize_user", "debug", "deny", "echo", "env", "exec", "faildelay",
        "faillock", "filter", "ftp", "group", "issue", "keyinit", "lastlog", "limits",
        "listfile", "localuser", "loginuid", "mail", "mkhomedir", "motd", "namespace",
        "nologin", "permit", "pwhistory", "rootok", "securetty", "setquota", "shells",
        "stress", "succeed_if", "time", "timestamp", "umask", "unix", "usertype", "warn",
        "wheel", "xauth")),
    **dict.fromkeys(("pam_rhosts", "pam_selinux", "pam_sepermit", "pam_tty_audit",
                     "pam_userdb"), NOT_LINKED),
}

# --- Linux-PAM: xtests, run as root in a Debian of their own --------------------------------
XTESTS = {
    **dict.fromkeys(f"tst-pam_{name}" for name in (
        "access1", "access2", "access3", "access4", "assemble_line1", "authfail",
        "authsucceed", "dispatch1", "dispatch2", "dispatch3", "dispatch4", "dispatch5",
        "group1", "limits1", "motd", "shells", "substack1", "substack2", "substack3",
        "substack4", "substack5", "succeed_if1", "time1", "unix1")),
    "tst-pam_pwhistory1": NO_MD5,
    **dict.fromkeys(("tst-pam_unix2", "tst-pam_unix3", "tst-pam_unix4"), NO_DES),
}

# --- libxcrypt: test/*.c, and ka-tester.c for each method -----------------------------------
METHODS = ("bcrypt", "bcrypt-a", "bcrypt-x", "bcrypt-y", "bigcrypt", "bsdicrypt", "descrypt",
           "gost-yescrypt", "md5crypt", "nt", "scrypt", "sha1crypt", "sha256crypt",
           "sha512crypt", "sunmd5", "yescrypt")
# What can be linked at all; what a configuration has of it, configuration() tells.
LINKABLE = ("bcrypt", "sha256crypt", "sha512crypt", "yescrypt")
XCRYPT = {
    **dict.fromkeys((
        "alg-pbkdf-hmac-sha256", "alg-sha256", "alg-sha512", "alg-yescrypt", "badsalt",
        "badsetting", "byteorder", "checksalt", "compile-strong-alias", "crypt-badargs",
        "gensalt", "gensalt-extradata", "getrandom-fallbacks", "getrandom-interface",
        "preferred-method", "short-outbuf", "special-char-salt")),
    **dict.fromkeys((
        "alg-des", "alg-gost3411-2012", "alg-gost3411-2012-hmac", "alg-hmac-sha1", "alg-md4",
        "alg-md5", "alg-sha1", "crypt-gost-yescrypt", "gensalt-nthash"), NO_METHOD),
    "explicit-bzero": NO_LIBC,
}
XCRYPT_NOT_BUILT = dict.fromkeys(("des-obsolete", "des-obsolete_r"), NO_DES_API)


def known_answers(hashes):
    """{ka-METHOD: None, or why it cannot run} where these methods are linked."""
    return {f"ka-{method}": None if method in hashes else NO_METHOD for method in METHODS}


def parts():
    """[(what, {name: None or why})]"""
    return [
        ("Linux-PAM, tests of libpam and of what modules return", PAM),
        ("Linux-PAM, each module is found", MODULES),
        ("Linux-PAM, xtests", XTESTS),
        ("libxcrypt, known answers", known_answers(LINKABLE)),
        ("libxcrypt, other tests", {**XCRYPT, **XCRYPT_NOT_BUILT}),
    ]


def markdown():
    lines = ["| upstream's tests | there are | run here | cannot, and why |", "|---|---:|---:|---|"]
    for what, names in parts():
        reasons = {}
        for name, why in sorted(names.items()):
            if why:
                reasons.setdefault(why, []).append(f"`{name}`")
        cannot = "; ".join(f"{', '.join(which)}: {why}" for why, which in reasons.items())
        runs = sum(why is None for why in names.values())
        lines.append(f"| {what} | {len(names)} | {runs} | {cannot} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(markdown(), end="")
