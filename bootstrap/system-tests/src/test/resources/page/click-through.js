// Clicks through the server's page in a headless Chromium: URL TOKEN SCREENSHOTS. Whatever the page's console says is an error.
const { chromium } = require('playwright-core');
const assert = require('node:assert');

const [url, token, screenshots] = process.argv.slice(2);

async function noOverflow(page, where) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${where} is wider than the window by ${over} pixels`);
}

// Who goes on before a part has its answers is not thrown back when they come.
async function leavesEarly(page) {
  let answered;
  const late = new Promise((resolve) => { answered = resolve; });
  await page.route('**/v1/models?*', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await route.continue();
    answered();
  });
  await page.click('nav a[href="#models"]');
  await page.click('nav a[href="#datasets"]');
  await page.locator('section[data-dataset=shop]').waitFor();
  await late;
  await page.waitForTimeout(500);
  assert.equal(await page.locator('section[data-dataset=shop]').count(), 1);
  await page.unroute('**/v1/models?*');
}

async function clickThrough(page, name, complaints) {
  const look = async (part) => {
    await noOverflow(page, `${name} ${part}`);
    await page.screenshot({ path: `${screenshots}/${name}-${part}.png`, fullPage: true });
  };
  await page.goto(url);
  if (token) {
    await page.waitForSelector('#token-dialog[open]');
    await page.fill('#token', 'emkd_wrong');
    await page.click('#token-dialog .primary');
    await page.waitForSelector('#token-dialog[open]');
    assert.match(await page.textContent('#failure'), /credential|token|UNAUTHENTICATED|known/i);
    await page.fill('#token', token);
    await page.click('#token-dialog .primary');
    complaints.length = 0;
  }
  const card = page.locator('section[data-model=shop]');
  await card.getByText('serving', { exact: true }).waitFor();
  await card.getByRole('button', { name: 'Label' }).first().click();
  await page.fill('#question-value', `seen-${name}`);
  await page.click('#question-ok');
  await card.getByText(`seen-${name}`, { exact: true }).waitFor();
  await look('models');

  await page.click('nav a[href="#trainings"]');
  await page.getByText('succeeded').first().waitFor();
  await page.evaluate((bearer) => fetch('/v1/trainings', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
    body: JSON.stringify({ training: { dataset: 'shop', model: 'shop', options: {
      hidden_size: 8, max_length: 4, networks: 2, epochs: 5000, validation_interval: 2, first_validation_epoch: 1, patience: 0 } } }),
  }), token);
  await page.click('nav a[href="#models"]');
  await page.click('nav a[href="#trainings"]');
  await page.locator('.chart canvas').nth(2).waitFor({ timeout: 120000 });
  assert.match(await page.textContent('main'), /step [\d,]+ of [\d,]+, epoch/);
  await look('trainings');
  await page.getByRole('button', { name: 'Cancel' }).last().click();
  await page.click('#question-ok');
  await page.getByRole('button', { name: 'Resume' }).click({ timeout: 60000 });
  await page.getByRole('button', { name: 'Cancel' }).last().click({ timeout: 60000 });
  await page.click('#question-ok');
  await page.getByRole('button', { name: 'Resume' }).waitFor({ timeout: 60000 });

  await page.click('nav a[href="#user"]');
  await page.fill('input#user', 'u7');
  await page.click('form.line .primary');
  await page.locator('section[data-version="shop@1"] li').nth(9).waitFor();
  assert.match(await page.textContent('#answers'), /Agreement of the networks: [01]\.\d\d/);
  await look('user');

  await page.click('nav a[href="#datasets"]');
  await page.locator('section[data-dataset=shop]').getByRole('button', { name: 'Count' }).click();
  await page.locator('section[data-dataset=shop]').getByText('480', { exact: true }).waitFor();
  await look('datasets');
  await page.click('nav a[href="#user"]');
  await leavesEarly(page);
}

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
  try {
    for (const [name, width, colorScheme] of [['wide', 1200, 'light'], ['phone', 390, 'dark']]) {
      const context = await browser.newContext({ viewport: { width, height: 850 }, colorScheme, ignoreHTTPSErrors: true });
      const page = await context.newPage();
      const complaints = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await clickThrough(page, name, complaints);
      assert.deepEqual(complaints, []);
      await context.close();
    }
  } finally {
    await browser.close();
  }
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
