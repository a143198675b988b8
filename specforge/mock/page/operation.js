// One operation: what it wants, filled in with values that are valid, and what comes back.

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const credentials = new Map(); // what was typed for a scheme is there for the next operation
const BROWSERS_REFUSE = new Set(["TRACE", "CONNECT", "TRACK"]);

function option(value, text, isChosen) {
  return h("option", { value, selected: Boolean(isChosen) }, text);
}

function fieldRow(id, parts, control, { help, struck } = {}) {
  return h(`div.field${struck ? ".struck" : ""}`, {}, h("label", { for: id }, ...parts), control, help ? h("div.help", {}, help) : null);
}

function parameterField(parameter, index, form) {
  const id = `parameter-${index}`;
  const sample = parameter.value ?? "";
  const value = parameter.required ? sample : "";
  const choices = parameter.enum.length ? parameter.enum : parameter.type === "boolean" ? ["true", "false"] : [];
  let control;
  if (choices.length && parameter.isText) {
    control = h("select", { id }, option("", parameter.required ? "" : "(not sent)", !value), choices.map((one) => option(one, one, one === value)));
  } else if (!parameter.isText) {
    control = h("textarea", { id, rows: 2, placeholder: sample, spellcheck: "false" });
    control.value = value;
  } else {
    control = h("input", { id, type: "text", placeholder: sample, spellcheck: "false", autocomplete: "off" });
    control.value = value;
  }
  form.parameters.push({ key: `${parameter.in}:${parameter.name}`, control, sample });
  const kind = [parameter.in, parameter.type, parameter.format, parameter.isText ? "" : "as JSON"].filter(Boolean).join(" · ");
  const label = [h("span.name", {}, parameter.name), parameter.required ? h("span.must", { title: "required" }, " *") : "", h("span.kind", {}, kind)];
  return fieldRow(id, label, control, { help: parameter.description, struck: parameter.deprecated });
}

function parameterCard(details, form) {
  if (!details.parameters.length) return null;
  const rows = details.parameters.map((parameter, index) => parameterField(parameter, index, form));
  const optional = details.parameters.some((parameter) => !parameter.required);
  const fill = h("button", { type: "button", onclick: () => form.parameters.forEach(({ control, sample }) => control.value === "" && (control.value = sample)) }, "Fill in all");
  return h("section.card", {}, h("div.between", {}, h("h3", {}, "Parameters"), h("span.spread"), optional ? fill : null), rows);
}

function bodyCard(details, form) {
  if (!details.body || !details.body.contents.length) return null;
  const contents = details.body.contents;
  const type = h("select", { "aria-label": "Media type" }, contents.map((content, index) => option(String(index), content.mediaType)));
  const sample = h("select", { "aria-label": "Sample" });
  const text = h("textarea", { "aria-label": "Body", rows: 10, spellcheck: "false" });
  const send = h("input", { type: "checkbox", checked: true });
  const current = () => contents[Number(type.value)];
  const useSample = () => {
    const chosen = current().samples[Number(sample.value)];
    text.value = chosen ? chosen.text : "";
    text.rows = Math.min(24, Math.max(6, text.value.split("\n").length + 1));
  };
  const useType = () => {
    sample.replaceChildren(...current().samples.map((one, index) => option(String(index), one.name || "valid sample")));
    useSample();
  };
  type.addEventListener("change", useType);
  sample.addEventListener("change", useSample);
  useType();
  form.body = () => {
    if (!send.checked) return null;
    const chosen = current().samples[Number(sample.value)];
    const contentType = chosen ? chosen.contentType : current().mediaType;
    // A text area knows one kind of line end only; multipart wants the other.
    return { contentType, text: contentType.startsWith("multipart/") ? text.value.replace(/\n/g, "\r\n") : text.value };
  };
  const none = contents.every((content) => !content.samples.length) ? h("p.soft", {}, "No valid value could be made up for this body.") : null;
  return h("section.card", {}, h("div.between", {}, h("h3", {}, details.body.required ? "Body *" : "Body"), h("span.spread"), h("label.check", {}, send, "send a body")),
    h("div.pair", {}, type, sample), none, text);
}

