# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Published figures are rounded by ``measures/rounding.py``, ``figures.esm.js`` only.

Read from the source: whatever cuts digits elsewhere is listed here with its reason.
"""

import re

from test_architecture import TOP, name_of, sources

PYTHON = re.compile(
    r"(?<![\w.])round\(|%\.\d+f|:[^\s{}\"']*\.\d+[f%]\}|\bformatLang\(|\bfloat_round\("
    r"|widget['\"]: ['\"](?:float|monetary)"
)
SCRIPT = re.compile(
    r"\.toFixed\(|\.toPrecision\(|Math\.round\(|\bround(?:Decimals|Precision)\("
    r"|\bformatFloat\("
)

SELF = "it is the one place"
DRAWING = "places and widths of a drawing"
SECONDS = "whole seconds or minutes of time"
STORED = "digits of what is stored, not of what is shown"
TYPED = "a number that a person typed, as it was typed"
PROGRESS = "whole percent of one's own progress"

PLACES = {
    "icrm_internal/models/access/number_formatter.py": SELF,
    "icrm_internal/static/src/access/figures.esm.js": SELF,
    "icrm_internal/measures/clock.py": SECONDS,
    "icrm_internal/measures/drawing.py": DRAWING,
    "icrm_internal/measures/lateness.py": SECONDS,
    "icrm_internal/measures/scorecard.py": STORED,
    "icrm_internal/models/evaluation/scorecard_builder.py": STORED,
    "icrm_internal/models/catalogue/form_display.py": TYPED,
    "icrm_internal/models/catalogue/icrm_service.py": SECONDS,
    "icrm_internal/models/complaint/icrm_complaint.py": SECONDS,
    "icrm_internal/models/evaluation/icrm_evaluation_score.py": DRAWING,
    "icrm_internal/models/external/chain.py": SECONDS,
    "icrm_internal/models/fulfilment/plan.py": SECONDS,
    "icrm_internal/models/messaging/recipient.py": SECONDS,
    "icrm_internal/models/promise/helpdesk_ticket.py": SECONDS,
    "icrm_internal/models/promise/icrm_clock.py": f"{SECONDS}; {DRAWING}",
    "icrm_internal/models/promise/icrm_handover.py": SECONDS,
    "icrm_internal/models/promise/icrm_promise_simulation.py": SECONDS,
    "icrm_internal/models/access/paper.py": DRAWING,
    "icrm_internal/models/request/icrm_service.py": SECONDS,
    "icrm_internal/models/request/request_batch.py": SECONDS,
    "icrm_internal/models/voice/campaign_message.py": SECONDS,
    "icrm_internal/controllers/customer/profile_portal.py": SECONDS,
    "icrm_internal/report/voice/icrm_campaign_report.py": DRAWING,
    "icrm_internal/wizards/voice/icrm_campaign_import_column.py": TYPED,
    "icrm_internal/static/src/catalogue/form/form_logic.esm.js": TYPED,
    "icrm_internal/static/src/evaluation/evaluation_scores.esm.js": PROGRESS,
    "icrm_internal/static/src/promise/relationship_matrix.esm.js": DRAWING,
    "icrm_internal/static/src/voice/campaign_charts.esm.js": DRAWING,
    "icrm_internal/static/src/voice/campaign_results.esm.js": DRAWING,
    "icrm_internal_import/models/icrm_import_job.py": "how much of a column is filled",
    "icrm_internal_improvement/measures/did.py": "how many cases there were",
    "icrm_internal_improvement/models/icrm_programme_milestone.py": DRAWING,
}


def test_figures_are_rounded_in_one_place():
    found = {
        name_of(path)
        for ending, folders, pattern in (
            (".py", ("models", "wizards", "controllers", "report", "measures"), PYTHON),
            (".xml", ("views", "report", "data"), PYTHON),
            (".xml", ("views",), SCRIPT),
            (".js", ("static",), SCRIPT),
            (".xml", ("static",), SCRIPT),
        )
        for path in sources(ending, folders)
        if not {"tests", "lib"} & set(path.parts[len(TOP.parts) :])
        and pattern.search(path.read_text(encoding="utf-8"))
    }
    assert found - set(PLACES) == set(), "use measures/rounding.py or figures.esm.js"
    assert set(PLACES) - found == set(), "these do not round any more: take them out"


def test_pattern():
    for text in (
        "round(score)",
        "'%.2f' % mean",
        'f"{mean:.1f}"',
        'f"{mean:.0%}"',
        "formatLang(self.env, 1)",
    ):
        assert PYTHON.search(text), text
    for text in ("ground(score)", "rounding.points(score)", 'f"{mean:g}"'):
        assert not PYTHON.search(text), text
