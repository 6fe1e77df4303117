// Colab: the model that front.js works on, carried by Colab's own calls to Python. There is no push from Python, so
// while a job runs the page asks how it stands.

const LOOK_EVERY = 500;  // ms

function connect(name, state, front) {
  const listeners = new Map();
  let timer = null;

  const update = (next) => {
    for (const [key, value] of Object.entries(next)) {
      if (JSON.stringify(state[key]) === JSON.stringify(value)) continue;
      state[key] = value;
      for (const listener of listeners.get(`change:${key}`) ?? []) listener();
    }
    clearTimeout(timer);
    if (state.busy) timer = setTimeout(() => ask({ action: "look" }), LOOK_EVERY);
  };
  const ask = async (message) => {
    const result = await window.google.colab.kernel.invokeFunction(name, [message], {});
    update(result.data["application/json"]);
  };
  const model = {
    get: (key) => state[key],
    set: (key, value) => { state[key] = value; },
    save_changes: () => {},
    on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    off: (event, listener) => listeners.set(event, (listeners.get(event) ?? []).filter((one) => one !== listener)),
    send: ask,
  };
  front.render({ model, el: document.getElementById(name) });
  update({});
}
