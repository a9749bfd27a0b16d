"""Steps on the way to a server: its name, its port, TLS. The first that does not work is the cause; what would follow is not asked."""
import os
import socket
import ssl
import threading
import time
from datetime import datetime, timezone

# Of each attempt.
SECONDS = 4
# https://docs.openssl.org/3.0/man3/X509_STORE_CTX_get_error/
NOT_YET, EXPIRED, HOST, ADDRESS = 9, 10, 62, 64


class Found(Exception):
    """A cause, by its name in causes.ts, and what was seen of it."""

    def __init__(self, cause, seen):
        super().__init__(cause)
        self.cause, self.seen = cause, seen


class Unseen(Exception):
    """Nobody could look, for this reason. `is_needed` where it ought to have been possible: then nobody says that nothing is wrong."""

    def __init__(self, reason, is_needed=False):
        super().__init__(reason)
        self.is_needed = is_needed


def in_a_line(error):
    return " ".join(str(error).split())


def hurry():
    """glibc asks each server twice, for 5 seconds, and each name with all domains that the pod searches."""
    os.environ.setdefault("RES_OPTIONS", "timeout:2 attempts:2")


def resolve(part, host, port, unknown="name-unknown"):
    """Its addresses. `unknown` ends the name of the cause where nobody has that name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in (socket.EAI_AGAIN, socket.EAI_FAIL, socket.EAI_SYSTEM):
            raise Found("names-no-answer", "asked for %s: %s" % (host, error.strerror)) from None
        raise Found(part + "-" + unknown, "%s: %s" % (host, error.strerror)) from None
    except UnicodeError:
        raise Found(part + "-" + unknown, "%s is no name that DNS can have" % host) from None
    return [address for *_, address in found]


def connect(part, host, port):
    """A connection to the first address that answers."""
    addresses = resolve(part, host, port)
    refused = silent = None
    for address in addresses:
        where = "%s (%s) port %d" % (host, address[0], port)
        try:
            return socket.create_connection(address[:2], timeout=SECONDS)
        except ConnectionRefusedError:
            refused = where + " refuses connections"
        except OSError as error:
            silent = "%s: %s" % (where, "no answer within %d seconds" % SECONDS if isinstance(error, TimeoutError) else in_a_line(error.strerror or error))
    if refused:
        raise Found(part + "-refused", refused)
    raise Found(part + "-no-answer", silent or host + " has no address")


def context_of(authorities, checks_host=True):
    context = ssl.create_default_context(cafile=authorities) if authorities else ssl.create_default_context()
    context.check_hostname = checks_host
    return context


def encrypt(part, connection, host, context, authorities):
    """The connection by TLS. `authorities` is the file by which it is checked, for people."""
    believed = authorities or "the system's authorities"
    try:
        return context.wrap_socket(connection, server_hostname=host)
    except ssl.SSLCertVerificationError as error:
        seen = "%s shows a certificate that is refused: %s" % (host, error.verify_message or in_a_line(error))
        if error.verify_code in (EXPIRED, NOT_YET):
            raise Found(part + "-certificate-expired", "%s; this pod's clock says %s" % (seen, now())) from None
        if error.verify_code in (HOST, ADDRESS):
            raise Found(part + "-certificate-host", seen) from None
        raise Found(part + "-certificate-authority", "%s; believed are those in %s" % (seen, believed)) from None
    except ssl.SSLError as error:
        raise Found(part + "-scheme" if "WRONG_VERSION" in str(error) or "RECORD_LAYER" in str(error) else part + "-tls", "%s: %s" % (host, in_a_line(error))) from None
    except OSError as error:
        raise Found(part + "-tls", "%s ends the connection where TLS begins: %s" % (host, in_a_line(error))) from None


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def spared():
    """Bytes that this container may still take; None without a limit. As operations/report/receive.py counts them."""

    def number(*files):
        for file in files:
            try:
                with open("/sys/fs/cgroup/" + file) as opened:
                    return int(opened.read())
            except (OSError, ValueError):
                continue
        return None

    def evictable():
        for file in "memory.stat", "memory/memory.stat":
            try:
                with open("/sys/fs/cgroup/" + file) as lines:
                    found = dict(line.split() for line in lines)
                return int(found.get("total_inactive_file") or found["inactive_file"])
            except (OSError, KeyError, ValueError):
                continue
        return 0

    limit = number("memory.max", "memory/memory.limit_in_bytes")
    used = number("memory.current", "memory/memory.usage_in_bytes")
    return None if limit is None or used is None else limit - used + evictable()


def within(seconds, look, late):
    """What look() gives. Where it has not ended by then, `late` is raised and nobody waits for it any more: no time-out of a socket helps against
    a byte a second, and libpq waits for the answer to a question as long as the connection stands."""
    found, thrown = [], []

    def run():
        try:
            for each in look():
                found.append(each)
        except Exception as error:
            thrown.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    is_late = thread.is_alive()
    yield from list(found)
    if is_late:
        raise late
    if thrown:
        raise thrown[0]


def until(seconds):
    """A function that says whether so much time has gone by."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end
