// Draws the charts of a page in the colours of its theme, again when the reader changes it, and lets the search do without what a browser refuses to pages from a file.
(() => {
  if (location.protocol === 'file:' && typeof DOCUMENTATION_OPTIONS === 'object') {
    // Summaries of what was found are read from the pages found.
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }
  if (!window.mermaid) {
    return;
  }
  const night = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => {
    const theme = document.body.dataset.theme;
    return theme === 'dark' || (theme !== 'light' && night.matches);
  };
  const colours = {
    light: { ink: '#2b2f36', line: '#2f6fd0', plots: '#2f6fd0,#c0561f,#2a8a57,#8a4fb8' },
    dark: { ink: '#ced0d6', line: '#6ea8ff', plots: '#6ea8ff,#f2995e,#5cc48d,#c490ea' },
  };
  let drawn;
  async function draw() {
    const theme = isDark() ? 'dark' : 'light';
    if (theme === drawn) {
      return;
    }
    drawn = theme;
    const { ink, line, plots } = colours[theme];
    const axes = Object.fromEntries(['x', 'y'].flatMap((axis) => ['Label', 'Title', 'Tick', 'Line'].map((part) => [`${axis}Axis${part}Color`, ink])));
    mermaid.initialize({
      startOnLoad: false,
      theme: theme === 'dark' ? 'dark' : 'neutral',
      themeVariables: { lineColor: line, xyChart: { ...axes, titleColor: ink, backgroundColor: 'transparent', plotColorPalette: plots } },
      fontFamily: getComputedStyle(document.body).fontFamily,
    });
    const charts = [...document.querySelectorAll('pre.mermaid')];
    charts.forEach((chart) => {
      chart.dataset.source ??= chart.textContent;
      chart.textContent = chart.dataset.source;
      delete chart.dataset.processed;
    });
    await mermaid.run({ nodes: charts });
  }
  document.addEventListener('DOMContentLoaded', () => {
    draw();
    night.addEventListener('change', draw);
    new MutationObserver(draw).observe(document.body, { attributes: true, attributeFilter: ['data-theme'] });
  });
})();
