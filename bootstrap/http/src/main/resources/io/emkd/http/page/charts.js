// Curves, drawn by uPlot.

const COLOURS = ['#3b82f6', '#f59e0b', '#10b981', '#ef4444', '#8b5cf6', '#64748b'];

function chart(title, xLabel, x, series) {
  const place = make('div', { class: 'chart' });
  const ink = getComputedStyle(document.body).color;
  const axis = { stroke: ink, grid: { stroke: '#88888833' }, ticks: { stroke: '#88888855' } };
  let plot = null;
  const draw = () => {
    const width = Math.max(220, place.clientWidth);
    if (plot) {
      plot.setSize({ width, height: 240 });
      return;
    }
    plot = new uPlot({
      title, width, height: 240,
      scales: { x: { time: false } },
      axes: [{ ...axis, label: xLabel, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000] }, { ...axis, size: 60 }],
      series: [{ label: xLabel }, ...series.map((line, at) => ({
        label: line.label, stroke: COLOURS[at % COLOURS.length], width: 2, spanGaps: true,
        points: { show: x.length < 40 },
      }))],
    }, [x, ...series.map((line) => line.values)], place);
  };
  new ResizeObserver(draw).observe(place);
  return place;
}
