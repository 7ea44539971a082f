# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestSearchEverywhere(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.request = (
            cls.service.with_user(cls.staff)
            .submit_request({"name": "Zebra crossing", "description": "x"})
            .with_env(cls.env)
        )
        cls.article = cls.env["icrm.service.article"].create(
            {"service_id": cls.service.id, "name": "How zebras sleep"}
        )
        cls.person = cls._customer(cls.staff)
        cls.person.sudo().partner_id.phone = "+49 (30) 1234-567"
        cls.env.flush_all()

    def _find(self, user, text, **kwargs):
        self.env.flush_all()
        return [
            (row["kind"], row["id"])
            for row in self.env["icrm.search"].with_user(user).find(text, **kwargs)
        ]

    def test_number_words_person_telephone(self):
        mine = ("request", self.request.id)
        number = self.request.number
        digits = number.lstrip("HT").lstrip("0").zfill(2)
        for text in (number, number.lower(), digits, "zebra", "crossing zebra"):
            with self.subTest(text=text):
                self.assertEqual(self._find(self.staff, text)[0], mine)
        for text in (self.person.name, "030 1234567", "+49 30 1234 567", "1234567"):
            with self.subTest(text=text):
                found = self._find(self.agent, text)
                self.assertIn(mine, found)
                self.assertIn(("customer", self.person.id), found)

    def test_screens_that_are_no_service(self):
        """Who looks for complaints finds where to file one, in every language."""
        action = "icrm_internal.icrm_complaint_create_action"
        for text in ("complaint", "Complain about IT", "我要投诉", "投訴"):
            with self.subTest(text=text):
                Search = self.env["icrm.search"].with_user(self.staff)
                (page,) = Search.find_pages(text)
                self.assertEqual((page["kind"], page["action"]), ("page", action))
                self.assertEqual(Search.find(text)[0], page)
        for text in ("", "c", "compost", "诉", "complicated form", "notebook"):
            with self.subTest(text=text):
                self.assertFalse(Search.find_pages(text))

    def test_services_and_articles(self):
        self.assertIn(("service", self.service.id), self._find(self.staff, "notebook"))
        self.assertIn(("article", self.article.id), self._find(self.staff, "zebras"))

    def test_telephone_is_for_those_who_may_read_it(self):
        """Colleagues learn neither whose number it is nor what was requested."""
        customer = ("customer", self.person.id)
        for user in (self.agent, self.officer, self.auditor):
            with self.subTest(user=user.name):
                self.assertIn(customer, self._find(user, "030 1234567"))
        for text in ("030 1234567", "1234567", "+49 (30) 1234-567"):
            with self.subTest(text=text):
                self.assertNotIn(customer, self._find(self.colleague, text))
        self.assertIn(customer, self._find(self.colleague, self.person.name))

    def test_desk_finds_what_is_typed(self):
        Ticket = self.env["helpdesk.ticket"]

        def find(user, text):
            return Ticket.with_user(user).search([("icrm_find", "ilike", text)])

        number = self.request.number
        digits = number.lstrip("HT").lstrip("0").zfill(2)
        for text in (number, digits, "zebra", self.person.name, "030 1234567"):
            with self.subTest(text=text):
                self.assertIn(self.request.id, find(self.agent, text).ids)
        self.assertFalse(find(self.agent, "no such thing"))
        # the rules decide; and a telephone number finds nothing for colleagues
        for text in (number, "zebra", self.person.name, "030 1234567"):
            self.assertNotIn(self.request.id, find(self.colleague, text).ids)
        self.assertNotIn(self.request.id, find(self.staff, "030 1234567").ids)
        self.assertFalse(self.request.icrm_find)

    def test_zeros_are_no_number(self):
        found = self._find(self.agent, "00 000")
        self.assertNotIn(("customer", self.person.id), found)

    def test_only_what_one_may_see(self):
        """Another's request is found neither by number nor by words or telephone."""
        for text in (self.request.number, "zebra", "1234567", self.person.name):
            with self.subTest(text=text):
                found = self._find(self.colleague, text)
                self.assertNotIn(("request", self.request.id), found)
        self.service.audience = "departments"
        found = self._find(self.colleague, "notebook")
        self.assertNotIn(("service", self.service.id), found)
        self.assertNotIn(
            ("article", self.article.id), self._find(self.colleague, "zebras")
        )
        kinds = {kind for kind, _id in self._find(self.portal_user, self.person.name)}
        self.assertNotIn("customer", kinds)

    def test_own_opens_where_one_asks_and_others_on_the_desk(self):
        actions = {}
        for user in (self.staff, self.agent):
            [row, *_others] = (
                self.env["icrm.search"].with_user(user).find(self.request.number)
            )
            actions[user] = row["action"]
        self.assertEqual(actions[self.staff], "icrm_internal.helpdesk_ticket_action_my")
        self.assertEqual(
            actions[self.agent], "icrm_internal.helpdesk_ticket_action_desk"
        )

    def test_fixed_number_of_queries(self):
        counts = []
        for text in ("zebra", "zebra", self.person.name):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["icrm.search"].with_user(self.agent).find(text, limit=20)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(max(counts[1:]), 20)

    def test_bad_arguments(self):
        Search = self.env["icrm.search"].with_user(self.staff)
        for text, limit in (("ab", 0), ("ab", 21), ("ab", "5"), (["ab"], 5)):
            with self.assertRaises(UserError):
                Search.find(text, limit)
        self.assertEqual(Search.find(""), [])
        self.assertEqual(Search.find("a"), [])
        self.assertIsInstance(Search.find("%_%' OR 1=1 --"), list)
        Search.find("x" * 5000)

    # ------------------------------------------------------------------
    # Nothing found
    # ------------------------------------------------------------------

    def test_ask_anyway(self):
        services = self.env["icrm.service"].with_user(self.staff)
        self.env.company.icrm_fallback_service_id = self.service
        action = services.action_ask_anyway("party")
        self.assertEqual(action["res_model"], "icrm.request.create")
        self.assertEqual(action["context"]["default_name"], "party")
        self.assertEqual(action["context"]["default_service_id"], self.service.id)

    def test_ask_anyway_without_a_service_names_whom_to_write_to(self):
        """A sentence, not an error: officers, and a mail about what was typed."""
        officer = self.officer
        officer.email = "office+1@example.com"
        services = self.env["icrm.service"].with_user(self.staff)

        def ask():
            action = services.action_ask_anyway("party & cake")
            self.assertEqual(action["tag"], "display_notification")
            return action["params"]

        params = ask()
        self.assertEqual(params["message"].count("%s"), len(params["links"]))
        self.assertIn(
            {
                "label": officer.name,
                "url": "mailto:office%2B1%40example.com?subject=party%20%26%20cake",
            },
            params["links"],
        )
        # of several, three; none who left, of another company, or without an address
        self.assertLessEqual(len(params["links"]), 3)
        self.env.ref("icrm_internal.group_icrm_officer").all_user_ids.email = False
        self.env.company.email = "company@example.com"
        self.assertEqual(ask()["links"][0]["label"], self.env.company.name)
        self.env.company.email = False
        self.assertNotIn("links", ask())
        # a service that is not for the user is none
        self.env.company.icrm_fallback_service_id = self.service
        self.service.audience = "departments"
        ask()

    def _choose(self, user, query):
        self.service.with_user(user).with_context(
            icrm_missed_query=query
        ).action_open_request()

    def test_three_people_propose_a_keyword(self):
        Miss = self.env["icrm.search.miss"]
        users = (self.staff, self.colleague, self.agent)
        for user in (users[0], users[0], users[1]):
            self._choose(user, "Klapprechner")
        miss = Miss.search([("service_id", "=", self.service.id)])
        # neither words nor people until there are three
        self.assertEqual((miss.people, miss.state, miss.name), (2, "collecting", False))
        self.assertNotIn("klapp", (miss.query_digest + str(miss.voters)).lower())
        self.assertFalse(Miss.with_user(self.it_head).search([]))
        self._choose(users[2], "klapprechner")
        self.assertEqual((miss.state, miss.name), ("proposed", "klapprechner"))
        self.assertFalse(miss.voters)
        with self.assertRaises(AccessError):
            miss.with_user(self.staff).action_accept()
        with self.assertRaises(AccessError):
            miss.with_user(self.finance_head).action_accept()
        self.assertEqual(
            self.service.with_user(self.it_head).keyword_proposal_ids, miss
        )
        found = self.env["icrm.service"].with_user(self.staff).search_catalogue
        self.assertFalse(found("klapprechner"))
        miss.with_user(self.it_head).action_accept()
        self.assertIn("klapprechner", self.service.keywords)
        self.assertIn(self.service.id, found("klapprechner").ids)
        self.assertFalse(self.service.keyword_proposal_ids)

    def test_what_is_no_keyword(self):
        """Neither stored nor read to the end; the choice goes on."""
        for query in ("a\x00b", "x" * 121, "长" * 200_000):
            for user in (self.staff, self.colleague, self.agent):
                self._choose(user, query)
        self.assertFalse(self.env["icrm.search.miss"].search([]))

    def test_dismissed_stays_dismissed(self):
        for user in (self.staff, self.colleague, self.agent):
            self._choose(user, "blah blah")
        miss = self.service.keyword_proposal_ids
        miss.with_user(self.it_head).action_dismiss()
        self._choose(self.it_head, "blah blah")
        self.assertEqual(miss.state, "dismissed")
        self.assertNotIn("blah", self.service.keywords or "")

    # ------------------------------------------------------------------
    # Before one types
    # ------------------------------------------------------------------

    def test_own_open_requests_are_shown_before_a_word_is_typed(self):
        suggested = self.service.with_user(self.staff).suggest("")
        self.assertEqual(
            [row["id"] for row in suggested["duplicates"]], self.request.ids
        )
        self.assertFalse(
            self.service.with_user(self.colleague).suggest("")["duplicates"]
        )

    # ------------------------------------------------------------------
    # Thesaurus
    # ------------------------------------------------------------------

    def test_administrators_extend_the_thesaurus(self):
        found = self.env["icrm.service"].with_user(self.staff).search_catalogue
        self.assertFalse(found("rechenknecht"))
        concept = self.env.ref("icrm_internal.concept_computer")
        with self.assertRaises(AccessError):
            concept.with_user(self.it_head).own_words = "Rechenknecht"
        concept.with_user(self.admin_user).own_words = "Rechenknecht, 小电"
        for text in ("rechenknecht", "rechenknehct", "小电"):
            with self.subTest(text=text):
                self.assertIn(self.service.id, found(text).ids)
        concept.own_words = False
        self.assertFalse(found("rechenknecht"))
