"""One database in the place of another, by renaming both. In this order, while the lock is held:

    1. a note on the new database, which is whole, says what the old one will be called
    2. the old one takes no new connections, and those that it has are ended
    3. it is renamed: PostgreSQL does that only when nobody is in it, and nobody finds it any more
    4. it is looked at for the last time
    5. the new one gets its name: that is the commit

Before 5, undo() makes everything as it was. It needs no more than the note, so that whoever comes next can call it.
"""
import json
import shlex
import time

import psycopg2
from psycopg2.errors import ObjectInUse

from catalogue import Fault
from databases import REPLACED, RESTORING, belonging, beyond, connect, drop, end_others, execute, live, named, others_in, quoted, say

# How long servers are kept out, at most, while somebody is in their database whom the user may not end.
PATIENCE = 60


def swap(connection, new, stamp, look):
    """`look`, given a connection to the old database, raises where it must not be replaced. Gives the old one's new name."""
    old = named(REPLACED + stamp)
    others = beyond(connection, live())
    if others:
        raise Fault(words_of(connection, live(), others))
    comment = comment_of(connection, live())
    write_note(connection, new, json.dumps({"replaced": old, "comment": comment}))
    say_way_back(connection, old)
    try:
        allow(connection, live(), False)
        rename(connection, live(), old)
        allow(connection, old, True)
        last = connect(old)
        try:
            look(last)
        finally:
            last.close()
        rename(connection, new, live())
    except Exception:
        undo(connection)
        raise
    forget(connection)
    return old


def say_way_back(connection, old):
    own = quoted(live(), connection)
    commands = "ALTER DATABASE %s RENAME TO %s" % (quoted(old, connection), own), "ALTER DATABASE %s ALLOW_CONNECTIONS true" % own
    say(
        "shutting %s for a moment. If this pod is killed before it says more, its next one opens it again, as does a server's pod that starts, or: psql -U %s -d %s %s (in the chart's own PostgreSQL: kubectl exec, docs/recovery.md)"
        % (live(), connection.info.user, connection.info.dbname, " ".join("-c " + shlex.quote(command) for command in commands))
    )


def undo(connection):
    """Of a swap that did not come to its end; nothing where there is none."""
    for new, old in half_done(connection):
        databases = dict(execute(connection, "SELECT datname, datallowconn FROM pg_database"))
        if live() not in databases and old in databases:
            rename(connection, old, live())
            say("gave %s its name back, which a restore had taken before it ended unfinished" % live())
        # By either name it may have been left shut.
        if databases.get(live(), databases.get(old)) is False:
            allow(connection, live(), True)
            say("opened %s again, which a restore had shut before it ended unfinished" % live())
        write_note(connection, new, None)


def forget(connection):
    """The note on a database that has got its name: it has the comment of the one before instead."""
    note = comment_of(connection, live())
    if note is not None and note.startswith('{"replaced": '):
        write_note(connection, live(), json.loads(note)["comment"])


def half_done(connection):
    """(new database, name for the old one) of each swap that was begun and not committed."""
    for name in belonging(connection, RESTORING):
        note = comment_of(connection, name)
        if note:
            yield name, json.loads(note)["replaced"]


def keep_one(connection, kept):
    """Drops what restores before had replaced."""
    for name in belonging(connection, REPLACED):
        if name != kept:
            drop(connection, name)
            say("dropped %s, which the restore before had kept" % name)


def rename(connection, name, other):
    """Ends whoever is in it, again and again."""
    until = time.monotonic() + PATIENCE
    while True:
        end_others(connection, name)
        try:
            return execute(connection, "ALTER DATABASE %s RENAME TO %s" % (quoted(name, connection), quoted(other, connection)))
        except ObjectInUse as error:
            if time.monotonic() > until:
                raise Fault(words_of(connection, name, others_in(connection, name))) from error
        time.sleep(0.2)


def words_of(connection, name, others):
    return "%s cannot be renamed: %s is in it, whom %s may not end. Stop that, or let it: GRANT pg_signal_backend TO it" % (name, others, connection.info.user)