function securityCard(details, form) {
  const alternatives = details.security.filter((schemes) => schemes.length);
  if (!alternatives.length) return null;
  const isOpen = details.security.some((schemes) => !schemes.length);
  const choice = h("select", { "aria-label": "Credentials" },
    alternatives.map((schemes, index) => option(String(index), schemes.map((scheme) => scheme.name).join(" and "))),
    option("", isOpen ? "none (allowed)" : "none"));
  const fields = h("div.card-fields");
  const show = () => {
    const schemes = choice.value === "" ? [] : alternatives[Number(choice.value)];
    fields.replaceChildren(...schemes.map((scheme, index) => {
      const id = `credential-${index}`;
      const input = h("input", { id, type: "text", autocomplete: "off", spellcheck: "false" });
      input.value = credentials.get(scheme.name) ?? scheme.value;
      input.addEventListener("input", () => credentials.set(scheme.name, input.value));
      form.credentials.set(scheme.name, input);
      return fieldRow(id, [h("span.name", {}, scheme.name), h("span.kind", {}, scheme.kind)], input, { help: scheme.description });
    }));
    for (const name of [...form.credentials.keys()]) if (!schemes.some((scheme) => scheme.name === name)) form.credentials.delete(name);
  };
  choice.addEventListener("change", show);
  show();
  return h("section.card", {}, h("div.between", {}, h("h3", {}, "Credentials"), h("span.spread"), h("div", {}, choice)), fields);
}

function answerCard(details, form) {
  const code = h("select", { id: "prefer-code" }, option("", "the first success"), details.responses.map((one) => option(/^\d+$/.test(one.code) ? one.code : "", `${one.code}${one.description ? ` – ${one.description.slice(0, 60)}` : ""}`)).filter((one) => one.value));
  const example = h("select", { id: "prefer-example" });
  const accept = h("select", { id: "prefer-accept" });
  const dynamic = h("input", { type: "checkbox" });
  const show = () => {
    const shown = code.value ? details.responses.filter((one) => one.code === code.value) : details.responses;
    const contents = shown.flatMap((one) => one.contents);
    const names = [...new Set(contents.flatMap((content) => content.examples))];
    const types = [...new Set(contents.map((content) => content.mediaType))];
    example.replaceChildren(option("", names.length ? "the first one" : "none is named"), ...names.map((name) => option(name, name)));
    accept.replaceChildren(option("*/*", "anything"), ...types.filter((type) => type !== "*/*").map((type) => option(type, type)));
    example.disabled = !names.length;
  };
  code.addEventListener("change", show);
  show();
  form.answer = () => {
    const preferences = [["code", code.value], ["example", example.value], ["dynamic", dynamic.checked ? "true" : ""]].filter(([, value]) => value);
    return { preferences, accept: accept.value };
  };
  return h("section.card", {}, h("div.between", {}, h("h3", {}, "Answer"), h("span.spread"), h("label.check", {}, dynamic, "invent new values")),
    fieldRow("prefer-code", ["Status"], code), fieldRow("prefer-example", ["Example"], example), fieldRow("prefer-accept", ["Media type"], accept));
}

/** The request that the form describes. The document's styles of writing parameters are the server's business. */
async function requestOf(details, form) {
  const parameters = Object.fromEntries(form.parameters.filter(({ control }) => control.value !== "").map(({ key, control }) => [key, control.value]));
  const secrets = Object.fromEntries([...form.credentials].map(([name, input]) => [name, input.value]));
  const made = await post(`operation?label=${encodeURIComponent(details.label)}`, { parameters, credentials: secrets });
  const { preferences, accept } = form.answer();
  const headers = [["Accept", accept], ...made.headers];
  let target = made.target;
  if (preferences.every(([, value]) => /^[\x20-\x7e]*$/.test(value))) {
    const said = preferences.map(([name, value]) => `${name}=${TOKEN.test(value) ? value : `"${value}"`}`).join(", ");
    if (said) headers.push(["Prefer", said]);
  } else {
    // What no header can say, its twins in the query can.
    target += (target.includes("?") ? "&" : "?") + preferences.map(([name, value]) => `__${name}=${encodeURIComponent(value)}`).join("&");
  }
  const body = form.body ? form.body() : null;
  if (body) headers.push(["Content-Type", body.contentType]);
  return { method: made.method, url: base + target, headers, cookies: made.cookies, body: body ? body.text : null };
}

const quoted = (text) => `'${text.replace(/'/g, "'\\''")}'`;

