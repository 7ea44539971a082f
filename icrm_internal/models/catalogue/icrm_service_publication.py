# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import html2plaintext

# What makes a published service unsound when it changes
SOUNDNESS_FIELDS = {
    "state",
    "team_id",
    "owner_id",
    "default_priority",
    "promise_ids",
    "calendar_id",
    "audience",
    "audience_department_ids",
    "audience_segment_ids",
    "portal_published",
    "form_definition",
}


class IcrmService(models.Model):
    """How a service comes into force, changes, and goes."""

    _inherit = "icrm.service"

    version_ids = fields.One2many(
        "icrm.service.version", "service_id", "Versions", copy=False
    )
    has_changes = fields.Boolean(
        compute="_compute_has_changes",
        help="The service was changed in substance since it was last published.",
    )

    @api.depends("state", "version")
    def _compute_has_changes(self):
        last = self._get_last_contents()
        for service in self:
            content = last.get(service._origin.id)
            service.has_changes = bool(
                service.state == "published"
                and content is not None
                and content != service._get_substance()
            )

    # ------------------------------------------------------------------- actions
    def action_publish(self):
        """Put the services into force; as a new version where the substance changed.

        :raise ValidationError: with a sentence for each thing that is missing
        """
        self.check_access("write")
        self._icrm_lock()
        self._check_publishable()
        last = self._get_last_contents()
        labels = self._get_substance_labels()
        vals_list = []
        for service in self:
            content = service._get_substance()
            before = last.get(service.id)
            if content != before:
                changes = [
                    labels[part]
                    for part in content
                    if before and content[part] != before.get(part)
                ]
                # The counter belongs to publication: write() refuses it to others.
                service.sudo().version += 1 if before is not None else 0
                vals_list.append(
                    {
                        "service_id": service.id,
                        "version": service.version,
                        "user_id": self.env.uid,
                        "content": content,
                        "changes": ", ".join(changes),
                    }
                )
                service._message_log(
                    body=self.env._(
                        "Version %(version)s published. Changed: %(changes)s.",
                        version=service.version,
                        changes=", ".join(changes),
                    )
                    if changes
                    else self.env._(
                        "Version %(version)s published.", version=service.version
                    )
                )
        self.filtered(lambda service: service.state != "published").state = "published"
        self.env["icrm.service.version"].sudo().create(vals_list)
        self.invalidate_recordset(["has_changes", "version_ids"])
        return True

    def action_retire(self):
        """Take the services out of the catalogue; their requests run on."""
        self.check_access("write")
        self._icrm_lock()
        if wrong := self.filtered(lambda service: service.state != "published"):
            raise UserError(
                self.env._(
                    "Only a published service can be retired: %(names)s.",
                    names=", ".join(wrong.mapped("name")),
                )
            )
        self.state = "retired"
        return True

    def action_new_version(self):
        """Take the services back to draft, to be reworked out of the customers' sight.

        Publishing them again makes a new version if anything of substance changed.
        """
        self.check_access("write")
        self._icrm_lock()
        self.filtered(lambda service: service.state != "draft").state = "draft"
        return True

    # -------------------------------------------------------------------- checks
    def _after_change(self, names):
        # What is loaded as superuser (demo data, migrations, imports) may be
        # incomplete; people may not make or leave a published service so. Not a
        # constraint: those run as superuser, whoever writes.
        res = super()._after_change(names)
        if not self.env.su and names & SOUNDNESS_FIELDS:
            self.filtered(
                lambda service: service.state == "published"
            )._check_publishable()
        return res

    def _check_publishable(self):
        problems = {service: service._get_publication_problems() for service in self}
        lines = [
            f"{service.name}: {problem}" if len(self) > 1 else problem
            for service, found in problems.items()
            for problem in found
        ]
        if lines:
            raise ValidationError(
                self.env._(
                    "Not ready for the catalogue yet:\n%(lines)s",
                    lines="\n".join(f"• {line}" for line in lines),
                )
            )

    def _get_publication_problems(self):
        """Return a sentence for each thing the service lacks to be published."""
        self.ensure_one()
        service_sudo = self.sudo()
        problems = []
        if not service_sudo.active:
            problems.append(self.env._("It is archived: unarchive it first."))
        if not service_sudo.department_id.active:
            problems.append(
                self.env._("Its department is archived: choose another provider.")
            )
        team = service_sudo.team_id
        if not team.active or not team.user_ids.filtered("active"):
            problems.append(
                self.env._(
                    "The team %(team)s has no members: nobody would serve it.",
                    team=team.name,
                )
            )
        if not service_sudo.owner_id.active:
            problems.append(self.env._("It has no owner at work: choose one."))
        if not self._get_promise_line():
            priorities = dict(
                self._fields["default_priority"]._description_selection(self.env)
            )
            problems.append(
                self.env._(
                    "No promise for the usual priority (%(priority)s): add one under "
                    "Promises.",
                    priority=priorities[self.default_priority],
                )
            )
        try:
            self._icrm_calendar()._icrm_check_opens(self.company_id)
        except ValidationError as error:
            problems.append(str(error))
        if (
            self.audience == "departments"
            and not service_sudo.audience_department_ids.filtered("active")
        ):
            problems.append(
                self.env._("No department is served: choose some, or everyone.")
            )
        if (
            self.audience == "segments"
            and not service_sudo.audience_segment_ids.filtered("active")
        ):
            problems.append(
                self.env._("No segment is served: choose some, or everyone.")
            )
        if self.portal_published and self.audience != "everyone":
            problems.append(
                self.env._(
                    "It is also for portal users, so its audience must be everyone."
                )
            )
        return problems + self._get_form_problems()

    # ------------------------------------------------------------------ versions
    def _get_last_contents(self):
        """Return {service id: content of its last version}, one query."""
        last = {}
        versions_sudo = self.env["icrm.service.version"].sudo()
        for version in versions_sudo.search(
            [("service_id", "in", self._origin.ids)], order="version"
        ):
            last[version.service_id.id] = version.content
        return last

    @api.model
    def _get_substance_labels(self):
        """Return {part: label} of what a version keeps, in reading order."""
        return {
            "name": self.env._("Service"),
            "summary": self.env._("Summary"),
            "description": self.env._("Description"),
            "requirements": self.env._("What you need"),
            "provider": self.env._("Provider"),
            "audience": self.env._("For whom"),
            "hours": self.env._("Working hours"),
            "promises": self.env._("Promises"),
            "form": self.env._("Request form"),
            "roles": self.env._("Responsibilities"),
        }

    def _get_substance(self):
        """Return {part: text} of what counts as the service, in English.

        Texts, so that an old version can be read when everything it named is gone.
        """
        self.ensure_one()
        service = self.sudo().with_context(lang="en_US")
        names = dict(service._fields["audience"]._description_selection(service.env))
        served = {
            "departments": service.audience_department_ids.mapped("name"),
            "segments": service.audience_segment_ids.mapped("name"),
        }.get(service.audience, [])
        priorities = dict(
            service._fields["default_priority"]._description_selection(service.env)
        )
        responsibilities = dict(
            service.role_ids._fields["responsibility"]._description_selection(
                service.env
            )
        )
        return {
            "name": service.name,
            "summary": service.summary or "",
            "description": html2plaintext(service.description or ""),
            "requirements": html2plaintext(service.requirements or ""),
            "provider": f"{service.department_id.name} ({service.team_id.name})",
            "audience": ": ".join(
                filter(None, [names[service.audience], ", ".join(sorted(served))])
            ),
            "hours": service._icrm_calendar().name or "",
            "promises": "\n".join(
                f"{priorities[line.priority]}: {line.response_hours:g} h, "
                f"{line.resolution_hours:g} h"
                for line in service.promise_ids.sorted("priority")
            ),
            "form": "\n".join(
                " ".join(
                    filter(
                        None,
                        [
                            question["label"] + ("*" if question["required"] else ""),
                            f"({question['type']})",
                            ", ".join(label for _v, label in question["selection"]),
                        ],
                    )
                )
                for question in service._get_form_fields()
            ),
            "roles": "\n".join(
                f"{line.activity}: {line.subject} "
                f"({responsibilities[line.responsibility]})"
                for line in service.role_ids
            ),
        }
