# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Names of a file resolved to records; missing ones are collected and created."""

import re

from odoo.addons.icrm_internal.importer.fault import _lt

from ..importer.meanings import MEANINGS
from .creation import Creation
from .icrm_import_value import KINDS

#: Two records have this name.
AMBIGUOUS = -1

#: Between the names of a cell; a comma may stand within one
_BETWEEN = re.compile(r"\s*(?:;|/|\||&|、|；)\s*")
_COMMA = re.compile(r"\s*[,，、]\s*")
_ADDRESS = re.compile(r"<?([^\s<>;,()]+@[^\s<>;,()]+)>?")


NOBODY = _lt(
    "%(name)s is not found and the file has no department: "
    "the request belongs to no one. Choose a department, or "
    "create employees."
)


def _fold(name):
    return " ".join(name.casefold().split())


class NameIndex:
    """name -> id, or AMBIGUOUS if several records have the name.

    Of people: in any order of their names (``Dubois, Claire``).
    """

    def __init__(self, pairs=(), is_people=False):
        self._ids = {}
        self._words = {} if is_people else None
        for name, record_id in pairs:
            self.add(name, record_id)

    def add(self, name, record_id):
        if name:
            key = _fold(name)
            if self._ids.setdefault(key, record_id) != record_id:
                self._ids[key] = AMBIGUOUS
            if self._words is not None:
                key = self._unordered(name)
                if self._words.setdefault(key, record_id) != record_id:
                    self._words[key] = AMBIGUOUS

    def complete(self, other):
        """Add the names of *other* that are not known."""
        self._ids = {**other._ids, **self._ids}

    @staticmethod
    def _unordered(name):
        return " ".join(sorted(_fold(name).replace(",", " ").split()))

    def get(self, name):
        if not name:
            return None
        found = self._ids.get(_fold(name))
        if found is None and self._words is not None:
            found = self._words.get(self._unordered(name))
        return found


def split_names(text):
    """Return the names of a cell that holds several, else the one."""
    parts = [part for part in _BETWEEN.split(text) if part]
    return parts if len(parts) > 1 else [part for part in _COMMA.split(text) if part]


