"""What programs of a backup say, and how programs say what they were told."""


def say(message):
    print("backup: " + message, flush=True)


def amount(objects, size):
    return "%s object%s (%s)" % (format(objects, ","), "" if objects == 1 else "s", in_bytes(size))


def in_bytes(size):
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if size < 1024:
            return ("%d %s" if unit == "bytes" else "%.1f %s") % (size, unit)
        size /= 1024
    return "%.1f TiB" % size


def printable(text):
    """Names are others', and so are the words of errors: what a terminal would obey, and what ends a line, is written out."""
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def in_a_line(error):
    return printable(" ".join(str(error).split()))
