# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What goes round Odoo's access checks or its ORM says why, beside the call.

Read from the source alone, with Python's own parser.
"""

import ast
import io
import re
import sys
import tokenize
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP / "tools"))
import measure  # noqa: E402

# A comment this many lines before a statement still speaks of it.
NEAR = 3
DECISIONS = {
    "_filtered_access",
    "check_access",
    "consteq",
    "has_access",
    "has_group",
}
DECISION_PREFIXES = ("_check_", "_icrm_check_", "_refuse_")


class Source:
    """A file of Python: its tree, its comments, and what holds each node."""

    def __init__(self, name, text):
        self.name = name
        self.tree = ast.parse(text)
        self.parents = {
            child: node
            for node in ast.walk(self.tree)
            for child in ast.iter_child_nodes(node)
        }
        self.comments = {
            token.start[0]: token.string.lower()
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        }

    def holders(self, node):
        """Yield what *node* stands in, from the inside outwards."""
        while node := self.parents.get(node):
            yield node

    def function(self, node):
        """Return the outermost function around *node*: an inner one belongs to it."""
        found = None
        for holder in self.holders(node):
            if isinstance(holder, ast.FunctionDef | ast.AsyncFunctionDef):
                found = holder
        return found

    def statement(self, node):
        """Return the simple statement, or the head of a block, that *node* is in."""
        return next(
            (each for each in self.holders(node) if isinstance(each, ast.stmt)), node
        )

    def comments_near(self, node):
        """Return the comments on the lines of *node* and up to NEAR lines before.

        The lines before are counted from the call and from the start of its statement,
        and a block of comments that begins there is read whole.
        """
        statement = self.statement(node)
        lines = {*range(node.lineno - NEAR, node.end_lineno + 1)}
        lines.update(range(statement.lineno - NEAR, statement.lineno + 1))
        first = min(lines)
        while first in self.comments and first - 1 in self.comments:
            first -= 1
            lines.add(first)
        holder = self.function(node)
        top = holder.lineno if holder else 0
        return [
            comment for line, comment in self.comments.items() if top <= line in lines
        ]

    def docstrings(self, node):
        """Return the docstrings of the functions and classes around *node*."""
        return [
            (ast.get_docstring(holder) or "").lower()
            for holder in self.holders(node)
            if isinstance(holder, ast.FunctionDef | ast.ClassDef)
        ]


def _name(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _decides(node):
    if not isinstance(node, ast.Call):
        return False
    name = _name(node)
    return name in DECISIONS or name.startswith(DECISION_PREFIXES)


def _told(source, call):
    """Whether a comment or a docstring says why *call* takes the rights it takes."""
    return any("sudo" in text for text in source.comments_near(call)) or any(
        "sudo" in text or "superuser" in text for text in source.docstrings(call)
    )


def unexplained_sudo(source):
    """Return the calls of ``sudo()`` with neither a decision nor a reason beside them.

    A decision is a check of access earlier in the same function.
    """
    wrong = []
    calls = [
        call
        for call in ast.walk(source.tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "sudo"
        and not call.args
        and not any(
            isinstance(key.value, ast.Constant) and key.value.value is False
            for key in call.keywords
        )
    ]
    for call in calls:
        function = source.function(call)
        decided = function and any(
            _decides(node) and node.lineno <= call.lineno for node in ast.walk(function)
        )
        if not (decided or _told(source, call)):
            wrong.append(call)
    return wrong


def sources():
    """Yield the Python of our addons, without tests."""
    for addon in measure.addons(TOP):
        for path in sorted(addon.rglob("*.py")):
            name = path.relative_to(TOP)
            if "tests" not in name.parts:
                yield Source(str(name), path.read_text(encoding="utf-8"))


def sample(body):
    """Return the source of a function that does *body*."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    return Source("sample.py", f"def sample(self):\n{lines}\n")


