"""MLflow behind its proxy: whether it answers, to whom it is said to be."""
import http.client
import os
from urllib.parse import urlsplit

import steps
from steps import Found

# nginx's own, where MLflow does not answer it.
BEHIND = (502, 503, 504)
# For all of it.
SECONDS = 40


def look(address, host):
    """`address` is asked, as a URL with MLflow's prefix; `host` is what the request says. Gives causes."""
    late = Found("server-silent", "%s has not answered within %d s" % (address, SECONDS))
    try:
        yield from steps.within(SECONDS, lambda: causes(address, host), late)
    except Found as found:
        yield found


def causes(address, host):
    url = urlsplit(address)
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        connection = steps.connect("server", url.hostname, port)
        if url.scheme == "https":
            authorities = os.environ.get("SSL_CERT_FILE")
            # By its address nobody has a certificate.
            context = steps.context_of(authorities, checks_host=host == url.hostname)
            connection = steps.encrypt("server", connection, host, context, authorities)
        ask(connection, url, host)
    except Found as found:
        yield found


def ask(connection, url, host):
    where = "%s://%s:%s%s/health" % (url.scheme, url.hostname, url.port, url.path.rstrip("/"))
    client = http.client.HTTPConnection(host)
    client.sock = connection
    connection.settimeout(20)
    try:
        client.request("GET", url.path.rstrip("/") + "/health", headers={"Host": host})
        answer = client.getresponse()
        text = answer.read(200).decode(errors="replace").strip()
    except (http.client.HTTPException, OSError) as error:
        raise Found("server-silent", "%s: %s" % (where, steps.in_a_line(error) or type(error).__name__)) from None
    finally:
        client.close()
    if answer.status in BEHIND:
        raise Found("server-silent", "%s: the proxy says %d, since MLflow does not answer it" % (where, answer.status))
    if answer.status == 400 and "HTTPS" in text:
        raise Found("server-scheme", "%s: %s" % (where, text.split("\n")[0]))
    if answer.status != 200:
        raise Found("server-odd", "%s: %d %s" % (where, answer.status, " ".join(text.split())[:100]))
