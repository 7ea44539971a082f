import { onWillUnmount, useEffect } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { ProgressBarField, progressBarField } from "@web/views/fields/progress_bar/progress_bar_field";

const SECONDS = 3;

/** A progress bar that asks the server now and then, until the task is over. */
export class ImportProgressField extends ProgressBarField {
    setup() {
        super.setup();
        useEffect(
            (task) => {
                clearInterval(this.timer);
                if (task) {
                    this.timer = setInterval(() => this.refresh(), SECONDS * 1000);
                }
            },
            () => [this.props.record.data.task]
        );
        onWillUnmount(() => clearInterval(this.timer));
    }

    async refresh() {
        if (this.isAsking || document.hidden || (await this.props.record.isDirty())) {
            return;
        }
        this.isAsking = true;
        try {
            await this.props.record.load();
        } finally {
            this.isAsking = false;
        }
    }
}

export const importProgressField = {
    ...progressBarField,
    component: ImportProgressField,
    fieldDependencies: [{ name: "task", type: "selection" }],
};

registry.category("fields").add("icrm_import_progress", importProgressField);