def assert_none(wrong):
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return self.sudo()", False),
        ("return self.sudo(False)", True),
        ("return self.sudo(su=True)", False),
        ("# sudo: names are no secret\nreturn self.sudo()", True),
        ("return self.sudo()  # sudo: names are no secret", True),
        ("# fast\nreturn self.sudo()", False),
        ("# sudo: a\na = 1\nb = 2\nc = 3\nreturn self.sudo()", False),
        ("# sudo: of\n# several\n# lines,\n# in fact\nreturn self.sudo()", True),
        ("# sudo: a\nreturn (\n    self.a\n    .b()\n    .sudo()\n)", True),
        ("self.check_access('read')\nreturn self.sudo()", True),
        ("found = self.sudo()\nself.check_access('read')", False),
        ("self._check_mine()\nreturn [one.sudo() for one in self]", True),
        ('"""Work in sudo: the job\'s."""\nreturn self.sudo()', True),
    ],
)
def test_what_counts_as_a_reason(body, told):
    assert bool(unexplained_sudo(sample(body))) is not told


def test_every_sudo_has_a_decision_or_a_reason():
    assert_none(
        [
            f"{source.name}:{call.lineno} sudo() without a reason or a decision"
            for source in sources()
            for call in unexplained_sudo(source)
        ]
    )


# ----------------------------------------------------------------------
# Raw SQL
# ----------------------------------------------------------------------
STATEMENTS = {"copy_from", "execute", "execute_query", "execute_values"}
SQL_TEXT = re.compile(
    r"\s*(WITH|SELECT|INSERT INTO|UPDATE|DELETE FROM|ALTER TABLE|CREATE|TRUNCATE)\s"
)
EDITS = {"format", "format_map", "join", "replace"}


def unexplained_sql(source):
    """Return the calls that send SQL without a word on why it is no ORM.

    A word is a comment beside it, or a docstring around it, that names SQL.
    """
    return [
        call
        for call in ast.walk(source.tree)
        if isinstance(call, ast.Call)
        and _name(call) in STATEMENTS
        and not any("sql" in text for text in source.comments_near(call))
        and not any("sql" in text for text in source.docstrings(call))
    ]


