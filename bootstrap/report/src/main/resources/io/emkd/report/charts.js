// Draws each figure's chart of the data beside it, anew whenever the window, its colours or what lines go along change.
'use strict';
(() => {
  const dark = matchMedia('screen and (prefers-color-scheme: dark)');
  const COLOURS = {
    light: ['#0b57d0', '#c2410c', '#0f766e', '#7c3aed', '#a16207', '#be123c', '#475569', '#0e7490'],
    dark: ['#8ab4f8', '#fdba74', '#5eead4', '#c4b5fd', '#fde047', '#fda4af', '#cbd5e1', '#67e8f9'],
  };
  const UNITS = [['hours', 3600], ['minutes', 60], ['seconds', 1]];
  let axisName = null;

  const digits = (value) => {
    const size = Math.abs(value);
    return size === 0 || size >= 1e5 || size < 1e-4 ? String(Number(value.toPrecision(3)))
      : String(Number(value.toPrecision(4)));
  };

  function look() {
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(`--${name}`).trim();
    return { ink: of('ink'), quiet: of('quiet'), line: of('line'), card: of('card'), colours: dark.matches ? COLOURS.dark : COLOURS.light };
  }

  function shared(ink) {
    return {
      animation: false, color: ink.colours, backgroundColor: 'transparent',
      textStyle: { color: ink.ink, fontFamily: 'system-ui, sans-serif' },
      aria: { enabled: true },
    };
  }

  function axis(ink, name, more) {
    return {
      name, nameLocation: 'middle', nameGap: 28, nameTextStyle: { color: ink.quiet },
      axisLabel: { color: ink.quiet, hideOverlap: true, formatter: (value) => (typeof value === 'number' ? digits(value) : value) },
      axisLine: { lineStyle: { color: ink.line } }, splitLine: { lineStyle: { color: ink.line, opacity: 0.6 } },
      ...more,
    };
  }

  function tooltip(ink, more) {
    return { confine: true, backgroundColor: ink.card, borderColor: ink.line, textStyle: { color: ink.ink, fontSize: 12 }, valueFormatter: digits, ...more };
  }

  // Each point the mean of those around it, a fiftieth of all.
  function mean(points) {
    const reach = Math.max(1, Math.floor(points.length / 100));
    const sums = [0];
    points.forEach(([, value], at) => sums.push(sums[at] + value));
    return points.map(([x], at) => {
      const from = Math.max(0, at - reach);
      const to = Math.min(points.length, at + reach + 1);
      return [x, (sums[to] - sums[from]) / (to - from)];
    });
  }

  function scaled(spec, which) {
    const { scale, name } = spec.axes[which];
    if (scale !== 'DURATION') {
      return { name, by: 1, type: scale === 'LOGARITHMIC' ? 'log' : 'value' };
    }
    const longest = Math.max(...spec.lines.flatMap((line) => line.along[which]));
    const [unit, by] = UNITS.find(([, seconds]) => longest >= 2 * seconds) || UNITS[2];
    return { name: unit, by, type: 'value' };
  }

  // How many rows a legend of these names takes, in letters of about seven pixels.
  function legendRows(names, width) {
    let rows = 1;
    let used = 0;
    names.map((name) => 45 + 7 * name.length).forEach((needed) => {
      if (used && used + needed > width) {
        rows += 1;
        used = 0;
      }
      used += needed;
    });
    return rows;
  }

  function lines(spec, ink, width) {
    const which = Math.max(0, spec.axes.findIndex(({ name }) => name === axisName));
    const { name, by, type } = scaled(spec, which);
    const names = spec.lines.map((line) => line.name);
    const series = spec.lines.flatMap((line, at) => {
      const points = line.values.map((value, n) => [line.along[which][n] / by, value]);
      const color = ink.colours[at % ink.colours.length];
      const drawn = { type: 'line', name: line.name, data: points, color, lineStyle: { width: 2 }, symbolSize: 5, showSymbol: points.length < 40 };
      return spec.smoothed && points.length >= 100
        ? [{ ...drawn, data: mean(points) }, { ...drawn, name: `${line.name} `, lineStyle: { width: 1, opacity: 0.25 }, silent: true, tooltip: { show: false }, z: 1 }]
        : [drawn];
    });
    return {
      ...shared(ink), series,
      grid: { left: 8, right: 20, top: spec.lines.length > 1 ? 14 + 22 * legendRows(names, width) : 12, bottom: 34, containLabel: true },
      legend: { show: spec.lines.length > 1, top: 0, data: names, textStyle: { color: ink.ink } },
      tooltip: tooltip(ink, { trigger: 'axis' }),
      xAxis: axis(ink, name, { type, min: type === 'log' ? 'dataMin' : 0, max: 'dataMax',
        axisLabel: { color: ink.quiet, hideOverlap: true, showMaxLabel: type === 'log', formatter: digits } }),
      yAxis: axis(ink, '', { type: 'value', scale: true }),
    };
  }

  // To both sides of a bar's end, by how much its seeds differ.
  function whisker(ink) {
    return (params, api) => {
      const [from, to] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])];
      const line = (x1, y1, x2, y2) => ({ type: 'line', shape: { x1, y1, x2, y2 }, style: { stroke: ink.ink, lineWidth: 1.5 } });
      return { type: 'group', children: [
        line(from[0], from[1], to[0], to[1]), line(from[0], from[1] - 4, from[0], from[1] + 4), line(to[0], to[1] - 4, to[0], to[1] + 4)] };
    };
  }

  function bars(spec, ink) {
    const text = ({ value, deviation }) => (Number.isInteger(value) ? value : value.toFixed(4)) + (deviation === undefined ? '' : ` ± ${deviation.toFixed(4)}`);
    const end = Math.max(...spec.bars.map(({ value, deviation }) => value + (deviation || 0)));
    return {
      ...shared(ink),
      grid: { left: 8, right: 12, top: 4, bottom: 34, containLabel: true },
      tooltip: tooltip(ink, { formatter: ({ dataIndex }) => `${echarts.format.encodeHTML(spec.bars[dataIndex].name)}: ${text(spec.bars[dataIndex])}` }),
      xAxis: axis(ink, spec.measure, { type: 'value', min: 0, max: end * 1.02, axisLabel: { color: ink.quiet, hideOverlap: true, showMaxLabel: false, formatter: digits } }),
      yAxis: axis(ink, '', { type: 'category', inverse: true, data: spec.bars.map((bar) => `${bar.name}\n${text(bar)}`), axisTick: { show: false }, splitLine: { show: false },
        axisLabel: { color: ink.ink, interval: 0, width: 116, overflow: 'break', lineHeight: 13, fontSize: 11 } }),
      series: [
        { type: 'bar', barWidth: '55%', data: spec.bars.map(({ value, quiet }) => ({ value, itemStyle: { color: quiet ? ink.quiet : ink.colours[0], opacity: quiet ? 0.5 : 0.75 } })) },
        { type: 'custom', renderItem: whisker(ink), silent: true, z: 3, encode: { x: [0, 1], y: 2 },
          data: spec.bars.flatMap(({ value, deviation }, at) => (deviation === undefined ? [] : [[value - deviation, value + deviation, at]])) },
      ],
    };
  }

  function dots(spec, ink, width) {
    const timed = spec.across.scale === 'DURATION';
    const { name, by, type } = scaled({ axes: [spec.across], lines: [{ along: [spec.points.map(({ across }) => across)] }] }, 0);
    return {
      ...shared(ink),
      grid: { left: 8, right: 24, top: 34, bottom: 34, containLabel: true },
      tooltip: tooltip(ink, { formatter: ({ dataIndex }) => {
        const point = spec.points[dataIndex];
        const across = timed ? `in ${digits(point.across / by)} ${name}` : `with ${name} ${digits(point.across)}`;
        return `${echarts.format.encodeHTML(point.name)}: ${digits(point.upwards)} ${across}`;
      } }),
      xAxis: axis(ink, name, { type, scale: !timed, min: timed ? 0 : 'dataMin', max: timed ? undefined : 'dataMax',
        axisLabel: { color: ink.quiet, hideOverlap: true, showMinLabel: true, showMaxLabel: !timed, formatter: digits } }),
      yAxis: axis(ink, spec.upwards, { type: 'value', scale: true, nameLocation: 'end', nameGap: 10, nameTextStyle: { color: ink.quiet, align: 'left' } }),
      series: [{ type: 'scatter', clip: false, symbolSize: 10, data: spec.points.map(({ across, upwards }) => [across / by, upwards]),
        label: { show: true, position: 'top', color: ink.ink, fontSize: 11, formatter: ({ dataIndex }) => spec.points[dataIndex].name },
        labelLayout: ({ labelRect }) => ({ x: Math.max(0, Math.min(labelRect.x, width - labelRect.width)), align: 'left', moveOverlap: 'shiftY' }) }],
    };
  }

  const KINDS = { LineChart: lines, BarChart: bars, PointChart: dots };

  const figures = [...document.querySelectorAll('figure.chart')].map((figure) => {
    const place = figure.querySelector('.plot');
    const spec = JSON.parse(figure.querySelector('script').textContent);
    if (spec.kind === 'BarChart') {
      place.style.height = `${spec.bars.length * 42 + 48}px`;
    }
    const chart = echarts.init(place, null, { renderer: 'svg' });
    return { place, spec, chart };
  });

  function draw() {
    const ink = look();
    figures.forEach(({ place, spec, chart }) => {
      chart.setOption(KINDS[spec.kind](spec, ink, chart.getWidth()), true);
      // So that paper can have it in another size.
      place.querySelector('svg').setAttribute('viewBox', `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
    });
  }

  // One choice for all charts that have it.
  function offerAxes() {
    document.querySelectorAll('section').forEach((section) => {
      const axes = figures.find(({ place, spec }) => section.contains(place) && spec.axes?.length > 1)?.spec.axes;
      if (!axes) {
        return;
      }
      const choice = document.createElement('fieldset');
      choice.className = 'axes';
      choice.append('Over ');
      axes.forEach(({ name }) => {
        const label = document.createElement('label');
        const input = document.createElement('input');
        Object.assign(input, { type: 'radio', name: `axis-of-${[...document.querySelectorAll('section')].indexOf(section)}`, value: name, checked: name === (axisName ?? axes[0].name) });
        input.addEventListener('change', () => {
          axisName = name;
          document.querySelectorAll('.axes input').forEach((other) => {
            other.checked = other.value === name;
          });
          draw();
        });
        label.append(input, name);
        choice.append(label);
      });
      section.querySelector('h2').after(choice);
    });
  }

  offerAxes();
  draw();
  dark.addEventListener('change', draw);
  // Paper takes the picture as it is, in another size.
  const observer = new ResizeObserver(() => {
    if (!matchMedia('print').matches && figures.some(({ place, chart }) => place.clientWidth !== chart.getWidth())) {
      figures.forEach(({ chart }) => chart.resize());
      draw();
    }
  });
  figures.forEach(({ place }) => observer.observe(place));
})();
