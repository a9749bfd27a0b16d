"""Write one file of all authorities that are believed: the public ones, and those that were given.

Arguments: the folder with those given (*.crt), and the file to write. The public ones are those of certifi, which MLflow's image has.
"""
import glob
import os
import re
import ssl
import sys

import certifi


# What else is in such a file, comments in any encoding or a key, is nobody's business.
CERTIFICATE = re.compile(rb"-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----.*?-----END \1-----", re.DOTALL)


def read(path):
    with open(path, "rb") as file:
        return b"".join(found.group(0) + b"\n" for found in CERTIFICATE.finditer(file.read()))


def check(path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context.load_verify_locations(path)
    except ssl.SSLError as error:
        sys.exit("authorities: " + os.path.basename(path) + " holds no certificates that can be read: " + str(error))


def main(folder, target):
    given = sorted(glob.glob(os.path.join(folder, "*.crt")))
    for path in given:
        check(path)
    with open(target + ".new", "wb") as file:
        for path in [certifi.where(), *given]:
            file.write(read(path))
    os.rename(target + ".new", target)
    print("authorities: the public ones and " + (", ".join(os.path.basename(path) for path in given) or "no others"), flush=True)


main(*sys.argv[1:])
