# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...measures.thesaurus import get_thesaurus

SEPARATORS = re.compile(r"[,，;；、\n]+")
MAX_WORDS = 400


def split_words(text):
    """Return the words of a list as people type it."""
    return [word.strip() for word in SEPARATORS.split(text or "") if word.strip()]


class IcrmSearchConcept(models.Model):
    """Words of any language that mean the same when somebody searches a service.

    The product brings many; what administrators add is left alone by updates.
    """

    _name = "icrm.search.concept"
    _description = "Search Thesaurus"
    _order = "name, id"

    name = fields.Char(required=True)
    words = fields.Text(
        string="Included Words",
        readonly=True,
        help="Synonyms that come with the product.",
    )
    own_words = fields.Text(
        string="Our Words",
        help="Synonyms, brands and abbreviations of your company in any language, "
        "separated by commas.",
    )
    broader_ids = fields.Many2many(
        "icrm.search.concept",
        relation="icrm_search_concept_broader_rel",
        column1="concept_id",
        column2="broader_id",
        string="Broader Terms",
        help="Services found by these are found by this concept as well.",
    )
    private = fields.Boolean(
        string="Outweighs Other Words",
        help="For what is seldom a service, such as football. If no service offers it, "
        "a search with one of these words finds nothing, whatever else it says.",
    )
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE (name)", "This concept exists already.")

    @api.constrains("own_words")
    def _check_own_words(self):
        for concept in self:
            if len(split_words(concept.own_words)) > MAX_WORDS:
                raise ValidationError(
                    self.env._(
                        "Concept %(name)s: at most %(limit)s words.",
                        name=concept.name,
                        limit=MAX_WORDS,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        concepts = super().create(vals_list)
        self._thesaurus_changed()
        return concepts

    def write(self, vals):
        before = self._get_contents() if self._says_words(vals) else None
        result = super().write(vals)
        if before is not None and before != self._get_contents():
            self._thesaurus_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._thesaurus_changed()
        return result

    @api.model
    def _says_words(self, vals):
        return {"words", "own_words", "broader_ids", "private", "active"} & set(vals)

    def _get_contents(self):
        return [
            (
                concept.words,
                concept.own_words,
                concept.broader_ids.ids,
                concept.private,
                concept.active,
            )
            for concept in self
        ]

    @api.model
    def _thesaurus_changed(self):
        """All services are read anew, when this change is stored."""
        self.env.registry.clear_cache()
        # sudo: the index covers every service, whoever changes the words
        Service_sudo = self.env["icrm.service"].sudo().with_context(active_test=False)
        services_sudo = Service_sudo.search([])
        self.env.add_to_compute(services_sudo._fields["search_text"], services_sudo)

    @api.model
    @tools.ormcache()
    def _get_thesaurus(self):
        """Return the thesaurus of all concepts; kept until one changes."""
        self.flush_model()
        # SQL: several hundred rows a search, whose words are no secret; bench_search
        broader = dict(
            self.env.execute_query(
                SQL(
                    "SELECT concept_id, array_agg(broader_id)"
                    " FROM icrm_search_concept_broader_rel GROUP BY concept_id"
                )
            )
        )
        # SQL: as above
        rows = self.env.execute_query(
            SQL(
                "SELECT id, words, own_words, private FROM icrm_search_concept"
                " WHERE active ORDER BY id"
            )
        )
        # Whatever else empties the cache: the same words make the same thesaurus.
        return get_thesaurus(
            tuple(
                (
                    str(id_),
                    tuple(str(above) for above in sorted(broader.get(id_, ()))),
                    (*split_words(words), *split_words(own_words)),
                )
                for id_, words, own_words, _private in rows
            ),
            tuple(str(id_) for id_, *_words, private in rows if private),
        )
