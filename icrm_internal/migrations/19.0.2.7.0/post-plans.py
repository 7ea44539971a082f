# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """Offer the starter catalogue's joiner, mover and leaver services to HR."""
    if not version:
        return
    # SQL: services keep their versions and dates
    cr.execute(
        """
        UPDATE icrm_service AS service
           SET hr_event = event.name
          FROM (VALUES ('onboarding', 'joining'), ('transfer', 'moving'),
                       ('offboarding', 'leaving')) AS event (code, name)
         WHERE service.starter_code = event.code AND service.hr_event IS NULL
        """
    )
