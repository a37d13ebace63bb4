// Try a user: what was, and what each version says comes next.

async function userPage(place) {
  const models = await all('/v1/models', 'models');
  const names = [...new Set(models.map((model) => model.name))];
  const user = make('input', { id: 'user', required: true, list: 'users', autocomplete: 'off' });
  const users = make('datalist', { id: 'users' });
  const name = make('select', { id: 'model' }, names.map((one) => make('option', {}, one)));
  const answers = make('div', { class: 'columns', id: 'answers' });
  const suggest = async () => {
    const dataset = models.find((model) => model.name === name.value)?.dataset;
    if (dataset) {
      const page = await get(`/v1/datasets/${segment(dataset)}/users`, { page_size: 50 });
      users.replaceChildren(...page.user_ids.map((id) => make('option', { value: id })));
    }
  };
  name.addEventListener('change', () => attempt(suggest));
  const form = make('form', { class: 'line', onsubmit: (event) => {
    event.preventDefault();
    attempt(async () => {
      const versions = models.filter((model) => model.name === name.value);
      const cards = [historyCard(versions[0].dataset, user.value),
        ...[...versions].reverse().map((model) => answerCard(model, user.value))];
      answers.replaceChildren(...await Promise.all(cards));
    });
  } },
  make('label', {}, 'model', name), make('label', {}, 'user', user), users,
  make('button', { class: 'primary' }, 'Recommend'));
  place.replaceChildren(make('section', { class: 'card' }, names.length ? form : 'No model is published yet.'), answers);
  if (names.length) {
    await attempt(suggest);
  }
}

async function historyCard(dataset, user) {
  const { interactions } = await get(`/v1/datasets/${segment(dataset)}/interactions`, { user_id: user, page_size: 20 });
  const titles = await Promise.all(interactions.map(async (one) => {
    try {
      const { item } = await get(`/v1/datasets/${segment(dataset)}/items/${segment(one.item_id)}`);
      return item.item.title;
    } catch {
      return '';
    }
  }));
  return make('section', { class: 'card' }, make('h2', {}, 'History, newest first'),
    interactions.length
      ? make('ol', { class: 'items' }, interactions.map((one, at) =>
        make('li', {}, titles[at] || one.item_id, ' ', make('span', { class: 'quiet' }, time(one.time)))))
      : make('p', { class: 'quiet' }, 'Nothing is known of this user.'));
}

async function answerCard(model, user) {
  const version = `${model.name}@${model.version}`;
  const title = make('div', { class: 'head' }, make('h2', {}, version), model.serving ? badge('serving', 'good') : null);
  try {
    const answer = await post(`/v1/models/${segment(version)}:recommend`, { user_id: user, include_network_scores: true });
    const highest = Math.max(...answer.items.flatMap((item) => item.network_scores.map(Math.abs)), 1e-9);
    return make('section', { class: 'card', 'data-version': version }, title,
      make('p', { class: 'quiet' }, answer.cold_start ? 'Popular items: nothing of the history is known to this version.'
        : `Agreement of the networks: ${number(answer.agreement, 2)}`, answer.approximate ? '; from an approximate index' : ''),
      make('ol', { class: 'items' }, answer.items.map((item) => make('li', {},
        item.title || item.item_id, ' ', make('span', { class: 'quiet' }, number(item.score, 2)),
        networkBars(item.network_scores, highest)))));
  } catch (error) {
    return make('section', { class: 'card' }, title, make('p', {}, error.message));
  }
}

function networkBars(scores, highest) {
  const bars = make('div', { class: 'bars', role: 'img', 'aria-label': `scores of the networks: ${scores.map((one) => number(one, 2)).join(', ')}` });
  for (const score of scores) {
    const bar = make('span');
    bar.style.width = `${Math.max(1, (30 * Math.abs(score)) / highest)}%`;
    bars.append(bar);
  }
  return bars;
}