def allow(connection, name, is_open):
    execute(connection, "ALTER DATABASE %s ALLOW_CONNECTIONS %s" % (quoted(name, connection), "true" if is_open else "false"))


def comment_of(connection, name):
    ((text,),) = execute(connection, "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", (name,))
    return text


def write_note(connection, name, text):
    execute(connection, "COMMENT ON DATABASE " + quoted(name, connection).replace("%", "%%") + " IS %s", (text,))


def creation(connection, new):
    """The statement that creates a database like MLflow's own."""
    ((row, encoding, owner, tablespace),) = execute(
        connection,
        "SELECT to_jsonb(d), pg_encoding_to_char(encoding), pg_get_userbyid(datdba), spcname "
        "FROM pg_database d JOIN pg_tablespace t ON t.oid = dattablespace WHERE datname = %s",
        (live(),),
    )
    options = {"OWNER": owner, "TEMPLATE": "template0", "ENCODING": encoding, "LC_COLLATE": row["datcollate"], "LC_CTYPE": row["datctype"]}
    if tablespace != "pg_default":
        options["TABLESPACE"] = tablespace
    provider = row.get("datlocprovider", "c")
    locale = row.get("datlocale") or row.get("daticulocale")
    if provider == "i":
        options.update(LOCALE_PROVIDER="icu", ICU_LOCALE=locale)
    elif provider == "b":
        options.update(LOCALE_PROVIDER="builtin", BUILTIN_LOCALE=locale)
    elif provider == "c" and "datlocprovider" in row:
        options["LOCALE_PROVIDER"] = "libc"
    names = {"OWNER", "TEMPLATE", "TABLESPACE", "LOCALE_PROVIDER"}
    words = (
        "%s = %s" % (name, quoted(value, connection) if name in names else connection.cursor().mogrify("%s", (value,)).decode())
        for name, value in options.items()
    )
    return "CREATE DATABASE " + quoted(new, connection) + " " + " ".join(words)


def carry_over(connection, new):
    """Who may connect to MLflow's database, and what is set for it, as far as the user may say it of the new one."""
    for statement in belongings(connection, new):
        try:
            execute(connection, statement)
        except psycopg2.Error as error:
            execute(connection, "ROLLBACK")
            say("could not carry over to the restored database: %s: %s" % (statement, " ".join(str(error).split())))


def belongings(connection, new):
    name = quoted(new, connection)
    ((limit, has_rights),) = execute(connection, "SELECT datconnlimit, datacl IS NOT NULL FROM pg_database WHERE datname = %s", (live(),))
    yield "ALTER DATABASE %s CONNECTION LIMIT %d" % (name, limit)
    if has_rights:
        yield "REVOKE ALL ON DATABASE %s FROM PUBLIC" % name
    rights = execute(
        connection,
        "SELECT privilege_type, CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END, is_grantable "
        "FROM pg_database, aclexplode(datacl) WHERE datname = %s AND grantee <> datdba",
        (live(),),
    )
    for right, whom, may_grant in rights:
        yield "GRANT %s ON DATABASE %s TO %s%s" % (right, name, whom, " WITH GRANT OPTION" if may_grant else "")
    settings = execute(
        connection,
        "SELECT CASE WHEN setrole <> 0 THEN quote_ident(pg_get_userbyid(setrole)) END, split_part(entry, '=', 1), "
        "substr(entry, position('=' in entry) + 1) FROM pg_database d JOIN pg_db_role_setting ON setdatabase = d.oid, "
        "unnest(setconfig) AS entry WHERE datname = %s",
        (live(),),
    )
    for role, setting, value in settings:
        # By the session's own, because a list must not be quoted as one word.
        yield connection.cursor().mogrify("SELECT set_config(%s, %s, false)", (setting, value)).decode()
        whose = "ROLE %s IN DATABASE %s" % (role, name) if role else "DATABASE " + name
        # What is set may forbid to write.
        yield "BEGIN READ WRITE; ALTER %s SET %s FROM CURRENT; COMMIT" % (whose, setting)