class Resolver(Creation):
    """Resolves the names of one import, for its company, as superuser.

    First :meth:`collect` every history: it reports what cannot be resolved and collects
    what must be created; nothing is written. Then call :meth:`create_missing`. After
    that the ``..._of`` methods return ids.
    """

    def __init__(self, job, report=None, columns=None):
        """*report* takes findings; *columns* maps targets to the names of columns."""
        self.profile = job.profile_id.sudo()
        self.company = job.company_id
        self.env = job.sudo().with_company(job.company_id).env
        self._report = report
        self._columns = columns or {}
        self._chosen = {
            (value.kind, value.name): value for value in self.profile.value_ids
        }
        # What to create: name -> what it needs
        self.new_groups = {}
        self.new_departments = {}
        self.new_people = {}
        self.unknown_callers = set()
        self.created = {}
        self.needs_provider = False
        self._known_groups = set()  # groups already handled
        self._rest_team = None  # of rows without a team; see create_missing
        self._provider = self.profile.provider_department_id
        self._load()

    def _load(self):
        """Read all names: six queries, whatever the file contains."""
        env, company = self.env, self.company
        mine = [("company_id", "in", (False, company.id))]
        departments = env["hr.department"].search(mine)
        self._departments = self._named(departments, "complete_name", "name")
        teams = env["helpdesk.ticket.team"].search(mine)
        self._teams = self._named(teams, "complete_name", "name")
        self._team_departments = {team.id: team.icrm_department_id.id for team in teams}
        services = env["icrm.service"].search([("company_id", "=", company.id)])
        self._services = self._named(services, "name")
        self._service_teams = {service.id: service.team_id.id for service in services}
        users = env["res.users"].search(
            [("share", "=", False), ("company_ids", "in", company.ids)]
        )
        self._users = NameIndex(is_people=True)
        for user in users:
            for name in (user.login, user.email, user.name):
                self._users.add(name, user.id)
        self._load_customers()
        self._load_stages()

    def _named(self, records, *names):
        """Return the NameIndex of *records* by their names in every language."""
        index, others = NameIndex(), NameIndex()
        for lang, _label in self.env["res.lang"].get_installed():
            for record in records.with_context(lang=lang):
                for name in names:
                    (index if lang == self.env.lang else others).add(
                        record[name], record.id
                    )
        # The reader's own language decides where two have the same name.
        index.complete(others)
        return index

    def _load_customers(self):
        customers = (
            self.env["icrm.customer"]
            .with_context(active_test=False)
            .search([("company_id", "in", (False, self.company.id))])
        )
        customers.fetch(["name", "kind", "department_id", "partner_id", "user_id"])
        self._customers, self._emails = NameIndex(is_people=True), NameIndex()
        self._customer_departments = {
            customer.id: customer.department_id.id for customer in customers
        }
        self._department_customers = {}
        for customer in customers:
            if customer.kind == "department":
                self._department_customers[customer.department_id.id] = customer.id
                continue
            employee, partner = customer.employee_id, customer.partner_id
            self._customers.add(customer.name, customer.id)
            self._customers.add(employee.barcode, customer.id)
            for email in {partner.email_normalized, employee.work_email}:
                self._emails.add(email, customer.id)
            self._emails.add(customer.user_id.login, customer.id)

    def _load_stages(self):
        """Load stages by (state, holder) and by state, in their order."""
        stages = self.env["helpdesk.ticket.stage"].search(
            [("company_id", "in", (False, self.company.id))]
        )
        self._stages = [
            (
                stage.icrm_state,
                stage.icrm_holder or None,
                set(stage.team_ids.ids),
                stage.id,
            )
            for stage in stages
        ]
        self._stage_cache = {}

    # -- collecting

    def collect(self, history):
        """Report unknown names of *history*; collect the records to create."""
        for event in history.events:
            if not event.group:
                self.needs_provider = True
            elif event.group not in self._known_groups:
                self._collect_group(event.group, event.line)
        self._collect_service(history)
        department = self._collect_department(history)
        self._collect_caller(history, department)
        if self._stage(MEANINGS[history.last.meaning], None) is None:
            self._error(
                history.last.line,
                "state",
                history.last.meaning,
                _lt(
                    "No stage has this meaning. Add one under Helpdesk > "
                    "Configuration > Stages."
                ),
            )

    def _error(self, line, target, value, message, **values):
        self._report.error(line, self._columns.get(target), value, message, **values)

    def _collect_group(self, group, line):
        choice = self._chosen.get(("group", group))
        if choice and choice.team_id:
            self._known_groups.add(group)
            return
        found = self._find_team(group)
        if found == AMBIGUOUS:
            self._error(line, "group", group, _lt("Two teams match: choose one."))
            return
        if found is None:
            department = choice.department_id.id if choice else None
            if self.profile.unknown_group == "error" and not department:
                self._error(line, "group", group, _lt("Team not found."))
                return
            if self.profile.unknown_group == "rest" and not department:
                self.needs_provider = True
            else:
                self.new_groups[group] = department
                self.needs_provider = self.needs_provider or not department
        self._known_groups.add(group)

    def _collect_service(self, history):
        name = history.service
        if not name:
            return
        choice = self._chosen.get(("service", name))
        if choice and choice.service_id:
            return
        found = self._services.get(name)
        if found == AMBIGUOUS:
            self._error(
                history.line,
                "service",
                name,
                _lt("Two services match: choose one in the value list."),
            )
        elif found is None:
            self._report.warning(
                history.line,
                self._columns.get("service"),
                name,
                _lt(
                    "Service not found: choose one. Otherwise the word is "
                    "added to the description."
                ),
            )

    def column_of(self, kind):
        """Return the name of the column of a kind of words."""
        return self._columns.get(kind) or kind

    def is_unknown(self, kind, name):
        """Return whether a word of the file stands for no record."""
        if not name:
            return False
        choice = self._chosen.get((kind, name))
        if choice and choice[KINDS[kind]]:
            return False
        if kind == "group":
            return self.gathers_teams and self._find_team(name) is None
        index = {"service": self._services, "customer_department": self._departments}
        return index[kind].get(name) is None

    def _collect_department(self, history):
        """Return the key of the customer's department: an id, a name to be, or None."""
        name = history.customer_department
        if not name:
            return None
        choice = self._chosen.get(("customer_department", name))
        if choice and choice.department_id:
            return choice.department_id.id
        found = self._departments.get(name)
        if found == AMBIGUOUS:
            self._error(
                history.line,
                "customer_department",
                name,
                _lt("Two departments match: choose one in the value list."),
            )
            return None
        if found is None:
            if self.profile.unknown_department == "create":
                self.new_departments.setdefault(_fold(name), name)
                return name
            if self.profile.unknown_department == "error":
                self._error(
                    history.line,
                    "customer_department",
                    name,
                    _lt("Department not found."),
                )
            else:
                self._report.warning(
                    history.line,
                    self._columns.get("customer_department"),
                    name,
                    _lt(
                        "Department not found: choose one. Otherwise the word is "
                        "added to the description."
                    ),
                )
        return found

    def _collect_caller(self, history, department):
        if not (history.caller or history.caller_email):
            return
        found = self._customer(history)
        shown = history.caller or history.caller_email
        if found == AMBIGUOUS:
            self._error(
                history.line,
                "caller",
                shown,
                _lt(
                    "Two customers match: choose one in the value list, or map an "
                    "e-mail column."
                ),
            )
        elif found is None:
            policy = self.profile.unknown_caller
            key = self._person_key(history)
            self.unknown_callers.add(key)
            if policy == "error":
                self._error(history.line, "caller", shown, _lt("Customer not found."))
            elif policy in ("employee", "former"):
                # The latest row of the file has the person's department.
                self.new_people[key] = (
                    history.caller or history.caller_email,
                    history.caller_email
                    or (history.caller if "@" in history.caller else None),
                    department
                    or self.new_people.get(key, (None, None, None))[2]
                    or self.profile.customer_department_id.id,
                )
            if not (department or policy == "error"):
                if not self.profile.customer_department_id and policy == "department":
                    self._report.warning(
                        history.line,
                        self._columns.get("caller"),
                        "",
                        NOBODY,
                        name=shown,
                    )

    @staticmethod
    def _person_key(history):
        return _fold(history.caller_email or history.caller)

    def _customer(self, history):
        """Return the id of the customer, AMBIGUOUS, or None."""
        choice = history.caller and self._chosen.get(("caller", history.caller))
        if choice and choice.customer_id:
            return choice.customer_id.id
        found = self._emails.get(history.caller_email)
        if found is None and history.caller:
            found = self._find_customer(history.caller)
        if found is None and history.caller_email:
            match = _ADDRESS.search(history.caller_email)
            found = match and self._emails.get(match[1])
        return found

    def _find_customer(self, name):
        """Return the customer that *name* means: a person, else a department."""
        found = self._emails.get(name) or self._customers.get(name)
        if found is None and (match := _ADDRESS.search(name)):
            # Claire Dubois <claire@example.com>
            found = self._emails.get(match[1])
            found = found or self._customers.get(name[: match.start()])
        if found is None:
            department = self._departments.get(name)
            found = department and self._department_customers.get(department)
        return found

    def find(self, kind, name):
        """Return the id of what *name* means, for a proposal; None if in doubt."""
        names = {
            "service": self._services,
            "agent": self._users,
            "customer_department": self._departments,
        }.get(kind)
        found = names.get(name) if names else None
        if kind == "group":
            found = self._find_team(name)
        if kind == "caller":
            found = self._find_customer(name)
        if kind == "agent":
            found = self.user_of(name)
        return None if found == AMBIGUOUS else found

    # -- giving

    def team_of(self, group):
        """Return the id of the team for a group's name; None: of the unnamed rest."""
        if not group:
            return self._rest_team
        choice = self._chosen.get(("group", group))
        found = (choice and choice.team_id.id) or self._find_team(group)
        return found or (self._rest_team if self.gathers_teams else None)

    @property
    def gathers_teams(self):
        """Whether unknown teams become one."""
        return self.profile.unknown_group == "rest"

    def _find_team(self, group):
        """Return the team of that name; of several names, that of the first known."""
        found = self._teams.get(group)
        for name in group.split("; ") if found is None else ():
            found = found or self._teams.get(name)
        return found

    def department_of_team(self, team_id):
        if team_id not in self._team_departments:
            # Chosen by hand, perhaps archived
            team = self.env["helpdesk.ticket.team"].browse(team_id)
            self._team_departments[team_id] = team.icrm_department_id.id
        return self._team_departments[team_id] or self._provider.id

    def user_of(self, agent):
        """Return the id of the user for an agent's name, or None."""
        if not agent:
            return None
        choice = self._chosen.get(("agent", agent))
        if choice and choice.user_id:
            return choice.user_id.id
        for name in (agent, *split_names(agent)):
            found = self._users.get(name)
            if found not in (None, AMBIGUOUS):
                return found
        return None

    def customer_of(self, history):
        """Return (customer id or None, department id or None)."""
        name = history.customer_department
        choice = name and self._chosen.get(("customer_department", name))
        department = (choice and choice.department_id.id) or self._departments.get(name)
        customer = self._customer(history)
        if customer is None and (history.caller or history.caller_email):
            customer = self._emails.get(self._person_key(history))
        if not (customer or department):
            department = self.profile.customer_department_id.id
        if customer is None and department:
            customer = self._department_customers.get(department)
        if not department and customer:
            department = self._customer_departments.get(customer)
        return customer, department

    def service_of(self, history):
        """Return the id of the chosen or named service, or None."""
        if history.service:
            choice = self._chosen.get(("service", history.service))
            found = (choice and choice.service_id.id) or self._services.get(
                history.service
            )
            if found:
                return found
        return self.profile.service_id.id or None

    def stage_of(self, meaning, team_id):
        return self._stage(MEANINGS[meaning], team_id)

    def _stage(self, meaning, team_id):
        """Return the stage of that meaning a team may use (None: any team)."""
        state, holder, _label = meaning
        key = state, holder, team_id
        if key not in self._stage_cache:
            usable = [
                (stage_holder != holder, position, stage_id)
                for position, (stage_state, stage_holder, teams, stage_id) in enumerate(
                    self._stages
                )
                if stage_state == state
                and (not teams or not team_id or team_id in teams)
            ]
            self._stage_cache[key] = min(usable)[2] if usable else None
        return self._stage_cache[key]
