/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {FormController} from "@web/views/form/form_controller";
import {Record} from "@web/model/relational_model/record";
import {_t} from "@web/core/l10n/translation";
import {evaluateBooleanExpr} from "@web/core/py_js/py";
import {patch} from "@web/core/utils/patch";

/** Core says "Missing required fields"; on our records the fields are named. */
function isOurs(record) {
    return record.resModel.startsWith("icrm.") || record.resModel === "helpdesk.ticket";
}

/** The label a field has where it is seen: a form may show it under another one. */
function getLabel(record, name) {
    const nodes = record === record.model.root ? record.model.icrmFieldNodes : null;
    const shown = Object.values(nodes || {}).find(
        (node) =>
            node.name === name &&
            !evaluateBooleanExpr(
                node.invisible || "False",
                record.evalContextWithVirtualIds
            )
    );
    return (shown && shown.string) || record.fields[name].string;
}

/** The labels of *names*; of a list, those of the lines' fields behind its own. */
function getLabels(record, names) {
    return [...names].map((name) => {
        const label = getLabel(record, name);
        const list = record.data[name];
        const lines = (list && list.records) || [];
        const missing = new Set(
            lines.flatMap((line) =>
                [...line._invalidFields].map((field) => getLabel(line, field))
            )
        );
        return missing.size
            ? _t("%(list)s (%(fields)s)", {list: label, fields: [...missing]})
            : label;
    });
}

patch(FormController.prototype, {
    setup() {
        super.setup(...arguments);
        this.model.icrmFieldNodes = this.archInfo.fieldNodes;
    },
});

patch(Record.prototype, {
    _displayInvalidFieldNotification() {
        if (!isOurs(this) || !this._invalidFields.size) {
            return super._displayInvalidFieldNotification(...arguments);
        }
        const unset = [...this._invalidFields].filter((name) =>
            this._unsetRequiredFields.has(name)
        );
        const wrong = [...this._invalidFields].filter(
            (name) => !this._unsetRequiredFields.has(name)
        );
        const sentences = [];
        if (unset.length) {
            sentences.push(
                _t("Fill in: %(fields)s.", {fields: getLabels(this, unset)})
            );
        }
        if (wrong.length) {
            sentences.push(_t("Check: %(fields)s.", {fields: getLabels(this, wrong)}));
        }
        return this.model.notification.add(sentences.join(" "), {type: "danger"});
    },
});
