// Elements of the page: text stays text, whatever a title or an id holds.

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== undefined && value !== null) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const badge = (text, kind = '') => make('span', { class: `badge ${kind}` }, text);
const number = (value, digits = 4) => (Number.isFinite(value) ? value.toFixed(digits) : '–');
const count = (value) => Number(value).toLocaleString('en');
const time = (value) => (value ? new Date(value).toLocaleString() : '–');

function table(columns, rows) {
  return make('div', { class: 'wide' }, make('table', {},
    make('thead', {}, make('tr', {}, columns.map((column) =>
      make('th', { scope: 'col', class: column.number ? 'number' : '' }, column.title)))),
    make('tbody', {}, rows.map((row) => make('tr', { class: row.chosen ? 'chosen' : '' },
      columns.map((column) => make('td', { class: column.number ? 'number' : '', 'data-title': column.title }, column.of(row) ?? '')))))));
}

// A place of its own for each part that is gone to: answers that come later find theirs, and not another's.
function freshPlace() {
  const place = make('main', { id: 'main' });
  document.getElementById('main').replaceWith(place);
  return place;
}

function button(text, action, attributes = {}) {
  const element = make('button', { type: 'button', ...attributes, onclick: async () => {
    element.disabled = true;
    await attempt(action);
    element.disabled = false;
  } }, text);
  return element;
}

// Runs it, and says at the top of the page what was wrong.
async function attempt(action) {
  const failure = document.getElementById('failure');
  try {
    const result = await action();
    failure.hidden = true;
    return result;
  } catch (error) {
    if (error.name === 'AbortError') {
      return undefined;
    }
    failure.textContent = error.message;
    failure.hidden = false;
    if (error.httpStatus === 401) {
      askForToken();
    }
    return undefined;
  }
}

// Resolves to what was typed, to true where nothing is to be typed, or to null.
function ask(text, { label = '', value = '', ok = 'Do it' } = {}) {
  const dialog = document.getElementById('question');
  const input = document.getElementById('question-value');
  document.getElementById('question-text').textContent = text;
  document.getElementById('question-label').textContent = label;
  document.getElementById('question-ok').textContent = ok;
  input.hidden = !label;
  input.value = value;
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      resolve(dialog.returnValue === 'ok' ? (label ? input.value : true) : null);
    }, { once: true });
  });
}

function askForToken() {
  const dialog = document.getElementById('token-dialog');
  if (dialog.open) {
    return;
  }
  dialog.returnValue = '';
  dialog.showModal();
  dialog.addEventListener('close', () => {
    const input = document.getElementById('token');
    if (dialog.returnValue === 'ok') {
      sessionStorage.setItem('token', input.value.trim());
      route();
    }
    input.value = '';
  }, { once: true });
}
