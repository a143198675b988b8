// What the mock is asked and what it answers, while it happens: one question waits at the mock until there is news.

const MOST_ROWS = 300;
const traffic = { after: 0, began: null, paused: false, rows: [], missed: 0, wrong: 0 };
const clock = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function followTraffic() {
  for (;;) {
    try {
      const found = await ask(`traffic?after=${traffic.after}&wait=${traffic.began === null ? 0 : 20}`);
      live("on", "live");
      await takeTraffic(found);
      await pause(250);
    } catch (error) {
      live("off", "not reachable");
      await pause(1500);
    }
  }
}

function live(name, text) {
  const shown = find("live");
  if (shown.dataset.state === name) return;
  shown.dataset.state = name;
  shown.textContent = text;
}

async function takeTraffic(found) {
  if (traffic.began !== null && found.began !== traffic.began) await loadDocument(); // started anew
  else if (found.document !== state.revision) await loadDocument(); // or reloaded
  traffic.began = found.began;
  state.revision = found.document;
  traffic.after = found.next;
  const rows = found.entries.map((entry) => ({ entry, text: searchText(entry), element: null }));
  traffic.rows = [...traffic.rows, ...rows].slice(-MOST_ROWS);
  if (traffic.paused) traffic.missed += rows.length;
  else addRows(rows);
  countTraffic();
}

const searchText = (entry) => `${entry.method} ${entry.path}?${entry.query} ${entry.operation || ""} ${entry.status} ${entry.violations.map((one) => one.message).join(" ")}`.toLowerCase();

function isShown(row) {
  if (find("only-wrong").checked && !row.entry.wrong) return false;
  const words = find("traffic-filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => row.text.includes(word));
}

function addRows(rows) {
  const list = find("rows");
  const shown = rows.filter(isShown);
  if (!shown.length && list.querySelector(".row")) return;
  if (!list.querySelector(".row")) return showRows();
  list.prepend(...shown.reverse().map((row) => rowOf(row, true)));
  while (list.childElementCount > MOST_ROWS) list.lastElementChild.remove();
}

function showRows() {
  const shown = traffic.rows.filter(isShown).reverse();
  find("rows").replaceChildren(...shown.map((row) => rowOf(row, false)));
  if (!shown.length) find("rows").append(traffic.rows.length ? empty(h("p", {}, "Nothing fits the filter.")) : noTraffic());
}

function noTraffic() {
  return empty(h("p", {}, "No requests yet."), h("p", {}, "Point a client at ", h("code", {}, base), ", or send something from an operation."));
}

function countTraffic() {
  find("tab-traffic").textContent = traffic.rows.length ? String(traffic.rows.length) : "";
  find("pause").textContent = traffic.paused ? (traffic.missed ? `Resume (${traffic.missed} new)` : "Resume") : "Pause";
}

function rowOf(row, isNew) {
  if (row.element) return row.element;
  const entry = row.entry;
  const wrong = entry.wrong ? h("span.wrong", {}, `${entry.wrong} ${entry.wrong === 1 ? "violation" : "violations"}`) : null;
  const button = h("button", { type: "button", "aria-expanded": "false" },
    methodBadge(entry.method),
    h("span.path", { title: entry.path }, entry.path + (entry.query ? `?${entry.query}` : "")),
    statusBadge(entry.status),
    h("span.time", {}, clock.format(entry.at * 1000)),
    h("span.name", {}, wrong, wrong ? " · " : "", entry.operation || "no operation"),
    h("span.ms", {}, `${entry.ms < 10 ? entry.ms.toFixed(2) : entry.ms.toFixed(0)} ms`));
  row.element = h(`article.row${isNew ? ".new" : ""}`, {}, button);
  button.addEventListener("click", () => expand(row, button));
  return row.element;
}

async function expand(row, button) {
  const known = row.element.querySelector(".more");
  if (known) {
    known.remove();
    button.setAttribute("aria-expanded", "false");
    return;
  }
  button.setAttribute("aria-expanded", "true");
  const more = h("div.more", {}, h("p.soft", {}, "…"));
  row.element.append(more);
  try {
    more.replaceChildren(...wholeExchange(row.entry, await ask(`traffic/${row.entry.number}`)));
  } catch (error) {
    more.replaceChildren(...wholeExchange(row.entry, null), h("p.soft", {}, error.message));
  }
}

function wholeExchange(entry, whole) {
  const link = entry.operation ? h("p", {}, h("a", { href: operationLink(entry.operation) }, entry.operation)) : null;
  const more = entry.wrong > entry.violations.length ? h("p.soft", {}, `and ${entry.wrong - entry.violations.length} more`) : null;
  const found = [link, entry.violations.length ? wrongList(entry.violations) : null, more];
  if (whole) found.push(...messageParts("Request", whole.request), ...messageParts("Reply", whole.reply));
  return found.filter(Boolean);
}

function messageParts(title, message) {
  const about = `${size(message.size)}${message.cut ? ", the beginning is shown" : ""}`;
  return [
    h("div.between", {}, h("h3", {}, title), h("span.meta", {}, about)),
    h("details.folds", {}, h("summary", {}, `${message.headers.length} headers`), headerTable(message.headers)),
    message.body === null ? h("p.soft", {}, "The body is no text.") : message.body ? bodyBlock(message.body, `Body of the ${title.toLowerCase()}`) : null,
  ];
}

function startTraffic() {
  find("pause").addEventListener("click", () => {
    traffic.paused = !traffic.paused;
    traffic.missed = 0;
    find("pause").setAttribute("aria-pressed", String(traffic.paused));
    if (!traffic.paused) showRows();
    countTraffic();
  });
  find("clear").addEventListener("click", () => {
    traffic.rows = [];
    traffic.missed = 0;
    showRows();
    countTraffic();
  });
  find("traffic-filter").addEventListener("input", showRows);
  find("only-wrong").addEventListener("change", showRows);
  showRows();
  followTraffic();
}
