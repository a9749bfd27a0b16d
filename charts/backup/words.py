"""What programs of a backup say."""


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
