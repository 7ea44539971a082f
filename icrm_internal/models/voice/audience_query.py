# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who is asked, and about whom: one SQL statement over people and their requests.

Everything is decided by one query (:meth:`AudienceQuery._get_sql`) that the preview
counts and the opening writes down, so what was promised is what is done. Chance
(samples, ties) hangs on the campaign and the person only: asking again gives the same
people.
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ..access.groups import OFFICER
from .audience_reasons import MOST_NAMES, describe_left_out

# Requests that ended this long before a wave opened are not asked about any more.
LOOK_BACK = timedelta(days=14)


class AudienceQuery:
    """The audience of one campaign, counted or written down.

    Decides nothing about rights: the query passes over record rules, and the campaign's
    methods check who may look or invite.

    :param campaign: the campaign, as its caller sees it
    :param picked: customers added by hand instead of the campaign's audience: sample,
        cool-down and contact leave none of them out
    """

    def __init__(self, campaign, picked=None):
        self.campaign = campaign
        self.picked = picked
        self.env = campaign.env

    def _get_sql(self):
        """Return the common table expressions that decide who is asked about what.

        ``person``: whom the audience names (customer_id, name, department_id,
        reachable, cooling, concerned); ``asked``: those of them who are invited;
        ``choice`` (customer_id, subject_id): what each would be asked about.
        """
        campaign = self.campaign
        self.env.flush_all()
        today = campaign._get_today()
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
            campaign=campaign.id,
            since=fields.Date.subtract(today, days=campaign.contact_days),
            cools=campaign.cooldown_days > 0 and self.picked is None,
            # On the day it opens, if that lies ahead.
            cooled=fields.Date.subtract(
                max(today, campaign.opens_on or today), days=campaign.cooldown_days
            ),
            company=campaign.company_id.id,
            audience=self._get_condition(),
            everyone=campaign.subject_choice == "all" or self.picked is not None,
            most=campaign.subjects_per_person,
            share=campaign.sample_share if self.picked is None else 100,
        )

    def _get_condition(self):
        """Return the SQL condition on ``customer`` and its ``department``."""
        campaign = self.campaign
        if self.picked is not None:
            return SQL("customer.id = ANY(%s)", self.picked.ids)
        if campaign.audience == "departments":
            return SQL(
                """EXISTS (
                    SELECT FROM hr_department above
                     WHERE above.id = ANY(%s)
                       AND department.parent_path LIKE above.parent_path || '%%')""",
                campaign.audience_department_ids.ids,
            )
        if campaign.audience == "segments":
            return SQL(
                """customer.id IN (
                    SELECT icrm_customer_id FROM icrm_segment_customer_rel
                     WHERE icrm_segment_id = ANY(%s))""",
                campaign.audience_segment_ids.ids,
            )
        if campaign.audience == "customers":
            return SQL("customer.id IN (SELECT customer_id FROM contact)")
        return SQL("TRUE")

    # -- looking at it first --

    def count(self):
        """Count the audience before anybody is written to; one statement.

        :return: ``{"listed", "unconcerned", "cooling", "left_out", "asked",
            "unreachable", "departments": [{"id", "name", "asked", "unreachable"}],
            "subjects": [{"id", "asked"}]}``; *left_out* are those whom the sample
            passed over
        """
        # SQL: counts people without reading them; bench_invite
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
                audience=self._get_sql(),
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
        # sudo: the officer sees the names of the participants
        names = {department.id: department.name for department in departments.sudo()}
        for row in counts["departments"]:
            row["name"] = names.get(row["id"]) or self.env._("No department")
        counts["departments"].sort(key=lambda row: (-row["asked"], row["name"]))
        return counts

    def preview(self):
        """Return the counts of the audience, and what they will not be enough for.

        :return: what :meth:`count` returns, and ``"too_small"``: names
            of departments asked whose answers can only be shown together with others';
            ``"without_result"``: names of subjects about which too few are asked;
            ``"reasons"``: why people are left out, see :mod:`.audience_reasons`
        """
        campaign = self.campaign
        counts = self.count()
        subjects = self.env["icrm.campaign.subject"].browse(
            [row["id"] for row in counts["subjects"]]
        )
        asked = {row["id"]: row["asked"] for row in counts["subjects"]}
        # Officers see the list of participants, so they may see who is not on it.
        names = self.read_left_out() if self.env.user.has_group(OFFICER) else None
        counts["reasons"] = describe_left_out(campaign, counts, names)
        counts["minimum"] = campaign.anonymity_threshold
        counts["least"] = campaign._get_minimum_audience()
        counts["too_small"] = [
            row["name"]
            for row in counts["departments"]
            if row["asked"] < campaign.anonymity_threshold
            and campaign.breakdown == "department"
        ]
        counts["subjects"] = [
            {"id": subject.id, "name": subject.display_name, "asked": asked[subject.id]}
            for subject in subjects.sorted(
                lambda subject: (subject.sequence, subject.id)
            )
        ]
        counts["without_result"] = [
            row["name"]
            for row in counts["subjects"]
            if row["asked"] < campaign.anonymity_threshold
        ]
        return counts

    def read_left_out(self):
        """Return {reason: names of the first who are left out for it}; one statement.

        The caller may see who is asked.
        """
        # SQL: decided by the same expressions as who is asked
        rows = self.env.execute_query(
            SQL(
                """
                WITH %(audience)s,
                reason AS (
                    SELECT person.customer_id, person.name,
                           CASE WHEN NOT person.concerned THEN 'unconcerned'
                                WHEN person.cooling THEN 'cooling'
                                ELSE 'left_out' END AS reason
                      FROM person
                 LEFT JOIN asked USING (customer_id)
                     WHERE asked.customer_id IS NULL
                )
                SELECT reason, name
                  FROM (SELECT reason.*, ROW_NUMBER() OVER (
                                   PARTITION BY reason ORDER BY name, customer_id
                               ) AS place
                          FROM reason) ranked
                 WHERE place <= %(most)s
              ORDER BY reason, place
                """,
                audience=self._get_sql(),
                most=MOST_NAMES,
            )
        )
        names = {}
        for reason, name in rows:
            names.setdefault(reason, []).append(name)
        return names

    # -- writing it down --

    def invite(self):
        """Write down who is asked about what; three statements for any number.

        :return: the participants that were added
        """
        # SQL: 10,000 participants and what they are asked about; bench_invite
        rows = self.env.execute_query(
            SQL(
                """
                WITH %(audience)s,
                participant AS (
                    INSERT INTO icrm_campaign_participant (
                        campaign_id, company_id, customer_id, name, department_id,
                        state, reminders, is_added)
                    SELECT %(campaign)s, %(company)s, customer_id, name, department_id,
                           CASE WHEN reachable THEN 'waiting' ELSE 'unreachable' END,
                           0, %(is_added)s
                      FROM asked
                     -- Ids must not reveal who works where.
                     ORDER BY hashint8extended(customer_id::bigint, %(campaign)s)
               ON CONFLICT (campaign_id, customer_id) DO NOTHING
                 RETURNING id, customer_id
                ),
                link AS (
                    INSERT INTO %(relation)s (%(ours)s, %(theirs)s)
                    SELECT participant.id, choice.subject_id
                      FROM participant JOIN choice USING (customer_id)
                )
                SELECT id FROM participant
                """,
                audience=self._get_sql(),
                campaign=self.campaign.id,
                company=self.campaign.company_id.id,
                is_added=self.picked is not None,
                **self._get_subject_relation(),
            )
        )
        return self._register_added(rows)

    def invite_resolved(self, until):
        """Write down those whose request ended; three statements for any number.

        Of one person's requests the latest counts. Whether a request is in the sample
        hangs on the request only: asking again gives the same.

        :param until: the last day on which they can answer
        :return: the participants that were added
        """
        campaign = self.campaign
        self.env.flush_all()
        today, now = campaign._get_today(), fields.Datetime.now()
        # SQL: the latest request of each person, in one statement
        rows = self.env.execute_query(
            SQL(
                """
                WITH subject AS (
                    SELECT subject.id, subject.service_id, department.parent_path
                      FROM icrm_campaign_subject subject
                 LEFT JOIN hr_department department
                        ON department.id = subject.department_id
                     WHERE subject.campaign_id = %(campaign)s
                ),
                ended AS (
                    SELECT DISTINCT ON (ticket.icrm_requester_id)
                           ticket.icrm_requester_id AS customer_id,
                           subject.id AS subject_id
                      FROM helpdesk_ticket ticket
                      JOIN hr_department provider
                        ON provider.id = ticket.icrm_provider_department_id
                      JOIN subject
                        ON CASE WHEN subject.service_id IS NULL
                                THEN provider.parent_path LIKE
                                     subject.parent_path || '%%'
                                ELSE subject.service_id = ticket.icrm_service_id
                           END
                     WHERE ticket.company_id = %(company)s
                       AND ticket.icrm_resolved_at > %(since)s
                       AND ticket.icrm_resolved_at <= %(before)s
                       AND abs(hashint8(ticket.id)::bigint) %% 100 < %(share)s
                  ORDER BY ticket.icrm_requester_id, ticket.icrm_resolved_at DESC,
                           length(subject.parent_path) DESC, subject.id
                ),
                added AS (
                    INSERT INTO icrm_campaign_participant (
                        campaign_id, company_id, customer_id, name, department_id,
                        state, reminders, answer_until)
                    SELECT %(campaign)s, %(company)s, customer.id, customer.name,
                           customer.department_id, 'waiting', 0, %(until)s
                      FROM ended
                      JOIN icrm_customer customer ON customer.id = ended.customer_id
                     WHERE customer.active AND customer.kind = 'employee'
                       AND COALESCE(customer.icrm_surveyed_on <= %(cooled)s, TRUE)
               ON CONFLICT (campaign_id, customer_id) DO NOTHING
                 RETURNING id, customer_id
                ),
                link AS (
                    INSERT INTO %(relation)s (%(ours)s, %(theirs)s)
                    SELECT added.id, ended.subject_id
                      FROM added JOIN ended USING (customer_id)
                )
                SELECT id FROM added
                """,
                campaign=campaign.id,
                company=campaign.company_id.id,
                since=fields.Datetime.to_datetime(campaign.opened_on) - LOOK_BACK,
                before=now - timedelta(hours=campaign.pulse_delay_hours),
                share=campaign.sample_share,
                until=until,
                cooled=today - timedelta(days=campaign.cooldown_days),
                **self._get_subject_relation(),
            )
        )
        return self._register_added(rows)

    def _register_added(self, rows):
        Participant = self.env["icrm.campaign.participant"]
        self.campaign.invalidate_recordset(["participant_ids"])
        Participant.invalidate_model()
        participants = Participant.browse([added for (added,) in rows])
        participants._start_cooldown()
        return participants

    def _get_subject_relation(self):
        field = self.env["icrm.campaign.participant"]._fields["subject_ids"]
        return {
            "relation": SQL.identifier(field.relation),
            "ours": SQL.identifier(field.column1),
            "theirs": SQL.identifier(field.column2),
        }
