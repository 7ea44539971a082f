/**
 * Deals what is in #icrm_source out to sheets of paper, with header and footer on each.
 *
 * The WebKit of Debian's wkhtmltopdf has neither headers nor page numbers, cuts lines
 * in two at the end of a page, and writes the head of a table once. So the pages are
 * made here: a sheet is as high as the paper, what does not fit begins the next one,
 * and a table that goes on begins with its head again.
 */
window.onload = () => {
    const source = document.getElementById("icrm_source");
    const header = source.querySelector(".header");
    const footer = source.querySelector(".footer");
    const content = source.querySelector(".article");
    const {height, width, indent} = source.dataset;
    // A heading stays with the first lines of what follows, in pixels.
    const TOGETHER = 90;
    const sheets = [];
    // The sheet that is being filled: its content, and how high it may become.
    let flow = null;
    let room = 0;
    // The containers that are open, from the outermost, and the innermost of them.
    const open = [];
    let place = null;
    // What puts a node on the sheet, or on the next one; containers call it again.
    let deal = null;

    const isLead = (node) => ["THEAD", "COLGROUP"].includes(node.tagName);
    const hasContent = (node) =>
        node.nodeType === 3
            ? node.nodeValue.trim()
            : node.nodeType === 1 && !isLead(node);
    const isFilled = (container) => Array.from(container.childNodes).some(hasContent);
    const isTag = (node, names) => names.includes((node.tagName || "").toLowerCase());
    const fits = (reserve = 0) => flow.scrollHeight + reserve <= room;

    /** Opens a container, with the head of its table; again on each further sheet. */
    function openShell(container) {
        container.shell = container.node.cloneNode(false);
        container.lead.forEach((part) =>
            container.shell.appendChild(part.cloneNode(true))
        );
        place.appendChild(container.shell);
        place = container.shell;
    }

    function openSheet() {
        const sheet = document.createElement("div");
        sheet.className = "icrm_sheet";
        sheet.style.cssText = `width: ${width}px; height: ${height}px; margin: 0 ${indent}px`;
        flow = document.createElement("div");
        flow.className = "article icrm_sheet_content";
        const parts = [
            header && header.cloneNode(true),
            flow,
            footer && footer.cloneNode(true),
        ];
        parts.filter(Boolean).forEach((part) => sheet.appendChild(part));
        document.body.appendChild(sheet);
        const top = header ? parts[0].offsetHeight + 14 : 0;
        flow.style.top = `${top}px`;
        room = height - top - (footer ? parts[2].offsetHeight + 10 : 0);
        sheets.push(sheet);
        place = flow;
        open.forEach(openShell);
    }

    function closeShell({shell}) {
        place = shell.parentNode;
        if (!isFilled(shell)) {
            place.removeChild(shell);
        }
    }

    function turnPage() {
        Array.from(open).reverse().forEach(closeShell);
        openSheet();
    }

    /** The columns of a table are as wide on each sheet as they are in one piece. */
    function freezeColumns(table) {
        const row = table.querySelector("tr");
        if (!row || table.querySelector("colgroup")) {
            return;
        }
        const group = document.createElement("colgroup");
        Array.from(row.children).forEach((cell) => {
            const span = Number(cell.getAttribute("colspan") || 1);
            for (let part = 0; part < span; part += 1) {
                const column = document.createElement("col");
                const share = cell.offsetWidth / span / table.offsetWidth;
                column.style.width = `${100 * share}%`;
                group.appendChild(column);
            }
        });
        table.insertBefore(group, table.firstChild);
        table.style.width = "100%";
    }

    /** Deals out what a container holds; it goes on on the next sheet. */
    function spread(node) {
        if (isTag(node, ["table"])) {
            freezeColumns(node);
        }
        place.removeChild(node);
        const children = Array.from(node.childNodes);
        const container = {node, lead: children.filter(isLead)};
        openShell(container);
        open.push(container);
        children.filter((child) => !isLead(child)).forEach((child) => deal(child));
        open.pop();
        closeShell(container);
    }

    /** Deals out a text that is longer than a sheet, word by word. */
    function spreadText(node) {
        place.removeChild(node);
        let piece = null;
        (
            node.nodeValue.match(/\s*[\u2e80-\uffef]|\s*[^\s\u2e80-\uffef]+|\s+/g) || []
        ).forEach((word) => {
            if (!piece) {
                piece = place.appendChild(document.createTextNode(""));
            }
            const before = piece.nodeValue;
            piece.nodeValue = before + word;
            if (!fits()) {
                piece.nodeValue = before;
                turnPage();
                piece = place.appendChild(document.createTextNode(word));
            }
        });
    }

    function mayBeSpread(node) {
        return (
            node.nodeType === 1 &&
            !isTag(node, ["svg", "img", "tr", "h1", "h2", "h3", "h4", "thead"]) &&
            !["relative", "absolute"].includes(node.style.position)
        );
    }

    /** Whether nothing stands before *node* on its sheet. */
    function isFirst(node) {
        for (let at = node; at !== flow; at = at.parentNode) {
            let before = at.previousSibling;
            while (before && !hasContent(before)) {
                before = before.previousSibling;
            }
            if (before) {
                return false;
            }
        }
        return true;
    }

    /** Whether a node may begin here and go on on the next sheet. */
    function mayGoOn(node) {
        if (node.nodeType === 3) {
            return node.nodeValue.length > 500;
        }
        const isBlock =
            isTag(node, ["table", "tbody", "div", "ul", "ol", "dl", "section"]) ||
            (isTag(node, ["p", "li", "dd"]) && node.offsetHeight > TOGETHER);
        return isBlock && mayBeSpread(node) && node.style.pageBreakInside !== "avoid";
    }

    deal = (node) => {
        place.appendChild(node);
        if (!hasContent(node)) {
            return;
        }
        const isHeading = isTag(node, ["h1", "h2", "h3", "h4"]);
        if (!fits(isHeading ? TOGETHER : 0) && !mayGoOn(node) && !isFirst(node)) {
            place.removeChild(node);
            turnPage();
            place.appendChild(node);
        }
        if (isHeading && isFirst(node)) {
            node.style.marginTop = 0;
        }
        if (fits()) {
            return;
        }
        if (node.nodeType === 3) {
            spreadText(node);
        } else if (mayBeSpread(node)) {
            spread(node);
        }
    };

    source.parentNode.removeChild(source);
    openSheet();
    Array.from(content.childNodes).forEach(deal);
    sheets.forEach((sheet, at) => {
        // What is wider than the paper is drawn smaller.
        const body = sheet.querySelector(".icrm_sheet_content");
        if (body.scrollWidth > body.clientWidth + 1) {
            body.style.zoom = body.clientWidth / body.scrollWidth;
        }
        const write = (name, number) =>
            Array.from(sheet.querySelectorAll(`span.${name}`)).forEach((span) => {
                span.textContent = number;
            });
        write("page", at + 1);
        write("topage", sheets.length);
    });
};
