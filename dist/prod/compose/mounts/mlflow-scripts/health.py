"""Ask MLflow how it is, where only its pod can: on its socket, or, without uvicorn, on the loopback.

Takes the path to ask for. Imports little, for it runs every few seconds.
"""
import os
import socket
import sys

FOLDER = "/run/mlflow"


def main(path):
    if os.path.exists(FOLDER + "/loopback"):
        connection = socket.create_connection(("127.0.0.1", 5001))
    else:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(FOLDER + "/server.sock")
    request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    connection.sendall(request.encode())
    answer = connection.recv(1024).decode("latin-1").split("\r\n")[0]
    if answer.split(" ")[1:2] != ["200"]:
        sys.exit("health: " + answer)


try:
    main(sys.argv[1])
except OSError as error:
    sys.exit("health: MLflow does not answer: " + str(error))
