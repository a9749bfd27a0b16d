"""Where in the artefact store something of MLflow's lies, by the URI that MLflow has noted: a path below ARTIFACTS_URI.

Whatever is not certain is no place: nothing is ever deleted below one that was guessed.
"""
import re

PROXIED = "mlflow-artifacts:/"
# What a server or a client would read as something else than it is.
DOUBTFUL = re.compile(r"[%?#\\\x00-\x1f]")
IDENTIFIER = re.compile(r"[A-Za-z0-9_-]+")


class NoPlace(Exception):
    """Why, in words."""


def path_of(uri, root):
    """The path below the root, without a slash at either end."""
    uri, root = (uri or "").rstrip("/"), root.rstrip("/")
    if uri.startswith(PROXIED) and not uri.startswith(PROXIED + "/"):
        path = uri[len(PROXIED) :]
    elif uri.startswith(root + "/"):
        path = uri[len(root) + 1 :]
    else:
        raise NoPlace("its artefacts are not in the store of this installation: %r" % uri)
    if DOUBTFUL.search(path) or any(part in ("", ".", "..") for part in path.split("/")):
        raise NoPlace("the URI of its artefacts can be read in more than one way: %r" % uri)
    return path


def folder_of(uri, identifier, root):
    """Of a run, or of a logged model: a folder that is called as it is, and nobody else's."""
    path = path_of(uri, root)
    if not IDENTIFIER.fullmatch(identifier) or path.split("/")[-2:] != [identifier, "artifacts"]:
        raise NoPlace("its artefacts are not in a folder of its own: %r" % uri)
    return path


def is_own(path, experiment_id):
    """Whether a path is that which MLflow makes for this experiment: others may have their things in one that somebody chose."""
    return re.fullmatch(r"(workspaces/[a-z0-9-]+/)?" + re.escape(str(experiment_id)), path) is not None


def is_within(path, folder):
    return path == folder or path.startswith(folder + "/")


def folder_above(path, folders):
    """That of these folders in which a path lies, None if there is none."""
    end = path.rfind("/")
    while end > 0:
        if path[:end] in folders:
            return path[:end]
        end = path.rfind("/", 0, end)
    return None
