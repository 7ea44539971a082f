/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {
    PropertiesField,
    propertiesField,
} from "@web/views/fields/properties/properties_field";
import {PropertyValue} from "@web/views/fields/properties/property_value";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useBus} from "@web/core/utils/hooks";
import {useState} from "@odoo/owl";

export class AnswerValue extends PropertyValue {
    static template = "icrm_internal.AnswerValue";

    // A question not answered is empty; Odoo would draw 0.
    get displayValue() {
        const {type, value} = this.props;
        if (type === "boolean") {
            return value ? _t("Yes") : _t("No");
        }
        return value === false || value === undefined ? "" : super.displayValue;
    }

    async onValueChange(newValue) {
        if (["integer", "float"].includes(this.props.type) && newValue === "") {
            return this.props.onChange(false);
        }
        return super.onValueChange(newValue);
    }

    // Whoever asks for a service need not be able to open what he chose.
    get clickableRelational() {
        return false;
    }
}

/**
 * The questions of a service, to answer or to read: one column, compulsory ones
 * marked, the definition out of reach even for those who may write on the service.
 */
export class AnswersField extends PropertiesField {
    static template = "icrm_internal.AnswersField";
    static components = {...PropertiesField.components, PropertyValue: AnswerValue};

    setup() {
        super.setup();
        this.answers = useState({checked: false});
        this.onTheirWay = new Map(); // name of a question: its last answer's update
        this.latest = {};
        // Triggered, and awaited, just before a record is saved: the other fields hand
        // over what is typed, this one says what is missing.
        useBus(this.props.record.model.bus, "NEED_LOCAL_CHANGES", ({detail}) =>
            detail.proms.push(
                Promise.all(this.onTheirWay.values()).then(() => this.checkAnswers())
            )
        );
    }

    async checkAnswers() {
        const {record, name, readonly} = this.props;
        if (readonly) {
            return;
        }
        this.answers.checked = true;
        if (this.propertiesList.some((property) => this.isMissing(property))) {
            await record.setInvalidField(name);
        } else {
            await record.resetFieldValidity(name);
        }
    }

    /**
     * An update waits for the onchange under way, and carries all answers: made from
     * the record alone it would lose those that wait beside it.
     */
    onPropertyValueChange(propertyName, propertyValue) {
        this.latest[propertyName] = propertyValue;
        const update = Promise.resolve(
            this.props.record.update({[this.props.name]: this.propertiesList})
        ).finally(() => {
            if (this.onTheirWay.get(propertyName) === update) {
                this.onTheirWay.delete(propertyName);
                delete this.latest[propertyName];
            }
        });
        this.onTheirWay.set(propertyName, update);
    }

    async checkDefinitionWriteAccess() {
        return false;
    }

    get propertiesList() {
        const properties = super.propertiesList.map((property) =>
            property.name in this.latest
                ? {...property, value: this.latest[property.name]}
                : property
        );
        return this.props.readonly
            ? properties.filter(
                  (property) =>
                      property.type === "separator" || this.isAnswered(property)
              )
            : properties;
    }

    isAnswered({type, value}) {
        if (type === "boolean") {
            return true;
        }
        return (
            value !== undefined &&
            value !== null &&
            value !== false &&
            value !== "" &&
            value.length !== 0
        );
    }

    isCompulsory({string}) {
        return (string || "").trimEnd().endsWith("*");
    }

    isMissing(property) {
        return (
            !this.props.readonly &&
            this.answers.checked &&
            this.isCompulsory(property) &&
            (property.type === "boolean" ? !property.value : !this.isAnswered(property))
        );
    }

    getQuestion({string}) {
        return (string || "").replace(/\s*\*\s*$/, "");
    }
}

registry.category("fields").add("icrm_answers", {
    ...propertiesField,
    component: AnswersField,
});
