"use strict";
// Without this script the page shows all there is; with it, one can copy, find, and choose the colours.
(() => {
  const button = (text, label) => Object.assign(document.createElement("button"), { type: "button", textContent: text, title: label });

  for (const pre of document.querySelectorAll("pre[data-copy]")) {
    const copy = button("Copy", "Copy the command");
    copy.className = "copy";
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(pre.textContent);
        copy.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(pre);
        copy.textContent = "Selected";
      }
      setTimeout(() => { copy.textContent = "Copy"; }, 1500);
    });
    pre.after(copy);
  }

  const theme = button("", "Switch between light and dark");
  theme.className = "theme";
  theme.setAttribute("aria-label", theme.title);
  theme.addEventListener("click", () => {
    const root = document.documentElement;
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
  });
  document.querySelector("header.bar").append(theme);

  const filter = document.querySelector("form.filter");
  if (filter) {
    const findings = [...document.querySelectorAll("details.finding")];
    const texts = findings.map((one) => `${one.closest(".group").querySelector("h3").textContent} ${one.textContent}`.toLowerCase());
    const status = filter.querySelector("[role=status]");
    filter.hidden = false;
    filter.addEventListener("submit", (event) => event.preventDefault());
    filter.querySelector("input").addEventListener("input", (event) => {
      const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
      let count = 0;
      findings.forEach((one, index) => {
        one.hidden = !words.every((word) => texts[index].includes(word));
        count += one.hidden ? 0 : 1;
      });
      for (const group of document.querySelectorAll(".group")) group.hidden = !group.querySelector("details.finding:not([hidden])");
      status.textContent = `${count} of ${findings.length} findings`;
    });
    filter.addEventListener("click", (event) => {
      if ("open" in event.target.dataset) findings.forEach((one) => { one.open = Boolean(event.target.dataset.open); });
    });
  }

  const reveal = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const around = target && target.closest("details");
    if (around) { around.open = true; around.scrollIntoView(); around.querySelector("summary").focus(); }
  };
  addEventListener("hashchange", reveal);
  reveal();
})();
