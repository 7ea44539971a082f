# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""tools/readme.py: README.rst and index.html of fragments, the changelog of news."""

import sys

import pytest
from conftest import TOP
from docutils.utils import SystemMessage

sys.path.insert(0, str(TOP / "tools"))

import readme  # noqa: E402

MANIFEST = """{
    "name": "An Addon",
    "version": "19.0.1.2.0",
    "website": "https://github.com/org/repo",
    "author": "Somebody, Odoo Community Association (OCA)",
    "maintainers": ["one", "two"],
    "license": "AGPL-3",
}
"""


@pytest.fixture
def addon(tmp_path):
    folder = tmp_path / "an_addon"
    (folder / "readme" / "newsfragments").mkdir(parents=True)
    (folder / "__manifest__.py").write_text(MANIFEST)
    texts = {
        "DESCRIPTION": "What *it* does.\n\n![A screen](../static/description/a.png)\n",
        "USAGE": "1. Open it,\n   twice.\n2. See `that`.\n",
        "HISTORY": "## 19.0.1.0.0 (2026-01-01)\n\n### Features\n\n- Born.\n",
        "CONTRIBUTORS": "- Somebody\n",
        "newsfragments/screen.feature": "A screen,\nand another.\n",
        "newsfragments/crash.bugfix": "No crash.\n",
    }
    for name, text in texts.items():
        (folder / "readme" / f"{name}.md").write_text(text)
    return readme.Addon(folder)


def _outputs(addon):
    rst, html = addon.outputs().values()
    return rst, html


def test_sections_in_order(addon):
    rst, html = _outputs(addon)
    headings = [
        *("An Addon\n====", "|badge1| |badge2|", "What *it* does."),
        *(
            "**Table of contents**",
            "Usage\n=====",
            "Changelog\n=========",
            "Unreleased",
        ),
        *("19.0.1.0.0", "Bug Tracker\n===", "Credits\n===", "Authors\n---"),
        *("Contributors\n---", "Maintainers\n---"),
    ]
    places = [rst.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "* Somebody\n" in rst
    assert "(OCA)" not in rst
    assert "Current maintainers: one, two" in rst
    assert "1. Open it,\n   twice.\n2. See ``that``." in rst
    assert 'class="document"' in html


def test_images_by_address_and_beside_the_page(addon):
    rst, html = _outputs(addon)
    assert (
        "figure:: https://raw.githubusercontent.com/org/repo/19.0/an_addon/static/"
        "description/a.png" in rst
    )
    assert 'src="a.png"' in html


def test_twice_is_the_same_and_a_change_is_seen(addon):
    before = _outputs(addon)
    assert _outputs(readme.Addon(addon.folder)) == before
    (addon.readme / "USAGE.md").write_text("Another.\n")
    assert all(old != new for old, new in zip(before, _outputs(addon), strict=True))


def test_release_moves_the_news(addon):
    addon.release()
    history = (addon.readme / "HISTORY.md").read_text()
    assert history.startswith("## 19.0.1.2.0 (")
    features, bugs = (
        history.index("A screen,\n  and another."),
        history.index("No crash."),
    )
    assert features < bugs < history.index("## 19.0.1.0.0")
    assert not addon.news_files()
    assert "Unreleased" not in addon.rst()
    with pytest.raises(SystemExit):
        addon.release()


def test_what_does_not_render_stops_it(addon):
    (addon.readme / "USAGE.md").write_text("```bash\n```\n")
    with pytest.raises(SystemMessage):
        addon.outputs()
