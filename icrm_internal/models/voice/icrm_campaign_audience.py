# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import SQL


class IcrmCampaignAudience(models.Model):
    """Who is asked, and about whom: one SQL statement over people and their requests.

    Everything is decided by one query (:meth:`_get_audience_sql`) that the preview
    counts and the opening writes down, so what was promised is what is done. Chance
    (samples, ties) hangs on the campaign and the person only: asking again gives the
    same people.
    """

    _inherit = "icrm.campaign"

    audience = fields.Selection(
        [
            ("everyone", "Everybody"),
            ("departments", "Departments"),
            ("segments", "Segments"),
            ("customers", "Those who asked for something"),
        ],
        string="Who Is Asked",
        default="everyone",
        required=True,
        help="Those who asked for something: people with a request to those it is "
        "about, in the days set below.",
    )
    audience_department_ids = fields.Many2many(
        "hr.department",
        relation="icrm_campaign_audience_department_rel",
        string="Departments Asked",
        help="With all departments below them.",
    )
    audience_segment_ids = fields.Many2many(
        "icrm.segment",
        relation="icrm_campaign_audience_segment_rel",
        string="Segments Asked",
    )
    contact_days = fields.Integer(
        string="Contact Within",
        default=365,
        required=True,
        help="Requests of so many days count as contact.",
    )
    subject_choice = fields.Selection(
        [
            ("contact", "Only about those they asked for something"),
            ("all", "About anyone, contact or not"),
        ],
        string="Each Is Asked",
        default="contact",
        required=True,
    )
    subjects_per_person = fields.Integer(
        string="At Most Asked About",
        default=3,
        required=True,
        help="How many departments, services or relationships one person is asked "
        "about at most: those with most contact.",
    )
    sample_share = fields.Integer(
        string="Sample",
        default=100,
        required=True,
        help="Percent of those who could be asked; spread evenly over departments.",
    )
    cooldown_days = fields.Integer(
        string="Cool-down",
        default=lambda self: self.env.company.icrm_survey_cooldown_days,
        required=True,
        help="Who was asked in any survey within so many days is left alone.",
    )

    _contact_days_check = models.Constraint(
        "CHECK (contact_days BETWEEN 1 AND 3650)",
        "Contact lies between 1 and 3,650 days back.",
    )
    _subjects_per_person_check = models.Constraint(
        "CHECK (subjects_per_person BETWEEN 1 AND 20)",
        "One person is asked about 1 to 20 departments, services or relationships.",
    )
    _sample_share_check = models.Constraint(
        "CHECK (sample_share BETWEEN 1 AND 100)",
        "A sample lies between 1 and 100 percent.",
    )
    _cooldown_days_check = models.Constraint(
        "CHECK (cooldown_days BETWEEN 0 AND 3650)",
        "A cool-down lies between 0 and 3,650 days.",
    )

    # -- the query --

    def _get_audience_sql(self):
        """Return the common table expressions that decide who is asked about what.

        ``person``: whom the audience names (customer_id, name, department_id,
        reachable, cooling, concerned); ``asked``: those of them who are invited;
        ``choice`` (customer_id, subject_id): what each would be asked about.
        """
        self.ensure_one()
        self.env.flush_all()
        today = self._get_today()
        return SQL(
            """
            subject AS MATERIALIZED (
                SELECT subject.id, subject.department_id, subject.service_id,
                       COALESCE(department.parent_path, '') AS path,
                       customer.parent_path AS customer_path
                  FROM icrm_campaign_subject subject
             LEFT JOIN hr_department department
                    ON department.id = subject.department_id
             LEFT JOIN icrm_relationship relationship
                    ON relationship.id = subject.relationship_id
             LEFT JOIN hr_department customer
                    ON customer.id = relationship.customer_department_id
                 WHERE subject.campaign_id = %(campaign)s
            ),
            provider AS MATERIALIZED (
                SELECT subject.id AS subject_id, department.id AS department_id
                  FROM subject
                  JOIN hr_department department
                    ON department.parent_path LIKE subject.path || '%%'
                 WHERE subject.service_id IS NULL
            ),
            contact AS MATERIALIZED (
                SELECT customer_id, subject_id, COUNT(*) AS n
                  FROM (SELECT provider.subject_id, ticket.id AS ticket_id,
                               ticket.icrm_requester_id, ticket.icrm_beneficiary_id
                          FROM helpdesk_ticket ticket
                          JOIN provider ON provider.department_id =
                               ticket.icrm_provider_department_id
                         WHERE ticket.icrm_submitted_at >= %(since)s
                         UNION ALL
                        SELECT subject.id, ticket.id,
                               ticket.icrm_requester_id, ticket.icrm_beneficiary_id
                          FROM helpdesk_ticket ticket
                          JOIN subject ON subject.service_id = ticket.icrm_service_id
                         WHERE ticket.icrm_submitted_at >= %(since)s
                       ) request
            CROSS JOIN LATERAL (
                       SELECT request.icrm_requester_id AS customer_id
                        UNION
                       SELECT request.icrm_beneficiary_id
                       ) party
                 WHERE customer_id IS NOT NULL
              GROUP BY customer_id, subject_id
            ),
            listed AS MATERIALIZED (
                SELECT customer.id AS customer_id, customer.name,
                       customer.department_id,
                       COALESCE(department.parent_path, '') AS path,
                       COALESCE(
                           TRIM(partner.email) <> ''
                           OR (users.active AND NOT users.share), FALSE
                       ) AS reachable,
                       %(cools)s AND COALESCE(
                           customer.icrm_surveyed_on > %(cooled)s, FALSE
                       ) AS cooling
                  FROM icrm_customer customer
             LEFT JOIN hr_department department
                    ON department.id = customer.department_id
             LEFT JOIN res_partner partner ON partner.id = customer.partner_id
             LEFT JOIN res_users users ON users.id = customer.user_id
                 WHERE customer.kind = 'employee'
                   AND customer.active
                   AND customer.company_id = %(company)s
                   AND %(audience)s
            ),
            choice AS MATERIALIZED (
                SELECT customer_id, subject_id
                  FROM (SELECT listed.customer_id, subject.id AS subject_id,
                               ROW_NUMBER() OVER (
                                   PARTITION BY listed.customer_id
                                       ORDER BY contact.n DESC NULLS LAST,
                                                hashint8extended(
                                                    listed.customer_id::bigint * 65536
                                                    + subject.id, %(campaign)s)
                               ) AS place
                          FROM listed
                          JOIN subject
                            ON (subject.department_id IS NULL
                                OR listed.path NOT LIKE subject.path || '%%')
                           AND (subject.customer_path IS NULL
                                OR listed.path LIKE subject.customer_path || '%%')
                     LEFT JOIN contact
                            ON contact.customer_id = listed.customer_id
                           AND contact.subject_id = subject.id
                         WHERE contact.n IS NOT NULL OR %(everyone)s
                               OR subject.department_id IS NULL
                       ) ranked
                 WHERE place <= %(most)s
            ),
            person AS MATERIALIZED (
                SELECT listed.*, EXISTS (
                           SELECT FROM choice
                            WHERE choice.customer_id = listed.customer_id
                       ) AS concerned
                  FROM listed
            ),
            asked AS MATERIALIZED (
                SELECT customer_id, name, department_id, reachable
                  FROM (SELECT person.*,
                               ROW_NUMBER() OVER (
                                   ORDER BY path, hashint8extended(
                                       customer_id::bigint, %(campaign)s)
                               ) AS place
                          FROM person
                         WHERE concerned AND NOT cooling
                       ) eligible
                 WHERE CEIL(place * %(share)s / 100.0)
                       > CEIL((place - 1) * %(share)s / 100.0)
            )
            """,
            campaign=self.id,
            since=fields.Date.subtract(today, days=self.contact_days),
            cools=self.cooldown_days > 0,
            # On the day it opens, if that lies ahead.
            cooled=fields.Date.subtract(
                max(today, self.opens_on or today), days=self.cooldown_days
            ),
            company=self.company_id.id,
            audience=self._get_audience_condition(),
            everyone=self.subject_choice == "all",
            most=self.subjects_per_person,
            share=self.sample_share,
        )

    def _get_audience_condition(self):
        """Return the SQL condition on ``customer`` and its ``department``."""
        if self.audience == "departments":
            return SQL(
                """EXISTS (
                    SELECT FROM hr_department above
                     WHERE above.id = ANY(%s)
                       AND department.parent_path LIKE above.parent_path || '%%')""",
                self.audience_department_ids.ids,
            )
        if self.audience == "segments":
            return SQL(
                """customer.id IN (
                    SELECT icrm_customer_id FROM icrm_segment_customer_rel
                     WHERE icrm_segment_id = ANY(%s))""",
                self.audience_segment_ids.ids,
            )
        if self.audience == "customers":
            return SQL("customer.id IN (SELECT customer_id FROM contact)")
        return SQL("TRUE")

    # -- writing it down --

    def _invite_audience(self):
        """Write down who is asked about what; three statements for any number.

        :return: how many were added
        """
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """
                WITH %(audience)s,
                participant AS (
                    INSERT INTO icrm_campaign_participant (
                        campaign_id, company_id, customer_id, name, department_id,
                        state, reminders)
                    SELECT %(campaign)s, %(company)s, customer_id, name, department_id,
                           CASE WHEN reachable THEN 'waiting' ELSE 'unreachable' END,
                           0
                      FROM asked
                     -- Numbers shall not tell who works where.
                     ORDER BY hashint8extended(customer_id::bigint, %(campaign)s)
                 RETURNING id, customer_id
                ),
                link AS (
                    INSERT INTO %(relation)s (%(ours)s, %(theirs)s)
                    SELECT participant.id, choice.subject_id
                      FROM participant JOIN choice USING (customer_id)
                )
                SELECT id FROM participant
                """,
                audience=self._get_audience_sql(),
                campaign=self.id,
                company=self.company_id.id,
                **self._get_subject_relation(),
            )
        )
        self.invalidate_recordset(["participant_ids"])
        self.env["icrm.campaign.participant"].invalidate_model()
        participants = self.env["icrm.campaign.participant"].browse(
            [participant_id for (participant_id,) in rows]
        )
        participants._note_surveyed()
        return len(participants)

    @api.model
    def _get_subject_relation(self):
        field = self.env["icrm.campaign.participant"]._fields["subject_ids"]
        return {
            "relation": SQL.identifier(field.relation),
            "ours": SQL.identifier(field.column1),
            "theirs": SQL.identifier(field.column2),
        }

    # -- looking at it first --

    def _get_audience_counts(self):
        """Count the audience before anybody is written to; one statement.

        :return: ``{"listed", "unconcerned", "cooling", "left_out", "asked",
            "unreachable", "departments": [{"id", "name", "asked", "unreachable"}],
            "subjects": [{"id", "asked"}]}``; *left_out* are those whom the sample
            passed over
        """
        self.ensure_one()
        ((counts,),) = self.env.execute_query(
            SQL(
                """
                WITH %(audience)s
                SELECT json_build_object(
                    'listed', (SELECT COUNT(*) FROM person),
                    'unconcerned', (SELECT COUNT(*) FROM person WHERE NOT concerned),
                    'cooling', (
                        SELECT COUNT(*) FROM person WHERE concerned AND cooling),
                    'asked', (SELECT COUNT(*) FROM asked),
                    'unreachable', (SELECT COUNT(*) FROM asked WHERE NOT reachable),
                    'departments', COALESCE((
                        SELECT json_agg(part) FROM (
                            SELECT department_id AS id, COUNT(*) AS asked,
                                   COUNT(*) FILTER (WHERE NOT reachable) AS unreachable
                              FROM asked GROUP BY department_id) part), '[]'),
                    'subjects', COALESCE((
                        SELECT json_agg(part) FROM (
                            SELECT subject.id, COUNT(asked.customer_id) AS asked
                              FROM subject
                         LEFT JOIN choice ON choice.subject_id = subject.id
                         LEFT JOIN asked ON asked.customer_id = choice.customer_id
                             GROUP BY subject.id) part), '[]'))
                """,
                audience=self._get_audience_sql(),
            )
        )
        counts["left_out"] = (
            counts["listed"]
            - counts["unconcerned"]
            - counts["cooling"]
            - counts["asked"]
        )
        departments = self.env["hr.department"].browse(
            [row["id"] for row in counts["departments"] if row["id"]]
        )
        # sudo: the officer sees the names of those whom he asks
        names = {one.id: one.name for one in departments.sudo()}
        for row in counts["departments"]:
            row["name"] = names.get(row["id"]) or self.env._("No department")
        counts["departments"].sort(key=lambda row: (-row["asked"], row["name"]))
        return counts
