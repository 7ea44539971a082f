# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import re
from datetime import timedelta
from itertools import combinations
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...controllers.access import recent_attempts
from ...controllers.access.attempt_limiter import TRIES
from ...controllers.complaint import complaint_page, rate_limiter
from ...controllers.complaint.complaint_page import attempt_limiter
from ..access.common import AccessHttpCommon
from ..scan import Scan
from .common import ComplaintCommon
from .test_cleaner import jpeg

OURS = {
    "icrm_complaint",
    "icrm_complaint_message",
    "icrm_complaint_evidence",
    "icrm_complaint_followup",
    "icrm_clock",
    "icrm_clock_segment",
}


@tagged("post_install", "-at_install")
class TestAnonymous(AccessHttpCommon, ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Names and ids that nothing else in a row looks like
        cls.staff.write({"name": "Wilhelmina Zyx", "email": "zyx@wilhelmina.example"})

    def setUp(self):
        super().setUp()
        for counter in (attempt_limiter, rate_limiter.filings, rate_limiter.total):
            counter.clear()
            self.addCleanup(counter.clear)
        self.authenticate(None, None)

    def new_form(self):
        page = self.get("/complaint/new")
        self.assertEqual(page.status_code, 200)
        return re.search(r'name="form" value="([^"]+)"', page.text)[1]

    def file(self, form=None, **data):
        return self.post(
            "/complaint/new",
            **{
                "form": form or self.new_form(),
                "department": str(self.it.id),
                "subject": "SECRET subject",
                "body": "A SECRET story",
                **data,
            },
        )

    def key_of(self, page):
        return re.search(r"o_icrm_complaint_key[^>]*>([^<]+)<", page.text)[1].strip()

    def test_no_trace_of_who_is_logged_in(self):
        self.login(self.staff)
        self.get("/my")
        form = self.new_form()
        self.env["icrm.complaint"].search([])
        scan = Scan(self.env)
        page = self.file(form)
        key = self.key_of(page)
        self.assertNotIn(self.staff.name, page.text)
        talk = self.post("/complaint/talk", key=key, deed="write", body="And more")
        self.assertIn("And more", talk.text)
        self.assertNotIn(self.staff.name, talk.text)
        changes = scan.changes()
        self.assertIn("icrm_complaint", changes)
        self.assertLessEqual(set(changes), OURS)
        for table, rows in changes.items():
            self.assertFalse(scan.mentions(table, rows, self.staff))
        # What was given out is not stored.
        secret = key.replace("-", "")[8:]
        for rows in changes.values():
            self.assertFalse([row for row in rows if secret in row or key in row])

    def test_no_hole_tells_that_a_complaint_came(self):
        """All it writes is numbered in an unpredictable order, others' rows too."""

        def ask():
            service = self.service.with_user(self.staff)
            return service.submit_request({"name": "Broken screen"})

        tickets = [ask()]
        scan = Scan(self.env)
        complaint, _key = self._file_anonymous()
        tables = set(scan.changes()) | {"icrm_clock_alert"}
        tickets.append(ask())
        for table in tables:
            ((default,),) = self.env.execute_query(
                SQL(
                    "SELECT column_default FROM information_schema.columns"
                    " WHERE table_name = %s AND column_name = 'id'",
                    table,
                )
            )
            self.assertIn("icrm_randomize_id", default, table)
        clocks = self.env["icrm.clock"].search(
            [("ticket_id", "in", [ticket.id for ticket in tickets])]
        )
        self.assertEqual(len(clocks), 4)
        for numbers in (clocks.ids, clocks.segment_ids.ids):
            steps = [abs(one - other) for one, other in combinations(numbers, 2)]
            self.assertGreater(min(steps), 20, numbers)
        self.assertTrue(complaint.clock_ids)

    def test_no_number_comes_twice(self):
        """However many rows there are; and no two tables go the same way."""
        ((count, all_of),) = self.env.execute_query(
            SQL(
                "SELECT COUNT(DISTINCT icrm_randomize_id(n, 4)), COUNT(*)"
                " FROM generate_series(1, 100000) n"
            )
        )
        self.assertEqual(count, all_of)
        defaults = self.env.execute_query(
            SQL(
                "SELECT column_default FROM information_schema.columns"
                " WHERE column_default LIKE 'icrm_randomize_id(%%'"
            )
        )
        keys = {default.split(",")[1] for (default,) in defaults}
        self.assertEqual(len(keys), len(defaults))
        self.assertGreaterEqual(len(keys), 7)

    def test_the_scan_finds_who_gives_his_name(self):
        scan = Scan(self.env)
        self._file()
        found = [
            mention
            for table, rows in scan.changes().items()
            for mention in scan.mentions(table, rows, self.staff)
        ]
        self.assertTrue([path for path in found if "identity.customer_id" in path])

    def test_two_way_talk_to_a_satisfied_end(self):
        key = self.key_of(self.file())
        complaint = self.env["icrm.complaint"]._find_by_key(key)
        self.assertEqual(complaint.department_id, self.it)
        self.assertFalse(complaint.identity_ids)
        at_desk = complaint.sudo(False).with_user(self.desk)
        self.assertEqual(at_desk.complainant_text, "Anonymous")
        at_desk.action_write("Internal only", internal=True)
        self._decide(complaint)
        page = self.post("/complaint/talk", key=key)
        self.assertIn("You are right.", page.text)
        self.assertNotIn("Internal only", page.text)
        page = self.post("/complaint/talk", key=key, deed="follow_up", outcome="maybe")
        self.assertIn("whether you are satisfied", page.text)
        page = self.post(
            "/complaint/talk", key=key, deed="follow_up", outcome="yes", score="4"
        )
        self.assertEqual((complaint.state, complaint.score), ("closed", 4))
        self.assertIn("helping us improve", page.text)
        self.assertFalse(complaint.followup_ids.asked_by_id)

    def test_dates_by_day(self):
        with freeze_time("2026-03-02 14:37:21"):
            complaint, _key = self._file_anonymous()
            clocks = complaint.clock_ids
            self.assertEqual(
                set(clocks.mapped("started_at")),
                {fields.Datetime.to_datetime("2026-03-03")},
                "with the coming day",
            )
            complaint.sudo(False).with_user(self.desk).action_acknowledge()
        acknowledge = clocks.filtered(
            lambda clock: clock.kind == "complaint_acknowledge"
        )
        self.assertEqual((acknowledge.state, acknowledge.elapsed_seconds), ("met", 0))

    def test_the_same_form_again(self):
        form = self.new_form()
        keys = {self.key_of(self.file(form)) for _time in range(3)}
        self.assertEqual(len(keys), 1)

    def test_wrong_keys(self):
        key = self.key_of(self.file())
        number, secret = key[:9], key[10:]
        for wrong in (
            "",
            number,
            f"{number}-",
            f"{number}-{secret[:-1]}",
            f"{number}-{'x' * len(secret)}",
            f"AAAAAAAA-{secret}",
            "x" * 100_000,
            f"{key}\x00",
        ):
            attempt_limiter.clear()
            page = self.post("/complaint/talk", key=wrong, deed="write", body="x")
            self.assertEqual(page.status_code, 403, wrong[:40])
            self.assertNotIn("SECRET", page.text)
        # Written by hand: small letters, blanks instead of dashes
        by_hand = key.lower().replace("-", " ")
        self.assertIn("SECRET", self.post("/complaint/talk", key=by_hand).text)
        identified = self._file().number
        self.assertFalse(self.env["icrm.complaint"]._find_by_key(f"{identified}-"))
        attempt_limiter.clear()
        for _try in range(TRIES):
            self.assertEqual(self.post("/complaint/talk", key="x").status_code, 403)
        self.assertEqual(self.post("/complaint/talk", key="x").status_code, 429)
        # Colleagues share an address: who has a key gets through.
        page = self.post("/complaint/talk", key=key, deed="write", body="And more")
        self.assertEqual(page.status_code, 200)
        self.assertIn("And more", page.text)
        self.assertNotIn("127.0.0.1", str(vars(attempt_limiter)))

    def _limit(self, **limits):
        for name, limit in limits.items():
            self.env["ir.config_parameter"].set_param(f"icrm_internal.{name}", limit)

    def test_many_in_a_short_time(self):
        """No input is lost, and neither keys nor other addresses are blocked."""
        self._limit(anonymous_free=3)
        form = self.new_form()
        keys = [self.key_of(self.file(form)), *(self.key_of(self.file()) for _ in "23")]
        before = self.env["icrm.complaint"].search_count([])
        page = self.file(body="A long <story>")
        self.assertEqual(page.status_code, 429)
        self.assertIn("seconds; your text is saved", page.text)
        self.assertIn("A long &lt;story&gt;</textarea>", page.text)
        self.assertTrue(0 < int(page.headers["Retry-After"]) <= recent_attempts.WAIT)
        self.assertEqual(self.env["icrm.complaint"].search_count([]), before)
        # What was filed already is answered again.
        self.assertEqual(self.key_of(self.file(form)), keys[0])
        page = self.post("/complaint/talk", key=keys[1], deed="write", body="And more")
        self.assertIn("And more", page.text)
        for _time in range(2):
            self.post("/complaint/talk", key=keys[1], deed="write", body="And more")
        page = self.post(
            "/complaint/talk", key=keys[1], deed="write", body="Too <much>"
        )
        self.assertEqual(page.status_code, 429)
        self.assertIn("Too &lt;much&gt;</textarea>", page.text)
        self.patch(complaint_page, "get_address", lambda: "10.0.0.2")
        self.assertEqual(self.file().status_code, 200)
        self._limit(anonymous_hour=7)
        self.patch(complaint_page, "get_address", lambda: "10.0.0.3")
        page = self.file()
        self.assertEqual(page.status_code, 429)
        self.assertIn("minutes; your text is saved", page.text)
        for counter in (rate_limiter.filings, rate_limiter.total):
            self.assertNotRegex(str(vars(counter)), r"127\.0\.0\.1|10\.0\.0")

    def _send_files(self, content=b"x" * 700_000):
        return self.url_open(
            "/complaint/new",
            data={
                "form": self.new_form(),
                "subject": "x",
                "body": "A SECRET story",
                "csrf_token": self.csrf_token(),
            },
            files={"files": ("a.txt", content)},
        )

    def test_many_bytes(self):
        """Files are too much first; texts still come in."""
        for limit in ("anonymous_hour_mb", "anonymous_day_mb"):
            with self.subTest(limit):
                rate_limiter.total.clear()
                self._limit(anonymous_hour_mb=500, anonymous_day_mb=2000)
                stored = self.env["icrm.complaint.evidence"]._get_size_of_today()
                used = stored // 1024**2 if limit == "anonymous_day_mb" else 0
                self._limit(**{limit: used + 1})
                statuses = [self._send_files().status_code for _time in range(3)]
                self.assertIn(429, statuses)
                page = self._send_files()
                self.assertEqual(page.status_code, 429)
                self.assertIn("without files", page.text)
                self.assertIn("A SECRET story</textarea>", page.text)
                if limit == "anonymous_day_mb":
                    rate_limiter.total.clear()  # another server
                    self.assertEqual(self._send_files().status_code, 429)
                self.assertEqual(self.file().status_code, 200)

    def test_brake(self):
        """Waits double up to two minutes; an hour later all is forgotten."""
        now = self.enterContext(patch.object(recent_attempts.time, "monotonic"))
        now.return_value = 5000
        one = recent_attempts.RateLimiter()
        self.assertEqual([one.take("a", 3) for _time in range(5)], [0, 0, 0, 5, 5])
        self.assertEqual(one.take("b", 3), 0)
        for wait in (5, 10, 20, 40, 80, 120, 120):
            self.assertEqual(one.take("a", 3), wait)
            now.return_value += wait
            self.assertEqual(one.take("a", 3), 0)
        now.return_value += 3600
        self.assertEqual(one.take("a", 3), 0)
        self.assertEqual(len(one.times("a")), 1)
        total = rate_limiter.HourlyTotal()
        self.assertEqual(
            [total.take(*args) for args in ((5, 2, 9), (5, 2, 9), (0, 2, 9))],
            [None, "size", None],
        )
        self.assertEqual(total.take(0, 2, 9), "count")
        now.return_value += 3600
        self.assertIsNone(total.take(9, 2, 9))

    def test_a_company_behind_one_address(self):
        """Ten thousand people: one in a hundred on the same day, and none waits."""
        now = self.enterContext(patch.object(recent_attempts.time, "monotonic"))
        now.return_value = 5000
        one = recent_attempts.RateLimiter()
        for _person in range(100):
            self.assertEqual(one.take("a", rate_limiter.LIMITS["anonymous_free"]), 0)
            now.return_value += 8 * 3600 / 100

    def test_bad_input(self):
        Complaint = self.env["icrm.complaint"]
        before = Complaint.search_count([])
        for data, words in (
            ({"form": "made up"}, "expired or changed"),
            ({"department": "999999999"}, "choose one from the list"),
            ({"department": "x\x00"}, "choose one from the list"),
            ({"subject": " "}, "Subject is required"),
            ({"subject": "x" * 201}, "maximum 200"),
            ({"body": "x" * 100_000}, "maximum 20000"),
            ({"body": "a\x00b"}, "forbidden character"),
        ):
            page = self.file(**data)
            self.assertEqual(page.status_code, 200)
            self.assertIn(words, page.text, str(data)[:60])
        self.assertEqual(Complaint.search_count([]), before)

    def test_files(self):
        form = self.new_form()

        def send(name, content):
            return self.url_open(
                "/complaint/new",
                data={
                    "form": form,
                    "subject": "x",
                    "body": "x",
                    "csrf_token": self.csrf_token(),
                },
                files={"files": (name, content)},
            )

        self.assertIn("too large", send("a.txt", b"x" * (10 * 1024**2)).text)
        self.assertIn("unsupported type", send("a.svg", b"<svg></svg>").text)
        key = self.key_of(send("a.txt", b"proof"))
        complaint = self.env["icrm.complaint"]._find_by_key(key)
        # Its own name may identify someone.
        self.assertEqual(complaint.evidence_ids.name, "Evidence 1.txt")
        talk = self.url_open(
            "/complaint/talk",
            data={
                "key": key,
                "deed": "write",
                "body": "Look",
                "csrf_token": self.csrf_token(),
            },
            files={"files": ("Wilhelmina.jpg", jpeg())},
        )
        self.assertIn("Evidence 2.jpg", talk.text)
        self.assertNotIn("Wilhelmina", talk.text)
        photo = base64.b64decode(complaint.evidence_ids[-1].data)
        self.assertTrue(photo.startswith(b"\xff\xd8"))
        self.assertNotIn(b"Wilhelmina", photo)

    def test_files_that_cannot_be_cleaned(self):
        before = self.env["icrm.complaint"].search_count([])
        for content, words in (
            (b"{\\rtf1{\\info{\\author Jane}}}", "docx, xlsx"),
            (jpeg()[:300], "Send a picture of it instead"),
        ):
            page = self._send_files(content)
            self.assertIn(words, page.text)
            self.assertIn("story</textarea>", page.text)
        self.assertEqual(self.env["icrm.complaint"].search_count([]), before)

    def test_confidential_files_name_nobody(self):
        files = [["Wilhelmina.jpg", base64.b64encode(jpeg()).decode()]]
        evidence = (
            self._file(protection="confidential", files=files).sudo().evidence_ids
        )
        self.assertEqual(evidence.name, "Evidence 1.jpg")
        self.assertNotIn(b"Wilhelmina", base64.b64decode(evidence.data))
        evidence = self._file(protection="identified", files=files).sudo().evidence_ids
        self.assertEqual(evidence.name, "Wilhelmina.jpg")
        self.assertIn(b"Wilhelmina", base64.b64decode(evidence.data))

    def test_forms_need_their_token(self):
        with mute_logger("odoo.http"):
            page = self.url_open("/complaint/new", data={"subject": "x", "body": "x"})
        self.assertEqual(page.status_code, 400)

    def test_pages_are_not_kept(self):
        page = self.get("/complaint")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")

    def test_switched_off(self):
        form = self.new_form()
        self.env.ref("base.main_company").icrm_complaint_anonymous = False
        self.assertNotIn("<textarea", self.get("/complaint/new").text)
        before = self.env["icrm.complaint"].search_count([])
        page = self.file(form, department="")
        self.assertIn("Anonymous complaints are not accepted", page.text)
        self.assertEqual(self.env["icrm.complaint"].search_count([]), before)
        # The page asks for a key only; it offers no new complaint.
        page = self.get("/complaint").text
        self.assertIn('name="key"', page)
        self.assertNotIn("/complaint/new", page)

    def test_closed_page_is_the_same_with_and_without_complaints(self):
        """Installed and left alone: whether somebody complained is not told."""
        self.env.ref("base.main_company").icrm_complaint_anonymous = False
        self.env["icrm.complaint"].search([]).protection = "confidential"
        page = self.get("/complaint").text
        self.assertIn('name="key"', page)
        self.assertIn("Anonymous complaints are not accepted", page)
        self.assertNotIn("<form", self.get("/complaint/new").text)

    def test_old_forms(self):
        with freeze_time(fields.Datetime.now() - timedelta(days=2)):
            form = self.env["icrm.complaint"]._new_form()
        self.assertIn("expired", self.file(form).text)
