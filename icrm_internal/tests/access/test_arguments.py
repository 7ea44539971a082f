# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect
from datetime import date, datetime
from itertools import product

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...models.complaint.icrm_complaint import FILE_KEYS
from ...models.request.icrm_service import SUBMIT_KEYS
from .matrix_records import MatrixCommon, _Undo
from .roles import ROLES
from .tables import extended
from .test_public_methods import public_methods

SHAPES = (
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    float("inf"),
    float("nan"),
    "",
    "x",
    "\x00",
    "x" * 100_000,
    "\ud800",
    "b'x'",
    "0026-12-20",
    "2026-02-31",
    "9" * 5000,
    [],
    [[]],
    [[], [[1, "\x00"]]],
    [2**63],
    ["x"],
    {},
    {"a": 1},
    {"\x00": {"a": []}},
    [("id", "=", "\x00")],
    [("nothing", "=", 1)],
    [("id", "in", [2**63, {}])],
)
# What leads a call as far as it goes; else a EntryPoint's args, else "x".
GOOD = {
    "action_icrm_hand_over": lambda t: {"team_id": t.buying_team.id, "reason": "x"},
    "action_icrm_split": lambda t: {"service_id": t.buying.id, "values": {}},
    "action_icrm_merge": lambda t: {"into": t.own.id},
    "action_assign": lambda t: {"user_id": t.buyer.id},
    "action_call_mediator": lambda t: {"user_id": t.officer.id},
    "file_complaint": lambda t: {
        "values": {
            "protection": "identified",
            "against": "service",
            "service_id": t.service.id,
            "subject": "x",
            "text": "x",
        }
    },
    "action_decide": lambda t: {
        "values": {
            "finding": "justified",
            "cause_id": t.env["icrm.complaint.cause"].search([], limit=1).id,
            "decision": "x",
        }
    },
    "action_follow_up": lambda t: {"values": {"outcome": "yes", "channel": "talk"}},
    "get_results": lambda t: {"filters": {}},
    "get_comparison": lambda t: {"kind": "month", "baseline": "2026-03-01"},
}
# The names that a dict may have
KEYS = {
    "submit_request": SUBMIT_KEYS,
    "action_icrm_split": SUBMIT_KEYS,
    "file_complaint": FILE_KEYS,
    "action_decide": {"finding", "cause_id", "decision", "remedy"},
    "action_follow_up": {"outcome", "score", "opinion", "channel"},
    "get_results": {"subject_ids", "group_ids"},
}
# The state in which a call gets further than "this cannot be done now"
STATES = {
    ("helpdesk.ticket", "action_icrm_finish"): ("icrm_state", "resolved"),
    ("helpdesk.ticket", "action_icrm_rate"): ("icrm_state", "resolved"),
    ("helpdesk.ticket", "action_icrm_reopen"): ("icrm_state", "resolved"),
    ("helpdesk.ticket", "action_icrm_reopen_closed"): ("icrm_state", "resolved"),
    ("icrm.complaint", "action_ask"): ("state", "in_progress"),
    ("icrm.complaint", "action_decide"): ("state", "in_progress"),
    ("icrm.complaint", "action_follow_up"): ("state", "decided"),
    ("icrm.handover", "action_return"): ("state", "waiting"),
}


