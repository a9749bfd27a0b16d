"""Ask issuers where their login, their tokens and their keys are, and write it down for oauth2-proxy: NAME.cfg for each.

Waits for an issuer that does not answer. From then on oauth2-proxy starts, and lets in who is logged in, whether the issuer
answers or not. Arguments: the folder, the certificates of a private CA or nothing, and NAME=ISSUER for each.
"""
import http.client
import json
import os
import ssl
import sys
import time
import urllib.request

# What oauth2-proxy knows; it would not start with others. Symmetric ones would make a key of what everybody may read.
ALGORITHMS = {family + size for family in ("RS", "ES", "PS") for size in ("256", "384", "512")} | {"EdDSA"}
URLS = ("jwks_uri", "authorization_endpoint", "token_endpoint", "userinfo_endpoint")
LISTS = ("id_token_signing_alg_values_supported", "code_challenge_methods_supported")


def say(message):
    print("login: " + message, flush=True)


class Redirects(urllib.request.HTTPRedirectHandler):
    """Whom an issuer sends us to is as trusted as itself only if nobody on the way can answer instead."""

    def redirect_request(self, request, file, code, message, headers, url):
        if request.type == "https" and not url.startswith("https://"):
            raise ValueError("it sends us on to " + json.dumps(url) + ", which is not https")
        return super().redirect_request(request, file, code, message, headers, url)


def discover(issuer, context):
    url = issuer.rstrip("/") + "/.well-known/openid-configuration"
    opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), Redirects)
    with opener.open(url, timeout=10) as answer:
        found = json.load(answer)
    if not isinstance(found, dict):
        raise ValueError(url + " is no JSON object")
    if found.get("issuer") != issuer:
        raise ValueError("it calls itself " + json.dumps(found.get("issuer")) + ", which has to be the same, letter by letter")
    for name in URLS:
        value = found.get(name)
        if value is not None and not (isinstance(value, str) and value.isascii()):
            raise ValueError(url + ": " + name + " is no URL, but " + json.dumps(value))
        if value is not None and issuer.startswith("https:") and not value.startswith("https://"):
            raise ValueError(url + ": " + name + " is " + json.dumps(value) + ", which is not https as the issuer is")
    for name in LISTS:
        value = found.get(name)
        if value is not None and not isinstance(value, list):
            raise ValueError(url + ": " + name + " is no list, but " + json.dumps(value))
    if not found.get("jwks_uri"):
        raise ValueError(url + " names no keys (jwks_uri)")
    return found


def wait(issuer, context):
    said = None
    while True:
        try:
            return discover(issuer, context)
        except (OSError, ValueError, http.client.HTTPException) as error:
            reason = " ".join(str(error).split())
            if reason != said:
                said = reason
                say("waiting for the issuer " + issuer + ": " + said)
        time.sleep(5)


def configuration(found):
    """In TOML, whose texts and lists of texts are JSON's. What only people need, an issuer of programs does not have."""
    settings = {
        "skip_oidc_discovery": True,
        "oidc_jwks_url": found["jwks_uri"],
        "login_url": found.get("authorization_endpoint") or found["issuer"],
        "redeem_url": found.get("token_endpoint") or found["issuer"],
        "profile_url": found.get("userinfo_endpoint"),
        "oidc_enabled_signing_algs": [
            name for name in found.get("id_token_signing_alg_values_supported") or [] if isinstance(name, str) and name in ALGORITHMS
        ],
        "code_challenge_method": "S256" if "S256" in (found.get("code_challenge_methods_supported") or []) else None,
    }
    return "".join(name + " = " + json.dumps(value) + "\n" for name, value in settings.items() if value)


def main(folder, authority, *issuers):
    context = ssl.create_default_context()
    if authority:
        context.load_verify_locations(authority)
    for name, issuer in (given.split("=", 1) for given in issuers):
        path = os.path.join(folder, name + ".cfg")
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write(configuration(wait(issuer, context)))
        os.rename(path + ".new", path)
        say("the issuer " + issuer + " has answered")


main(*sys.argv[1:])
