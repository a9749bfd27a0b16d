"""What is told of others' words: in a line, no longer than somebody reads, with nothing that steers a terminal, and with no secret of the environment's.

A server says what it likes: an error may have the password that it was given, or the URL by which it was gone to.
"""
import os
import re
from urllib.parse import unquote

from words import printable

LONGEST = 1000
# Nobody reads more; patterns take their time.
LOOKED_AT = 16 * 1024
# Of variables whose value is a secret; one that names a file is not.
SECRET = re.compile(r"PASS(WORD|WD|PHRASE)|SECRET|TOKEN|CREDENTIAL|(?<!PUBLIC)_KEY$", re.IGNORECASE)
# Shorter ones stand in each word.
SHORTEST = 4
USERINFO = re.compile(r"(?<=://)\S*@")
PASSWORD = re.compile(r"[?&;]\w*(?:password|secret|token)\w*=([^&;\s]+)", re.IGNORECASE)
HIDDEN = "…"


def tell(text):
    """@param text or an error"""
    line = " ".join(str(text).split())
    for secret in secrets(os.environ):
        line = line.replace(secret, HIDDEN)
    line = printable(USERINFO.sub(HIDDEN + "@", line[:LOOKED_AT]))
    return line if len(line) <= LONGEST else line[:LONGEST] + " …"


def secrets(environment):
    """The longest first, for one may be in another. One that is no secret elsewhere is none: in a development's database, the user's name."""
    hidden, shown = set(), []
    for name, value in environment.items():
        urls = USERINFO.findall(value)
        for url in urls:
            _, colon, password = url[:-1].partition(":")
            # Of a password with an @ that is not escaped, others take the rest for a host.
            hidden.update([password, unquote(password), *password.split("@")] if colon else [url[:-1]])
        hidden.update(each for found in PASSWORD.findall(value) for each in (found, unquote(found)))
        if SECRET.search(name) and not value.startswith("/"):
            hidden.add(value.strip())
        elif not urls:
            shown.append(value)
    return sorted((each for each in hidden if len(each) >= SHORTEST and each not in shown), key=len, reverse=True)
