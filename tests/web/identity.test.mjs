// Who comes in, and what he brings: by the provider of official accounts with a second factor on top, with a signed file
// whose way is cut in the middle. One server of its own, killed once on the way.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { codeOf } from "./authenticator.mjs";
import { openBrowser } from "./browser.mjs";
import { foundHouse, freePort, REGULATION } from "./house.mjs";
import { ACCOUNTS, passProvider, serveProvider } from "./oidc_provider.mjs";
import { ask, assertAccessible, assertFits, DESK, PHONE, picture } from "./people.mjs";

const PASSWORD = "mưa dầm thấm đất 2026";
const AGENCY = "phong-noi-vu";
const CYCLE = "2026";
const CODE = "I.1.1";
const PEOPLE = [
    { login: "quantri", name: "Nguyễn Văn Quản", role: "cycle_admin", password: PASSWORD },
    { login: "canbo", name: "Trần Thị Ánh", role: "agency_officer", agency: AGENCY, password: PASSWORD },
    { login: "vanhanh", name: "Phạm Quốc Vận", role: "system_admin", password: PASSWORD },
];

let browser, house, provider, admin, officer, secret, papers;
const faults = [];
before(async () => {
    const [port, provider_port] = [await freePort(), await freePort()];
    papers = mkdtempSync(join(tmpdir(), "cchc-papers-"));
    execFileSync("python3", [fileURLToPath(new URL("signed_paper.py", import.meta.url)), papers]);
    provider = await serveProvider({ port: provider_port, redirects: [`http://127.0.0.1:${port}/sign-in/oidc/return`] });
    browser = await openBrowser(); // one after the other: what came up before a failure is closed behind it
    house = await foundHouse({ port, people: PEOPLE, provider, trust: join(papers, "trust") });
}, { timeout: 60_000 });
after(async () => {
    await browser?.close();
    await house?.stop();
    await provider?.stop();
    rmSync(papers, { recursive: true, force: true });
});

let broken = false;
const story = (name, told) =>
    test(name, { timeout: 60_000 }, async (t) => {
        if (broken) return t.skip("an earlier story failed");
        broken = true;
        await told();
        broken = false;
    });

