/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {askInside} from "@icrm_internal/../tests/tours/external/ask_inside.esm";
import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("icrm_crm_inside", {steps: askInside});