@tagged("post_install", "-at_install")
class TestArguments(MatrixCommon):
    """What callers give may be anything; they are answered with a sentence."""

    def test_every_argument_of_every_method(self):
        wrong, tried = {}, 0
        states = extended(self.env, "STATES", STATES)
        for model, name in sorted(public_methods(self.env)):
            entry_point = self.methods[model][name]
            parameters = inspect.signature(getattr(self.env[model], name)).parameters
            if not parameters:
                continue
            good = dict.fromkeys(parameters, "x")
            good |= {
                key: parameter.default
                for key, parameter in parameters.items()
                if parameter.default is not parameter.empty
            }
            good |= entry_point.args
            good |= GOOD.get(name, lambda test: {})(self)
            if (model, name) in states:
                self._set_state(model, *states[model, name])
            callers = self._callers(model, name, good)
            if self.env[model]._abstract and not callers:
                continue  # called on the models that inherit it
            self.assertTrue(callers, f"nobody may call {model}.{name}")
            for record, key in product(callers, parameters):
                shapes = [({key: shape}, shape) for shape in SHAPES]
                if isinstance(good[key], dict):
                    shapes += [
                        ({key: good[key] | {inner: shape}}, shape)
                        for inner in KEYS.get(name, ())
                        for shape in SHAPES
                    ]
                for values, shape in shapes:
                    tried += 1
                    if error := self._call(record, name, good | values):
                        where = f"{model}.{name}({key}={_short(values[key])})"
                        if isinstance(values[key], dict) and values[key] != shape:
                            where = f"{model}.{name}({key}: {_short(shape)})"
                        wrong.setdefault(f"{where}: {error!r}"[:220], record)
        self.assertFalse(wrong, "\n".join(["", *wrong]))
        self.assertGreater(tried, 1500)

    def _set_state(self, model, field, value):
        ids = [
            record.id for (name, _kind), record in self.records.items() if name == model
        ]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = ANY(%s)",
                SQL.identifier(self.env[model]._table),
                SQL.identifier(field),
                value,
                ids[:1],
            )
        )
        self.env.invalidate_all()

    def _callers(self, model, name, good):
        """Return records, each as a role, with which a call gets furthest."""
        done, refused = [], []
        records = [
            record
            for (other, _kind), record in self.records.items()
            if other == model and record
        ] or [self.env[model]]
        for record, role in product(records, ROLES):
            record = record.with_user(getattr(self, role))
            outcome = self._call(record, name, good, None)
            if outcome is None:
                done.append(record)
            elif not isinstance(outcome, AccessError):
                refused.append(record)
            if done:
                return done
        return refused[:2]

    def _call(self, record, name, args, expected=UserError):
        """Return what came of a call if it is no sentence; nothing of it stays."""
        try:
            with (
                mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule"),
                self.env.cr.savepoint(),
            ):
                getattr(record, name)(**args)
                self.env.flush_all()
                raise _Undo
        except _Undo:
            return None
        except Exception as error:  # whatever it is: that is the question
            return None if expected and isinstance(error, expected) else error
        finally:
            self.env.invalidate_all()

    def test_every_method_on_what_is_not_there(self):
        """No record, id 0, one that is gone, two of them: whatever ids are sent."""
        wrong = {}
        for model, name in sorted(public_methods(self.env)):
            entry_point = self.methods[model][name]
            method = getattr(self.env[model], name)
            args = dict.fromkeys(inspect.signature(method).parameters, "x")
            args |= entry_point.args
            args |= GOOD.get(name, lambda test: {})(self)
            for role, ids in product(
                ("admin_user", "staff"), ([], [0], [-1], [2**31 - 1], [2**31 - 1, 0])
            ):
                record = self.env[model].with_user(getattr(self, role)).browse(ids)
                if error := self._call(record, name, args):
                    wrong[f"{role}: {model}{ids}.{name}: {error!r}"[:220]] = record
        self.assertFalse(wrong, "\n".join(["", *wrong]))

    def test_every_date_of_ours(self):
        """No stored date of our models takes a year 26, not even from our own code."""
        wrong, tried = [], 0
        for (name, _kind), record in self.records.items():
            for field in record._fields.values():
                if field.type not in ("date", "datetime") or not field.store:
                    continue
                if not (name.startswith("icrm.") and record._auto):
                    continue
                value = date(26, 12, 20)
                if field.type == "datetime":
                    value = datetime(26, 12, 20)
                tried += 1
                with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    try:
                        record.sudo().write({field.name: value})
                    except UserError:
                        continue
                    # Odoo's own and some of ours overwrite what they are given.
                    if record.sudo()[field.name] == value:
                        wrong.append(str(field))
        self.assertFalse(sorted(set(wrong)))
        self.assertGreater(tried, 50)


def _short(value):
    text = repr(value)
    return text if len(text) < 40 else f"{text[:30]}…"
