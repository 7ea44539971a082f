#!/usr/bin/env python3
# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Print what the source is made of, before and after: ``tools/measure.py [BEFORE]``.

BEFORE is a commit; without it only the tree as it is now is measured. Everything is
read from the source (Python's AST, XML elements), so formatting does not count. With
``--names`` also the public methods, the fields and the tests that came or went.
"""

import argparse
import ast
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from lxml import etree

TOP = Path(__file__).resolve().parent.parent
ADDONS = ("icrm_internal*", "helpdesk_mgmt_hardening")


def addons(top):
    """Return the folders of our addons in the tree *top*."""
    found = (path for pattern in ADDONS for path in top.glob(pattern))
    return sorted(path for path in found if (path / "__manifest__.py").is_file())


def _is_test(path):
    return "tests" in path.parts


def _attributes(cls):
    for node in cls.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def _strings(node):
    """Yield the strings of a constant, a list or a tuple; nothing of anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.List | ast.Tuple):
        for element in node.elts:
            yield from _strings(element)


def model_classes(tree):
    """Yield ``(class node, model, is new)`` of each class of a model in *tree*."""
    for cls in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        attributes = dict(_attributes(cls))
        names = list(_strings(attributes.get("_name")))
        inherited = list(_strings(attributes.get("_inherit")))
        if names:
            yield cls, names[0], names[0] not in inherited
        elif len(inherited) == 1:
            yield cls, inherited[0], False


def domain_of(path, addon):
    """Return ``addon`` or ``addon/domain``: what may hold one class of a model."""
    parts = path.relative_to(addon).parts
    return f"{addon.name}/{parts[1]}" if len(parts) > 2 else addon.name


def _calls(tree, *names):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in names:
                yield node


def sudo_calls(tree):
    """Return the calls of ``sudo()`` that give rights: ``sudo(False)`` takes them."""
    return [call for call in _calls(tree, "sudo") if not call.args]


def _fields(cls):
    """Yield ``(name, call)`` of each field that *cls* defines."""
    for name, value in _attributes(cls):
        if (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and getattr(value.func.value, "id", "") == "fields"
        ):
            yield name, value


def _definition(call):
    """Return what of a field the database knows: not its label, help or default."""
    told = {"string", "help", "default", "tracking", "groups"}
    named = sorted(
        f"{keyword.arg}={ast.unparse(keyword.value)}"
        for keyword in call.keywords
        if keyword.arg not in told
    )
    return f"{call.func.attr}({', '.join(named)})"


def _assertions(function):
    """Count what can fail a test in *function* itself."""
    return sum(isinstance(node, ast.Assert) for node in ast.walk(function)) + sum(
        getattr(node.func, "attr", "").startswith(("assert", "_assert", "start_tour"))
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
    )


class Measures:
    """What one tree is made of: ``numbers`` (name -> int) and named things."""

    def __init__(self, top):
        self.numbers = Counter()
        self.public = set()
        self.fields = set()
        #: addon -> {(field, definition)}: the data model, for tests/test_upgrade.py
        self.data_model = defaultdict(set)
        self.tests = {}
        self._extensions = defaultdict(list)
        self._models = set()
        for addon in addons(top):
            for path in sorted(addon.rglob("*.py")):
                self._read_python(path.relative_to(top), path, addon)
            for path in sorted(addon.rglob("*.xml")):
                self._read_xml(path)
            self.numbers["files of JavaScript"] += sum(
                1 for _ in addon.rglob("*.js") if "lib" not in _.parts
            )
        for path in sorted((top / "tests").rglob("*.py")):
            self._read_tests(path.relative_to(top), ast.parse(path.read_text("utf-8")))
        ours = {key: v for key, v in self._extensions.items() if key[0] in self._models}
        self.numbers["models"] = len(self._models)
        self.numbers["classes that extend our own models"] = sum(
            map(len, ours.values())
        )
        self.numbers["classes of a model in one domain, at most"] = max(
            map(len, self._extensions.values()), default=0
        )
        self.numbers["tests"] = len(self.tests)
        self.numbers["assertions"] = sum(self.tests.values())

    def _read_python(self, name, path, addon):
        tree = ast.parse(path.read_text("utf-8"))
        statements = sum(isinstance(node, ast.stmt) for node in ast.walk(tree))
        if _is_test(name):
            self.numbers["files of Python, tests"] += 1
            self.numbers["statements of Python, tests"] += statements
            self._read_tests(name, tree)
            return
        self.numbers["files of Python"] += 1
        self.numbers["statements of Python"] += statements
        self.numbers["sudo()"] += len(sudo_calls(tree))
        self.numbers["statements of raw SQL"] += sum(
            1 for _ in _calls(tree, "execute", "execute_values", "execute_query")
        )
        for cls, model, is_new in model_classes(tree):
            if is_new:
                self._models.add(model)
            else:
                self._extensions[model, domain_of(path, addon)].append(cls.name)
            for field, call in _fields(cls):
                self.fields.add(f"{model}.{field}")
                self.data_model[addon.name].add((f"{model}.{field}", _definition(call)))
            self.public |= {
                f"{model}.{node.name}"
                for node in cls.body
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            }

    def _read_tests(self, name, tree):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
                # Tests move between folders; two of one name are separated by a number.
                key, number = node.name, 1
                while key in self.tests:
                    number += 1
                    key = f"{node.name}#{number}"
                self.tests[key] = _assertions(node)

    def _read_xml(self, path):
        self.numbers["files of XML"] += 1
        self.numbers["elements of XML"] += sum(
            isinstance(node.tag, str) for node in etree.parse(str(path)).iter()
        )


def measure(commit):
    """Return the Measures of *commit*, read from a copy that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(
            ["git", "-C", str(TOP), "archive", commit], capture_output=True, check=True
        )
        subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)
        return Measures(Path(folder))


def _names(title, before, after):
    for sign, names in (("-", before - after), ("+", after - before)):
        for name in sorted(names):
            yield f"{sign} {title} {name}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", nargs="?", help="a commit to compare with")
    parser.add_argument("--names", action="store_true", help="what came and went")
    options = parser.parse_args()
    after = Measures(TOP)
    before = measure(options.before) if options.before else None
    lines = []
    for name, number in after.numbers.items():
        was = before.numbers[name] if before else 0
        change = f"{was:>8,} {100 * (number - was) / was:+6.1f} %" if was else ""
        lines.append(f"{name:<45}{number:>8,} {change}")
    if before:
        fewer = sorted(
            name for name, n in before.tests.items() if after.tests.get(name, n) < n
        )
        gone = before.tests.keys() - after.tests.keys()
        lines.append(f"tests gone or renamed: {len(gone)}")
        lines.append(f"tests with fewer assertions: {', '.join(fewer) or 'none'}")
        if options.names:
            lines += _names("method", before.public, after.public)
            lines += _names("field", before.fields, after.fields)
            lines += _names("test", set(before.tests), set(after.tests))
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
