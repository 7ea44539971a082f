# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """Keep those as known who act as customers today, and those who filed complaints.

    Else all of them would wait for an administrator to confirm them.
    """
    # SQL: the models are not loaded yet.
    cr.execute(
        """
        ALTER TABLE icrm_customer ADD COLUMN IF NOT EXISTS known_user_id integer;
        UPDATE icrm_customer SET known_user_id = user_id WHERE known_user_id IS NULL;
        ALTER TABLE icrm_complaint_identity ADD COLUMN IF NOT EXISTS user_id integer;
        UPDATE icrm_complaint_identity AS identity
           SET user_id = customer.user_id
          FROM icrm_customer AS customer
         WHERE customer.id = identity.customer_id AND identity.user_id IS NULL;
        """
    )
