// Forms: fields that choose from a list open it, and what isn't saved yet is counted and kept.
"use strict";

(() => {
  const SHOWN = 50;
  const folded = (text) => text.trim().toLowerCase();

  // A field with a list: opens on focus with everything in it, narrows while typing, and is left by Tab or
  // Escape. Without this script the browser's own suggestions stand in.
  const makeChooser = (field) => {
    const names = [...(field.list?.options ?? [])].map((option) => option.value);
    field.removeAttribute("list");
    const box = document.createElement("ul");
    box.id = `${field.id || field.name}-choices`;
    box.className = "listbox";
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", `${field.labels?.[0]?.textContent ?? "List"}: choices`);
    box.hidden = true;
    const place = document.createElement("div");
    place.className = "chooser";
    const hadFocus = document.activeElement === field;
    field.replaceWith(place);
    place.append(field, box);
    if (hadFocus) {
      field.focus();
    }
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"],
      ["aria-expanded", "false"], ["aria-controls", box.id]]) {
      field.setAttribute(name, value);
    }
    let current = -1;

    const options = () => [...box.querySelectorAll("[role=option]")];
    const close = () => {
      box.hidden = true;
      current = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const open = (typed) => {
      const words = folded(typed).split(/\s+/);
      const found = names.filter((name) => words.every((word) => folded(name).includes(word)));
      box.replaceChildren(
        ...found.slice(0, SHOWN).map((name, number) => {
          const item = document.createElement("li");
          item.id = `${box.id}-${number}`;
          item.setAttribute("role", "option");
          item.setAttribute("aria-selected", "false");
          item.textContent = name;
          return item;
        }),
      );
      if (found.length > SHOWN) {
        const more = document.createElement("li");
        more.className = "quiet";
        more.textContent = `${found.length - SHOWN} more. Type to narrow the list.`;
        box.append(more);
      }
      current = -1;
      box.hidden = !found.length;
      field.setAttribute("aria-expanded", String(!box.hidden));
    };
    const mark = (number) => {
      const all = options();
      current = (number + all.length) % all.length;
      all.forEach((item, one) => item.setAttribute("aria-selected", String(one === current)));
      field.setAttribute("aria-activedescendant", all[current].id);
      all[current].scrollIntoView({ block: "nearest" });
    };
    const choose = (item) => {
      field.value = item.textContent;
      close();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    };

    field.addEventListener("focus", () => {
      field.select();
      open("");
    });
    field.addEventListener("click", () => box.hidden && open(""));
    field.addEventListener("input", (event) => event.isTrusted && open(field.value));
    field.addEventListener("blur", close);
    box.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const item = event.target.closest("[role=option]");
      if (item) {
        choose(item);
      }
    });
    field.addEventListener("keydown", (event) => {
      const all = options();
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (box.hidden) {
          open("");
        } else if (all.length) {
          mark(event.key === "ArrowDown" ? current + 1 : current < 0 ? -1 : current - 1);
        }
      } else if (event.key === "Enter" && !box.hidden && current >= 0) {
        event.preventDefault();
        choose(all[current]);
      } else if (event.key === "Escape" && !box.hidden) {
        event.preventDefault();
        event.stopPropagation();
        close();
      }
    });
  };

  // What isn't saved is counted beside the button that saves it, and leaving the page asks first.
  const watch = (form) => {
    const told = form.querySelector("[data-unsaved-told]");
    if (!told) {
      return;
    }
    const fields = () =>
      [...form.elements].filter((field) => field.name && !("noOption" in field.dataset));
    const value = (field) =>
      field.type === "checkbox" ? String(field.checked) : String(field.value);
    const saved = new Map(fields().map((field) => [field, value(field)]));
    const before = told.textContent;
    let isLeft = false;
    const changed = () => fields().filter((field) => saved.get(field) !== value(field));
    const count = () => {
      const all = changed();
      for (const field of fields()) {
        field.closest(".field")?.classList.toggle("changed", all.includes(field));
      }
      told.textContent = all.length
        ? `${all.length} unsaved ${all.length === 1 ? "change" : "changes"}`
        : before;
    };
    form.addEventListener("input", count);
    form.addEventListener("change", count);
    form.addEventListener("submit", () => {
      isLeft = true;
    });
    window.addEventListener("beforeunload", (event) => {
      if (!isLeft && changed().length) {
        event.preventDefault();
      }
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-unsaved]").forEach(watch);
    document.querySelectorAll("form[data-unsaved] input[list]").forEach(makeChooser);
  });
})();