function curlOf(request) {
  const headers = [...request.headers];
  if (request.cookies.length) headers.push(["Cookie", request.cookies.map((pair) => pair.join("=")).join("; ")]);
  const lines = [`curl -i -X ${request.method} ${quoted(request.url)}`, ...headers.filter(([name, value]) => name !== "Accept" || value !== "*/*").map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`)];
  if (request.body !== null) lines.push(`--data-raw ${quoted(request.body)}`);
  return lines.join(" \\\n  ");
}

async function send(request) {
  if (BROWSERS_REFUSE.has(request.method.toUpperCase())) throw new Error(`Browsers do not send ${request.method}. Copy the request as curl instead.`);
  if (request.body !== null && ["GET", "HEAD"].includes(request.method)) throw new Error(`Browsers do not send a body with ${request.method}. Copy the request as curl instead, or leave the body out.`);
  const names = request.cookies.map(([name]) => name);
  request.cookies.forEach(([name, value]) => (document.cookie = `${name}=${value}; path=/; SameSite=Strict`));
  const began = performance.now();
  try {
    const answer = await fetch(request.url, { method: request.method, headers: request.headers, body: request.body ?? undefined, redirect: "manual", cache: "no-store" });
    const text = await answer.text();
    return { answer, text, ms: performance.now() - began };
  } finally {
    names.forEach((name) => (document.cookie = `${name}=; path=/; SameSite=Strict; Max-Age=0`));
  }
}

function replyCard({ answer, text, ms }) {
  if (answer.type === "opaqueredirect") {
    return h("section.card", {}, h("div.between", {}, h("h3", {}, "Reply")), h("p", {}, "The mock answered with a redirect, which browsers hide from pages. The traffic shows it."));
  }
  const said = answer.headers.get("sl-violations");
  const violations = said && isJson(said) ? JSON.parse(said) : [];
  const headers = [...answer.headers].filter(([name]) => !name.startsWith("access-control-"));
  return h("section.card", { "aria-label": "Reply" },
    h("div.between", {}, h("h3", {}, "Reply"), statusBadge(answer.status), h("span.meta", {}, `${ms.toFixed(0)} ms · ${size(new Blob([text]).size)}`), h("span.spread"), text ? copyButton("Copy body", () => text) : null),
    violations.length ? wrongList(violations) : null,
    text ? bodyBlock(text, "Body of the reply") : h("p.soft", {}, "The reply has no body."),
    h("details.folds", {}, h("summary", {}, `${headers.length} headers`), headerTable(headers)));
}

function operationView(details) {
  const form = { parameters: [], credentials: new Map(), body: null, answer: null };
  const reply = h("div", { "aria-live": "polite" });
  const button = h("button.primary", { type: "submit" }, "Send");
  const trySend = async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      reply.replaceChildren(replyCard(await send(await requestOf(details, form))));
    } catch (error) {
      reply.replaceChildren(h("section.card", {}, h("h3", {}, "Not sent"), h("p", {}, error.message)));
    }
    button.disabled = false;
    reply.scrollIntoView({ block: "nearest" });
  };
  const head = h("section.card", {},
    h("div.head", {}, methodBadge(details.method), h("h2.path", {}, details.path)),
    details.summary ? h("p.lead", {}, details.summary) : null,
    h("div.meta", {}, details.deprecated ? h("span.tag.warn", {}, "deprecated") : null, details.operationId ? h("span.mono", {}, details.operationId) : null, h("span.mono", {}, placeText(details))),
    details.description && details.description !== details.summary ? h("p.text", { tabindex: "0" }, details.description) : null);
  return h("form.view", { onsubmit: trySend }, head, securityCard(details, form), parameterCard(details, form), bodyCard(details, form), answerCard(details, form),
    h("div.actions", {}, button, copyButton("Copy as curl", async () => curlOf(await requestOf(details, form))),
      h("button", { type: "button", onclick: () => showOperation(details.label, Math.floor(Math.random() * 1e6) + 1) }, "Other values"), h("span.spread"), h("span.soft.keys", {}, h("kbd", {}, "Ctrl"), " ", h("kbd", {}, "Enter"))),
    reply);
}

async function showOperation(label, seed = 0) {
  const turn = state.turn;
  try {
    const details = await ask(`operation?label=${encodeURIComponent(label)}&seed=${seed}`);
    show(operationView(details), turn);
  } catch (error) {
    show(h("div.view", {}, titled("Operation", h("p", {}, error.message))), turn);
  }
}
