# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

ORIGINS = [
    ("manual", "By hand"),
    ("kpi", "Low indicator"),
    ("gap", "Gap between expected and perceived"),
    ("miss", "Promise missed again and again"),
    ("complaint", "Complaint"),
    ("kano", "Must-be that is missing"),
    ("idea", "Idea"),
    ("need", "Need"),
    ("feedback", "Feedback"),
    ("evaluation", "Evaluation"),
    ("risk", "Risk"),
    ("journey", "Customer journey"),
    ("process", "Process"),
]


class IcrmImprovement(models.Model):
    """What an improvement begins with: somebody, a rule, or another record."""

    _inherit = "icrm.improvement"

    origin = fields.Selection(
        ORIGINS,
        string="Began with",
        required=True,
        default="manual",
        readonly=True,
        copy=False,
    )
    # Nobody reads these: more people see an improvement than what it began with, and a
    # number that was told once can be tried elsewhere. It opens by action_open_origin.
    origin_model = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    origin_id = fields.Many2oneReference(
        model_field="origin_model",
        string="Source",
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
    )
    can_open_origin = fields.Boolean(
        compute="_compute_can_open_origin", compute_sudo=False
    )
    origin_text = fields.Char(
        string="What Was Found",
        readonly=True,
        copy=False,
        help="The figures it began with, as they were then.",
    )
    origin_key = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="One improvement for each: the same finding starts nothing twice.",
    )
    origin_topic = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="What the finding is about. While one is open, no rule starts another.",
    )
    rule_id = fields.Many2one(
        "icrm.improvement.rule",
        ondelete="set null",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    _origin_uniq = models.UniqueIndex(
        "(company_id, origin_key) WHERE origin_key IS NOT NULL",
        "An improvement has been started from this already.",
    )
    _topic_idx = models.Index(
        "(company_id, origin_topic) WHERE origin_topic IS NOT NULL AND is_open"
    )

    @api.depends_context("uid")
    def _compute_can_open_origin(self):
        for improvement in self:
            improvement.can_open_origin = bool(improvement._get_readable_origin())

    def _get_readable_origin(self):
        """Return the record it began with, if there is one that the caller may read."""
        # sudo: which record; whether the caller may read it is asked next.
        improvement_sudo = self.sudo()
        source = self.env.get(improvement_sudo.origin_model)
        if source is None or not improvement_sudo.origin_id:
            return None
        source = source.browse(improvement_sudo.origin_id).exists()
        return source if source.has_access("read") else None

    @api.model
    def _search_started_from(self, records):
        """Return the improvements, as far as the caller may see them, that began with
        one of *records*.

        In sudo for the columns that say so: the caller has *records* in hand.
        """
        began = self.sudo()._search(
            [("origin_model", "=", records._name), ("origin_id", "in", records.ids)]
        )
        return self.search([("id", "in", began)])

    @api.model
    def _start(self, vals_list):
        """Start improvements; those that were started from the same already are kept.

        In sudo: the caller has decided that they may be started. The owner, unless
        named, is who heads the department concerned, and gets an activity.

        :param vals_list: values of improvements, each with ``origin`` and
            ``origin_key``; of those with the ``origin_topic`` of an open one, none
            is started
        :return: one improvement for each of *vals_list*, in that order, in sudo
        """
        Improvement = self.sudo().with_context(active_test=False)
        keys = [vals["origin_key"] for vals in vals_list]
        topics = {vals.get("origin_topic") for vals in vals_list} - {None, False}
        known = Improvement.search(
            [
                "|",
                ("origin_key", "in", keys),
                "&",
                ("origin_topic", "in", list(topics)),
                ("is_open", "=", True),
            ]
        )
        by_key = {(one.company_id.id, one.origin_key): one for one in known}
        by_topic = {
            (one.company_id.id, one.origin_topic): one
            for one in known
            if one.is_open and one.origin_topic
        }
        todo = {}
        for vals in vals_list:
            company_id = vals.get("company_id") or self.env.company.id
            key = (company_id, vals["origin_key"])
            topic = (company_id, vals.get("origin_topic") or None)
            if key in by_key or key in todo:
                continue
            if topic in by_topic:
                by_key[key] = by_topic[topic]
            elif topic[1] and any(topic == one[1] for one in todo.values()):
                continue
            else:
                todo[key] = (self._prepare_started(vals, company_id), topic)
        started = Improvement.create([vals for vals, _topic in todo.values()])
        for (key, (_vals, topic)), one in zip(todo.items(), started, strict=True):
            by_key[key] = one
            by_topic[topic] = one
        started._tell_owner()
        started._tell_source()
        result = Improvement.browse()
        for vals in vals_list:
            company_id = vals.get("company_id") or self.env.company.id
            one = by_key.get((company_id, vals["origin_key"]))
            one = one or by_topic[company_id, vals["origin_topic"]]
            result += one
        return result

    @api.model
    def _prepare_started(self, vals, company_id):
        vals = {**vals, "company_id": company_id}
        if "owner_id" not in vals:
            department = self.env["hr.department"].sudo().browse(vals["department_id"])
            head = self.env["icrm.agreement"].sudo()._get_head(department)
            vals["owner_id"] = head.id
        return vals

    def _tell_owner(self):
        for improvement in self:
            if improvement.owner_id.active and improvement.owner_id != self.env.user:
                improvement.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Plan how this gets better"),
                    user_id=improvement.owner_id.id,
                )

    def _store(self, vals):
        """Write what a step says; what it began with follows."""
        result = super()._store(vals)
        if "state" in vals:
            self._tell_source()
        return result

    def _tell_source(self):
        improvable = self.env.registry["icrm.improvable"]
        for improvement_sudo in self.sudo().filtered("origin_id"):
            source_sudo = self.env[improvement_sudo.origin_model].sudo()
            if isinstance(source_sudo, improvable):
                source_sudo = source_sudo.browse(improvement_sudo.origin_id).exists()
                source_sudo._follow_improvement(improvement_sudo)

    def _prepare_again(self):
        """The next cycle is still about the same finding."""
        names = ("origin", "origin_model", "origin_id", "origin_topic", "origin_text")
        # sudo: the cycle that follows is about the same, whoever begins it.
        improvement_sudo = self.sudo()
        return {
            **super()._prepare_again(),
            **{name: improvement_sudo[name] for name in names},
        }

    def action_open_origin(self):
        """Open the record it began with, as far as the reader may see that."""
        self.ensure_one()
        self.check_access("read")
        source = self._get_readable_origin()
        if not source:
            raise AccessError(
                self.env._("There is no record to open that you may see.")
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": source._name,
            "res_id": source.id,
            "views": [(False, "form")],
        }
