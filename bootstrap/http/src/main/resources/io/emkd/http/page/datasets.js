// Datasets: what there is to train on.

async function datasetsPage(place) {
  const datasets = await all('/v1/datasets', 'datasets');
  const cards = datasets.map((dataset) => {
    const counts = make('div');
    return make('section', { class: 'card', 'data-dataset': dataset.name },
      make('div', { class: 'head' }, make('h2', {}, dataset.name),
        make('div', { class: 'buttons' }, button('Count', async () => {
          const { size, fingerprint } = await get(`/v1/datasets/${segment(dataset.name)}`);
          counts.replaceChildren(table([
            { title: 'users', number: true, of: (row) => count(row.users) },
            { title: 'items', number: true, of: (row) => count(row.items) },
            { title: 'interactions', number: true, of: (row) => count(row.interactions) },
            { title: 'attributes', number: true, of: (row) => count(row.attributes) },
          ], [size]), make('p', { class: 'quiet mono' }, fingerprint));
        }))),
      make('p', { class: 'quiet' }, `min_interactions ${dataset.min_interactions}`), counts);
  });
  place.replaceChildren(...(cards.length ? cards : [make('section', { class: 'card quiet' }, 'No dataset is there yet.')]));
}