async function come(viewport = DESK) {
    const context = await browser.newContext({ locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", viewport });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
    page.on("console", (message) => {
        if (message.type() === "error" && /Content Security Policy|violates/.test(message.text())) faults.push(message.text());
    });
    return { page, context, url: house.url };
}
async function giveWhoAndPassword({ page }, login, password = PASSWORD) {
    await page.goto(`${house.url}/dang-nhap`);
    await page.getByLabel("Tài khoản", { exact: true }).fill(login);
    await page.getByLabel("Mật khẩu", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Đăng nhập", exact: true }).click();
}
/** From the page he wanted, over the provider's own pages. */
async function comeByProvider({ page }, path) {
    await page.goto(house.url + path);
    await page.getByRole("link", { name: "Đăng nhập bằng Tài khoản công vụ" }).click();
    await passProvider(page, ACCOUNTS[0]);
}
async function giveCode({ page }, code) {
    await page.getByLabel("Mã 6 chữ số").fill(code);
    await page.getByRole("button", { name: "Xác nhận" }).click();
}

story("the sign-in page says which system it is", async () => {
    admin = await come();
    await admin.page.goto(`${house.url}/dang-nhap`);
    await admin.page.getByText("UBND huyện Quảng Điền").waitFor();
    await assertAccessible(admin, "signing in");
});

story("an administrator sets up a second step before anything opens", async () => {
    await giveWhoAndPassword(admin, "quantri");
    await admin.page.getByRole("heading", { name: "Thiết lập xác thực hai bước" }).waitFor();
    await admin.page.getByRole("img", { name: /Mã QR/ }).waitFor();
    secret = await admin.page.locator("code.secret").innerText();
    assert.equal((await ask(admin, "GET", "/cycles")).status, 403, "a half-open session opened the cycles");
    await assertAccessible(admin, "the enrolment");
    await giveCode(admin, "000000");
    await admin.page.getByText("Mã không đúng").waitFor();
    await giveCode(admin, codeOf(secret));
    await admin.page.locator(".recovery-codes li").nth(9).waitFor();
    await assertAccessible(admin, "the recovery codes");
    await admin.page.getByLabel("Tôi đã cất các mã này").check();
    await admin.page.getByRole("button", { name: "Tiếp tục" }).click();
    await admin.page.getByText("Chưa có kỳ đánh giá nào được mở").waitFor();
});

story("he opens a cycle under the district's regulation", async () => {
    const issued = await ask(admin, "POST", "/regulations", REGULATION);
    assert.equal(issued.status, 201, JSON.stringify(issued.body));
    const rounds = [{ round: "self_assessment", opens_at: new Date(Date.now() - 60_000).toISOString() }];
    const opened = await ask(admin, "POST", "/cycles", { cycle: CYCLE, title: "Chỉ số CCHC năm 2026", regulation: REGULATION.id, regulation_version: 1, rounds });
    assert.equal(opened.status, 201, JSON.stringify(opened.body));
});

story("the next time he is asked for a code, and over a page that a session ended under as well", async () => {
    const again = await come();
    await giveWhoAndPassword(again, "quantri");
    await again.page.getByRole("heading", { name: "Bước xác thực thứ hai" }).waitFor();
    await picture(again, "xac-thuc-hai-buoc");
    await assertAccessible(again, "the second step");
    await giveCode(again, "123123");
    await again.page.getByText("Mã không đúng").waitFor();
    await giveCode(again, codeOf(secret, Math.floor(Date.now() / 30_000) + 1)); // the code of before was spent
    await again.page.getByRole("heading", { name: /Việc của tôi/ }).waitFor();

    await again.page.getByRole("link", { name: /Nguyễn Văn Quản/ }).click();
    await again.page.locator(".own-sessions li").nth(1).waitFor();
    await picture(again, "tai-khoan-cua-toi");
    await assertAccessible(again, "one's own account");
    await again.page.getByRole("button", { name: "Kết thúc các phiên khác" }).click();
    await again.page.getByText("Không có phiên nào khác.").waitFor();
    await admin.context.close(); // whose session has ended
    admin = again;
});

story("an account of the provider that nobody is linked to opens nothing, and the page says what to do", async () => {
    const stranger = await come();
    await stranger.page.goto(`${house.url}/dang-nhap`);
    await stranger.page.getByRole("link", { name: "Đăng nhập bằng Tài khoản công vụ" }).click();
    await passProvider(stranger.page, ACCOUNTS[0]);
    await stranger.page.getByText("Nhờ quản trị hệ thống gắn").waitFor();
    await assertAccessible(stranger, "why nobody came in");
    await stranger.context.close();
});

story("an administrator links the officer to it", async () => {
    await admin.page.goto(`${house.url}/he-thong`);
    const account = admin.page.locator("[data-login=canbo]");
    await account.locator(".account-menu summary").click();
    await account.getByRole("button", { name: "Gắn với Tài khoản công vụ…" }).click();
    await admin.page.getByLabel("Mã định danh (sub)").fill(ACCOUNTS[0].subject);
    await admin.page.getByRole("button", { name: "Gắn tài khoản" }).click();
    await account.getByText("tài khoản công vụ", { exact: true }).waitFor();
});

story("the officer comes in by it, sets a second factor up, and is asked for it the next time", async () => {
    const page = `/ho-so/${CYCLE}-${AGENCY}/tieu-chi/${CODE}`;
    const first = await come();
    await comeByProvider(first, page);
    await first.page.locator("[data-role=evidence-files]").waitFor({ state: "attached" });
    await first.page.getByRole("link", { name: /Trần Thị Ánh/ }).click();
    await first.page.getByRole("button", { name: "Thiết lập…" }).click();
    const own = await first.page.locator("code.secret").innerText();
    await giveCode(first, codeOf(own));
    await first.page.getByLabel("Tôi đã cất các mã này").check();
    await first.page.getByRole("button", { name: "Tiếp tục" }).click();
    await first.page.getByText("Đang dùng xác thực hai bước.").waitFor();
    await first.context.close();

    officer = await come();
    await comeByProvider(officer, page);
    await officer.page.getByRole("heading", { name: "Bước xác thực thứ hai" }).waitFor();
    await giveCode(officer, codeOf(own, Math.floor(Date.now() / 30_000) + 1));
    await officer.page.locator("[data-role=evidence-files]").waitFor({ state: "attached" });
    assert.equal(new URL(officer.page.url()).pathname, page, "the page that was asked for");
    assert.deepEqual(provider.failures, []);
});

story("a signed file whose way is cut goes on after a reload, and its signature is found valid", async () => {
    const page = `/ho-so/${CYCLE}-${AGENCY}/tieu-chi/${CODE}`;
    let parts = 0;
    await officer.page.route("**/uploads/*", async (route) => {
        if (route.request().method() !== "PATCH" || ++parts < 2) return route.continue();
        if (parts === 2) await house.kill();
        return route.abort("connectionreset");
    });
    await officer.page.getByLabel("Số, ký hiệu").fill("05/QĐ-PNV");
    await officer.page.locator("[data-role=evidence-files]").setInputFiles({ name: "Quyết định 05.pdf", mimeType: "application/pdf", buffer: readFileSync(join(papers, "paper.pdf")) });
    const row = officer.page.locator("[data-upload='Quyết định 05.pdf']");
    await row.getByText("Mất mạng, sẽ tải tiếp").waitFor();
    await picture(officer, "tai-len-bi-ngat");

    await officer.page.goto("about:blank"); // or the page of before might go on by itself, once the server is back
    await house.start();
    await officer.page.unroute("**/uploads/*");
    const sent = [];
    officer.page.on("request", (request) => {
        if (/\/uploads(\/|$)/.test(request.url())) sent.push([request.method(), request.headers()["upload-offset"]].filter(Boolean).join(" "));
    });
    await officer.page.goto(house.url + page);
    await row.getByText("tải tiếp từ lần trước").waitFor();
    const card = officer.page.locator(".file[data-link]", { hasText: "05/QĐ-PNV" });
    await card.waitFor();
    assert.deepEqual(sent.slice(0, 2), ["HEAD", "PATCH 1048576"], `the upload went on from where it stood: ${sent}`);
    assert.ok(!sent.includes("POST"), "it was begun anew");
    await card.getByText("Chữ ký hợp lệ").waitFor();
    await card.getByText("đã kiểm: toàn vẹn, chuỗi chứng thư, thu hồi, dấu thời gian").waitFor();
    const panel = officer.page.getByRole("region", { name: "Chữ ký số" });
    await panel.getByText("Sở Tài chính").first().waitFor();
    await panel.getByText("Không thay đổi sau khi ký").waitFor();
    await picture(officer, "tieu-chi-va-tai-lieu");
    await assertAccessible(officer, "a criterion and its papers");
    await officer.page.reload();
    await card.waitFor();
    assert.equal(await officer.page.locator("[data-upload]").count(), 0, "what was attached is not kept");
});

story("on a phone the criterion is read part by part", async () => {
    await officer.page.setViewportSize(PHONE);
    await assertFits(officer, "a criterion and its papers");
    await officer.page.getByRole("tab", { name: "Điểm" }).click();
    await officer.page.getByLabel("Giải trình").waitFor();
    await assertFits(officer, "its score");
    await assertAccessible(officer, "a criterion on a phone");
    await picture(officer, "dien-thoai-tieu-chi-s4");
});

story("who signs out is told what was not sent, and leaves nothing in the browser", async () => {
    const { page, context } = officer;
    await page.setViewportSize(DESK);
    await page.goto(`${house.url}/ho-so/${CYCLE}-${AGENCY}/tieu-chi/${CODE}`);
    const explanation = page.getByLabel("Giải trình");
    await explanation.waitFor();
    await context.setOffline(true);
    await explanation.fill("Số điện thoại của công dân là");
    await explanation.press("Control+Enter");
    await page.getByRole("button", { name: "Đăng xuất" }).click();
    const dialog = page.getByRole("dialog", { name: "Còn việc chưa gửi lên máy chủ" });
    await dialog.getByText("1 thay đổi chưa được ghi nhận").waitFor();
    await assertAccessible(officer, "signing out with unsent work");
    await dialog.getByRole("button", { name: "Ở lại và gửi" }).click();
    await context.setOffline(false);
    const other = await context.newPage();
    await other.goto(`${house.url}/ho-so/${CYCLE}-${AGENCY}`);
    await other.getByRole("heading", { name: /Nội vụ/ }).waitFor();
    await until(async () => (await keptBy(page)).edits === 0, "the edit was sent");

    await page.getByRole("button", { name: "Đăng xuất" }).click();
    await page.getByRole("heading", { name: "Đăng nhập" }).waitFor();
    await other.getByRole("heading", { name: "Đăng nhập" }).waitFor();
    assert.deepEqual(await keptBy(page), { edits: 0, uploads: 0, texts: [] });
    await page.goto(`${house.url}/ho-so/${CYCLE}-${AGENCY}`);
    await page.getByLabel("Tài khoản", { exact: true }).waitFor();
    assert.equal(await page.getByText("công dân").count(), 0, "the former's page came back");
});

story("no page threw or broke the content security policy", () => assert.deepEqual(faults, []));

/** What a browser still keeps: of the journal, of files on their way, and as text, but for the language. */
function keptBy(page) {
    return page.evaluate(async () => {
        const count = (name, store) =>
            new Promise((resolve, reject) => {
                const asked = indexedDB.open(name);
                asked.onerror = () => reject(asked.error);
                asked.onsuccess = () => {
                    const db = asked.result;
                    if (!db.objectStoreNames.contains(store)) return db.close(), resolve(0);
                    const counted = db.transaction(store).objectStore(store).count();
                    counted.onsuccess = () => (db.close(), resolve(counted.result));
                };
            });
        return { edits: await count("cchc-journal", "edits"), uploads: await count("cchc-uploads", "uploads"), texts: Object.keys(localStorage).filter((key) => key !== "cchc.language") };
    });
}

async function until(holds, what) {
    for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) if (await holds()) return;
    assert.fail(`never: ${what}`);
}
