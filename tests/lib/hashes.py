# SPDX-License-Identifier: MIT
"""Passwords and their hashes, fixed, so that no test depends on this machine.

Made once with perl's crypt(PASSWORD, SETTING); the costs are the lowest that
each method allows, but for YESCRYPT_DEFAULT, which is what Debian sets.
"""
PASSWORD = "kolibri-9%Mond"
WRONG = "kolibri-9%Mone"
NEW_PASSWORD = "Zaunkoenig=42+Regen"

YESCRYPT = "$y$j75$pamletSalt1$hINbeLmft5UImmj30I17paOnM9Uu56w47FMdcaVavcC"
YESCRYPT_DEFAULT = "$y$j9T$pamletSalt1$3Vl2e78rwiD3akQV0FKwBEB6o7bjI5CrWHo4hqPMA/D"
SHA512CRYPT = (
    "$6$rounds=1000$pamletSalt$ETeLReKkwHb02l9yA4tb4yOFtRqCPiTSzetQGwzrakx3JtdmfgKWtF"
    "YnATd44qp4MiDg3BIDXDrcUFz.8iTU11")
SHA256CRYPT = "$5$rounds=1000$pamletSalt$d/6H3LSUTOdod4Fo1d/5vNaW0GYfOvrrOKhoF5z4H9."
BCRYPT = "$2b$04$abcdefghijklmnopqrstuurVRFUUECGE7No962M1Eyw9qeFprc5yS"

# pam_unix's own, where HASH_MD5 is in the build.
MD5 = "$1$pamletSa$qYRs6SyprYsp5gTo9AG0v."

METHODS = {
    "yescrypt": YESCRYPT,
    "yescrypt-default-cost": YESCRYPT_DEFAULT,
    "sha512crypt": SHA512CRYPT,
    "sha256crypt": SHA256CRYPT,
    "bcrypt": BCRYPT,
}

# The longest password that PAM takes, and one byte less than too long.
LONG_PASSWORD = "k" * 511
LONG_YESCRYPT = "$y$j75$pamletSalt3$Vq1LStnFjPKZPmpzGpJed6n9EcKGRgFVR811DTtQhS6"

# A password of bytes that are no ASCII: UTF-8, and a control character.
BYTES_PASSWORD = "Pässwörd Ωmega\x01 ~".encode()
BYTES_YESCRYPT = "$y$j75$pamletSalt2$I8xrYjUxRJKua2Z9UDFd2FW3qV3/CY/tBttd7j0AKo2"
