// The operators' page in a real Chromium: signs in by a link, visits every page in light and dark,
// at 360 and 1280 px, and says what axe finds and what does not fit the width.
//
//   node browser.mjs MODULES CHROMIUM LINK [FOLDER for pictures]
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const [modules, executablePath, link, folder] = process.argv.slice(2);
const need = createRequire(`${modules}/`);
const { chromium } = need("playwright-core");
const axe = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");
const base = new URL(link).origin;
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const said = { pages: {}, violations: [], wide: [], errors: [] };

// A name is looked for among the programs, as a shell does.
const program = executablePath.includes("/") ? executablePath : `/usr/bin/${executablePath}`;
const browser = await chromium.launch({ executablePath: program, headless: true, args });
const session = await browser.newContext({ locale: "vi-VN" });
const first = await session.newPage();
await first.goto(link);
await first.getByRole("button", { name: "Đăng nhập" }).click();
await first.waitForURL(`${base}/`);
const storageState = await session.storageState();

const paths = ["/", "/communes", "/communes?status=not_issued&q=x", "/findings", "/reports", "/runs", "/mails", "/log", "/?lang=en", "/?lang=vi"];
const found = async (from, selector) => {
  await first.goto(base + from);
  const link = first.locator(selector).first();
  return (await link.count()) ? await link.getAttribute("href") : null;
};
for (const [from, selector] of [["/communes", "tbody a"], ["/runs", "tbody a"], ["/mails", "tbody a"], ["/", "a[href^='/quarantine/']"], ["/questions", "tbody a"]]) {
  const path = await found(from, selector);
  if (path) paths.push(path);
}
if ((await first.goto(base + "/questions")).status() === 200) paths.push("/questions");
paths.push("/nothing");

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    const context = await browser.newContext({ storageState, colorScheme, locale: "vi-VN", viewport: { width, height: width === 360 ? 740 : 900 }, bypassCSP: true });
    const page = await context.newPage();
    page.on("pageerror", (error) => said.errors.push(String(error)));
    for (const path of [...paths, "/login"]) {
      const answer = await page.goto(base + path);
      said.pages[path] = answer.status();
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) said.wide.push(`${path} at ${width}: ${over} px`);
      await page.evaluate(axe);
      const result = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
      for (const one of result.violations) {
        said.violations.push({ path, width, colorScheme, id: one.id, impact: one.impact, nodes: one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + " — " + (node.any[0]?.message ?? "")) });
      }
      if (folder) {
        const name = path.replace(/[^a-z0-9]+/gi, "_").slice(0, 24) || "_";
        await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
    }
    await context.close();
  }
}

// The keyboard: the first stop leads past the head, and a tile tells its commune on focus.
await first.goto(base + "/");
await first.keyboard.press("Tab");
said.skip = await first.evaluate(() => document.activeElement.getAttribute("href"));
const tile = first.locator("a.tile").first();
if (await tile.count()) {
  await tile.focus();
  said.tip = await tile.locator(".tip").evaluate((tip) => tip.getBoundingClientRect().width > 40);
}
// Without JavaScript a run is asked for and its page is read; with it the page shows the end itself.
for (const javaScriptEnabled of [false, true]) {
  const context = await browser.newContext({ storageState, javaScriptEnabled });
  const page = await context.newPage();
  page.on("pageerror", (error) => said.errors.push(String(error)));
  await page.goto(base + "/");
  await page.getByLabel("Lý do").fill("thử trong trình duyệt");
  await page.getByRole("button", { name: "Đồng bộ ngay" }).click();
  await page.waitForURL(/\/runs\//);
  if (javaScriptEnabled) {
    await page.waitForSelector(".note.o-stored, .note.o-unchanged, .note.o-failed, .note.o-quarantined", { timeout: 30000 });
    said.live = true;
  } else {
    for (let tries = 0; tries < 60 && (await page.locator(".note.live").count()); tries += 1) {
      await page.waitForTimeout(500);
      await page.reload();
    }
    said.plain = (await page.locator(".note.live").count()) === 0;
  }
  await context.close();
}
await browser.close();
console.log(JSON.stringify(said));
