# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets

from odoo.tools import SQL

# A keyed permutation of the numbers from 1 to 2^31 - 1: four rounds of a Feistel
# network over 32 bits, again until the result is one of them.
PERMUTE = SQL(
    """
    CREATE OR REPLACE FUNCTION icrm_randomize_id(number bigint, key bigint)
    RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$
    DECLARE high bigint; low bigint; swap bigint;
    BEGIN
        LOOP
            high := number >> 16;
            low := number & 65535;
            FOR round IN 1..4 LOOP
                swap := low;
                low := high # (hashint8extended(low, key + round) & 65535);
                high := swap;
            END LOOP;
            number := high << 16 | low;
            EXIT WHEN number BETWEEN 1 AND 2147483647;
        END LOOP;
        RETURN number;
    END $$
    """
)


def randomize_ids(model):
    """Let a table number its rows in an unpredictable order.

    Users who see their own record's id, or time stamps of other tables, must not
    be able to count the others or to infer their time: there are no gaps to be
    seen, as the ids look random.

    No number comes twice, however many rows there are: a sequence counts, and what it
    counts is permuted with a key that is drawn once for each table.
    """
    execute_query = model.env.execute_query
    # SQL: a function and a default of the database, as the ORM sets neither
    execute_query(PERMUTE)
    table = SQL.identifier(model._table)
    # SQL: see above
    ((default,),) = execute_query(
        SQL(
            """
            SELECT pg_get_expr(d.adbin, d.adrelid)
              FROM pg_attribute a
         LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE a.attrelid = %s::regclass AND a.attname = 'id'
            """,
            model._table,
        )
    )
    if "icrm_randomize_id" not in (default or ""):
        # SQL: see above
        execute_query(
            SQL(
                "ALTER TABLE %s ALTER COLUMN id"
                " SET DEFAULT icrm_randomize_id(nextval(%s), %s)",
                table,
                f"{model._table}_id_seq",
                secrets.randbits(62),
            )
        )
