# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import csv
import io
from pathlib import Path
from random import Random
from statistics import mean, stdev, variance

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...measures.servqual import ITEMS
from ..importer.files import FAR_COLUMN, FAR_ROW
from .counted_common import CountedCommon

BLIEMEL = "shared/data/servqual_perceptions_bliemel2004.csv"


def published():
    """Return the text of the published data set; one alike where it is not here.

    411 respondents, 22 perceptions from 0 to 100 in steps of 20, overall satisfaction.
    """
    for folder in Path(__file__).resolve().parents:
        if (folder / BLIEMEL).is_file():
            return (folder / BLIEMEL).read_text()
    random, rows = Random(2004), []
    for _respondent in range(411):
        level = random.randint(1, 4)
        rows.append(
            [
                20 * max(0, min(5, level + random.choice((-1, 0, 0, 1))))
                for _q in range(23)
            ]
        )
    return _csv([*(f"a{number:02d}" for number in range(1, 23)), "sat"], rows)


def _csv(header, rows):
    file = io.StringIO()
    csv.writer(file).writerows([header, *rows])
    return file.getvalue()


@tagged("post_install", "-at_install")
class TestImportAnswers(CountedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dimensions = {}
        questions = []
        for name, numbers in ITEMS.items():
            cls.dimensions[name] = cls.env["icrm.dimension"].search(
                [("code", "=", name)]
            ) or cls.env["icrm.dimension"].create({"name": name, "code": name})
            questions += [
                cls._question(
                    f"Perception {number}",
                    icrm_measure="servperf",
                    icrm_side="perception",
                    icrm_dimension_id=cls.dimensions[name].id,
                    scale_max=6,
                )
                for number in numbers
            ]
        cls.survey, cls.ids = cls._survey(questions)
        cls.campaign = cls._campaign(cls.survey, [cls.it])

    def _wizard(self, text, user=None, **values):
        Wizard = self.env["icrm.campaign.import"].with_user(user or self.officer)
        with Form(Wizard.with_context(default_campaign_id=self.campaign.id)) as form:
            data = text.encode() if isinstance(text, str) else text
            form.file = base64.b64encode(data)
            for name, value in values.items():
                form[name] = value
        return form.record

    def test_published_figures(self):
        """The published data give what the standard library computes of them."""
        text = published()
        wizard = self._wizard(text)
        self.assertEqual(
            wizard.column_ids.filtered(lambda column: column.role == "answer").mapped(
                "name"
            ),
            [f"a{number:02d}" for number in range(1, 23)],
        )
        self.assertEqual(
            {
                (column.low, column.high)
                for column in wizard.column_ids
                if column.role == "answer"
            },
            {(0, 100)},
        )
        wizard.action_import()
        self.assertEqual(self.campaign.state, "closed")
        found = self.campaign.with_user(self.officer).get_results()
        self.assertEqual(found["participation"]["answered"], 411)
        rows = [
            {key: float(value) for key, value in row.items()}
            for row in csv.DictReader(io.StringIO(text))
        ]
        for dimension in found["dimensions"]:
            names = [f"a{number:02d}" for number in ITEMS[dimension["code"]]]
            items = [[row[name] for row in rows] for name in names]
            scores = [mean(answers) for answers in zip(*items, strict=True)]
            # 0, 20, .. 100 became 1, 2, .. 6
            self.assertEqual(dimension["n"], 411)
            self.assertAlmostEqual(dimension["mean"], 1 + mean(scores) / 20)
            self.assertAlmostEqual(dimension["sd"], stdev(scores) / 20)
            self.assertAlmostEqual(dimension["score"], mean(scores))
            k = len(names)
            sums = [sum(answers) for answers in zip(*items, strict=True)]
            alpha = k / (k - 1) * (1 - sum(map(variance, items)) / variance(sums))
            self.assertAlmostEqual(dimension["alpha"], alpha)
        self.assertEqual(len(found["dimensions"]), 5)

    def test_departments_and_missing_answers(self):
        header = ["p1", "p2", "Department", "Remark"]
        rows = [[3, 4, "Large", "x"] for _row in range(6)]
        rows += [[5, "", "small a", ""], [2, 2, "", ""], *[[1, 1, "Small B", ""]] * 3]
        self._wizard(_csv(header, rows)).action_import()
        self.assertEqual(
            sorted(
                (group.name, group.respondent_count)
                for group in self.campaign.group_ids
            ),
            [("Large", 6), ("Small A, Small B, no department", 5)],
        )

    def test_mistakes_name_row_column_and_limit(self):
        for cell, words in (
            ("7", "7 is not between 1 and 6"),
            ("nan", "“nan” is not a number"),
            ("1e400", "“1e400” is not a number"),
            ("much", "“much” is not a number"),
            ("2.5", "not a point on the scale"),
            ("1_0", "“1_0” is not a number"),
            ("\u0663", "is not a number"),
        ):
            wizard = self._wizard(_csv(["p1", "p2"], [[1, 1], [6, 1], [3, 2]]))
            wizard.file = base64.b64encode(
                _csv(["p1", "p2"], [[1, 1], [6, cell]]).encode()
            )
            columns = {column.name: column for column in wizard.column_ids}
            columns["p2"].write({"low": 1, "high": 6, "role": "answer"})
            with (
                self.subTest(cell=cell),
                self.assertRaisesRegex(UserError, f"Row 3, “p2”: .*{words}"),
            ):
                wizard.action_import()
            self.assertEqual(self.campaign.state, "draft", "nothing is half done")
            self.assertFalse(self.campaign.group_ids)

    def test_columns_that_do_not_fit(self):
        wizard = self._wizard(_csv(["p1", "p2"], [[1, 1]] * 6))
        one, other = wizard.column_ids
        other.question_id = one.question_id
        with self.assertRaisesRegex(UserError, "two columns"):
            wizard.action_import()
        foreign, _ids = self._survey([self._question("nps", icrm_measure="nps")])
        other.question_id = foreign.question_ids
        with self.assertRaisesRegex(UserError, "campaign's survey"):
            wizard.action_import()
        wizard.column_ids.role = "skip"
        with self.assertRaisesRegex(UserError, "at least one column"):
            wizard.action_import()
        with self.assertRaises(UserError):
            self._wizard("%PDF-1.7 this is no table")

    def test_once_and_by_officers_only(self):
        wizard = self._wizard(_csv(["p1"], [[1]] * 6))
        with self.assertRaises(AccessError):
            wizard.with_user(self.it_head).action_import()
        with self.assertRaises(AccessError):
            wizard.with_user(self.admin_user).read(["file"])
        wizard.action_import()
        with self.assertRaises(UserError):
            wizard.action_import()

    def test_files_that_are_larger_than_they_are(self):
        for file, words in (
            (FAR_ROW, "row 1048577000"),
            (_csv(["p1", "p2"], []), "no rows below its header"),
            (_csv(["p1"], [[1]] * 100_001), "exceeds 100,000 rows"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._wizard(file)
            self.env.transaction.clear()  # of the form that could not be filled
        self.assertEqual(self._wizard(FAR_COLUMN).column_ids.mapped("name"), ["1", "2"])
