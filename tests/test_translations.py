# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Everything our users read is there in Chinese, and says what the English says."""

import importlib.util

import polib
import pytest
from conftest import TOP

TEST_DB = "icrm_test"
# Those that lie in the database of the tests
ADDONS = (
    "helpdesk_mgmt_hardening",
    "icrm_internal",
    "icrm_internal_import",
    "icrm_internal_care",
    "icrm_internal_improvement",
)

_spec = importlib.util.spec_from_file_location("icrm_i18n", TOP / "tools" / "i18n.py")
i18n = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(i18n)


@pytest.mark.parametrize("addon", i18n.ADDONS)
def test_every_text_is_translated_and_none_is_faulty(addon):
    assert i18n.committed_faults(addon) == []


@pytest.mark.parametrize("addon", ADDONS)
def test_template_is_that_of_the_code(environment, tmp_path, addon):
    exported = tmp_path / f"{addon}.pot"
    environment.dev("odoo", "i18n", "export", "-d", TEST_DB, "-o", str(exported), addon)
    assert i18n.drift(i18n.read(exported), addon) == []


@pytest.mark.parametrize(
    "source, text, fault",
    [
        ("Done", "", "missing"),
        ("%(count)s hours", "小时", "placeholders"),
        ("%s of 5", "5 分中的 %(score)s", "placeholders"),
        ("Hello {{ object.name }}", "您好", "placeholders"),
        ("<b>Sent</b>", "<i>已发送</i>", "tags"),
        ('<i title="Done" invisible="a"/>', '<i title="完成" invisible="b"/>', "tags"),
        ("or ", "或", "space"),
        ("Hand over", "移交", "转交 is expected"),
        ("Who", "顾客", "not said here"),
        ("Who?", "谁?", "half-width"),
    ],
)
def test_a_faulty_translation_is_told(source, text, fault):
    entry = polib.POEntry(msgid=source, msgstr=text)
    assert fault in " ".join(i18n.faults_of(entry, "zh_CN"))


def test_a_spoken_attribute_may_be_translated():
    entry = polib.POEntry(msgid='<i title="Done"/>', msgstr='<i title="已完成"/>')
    assert list(i18n.faults_of(entry, "zh_CN")) == []


def test_merging_keeps_what_was_said_and_drops_what_is_gone(tmp_path, monkeypatch):
    monkeypatch.setattr(i18n, "TOP", tmp_path)
    path = i18n.folder("an_addon")
    path.mkdir(parents=True)
    said = polib.POFile()
    said.append(polib.POEntry(msgid="Kept", msgstr="已兑现"))
    said.append(polib.POEntry(msgid="Gone", msgstr="已消失"))
    said.save(str(path / "zh_CN.po"))
    template = polib.POFile()
    template.append(polib.POEntry(msgid="Kept"))
    template.append(polib.POEntry(msgid="New"))
    merged = i18n.merge(template, i18n.said("an_addon", "zh_CN"), "zh_CN")
    assert {e.msgid: e.msgstr for e in merged} == {"Kept": "已兑现", "New": ""}
