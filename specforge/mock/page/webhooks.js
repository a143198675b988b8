// Webhooks and callbacks: requests that the described service sends to others, sent from here to wherever one likes.

const targets = new Map(); // URLs that were typed, by webhook

const webhookKey = (hook) => `${hook.name} ${hook.operation || ""} ${hook.expression || ""} ${hook.method}`;
const webhookQuery = (hook) => new URLSearchParams(Object.entries({ method: hook.method, operation: hook.operation, expression: hook.expression }).filter(([, value]) => value));

function webhookRow(hook) {
  const details = h("details.card.hook", {}, h("summary.head", {}, methodBadge(hook.method), h("strong.mono", {}, hook.name), h("span.tag", {}, hook.kind), h("span.soft", {}, hook.summary || "")));
  details.addEventListener("toggle", async () => {
    if (!details.open || details.childElementCount > 1) return;
    const holder = h("div", {}, h("p.soft", {}, "…"));
    details.append(holder);
    try {
      holder.replaceWith(webhookForm(hook, await ask(`webhooks/${encodeURIComponent(hook.name)}?${webhookQuery(hook)}`)));
    } catch (error) {
      holder.replaceChildren(h("p", {}, error.message));
    }
  });
  return details;
}

function webhookForm(hook, described) {
  const id = webhookKey(hook);
  const url = h("input", { id: `url ${id}`, type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false", placeholder: hook.kind === "callback" ? "empty: as the last request said" : "http://localhost:8000/hook", required: hook.kind !== "callback" });
  url.value = targets.get(id) || "";
  url.addEventListener("input", () => targets.set(id, url.value));
  const sample = h("select", { "aria-label": "Sample" }, described.samples.map((one, index) => option(String(index), one.name || "valid sample")));
  const text = h("textarea", { "aria-label": "Body", rows: 8, spellcheck: "false" });
  const useSample = () => {
    const chosen = described.samples[Number(sample.value)];
    text.value = chosen ? chosen.text : "";
    text.rows = Math.min(20, Math.max(4, text.value.split("\n").length + 1));
  };
  sample.addEventListener("change", useSample);
  useSample();
  const outcome = h("div.outcome", { "aria-live": "polite" });
  const button = h("button.primary", { type: "submit" }, "Send");
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    const given = { url: url.value || undefined, method: hook.method, operation: hook.operation || undefined, expression: hook.expression || undefined };
    if (described.samples.length) given.content = text.value;
    try {
      outcome.replaceChildren(...outcomeOf(await post(`webhooks/${encodeURIComponent(hook.name)}`, given)));
    } catch (error) {
      outcome.replaceChildren(h("ul.wrongs", {}, h("li", {}, error.message)));
    }
    button.disabled = false;
  };
  return h("form.view", { onsubmit: submit },
    h("div.meta", {}, hook.operation ? h("a.mono", { href: operationLink(hook.operation) }, hook.operation) : null, hook.expression ? h("span.mono", {}, hook.expression) : null, h("span.mono", {}, placeText(hook))),
    described.description ? h("p.text", { tabindex: "0" }, described.description) : null,
    fieldRow(url.id, [h("span.name", {}, "URL"), h("span.kind", {}, "where it is sent")], url),
    described.samples.length ? h("div", {}, sample) : null,
    described.samples.length ? text : h("p.soft", {}, "This request has no body."),
    h("div.actions", {}, button), outcome);
}

function outcomeOf(found) {
  const answer = found.answer;
  const sent = found.sent.violations.length ? [h("h3", {}, "What was sent"), wrongList(found.sent.violations)] : [];
  if (!answer) return [...sent, h("ul.wrongs", {}, h("li", {}, found.error))];
  const fits = found.violations.length ? wrongList(found.violations) : h("ul.wrongs", {}, h("li.fine", {}, "The answer fits the document."));
  return [
    ...sent,
    h("div.between", {}, h("h3", {}, "Answer"), statusBadge(answer.status), h("span.meta", {}, `${answer.ms.toFixed(0)} ms from ${found.url}`)),
    fits,
    answer.body ? bodyBlock(answer.body, "Body of the answer") : null,
    h("details.folds", {}, h("summary", {}, `${answer.headers.length} headers`), headerTable(answer.headers)),
  ].filter(Boolean);
}

async function showWebhooks() {
  const turn = state.turn;
  const found = await ask("webhooks");
  const rows = found.webhooks.map(webhookRow);
  const intro = h("p.soft", {}, "Requests that the described service sends by itself. Each is filled in with values that are valid; nothing is sent anywhere but to the URL that you name.");
  show(h("div.view", {}, h("h2", {}, "Webhooks and callbacks"), rows.length ? intro : null, rows.length ? rows : empty(h("p", {}, "This document describes none."))), turn);
}
