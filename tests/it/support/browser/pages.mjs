// Every page in light and dark, at the width of a telephone and of a desk: what axe finds, what does
// not fit the width, and what is crushed.
const NAMES = { "/communes": "tbody a", "/runs": "tbody a", "/mails": "tbody a", "/questions": null };
const PATHS = ["/", "/communes", "/communes?status=not_issued&q=x", "/findings", "/questions", "/reports",
  "/runs", "/mails", "/log", "/?lang=en", "/?lang=vi", "/nothing"];

const wideBy = (page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

// Cells so narrow that words stand in them letter by letter.
const crushed = (page) => page.evaluate(() => [...document.querySelectorAll("td, th")]
  .filter((cell) => {
    const box = cell.getBoundingClientRect();
    return box.width > 2 && box.width < 40 && box.height > 120;
  })
  .map((cell) => cell.textContent.trim().slice(0, 40)));

export const look = async ({ settings, base, said, visitor, examined }) => {
  const first = await visitor({ storageState: said.operator });
  const paths = [...PATHS];
  for (const [from, selector] of Object.entries(NAMES)) {
    if (!selector) continue;
    await first.goto(base + from);
    paths.push(await first.locator(selector).first().getAttribute("href"));
  }
  const views = [];
  for (const colorScheme of ["light", "dark"]) for (const width of [360, 1280]) views.push({ colorScheme, width });
  await Promise.all(views.map(async ({ colorScheme, width }) => {
    const viewport = { width, height: width === 360 ? 740 : 900 };
    const page = await visitor({ storageState: said.operator, colorScheme, viewport });
    for (const path of [...paths, "/login"]) {
      const answer = await page.goto(base + path);
      said.pages[path] = answer.status();
      const over = await wideBy(page);
      if (over > 0) said.wide.push(`${path} at ${width}: ${over} px`);
      for (const text of await crushed(page)) said.crushed.push(`${path} at ${width}: ${text}`);
      // What axe looks at differs by colours and by layout, not by both at once.
      if ((colorScheme === "dark") === (width === 1280)) for (const one of await examined(page)) said.violations.push({ path, width, colorScheme, ...one });
      if (settings.folder) {
        const name = path.replace(/[^a-z0-9]+/gi, "_").slice(0, 24) || "_";
        await page.screenshot({ path: `${settings.folder}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
    }
    // A tile tells its commune on focus, and its name leaves the screen nowhere.
    await page.goto(`${base}/?campaign=g`);
    if (width === 360 && colorScheme === "light") for (const list of await page.locator("ul.tiles").all()) {
      const tile = list.locator("a.tile").last();
      await tile.focus();
      const tip = await tile.locator(".tip").boundingBox();
      if (!tip || tip.width < 40) said.wide.push("a tile that tells nothing on focus");
      const over = await wideBy(page);
      if (over > 0) said.wide.push(`a tile's name at ${width}: ${over} px`);
    }
    await page.context().close();
  }));
  // What is printed has no buttons and nothing to fill in.
  await first.emulateMedia({ media: "print" });
  said.printed = {};
  for (const path of ["/", "/communes", "/findings", "/questions", "/runs"]) {
    await first.goto(base + path);
    const shown = await first.locator("button, input, select, nav, .button").evaluateAll((all) =>
      all.filter((one) => one.getClientRects().length).map((one) => one.outerHTML.slice(0, 80)));
    if (shown.length) said.printed[path] = shown;
  }
  await first.emulateMedia({ media: "screen" });
  // The first stop of the keyboard leads past the head.
  await first.goto(`${base}/`);
  await first.keyboard.press("Tab");
  said.skip = await first.evaluate(() => document.activeElement.getAttribute("href"));
};
