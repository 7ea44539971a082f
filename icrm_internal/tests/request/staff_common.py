# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from .common import RequestCommon

QUESTIONS = [
    {
        "name": "model",
        "string": "Model *",
        "type": "selection",
        "selection": [["light", "Light"], ["big", "Big"]],
    },
    {"name": "why", "string": "Why do you need it? *", "type": "text"},
    {"name": "screens", "string": "Number of screens", "type": "integer"},
    {"name": "weight", "string": "At most, in kg", "type": "float"},
    {"name": "day", "string": "Needed on", "type": "date"},
    {"name": "call", "string": "Call me at", "type": "datetime"},
    {"name": "dock", "string": "With docking station", "type": "boolean"},
    {
        "name": "programs",
        "string": "Programs",
        "type": "tags",
        "tags": [["office", "Office", 1], ["cad", "CAD", 2]],
    },
]


class StaffCommon(RequestCommon):
    """The small company with two services: one asks questions, one does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.laptop = cls.service
        cls.laptop.write(
            {
                "name": "New laptop",
                "summary": "Ready to work on",
                "question_ids": cls._questions(QUESTIONS),
                "portal_published": True,
            }
        )
        cls.reset = cls._service("Password reset", portal_published=True)
        cls.article = cls.env["icrm.service.article"].create(
            {
                "name": "My screen stays dark",
                "service_id": cls.reset.id,
                "body": "<p>Hold the button for ten seconds.</p>",
            }
        )

    def as_customer(self, ticket, user=None):
        """Return *ticket* as *user* (``staff``) sees it."""
        return (
            self.env["helpdesk.ticket"].with_user(user or self.staff).browse(ticket.id)
        )
