# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Creates departments, teams and people that a history names."""

#: Employees created per batch
BATCH = 500


class Creation:
    """The part of the Resolver that writes.

    ``created`` lists what it made, {model: ids}, so that an import can be undone.
    """

    def note_created(self, records):
        if records:
            self.created.setdefault(records._name, []).extend(records.ids)

    def create_missing(self):
        """Create the collected records; return counts by kind."""
        env = self.env(
            context=dict(
                self.env.context,
                tracking_disable=True,
                mail_create_nolog=True,
                mail_create_nosubscribe=True,
                mail_notrack=True,
            )
        )
        if self.needs_provider and not self._provider:
            self._provider = self._find_or_create_provider(env)
        names = list(self.new_departments.values())
        departments = env["hr.department"].create(
            [{"name": name, "company_id": self.company.id} for name in names]
        )
        self.note_created(departments)
        for name, department in zip(names, departments, strict=True):
            self._departments.add(name, department.id)
        if departments:
            for customer in env["icrm.customer"].search(
                [("kind", "=", "department"), ("department_id", "in", departments.ids)]
            ):
                self._department_customers[customer.department_id.id] = customer.id
        self._create_teams(env)
        self._create_people(env)
        return {
            "departments": len(departments),
            "teams": len(self.new_groups),
            "people": len(self.new_people),
        }

    def _find_or_create_provider(self, env):
        name = env._("Imported History")
        found = env["hr.department"].search(
            [("name", "=", name), ("company_id", "in", (False, self.company.id))],
            limit=1,
        )
        if not found:
            found = env["hr.department"].create(
                {"name": name, "company_id": self.company.id}
            )
            self.note_created(found)
        return found

    def _create_teams(self, env):
        groups = list(self.new_groups)
        if self.needs_provider:
            # For rows that name no team: a request without one is everybody's.
            name = env._("Imported History")
            known = env["helpdesk.ticket.team"].search(
                [
                    ("name", "=", name),
                    ("icrm_department_id", "=", self._provider.id),
                ],
                limit=1,
            )
            self._rest_team = known.id
            if known:
                self._team_departments[known.id] = self._provider.id
            else:
                groups.append(None)
        teams = env["helpdesk.ticket.team"].create(
            [
                {
                    "name": group or env._("Imported History"),
                    "company_id": self.company.id,
                    "icrm_department_id": self.new_groups.get(group)
                    or self._provider.id,
                    "show_in_portal": False,
                }
                for group in groups
            ]
        )
        self.note_created(teams)
        for group, team in zip(groups, teams, strict=True):
            self._team_departments[team.id] = team.icrm_department_id.id
            if group:
                self._teams.add(group, team.id)
            else:
                self._rest_team = team.id

    def _create_people(self, env):
        """Create the employees; their customers come with them (hr.employee.create)."""
        active = self.profile.unknown_caller == "employee"
        people = list(self.new_people.items())
        for start in range(0, len(people), BATCH):
            batch = people[start : start + BATCH]
            employees = env["hr.employee"].create(
                [
                    {
                        "name": name,
                        "work_email": email,
                        "active": active,
                        "company_id": self.company.id,
                        "department_id": department
                        if isinstance(department, int)
                        else self._departments.get(department),
                    }
                    for _key, (name, email, department) in batch
                ]
            )
            self.note_created(employees)
            customers = {
                customer.employee_id.id: customer
                for customer in env["icrm.customer"]
                .with_context(active_test=False)
                .search([("employee_id", "in", employees.ids)])
            }
            for (key, _person), employee in zip(batch, employees, strict=True):
                customer = customers[employee.id]
                self._emails.add(key, customer.id)
                self._customer_departments[customer.id] = customer.department_id.id
