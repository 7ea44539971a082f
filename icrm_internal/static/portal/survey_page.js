// The page on which surveys are answered: drafts, steps, progress. It works without, too.
//
// Where answers are before they are sent (data-store of the form):
// - "server": identified and confidential surveys; encrypted there, on any device.
// - "device": anonymous ones. Encrypted with the code of the invitation, which is not
//   stored: the next person at the same computer finds nothing to read.
// - "tab": what officers enter for others, and devices that cannot encrypt.
(() => {
    "use strict";
    // The part after the # is never sent to a server, nor written in its logs:
    // the code of an invitation, and what a click in a mail has chosen.
    const chosen = new URLSearchParams(location.hash.slice(1));
    const code = chosen.get("code");
    chosen.delete("code");

    const PREFIX = "icrm_survey/";
    // As the invitation says: five questions a minute
    const PER_MINUTE = 5;
    const SAVE_AFTER = 500;

    // How the page changes: filled in below
    const pages = {};

    // The form that is shown, if there is one
    let current = null;

    function isBox(input) {
        return ["radio", "checkbox"].includes(input.type);
    }

    // -- places for drafts: what is read and saved is [[name, value], ...] --

    class TabStore {
        constructor(key) {
            this.key = key;
            this.pending = false;
        }
        async load() {
            return JSON.parse(sessionStorage.getItem(this.key) || "[]");
        }
        async save(given) {
            sessionStorage.setItem(this.key, JSON.stringify(given));
        }
        async remove() {
            sessionStorage.removeItem(this.key);
        }
        leave() {
            return undefined;
        }
    }

    const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
    const toBytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

    class DeviceStore {
        constructor(key, secret, until) {
            this.key = key;
            this.secret = secret;
            this.until = until;
            this.pending = false;
            this.last = Promise.resolve();
        }
        async getKey() {
            const words = this.secret.replace(/[\s-]/g, "").toLowerCase();
            const bytes = new TextEncoder().encode(`draft ${words}`);
            const digest = await crypto.subtle.digest("SHA-256", bytes);
            return crypto.subtle.importKey("raw", digest, "AES-GCM", false, [
                "encrypt",
                "decrypt",
            ]);
        }
        async load() {
            const text = localStorage.getItem(this.key);
            if (!text) {
                return [];
            }
            const {nonce, data} = JSON.parse(text);
            const bytes = await crypto.subtle.decrypt(
                {name: "AES-GCM", iv: toBytes(nonce)},
                await this.getKey(),
                toBytes(data)
            );
            return JSON.parse(new TextDecoder().decode(bytes));
        }
        save(given) {
            // One after the other: the last one stays.
            this.last = this.last.then(() => this.write(given));
            return this.last;
        }
        async write(given) {
            const nonce = crypto.getRandomValues(new Uint8Array(12));
            const bytes = new TextEncoder().encode(JSON.stringify(given));
            const data = await crypto.subtle.encrypt(
                {name: "AES-GCM", iv: nonce},
                await this.getKey(),
                bytes
            );
            const draft = {until: this.until, nonce: toText(nonce), data: toText(data)};
            localStorage.setItem(this.key, JSON.stringify(draft));
        }
        remove() {
            this.last = this.last.then(() => localStorage.removeItem(this.key));
            return this.last;
        }
        leave() {
            return undefined;
        }
    }

    class ServerStore {
        constructor(action, secret, given) {
            this.action = action;
            this.secret = secret;
            this.known = this.group(given);
            this.wanted = this.known;
            this.pending = false;
            this.stopped = false;
            this.last = Promise.resolve();
            this.timer = 0;
        }
        group(given) {
            const values = {};
            for (const [name, value] of given) {
                values[name] = [...(values[name] || []), value];
            }
            return values;
        }
        async load() {
            return [];
        }
        // Resolves once it is on the server; nothing is lost before that: the next
        // change, and leaving the page, try again.
        save(given) {
            this.wanted = this.group(given);
            this.pending = true;
            clearTimeout(this.timer);
            return new Promise((resolve, reject) => {
                this.timer = setTimeout(
                    () => this.flush().then(resolve, reject),
                    SAVE_AFTER
                );
            });
        }
        flush() {
            clearTimeout(this.timer);
            this.last = this.last.catch(() => undefined).then(() => this.send());
            return this.last;
        }
        async send() {
            if (!this.pending || this.stopped) {
                return;
            }
            const {known, wanted} = this;
            const changes = {};
            for (const name of new Set([
                ...Object.keys(known),
                ...Object.keys(wanted),
            ])) {
                const values = wanted[name] || [];
                if (JSON.stringify(values) !== JSON.stringify(known[name] || [])) {
                    changes[name] = values;
                }
            }
            if (Object.keys(changes).length) {
                const answer = await fetch(this.action, {
                    method: "POST",
                    keepalive: true,
                    body: new URLSearchParams({
                        code: this.secret,
                        draft: JSON.stringify(changes),
                    }),
                });
                if (answer.status !== 204) {
                    throw new Error(`Not saved: ${answer.status}`);
                }
            }
            this.known = wanted;
            this.pending = this.wanted !== wanted;
        }
        // The page goes away: what waits is sent at once, as there is no later.
        leave() {
            clearTimeout(this.timer);
            this.send().catch(() => undefined);
        }
        // The form was sent, or is about to be: the server deletes the draft.
        async remove() {
            this.stopped = true;
            this.pending = false;
            clearTimeout(this.timer);
            await this.last.catch(() => undefined);
        }
    }

    function makeStore(form, given) {
        const {store, draft, until} = form.dataset;
        if (!draft || !store) {
            return null;
        }
        const secret = form.elements.code ? form.elements.code.value : "";
        if (store === "server") {
            return new ServerStore(form.getAttribute("action"), secret, given);
        }
        if (store === "device" && window.crypto && window.crypto.subtle) {
            return new DeviceStore(PREFIX + draft, secret, until || "");
        }
        form.dataset.store = "tab";
        return new TabStore(PREFIX + draft);
    }

    // What was sent, and what can be sent no more, is no draft any more.
    function forgetDrafts() {
        const page = document.querySelector(".o_icrm_survey");
        if (!page) {
            return;
        }
        const over = page.dataset.over && PREFIX + page.dataset.over;
        if (over) {
            localStorage.removeItem(over);
            sessionStorage.removeItem(over);
        }
        const today = new Date().toISOString().slice(0, 10);
        for (const key of Object.keys(localStorage)) {
            if (!key.startsWith(PREFIX)) {
                continue;
            }
            try {
                const {until} = JSON.parse(localStorage.getItem(key));
                if (until && until < today) {
                    localStorage.removeItem(key);
                }
            } catch {
                localStorage.removeItem(key);
            }
        }
    }

    // -- the form --

    class SurveyForm {
        constructor(form) {
            this.form = form;
            this.inputs = [
                ...form.querySelectorAll("[data-answer], .o_icrm_survey_skip"),
            ];
            // Questions that depend on an answer: data-when names its boxes.
            this.conditional = [...form.querySelectorAll("[data-when]")];
            this.steps = form.dataset.long
                ? [...form.querySelectorAll(".o_icrm_survey_step")]
                : [];
            this.step = 0;
            this.sent = false;
            // Whether missing answers are counted: once somebody tried to send
            this.counted = false;
            this.store = makeStore(form, this.getGiven());
        }

        async start(step) {
            const {form} = this;
            this.listen();
            for (const node of form.querySelectorAll(
                ".o_icrm_survey_when, .o_icrm_survey_again"
            )) {
                // What a page without a script says, and what one page would say twice
                const again = node.classList.contains("o_icrm_survey_again");
                node.classList.toggle("d-none", !again);
            }
            const resumed = form.dataset.resumed;
            let found = Boolean(resumed);
            if (this.store && form.dataset.fresh) {
                try {
                    const given = await this.store.load();
                    found = found || given.length > 0;
                    this.fill(given);
                } catch {
                    // Broken, or of another code
                    await this.store.remove();
                }
            }
            // A click in a mail chooses an answer: a-<subject>-<question>=<value>
            this.fill([...chosen]);
            this.answerByScore();
            this.askWhy();
            this.update();
            if (found) {
                this.showDraft("saved");
            }
            if (this.steps.length) {
                const invalid = form.querySelector(".o_icrm_survey_invalid");
                const [gap] = found ? this.getGaps() : [];
                const place = invalid || (gap && gap.node);
                this.show(place ? this.getStepOf(place) : step || 0, false);
            }
            const invalid = form.querySelector(".o_icrm_survey_invalid");
            if (invalid) {
                this.goTo(invalid);
            }
        }

        getGiven() {
            return this.inputs
                .filter((input) => !this.isUnasked(input))
                .filter((input) => (isBox(input) ? input.checked : input.value))
                .map((input) => [input.name, input.value]);
        }

        fill(given) {
            for (const [name, value] of given) {
                for (const input of this.inputs.filter(
                    (input) => input.name === name
                )) {
                    if (!isBox(input)) {
                        input.value = value;
                    } else if (input.value === value) {
                        input.checked = true;
                    }
                }
            }
        }

        // -- what is asked --

        isUnasked(input) {
            return Boolean(input.closest("[data-when].d-none"));
        }

        // From the top: what depends on a question that is not asked is not asked.
        ask() {
            for (const node of this.conditional) {
                const asked = node.dataset.when.split(" ").some((id) => {
                    const box = this.form.querySelector(`#${CSS.escape(id)}`);
                    return box && box.checked && !this.isUnasked(box);
                });
                node.classList.toggle("d-none", !asked);
                for (const fieldset of node.querySelectorAll("fieldset")) {
                    // What is disabled is not sent.
                    fieldset.disabled = !asked;
                }
            }
        }

        save() {
            this.ask();
            if (this.store && !this.sent) {
                this.store.save(this.getGiven()).then(
                    () => this.showDraft("saved"),
                    () => this.showDraft("failed")
                );
            }
        }

        showDraft(state) {
            const line = this.form.querySelector(".o_icrm_survey_draft");
            if (!line) {
                return;
            }
            const wanted = state === "saved" ? this.form.dataset.store : state;
            line.classList.remove("d-none");
            for (const text of line.querySelectorAll("[data-state]")) {
                text.classList.toggle("d-none", text.dataset.state !== wanted);
            }
        }

        mustWarn() {
            if (this.sent || !this.store) {
                return false;
            }
            return this.form.dataset.store === "server"
                ? this.store.pending
                : this.getGiven().length > 0;
        }

        // After a request, score=<value> answers the first question; if nothing else is
        // asked, or nothing went wrong, it is sent with that one click. nps=<value>
        // answers the question of that kind.
        answerByScore() {
            const radios = this.inputs.filter((input) => input.type === "radio");
            const nps = chosen.get("nps");
            const asked = radios.find((radio) => radio.dataset.nps);
            if (nps !== null && asked) {
                this.fill([[asked.name, nps]]);
                this.save();
            }
            const score = chosen.get("score");
            const first = radios[0];
            if (score === null || !first || !this.form.dataset.pulse) {
                return;
            }
            this.fill([[first.name, score]]);
            const alone = radios.every((radio) => radio.name === first.name);
            const hit = radios.some(
                (radio) => radio.name === first.name && radio.checked
            );
            if (hit && alone && Number(score) >= Number(this.form.dataset.pulse)) {
                this.form.requestSubmit(this.form.querySelector("button[name=send]"));
            } else if (hit) {
                this.form.querySelector("textarea")?.focus();
            }
        }

        askWhy() {
            const why = this.form.querySelector(".o_icrm_survey_explain");
            const first = this.inputs.find((input) => input.type === "radio");
            if (why && first) {
                const given = this.inputs.find(
                    (input) => input.name === first.name && input.checked
                );
                const low =
                    given && Number(given.value) < Number(this.form.dataset.pulse);
                why.classList.toggle("d-none", !low);
            }
        }

        // -- what is missing --

        isSkipped(input) {
            const section = input.closest(".o_icrm_survey_subject");
            const skip = section && section.querySelector(".o_icrm_survey_skip");
            return input === skip || Boolean(skip && skip.checked);
        }

        // {name: whether it is answered} of what must be, or of all if nothing must be
        getAnswered() {
            const asked = this.inputs.filter(
                (input) =>
                    !input.classList.contains("o_icrm_survey_skip") &&
                    !this.isUnasked(input)
            );
            const must = asked.filter((input) => !input.dataset.optional);
            const done = {};
            for (const input of must.length ? must : asked) {
                if (!this.isSkipped(input)) {
                    const given = isBox(input) ? input.checked : Boolean(input.value);
                    done[input.name] = done[input.name] || given;
                }
            }
            return done;
        }

        // What must be answered and is not, from the top: [{node, input}]
        getGaps() {
            const done = this.getAnswered();
            const seen = new Set();
            const gaps = [];
            for (const input of this.inputs) {
                const open = done[input.name] === false && !input.dataset.optional;
                if (open && !seen.has(input.name)) {
                    seen.add(input.name);
                    gaps.push({node: this.getQuestion(input), input});
                }
            }
            for (const block of this.form.querySelectorAll(".o_icrm_survey_weights")) {
                const points = [...block.querySelectorAll(".o_icrm_survey_points")];
                const open = points.some((input) => seen.has(input.name));
                const given = points.some((input) => input.value);
                const skipped = points[0] && this.isSkipped(points[0]);
                if (given && !open && !skipped && this.getSum(points) !== 100) {
                    gaps.push({node: block, input: points[0]});
                }
            }
            return gaps;
        }

        getQuestion(input) {
            return (
                input.closest(".o_icrm_survey_row, .o_icrm_survey_question") ||
                input.closest("[id^='q-']") ||
                input
            );
        }

        getSum(points) {
            return points.reduce((total, input) => total + Number(input.value), 0);
        }

        showGaps(gaps) {
            for (const gap of gaps) {
                gap.node.classList.add("o_icrm_survey_invalid");
            }
            this.counted = true;
            this.countGaps(gaps);
            this.goTo(gaps[0].node);
        }

        countGaps(gaps) {
            const alert = this.form.querySelector(".o_icrm_survey_gaps");
            if (alert && this.counted) {
                this.write(alert, {count: gaps.length});
                alert.classList.toggle("d-none", !gaps.length);
            }
        }

        goTo(node) {
            if (this.steps.length) {
                this.show(this.getStepOf(node), true);
            }
            const input = node.querySelector("input, textarea");
            if (input) {
                input.focus({preventScroll: true});
            }
            node.scrollIntoView({block: "center"});
        }

        // -- steps --

        getStepOf(node) {
            const step = this.steps.findIndex((step) => step.contains(node));
            return Math.max(step, 0);
        }

        show(step, remember) {
            if (!this.steps.length) {
                return;
            }
            const place = Math.min(Math.max(step, 0), this.steps.length - 1);
            if (remember && place !== this.step) {
                history.pushState({icrmStep: place}, "");
            }
            this.step = place;
            const shown = this.steps[place];
            for (const node of this.steps) {
                node.classList.toggle("d-none", node !== shown);
            }
            for (const section of this.form.querySelectorAll(
                ".o_icrm_survey_subject"
            )) {
                section.classList.toggle("d-none", !section.contains(shown));
            }
            for (const node of this.form.querySelectorAll(".o_icrm_survey_first")) {
                node.classList.toggle("d-none", place > 0);
            }
            this.showNav();
        }

        // Without the pages on which nothing is asked.
        getPages() {
            if (!this.conditional.length) {
                return this.steps;
            }
            return this.steps.filter(
                (step, place) =>
                    place === this.step ||
                    [...step.querySelectorAll("[data-answer]")].some(
                        (input) => !this.isUnasked(input)
                    )
            );
        }

        showNav() {
            if (!this.steps.length) {
                return;
            }
            const steps = this.getPages();
            const place = steps.indexOf(this.steps[this.step]);
            const last = place === steps.length - 1;
            const nav = this.form.querySelector(".o_icrm_survey_nav");
            nav.classList.remove("d-none");
            nav.querySelector("[name=back]").disabled = place === 0;
            nav.querySelector("[name=next]").classList.toggle("d-none", last);
            this.form
                .querySelector(".o_icrm_survey_send")
                .classList.toggle("d-none", !last);
            this.write(nav.querySelector("[data-template]"), {
                step: place + 1,
                steps: steps.length,
            });
        }

        turn(by) {
            const steps = this.getPages();
            const next = steps[steps.indexOf(this.steps[this.step]) + by];
            this.show(this.steps.indexOf(next), true);
            this.form.scrollIntoView();
            const title = this.steps[this.step].querySelector("h2, h3, h4");
            if (title) {
                title.tabIndex = -1;
                title.focus({preventScroll: true});
            }
        }

        // -- progress, points --

        write(node, words) {
            const text = node.dataset.template;
            node.textContent = text.replace(/\{(\w+)\}/g, (_all, name) => words[name]);
            node.classList.remove("d-none");
        }

        update() {
            this.ask();
            this.showNav();
            this.countGaps(this.counted ? this.getGaps() : []);
            const all = Object.values(this.getAnswered());
            const count = all.filter(Boolean).length;
            const progress = this.form.querySelector(".o_icrm_survey_progress");
            progress.classList.remove("d-none");
            progress.querySelector(".progress-bar").style.width = all.length
                ? `${(100 * count) / all.length}%`
                : "100%";
            this.write(progress.querySelector("[data-template]"), {
                done: count,
                all: all.length,
                minutes: Math.ceil((all.length - count) / PER_MINUTE),
            });
            for (const block of this.form.querySelectorAll(".o_icrm_survey_weights")) {
                const points = [...block.querySelectorAll(".o_icrm_survey_points")];
                const sum = this.getSum(points);
                const node = block.querySelector(".o_icrm_survey_sum");
                this.write(node, {sum});
                node.classList.toggle("text-success", sum === 100);
                node.classList.toggle("text-danger", sum > 100);
            }
        }

        // -- events --

        listen() {
            const {form} = this;
            // What need not be answered can be unanswered by a second click.
            let before = null;
            form.addEventListener("pointerdown", (event) => {
                const target = event.target.closest("label, input");
                const radio = target && (target.control || target);
                before =
                    radio && radio.type === "radio" && radio.checked ? radio : null;
            });
            form.addEventListener("click", (event) => {
                if (event.target === before && before.dataset.optional) {
                    before.checked = false;
                    before = null;
                    this.save();
                    this.update();
                }
                const button = event.target.closest("button, a");
                if (!button) {
                    return;
                }
                if (button.name === "back") {
                    this.turn(-1);
                } else if (button.name === "next") {
                    this.turn(1);
                } else if (button.classList.contains("o_icrm_survey_forget")) {
                    this.forget();
                } else if (button.classList.contains("o_icrm_survey_show")) {
                    event.preventDefault();
                    this.goTo(form.querySelector(".o_icrm_survey_invalid"));
                }
            });
            form.addEventListener("input", (event) => {
                const question = this.getQuestion(event.target);
                question.classList.remove("o_icrm_survey_invalid");
                const weights = event.target.closest(".o_icrm_survey_weights");
                if (weights) {
                    weights.classList.remove("o_icrm_survey_invalid");
                }
                this.save();
                this.update();
                this.askWhy();
            });
            form.addEventListener("submit", (event) => {
                event.preventDefault();
                const {submitter} = event;
                const send = !submitter || submitter.name === "send";
                const gaps = send ? this.getGaps() : [];
                if (gaps.length) {
                    this.showGaps(gaps);
                } else {
                    this.submit(submitter, send);
                }
            });
        }

        async submit(submitter, send) {
            const {form} = this;
            // One click is one letter.
            const buttons = [...form.querySelectorAll("button[type=submit]")];
            const lock = (locked) =>
                buttons.forEach((button) => (button.disabled = locked));
            const body = new URLSearchParams(new FormData(form));
            body.set(submitter ? submitter.name : "send", submitter?.value || "1");
            body.set("script", "1");
            lock(true);
            try {
                await pages.post(
                    form.getAttribute("action"),
                    body,
                    send ? 0 : this.step
                );
                this.sent = true;
            } catch {
                lock(false);
                form.querySelector(".o_icrm_survey_failed")?.classList.remove("d-none");
            }
        }

        async forget() {
            const {form, store} = this;
            await store.remove();
            if (form.dataset.store === "server") {
                const body = new URLSearchParams(new FormData(form));
                for (const input of this.inputs) {
                    body.delete(input.name);
                }
                body.set("forget", "1");
                await pages.post(form.getAttribute("action"), body, 0);
                return;
            }
            for (const input of this.inputs) {
                if (isBox(input)) {
                    input.checked = false;
                } else {
                    input.value = "";
                }
            }
            form.querySelector(".o_icrm_survey_draft").classList.add("d-none");
            this.update();
            this.show(0, false);
        }
    }

    // Show what a form gets as an answer in its own place: the browser's history has no
    // page that can only be shown by sending the form again.
    pages.post = async (action, body, step) => {
        const answer = await fetch(action, {method: "POST", body});
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const main = page.querySelector(".o_icrm_survey");
        if (!main) {
            throw new Error(`No page: ${answer.status}`);
        }
        // What was sent is no draft any more; the server deletes its own.
        const store = current && current.store;
        if (store && (main.dataset.sent || current.form.dataset.store === "server")) {
            await store.remove();
        }
        current = null;
        document.documentElement.lang = page.documentElement.lang;
        document.title = page.title;
        document.querySelector(".o_icrm_survey").replaceWith(main);
        if (main.dataset.sent) {
            history.replaceState({sent: true}, "", main.dataset.sent);
        }
        window.scrollTo(0, 0);
        await pages.start(step);
    };

    pages.start = async (step) => {
        forgetDrafts();
        const entry = document.querySelector(".o_icrm_survey_code");
        if (entry) {
            entry.addEventListener("submit", (event) => {
                event.preventDefault();
                pages
                    .post(
                        entry.getAttribute("action"),
                        new URLSearchParams(new FormData(entry)),
                        0
                    )
                    .catch(() => entry.submit());
            });
        }
        const form = document.querySelector(".o_icrm_survey_form");
        if (form) {
            current = new SurveyForm(form);
            await current.start(step);
        }
    };

    // -- by the link of an invitation: the code goes in a body, the page comes back --
    const entry = document.querySelector(".o_icrm_survey_code");
    if (entry && code) {
        entry.elements.code.value = code;
        // Without a language: that of whom the code belongs to. What fails can be sent
        // by hand: the code is in its field.
        pages
            .post(entry.getAttribute("action"), new URLSearchParams({code}), 0)
            .catch((error) => {
                console.warn(error);
                pages.start();
            });
    } else {
        pages.start();
    }
    // Another link in the same tab changes the # only.
    window.addEventListener("hashchange", () => {
        if (new URLSearchParams(location.hash.slice(1)).get("code")) {
            location.reload();
        }
    });
    // The browser's arrows go from step to step; to what was sent, by the code again.
    window.addEventListener("popstate", (event) => {
        if (current) {
            current.show((event.state && event.state.icrmStep) || 0, false);
        } else {
            location.reload();
        }
    });
    // Leaving: what is not on the server yet goes there, and people are warned of what
    // they have not sent.
    const leave = () => current?.store?.leave();
    window.addEventListener("pagehide", leave);
    window.addEventListener("visibilitychange", leave);
    window.addEventListener("beforeunload", (event) => {
        if (current?.mustWarn()) {
            event.preventDefault();
        }
    });
})();
