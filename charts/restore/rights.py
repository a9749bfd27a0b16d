"""What others may do with what is in MLflow's database, such as somebody who draws charts of it.

No dump has it, since the roles are the server's: the restored database has it from the one that it replaces.
"""
import psycopg2

from databases import REPLACED, execute, say

RIGHTS = """
WITH schema AS (
  SELECT * FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND nspname !~ %s),
thing (columns, name, owner, acl) AS (
  SELECT '', format('SCHEMA %%I', nspname), nspowner, nspacl FROM schema
  UNION ALL SELECT '', format('%%s %%I.%%I', CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, nspname, relname), relowner, relacl
    FROM pg_class JOIN schema ON relnamespace = schema.oid
  UNION ALL SELECT format(' (%%I)', attname), format('TABLE %%I.%%I', nspname, relname), relowner, attacl
    FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid JOIN schema ON relnamespace = schema.oid WHERE NOT attisdropped),
granted AS (
  SELECT '' AS head, columns, name, owner, acl FROM thing
  UNION ALL SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %%I IN SCHEMA %%I ', pg_get_userbyid(defaclrole), nspname), '',
    CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' ELSE 'TYPES' END, defaclrole, defaclacl
    FROM pg_default_acl JOIN schema ON defaclnamespace = schema.oid)
SELECT format('%%sGRANT %%s%%s ON %%s TO %%s%%s', head, privilege_type, columns, name,
  CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END, CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM granted, aclexplode(acl) WHERE grantee <> owner ORDER BY 1
"""


def rights(connection):
    """Statements that give them."""
    return [statement for (statement,) in execute(connection, RIGHTS, (REPLACED + "[0-9]{8}T[0-9]{6}Z$",))]


def give(connection, wanted):
    """In a transaction, as far as the user may; what the backup does not have, nobody has a right to."""
    present = set(rights(connection))
    for statement in wanted:
        if statement in present:
            continue
        execute(connection, "SAVEPOINT rights")
        try:
            execute(connection, statement)
        except psycopg2.Error as error:
            execute(connection, "ROLLBACK TO SAVEPOINT rights")
            say("could not carry over to the restored database: %s: %s" % (statement, " ".join(str(error).split())))
