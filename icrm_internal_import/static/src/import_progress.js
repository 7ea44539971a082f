import {onWillUnmount, useEffect} from "@odoo/owl";
import {ConnectionLostError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {
    ProgressBarField,
    progressBarField,
} from "@web/views/fields/progress_bar/progress_bar_field";

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
        if (this.isAsking || document.hidden) {
            return;
        }
        this.isAsking = true;
        try {
            if (!(await this.props.record.isDirty())) {
                await this.props.record.load();
            }
        } catch (error) {
            // A lost connection comes back; any other error would come again.
            if (!(error instanceof ConnectionLostError)) {
                clearInterval(this.timer);
            }
            throw error;
        } finally {
            this.isAsking = false;
        }
    }
}

export const importProgressField = {
    ...progressBarField,
    component: ImportProgressField,
    fieldDependencies: [{name: "task", type: "selection"}],
};

registry.category("fields").add("icrm_import_progress", importProgressField);
