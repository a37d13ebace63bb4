// Models: their versions, which of them answer, and what can be done about it.

async function modelsPage(place) {
  const answer = await get('/v1/models', { page_size: 1000 });
  const names = [...new Set(answer.models.map((model) => model.name))];
  const cards = names.map((name) => modelCard(place, name, answer.models.filter((model) => model.name === name)));
  if (answer.damaged.length) {
    cards.unshift(make('section', { class: 'card' }, make('h2', {}, 'Damaged'), table([
      { title: 'model', of: (row) => (row.version ? `${row.name}@${row.version}` : row.name) },
      { title: 'what', of: (row) => row.what },
      { title: 'why', of: (row) => row.reason },
    ], answer.damaged)));
  }
  place.replaceChildren(...(cards.length ? cards : [make('section', { class: 'card quiet' }, 'No model is published yet.')]));
}

function modelCard(place, name, versions) {
  const change = (path, body) => async () => {
    await post(path, body);
    await modelsPage(place);
  };
  const of = (model) => `/v1/models/${segment(`${model.name}@${model.version}`)}`;
  return make('section', { class: 'card', 'data-model': name },
    make('div', { class: 'head' }, make('h2', {}, name),
      make('div', { class: 'buttons' }, button('Roll back', async () => {
        if (await ask(`Shall the version of ${name} answer again that served before?`)) {
          await change(`/v1/models/${segment(name)}:rollBack`)();
        }
      }))),
    table([
      { title: 'version', of: (model) => `@${model.version}` },
      { title: 'answers', of: (model) => make('span', {},
        model.serving ? [badge('serving', 'good'), ' '] : null,
        model.canary_share ? [badge(`canary ${Math.round(model.canary_share * 1000) / 10} %`), ' '] : null,
        model.shadow_share ? [badge(`shadow ${Math.round(model.shadow_share * 1000) / 10} %`), ' '] : null,
        model.labels.flatMap((label) => [badge(label), ' '])) },
      { title: 'NDCG@10', number: true, of: (model) => number(model.validation['NDCG@10']) },
      { title: 'HR@10', number: true, of: (model) => number(model.validation['HR@10']) },
      { title: 'dataset', of: (model) => model.dataset },
      { title: 'published', of: (model) => time(model.create_time) },
      { title: '', of: (model) => make('div', { class: 'buttons' },
        model.serving ? null : button('Promote', async () => {
          if (await ask(`Shall ${name}@${model.version} answer?`, { ok: 'Promote' })) {
            await change(`${of(model)}:promote`)();
          }
        }),
        model.serving ? null : button('Canary', async () => {
          const share = await ask(`For which share of the users shall ${name}@${model.version} answer?`,
            { label: 'Share, 0 to 1; 0 ends it', value: String(model.canary_share || 0.05) });
          if (share !== null) {
            await change(`${of(model)}:setCanary`, { share: Number(share) })();
          }
        }),
        model.serving ? null : button('Shadow', async () => {
          const share = await ask(`For which share of the requests shall ${name}@${model.version} be asked beside the one that answers?`,
            { label: 'Share, 0 to 1; 0 ends it', value: String(model.shadow_share || 0.1) });
          if (share !== null) {
            await change(`${of(model)}:setShadow`, { share: Number(share) })();
          }
        }),
        button('Label', async () => {
          const label = await ask(`What may requests name in the place of ${name}@${model.version}?`,
            { label: 'Label, such as stable' });
          if (label) {
            await change(`${of(model)}:label`, { label })();
          }
        }),
        button('Delete', async () => {
          if (await ask(`Remove ${name}@${model.version} for good?`, { ok: 'Delete' })) {
            await call('DELETE', of(model));
            await modelsPage(place);
          }
        }, { class: 'bad' })) },
    ], [...versions].reverse()));
}
