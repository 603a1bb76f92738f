// Fields that are filled in for you: the browser's time zone, a start date chosen from a list, and the
// option that follows it. Each stays a field that you can change.
"use strict";

(() => {
  const fill = (field, value) => {
    if (!field || field.disabled || field.value === value) {
      return;
    }
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // A list row that stands for the value of a field.
  document.addEventListener("change", (event) => {
    const choice = event.target;
    if (choice instanceof HTMLInputElement && choice.dataset.sets) {
      fill(document.getElementById(choice.dataset.sets), choice.value);
    }
  });

  // A piece that came says what another field should be.
  document.addEventListener("htmx:afterSettle", (event) => {
    for (const one of event.target.querySelectorAll("[data-suggests]")) {
      fill(document.getElementById(one.dataset.suggests), one.dataset.value);
    }
  });

  // The time zone of who connects the company is most often the company's.
  document.addEventListener("DOMContentLoaded", () => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    for (const field of document.querySelectorAll("input[data-time-zone]")) {
      const offered = [...(field.list?.options ?? [])].map((option) => option.value);
      if (!field.value && offered.includes(timeZone)) {
        field.value = timeZone;
      }
    }
  });
})();
