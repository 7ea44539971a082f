// A link from a mail: what stands behind the # is sent by this script, so that no server
// log has it, and taken out of the browser's history.
(() => {
    "use strict";
    function open() {
        const page = document.querySelector(".o_icrm_action_page");
        const token = location.hash.slice(1);
        if (!page || !token) {
            return;
        }
        history.replaceState(null, "", location.pathname);
        page.querySelector(".o_icrm_action_opening")?.classList.remove("d-none");
        page.querySelector(".o_icrm_action_paste")?.classList.add("d-none");
        const form = document.createElement("form");
        form.method = "post";
        form.action = location.pathname;
        const field = document.createElement("input");
        field.type = "hidden";
        field.name = "token";
        field.value = token;
        form.append(field);
        page.append(form);
        form.submit();
    }
    // Another link in the same tab does not load the page again.
    window.addEventListener("hashchange", open);
    open();
})();
