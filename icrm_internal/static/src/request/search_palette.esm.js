/* Copyright 2026 icrm_internal contributors
 * License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl). */
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {rememberMissed, takeMissed} from "@icrm_internal/catalogue/service_cards.esm";

// Ctrl+K, then ?: requests, services, articles and people
const NAMESPACE = "?";
const MIN_LENGTH = 2;
const CATEGORIES = {
    page: _t("Screens"),
    request: _t("Requests"),
    service: _t("Services"),
    article: _t("Articles"),
    customer: _t("People"),
};

Object.keys(CATEGORIES).forEach((kind, index) => {
    registry
        .category("command_categories")
        .add(
            `icrm_${kind}`,
            {namespace: NAMESPACE, name: CATEGORIES[kind]},
            {sequence: 10 + index}
        );
});

registry.category("command_setup").add(NAMESPACE, {
    debounceDelay: 250,
    emptyMessage: _t("Nothing found"),
    name: _t("requests, services, people"),
    placeholder: _t("Number, words, name or telephone number"),
});

/** The action that shows one result of ``icrm.search.find``. */
export function openResult(env, {kind, action, id, service_id}) {
    if (kind === "page") {
        return env.services.action.doAction(action);
    }
    const options = {viewType: "form", props: {resId: service_id || id}};
    const query = kind === "service" && takeMissed();
    if (query) {
        // Its button "Request" learns what was searched in vain before
        options.additionalContext = {icrm_missed_query: query};
    }
    return env.services.action.doAction(action, options);
}

registry.category("command_provider").add("icrm_search", {
    namespace: NAMESPACE,
    async provide(env, {searchValue}) {
        const text = (searchValue || "").trim();
        if (text.length < MIN_LENGTH) {
            return [];
        }
        const results = await env.services.orm.silent.call("icrm.search", "find", [
            text,
        ]);
        if (!results.some(({kind}) => kind === "service" || kind === "request")) {
            rememberMissed(text);
        }
        return results.map((result) => ({
            name: result.detail ? `${result.name} · ${result.detail}` : result.name,
            category: `icrm_${result.kind}`,
            action: () => openResult(env, result),
        }));
    },
});

// What is typed without a sign leads there, too.
registry.category("command_provider").add("icrm_search_everything", {
    provide(env, {searchValue}) {
        const text = (searchValue || "").trim();
        if (text.length < MIN_LENGTH) {
            return [];
        }
        return [
            {
                name: _t("Search requests, services and people: %s", text),
                category: "default",
                action: () =>
                    env.services.command.openMainPalette({
                        searchValue: `${NAMESPACE}${text}`,
                    }),
            },
        ];
    },
});
