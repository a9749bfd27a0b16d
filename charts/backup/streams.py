"""Streams of things that lie in a bucket, each sorted by path: millions of objects are compared in the memory of a few pages."""
import heapq

from catalogue import ARTIFACTS, in_order, listed

ENTRIES_IN_MEMORY = 20_000


class Along:
    """A sorted stream of tuples, each beginning with its path, that is asked for one path after another."""

    def __init__(self, items):
        self._items = iter(items)
        self._head = next(self._items, None)

    def at(self, path):
        """Everything with this path. Paths are asked for in order; what lies between them is left out."""
        wanted = in_order(path)
        found = []
        while self._head is not None and in_order(self._head[0]) <= wanted:
            if self._head[0] == path:
                found.append(self._head)
            self._head = next(self._items, None)
        return found


def copies(place, folder, stamps):
    """(path, stamp, size, ETag) of every object that these backups of one database have copied, in order."""
    # After years there are many folders, each with some objects that are still referred to: all their pages are in memory.
    page_size = min(1000, max(50, ENTRIES_IN_MEMORY // max(1, len(stamps))))

    def of(stamp):
        for path, size, etag in listed(place.below(folder + stamp + "/" + ARTIFACTS), page_size):
            yield path, stamp, size, etag

    return merged(of(stamp) for stamp in stamps)


def merged(streams):
    return heapq.merge(*streams, key=lambda item: in_order(item[0]))
