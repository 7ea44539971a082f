# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The tree is the architecture: domains know only those below them.

Read from the source alone: which domain a model, a field or an external id is defined
in, and which of others each file names, be it Python, XML or CSV. The addons that build
on the core are a domain each, above all of the core's.
"""

import ast
import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

TOP = Path(__file__).resolve().parent.parent
CORE = "icrm_internal"
ADDON = TOP / CORE
# From the ground up; each may use those before it. Also the map in README.
DOMAINS = (
    "access",
    "customer",
    "messaging",
    "catalogue",
    "request",
    "promise",
    "fulfilment",
    "foresight",
    "external",
    "complaint",
    "voice",
    "evaluation",
    "privacy",
)
# The addons that build on the core, and what each may use besides.
ADDONS = {
    "icrm_internal_automation": (),
    "icrm_internal_care": (),
    "icrm_internal_crm": (),
    "icrm_internal_import": (),
    "icrm_internal_improvement": (),
    "icrm_internal_project": ("icrm_internal_improvement",),
    "icrm_internal_sale": (),
    "icrm_internal_skills": ("icrm_internal_improvement",),
}
# The folders that have one sub-folder a domain, and what else may lie in each.
MIRRORED = {
    "controllers": (),
    "data": (),
    "models": (),
    "report": (),
    "security": (),
    "static/src": ("charts",),
    "static/tests/tours": (),
    "tests": ("measures", "importer", "cleaner"),
    "views": (),
    "wizards": (),
}
CODE = ("models", "wizards", "controllers", "report")
SCREENS = ("views", "wizards", "report", "data", "security")
RELATIONS = {"Many2one", "One2many", "Many2many"}
# Plain Python: what is computed or read, without knowing Odoo.
PLAIN = ("measures", "importer", "cleaner")
# About 1,000 lines read well. The limit leaves room for a model whose flow is one: what
# has no state of its own is beside it, and a cut through the flow costs more than
# its length. The longest of Odoo's own that read well have 1,600 (hr_leave.py).
LINES = 1700


class Place(NamedTuple):
    """Where a file lies: in a domain of the core, or in (a part of) another addon."""

    addon: str
    domain: str

    def may_use(self, other):
        if self.addon != other.addon:
            return other.addon == CORE or other.addon in ADDONS.get(self.addon, ())
        if self.addon != CORE:
            return True
        return DOMAINS.index(other.domain) <= DOMAINS.index(self.domain)

    def __str__(self):
        return (
            self.domain
            if self.addon == CORE
            else "/".join(filter(None, [self.addon, self.domain]))
        )


def place_of(path):
    """Return the place of a file; None for what belongs to no domain."""
    addon, *parts = path.relative_to(TOP).parts
    if addon != CORE:
        # A large one has a sub-folder a part in each folder, too.
        part = parts[1] if len(parts) > 2 and parts[0] in (*CODE, *SCREENS) else ""
        return Place(addon, part) if addon in ADDONS else None
    for folder in MIRRORED:
        depth = folder.count("/") + 1
        if "/".join(parts[:depth]) == folder and len(parts) > depth + 1:
            domain = parts[depth]
            return Place(addon, domain) if domain in DOMAINS else None
    return None


def name_of(path):
    return str(path.relative_to(TOP))


@cache
def sources(suffix, folders):
    """Return the files of *folders* of our addons, without those of tests."""
    return [
        path
        for addon in (CORE, *ADDONS)
        for folder in folders
        for path in sorted((TOP / addon / folder).rglob(f"*{suffix}"))
    ]


@cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def rows_of(path):
    """Return the rows of a file of CSV, as dictionaries."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# ----------------------------------------------------------------------
