// A link from a mail: what stands behind the # is sent by this script, so that no server
// log has it, and taken out of the browser's history.
(() => {
    "use strict";
    const form = document.querySelector(".o_icrm_action_page form");
    const field = document.getElementById("icrm_token");
    if (!form || !field) {
        return;
    }
    const token = location.hash.slice(1);
    if (token) {
        history.replaceState(null, "", location.pathname);
        document.querySelector(".o_icrm_action_opening").classList.remove("d-none");
        document.querySelector(".o_icrm_action_paste").classList.add("d-none");
        field.value = token;
        form.submit();
    }
})();
