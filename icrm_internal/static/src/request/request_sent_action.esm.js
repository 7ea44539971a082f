/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {registry} from "@web/core/registry";

/**
 * Say that a request was sent, and open it in My Requests.
 *
 * By name and view type, not by an action with a form view alone: the web client
 * remembers the action it was given, and would go on opening that one request.
 */
async function requestSent(env, {params}) {
    env.services.notification.add(params.message, {
        title: params.title,
        type: "success",
    });
    await env.services.action.doAction("icrm_internal.helpdesk_ticket_action_my", {
        viewType: "form",
        props: {resId: params.request_id},
    });
}

registry.category("actions").add("icrm_request_sent", requestSent);
