# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...measures import textsearch
from ...measures.thesaurus import Thesaurus, misspellings
from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestServiceSearch(IcrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.category.with_context(lang="zh_CN").name = "电脑"
        cls.service.keywords = "notebook, ThinkPad"
        cls.service.with_context(lang="zh_CN").name = "笔记本电脑申请"
        cls.printer = cls._service("Colour printer", summary="Prints Wi-Fi posters")
        travel = cls.env["icrm.service.category"].create({"name": "Travel"})
        cls.hotel = cls._service("Hôtel booking", category_id=travel.id)
        cls.mine = cls.service | cls.printer | cls.hotel
        cls.env.flush_all()

    def _find(self, query, **kwargs):
        found = (
            self.env["icrm.service"]
            .with_user(self.staff)
            .search_catalogue(query, **kwargs)
        )
        return found.with_env(self.env) & self.mine

    def _check_forgiving(self):
        for query, service in (
            ("la", self.service),  # the beginning, two letters
            ("LAPTOP", self.service),
            ("ｌａｐｔｏｐ", self.service),  # full width
            ("laptp", self.service),  # a letter missing
            ("latpop", self.service),  # two swapped
            ("labtop", self.service),  # one wrong
            ("lapptop", self.service),  # one too many
            ("notebok", self.service),  # a slip in a synonym
            ("thinkpad", self.service),
            ("笔记本", self.service),
            ("电脑", self.service),  # inside a longer word
            ("申请电脑", self.service),  # the other way round
            ("笔记夲电脑", self.service),  # a wrong character
            ("hotel", self.hotel),  # without the accent
            ("HÔTEL", self.hotel),
            ("wifi", self.printer),
            ("wi-fi", self.printer),
            ("printer, colour", self.printer),
            ("please i need a new laptop", self.service),
        ):
            with self.subTest(query=query):
                self.assertEqual(self._find(query)[:1], service)
        self.assertEqual(self._find("compu"), self.service | self.printer)  # a category
        self.assertIn(self.printer, self._find("IT"))  # the department
        for query in ("zebra", "%%%", "xy", "香蕉", "'; DROP TABLE icrm_service"):
            with self.subTest(query=query):
                self.assertFalse(self._find(query))
        self.assertEqual(self._find("  "), self.mine)

    def test_search_forgives(self):
        self._check_forgiving()

    def test_search_forgives_without_the_extension(self):
        with patch.object(self.env.registry, "has_trigram", False):
            self._check_forgiving()

    def test_any_search_box_forgives(self):
        services = self.env["icrm.service"].with_user(self.staff)
        found = services.search([("display_name", "ilike", "colur prnter")])
        self.assertEqual(found.with_env(self.env) & self.mine, self.printer)
        self.assertIn(
            self.printer.id, [row[0] for row in services.name_search("prnter")]
        )
        self.assertNotIn(
            self.printer, services.search([("display_name", "not ilike", "prnter")])
        )

    def test_index_follows_what_it_is_made_of(self):
        self.category.name = "Gizmos"
        self.assertIn(self.service, self._find("gizmos"))
        self.category.name = "Gadgets"
        self.assertIn(self.service, self._find("gadgets"))
        self.assertNotIn(self.service, self._find("gizmos"))
        shelf = self.env["icrm.service.category"].create({"name": "Hardware"})
        self.category.parent_id = shelf
        self.assertIn(self.service, self._find("hardware"))
        self.it.name = "Human Resources"
        self.assertIn(self.service, self._find("HR"))
        self.it.with_context(lang="zh_CN").name = "信息部"
        self.assertIn(self.service, self._find("信息部"))
        self.printer.with_context(lang="zh_CN").summary = "彩色打印"
        self.assertIn(self.printer, self._find("彩色"))

    def test_index_of_many_costs_what_one_costs(self):
        def count(number):
            services = self._service(f"Warm {number}") | self._many(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            services._compute_search_text()
            services.flush_recordset(["search_text"])
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(1), count(20))

    def _many(self, number):
        return self.env["icrm.service"].create(
            [
                {
                    "name": f"Service {i}",
                    "category_id": self.category.id,
                    "department_id": self.it.id,
                    "team_id": self.it_team.id,
                }
                for i in range(number)
            ]
        )

    def test_order_pins_then_relevance_then_own_demand_then_name(self):
        # by name
        names = self._find("").mapped("name")
        self.assertEqual(names, sorted(names))
        # what the own department asked for most comes before
        tickets = [
            {
                "name": f"Request {i}",
                "description": "x",
                "icrm_service_id": service.id,
                "icrm_customer_department_id": department.id,
                "icrm_submitted_at": submitted,
            }
            for i, (service, department, submitted) in enumerate(
                [
                    (self.printer, self.finance, "2020-01-01"),  # long ago
                    (self.printer, self.it, "2199-01-01"),  # another's
                    (self.service, self.finance, "2199-01-01"),
                ]
            )
        ]
        self.env["helpdesk.ticket"].create(tickets)
        self.env.flush_all()
        self.assertEqual(self._find("")[:1], self.service)
        # a better match before demand
        self.printer.keywords = "laptop bag"
        self.hotel.name = "Laptop"
        self.service.name = "Tablet"
        self.service.keywords = "laptop"
        self.assertEqual(self._find("laptop")[:1], self.hotel)
        # pins before all
        self.printer.with_user(self.staff).action_pin()
        self.assertEqual(self._find("laptop")[:1], self.printer)
        self.assertEqual(self._find("")[:1], self.printer)
        self.assertEqual(
            self.env["icrm.service"].with_user(self.colleague).search_catalogue()[:1],
            self.service,
        )
        # the list of the web client sorts alike
        ordered = (
            self.env["icrm.service"]
            .with_user(self.staff)
            .with_context(icrm_query=["laptop"])
            .web_search_read(
                [("id", "in", self.mine.ids), ("display_name", "ilike", "laptop")],
                {"name": {}},
                order="is_pinned desc, relevance desc, own_demand desc, name",
            )["records"]
        )
        self.assertEqual(
            [row["id"] for row in ordered],
            [self.printer.id, self.hotel.id, self.service.id],
        )

    def test_pins_are_the_users_own(self):
        service = self.service.with_user(self.staff)
        stamp = self.service.write_date
        for _time in range(2):
            service.action_pin(True)
            self.assertTrue(service.is_pinned)
        self.assertFalse(self.service.with_user(self.colleague).is_pinned)
        self.assertEqual(self.service.write_date, stamp)
        self.assertEqual(service.search([("is_pinned", "=", True)]), service)
        for _time in range(2):
            service.action_pin(False)
            self.assertFalse(service.is_pinned)
        self.assertFalse(service.search([("is_pinned", "=", True)]))

    def test_limit_hides_nothing_behind_what_is_forbidden(self):
        """Ten hidden services that match better leave room for the one for me."""
        self._many(10).name = "Colour printer"  # drafts
        self.assertEqual(self._find("colour printer", limit=1), self.printer)

    def test_constant_number_of_queries(self):
        self._find("lapt")
        counts = []
        for query in ("la", "a colour printer for the third floor 笔记本"):
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["icrm.service"].with_user(self.staff).search_catalogue(query)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(max(counts), 1)

    def test_cards_of_many_cost_what_cards_of_one_cost(self):
        self._many(20).write({"state": "published"})
        spec = {
            name: {}
            for name in (
                "name",
                "summary",
                "promise_text",
                "is_pinned",
                "rating_avg",
                "category_icon",
            )
        } | {"department_id": {"fields": {"display_name": {}}}}
        services = self.env["icrm.service"].with_user(self.staff)
        counts = []
        for limit in (1, 1, 20):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            services.web_search_read(
                services._catalogue_domain(),
                spec,
                limit=limit,
                order=services._catalogue_order,
            )
            counts.append(self.env.cr.sql_log_count - before)
        # one page more may need the count of the whole
        self.assertLessEqual(counts[2], counts[1] + 1)

    def test_bad_limits_and_queries_are_refused(self):
        services = self.env["icrm.service"].with_user(self.staff)
        for limit in (0, -1, 201, "5", None, True):
            with self.assertRaises(UserError):
                services.search_catalogue("", limit=limit)
        with self.assertRaises(UserError):
            services.search_catalogue(["x"])
        services.search_catalogue("x" * 100000)
        services.search_catalogue("a\x00b")


@tagged("post_install", "-at_install")
class TestTextSearch(IcrmCommon):
    def test_fold(self):
        self.assertEqual(textsearch.fold("Ｃafé-Bar, Zürich"), "cafe bar zurich")
        self.assertEqual(textsearch.fold("한국어"), "한국어")
        self.assertEqual(textsearch.fold(None), "")
        self.assertEqual(textsearch.fold_document("Wi-Fi"), " wi fi wifi")

    def test_stems_and_sounds(self):
        self.assertEqual(textsearch.stem("invoices"), textsearch.stem("invoice"))
        self.assertNotEqual(textsearch.stem("fitness"), textsearch.stem("fit"))
        self.assertEqual(textsearch.pinyin_of("报消"), textsearch.pinyin_of("报销"))
        self.assertEqual(textsearch.pinyin_of("打应机"), textsearch.pinyin_of("打印机"))
        self.assertEqual(textsearch.normalise("印表機 R&D"), "打印机 rd")
        self.assertEqual(textsearch.normalise("什么"), textsearch.normalise("什麼"))

    def test_threads_do_not_share_a_stemmer(self):
        own = textsearch._stemmer()
        self.assertIs(textsearch._stemmer(), own)
        with ThreadPoolExecutor(1) as pool:
            self.assertIsNot(pool.submit(textsearch._stemmer).result(), own)

    def _units(self, query):
        thesaurus = self.env["icrm.search.concept"]._get_thesaurus()
        return [unit.text for unit in textsearch.read_query(query, thesaurus)]

    def test_misspellings(self):
        for wrong, right in (
            ("accomodation", "accommodation"),
            ("pallette", "pallet"),
            ("maintainance", "maintenance"),
        ):
            with self.subTest(word=wrong):
                shared = misspellings(wrong) & misspellings(right)
                self.assertTrue(shared)
        self.assertFalse(misspellings("desk") & misspellings("door"))

    def test_words_apart_and_words_together(self):
        thesaurus = Thesaurus(
            [
                ("paper", (), ["blank page", "设备借用"]),
                ("desk", (), ["desk"]),
                ("chair", (), ["chair"]),
            ]
        )
        self.assertEqual(
            set(thesaurus.match_scattered(["page", "is", "blank"])), {"paper"}
        )
        self.assertFalse(thesaurus.match_scattered(["page", "is", "white"]))
        self.assertEqual(set(thesaurus.match_halves("借用一台设备")), {"paper"})
        self.assertEqual(thesaurus.split("deskchair"), ("desk", "chair"))
        self.assertIsNone(thesaurus.split("deskwork"))
        units = textsearch.read_query("all pages are blank", thesaurus)
        self.assertEqual(
            [(unit.text, unit.optional) for unit in units],
            [("pages", True), ("blank", True), ("blank page", False)],
        )

    def test_units(self):
        self.assertEqual(self._units("申请 VPN账号"), ["vpn", "账号"])
        self.assertEqual(self._units("a pen"), ["pen"])
        self.assertEqual(self._units("who is it and what is that"), [])
        self.assertEqual(self._units("IT"), ["it"])
        self.assertEqual(self._units("..."), [])
        self.assertLessEqual(len(self._units(" ".join(map(str, range(100))))), 16)
