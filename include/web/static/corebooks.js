// What a page inside Airflow's frame needs beyond HTML and htmx: the same light or dark look as
// Airflow, links that leave the frame, dialogs, and a word when the login has ended.
"use strict";

(() => {
  const framed = window.parent !== window;

  // Airflow keeps the chosen look as a class of its own document; unframed, the system decides.
  const takeLook = () => {
    const look = framed ? window.parent.document.documentElement.className : "";
    document.documentElement.classList.toggle("dark", /\bdark\b/.test(look));
    document.documentElement.classList.toggle("light", /\blight\b/.test(look));
  };
  if (framed) {
    takeLook();
    new MutationObserver(takeLook).observe(window.parent.document.documentElement, {
      attributes: true,
      attributeFilter: ["class"],
    });
  }

  // The frame forbids new tabs and leaving; a link of Airflow's own document may do both.
  const leave = (address, inNewTab) => {
    const page = framed ? window.parent.document : document;
    const link = page.createElement("a");
    link.href = address;
    if (inNewTab) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
    page.body.append(link);
    link.click();
    link.remove();
  };

  // Without HTTPS a page has no clipboard: there, what is to be copied is selected in a field for a moment.
  const copy = async (button) => {
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(button.dataset.copy);
    } else {
      const field = document.createElement("textarea");
      field.value = button.dataset.copy;
      button.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    button.textContent = "Copied";
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest("a[data-outside], a[data-leave]");
    if (link && framed) {
      event.preventDefault();
      leave(link.href, link.hasAttribute("data-outside"));
      return;
    }
    const opener = target?.closest("[data-dialog]");
    if (opener) {
      document.getElementById(opener.dataset.dialog)?.showModal();
      return;
    }
    if (target?.closest("[data-close-after]")) {
      target.closest("dialog")?.close();
      return;
    }
    const closer = target?.closest("[data-close]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog")?.close();
      return;
    }
    const copier = target?.closest("[data-copy]");
    if (copier) {
      copy(copier).catch(() => {});
      return;
    }
    if (target?.closest("[data-print]")) {
      window.print();
    }
  });

  // A box that selects all boxes of the name it is given.
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box instanceof HTMLInputElement && box.dataset.selectsAll) {
      for (const one of document.querySelectorAll(`input[name="${box.dataset.selectsAll}"]`)) {
        one.checked = box.checked;
      }
    }
  });

  // What changed is said once, in a place that stays: pieces that are replaced are not read out.
  const say = (piece) => {
    const told = [...piece.querySelectorAll("[data-say]")].map((one) => one.dataset.say);
    if (piece instanceof HTMLElement && piece.dataset.say) {
      told.push(piece.dataset.say);
    }
    const place = document.getElementById("said");
    const text = told.join(" ");
    if (place && text && place.textContent !== text) {
      place.textContent = text;
    }
  };

  // A refusal: the first marked field gets the focus. A dialog that came with a piece opens itself.
  const attend = (piece) => {
    piece.querySelector("[aria-invalid=true]")?.focus();
    piece.querySelector("dialog[data-open]")?.showModal();
    say(piece);
    const onward = piece.querySelector("a[data-follow]");
    if (onward) {
      leave(onward.href, false);
    }
  };
  document.addEventListener("DOMContentLoaded", () => attend(document));
  document.addEventListener("htmx:afterSettle", (event) => attend(event.target));

  // What was typed stays; the login can be done in another tab.
  document.addEventListener("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    if (answer.status === 401) {
      const notice = document.getElementById("login-over");
      notice.querySelector("a").href = answer.getResponseHeader("X-Sign-In") ?? "/";
      notice.querySelector("a").toggleAttribute("data-outside", true);
      notice.hidden = false;
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) {
      document.getElementById("login-over").hidden = true;
    }
  });
})();
