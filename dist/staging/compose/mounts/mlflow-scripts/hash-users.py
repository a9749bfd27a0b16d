"""Write the users of the values (development) as the proxy reads them: user:{SSHA}hash, a line each.

Reads /users/users.json, a map from names to passwords; writes /login/htpasswd.
"""
import base64
import hashlib
import json
import os


def hashed(password):
    salt = os.urandom(16)
    return "{SSHA}" + base64.b64encode(hashlib.sha1(password.encode() + salt).digest() + salt).decode()


def main():
    with open("/users/users.json", encoding="utf-8") as file:
        users = json.load(file)
    with open("/login/htpasswd", "w", encoding="utf-8") as file:
        for name, password in users.items():
            file.write(name + ":" + hashed(password) + "\n")
    print("users: " + str(len(users)) + " of auth.basic.users", flush=True)


main()
