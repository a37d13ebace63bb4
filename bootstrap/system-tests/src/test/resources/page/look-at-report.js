// Opens a report in a headless Chromium, on a desktop and on a phone, light and dark, and on paper: FILE SCREENSHOTS. Whatever the page's
// console says is an error, and so is whatever the page asks for.
const { chromium } = require('playwright-core');
const assert = require('node:assert');
const { pathToFileURL } = require('node:url');

const [file, screenshots] = process.argv.slice(2);
const url = pathToFileURL(file).href;

// What is wider than the window, and what of a chart's text is cut off at its edge.
const cutOff = () => {
  const found = [];
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > wide) {
    found.push(`the page is ${document.documentElement.scrollWidth - wide} pixels too wide`);
  }
  document.querySelectorAll('body *').forEach((element) => {
    const svg = element.ownerSVGElement;
    const { left, right, top, bottom, width } = element.getBoundingClientRect();
    if (!width || element.closest('input') || (svg && element.tagName !== 'text')) {
      return;
    }
    const edge = svg ? svg.getBoundingClientRect() : { left: 0, right: wide, top, bottom };
    if (left < edge.left - 1 || right > edge.right + 1 || top < edge.top - 1 || bottom > edge.bottom + 1) {
      found.push(`${element.tagName} '${element.textContent.slice(0, 40)}' from ${left} to ${right}`);
    }
  });
  return found;
};

async function lookAt(page, name) {
  await page.goto(url);
  const charts = await page.locator('figure.chart').count();
  assert.ok(charts > 0, 'there is no chart');
  assert.equal(await page.locator('figure.chart svg').count(), charts);
  await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
  assert.deepEqual(await page.evaluate(cutOff), [], name);
  await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
  for (const folded of await page.locator('summary').all()) {
    await folded.click();
  }
  assert.deepEqual(await page.evaluate(cutOff), [], `${name}, unfolded`);
  if (await page.locator('.axes').count()) {
    const before = await page.locator('figure.chart svg').first().innerHTML();
    await page.locator('.axes label', { hasText: 'time' }).first().click();
    assert.notEqual(await page.locator('figure.chart svg').first().innerHTML(), before, 'over time it looks as over steps');
    assert.deepEqual(await page.evaluate(cutOff), [], `${name}, over time`);
  }
  await page.screenshot({ path: `${screenshots}/${name}-unfolded.png`, fullPage: true });
}

// Black on white, whatever the screen is, and each chart at its place.
async function onPaper(page, name) {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 700, height: 1000 });
  assert.deepEqual(await page.evaluate(cutOff), [], `${name}, on paper`);
  const heights = await page.locator('figure.chart svg').evaluateAll((all) => all.map((svg) => svg.getBoundingClientRect().height));
  heights.forEach((height) => assert.ok(height > 80, `${name}: a chart on paper is ${height} high`));
  const ink = await page.locator('figure.chart svg text').first().evaluate((text) => getComputedStyle(text).fill);
  assert.equal(ink, 'rgb(93, 102, 115)', `${name}: text on paper`);
  await page.screenshot({ path: `${screenshots}/${name}-paper.png`, fullPage: true });
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  try {
    for (const [name, width, colorScheme] of [['wide', 1280, 'light'], ['wide-dark', 1280, 'dark'], ['phone', 390, 'light'], ['phone-dark', 390, 'dark']]) {
      const context = await browser.newContext({ viewport: { width, height: 850 }, colorScheme });
      const page = await context.newPage();
      const complaints = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('request', (request) => {
        if (request.url() !== url && !request.url().startsWith('data:')) {
          complaints.push(`asks for ${request.url()}`);
        }
      });
      await lookAt(page, name);
      if (name === 'wide-dark') {
        await page.pdf({ path: `${screenshots}/paper.pdf`, format: 'A4', margin: { top: '12mm', bottom: '12mm', left: '12mm', right: '12mm' } });
      }
      await onPaper(page, name);
      assert.deepEqual(complaints, []);
      await context.close();
    }
  } finally {
    await browser.close();
  }
})().catch((error) => {
  console.error(error.message, error.actual ?? '');
  process.exit(1);
});
