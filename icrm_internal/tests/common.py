# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon


class IcrmCommon(BaseCommon):
    """A small company: IT serves, finance asks; one user per role.

    ===============  ============  ==========================================
    user             department    role
    ===============  ============  ==========================================
    ``staff``        finance       no group: any internal user
    ``colleague``    finance       no group, beside the staff
    ``agent``        IT            agent, member of the team ``it_team``
    ``it_head``      IT            department manager, heads IT
    ``finance_head`` finance       department manager, heads finance
    ``officer``      (none)        officer
    ``admin_user``   (none)        administrator of the application
    ``auditor``      (none)        auditor
    ``desk``         (none)        confidential desk
    ``portal_user``  (none)        a portal user
    ===============  ============  ==========================================
    """

    #: Of the users; tools/races.py has several companies in one database.
    login_prefix = "icrm"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        # Monday to Friday, 8-12 and 13-17, UTC: hours that are easy to compute.
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Forty hours", "tz": "UTC", "company_id": cls.company.id}
        )
        cls.it, cls.finance = cls.env["hr.department"].create(
            [{"name": "IT"}, {"name": "Finance"}]
        )
        manager = "icrm_internal.group_icrm_manager"
        (
            cls.staff,
            cls.colleague,
            cls.agent,
            cls.it_head,
            cls.finance_head,
            cls.officer,
            cls.admin_user,
            cls.auditor,
            cls.desk,
        ) = cls._users(
            ("staff", cls.finance, ""),
            ("colleague", cls.finance, ""),
            ("agent", cls.it, "icrm_internal.group_icrm_agent"),
            ("it_head", cls.it, manager),
            ("finance_head", cls.finance, manager),
            ("officer", None, "icrm_internal.group_icrm_officer"),
            ("admin_user", None, "icrm_internal.group_icrm_admin"),
            ("auditor", None, "icrm_internal.group_icrm_auditor"),
            ("desk", None, "icrm_internal.group_icrm_desk"),
        )
        cls.it.manager_id = cls.it_head.sudo().employee_id
        cls.finance.manager_id = cls.finance_head.sudo().employee_id
        cls.portal_user = new_test_user(
            cls.env, login=f"{cls.login_prefix}_portal", groups="base.group_portal"
        )
        cls.it_team = cls.env["helpdesk.ticket.team"].create(
            {
                "name": "IT desk",
                "icrm_department_id": cls.it.id,
                "icrm_calendar_id": cls.calendar.id,
                "user_ids": [Command.link(cls.agent.id)],
            }
        )
        cls.category = cls.env["icrm.service.category"].create({"name": "Computers"})
        cls.service = cls._service("Laptop")

    @classmethod
    def _user(cls, name, department, groups=""):
        """Return a user with an employee in *department* (a record, or None)."""
        return cls._users((name, department, groups))

    @classmethod
    def _users(cls, *people):
        """Return users as :meth:`_user`, created together: each class needs ten.

        :param people: tuples of name, department or None, names of groups
        """
        logins = [f"{cls.login_prefix}_{name}" for name, _department, _groups in people]
        users = cls.env["res.users"].create(
            [
                {
                    "login": login,
                    "password": login.ljust(8, "x"),
                    "name": name.replace("_", " ").title(),
                    "email": f"{login[0]}.{login[0]}@example.com",
                    "group_ids": [
                        Command.set(
                            [
                                cls.env.ref(group).id
                                for group in ("base.group_user", *groups.split(","))
                                if group
                            ]
                        )
                    ],
                }
                for login, (name, _department, groups) in zip(
                    logins, people, strict=True
                )
            ]
        )
        cls.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "department_id": department.id,
                }
                for user, (_name, department, _groups) in zip(
                    users, people, strict=True
                )
                if department
            ]
        )
        return users

    @classmethod
    def _reason_dialog(cls, records, method, reason):
        """Return the dialog that asks for a reason, filled in by the records' user."""
        action = records._icrm_ask_reason(method)
        Dialog = records.env[action["res_model"]].with_context(**action["context"])
        return Dialog.create({"reason": reason})

    @classmethod
    def _service(cls, name, **values):
        """Return a published service of IT: 4 h to respond, 16 h to resolve."""
        return cls.env["icrm.service"].create(
            {
                "name": name,
                "category_id": cls.category.id,
                "department_id": cls.it.id,
                "team_id": cls.it_team.id,
                "calendar_id": cls.calendar.id,
                "state": "published",
                "promise_ids": [
                    Command.create(
                        {
                            "priority": "1",
                            "response_hours": 4,
                            "resolution_hours": 16,
                        }
                    )
                ],
                **values,
            }
        )

    @classmethod
    def _questions(cls, questions):
        """Return commands for the questions of a form, from short descriptions.

        :param questions: dicts with ``name``, ``type``, ``string`` (a * at its end
            makes an answer compulsory), the options as ``selection`` or ``tags``, and
            any other field of a question
        """
        commands = []
        for number, question in enumerate(questions):
            vals = dict(question)
            label = vals.pop("string", "").strip()
            kind = vals.pop("type", "char")
            options = vals.pop("selection", None) or vals.pop("tags", None) or []
            vals.update(
                sequence=number,
                question_type={"separator": "section"}.get(kind, kind),
                label=label.rstrip("* "),
                required=label.endswith("*"),
                option_ids=[
                    Command.create({"name": option[0], "label": option[1]})
                    for option in options
                ],
            )
            if columns := vals.pop("columns", None):
                vals["column_ids"] = cls._questions(columns)
            commands.append(Command.create(vals))
        return commands

    @classmethod
    def _set_form(cls, service, questions):
        """Make *questions* the form of *service*; see :meth:`_questions`."""
        service.write({"question_ids": [Command.clear(), *cls._questions(questions)]})

    @classmethod
    def _question(cls, service, name):
        """Return the question of *service* with this key."""
        return service.question_ids.filtered(lambda question: question.name == name)

    @classmethod
    def _customer(cls, user):
        """Return the internal customer of *user*."""
        return cls.env["icrm.customer"].search([("user_id", "=", user.id)], limit=1)

    @classmethod
    def _organization(cls, name, department=None, **values):
        """Return the customer that a new partner organization is."""
        dialog = cls.env["icrm.customer.external"].create(
            {
                "kind": "organization",
                "name": name,
                "department_id": (department or cls.it).id,
                **values,
            }
        )
        return cls.env["icrm.customer"].browse(dialog.action_add()["res_id"])

    @classmethod
    def _send_messages(cls):
        """Send the messages that are due; mails stay in the queue."""
        Message = cls.env["icrm.message"]
        Message._flush_outbox()
        Message.search(
            [
                ("state", "in", ("waiting", "held")),
                ("try_at", "<=", fields.Datetime.now()),
            ]
        )._send_now()
        cls.env.invalidate_all()
