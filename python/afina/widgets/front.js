// The one front end of all widgets: Python renders HTML, this file shows it and hands back what a person does.
// A model (anywidget's protocol: get, set, save_changes, on, off, send) carries html, announcement, answered, busy,
// language and texts. Messages to Python are {action, values, count}.

const ANNOUNCE_EVERY = 2000;  // ms between two announcements: a live region must not talk over itself
const LIVE_DELAY = 150;       // ms of rest before a moved slider or a typed text is sent
const PATIENCE = 6000;        // ms without an answer after which a person is told why that may be

// Lays `next` over `current` in place: what has not changed keeps its focus, caret, scroll and open state.
function morph(current, next) {
  const wanteds = [...next.childNodes];
  const matches = partners([...current.childNodes], wanteds);
  let old = current.firstChild;
  wanteds.forEach((wanted, place) => {
    const match = matches[place];
    if (!match) {
      current.insertBefore(wanted.cloneNode(true), old);
      return;
    }
    while (old !== match) old = drop(old);
    patch(match, wanted);
    old = match.nextSibling;
  });
  while (old) old = drop(old);
}

function drop(node) {
  const next = node.nextSibling;
  node.remove();
  return next;
}

// For each wanted node the old one that becomes it, or nothing: the longest common subsequence of the two lists, so
// that a note which comes or goes above a form does not cost the form its focus.
function partners(olds, wanteds) {
  const width = wanteds.length + 1;
  const best = new Uint16Array((olds.length + 1) * width);
  for (let i = olds.length - 1; i >= 0; i--) {
    for (let j = wanteds.length - 1; j >= 0; j--) {
      best[i * width + j] = same(olds[i], wanteds[j]) ? 1 + best[(i + 1) * width + j + 1]
        : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
    }
  }
  const matches = new Array(wanteds.length).fill(null);
  for (let i = 0, j = 0; i < olds.length && j < wanteds.length;) {
    if (same(olds[i], wanteds[j])) matches[j++] = olds[i++];
    else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
    else j++;
  }
  return matches;
}

function same(old, wanted) {
  const mark = (node, name) => node.getAttribute?.(name) ?? "";
  return old.nodeName === wanted.nodeName
    && ["name", "data-key", "data-live", "data-submit"].every((name) => mark(old, name) === mark(wanted, name));
}

function patch(old, wanted) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== wanted.nodeValue) old.nodeValue = wanted.nodeValue;
    return;
  }
  const told = pythonsValue(old) !== pythonsValue(wanted);
  for (const { name } of [...old.attributes]) {
    // A reader opened this panel: a new picture must not close it.
    if (!wanted.hasAttribute(name) && !(name === "open" && old.nodeName === "DETAILS")) old.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (told) takeValue(old, wanted);
  if (old.nodeName !== "TEXTAREA") morph(old, wanted);
}

// What Python last said a control holds. While that stays, what a person wrote or chose and has not sent yet stays.
function pythonsValue(node) {
  if (node.nodeName === "TEXTAREA") return node.defaultValue;
  if (node.nodeName === "OPTION") return node.hasAttribute("selected");
  if (node.nodeName !== "INPUT" || node.type === "file") return null;
  return node.type === "checkbox" || node.type === "radio" ? node.hasAttribute("checked") : node.getAttribute("value");
}

// Python's new value, except in the control that a person is using: there the hand is ahead of the answer.
function takeValue(old, wanted) {
  const active = old.getRootNode().activeElement;
  if (old.nodeName === "OPTION") {
    if (old.closest("select") !== active) old.selected = wanted.hasAttribute("selected");
  } else if (old.type === "checkbox" || old.type === "radio") {
    old.checked = wanted.hasAttribute("checked");
  } else {
    if (old.nodeName === "TEXTAREA") old.defaultValue = wanted.defaultValue;
    if (old !== active) old.value = wanted.value;
  }
}

// One live region a view; the latest announcement is spoken when two seconds have passed since the last one.
function announcer(region) {
  let spoken = -Infinity;
  let waiting = null;
  let latest = "";
  const speak = () => { waiting = null; spoken = Date.now(); region.textContent = latest; };
  return (text) => {
    latest = text;
    waiting ??= setTimeout(speak, Math.max(0, spoken + ANNOUNCE_EVERY - Date.now()));
  };
}

