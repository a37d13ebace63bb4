// Which part of the page is shown.

const PARTS = { models: modelsPage, trainings: trainingsPage, user: userPage, datasets: datasetsPage };

function route() {
  const [part, id] = location.hash.slice(1).split('/');
  const shown = Object.hasOwn(PARTS, part) ? part : 'models';
  for (const link of document.querySelectorAll('nav a')) {
    link.toggleAttribute('aria-current', link.hash === `#${shown}`);
  }
  if (watched) {
    watched.abort();
    watched = null;
  }
  document.getElementById('failure').hidden = true;
  const place = freshPlace();
  place.append(make('p', { class: 'quiet' }, 'One moment …'));
  attempt(() => PARTS[shown](place, id === undefined ? undefined : decodeURIComponent(id)));
}

document.getElementById('sign-in').addEventListener('click', askForToken);
window.addEventListener('hashchange', route);
route();
