# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Services of the starter catalogue as records, with the rights of the caller."""

import html
import re

from markupsafe import Markup

from odoo import Command
from odoo.fields import Domain

from . import starter

# What a question depends on: another one ticked, or its option of this number
CONDITION = re.compile(r"(\w+?)(?:(!?=)(\d+))?")


def _to_html(text):
    """Return *text* as HTML keeps it: quotes stay, so that its terms are found."""
    return Markup(html.escape(text, quote=False))


class StarterBuilder:
    """Creates services as drafts, in English and in Chinese where it is installed.

    :param env: of the officer who switches them on
    :param dict departments: {kind: department}, of all kinds the company has
    :param dict teams: {kind: team} of those that provide
    """

    def __init__(self, env, departments, teams):
        # Written in English, then translated: the texts of most databases
        self.env = env(context={**env.context, "lang": "en_US"})
        self.departments = departments
        self.teams = teams
        installed = {code for code, _name in env["res.lang"].get_installed()}
        self.langs = [lang for lang in starter.CHINESE if lang in installed]
        self._categories = {}
        #: the services that were made
        self.built = self.env["icrm.service"]

    def build(self, codes):
        """Return the new services of these codes, which the company does not have."""
        specs = [starter.get_services()[code] for code in codes]
        Service = self.env["icrm.service"]
        services = Service.create([self._prepare_service(spec) for spec in specs])
        for service, spec in zip(services, specs, strict=True):
            # sudo: the code that says where it comes from is the system's; the caller
            # just created the service
            service.sudo().starter_code = spec["service"]
            self._complete_form(service, spec)
            self._translate(service, spec)
        self.built |= services
        return services

    def _prepare_service(self, spec):
        kind = spec["kind"]
        department = self.departments[kind]
        hours = float(spec["response_hours"]), float(spec["resolution_hours"])
        return {
            "name": spec["en"],
            "summary": spec["texts"]["summary"][0]["en"],
            "keywords": spec["texts"]["keywords"][0]["en"],
            "category_id": self.get_category(spec["category"]).id,
            "department_id": department.id,
            "team_id": self.teams[kind].id,
            "owner_id": self._get_owner(department).id,
            "promise_ids": [
                Command.create(
                    {
                        "priority": priority,
                        "response_hours": hours[0] * share,
                        "resolution_hours": hours[1] * share,
                    }
                )
                for priority, share in starter.SHARES.items()
            ],
            "question_ids": [
                Command.create(self._prepare_question(question, number))
                for number, question in enumerate(spec["questions"])
            ],
            "role_ids": [
                Command.create(
                    {
                        "activity": role["en"],
                        "responsibility": role["responsibility"],
                        **subject,
                    }
                )
                for role, subject in self._get_roles(spec)
            ],
            "article_ids": [
                Command.create(
                    {
                        "name": spec["texts"]["article"][0]["en"],
                        "body": Markup("<ol>%s</ol>")
                        % Markup("").join(
                            Markup("<li>%s</li>") % _to_html(row["en"])
                            for row in spec["texts"]["step"]
                        ),
                    }
                )
            ],
            "check_ids": [
                Command.create({"name": row["en"], "required": bool(row["required"])})
                for row in spec["checks"]
            ],
        }

    # ------------------------------------------------------------------
    # Whose it is
    # ------------------------------------------------------------------

    def _get_owner(self, department):
        # sudo: who heads a department is public, employees are not
        head = department.sudo().manager_id.user_id
        is_there = head.active and not head.share
        return head.sudo(False) if is_there else self.env.user

    def _get_roles(self, spec):
        """Return (row, values) of the responsibilities that somebody here can have."""
        own = self.departments[spec["kind"]]
        # sudo: as above
        head = own.sudo().manager_id
        roles = []
        for row in spec["roles"]:
            subject = row["subject"]
            if subject == "head" and head:
                roles.append((row, {"employee_id": head.id}))
                continue
            department = self.departments.get(subject)
            if subject in ("provider", "head"):
                department = own
            if department:
                roles.append((row, {"department_id": department.id}))
        return roles

    def get_category(self, key):
        """Return the category of the company for *key*, a new one if it has none."""
        if key not in self._categories:
            row = next(
                row for row in starter.read("categories") if row["category"] == key
            )
            Category = self.env["icrm.service.category"]
            shipped = row["xmlid"] and self.env.ref(
                f"icrm_internal.{row['xmlid']}", raise_if_not_found=False
            )
            found = (shipped or Category).exists().filtered("active")
            if not found:
                shared = Domain("company_id", "in", (False, self.env.company.id))
                found = Category.search(
                    shared & Domain("name", "=", row["en"]), limit=1
                )
            if not found:
                found = Category.create(
                    {
                        "name": row["en"],
                        "icon": row["icon"],
                        "color": int(row["color"]),
                        "sequence": int(row["color"]) * 10,
                    }
                )
                self.translate(found, "name", row)
            self._categories[key] = found
        return self._categories[key]

    # ------------------------------------------------------------------
    # Form
    # ------------------------------------------------------------------

    def _prepare_question(self, question, number):
        """Return the values of a question or a column; keys are given by the form."""
        return {
            "sequence": number,
            "label": question["en"],
            "question_type": question["type"],
            "required": bool(question["required"]),
            "no_past": bool(question["no_past"]),
            "comodel": question["list"] or False,
            "option_ids": [
                Command.create({"label": option["en"], "sequence": position})
                for position, option in enumerate(question["options"])
            ],
            "column_ids": [
                Command.create(self._prepare_question(column, position))
                for position, column in enumerate(question["columns"])
            ],
        }

    def _get_questions(self, service, spec):
        """Return {name in the table: question}, without columns."""
        names = [row["question"] for row in spec["questions"]]
        in_order = service.question_ids.sorted("sequence")
        return dict(zip(names, in_order, strict=True))

    def _complete_form(self, service, spec):
        """Add what names other questions: conditions and totals."""
        questions = self._get_questions(service, spec)
        conditions = []
        for row in spec["questions"]:
            question = questions[row["question"]]
            if row["type"] == "total":
                numbers = service.question_ids.column_ids.filtered(
                    lambda column: column.question_type in ("integer", "float")
                )
                question.write(
                    {
                        "formula": "sum_product",
                        "formula_question_ids": [Command.set(numbers.ids)],
                    }
                )
            if not row["show_if"]:
                continue
            name, operator, value = CONDITION.fullmatch(row["show_if"]).groups()
            other = questions[name]
            options = other.option_ids.browse()
            if operator:
                options = other.option_ids.sorted("sequence")[int(value)]
            conditions.append(
                {
                    "question_id": question.id,
                    "other_question_id": other.id,
                    "operator": operator or "set",
                    "option_ids": [Command.set(options.ids)],
                }
            )
        self.env["icrm.service.question.condition"].create(conditions)

    # ------------------------------------------------------------------
    # Languages
    # ------------------------------------------------------------------

    def translate(self, record, name, row):
        """Write the other languages of a text."""
        if self.langs:
            record.update_field_translations(
                name, {lang: row[lang] for lang in self.langs}
            )

    def _translate(self, service, spec):
        texts = spec["texts"]
        self.translate(service, "name", spec)
        self.translate(service, "summary", texts["summary"][0])
        self.translate(service, "keywords", texts["keywords"][0])
        roles = zip(service.role_ids, self._get_roles(spec), strict=True)
        for role, (row, _subject) in roles:
            self.translate(role, "activity", row)
        for check, row in zip(service.check_ids, spec["checks"], strict=True):
            self.translate(check, "name", row)
        self.translate(service.article_ids, "name", texts["article"][0])
        # Term by term: a whole text in another language would replace the English one
        service.article_ids.update_field_translations(
            "body",
            {
                lang: {
                    _to_html(row["en"]): _to_html(row[lang]) for row in texts["step"]
                }
                for lang in self.langs
            },
        )
        questions = self._get_questions(service, spec)
        for row in spec["questions"]:
            question = questions[row["question"]]
            self._translate_question(question, row)
            columns = question.column_ids.sorted("sequence")
            for column, item in zip(columns, row["columns"], strict=True):
                self._translate_question(column, item)

    def _translate_question(self, question, row):
        self.translate(question, "label", row)
        options = question.option_ids.sorted("sequence")
        for option, item in zip(options, row["options"], strict=True):
            self.translate(option, "label", item)
