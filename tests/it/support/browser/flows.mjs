// What people do on the page, one after the other; a step that cannot be done ends its flow.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const HEAD = "Đơn vị,Số quyết định,Ngày ban hành,Họ và tên,Vai trò,Chức vụ,Số điện thoại\n";
const ISSUED = "Phường Nghĩa Lộ,7/QĐ-UBND,10/8/2025,Võ Thị Ba,Tổ trưởng,Chủ tịch UBND phường,0912345670\n";
const SILENT = "Phường Nghĩa Lộ,,,,,,\n";

const must = (holds, what) => {
  if (!holds) throw new Error(what);
};

export const act = async ({ settings, base, said, visitor, examined }) => {
  const { people } = settings;
  const operator = () => visitor({ storageState: said.operator });
  const text = (page) => page.locator("main").innerText();
  const button = (page, name) => page.getByRole("button", { name, exact: true });
  const grave = async (page) => {
    const found = (await examined(page)).filter((one) => ["serious", "critical"].includes(one.impact));
    must(found.length === 0, JSON.stringify(found));
  };
  const signIn = async (page, { name, password }) => {
    await page.goto(`${base}/login`);
    await page.getByLabel("Tên").fill(name);
    await page.getByLabel("Mật khẩu").fill(password);
    await button(page, "Đăng nhập").click();
  };
  // The daemon's clock, so many minutes ahead.
  const minutesLater = (minutes) => writeFileSync(settings.clock, `+${minutes}m\n`);
  // A run of the small campaign of what the sheet says, until its end.
  const sync = async (page, rows, reason) => {
    writeFileSync(settings.sheet, HEAD + rows);
    await page.goto(`${base}/?campaign=c`);
    await page.getByLabel("Lý do").fill(reason);
    await button(page, "Đồng bộ ngay").click();
    await page.waitForURL(/\/runs\//);
    await page.locator(".note:not(.live)").first().waitFor();
  };

  const flows = {
    async link() {
      const page = await visitor();
      await page.goto(settings.link);
      await button(page, "Đăng nhập").click();
      await page.waitForURL(`${base}/`);
      said.operator = await page.context().storageState();
      const other = await visitor();
      await other.goto(settings.link);
      must((await text(other)).includes("đã được dùng"), "a link serves once");
      await grave(other);
    },
    async password() {
      const page = await visitor();
      await page.goto(`${base}/communes?status=issued`);
      await page.getByLabel("Tên").fill(people.viewer.name);
      await page.getByLabel("Mật khẩu").fill(people.viewer.password);
      await button(page, "Đăng nhập").click();
      await page.waitForURL(`${base}/communes?status=issued`);
      must((await page.getByRole("button", { name: "Đồng bộ ngay" }).count()) === 0, "viewers only look");
      await button(page, "Đăng xuất").click();
      await page.waitForURL(/\/login/);
      await page.goto(`${base}/`);
      must(page.url().includes("/login"), "the session ended");
    },
    async live() {
      const page = await operator();
      await page.goto(`${base}/?campaign=g`);
      await page.getByLabel("Lý do").fill("xã vừa gửi quyết định");
      await button(page, "Đồng bộ ngay").click();
      await page.waitForURL(/\/runs\//);
      await page.locator("[data-stage]", { hasText: "đang lấy số liệu từ nguồn" }).waitFor();
      const other = await operator();
      await other.goto(`${base}/?campaign=g`);
      await other.locator("[data-stage]", { hasText: "đang lấy số liệu" }).waitFor();
      await grave(page);
      writeFileSync(settings.open, "");
      await page.locator(".note.o-stored").waitFor({ timeout: 30000 });
      await page.getByRole("heading", { name: "Lần chạy này thay đổi" }).waitFor();
      must((await text(page)).includes("xã vừa gửi quyết định"), "its reason");
      await other.locator("p.headline").waitFor({ timeout: 15000 });
    },
    async changed() {
      const page = await operator();
      await sync(page, settings.rows.replace(SILENT, ISSUED), "Nghĩa Lộ vừa ban hành");
      const said = await text(page);
      must(said.includes("Nay là «Đã ban hành»: Phường Nghĩa Lộ"), said);
    },
    async question() {
      const page = await operator();
      await page.goto(`${base}/questions`);
      const card = page.locator(".question", { hasText: "Xã Ba To" });
      await card.getByRole("radio", { name: /Xã Ba Tơ/ }).check();
      await card.getByLabel("Lý do (bắt buộc)").first().fill("đã gọi xã");
      await button(card, "Trả lời").click();
      await page.getByRole("heading", { name: "Nếu trả lời như vậy" }).waitFor();
      const shown = await text(page);
      must(/Xã Ba Tơ: Chưa báo cáo → Đã ban hành/.test(shown), shown);
      await grave(page);
      const other = await operator();
      await other.goto(`${base}/communes/21484`);
      must((await other.locator("main .badge").first().innerText()) === "Chưa báo cáo", "nothing is given yet");
      await button(page, "Trả lời").click();
      await page.waitForURL(/\/questions/);
      must((await page.locator(".question", { hasText: "Xã Ba To" }).count()) === 0, "it is answered");
      await other.reload();
      must((await other.locator("main .badge").first().innerText()) === "Đã ban hành", "it counts at once");
      const row = page.getByRole("row", { name: /«Xã Ba To» là Xã Ba Tơ/ });
      await row.getByLabel("Lý do (bắt buộc)").fill("gọi nhầm xã");
      await button(row, "Rút lại").click();
      must((await text(page)).includes("Xã Ba Tơ: Đã ban hành → Chưa báo cáo"), "what withdrawing changes");
      await button(page, "Rút lại").click();
      await page.getByText("Đã rút lại:").waitFor();
      must((await page.locator(".question", { hasText: "Xã Ba To" }).count()) === 1, "it is asked again");
    },
    async keyboard() {
      const page = await visitor();
      await page.goto(`${base}/login`);
      const until = async (holds) => {
        for (let tries = 0; tries < 80; tries += 1) {
          await page.keyboard.press("Tab");
          if (await page.evaluate(holds)) return;
        }
        throw new Error("the keyboard does not reach it");
      };
      await until(() => document.activeElement.id === "name");
      await page.keyboard.type(people.operator.name);
      await page.keyboard.press("Tab");
      await page.keyboard.type(people.operator.password);
      await page.keyboard.press("Enter");
      await page.waitForURL(`${base}/`);
      await until(() => document.activeElement.textContent === "Câu hỏi");
      await page.keyboard.press("Enter");
      await page.waitForURL(/\/questions/);
      await until(() => document.activeElement.type === "radio");
      await page.keyboard.press("Space");
      await until(() => document.activeElement.name === "reason");
      await page.keyboard.type("đã gọi xã");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Nếu trả lời như vậy" }).waitFor();
      await until(() => document.activeElement.textContent === "Trả lời");
      await page.keyboard.press("Enter");
      await page.getByRole("row", { name: /«Xã Ba To» là Xã Ba T/ }).first().waitFor();
    },
    async plain() {
      const page = await visitor({ javaScriptEnabled: false });
      await signIn(page, people.operator);
      await page.goto(`${base}/communes`);
      await page.getByLabel("Tình trạng").selectOption("issued");
      await button(page, "Lọc").click();
      must(page.url().includes("status=issued"), page.url());
      await page.goto(`${base}/`);
      await page.getByLabel("Lý do").fill("không có JavaScript");
      await button(page, "Đồng bộ ngay").click();
      await page.waitForURL(/\/runs\//);
      for (let tries = 0; tries < 60 && (await page.locator(".note.live").count()); tries += 1) {
        await page.waitForTimeout(300);
        await page.getByRole("link", { name: "tải lại" }).click();
      }
      must((await page.locator(".note.o-stored").count()) === 1, await text(page));
    },
    async quarantine() {
      const page = await operator();
      for (const [rows, answer, outcome] of [[SILENT, "Từ chối", "Đã loại"], [SILENT + "Xã An Phú,,,,,,\n", "Chấp nhận", "Đã xác nhận"]]) {
        await sync(page, rows, "thử bản thiếu");
        await page.getByRole("link", { name: "Xem và quyết định" }).click();
        const lost = await text(page);
        for (const name of ["Phường Cẩm Thành", "15/QĐ-UBND", "Trần Văn Một"]) must(lost.includes(name), `${name}: ${lost}`);
        await grave(page);
        await page.getByLabel("Lý do (bắt buộc)").fill("đã hỏi xã");
        await button(page, answer).click();
        await page.waitForURL(/\/runs\//);
        await page.locator(".note", { hasText: outcome }).waitFor();
      }
      await page.goto(`${base}/`);
      must((await text(page)).includes("0/5"), await text(page));
    },
    async report() {
      const page = await operator();
      await page.goto(`${base}/reports`);
      const link = page.locator("tbody").getByRole("link", { name: "Tải về" }).first();
      const named = (await link.getAttribute("href")).match(/[0-9a-f]{64}/)[0];
      for (const press of [link, page.getByRole("link", { name: "Tải báo cáo mới nhất" })]) {
        const [download] = await Promise.all([page.waitForEvent("download"), press.click()]);
        must(download.suggestedFilename().endsWith(".xlsx"), download.suggestedFilename());
        const bytes = readFileSync(await download.path());
        const hash = createHash("sha256").update(bytes).digest("hex");
        if (press === link) must(hash === named, "the very bytes");
        must(bytes.subarray(0, 2).toString() === "PK", "a workbook");
      }
    },
    async again() {
      const page = await operator();
      await page.goto(`${base}/mails?state=refused`);
      const row = page.getByRole("row", { name: /nobody@example.vn/ }).first();
      must((await row.innerText()).includes("550"), "what the server said");
      await button(row, "Gửi lại").click();
      await page.waitForURL(/\/mails\/[^?]/);
      for (let tries = 0; tries < 60 && !(await text(page)).includes("đã gửi"); tries += 1) {
        await page.waitForTimeout(250);
        await page.reload();
      }
      must((await text(page)).includes("đã gửi"), await text(page));
      must((await page.getByRole("button", { name: "Gửi lại" }).count()) === 0, "what was sent is not sent again");
    },
    async locked() {
      const page = await visitor();
      for (let tries = 0; tries < 5; tries += 1) {
        await signIn(page, { name: people.locked.name, password: "mot hai ba bon nam" });
        await page.getByRole("alert").waitFor();
      }
      await signIn(page, people.locked);
      const told = await page.getByRole("alert").innerText();
      must(/thử lại sau \d+\/\d+\/\d{4} \d\d:\d\d/.test(told), told);
      await grave(page);
    },
    async idle() {
      if (!settings.clock) return;
      const [busy, looking, back] = [await visitor(), await visitor(), await visitor()];
      await signIn(busy, people.operator);
      await signIn(looking, people.viewer);
      await busy.waitForURL(`${base}/`);
      await looking.waitForURL(`${base}/`);
      // What goes on by itself keeps nobody signed in.
      await busy.goto(`${base}/runs`);
      const run = (await busy.locator("tbody a").first().getAttribute("href")).split("?")[0];
      minutesLater(10);
      const stream = await busy.request.get(`${base}${run}/events`);
      must((await stream.text()).includes("event: done"), "the stream is heard");
      const refreshed = await busy.request.get(`${base}${run}`, { headers: { "X-Refresh": "1" } });
      must(refreshed.url().includes(run), "the page refreshes");
      minutesLater(16);
      await busy.goto(`${base}/runs`);
      must(busy.url().includes("/login?next=%2Fruns"), `an operator's session ended: ${busy.url()}`);
      await looking.goto(`${base}/findings`);
      must(looking.url().endsWith("/findings"), "a viewer's goes on");
      await signIn(back, people.locked);
      await back.waitForURL(`${base}/`);
      minutesLater(80);
      await looking.goto(`${base}/findings`);
      must(looking.url().includes("/login"), "a viewer's ends too");
      minutesLater(0);
    },
  };
  for (const [name, flow] of Object.entries(flows)) {
    const began = Date.now();
    try {
      await flow();
      said.flows[name] = "done";
    } catch (error) {
      said.flows[name] = String(error.stack ?? error).slice(0, 3000);
    }
    (said.seconds ??= {})[name] = (Date.now() - began) / 1000;
  }
};