# Python
# ----------------------------------------------------------------------
def strings(node):
    """Yield the string constants of a constant, a list or a tuple."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.List | ast.Tuple):
        for element in node.elts:
            yield from strings(element)


def class_attributes(cls):
    for node in cls.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def classes(path):
    """Yield ``(class, model, whether it is made here)`` of every class of a model."""
    for cls in (node for node in tree_of(path).body if isinstance(node, ast.ClassDef)):
        attributes = dict(class_attributes(cls))
        inherited = set(strings(attributes.get("_inherit")))
        names = list(strings(attributes.get("_name")))
        for name in names or inherited:
            yield cls, name, bool(names) and name not in inherited


def comodel(call):
    """Return the model that a relational field leads to, or None."""
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
        return None
    if call.func.attr not in RELATIONS:
        return None
    named = [k.value for k in call.keywords if k.arg == "comodel_name"]
    return next(strings((named or call.args[:1] or [None])[0]), None)


def models_named(path):
    """Yield ``(line, model)`` of every relation and every ``env["model"]``."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and (model := comodel(node)):
            yield node.lineno, model
        elif isinstance(node, ast.Subscript) and isinstance(
            node.value, ast.Attribute | ast.Name
        ):
            holder = node.value
            name = holder.attr if isinstance(holder, ast.Attribute) else holder.id
            if name == "env":
                for model in strings(node.slice):
                    yield node.lineno, model


def imports(path):
    """Yield ``(line, module)`` of every import, relative ones made absolute."""
    package = ("odoo", "addons", *path.relative_to(TOP).parent.parts)
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package[: len(package) - node.level + 1]
                base = ".".join((*above, *filter(None, [base])))
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"


class Homes:
    """Where models, their fields and methods, and external ids are defined."""

    def __init__(self):
        self.models, self.comodels, self.inherited = {}, {}, defaultdict(set)
        # (model, field or method) -> the places that define it
        self.members = defaultdict(set)
        self.fields = defaultdict(set)
        self.ids = {}
        for path in sources(".py", ("models", "wizards", "report")):
            if place := place_of(path):
                for cls, model, is_new in classes(path):
                    self._add_class(place, cls, model, is_new)
        for path in sources(".xml", SCREENS):
            for node in etree.parse(str(path)).iter("record", "template", "menuitem"):
                if (name := node.get("id")) and "." not in name:
                    addon = path.relative_to(TOP).parts[0]
                    self.ids.setdefault(f"{addon}.{name}", place_of(path))
        for path in sources(".csv", SCREENS):
            addon = path.relative_to(TOP).parts[0]
            for row in rows_of(path):
                self.ids.setdefault(f"{addon}.{row['id']}", place_of(path))

    def _add_class(self, place, cls, model, is_new):
        if is_new:
            self.models[model] = place
        attributes = dict(class_attributes(cls))
        self.inherited[model] |= set(strings(attributes.get("_inherit"))) - {model}
        for name, value in attributes.items():
            if not (isinstance(value, ast.Call) and name.islower()):
                continue
            self.members[model, name].add(place)
            self.fields[name].add(place)
            if other := comodel(value):
                self.comodels[model, name] = other
        for node in cls.body:
            if isinstance(node, ast.FunctionDef):
                self.members[model, node.name].add(place)

    def of(self, model, name):
        """Return the places that define a member of *model*, mixins included."""
        found = set(self.members.get((model, name), ()))
        for mixin in self.inherited.get(model, ()):
            found |= self.of(mixin, name)
        return found


@pytest.fixture(scope="module")
def homes():
    return Homes()


def assert_none(wrong):
    wrong = sorted(set(wrong))
    assert not wrong, "\n".join(["", *wrong])


def test_relations_point_downwards(homes):
    wrong = []
    for path in sources(".py", CODE):
        if place := place_of(path):
            for line, model in models_named(path):
                home = homes.models.get(model)
                if home and not place.may_use(home):
                    wrong.append(f"{name_of(path)}:{line} {place} uses {model}")
            for cls, model, _is_new in classes(path):
                named = dict(class_attributes(cls)).get("_inherit")
                for other in (model, *strings(named)):
                    home = homes.models.get(other)
                    if home and not place.may_use(home):
                        wrong.append(f"{name_of(path)}:{cls.lineno} extends {other}")
    assert_none(wrong)


def test_imports_point_downwards():
    wrong = []
    for path in sources(".py", CODE):
        place = place_of(path)
        for line, module in imports(path):
            parts = module.split(".")
            if place is None or parts[:2] != ["odoo", "addons"] or len(parts) < 5:
                continue
            other = place_of(TOP.joinpath(*parts[2:5], "x", "x.py"))
            if other and not place.may_use(other):
                wrong.append(f"{name_of(path)}:{line} {place} imports {module}")
    assert_none(wrong)


