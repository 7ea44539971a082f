/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {Component, onMounted, onWillUnmount, useRef, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";

const TYPING = 500;

/** The steps that a request will run with what is answered so far, and their date. */
export class PortalPlan extends Component {
    static template = "icrm_internal.PortalPlan";
    static props = {serviceId: Number};

    setup() {
        this.orm = useService("orm");
        this.root = useRef("root");
        this.state = useState({plan: null});
        this.asked = null;
        const onAnswers = ({detail}) => this.ask(detail);
        onMounted(() => {
            this.form = this.root.el.closest("form");
            this.form?.addEventListener("icrm-answers", onAnswers);
            this.ask(this.readAnswers());
        });
        onWillUnmount(() => {
            clearTimeout(this.timer);
            this.form?.removeEventListener("icrm-answers", onAnswers);
        });
    }

    /** What a draft or an earlier try left in the form. */
    readAnswers() {
        const input = this.form?.querySelector("input[name=answers]");
        return input?.value ? JSON.parse(input.value).answers || {} : {};
    }

    ask(answers) {
        const key = JSON.stringify(answers);
        if (key === this.asked) {
            return;
        }
        const isFirst = this.asked === null;
        this.asked = key;
        clearTimeout(this.timer);
        this.timer = setTimeout(
            async () => {
                const plan = await this.orm.call("icrm.service", "get_plan", [
                    [this.props.serviceId],
                    answers,
                ]);
                if (key === this.asked) {
                    this.state.plan = plan;
                }
            },
            isFirst ? 0 : TYPING
        );
    }
}

registry.category("public_components").add("icrm_internal.portal_plan", PortalPlan);
