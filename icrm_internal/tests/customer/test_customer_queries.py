# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestCustomerQueries(IcrmCommon):
    """Work grows with what changed, never with what is stored."""

    @contextmanager
    def count_queries(self):
        """Yield a list that gets the number of queries of the block."""
        self.env.flush_all()
        self.env.invalidate_all()
        counts = []
        before = self.env.cr.sql_log_count
        yield counts
        self.env.flush_all()
        counts.append(self.env.cr.sql_log_count - before)

    def _hire(self, number, first=0):
        return self.env["hr.employee"].create(
            [
                {"name": f"Number {index}", "department_id": self.it.id}
                for index in range(first, first + number)
            ]
        )

    def test_hire_costs_few_queries(self):
        """The customer adds at most four queries to those of HR itself."""
        self._hire(1, 1000)
        with self.count_queries() as with_customers:
            self._hire(1, 2000)
        Customer = self.env.registry["icrm.customer"]
        with (
            patch.object(Customer, "_create_for", lambda self, records: self),
            self.count_queries() as without,
        ):
            self._hire(1, 3000)
        self.env["icrm.customer"]._sync_with_hr()
        self.assertLessEqual(with_customers[0] - without[0], 4)

    def test_batch_costs_what_one_costs(self):
        """Thirty customers are created with the statements of one."""
        Customer = self.env["icrm.customer"]
        with patch.object(
            self.env.registry["icrm.customer"],
            "_create_for",
            lambda self, records: self,
        ):
            one, many = self._hire(1), self._hire(30, 1)
        with self.count_queries() as first:
            Customer._create_for(one)
        with self.count_queries() as then:
            Customer._create_for(many)
        self.assertLessEqual(then[0], first[0])

    def test_change_costs_few_queries(self):
        """Moving 20 people writes their customers with the statements of one."""
        people = self._hire(21)
        self._count_on_customers(people, self.finance)
        one = self._count_on_customers(people[:1], self.it)
        many = self._count_on_customers(people[1:], self.it)
        self.assertEqual(many, one)
        self.assertLessEqual(one, 4)

    def _move(self, people, department):
        people.write({"department_id": department.id})
        self.env.flush_all()

    def _count_on_customers(self, people, department):
        """Return how many statements on icrm_customer it takes to move *people*."""
        self.env.flush_all()
        self.env.invalidate_all()
        cursor, seen = self.env.cr, []
        execute = type(cursor).execute

        def spy(cr, query, params=None, log_exceptions=True):
            if "icrm_customer" in (getattr(query, "code", None) or str(query)):
                seen.append(query)
            return execute(cr, query, params, log_exceptions)

        with patch.object(type(cursor), "execute", spy):
            self._move(people, department)
        return len(seen)

    def test_rename_of_a_department_visits_one_customer(self):
        self._hire(20)
        self.env.flush_all()
        self.it.name = "Computing"
        todo = self.env.transaction.tocompute.get(
            self.env["icrm.customer"]._fields["name"], ()
        )
        self.assertLessEqual(len(todo), 1)

    def test_list_page_is_constant(self):
        """A page of the list costs the same for 5 and for 60 customers."""
        self._hire(60)
        Customer = self.env["icrm.customer"].with_user(self.agent)
        spec = {
            name: {}
            for name in (
                "name",
                "job_title",
                "open_request_count",
                "rating_average",
                "email",
                "phone",
                "preferred_channel",
                "is_quiet_now",
            )
        } | {"department_id": {"fields": {"display_name": {}}}}
        Customer.web_search_read([], spec, limit=5)
        with self.count_queries() as few:
            Customer.web_search_read([], spec, limit=5)
        with self.count_queries() as many:
            Customer.web_search_read([], spec, limit=60)
        self.assertLessEqual(many[0], few[0] + 1)
