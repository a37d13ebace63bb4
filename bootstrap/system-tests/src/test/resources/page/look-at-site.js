// Opens the site of the documentation in a headless Chromium, from a web server on a desktop and from its files on a phone in the dark:
// FOLDER SCREENSHOTS. Errors and warnings of a page's console fail, and so does whatever a page asks of another host.
const { chromium } = require('playwright-core');
const assert = require('node:assert');
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const [folder, screenshots] = process.argv.slice(2);
const TYPES = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml' };

const server = http.createServer((request, response) => {
  const file = path.join(folder, new URL(request.url, 'http://localhost').pathname);
  fs.readFile(file, (missing, content) => {
    response.writeHead(missing ? 404 : 200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    response.end(content);
  });
});

async function noOverflow(page, where) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${where} is wider than the window by ${over} pixels`);
}

async function home(page, base, look) {
  await page.goto(`${base}index.html`);
  await page.waitForURL(`${base}docs/index.html`);
  assert.equal(await page.locator('h1').first().innerText(), 'EMKD Server');
  assert.equal(await page.locator('article #quick-starts li').count(), 4);
  const captions = await page.locator('.sidebar-tree .caption-text').allTextContents();
  assert.deepEqual(captions, await page.locator('article h2').evaluateAll((all) => all.map((one) => one.firstChild.textContent)));
  await look('home');
}

// Every chart of a page is there, in the ink of its theme, and not what is drawn of one that cannot be understood.
async function charts(page, base, dark, look) {
  for (const [name, title] of [['docs/accuracy', 'test NDCG@10 by epoch'], ['ARCHITECTURE', 'recommendation']]) {
    await page.goto(`${base}${name}.html`);
    const written = await page.locator('pre.mermaid').count();
    assert.ok(written > 0, `${name} has no chart`);
    await page.locator('pre.mermaid[data-processed] svg').nth(written - 1).waitFor();
    assert.equal(await page.locator('pre.mermaid svg[aria-roledescription=error]').count(), 0);
    assert.ok((await page.locator('pre.mermaid svg').first().textContent()).includes(title), `${name}: ${title}`);
    const { width, height } = await page.locator('pre.mermaid svg').first().boundingBox();
    assert.ok(width > 250 && height > 150, `${name}: a chart of ${width} x ${height}`);
    // The lightness of what is written in it, 0 to 255.
    const inks = await page.locator('pre.mermaid svg').first().locator('text, .nodeLabel').evaluateAll((texts) => texts
      .map((text) => getComputedStyle(text)[text.ownerSVGElement ? 'fill' : 'color'].match(/\d+/g).slice(0, 3).map(Number))
      .map((colour) => colour.reduce((sum, part) => sum + part) / 3));
    assert.ok(inks.length > 5, `${name}: ${inks.length} texts`);
    inks.forEach((ink) => assert.ok(dark ? ink > 150 : ink < 100, `${name}: text of a chart has the lightness ${ink}`));
    await page.locator('pre.mermaid').first().scrollIntoViewIfNeeded();
    await look(`chart-${path.basename(name)}`);
  }
}

async function search(page, base, look) {
  await page.goto(`${base}docs/index.html`);
  if (!(await page.locator('.sidebar-search').isVisible())) {
    await page.locator('.mobile-header .nav-overlay-icon').click();
  }
  await page.locator('.sidebar-search').fill('paired bootstrap');
  await page.locator('.sidebar-search').press('Enter');
  const found = page.locator('#search-results li a');
  await found.filter({ hasText: 'A gate in CI' }).first().waitFor();
  if (base.startsWith('http')) {
    await page.locator('#search-results li p.context').first().waitFor();
  }
  await look('search');
  await found.filter({ hasText: 'A gate in CI' }).first().click();
  await page.locator('h1', { hasText: 'A gate in CI' }).waitFor();
}

// The reader's own choice holds against the system's, for charts as well.
async function switchTheme(page, base, look) {
  await page.goto(`${base}ARCHITECTURE.html`);
  const chart = page.locator('pre.mermaid svg .nodeLabel').first();
  await chart.waitFor();
  const colours = () => page.evaluate(() => [document.body, document.querySelector('pre.mermaid svg .nodeLabel')]
    .map((element) => element && getComputedStyle(element)[element === document.body ? 'backgroundColor' : 'color']).join());
  const light = await colours();
  await page.locator('.theme-toggle:visible').first().click();
  await page.waitForFunction(() => document.body.dataset.theme === 'dark');
  await chart.waitFor();
  const dark = await colours();
  light.split(/,(?=rgb)/).forEach((colour, at) => assert.notEqual(dark.split(/,(?=rgb)/)[at], colour));
  await look('switched');
}

(async () => {
  const pages = fs.readdirSync(folder, { recursive: true }).filter((name) => /^(docs\/)?[\w-]+\.html$/.test(name) && name !== 'index.html');
  assert.ok(pages.length > 28, `${pages.length} pages`);
  await new Promise((listening) => { server.listen(0, 'localhost', listening); });
  const served = `http://localhost:${server.address().port}/`;
  const files = `${pathToFileURL(folder).href}/`;
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  try {
    for (const [name, base, width, colorScheme] of [['wide', served, 1280, 'light'], ['phone', files, 390, 'dark']]) {
      const context = await browser.newContext({ viewport: { width, height: 850 }, colorScheme });
      const page = await context.newPage();
      const complaints = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) {
          complaints.push(message.text());
        }
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('response', (response) => {
        if (response.status() >= 400) {
          complaints.push(`there is no ${response.url()}`);
        }
      });
      page.on('request', (request) => {
        if (!request.url().startsWith(base) && !request.url().startsWith('data:')) {
          complaints.push(`asks for ${request.url()}`);
        }
      });
      const look = async (part) => {
        await noOverflow(page, `${name} ${part}`);
        await page.screenshot({ path: `${screenshots}/${name}-${part}.png` });
      };
      await home(page, base, look);
      await charts(page, base, colorScheme === 'dark', look);
      await search(page, base, look);
      if (name === 'wide') {
        await switchTheme(page, base, look);
      } else {
        for (const one of pages) {
          await page.goto(base + one);
          await noOverflow(page, `${name} ${one}`);
        }
      }
      assert.deepEqual(complaints, [], name);
      await context.close();
    }
  } finally {
    await browser.close();
    server.close();
  }
})().catch((error) => {
  console.error(error.message, error.actual ?? '');
  process.exit(1);
});