async function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    values[name] = value instanceof File ? (value.size ? { name: value.name, text: await value.text() } : null) : value;
  }
  return values;
}

// Sends one message at a time and in order; of live values that wait, only the newest is kept.
function sender(model, onSilence) {
  const queue = [];
  let count = Math.floor(Math.random() * 1e9);  // two views of one widget tell their answers apart
  let due = 0;
  let timer = null;
  const next = () => {
    if (due || !queue.length) return;
    const { action, values } = queue.shift();
    due = ++count;
    timer = setTimeout(() => onSilence(true), PATIENCE);
    model.send({ action, values, count });
  };
  const answered = () => {
    if (!due || model.get("answered") !== due) return;
    clearTimeout(timer);
    onSilence(false);
    due = 0;
    next();
  };
  model.on("change:answered", answered);
  return {
    send: (action, values, live = false) => {
      if (live && queue.at(-1)?.live && queue.at(-1).action === action) queue.pop();
      queue.push({ action, values, live });
      next();
    },
    stop: () => { clearTimeout(timer); model.off("change:answered", answered); },
  };
}

// A slider and its number show the same value.
function pair(input) {
  const key = input.dataset.pair;
  if (!key) return;
  for (const other of input.closest("form")?.querySelectorAll(`[data-pair="${CSS.escape(key)}"]`) ?? []) {
    if (other !== input) other.value = input.value;
  }
}

function listen(page, messages) {
  let timer = null;
  let liveForm = null;
  const flush = async () => {
    clearTimeout(timer);
    timer = null;
    const form = liveForm;
    liveForm = null;
    if (form) messages.send(form.dataset.live, await valuesOf(form), true);
  };
  page.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-action]");
    if (!button || button.disabled) return;
    await flush();
    messages.send(button.dataset.action, JSON.parse(button.dataset.values ?? "{}"));
  });
  page.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const action = form.dataset.submit ?? form.dataset.live;
    messages.send(action, await valuesOf(form));
  });
  page.addEventListener("input", (event) => {
    pair(event.target);
    const form = event.target.closest("form[data-live]");
    if (!form) return;
    clearTimeout(timer);
    liveForm = form;
    timer = setTimeout(flush, LIVE_DELAY);
  });
  // In a notebook a key can be a command («a» adds a cell): keys pressed in a widget stay in it, but not those that
  // save. Escape goes back to the cell, as it does from an editor, so that nobody has to tab through a whole form.
  page.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") return;
    event.stopPropagation();
    if (event.key === "Escape") page.closest(".jp-Cell")?.focus();
  });
}

function render({ model, el }) {
  el.classList.add("afina");
  const page = Object.assign(document.createElement("div"), { tabIndex: -1 });
  const silence = Object.assign(document.createElement("p"), { className: "afina-note afina-silence", hidden: true });
  const region = Object.assign(document.createElement("div"), { className: "afina-unseen" });
  region.setAttribute("role", "status");
  region.setAttribute("aria-live", "polite");
  el.replaceChildren(page, silence, region);

  const announce = announcer(region);
  const messages = sender(model, (silent) => {
    if (silence.hidden === !silent) return;
    silence.hidden = !silent;
    silence.textContent = silent ? model.get("texts").waiting : "";
    if (silent) announce(silence.textContent);
  });
  const draw = () => {
    const wanted = document.createElement("template");
    wanted.innerHTML = model.get("html");
    const held = () => page.contains(page.getRootNode().activeElement);
    const before = held();
    morph(page, wanted.content);
    // A button that has done its work and is gone takes the keys with it: they stay in the widget.
    if (before && !held()) page.focus({ preventScroll: true });
    page.setAttribute("aria-busy", String(Boolean(model.get("busy"))));
  };
  const speak = () => announce(model.get("announcement").text ?? "");
  listen(page, messages);
  model.on("change:html", draw);
  model.on("change:busy", draw);
  model.on("change:announcement", speak);
  draw();
  return () => {
    messages.stop();
    model.off("change:html", draw);
    model.off("change:busy", draw);
    model.off("change:announcement", speak);
  };
}

export default { render };
