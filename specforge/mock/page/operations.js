// The list of operations, by tag. Rows of a group are made when it is opened, so that thousands cost nothing.

const MOST_FOUND = 300;
const OPEN_UP_TO = 120;
const UNTAGGED = "Operations";

const operationLink = (label) => `#/operation/${encodeURIComponent(label)}`;

function operationRow(operation) {
  return h(
    `a.op${operation.deprecated ? ".deprecated" : ""}`,
    { href: operationLink(operation.label), "data-label": operation.label, title: operation.deprecated ? "deprecated" : null },
    methodBadge(operation.method),
    h("span.what", {}, h("span.path", {}, operation.path), operation.summary ? h("span.summary", {}, operation.summary) : null),
  );
}

function groupsOf(described) {
  const groups = new Map(described.tags.map((tag) => [tag.name, { ...tag, operations: [] }]));
  for (const operation of described.operations) {
    for (const tag of operation.tags.length ? operation.tags : [UNTAGGED]) {
      if (!groups.has(tag)) groups.set(tag, { name: tag, operations: [] });
      groups.get(tag).operations.push(operation);
    }
  }
  return [...groups.values()].filter((group) => group.operations.length);
}

function groupElement(group, isOpen) {
  const details = h("details.group", { title: null }, h("summary", {}, h("span", { title: group.description || group.name }, group.name), h("span.count", {}, String(group.operations.length))));
  const fill = () => {
    if (details.open && details.childElementCount === 1) {
      details.append(...group.operations.map(operationRow));
      markCurrent();
    }
  };
  details.addEventListener("toggle", fill);
  details.open = isOpen;
  fill();
  return details;
}

function showOperations() {
  const words = find("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const list = find("list");
  if (!words.length) {
    const groups = groupsOf(state.document);
    const isSmall = state.document.operations.length <= OPEN_UP_TO;
    const current = state.route.name === "operation" ? state.route.rest : null;
    list.replaceChildren(...groups.map((group) => groupElement(group, isSmall || group.operations.some((one) => one.label === current))));
    if (!groups.length) list.append(h("p.note", {}, "This document has no operations."));
  } else {
    const fits = (text) => words.every((word) => text.includes(word));
    const found = state.document.operations.filter((one) => fits(`${one.label} ${one.summary || ""} ${one.operationId || ""} ${one.tags.join(" ")}`.toLowerCase()));
    list.replaceChildren(...found.slice(0, MOST_FOUND).map(operationRow));
    if (found.length > MOST_FOUND) list.append(h("p.note", {}, `and ${found.length - MOST_FOUND} more`));
    if (!found.length) list.append(h("p.note", {}, "Nothing fits. Words may stand in the method, path, summary, operationId or tags."));
  }
  markCurrent();
}

function markCurrent() {
  const current = state.route.name === "operation" ? state.route.rest : null;
  for (const row of find("list").querySelectorAll(".op")) {
    if (row.dataset.label === current) row.setAttribute("aria-current", "page");
    else row.removeAttribute("aria-current");
  }
}

/** Arrow keys go from row to row, from the filter into the list and back. */
function moveInList(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const rows = [...find("operations").querySelectorAll("#filter, .group > summary, .group[open] .op, #list > .op")];
  const next = rows[rows.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}