@pytest.mark.parametrize("folder", ["models", "wizards", "controllers", "report"])
def test_domains_load_from_the_ground_up(folder):
    loaded = [
        alias.name
        for node in ast.walk(tree_of(ADDON / folder / "__init__.py"))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    assert loaded == [domain for domain in DOMAINS if domain in loaded]
    folders = {p.parent.name for p in (ADDON / folder).glob("*/__init__.py")}
    assert folders == set(loaded)


def _module_files(module):
    """Yield the files of an absolute name ``odoo.addons.a.b``: the file, packages."""
    parts = module.split(".")[2:]
    for size in range(1, len(parts) + 1):
        path = TOP.joinpath(*parts[:size])
        yield path / "__init__.py"
        yield path.with_suffix(".py")


@pytest.mark.parametrize("addon", ["helpdesk_mgmt_hardening", CORE, *ADDONS])
def test_every_file_is_loaded(addon):
    """A controller that nobody imports is a page that is not found."""
    found, waiting = set(), [TOP / addon / "__init__.py"]
    while waiting:
        path = waiting.pop()
        if path in found or not path.is_file():
            continue
        found.add(path)
        for _line, module in imports(path):
            if module.startswith(f"odoo.addons.{addon}."):
                waiting += _module_files(module)
    there = {
        path
        for folder in CODE
        for path in (TOP / addon / folder).rglob("*.py")
        if path.name != "__init__.py"
    }
    assert_none(map(name_of, there - found))


@pytest.mark.parametrize("folder", PLAIN)
def test_plain_python_knows_no_odoo(folder):
    wrong = []
    for path in sources(".py", (folder,)):
        for line, module in imports(path):
            parts = module.split(".")
            own = parts[:2] == ["odoo", "addons"] and parts[3:4] == [folder]
            if parts[0] == "odoo" and not (own and parts[2] in (CORE, *ADDONS)):
                wrong.append(f"{name_of(path)}:{line} imports {module}")
    assert_none(wrong)


def test_a_model_has_one_class_a_domain():
    """One extension a domain: no two `create` or `write` whose order imports decide."""
    places = defaultdict(list)
    for path in sources(".py", CODE):
        for cls, model, _is_new in classes(path):
            places[place_of(path), model].append(f"{name_of(path)}:{cls.lineno}")
    assert_none(
        f"{model} in {place}: {', '.join(found)}"
        for (place, model), found in places.items()
        if len(found) > 1
    )


def test_no_file_is_too_long():
    """Aim at 1,000 lines; what is one flow may go on, as in Odoo's own models."""
    long = []
    for path in sources(".py", CODE):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LINES:
            long.append(f"{name_of(path)}: {lines} lines")
    assert_none(long)


# ----------------------------------------------------------------------
# Folders
# ----------------------------------------------------------------------
@pytest.mark.parametrize("folder", MIRRORED)
def test_folders_mirror_the_domains(folder):
    found = {
        path.name
        for path in (ADDON / folder).iterdir()
        if path.is_dir() and not path.name.startswith("_")
    }
    assert found <= {*DOMAINS, *MIRRORED[folder]}


@pytest.mark.parametrize("folder", sorted(MIRRORED.keys() - {"tests"}))
def test_every_file_lies_in_a_domain(folder):
    assert_none(
        name_of(path)
        for path in (ADDON / folder).iterdir()
        # Odoo looks for the last one there.
        if path.is_file() and path.name not in ("__init__.py", "neutralize.sql")
    )


def test_data_load_from_the_ground_up():
    """Each domain after those it may use, in the manifest's list as elsewhere."""
    manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text("utf-8"))
    order = [place_of(ADDON / name).domain for name in manifest["data"]]
    assert order == sorted(order, key=DOMAINS.index)


@pytest.mark.parametrize("addon", [CORE, *ADDONS])
def test_every_data_file_is_loaded(addon):
    manifest = ast.literal_eval((TOP / addon / "__manifest__.py").read_text("utf-8"))
    there = {
        str(path.relative_to(TOP / addon))
        for folder in SCREENS
        for suffix in ("xml", "csv")
        for path in (TOP / addon / folder).rglob(f"*.{suffix}")
    }
    assert there == set(manifest["data"])


@pytest.mark.parametrize("addon", ADDONS)
def test_addons_depend_on_what_they_may_use(addon):
    manifest = ast.literal_eval((TOP / addon / "__manifest__.py").read_text("utf-8"))
    ours = [name for name in manifest["depends"] if name.startswith(CORE)]
    assert ours == list(ADDONS[addon] or (CORE,))