def _is_edited(node):
    """Whether *node* makes a string of strings: f"", ``%``, ``+``, ``.format()``."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mod | ast.Add)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in EDITS and not (
            isinstance(node.func.value, ast.Call) and _name(node.func.value) == "SQL"
        )
    return isinstance(node, ast.JoinedStr)


def edited_sql(source):
    """Return the places where SQL is edited as a string: ``SQL()`` composes it."""
    wrong = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and _name(node) in (*STATEMENTS, "SQL"):
            wrong.update(filter(_is_edited, node.args[:1]))
        elif _is_edited(node):
            texts = (
                part.value
                for part in ast.walk(node)
                if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
            if any(map(SQL_TEXT.match, texts)):
                wrong.add(node)
    return wrong


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("cr.execute('SELECT 1')", False),
        ("# one statement\ncr.execute('SELECT 1')", False),
        ("# SQL: bench_kpi\ncr.execute('SELECT 1')", True),
        (
            "# SQL: bench_kpi\nrows = [\n  one\n  for one in env.execute_query(q)\n]",
            True,
        ),
        ('"""By SQL: there are no records yet."""\ncr.execute(query)', True),
    ],
)
def test_what_counts_as_a_word_on_sql(body, told):
    assert bool(unexplained_sql(sample(body))) is not told


@pytest.mark.parametrize(
    ("body", "edited"),
    [
        ("cr.execute('SELECT 1')", False),
        ("cr.execute('SELECT %s', [one])", False),
        ("cr.execute(SQL('SELECT %s', one))", False),
        ("SQL(', ').join(SQL('%s', one) for one in ids)", False),
        ("cr.execute(f'SELECT {one}')", True),
        ("cr.execute('SELECT %s' % one)", True),
        ("cr.execute('SELECT {}'.format(one))", True),
        ("query = SQL(text.replace('a', 'b'))", True),
        ("text = 'SELECT a'.replace('a', 'b')", True),
        ("text = 'SELECT a' + rest", True),
        ("text = ' AND '.join(words)", False),
        ("query = SQL(', '.join(names))", True),
    ],
)
def test_what_counts_as_edited_sql(body, edited):
    assert bool(edited_sql(sample(body))) is edited


def test_every_statement_of_sql_says_why():
    assert_none(
        [
            f"{source.name}:{call.lineno} raw SQL without a comment why"
            for source in sources()
            for call in unexplained_sql(source)
        ]
    )


def test_no_sql_is_edited_as_a_string():
    assert_none(
        [
            f"{source.name}:{node.lineno} edits SQL as a string: compose it with SQL()"
            for source in sources()
            for node in edited_sql(source)
        ]
    )


def test_benchmarks_named_are_there():
    """What a comment says is measured can be measured."""
    assert_none(
        [
            f"{source.name}:{line} names {bench}, which is not in bench/"
            for source in sources()
            for line, comment in source.comments.items()
            for bench in re.findall(r"\bbench_\w+", comment)
            if not (TOP / "bench" / f"{bench}.py").is_file()
        ]
    )


# ----------------------------------------------------------------------
# The day it is
# ----------------------------------------------------------------------
# Where a day may be told from an instant: for a company, for who reads, from a file.
DAY_TELLERS = {
    "icrm_internal/models/access/base_import.py",  # a cell of a workbook
    "icrm_internal/models/access/company_day.py",
    "icrm_internal/models/catalogue/resource_calendar.py",  # days of a calendar
    "icrm_internal/wizards/catalogue/icrm_public_holidays.py",  # days of a calendar
    "icrm_internal/models/customer/icrm_customer.py",  # as the reader sees it
    "icrm_internal/models/request/deadline.py",  # as the reader sees it
}
TODAY = {"context_today", "today", "utcnow", "utctoday"}
# A parameter is a day already.
DAY_GIVEN = re.compile(r"%s::date\b")
SQL_DAY = re.compile(r"::\s*date\b|\bdate_trunc\b|\bCURRENT_DATE\b", re.IGNORECASE)


def days_of_no_company(source):
    """Return what asks which day it is and does not say for which company."""
    wrong = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr in TODAY:
            owner = node.value.id if isinstance(node.value, ast.Name) else None
            if owner != "company_day":
                wrong.append(node)
        elif isinstance(node, ast.Call) and _name(node) == "date" and not node.args:
            wrong.append(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if SQL_DAY.search(DAY_GIVEN.sub("", node.value)):
                wrong.append(node)
    return wrong


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("return company_day.today(self)", False),
        ("return fields.Date.today()", True),
        ("return fields.Date.context_today(self)", True),
        ("default = fields.Date.context_today", True),
        ("return datetime.date.today()", True),
        ("return fields.Datetime.now().date()", True),
        ("return row.created_at.date()", True),
        ("return date(2026, 1, 1)", False),
        ("SQL('SELECT create_date::date')", True),
        ("SQL('SELECT unnest(%s::date[])')", False),
        ("SQL('SELECT %s::date')", False),
        ("SQL(\"SELECT date_trunc('month', create_date)\")", True),
        ("SQL('SELECT current_date')", True),
        ("SQL('SELECT date_from')", False),
    ],
)
def test_what_counts_as_a_day_of_no_company(body, wrong):
    assert bool(days_of_no_company(sample(body))) is wrong


def test_every_day_is_a_company_s():
    """The server's day is UTC's: a company west of Greenwich would lose a month."""
    assert_none(
        [
            f"{source.name}:{node.lineno} tells a day without a company: company_day"
            for source in sources()
            if source.name not in DAY_TELLERS
            and not source.name.startswith("icrm_internal_demo/")
            and "migrations" not in Path(source.name).parts
            for node in days_of_no_company(source)
        ]
    )
