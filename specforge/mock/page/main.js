// What is shown where: the part of the address behind # is the view.

const state = { document: null, revision: null, route: { name: "", rest: "" }, turn: 0 };

/** Shows a view, unless somebody has gone elsewhere since `turn`, while it was prepared. */
function show(view, turn = state.turn) {
  if (turn !== state.turn) return;
  find("main").replaceChildren(view);
  find("main").scrollTop = 0;
}

function overview() {
  const described = state.document;
  const first = described.operations.find((one) => one.method === "GET" && !one.path.includes("{")) || described.operations[0];
  const curl = first ? `curl -i ${quoted(base + first.path)}${first.method === "GET" ? "" : ` -X ${first.method}`}` : `curl -i ${base}`;
  const say = (code, text) => [h("code", {}, code), h("span.soft", {}, text)];
  return h("div.view", {},
    titled("The mock", h("div.line", {}, h("pre.body", {}, base), copyButton("Copy", () => base)), h("div.line", {}, h("pre.body", {}, curl), copyButton("Copy", () => curl))),
    titled("Clients choose the answer", h("div.callout", {},
      ...say("Prefer: code=404", "another status of the operation"), ...say("Prefer: example=NAME", "one of its named examples"),
      ...say("Prefer: dynamic=true", "an invented value instead of the example"), ...say("?__code=404", "the same in the query, where no header can be set"), ...say("Accept: text/csv", "another media type"))),
    titled("Also here", h("div.callout", {},
      h("a.mono", { href: "metrics" }, "metrics"), h("span.soft", {}, "counters for Prometheus (OpenMetrics)"),
      h("a.mono", { href: "traffic" }, "traffic"), h("span.soft", {}, "the newest exchanges as JSON"),
      h("a.mono", { href: "document" }, "document"), h("span.soft", {}, "the operations as JSON"))),
    titled("Keys", h("div.callout", {}, h("span", {}, h("kbd", {}, "/")), h("span.soft", {}, "filter the operations"), h("span", {}, h("kbd", {}, "↑"), " ", h("kbd", {}, "↓")), h("span.soft", {}, "go through them"), h("span", {}, h("kbd", {}, "Ctrl"), " ", h("kbd", {}, "Enter")), h("span.soft", {}, "send"))));
}

async function showDocument() {
  const turn = state.turn;
  const described = state.document;
  const looking = h("p.soft", {}, "Looking for answers that have no valid value …");
  const holder = h("div", {}, looking);
  const deprecated = described.operations.filter((one) => one.deprecated).length;
  const about = h("div.callout", {}, h("span.soft", {}, "File"), h("code", {}, described.file), h("span.soft", {}, "Operations"), h("span", {}, String(described.operations.length), deprecated ? `, ${deprecated} of them deprecated` : ""), h("span.soft", {}, "Tags"), h("span", {}, String(described.tags.length)));
  const wrong = traffic.rows.filter((row) => row.entry.wrong);
  const seen = new Map();
  for (const row of wrong) for (const one of row.entry.violations) {
    const key = `${row.entry.operation} ${one.message}`;
    seen.set(key, { one, operation: row.entry.operation, number: (seen.get(key)?.number || 0) + 1 });
  }
  const violations = [...seen.values()].map(({ one, operation, number }) => ({ ...one, message: number > 1 ? `${one.message} (${number} times)` : one.message, location: [operation, ...(one.location || [])] }));
  show(h("div.view", {}, titled(described.title, about), titled("Findings", holder), titled("Violations in the traffic", violations.length ? wrongList(violations) : h("p.soft", {}, "None so far."))), turn);
  holder.replaceChildren(findingsList(await loadFindings()));
}

function findingsList(found) {
  if (!found.length) return h("p.soft", {}, "Every answer can be given. ", h("code", {}, `specforge lint ${state.document.file}`), " looks at all the rest.");
  return wrongList(found.map((one) => ({ ...one, severity: one.severity === "error" ? "Error" : "Warning", location: one.operation ? [one.operation] : [] })));
}

async function loadFindings() {
  const { findings } = await ask("findings");
  find("tab-document").textContent = findings.length ? String(findings.length) : "";
  find("tab-document").classList.toggle("bad", findings.length > 0);
  return findings;
}

async function route() {
  const [, name = "", ...rest] = location.hash.split("/");
  let text = rest.join("/");
  try {
    text = decodeURIComponent(text);
  } catch {
    // Not ours: it leads to nothing, and says so.
  }
  state.route = { name, rest: text };
  const turn = (state.turn += 1);
  document.body.dataset.view = name || "overview";
  for (const tab of document.querySelectorAll(".tabs a")) {
    const isCurrent = tab.dataset.tab === name || (name === "operation" && tab.dataset.tab === "operations");
    if (isCurrent) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  markCurrent();
  try {
    if (name === "operation") await showOperation(text);
    else if (name === "webhooks") await showWebhooks();
    else if (name === "document") await showDocument();
    else show(overview());
  } catch (error) {
    show(h("div.view", {}, titled("Not shown", h("p", {}, error.message))), turn);
  }
}

async function loadDocument() {
  state.document = await ask("document");
  find("title").textContent = state.document.title;
  find("title").title = state.document.title;
  find("version").textContent = state.document.version;
  document.title = `${state.document.title} – specforge mock`;
  find("tab-webhooks").textContent = state.document.webhooks ? String(state.document.webhooks) : "";
  showOperations();
  // In a large file the first look for a line takes a while, and finds those of all operations: better now than later.
  const operations = state.document.operations;
  if (operations.length > OPEN_UP_TO) ask(`operation?label=${encodeURIComponent(operations[0].label)}`).catch(() => {});
  else loadFindings().catch(() => {});
}

function startTheme() {
  const stored = localStorage.getItem("specforge-theme");
  if (stored) document.documentElement.dataset.theme = stored;
  find("theme").addEventListener("click", () => {
    const isDark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = isDark ? "light" : "dark";
    localStorage.setItem("specforge-theme", document.documentElement.dataset.theme);
  });
}

function startKeys() {
  document.addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || "");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      if (getComputedStyle(find("operations")).display === "none") location.hash = "#/operations";
      find("filter").focus();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const forms = document.querySelectorAll("form.view");
      const form = event.target.closest?.("form.view") ?? (forms.length === 1 ? forms[0] : null);
      if (form) event.preventDefault();
      form?.requestSubmit();
    } else if (event.key === "Escape" && document.activeElement === find("filter")) {
      find("filter").value = "";
      showOperations();
    }
  });
  find("operations").addEventListener("keydown", moveInList);
  find("filter").addEventListener("input", showOperations);
}

async function start() {
  startTheme();
  startKeys();
  for (;;) {
    try {
      await loadDocument();
      break;
    } catch (error) {
      live("off", "not reachable");
      await pause(1500);
    }
  }
  addEventListener("hashchange", route);
  await route();
  startTraffic();
}

start();
