"""Ask the monitor of this pod whether it is there. Imports little, for it runs every minute."""
import socket
import sys

try:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(5)
    connection.connect("/run/mlflow/monitor.sock")
    connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
    if not connection.recv(64).startswith(b"HTTP/1.0 404"):
        sys.exit("alive: the monitor does not answer as itself")
except OSError as error:
    sys.exit("alive: the monitor does not answer: " + str(error))
