// Lists: what is selected is counted and summed, and a list can be worked with the keyboard alone.
"use strict";

(() => {
  const money = (cents, currency) =>
    (cents / 100).toLocaleString("en-US", { style: "currency", currency });

  // The bar below a list says how many of its rows are selected, and what they come to.
  const count = (bar) => {
    const boxes = [...document.querySelectorAll(`input[name="${bar.dataset.selection}"]`)];
    const everything = bar.querySelector("[data-everything]");
    const chosen = everything?.checked ? [everything] : boxes.filter((box) => box.checked);
    const number = everything?.checked ? Number(everything.dataset.everything) : chosen.length;
    const cents = chosen.reduce((sum, box) => sum + Number(box.dataset.cents ?? 0), 0);
    for (const box of boxes) {
      box.closest("tr")?.classList.toggle("chosen", box.checked);
    }
    const told = bar.querySelector("[data-selected]");
    told.dataset.before ??= told.textContent;
    told.textContent = number
      ? `${number.toLocaleString("en-US")} selected, ${money(cents, bar.dataset.currency)}`
      : told.dataset.before;
  };
  const countAll = () => document.querySelectorAll("[data-selection]").forEach(count);
  document.addEventListener("change", countAll);

  // A line unfolds: what its link would open is shown below it. Without this script, the link opens it.
  const unfold = async (opener) => {
    const row = opener.closest("tr");
    const isOpen = opener.getAttribute("aria-expanded") === "true";
    if (row.nextElementSibling?.classList.contains("unfolded")) {
      row.nextElementSibling.hidden = isOpen;
    } else {
      const answer = await fetch(opener.href, { headers: { "HX-Request": "true" } });
      if (!answer.ok) {
        location.assign(opener.href);
        return;
      }
      row.insertAdjacentHTML("afterend", await answer.text());
      row.nextElementSibling.cells[0].colSpan = row.cells.length;
    }
    opener.setAttribute("aria-expanded", String(!isOpen));
  };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("a[data-unfolds]");
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (opener && isPlain) {
      event.preventDefault();
      unfold(opener).catch(() => location.assign(opener.href));
    }
  });

  // Keys: / search, j and k move, x selects, Enter opens. Not while typing; they can be turned off.
  const OFF = "corebooks-shortcuts-off";
  const areOff = () => localStorage.getItem(OFF) === "yes";
  const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr:not(.unfolded)")];
  const cursor = () => document.querySelector("table[data-rows] tr.cursor");

  const move = (steps) => {
    const all = rows();
    const now = all.indexOf(cursor());
    const next = all[Math.min(Math.max(now + steps, 0), all.length - 1)];
    if (next) {
      all[now]?.classList.remove("cursor");
      next.classList.add("cursor");
      // What Enter opens: what the row unfolds to, else its record.
      (next.querySelector("a[data-unfolds]") ?? next.querySelector("th a"))?.focus({
        preventScroll: true,
      });
      next.scrollIntoView({ block: "nearest" });
    }
  };
  const keys = {
    "/": () => document.querySelector("form[role=search] input[type=search]")?.focus(),
    j: () => move(1),
    k: () => move(-1),
    x: () => cursor()?.querySelector("input[type=checkbox]")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.(
      "input:not([type=checkbox]), select, textarea, dialog, [contenteditable]",
    );
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (Object.hasOwn(keys, event.key) && isPlain && !isTyping && !areOff() && rows().length) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  const tell = () => {
    for (const button of document.querySelectorAll("[data-keys-switch]")) {
      button.hidden = false;
      button.textContent = areOff() ? "Turn on shortcuts" : "Turn off shortcuts";
    }
    for (const help of document.querySelectorAll("[data-keys-help]")) {
      help.hidden = areOff();
    }
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-keys-switch]")) {
      localStorage.setItem(OFF, areOff() ? "no" : "yes");
      tell();
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    tell();
    countAll();
  });
})();
