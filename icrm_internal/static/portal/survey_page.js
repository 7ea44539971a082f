// A little comfort for the page on which surveys are answered; it works without, too.
// The draft stays in this tab of the browser: the next person at the same computer
// must not find it, hence no localStorage.
(() => {
    "use strict";
    // The part after the # is never sent to a server, nor written in its logs:
    // the code of an invitation, and what a click in a mail has chosen.
    const chosen = new URLSearchParams(location.hash.slice(1));
    const code = chosen.get("code");
    chosen.delete("code");

    const PREFIX = "icrm_survey/";

    // What was sent is no draft any more.
    function forgetDrafts() {
        const page = document.querySelector(".o_icrm_survey");
        if (page && page.dataset.sent) {
            for (const key of Object.keys(sessionStorage)) {
                if (key.startsWith(PREFIX)) {
                    sessionStorage.removeItem(key);
                }
            }
        }
    }

    function isBox(input) {
        return ["radio", "checkbox"].includes(input.type);
    }

    // After a request: score=<value> answers the first question. If nothing else is
    // asked, or nothing went wrong, it is sent with that one click.
    function answerByScore(form, radios, fill) {
        const score = chosen.get("score");
        const first = radios[0];
        if (score === null || !first || !form.dataset.pulse) {
            return;
        }
        fill([[first.name, score]]);
        const alone = radios.every((radio) => radio.name === first.name);
        const hit = radios.some((radio) => radio.name === first.name && radio.checked);
        if (hit && alone && Number(score) >= Number(form.dataset.pulse)) {
            form.requestSubmit(form.querySelector("button[name=send]"));
        } else if (hit) {
            form.querySelector("textarea")?.focus();
        }
    }

    function start() {
        forgetDrafts();
        const form = document.querySelector(".o_icrm_survey_form");
        if (!form) {
            return;
        }
        const inputs = [...form.querySelectorAll("[data-answer], .o_icrm_survey_skip")];

        // -- draft --
        const draftKey = form.dataset.draft && PREFIX + form.dataset.draft;
        const save = () => {
            if (draftKey) {
                const given = inputs
                    .filter((input) => (isBox(input) ? input.checked : input.value))
                    .map((input) => [input.name, input.value]);
                sessionStorage.setItem(draftKey, JSON.stringify(given));
            }
        };
        const fill = (given) => {
            for (const [name, value] of given) {
                for (const input of inputs.filter((input) => input.name === name)) {
                    if (!isBox(input)) {
                        input.value = value;
                    } else if (input.value === value) {
                        input.checked = true;
                    }
                }
            }
        };
        if (draftKey && form.dataset.fresh) {
            try {
                fill(JSON.parse(sessionStorage.getItem(draftKey) || "[]"));
            } catch {
                sessionStorage.removeItem(draftKey);
            }
        }
        // A click in a mail chooses an answer: a-<subject>-<question>=<value>
        fill([...chosen]);
        const radios = inputs.filter((input) => input.type === "radio");
        const first = radios[0];
        answerByScore(form, radios, fill);
        const why = form.querySelector(".o_icrm_survey_explain");
        const askWhy = () => {
            if (why && first) {
                const given = inputs.find(
                    (input) => input.name === first.name && input.checked
                );
                const low = given && Number(given.value) < Number(form.dataset.pulse);
                why.classList.toggle("d-none", !low);
            }
        };
        form.addEventListener("input", askWhy);
        askWhy();

        // -- progress, points --
        const progress = form.querySelector(".o_icrm_survey_progress");
        const show = (node, words) => {
            const text = node.dataset.template;
            node.textContent = text.replace(/\{(\w+)\}/g, (_all, name) => words[name]);
            node.classList.remove("d-none");
        };
        const update = () => {
            const done = {};
            for (const input of inputs) {
                const section = input.closest(".o_icrm_survey_subject");
                const skip = section.querySelector(".o_icrm_survey_skip");
                if (input === skip || (skip && skip.checked)) {
                    continue;
                }
                const given = isBox(input) ? input.checked : Boolean(input.value);
                done[input.name] = done[input.name] || given;
            }
            const all = Object.values(done);
            const count = all.filter(Boolean).length;
            progress.classList.remove("d-none");
            progress.querySelector(".progress-bar").style.width = all.length
                ? `${(100 * count) / all.length}%`
                : "100%";
            show(progress.querySelector("[data-template]"), {
                done: count,
                all: all.length,
                // a quarter of a minute for each, as the invitation says
                minutes: Math.ceil((all.length - count) / 4),
            });
            for (const block of form.querySelectorAll(".o_icrm_survey_weights")) {
                const points = [...block.querySelectorAll(".o_icrm_survey_points")];
                const sum = points.reduce(
                    (total, input) => total + Number(input.value),
                    0
                );
                const node = block.querySelector(".o_icrm_survey_sum");
                show(node, {sum});
                node.classList.toggle("text-success", sum === 100);
                node.classList.toggle("text-danger", sum > 100);
            }
        };

        // What need not be answered can be unanswered by a second click.
        let before = null;
        form.addEventListener("pointerdown", (event) => {
            const target = event.target.closest("label, input");
            const radio = target && (target.control || target);
            before = radio && radio.type === "radio" && radio.checked ? radio : null;
        });
        form.addEventListener("click", (event) => {
            if (event.target === before && before.dataset.optional) {
                before.checked = false;
                before = null;
                save();
                update();
            }
        });
        form.addEventListener("input", () => {
            save();
            update();
        });

        // One click is one letter; who comes back with the browser's arrow may try again.
        const buttons = [...form.querySelectorAll("button[name=send]")];
        form.addEventListener("submit", (event) => {
            if (event.submitter && event.submitter.name === "send") {
                setTimeout(() => buttons.forEach((button) => (button.disabled = true)));
            }
        });
        window.addEventListener("pageshow", () => {
            buttons.forEach((button) => (button.disabled = false));
            update();
        });
        update();
    }

    // -- by the link of an invitation: the code goes in a body, the page comes back --
    const entry = document.querySelector(".o_icrm_survey_code");
    if (entry && code) {
        const open = async () => {
            entry.elements.code.value = code;
            const answer = await fetch(entry.action, {
                method: "POST",
                // Without a language: that of whom the code belongs to.
                body: new URLSearchParams({code}),
            });
            const page = new DOMParser().parseFromString(
                await answer.text(),
                "text/html"
            );
            document.documentElement.lang = page.documentElement.lang;
            document.title = page.title;
            document
                .querySelector(".o_icrm_survey")
                .replaceWith(page.querySelector(".o_icrm_survey"));
            start();
        };
        // What fails can be sent by hand: the code is in its field.
        open().catch((error) => console.warn(error));
    } else {
        start();
    }
    // Another link in the same tab changes the # only.
    window.addEventListener("hashchange", () => {
        if (new URLSearchParams(location.hash.slice(1)).get("code")) {
            location.reload();
        }
    });
})();
