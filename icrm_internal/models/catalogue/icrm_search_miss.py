# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, hmac

from ...importer.strict import UNSTORABLE
from ...measures.textsearch import normalise

# Of how many people a search becomes a proposed keyword
PEOPLE = 3
MAX_QUERY = 60
REMEMBERED_DAYS = 180


class IcrmSearchMiss(models.Model):
    """What people chose after a search that found nothing: a keyword, perhaps.

    Until three different people did the same, only digests are stored: neither the
    words nor the people can be read. Then the words are shown to whoever edits the
    service, and the digests of the people are dropped.
    """

    _name = "icrm.search.miss"
    _inherit = "icrm.service.part"
    _description = "Proposed Keyword"
    _order = "id desc"

    query_digest = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    voters = fields.Json(readonly=True, groups=fields.NO_ACCESS)
    name = fields.Char(string="Searched For", readonly=True)
    people = fields.Integer(readonly=True)
    state = fields.Selection(
        [
            ("collecting", "Collecting"),
            ("proposed", "Proposed"),
            ("accepted", "Accepted"),
            ("dismissed", "Dismissed"),
        ],
        default="collecting",
        required=True,
        readonly=True,
    )

    _query_uniq = models.Constraint(
        "UNIQUE (service_id, query_digest)", "This search is known already."
    )

    @api.model
    def _record(self, service, query):
        """Count the user among those who chose *service* after *query*."""
        # Longer or unreadable ones are no keyword; and reading them takes its time.
        if len(query) > 2 * MAX_QUERY or UNSTORABLE.search(query):
            return
        text = normalise(query)
        if not text or len(text) > MAX_QUERY:
            return
        # sudo: nobody reads or writes what is being collected
        miss_sudo = self.sudo()
        secret = f"{service.id} {text}"
        digest = hmac(miss_sudo.env, "icrm_search_miss", secret)
        voter = hmac(miss_sudo.env, "icrm_search_voter", f"{self.env.uid} {secret}")
        miss_sudo = miss_sudo._get_or_create(service, digest)
        voters = miss_sudo.voters or []
        if miss_sudo.state != "collecting" or voter in voters:
            return
        voters = [*voters, voter]
        enough = len(voters) >= PEOPLE
        miss_sudo.write(
            {
                "people": len(voters),
                "voters": False if enough else voters,
                "state": "proposed" if enough else "collecting",
                "name": " ".join(query.split()) if enough else False,
            }
        )

    @api.model
    def _get_or_create(self, service, digest):
        """Return the row of *digest*, made if it is the first.

        Of two who are first at the same moment one waits for the other: either it finds
        the row then, or the database refuses and Odoo repeats the call.
        """
        self.flush_model()
        # SQL: create() would show the loser an error about a search known already
        made = self.env.execute_query(
            SQL(
                "INSERT INTO icrm_search_miss (service_id, query_digest, state,"
                " voters, create_uid, write_uid, create_date, write_date)"
                " VALUES (%(service)s, %(digest)s, 'collecting', '[]', %(uid)s,"
                " %(uid)s, %(now)s, %(now)s)"
                " ON CONFLICT (service_id, query_digest) DO NOTHING RETURNING id",
                service=service.id,
                digest=digest,
                uid=SUPERUSER_ID,
                now=fields.Datetime.now(),
            )
        )
        if made:
            return self.browse(made[0])
        return self.search(
            [("service_id", "=", service.id), ("query_digest", "=", digest)]
        )

    def _check_editor(self):
        if not all(miss.service_id.can_edit for miss in self):
            raise AccessError(self.env._("Only who edits the service can decide this."))

    def action_accept(self):
        """Add what was searched to the keywords of the service."""
        self._check_editor()
        for miss in self.filtered(lambda miss: miss.state == "proposed"):
            keywords = miss.service_id.keywords
            miss.service_id.keywords = (
                f"{keywords}, {miss.name}" if keywords else miss.name
            )
            # sudo: decided by who edits the service; checked above
            miss.sudo().state = "accepted"

    def action_dismiss(self):
        """Propose this no more."""
        self._check_editor()
        # sudo: decided by who edits the service; checked above
        self.sudo().filtered(lambda miss: miss.state == "proposed").state = "dismissed"

    @api.autovacuum
    def _gc_misses(self):
        """Forget what too few people searched for half a year."""
        limit = fields.Datetime.now() - timedelta(days=REMEMBERED_DAYS)
        self.search([("state", "=", "collecting"), ("write_date", "<", limit)]).unlink()
