// The operators' page in a real Chromium, started once: how every page looks, and what people do.
//
//   node main.mjs SETTINGS
//
// SETTINGS is a file of JSON: modules, chromium, link, sheet, open, clock, people; `folder` gets pictures.
// Says on one line what was found, as JSON.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { look } from "./pages.mjs";
import { act } from "./flows.mjs";

const settings = JSON.parse(readFileSync(process.argv[2], "utf8"));
const need = createRequire(`${settings.modules}/`);
const { chromium } = need("playwright-core");
const axe = readFileSync(need.resolve("axe-core/axe.min.js"), "utf8");
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath: settings.chromium, headless: true, args });
const base = new URL(settings.link).origin;
const said = { pages: {}, violations: [], wide: [], crushed: [], errors: [], flows: {} };

// A page in a context of its own.
const visitor = async (options = {}) => {
  const context = await browser.newContext({ locale: "vi-VN", bypassCSP: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  page.on("pageerror", (error) => said.errors.push(String(error)));
  return page;
};

// What axe finds on a page.
const examined = async (page) => {
  await page.evaluate(axe);
  const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
  const result = await page.evaluate((runOnly) => window.axe.run(document, { runOnly }), runOnly);
  return result.violations.map((one) => ({ id: one.id, impact: one.impact,
    nodes: one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} — ${node.any[0]?.message ?? ""}`) }));
};

const world = { settings, base, said, visitor, examined };
try {
  await act(world);
  const began = Date.now();
  await look(world);
  said.seconds.look = (Date.now() - began) / 1000;
} finally {
  await browser.close();
}
console.log(JSON.stringify(said));
