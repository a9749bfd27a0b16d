"""Until when the certificates are good that servers show. Whether they are believed does not matter here: an expired one has to be seen."""
import os
import socket
import ssl
from datetime import datetime, timezone
from urllib.parse import urlsplit

import database_check

SECONDS = 4
# https://www.postgresql.org/docs/current/protocol-message-formats.html: SSLRequest
SSL_REQUEST = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")
# Of ASN.1.
UTC_TIME = 0x17


def servers():
    """(name, address, what is done before TLS) of each that speaks it."""
    tracking = os.environ.get("MONITORED_TRACKING")
    if tracking:
        yield "tracking", host_and_port(tracking), None
    database = database_address()
    if database:
        yield os.environ.get("MONITORED_DATABASE", "database"), database, ask_for_tls
    store = urlsplit(os.environ.get("MLFLOW_S3_ENDPOINT_URL", ""))
    if store.scheme == "https" and store.hostname:
        yield os.environ.get("MONITORED_STORE", "store"), (store.hostname, store.port or 443), None


def database_address():
    """The chart says it, where the server goes through a pooler; otherwise it is where libpq goes."""
    given = os.environ.get("MONITORED_DATABASE_ADDRESS")
    if given:
        return host_and_port(given)
    try:
        named = database_check.arguments() if database_check.is_ours() else None
    except ValueError:
        return None
    if named is None or (named.get("sslmode") or os.environ.get("PGSSLMODE")) == "disable":
        return None
    host = named.get("host") or os.environ.get("PGHOST", "")
    # The folder of a socket, or more than one host.
    if not host or host.startswith("/") or "," in host:
        return None
    return host, int(named.get("port") or os.environ.get("PGPORT") or 5432)


def host_and_port(address):
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


def looker(name, address, before):
    sample = 'mlflow_certificate_expiry_timestamp_seconds{for="%s"}' % name

    def look():
        shown = shown_by(address, before)
        return {} if shown is None else {sample: expiry(shown)}

    return look


def shown_by(address, before):
    """The certificate as it is sent; None from a server that speaks no TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection(address, timeout=SECONDS) as connection:
        if before is not None and not before(connection):
            return None
        with context.wrap_socket(connection, server_hostname=address[0]) as encrypted:
            return encrypted.getpeercert(binary_form=True)


def ask_for_tls(connection):
    """As PostgreSQL wants it."""
    connection.sendall(SSL_REQUEST)
    return connection.recv(1) == b"S"


def expiry(certificate):
    """In seconds. Of https://www.rfc-editor.org/rfc/rfc5280#section-4.1 only what stands before it is read."""
    body = inside(inside(certificate))
    tag, _, rest = element(body)
    # The version may be left out; then come serial number, algorithm and issuer.
    for _ in range(3 if tag == 0xA0 else 2):
        rest = element(rest)[2]
    _, validity, _ = element(rest)
    tag, until, _ = element(element(validity)[2])
    form = "%y%m%d%H%M%SZ" if tag == UTC_TIME else "%Y%m%d%H%M%SZ"
    return datetime.strptime(until.decode(), form).replace(tzinfo=timezone.utc).timestamp()


def inside(data):
    return element(data)[1]


def element(data):
    """The first of ASN.1's: its tag, what is in it, and what follows."""
    length, start = data[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[2:start], "big")
    return data[0], data[start : start + length], data[start + length :]
