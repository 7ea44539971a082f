/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {FormController} from "@web/views/form/form_controller";
import {FormRenderer} from "@web/views/form/form_renderer";
import {SIZES} from "@web/core/ui/ui_service";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

/**
 * Treat a laptop's screen as the widest one, so that core puts the conversation beside
 * the work.
 *
 * @param {object} ui the service
 * @returns {object} the same, with another size
 */
function widen(ui) {
    return Object.create(ui, {
        size: {
            get: () => (ui.size === SIZES.XL ? SIZES.XXL : ui.size),
        },
    });
}

export class DeskFormController extends FormController {
    get className() {
        const result = super.className;
        if (!this.env.inDialog && widen(this.ui).size === SIZES.XXL) {
            result["o_xxl_form_view h-100"] = true;
        }
        return result;
    }
}

export class DeskFormRenderer extends FormRenderer {
    setup() {
        super.setup();
        this.uiService = widen(this.uiService);
    }
}

registry.category("views").add("icrm_desk_form", {
    ...formView,
    Controller: DeskFormController,
    Renderer: DeskFormRenderer,
});