# ----------------------------------------------------------------------
# XML and CSV
# ----------------------------------------------------------------------
MODEL_REF = re.compile(r"\b(?:(\w+)\.)?model_(\w+)\b")
MODEL_FIELDS = ("model", "res_model", "relation", "resource", "model_name")
ID_REF = re.compile(r"\bref\(['\"]([\w.]+)['\"]|%\(([\w.]+)\)d")
WORD = re.compile(r"(?<![\w.'\"-])[a-z]\w+")
PATH = re.compile(r"\(\s*['\"]([a-z][\w.]*)['\"]\s*,")
CONDITIONS = ("invisible", "readonly", "required", "column_invisible")
ORDERS = ("default_order", "default_group_by")


class Screen:
    """What a file of XML names of ours, each with the line."""

    def __init__(self, path, homes):
        self.path, self.homes = path, homes
        self.addon = path.relative_to(TOP).parts[0]
        self.place = place_of(path)
        self.wrong = []
        self.under = {model.replace(".", "_"): model for model in homes.models}

    def check(self):
        root = etree.parse(str(self.path)).getroot()
        for node in root.iter():
            if isinstance(node.tag, str):
                self._check_node(node)
        for node in root.iter("record"):
            self._check_record(node)
        for node in root.iter("template"):
            self._check_template(node)
        return self.wrong

    def _report(self, node, what):
        self.wrong.append(f"{name_of(self.path)}:{node.sourceline} names {what}")

    def _check_places(self, node, what, places):
        if places and not any(map(self.place.may_use, places)):
            self._report(node, f"{what} of {', '.join(sorted(map(str, places)))}")

    def _check_model(self, node, model):
        home = self.homes.models.get(model)
        if home and not self.place.may_use(home):
            self._report(node, f"{model} of {home}")

    def _check_id(self, node, name):
        name = name if "." in name else f"{self.addon}.{name}"
        home = self.homes.ids.get(name)
        if home and not self.place.may_use(home):
            self._report(node, f"{name} of {home}")

    def _check_node(self, node):
        """Models and external ids, wherever they are allowed."""
        if node.tag == "record":
            self._check_model(node, node.get("model"))
        if node.tag == "field" and node.get("name") in MODEL_FIELDS and node.text:
            self._check_model(node, node.text.strip())
        for name in ("ref", "inherit_id", "action", "parent", "t-call"):
            if value := node.get(name):
                self._check_id(node, value)
        for value in (*node.attrib.values(), node.text or ""):
            for match in ID_REF.finditer(value):
                self._check_id(node, match[1] or match[2])
            for match in MODEL_REF.finditer(value):
                if match[2] in self.under:
                    self._check_model(node, self.under[match[2]])

    def _check_record(self, node):
        values = {field.get("name"): field for field in node.iterchildren("field")}
        kind = node.get("model")
        if kind in ("ir.ui.view", "ir.actions.act_window", "ir.filters"):
            key = {"ir.ui.view": "model", "ir.filters": "model_id"}.get(kind)
            holder = values.get(key or "res_model")
            model = holder is not None and (holder.text or "").strip()
            if "arch" in values and model:
                self._check_arch(values["arch"], model)
            if "domain" in values and model:
                self._check_paths(values["domain"], values["domain"].text, model)
        elif kind == "ir.rule" and "domain_force" in values:
            holder = values.get("model_id")
            model = None
            if holder is not None:
                under = MODEL_REF.search(holder.get("ref"))[2]
                model = self.under.get(under, under.replace("_", "."))
            self._check_paths(
                values["domain_force"], values["domain_force"].text, model
            )
        elif kind in self.homes.models or kind.startswith(("helpdesk.", "survey.")):
            for name, field in values.items():
                self._check_member(field, kind, name)

    def _check_member(self, node, model, name):
        places = self.homes.of(model, name)
        if not places and name.startswith("icrm_"):
            places = self.homes.fields.get(name)
        self._check_places(node, f"{name} of {model}", places)

    def _check_paths(self, node, text, model):
        for match in PATH.finditer(text or ""):
            at = model
            for name in match[1].split("."):
                self._check_member(node, at, name)
                at = self.homes.comodels.get((at, name))

    def _check_arch(self, node, model):
        for child in node:
            if not isinstance(child.tag, str):
                continue
            inner = model
            if child.tag == "field" and (name := child.get("name")):
                self._check_member(child, model, name)
                if len(child):
                    inner = self.homes.comodels.get((model, name))
            elif child.tag == "button" and child.get("type") == "object":
                self._check_member(child, model, child.get("name"))
            self._check_paths(child, child.get("domain"), None)
            for name in CONDITIONS:
                for word in WORD.findall(child.get(name) or ""):
                    self._check_member(child, model, word)
            for name in ORDERS:
                for word in re.findall(r"[a-z]\w+", child.get(name) or ""):
                    self._check_member(child, model, word)
            if child.tag == "xpath":
                inner = self._model_at(child.get("expr"), model)
            self._check_arch(child, inner)

    def _model_at(self, expression, model):
        """Return the model where an xpath ends; None where that is unknown."""
        steps = re.findall(r"field\[@name='(\w+)'\]/", expression or "")
        for name in steps:
            model = self.homes.comodels.get((model, name))
        return model

    def _check_template(self, node):
        """A template may print records of any model: only names of ours are checked."""
        for child in node.iter():
            for value in child.attrib.values():
                for name in re.findall(r"\bicrm_\w+", value):
                    self._check_places(child, name, self.homes.fields.get(name))


