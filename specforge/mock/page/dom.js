// Elements and requests. Everything that a document or a client says enters the page as text, never as markup.

const find = (id) => document.getElementById(id);

/** An element: h("a.link", {href: "#/"}, "text", otherElement). Attributes that are null or false are left out. */
function h(kind, attributes = {}, ...children) {
  const [name, ...classes] = kind.split(".");
  const element = document.createElement(name);
  if (classes.length) element.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && typeof value !== "string") element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

async function ask(path, options) {
  const answer = await fetch(path, options);
  const found = await answer.json();
  if (!answer.ok) throw new Error(found.detail || found.title || `status ${answer.status}`);
  return found;
}

const post = (path, value) =>
  ask(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(value) });

/** Where the mock answers: this page lies in a folder below it. */
const base = location.href.split("#")[0].replace(/\/__specforge\/.*$/, "");

const KNOWN_METHODS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);
const methodBadge = (method) => h(`span.method${KNOWN_METHODS.has(method) ? `.${method.toLowerCase()}` : ""}`, { title: method }, method);
const statusBadge = (status) => h(`span.status.s${String(status)[0]}`, {}, String(status));

function size(bytes) {
  return bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

/** A button that copies what `text` gives, and says so. */
function copyButton(label, text) {
  const button = h("button", { type: "button" }, label);
  button.addEventListener("click", async () => {
    try {
      await copy(await text());
      button.textContent = "Copied";
    } catch (error) {
      button.textContent = "Not copied";
    }
    setTimeout(() => (button.textContent = label), 1400);
  });
  return button;
}

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Over plain http from another machine there is no clipboard but that of a selection.
  const area = h("textarea", {});
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("no clipboard");
}

const LONGEST_SHOWN = 200000;
const JSON_TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Text as a block; JSON indented and coloured. Its tokens stay as they are, so that long numbers keep their digits. */
function bodyBlock(text, label) {
  const shown = text.length > LONGEST_SHOWN ? text.slice(0, LONGEST_SHOWN) : text;
  const block = h("pre.body", { tabindex: "0", "aria-label": label });
  if (shown === text && isJson(text)) block.append(...coloured(text));
  else block.append(shown, shown === text ? "" : `\n… ${size(text.length - shown.length)} more`);
  return block;
}

function coloured(text) {
  const parts = [];
  const tokens = text.match(JSON_TOKENS) || [];
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token === "{" || token === "[") {
      const isEmpty = next === "}" || next === "]";
      depth += 1;
      parts.push(token, isEmpty ? "" : line());
    } else if (token === "}" || token === "]") {
      depth -= 1;
      const previous = tokens[index - 1];
      parts.push(previous === "{" || previous === "[" ? "" : line(), token);
    } else if (token === ",") parts.push(token, line());
    else if (token === ":") parts.push(": ");
    else {
      const kind = token[0] === '"' ? (next === ":" ? "key" : "text") : /^[-\d]/.test(token) ? "number" : "word";
      parts.push(h(`span.j-${kind}`, {}, token));
    }
  });
  return parts;
}

function headerTable(headers) {
  return h("table.headers", {}, h("tbody", {}, headers.map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value)))));
}

function wrongList(violations) {
  return h("ul.wrongs", {}, violations.map((violation) => {
    const where = (violation.location || []).join(" › ");
    const line = violation.line ? placeText(violation) : "";
    return h(`li${violation.severity === "Error" ? "" : ".warning"}`, {}, violation.message, h("span.where", {}, [where, line].filter(Boolean).join("   ·   ")));
  }));
}

/** Where something stands in the document, as editors and terminals understand it. */
const placeText = ({ file, line, column }) => `${file}:${line}:${column}`;

const titled = (title, ...children) => h("section.card", {}, h("h3", {}, title), ...children);
const empty = (...children) => h("div.empty", {}, ...children);
