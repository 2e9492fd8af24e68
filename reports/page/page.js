"use strict";
(() => {
  const root = document.documentElement;
  const find = (id) => document.getElementById(id);
  const clearing = find("clear"), theme = find("theme"), status = find("status");
  const cards = new Map();
  for (const card of document.querySelectorAll(".card")) cards.set(card.id, card);
  let chosen = null;

  const unmark = () => {
    for (const held of document.querySelectorAll(".on")) held.classList.remove("on");
    if (chosen) {
      chosen.querySelector(".choose").removeAttribute("aria-current");
      if (chosen.dataset.opened) {
        delete chosen.dataset.opened;
        chosen.querySelector("details").open = false;
      }
    }
  };

  const clear = () => {
    if (!chosen) return;
    unmark();
    chosen = null;
    root.classList.remove("choosing");
    clearing.hidden = true;
    status.textContent = "All findings are shown.";
  };

  // What is folded and belongs to the finding is opened, but no long list of others with it.
  const unfold = (held) => {
    for (let at = held.parentElement; at; at = at.parentElement)
      if (at.tagName === "DETAILS") at.open = true;
  };

  const choose = (card) => {
    if (chosen === card) return;
    unmark();
    chosen = card;
    const of = document.querySelectorAll('[data-f~="' + card.dataset.n + '"]');
    for (const held of of) held.classList.add("on");
    for (const held of of) if (held.tagName === "TR" || held === card) unfold(held);
    root.classList.add("choosing");
    card.querySelector(".choose").setAttribute("aria-current", "true");
    const more = card.querySelector("details");
    if (!more.open) { more.open = true; card.dataset.opened = "1"; }
    clearing.hidden = false;
    const claims = document.querySelectorAll("tr.on").length;
    status.textContent = "Finding chosen: " + claims + (claims === 1 ? " claim is" : " claims are") +
      " marked in every view. Escape shows all.";
  };

  const follow = () => {
    const name = location.hash.slice(1);
    const held = name && find(name);
    if (cards.has(name)) choose(cards.get(name));
    else if (!name) clear();
    if (held) { unfold(held); if (held.tagName === "DETAILS") held.open = true; }
    return held;
  };

  const go = (name) => history.pushState(null, "", name ? "#" + name : location.pathname + location.search);

  const back = () => {
    if (!chosen) return;
    const link = chosen.querySelector(".choose");
    if (cards.has(location.hash.slice(1))) go("");
    clear();
    return link;
  };

  addEventListener("hashchange", follow);
  addEventListener("popstate", follow);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") back();
  });
  clearing.addEventListener("click", () => { const link = back(); if (link) link.focus(); });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a");
    const card = event.target.closest(".card");
    if (!card || (link && !link.classList.contains("choose"))) return;
    if (!link && (event.target.closest("details") || String(getSelection()))) return;
    event.preventDefault();
    if (chosen === card) back();
    else { go(card.id); choose(card); }
  });

  const dark = () => root.dataset.theme
    ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const shown = () => theme.setAttribute("aria-pressed", String(dark()));
  theme.textContent = "Dark";
  theme.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try { localStorage.setItem("counterclaim-theme", root.dataset.theme); } catch { /* not kept */ }
    shown();
  });
  try {
    const kept = localStorage.getItem("counterclaim-theme");
    if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  } catch { /* nothing was kept */ }
  shown();
  theme.hidden = false;

  // On paper nothing can be opened: the working of every finding is shown.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll(".card details:not([open])")];
    for (const held of opened) held.open = true;
  });
  addEventListener("afterprint", () => {
    for (const held of opened) held.open = false;
  });

  root.classList.add("js");
  const held = follow();
  if (held) held.scrollIntoView();
})();
