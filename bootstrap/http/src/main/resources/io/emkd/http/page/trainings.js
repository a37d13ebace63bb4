// Trainings: the queue, and one of them as it goes.

const STATES = { SUCCEEDED: 'good', FAILED: 'bad', CANCELLED: 'bad', INTERRUPTED: 'bad' };
const stateOf = (training) => training.state.replace('TRAINING_STATE_', '');
let watched = null;

async function trainingsPage(place, id) {
  const list = make('section', { class: 'card' });
  const detail = make('section', { class: 'card', hidden: true });
  place.replaceChildren(list, detail);
  const refresh = async () => {
    const trainings = await all('/v1/trainings', 'trainings');
    const chosen = id || (trainings[0] && trainings[0].id);
    list.replaceChildren(make('div', { class: 'head' }, make('h2', {}, 'Trainings, newest first')), table([
      { title: 'training', of: (row) => make('a', { href: `#trainings/${segment(row.id)}`, class: 'mono' }, row.id) },
      { title: 'state', of: (row) => badge(stateOf(row).toLowerCase(), STATES[stateOf(row)] || '') },
      { title: 'dataset', of: (row) => row.dataset },
      { title: 'accepted', of: (row) => time(row.create_time) },
      { title: 'message', of: (row) => row.message },
    ], trainings.map((row) => ({ ...row, chosen: row.id === chosen }))));
    return chosen;
  };
  const chosen = await refresh();
  if (chosen && place.isConnected) {
    detail.hidden = false;
    watchTraining(chosen, detail, refresh);
  }
}

function watchTraining(id, place, refresh) {
  const steps = { x: [], losses: {} };
  const validations = [];
  const progress = make('div');
  const curves = make('div', { class: 'columns' });
  const actions = make('div', { class: 'buttons' });
  place.replaceChildren(
    make('div', { class: 'head' }, make('h2', {}, id), actions), progress, curves);
  let pending = null;

  // A few times a second at most, however fast events come.
  const draw = () => {
    pending ||= setTimeout(() => {
      pending = null;
      redraw();
    }, 500);
  };
  const redraw = () => {
    const boxes = [];
    if (validations.length) {
      const metrics = Object.keys(validations[0].validation).sort();
      const epochs = validations.map((one) => one.epoch);
      boxes.push(chart('Validation', 'epoch', epochs,
        metrics.map((label) => ({ label, values: validations.map((one) => one.validation[label] ?? null) }))));
      boxes.push(chart('Mean loss', 'epoch', epochs, [{ label: 'loss', values: validations.map((one) => one.mean_loss) }]));
    }
    if (steps.x.length > 1) {
      boxes.push(chart('Loss terms of each step seen here', 'step', steps.x,
        Object.entries(steps.losses).map(([label, values]) => ({ label, values }))));
    }
    curves.replaceChildren(...boxes);
  };

  const buttons = (training) => {
    const state = stateOf(training);
    actions.replaceChildren(
      ...(state === 'QUEUED' || state === 'RUNNING' ? [button('Cancel', async () => {
        if (await ask(`End ${id}?`, { ok: 'End it' })) {
          buttons((await post(`/v1/trainings/${segment(id)}:cancel`)).training);
        }
      }, { class: 'bad' })] : []),
      ...(['FAILED', 'CANCELLED', 'INTERRUPTED'].includes(state) ? [button('Resume', async () => {
        follow('TrainingService/ResumeTraining');
      })] : []));
  };
  const askForState = async () => buttons((await get(`/v1/trainings/${segment(id)}`)).training);

  const tell = ({ event }) => {
    if (event.step) {
      const { step, total_steps: total, epoch, losses, steps_per_second: rate, remaining } = event.step;
      steps.x.push(Number(step));
      for (const [term, value] of Object.entries(losses)) {
        (steps.losses[term] ||= []).push(value);
      }
      if (steps.x.length > 2000) {
        steps.x.shift();
        Object.values(steps.losses).forEach((values) => values.shift());
      }
      progress.replaceChildren(
        make('progress', { max: total, value: step, 'aria-label': 'steps done' }),
        make('p', { class: 'quiet' }, `step ${count(step)} of ${count(total)}, epoch ${epoch}, ${number(rate, 2)} steps a second, `
          + `${Math.round(parseFloat(remaining || '0'))} s left without validations; loss ${number(losses.total, 3)}`));
    } else if (event.validation) {
      validations.push(event.validation);
    } else if (event.accepted || event.ended) {
      buttons(event.accepted || event.ended);
      if (event.ended) {
        progress.replaceChildren(make('p', {}, badge(stateOf(event.ended).toLowerCase(), STATES[stateOf(event.ended)] || ''), ' ', event.ended.message));
        attempt(refresh);
      }
    } else if (event.started) {
      attempt(askForState);
      attempt(refresh);
    }
    draw();
  };

  const follow = (method) => {
    watched?.abort();
    const control = new AbortController();
    watched = control;
    attempt(() => stream(method, { training_id: id }, tell, control.signal));
  };
  attempt(askForState);
  follow('TrainingService/WatchTraining');
}