def test_screens_name_what_lies_below(homes):
    wrong = []
    for path in sources(".xml", SCREENS):
        if place_of(path):
            wrong += Screen(path, homes).check()
    assert_none(wrong)


def test_access_rights_lie_with_their_models(homes):
    wrong = []
    under = {model.replace(".", "_"): home for model, home in homes.models.items()}
    for path in sources(".csv", SCREENS):
        for row in rows_of(path):
            match = MODEL_REF.search(row.get("model_id:id") or "")
            home = match and under.get(match[2])
            if home and home != place_of(path):
                wrong.append(f"{name_of(path)}: {row['id']} is of {home}")
    assert_none(wrong)


def test_tables_name_what_lies_below(homes):
    """The model a table is called after, its columns, and what they refer to."""
    wrong = []
    for path in sources(".csv", SCREENS):
        place, model = place_of(path), path.stem
        addon = path.relative_to(TOP).parts[0]
        named = [(model, {homes.models.get(model)})]
        for row in rows_of(path):
            for column, value in row.items():
                field, _slash, key = column.partition("/")
                named.append((column, homes.of(model, field)))
                if key == "id" and value:
                    name = value if "." in value else f"{addon}.{value}"
                    named.append((name, {homes.ids.get(name)}))
        wrong += [
            f"{name_of(path)} names {name} of {', '.join(sorted(map(str, places)))}"
            for name, places in named
            if places - {None} and not any(map(place.may_use, places - {None}))
        ]
    assert_none(wrong)


def test_the_core_names_nothing_of_the_addons_above_it(homes):
    """What an addon adds, the core cannot know: it is not there when it is not."""
    names = {model for model, home in homes.models.items() if home.addon != CORE}
    names |= {
        name for name, home in homes.ids.items() if not name.startswith(f"{CORE}.")
    }
    names |= ADDONS.keys()
    pattern = re.compile(
        r"(?<![\w.])("
        + "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        + r")(?![\w.])"
    )
    wrong = []
    for path in sorted(ADDON.rglob("*")):
        if path.suffix not in (".py", ".xml", ".csv", ".js", ".scss"):
            continue
        text = path.read_text(encoding="utf-8")
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            wrong.append(f"{name_of(path)}:{line} names {match[1]}")
    assert_none(wrong)


def _map_of_the_readme():
    """Return the names at the beginning of the lines of the two maps in README."""
    text = (TOP / "README.md").read_text(encoding="utf-8").partition("## Map")[2]
    maps = re.findall(r"^```\n(.*?)^```", text, re.M | re.S)
    return [re.findall(r"^([\w./]+)", found, re.M) for found in maps]


def test_the_map_in_the_readme_is_the_tree():
    folders, domains = _map_of_the_readme()
    assert domains == list(reversed(DOMAINS))
    there = {path.parent.name for path in TOP.glob("*/__manifest__.py")}
    assert there == {name.rstrip("/") for name in folders if "_" in name}
