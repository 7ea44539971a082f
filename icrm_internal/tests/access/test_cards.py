# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import etree

from odoo.tests import tagged

from ..common import IcrmCommon


@tagged("post_install", "-at_install")
class TestCards(IcrmCommon):
    """What a phone shows of a list."""

    def _get_cards(self, model, user=None, lang=None):
        Model = self.env[model].with_user(user or self.officer)
        if lang:
            Model = Model.with_context(lang=lang)
        views = Model.get_views([(False, "kanban")], {"mobile": True})["views"]
        return etree.fromstring(views["kanban"]["arch"])

    def test_a_list_without_cards_has_its_columns(self):
        card = self._get_cards("icrm.announcement").find(".//t[@t-name='card']")
        self.assertEqual(card.find(".//field").get("name"), "name")
        self.assertIn("fw-bold", card.find(".//field").get("class"))
        labels = [label.text for label in card.iter("span")]
        self.assertIn("Shown Until", labels)
        # What only another value makes sense of
        line = card.xpath(".//div[field[@name='confirmed_count']]")[0]
        self.assertEqual(line.get("invisible"), "not asks_confirmation")
        self.assertFalse(card.xpath(".//field[@name='confirmed_count']/@invisible"))

    def test_buttons_of_the_line_have_words(self):
        cards = self._get_cards("icrm.kpi.period")
        buttons = {node.get("name"): node for node in cards.iter("button")}
        self.assertEqual(buttons["action_open_values"].text, "Results")
        self.assertEqual(buttons["action_compute"].text, "Compute Now")
        self.assertEqual(cards.get("create"), "0")
        # The auditor may not compute: as in the list
        names = [
            node.get("name")
            for node in self._get_cards("icrm.kpi.period", self.auditor).iter("button")
        ]
        self.assertEqual(names, ["action_open_values"])

    def test_columns_of_others_are_left_out(self):
        """Fields of a group, hidden columns and handles are no part of a card."""
        names = [
            node.get("name")
            for node in self._get_cards("icrm.segment")
            .find(".//templates")
            .iter("field")
        ]
        self.assertIn("member_count", names)
        for hidden in ("sequence", "rule_error", "color", "company_id"):
            self.assertNotIn(hidden, names)

    def test_no_card_asks_for_what_the_reader_has_not(self):
        """A value that is not loaded stops the whole screen."""
        for reader in (self.officer, self.agent):
            with self.subTest(reader.login):
                cards = self._get_cards("icrm.segment.membership", reader)
                asked = " ".join(cards.xpath("//@t-if"))
                names = {node.get("name") for node in cards.iter("field")}
                is_read = reader == self.officer
                self.assertEqual("reason_joined" in names, is_read)
                self.assertEqual("reason_joined" in asked, is_read)

    def test_every_list_of_ours_makes_valid_cards(self):
        actions = self.env["ir.actions.act_window"].search(
            [("res_model", "=like", "icrm.%"), ("view_mode", "like", "kanban")]
        )
        View = self.env["ir.ui.view"]
        for model in sorted(set(actions.mapped("res_model"))):
            if not View.default_view(model, "kanban"):
                with self.subTest(model=model):
                    cards = self._get_cards(model, self.env.user)
                    self.assertTrue(cards.findall(".//t[@t-name='card']//field"))

    def test_others_keep_their_default(self):
        arch = self.env["res.country"]._get_default_kanban_view()
        self.assertEqual(len(arch.findall(".//field")), 1)

    def test_the_board_of_the_desk_has_no_columns_on_a_phone(self):
        view = self.env.ref("icrm_internal.helpdesk_ticket_view_kanban_desk")
        Ticket = self.env["helpdesk.ticket"].with_user(self.agent)
        for mobile in (True, False):
            arch = Ticket.get_views([(view.id, "kanban")], {"mobile": mobile})
            board = etree.fromstring(arch["views"]["kanban"]["arch"])
            self.assertEqual(
                board.get("default_group_by"), None if mobile else "stage_id"
            )
            self.assertTrue(board.xpath("//field[@name='icrm_state'][@widget]"))

    def test_boards_of_ours_are_lists_on_a_phone(self):
        """Each card says what the column would."""
        for mobile in (True, False):
            Need = self.env["icrm.need"].with_user(self.officer)
            views = Need.get_views([(False, "kanban")], {"mobile": mobile})["views"]
            board = etree.fromstring(views["kanban"]["arch"])
            self.assertEqual(board.get("default_group_by"), None if mobile else "state")
            shown = board.xpath("//t[@t-name='card']//field[@name='state']")
            self.assertEqual(bool(shown), mobile)
