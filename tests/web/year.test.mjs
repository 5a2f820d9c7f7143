// A district's year in the browser: an officer scores, the head approves, the council appraises, the ranking moves, an
// auditor looks back. One server, one story after another; each leaves what the next one builds on.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser } from "./browser.mjs";
import { PASSWORD, serveDemonstration } from "./demonstration.mjs";
import { ask, assertAccessible, assertFits, DESK, goTo, PHONE, picture, rowOf, scoreOf, signIn } from "./people.mjs";

const CYCLE = process.env.CCHC_WEB_CYCLE ?? "2024";
const AGENCY = "phong-noi-vu";
const FILE = `/ho-so/${CYCLE}-${AGENCY}`;
const GRID = "table.grid tbody tr";

let browser, demonstration, officer, head, admin;
const everyone = [];
const come = async (login, viewport) => {
    const person = await signIn(browser, demonstration.url, login, viewport);
    everyone.push(person);
    return person;
};
before(
    async () => {
        [browser, demonstration] = await Promise.all([openBrowser(), serveDemonstration()]);
    },
    { timeout: 600_000 },
);
after(async () => {
    await browser?.close();
    await demonstration?.stop();
});

/** Types a score into a cell as at a spreadsheet, and waits for the durable answer. */
async function typeScore(person, code, text) {
    await rowOf(person, code).locator("[data-column=self]").click();
    await person.page.keyboard.type(text);
    await person.page.keyboard.press("Enter");
}
/** One story; where a page does not come, `people.mjs` gives up long before this does. */
let broken = false;
const story = (name, told) =>
    test(name, { timeout: 600_000 }, async (t) => {
        if (broken) return t.skip("an earlier story of this year failed");
        broken = true;
        await told();
        broken = false;
    });
/** Waits until the grid shows this score. */
const shows = (person, code, text) => person.page.waitForFunction(([c, x]) => document.querySelector(`[data-code="${c}"] .score`)?.textContent === x, [code, text]);
const saved = (person) => person.page.locator(".save-line", { hasText: /Đã lưu \d\d:\d\d:\d\d · #/ }).waitFor();

story("a wrong password is told apart from a silent server, and the page is in Vietnamese", async () => {
    const context = await browser.newContext({ locale: "vi-VN", viewport: DESK });
    const page = await context.newPage();
    await page.goto(demonstration.url + FILE);
    await page.getByLabel("Tài khoản").fill("quantri");
    await page.getByLabel("Mật khẩu", { exact: true }).fill("không đúng");
    const person = { page };
    await assertAccessible(person, "sign in");
    await picture(person, "dang-nhap");
    await page.getByRole("button", { name: "Đăng nhập" }).click();
    await page.getByText("Tài khoản hoặc mật khẩu không đúng").waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), "vi");
    await context.close();
});

story("an officer scores with the keyboard, comma or dot, and each score has its event number", async () => {
    officer = await come(`${AGENCY}.canbo`);
    await picture(officer, "viec-cua-toi");
    await assertAccessible(officer, "my work");
    await goTo(officer, FILE, GRID);
    await typeScore(officer, "I.1.2", "1");
    await saved(officer);
    assert.equal(await scoreOf(officer, "I.1.2"), "1,00");
    await typeScore(officer, "I.3.2", "0.5");
    await shows(officer, "I.3.2", "0,50");
    await saved(officer);
});

story("a score above the maximum, or of no level, stays in the field with the reason", async () => {
    const stood = await scoreOf(officer, "I.4.2");
    await rowOf(officer, "I.4.2").locator("[data-column=self]").click();
    await officer.page.keyboard.type("1.5");
    await officer.page.keyboard.press("Enter");
    await officer.page.getByText("Vượt điểm chuẩn, tối đa 1,00").waitFor();
    await officer.page.locator(".score-edit input").fill("0,3");
    await officer.page.keyboard.press("Enter");
    await officer.page.getByText("Chỉ nhận các mức").waitFor();
    assert.equal(await officer.page.locator(".score-edit input").inputValue(), "0,3");
    await officer.page.keyboard.press("Escape");
    assert.equal(await scoreOf(officer, "I.4.2"), stood);
});

story("the levels of the rule open by keyboard and by mouse", async () => {
    await rowOf(officer, "I.3.1").locator("[data-column=self]").click();
    await officer.page.keyboard.press("Alt+ArrowDown");
    await officer.page.getByRole("menuitemradio", { name: /1,00/ }).click();
    await saved(officer);
    assert.equal(await scoreOf(officer, "I.3.1"), "1,00");
    await rowOf(officer, "I.5").locator("[data-column=criterion]").click();
    await officer.page.getByRole("radio", { name: /0,50/ }).check();
    await shows(officer, "I.5", "0,50");
});

story("declared figures pick the level, and the page shows which", async () => {
    await rowOf(officer, "I.1.3").locator("[data-column=criterion]").click();
    const form = officer.page.locator("form.figures");
    await form.getByLabel("Số nhiệm vụ trong kế hoạch đã thực hiện").fill("18");
    await form.getByLabel("Số nhiệm vụ trong kế hoạch", { exact: true }).fill("20");
    await form.getByRole("button", { name: "Ghi số liệu" }).click();
    await form.getByText("Số liệu cho 2,00 điểm").waitFor();
    await officer.page.locator(".levels .picked").waitFor();
    assert.equal(await scoreOf(officer, "I.1.3"), "2,00");
    await picture(officer, "bang-tu-cham-so-lieu");
});

story("a score other than the figures asks for the reason", async () => {
    await typeScore(officer, "I.1.3", "1");
    await officer.page.getByRole("heading", { name: "Điểm khác số liệu kê khai" }).waitFor();
    await officer.page.getByRole("button", { name: /Ghi điểm này/ }).click();
    await officer.page.getByText("Cần ghi lý do.").waitFor();
    await officer.page.getByRole("button", { name: "Hủy" }).click();
    assert.equal(await scoreOf(officer, "I.1.3"), "2,00");
});

story("an explanation is saved as the field is left", async () => {
    await rowOf(officer, "I.1.2").locator("[data-column=criterion]").click();
    await officer.page.locator(".long-text textarea").first().fill("Kế hoạch số 05/KH-PNV có đủ nhiệm vụ, thời gian và sản phẩm.");
    await officer.page.getByRole("tab", { name: "Lịch sử" }).click();
    await officer.page.locator(".history").getByText("Kế hoạch số 05/KH-PNV").first().waitFor();
    await officer.page.getByRole("tab", { name: "Chấm điểm" }).click();
});

story("a paper is attached by its hash", async () => {
    await officer.page.getByRole("tab", { name: /Tài liệu/ }).click();
    await officer.page.locator("[data-role=evidence-files]").setInputFiles({ name: "Kế hoạch CCHC.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n") });
    await officer.page.getByRole("link", { name: "Kế hoạch CCHC.pdf", exact: true }).waitFor();
    await officer.page.locator(".file .hash", { hasText: "SHA-256" }).waitFor();
    await rowOf(officer, "I.1.2").locator(".evidence-badge", { hasText: "1" }).waitFor();
    await picture(officer, "tai-lieu");
    await assertAccessible(officer, "the grid with its panel");
    await officer.page.getByRole("button", { name: "Đóng bảng bên" }).click();
});

story("a block from a spreadsheet is shown first, written at once, and undone in one go", async () => {
    await rowOf(officer, "I.3.1").locator("[data-column=self]").click();
    await officer.page.evaluate(() => {
        const data = new DataTransfer();
        data.setData("text/plain", "0,00\n1\n7\n");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
    });
    await officer.page.getByText(/2 ô sẽ đổi, 1 ô không nhận/).waitFor();
    await picture(officer, "dan-tu-excel");
    await officer.page.getByRole("button", { name: "Ghi 2 ô" }).click();
    await officer.page.waitForFunction(() => document.querySelector('[data-code="I.3.1"] .score')?.textContent === "0,00" && document.querySelector('[data-code="I.3.2"] .score')?.textContent === "1,00");
    await saved(officer);
    await rowOf(officer, "I.3.1").locator("[data-column=self]").click();
    await officer.page.keyboard.press("Control+z");
    await officer.page.waitForFunction(() => document.querySelector('[data-code="I.3.1"] .score')?.textContent === "1,00" && document.querySelector('[data-code="I.3.2"] .score')?.textContent === "0,50");
});

story("one edit is undone after a reload, by an event of its own", async () => {
    const [old, next] = (await scoreOf(officer, "I.4.2")) === "0,00" ? ["0,00", "1,00"] : [await scoreOf(officer, "I.4.2"), "0,00"];
    await typeScore(officer, "I.4.2", next);
    await shows(officer, "I.4.2", next);
    await saved(officer);
    await officer.page.reload();
    await officer.page.locator(GRID).first().waitFor();
    await officer.page.getByRole("button", { name: "Hoàn tác" }).click();
    await shows(officer, "I.4.2", old);
});

story("a colleague's change arrives without a reload, and never moves what one is at", async () => {
    head = await come(`${AGENCY}.thutruong`);
    await goTo(head, FILE, GRID);
    await head.page.locator(".pill.live").waitFor();
    await officer.page.locator(".pill.live").waitFor();
    await rowOf(head, "I.4.1").locator("[data-column=self]").click();
    await head.page.keyboard.type("1,5");
    await typeScore(officer, "I.4.2", "0,5");
    await shows(head, "I.4.2", "0,50");
    await head.page.getByText(/vừa đổi I\.4\.2/).waitFor();
    assert.equal(await head.page.locator(".score-edit input").inputValue(), "1,5");
    await head.page.keyboard.press("Escape");
});

story("an edit made without a network is kept, said to be kept, and sent later", async () => {
    await officer.context.setOffline(true);
    await typeScore(officer, "I.4.2", "1");
    await officer.page.getByText(/thay đổi chờ mạng/).waitFor();
    await rowOf(officer, "I.4.2").locator(".mark.queued").waitFor();
    await officer.page.locator(".pill.offline").waitFor();
    await picture(officer, "ngoai-tuyen");
    await officer.context.setOffline(false);
    await saved(officer);
    await shows(head, "I.4.2", "1,00");
});

story("two hands on one entry: nobody's value is lost, the author chooses", async () => {
    await officer.context.setOffline(true);
    await typeScore(officer, "I.4.2", "0,5");
    await officer.page.getByText(/thay đổi chờ mạng/).waitFor();
    await typeScore(head, "I.4.2", "0");
    await saved(head);
    await officer.context.setOffline(false);
    const card = officer.page.getByRole("alertdialog");
    await card.getByText("Người khác vừa sửa dòng này").waitFor();
    assert.match(await card.innerText(), /0,50[\s\S]*0,00[\s\S]*1,00/);
    await picture(officer, "xung-dot");
    await assertAccessible(officer, "the grid with a conflict");
    await card.getByRole("button", { name: "Giữ giá trị của tôi" }).click();
    await shows(head, "I.4.2", "0,50");
});

story("what the server refuses stays as a draft with the reason", async () => {
    await officer.page.route("**/entries/I.4.2/self_score", (route) =>
        route.fulfill({ status: 423, contentType: "application/problem+json", body: JSON.stringify({ type: "/problems/deadline-passed", title: "Đã quá thời hạn tự chấm điểm", status: 423, instance: "urn:incident:thu" }) }));
    await typeScore(officer, "I.4.2", "1");
    await officer.page.getByText("1 bản nháp chưa được ghi nhận").waitFor();
    await officer.page.locator(".drafts").getByText("Đã quá thời hạn tự chấm điểm").waitFor();
    await officer.page.unroute("**/entries/I.4.2/self_score");
    await officer.page.locator(".drafts").getByRole("button", { name: "Ghi lại" }).click();
    await officer.page.locator(".drafts").waitFor({ state: "detached" });
    await shows(officer, "I.4.2", "1,00");
});

/** Signs in at the dialog that stands over the page; whoever was here finds his name there, and begins at the password. */
async function signInAgain(person, login) {
    const dialog = person.page.getByRole("dialog");
    await dialog.getByText("Phiên làm việc đã hết").waitFor();
    assert.equal(await person.page.evaluate(() => document.activeElement.name), "password");
    if (login) await dialog.getByLabel("Tài khoản").fill(login);
    await dialog.getByLabel("Mật khẩu", { exact: true }).fill(PASSWORD);
    await dialog.getByRole("button", { name: "Đăng nhập" }).click();
    await dialog.waitFor({ state: "detached" });
}
/** Comes back to the window: the page asks again for what has become old, and so hears that the session is over. */
async function comeBack(person) {
    while ((await person.page.getByRole("dialog").count()) === 0) {
        await person.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange", { bubbles: true })));
        await person.page.waitForTimeout(500);
    }
}

story("a session that ended is begun again over the page, and what was typed meanwhile is sent", async () => {
    await rowOf(officer, "I.4.2").locator("[data-column=self]").click();
    await officer.page.keyboard.type("0,5");
    await officer.context.clearCookies();
    await officer.page.keyboard.press("Enter");
    await officer.page.getByRole("dialog").getByText("Phiên làm việc đã hết").waitFor();
    await assertAccessible(officer, "signing in again");
    await picture(officer, "dang-nhap-lai");
    await signInAgain(officer);
    await saved(officer);
    await shows(officer, "I.4.2", "0,50");
    await shows(head, "I.4.2", "0,50");
});

story("whichever question hears first that the session ended, the page stays, and what is half typed stays in it", async () => {
    await rowOf(officer, "I.4.2").locator("[data-column=criterion]").click();
    const text = officer.page.locator(".long-text textarea").first();
    await text.fill("Tự kiểm tra hai đợt, thông báo kết luận số 12/TB-PNV.");
    const at = officer.page.url();
    await officer.page.evaluate(() => (document.querySelector("table.grid").dataset.same = "yes"));
    await officer.context.clearCookies();
    await comeBack(officer);
    assert.equal(await text.inputValue(), "Tự kiểm tra hai đợt, thông báo kết luận số 12/TB-PNV.", "what waits to be sent is not shown");
    await signInAgain(officer);
    assert.equal(officer.page.url(), at);
    assert.equal(await officer.page.locator("table.grid[data-same=yes]").count(), 1, "the grid was drawn anew");
    assert.equal(await text.inputValue(), "Tự kiểm tra hai đợt, thông báo kết luận số 12/TB-PNV.");
    await officer.page.getByRole("tab", { name: "Lịch sử" }).click();
    await officer.page.locator(".history").getByText("Tự kiểm tra hai đợt").first().waitFor();
    await officer.page.getByRole("button", { name: "Đóng bảng bên" }).click();
});

story("somebody else who signs in there begins at his own start page", async () => {
    const person = await come("phong-tu-phap.canbo");
    await goTo(person, `/ho-so/${CYCLE}-phong-tu-phap`, GRID);
    await person.context.clearCookies();
    await comeBack(person);
    await signInAgain(person, "kiemtra");
    await person.page.getByRole("heading", { name: /Việc của tôi/ }).waitFor();
    assert.equal(new URL(person.page.url()).pathname, "/");
    await person.page.getByRole("link", { name: "Dòng thời gian", exact: true }).waitFor();
    await person.context.close();
});

story("on a phone every criterion is a card with its levels, and nothing sticks out", async () => {
    const phone = await come(`${AGENCY}.canbo`, PHONE);
    await assertFits(phone, "my work");
    await goTo(phone, FILE, GRID);
    await assertFits(phone, "the grid");
    await picture(phone, "dien-thoai-bang");
    await rowOf(phone, "I.1.2").locator("[data-column=criterion]").click();
    await phone.page.getByRole("radio", { name: /1,00/ }).waitFor();
    await assertFits(phone, "the panel");
    await picture(phone, "dien-thoai-tieu-chi");
    await assertAccessible(phone, "the panel on a phone");
    await phone.context.close();
});

story("the checks name what is missing, and lead there", async () => {
    await goTo(officer, `${FILE}/nop`, ".checks li");
    await picture(officer, "kiem-tra-va-nop");
    await assertAccessible(officer, "review and submit");
    const first = officer.page.locator(".checks li").first();
    const code = await first.locator(".code").innerText();
    await first.getByRole("link").click();
    await officer.page.locator(`.panel .code`, { hasText: code }).waitFor();
});

story("the officer asks, the head approves and submits, and the receipt proves it", async () => {
    const criteria = (await ask(officer, "GET", `/cycles/${CYCLE}/criteria?group=phong-chuyen-mon`)).body.criteria;
    const { entries } = (await ask(officer, "GET", `/assessments/${CYCLE}-${AGENCY}/entries`)).body;
    const versions = new Map(entries.map((e) => [e.code, e]));
    const items = [];
    for (const c of criteria.filter((c) => c.leaf && c.scored_by === "agency")) {
        const entry = versions.get(c.code);
        if (!entry.self) items.push({ code: c.code, act: "self_score", value: c.allowed_points.at(-1) ?? c.maximum });
        if (!entry.explanation?.text) items.push({ code: c.code, act: "explanation", text: "Đã thực hiện đúng quy định." });
    }
    const batch = await ask(officer, "POST", `/assessments/${CYCLE}-${AGENCY}/batches`, { items });
    assert.equal(batch.status, 200, JSON.stringify(batch.body));
    // What the appraiser keeps no record of needs its paper besides.
    const left = (await ask(officer, "GET", `/assessments/${CYCLE}-${AGENCY}/checks`)).body.errors;
    const paper = entries.flatMap((e) => e.evidence)[0];
    for (const e of left) await ask(officer, "POST", `/assessments/${CYCLE}-${AGENCY}/entries/${e.code}/evidence`, { sha256: paper.sha256 });

    await goTo(officer, `${FILE}/nop`, ".steps");
    await officer.page.getByText("Không còn lỗi").waitFor();
    await officer.page.getByRole("button", { name: "Trình thủ trưởng phê duyệt" }).click();
    await officer.page.getByText("Đã trình, chờ thủ trưởng phê duyệt").waitFor();

    await goTo(head, "/", ".work li");
    await head.page.getByRole("link", { name: "Xem và phê duyệt" }).click();
    await head.page.getByRole("button", { name: "Phê duyệt", exact: true }).click();
    await head.page.getByText(/đã phê duyệt/).waitFor();
    await head.page.getByRole("button", { name: "Nộp hồ sơ…" }).click();
    await head.page.getByLabel("Thành phần tham dự tự đánh giá").fill("Thủ trưởng đơn vị\nCán bộ đầu mối CCHC");
    await head.page.getByRole("button", { name: "Nộp hồ sơ", exact: true }).click();
    await head.page.getByRole("heading", { name: "Giấy xác nhận đã nộp" }).waitFor();
    assert.match(await head.page.locator(".receipt").innerText(), /[0-9a-f]{64}/);
    await picture(head, "giay-xac-nhan");
    await assertAccessible(head, "the receipt");
});

story("a submitted assessment is read-only and says why", async () => {
    await goTo(officer, FILE, GRID);
    await officer.page.getByText("Hồ sơ đã nộp.").waitFor();
    assert.equal(await officer.page.locator("td.editable").count(), 0);
});

story("the ranking moves while one looks, and every rank says why", async () => {
    admin = await come("quantri");
    await goTo(admin, `/xep-hang/${CYCLE}`, ".ranking-table tbody tr[data-key]");
    await admin.page.locator(".pill.live").waitFor();
    const other = await come("thanh-tra-huyen.canbo");
    await goTo(other, `/ho-so/${CYCLE}-thanh-tra-huyen`, GRID);
    const row = admin.page.locator('tr[data-key="thanh-tra-huyen"]');
    const before = await row.locator(".points").innerText();
    const old = await scoreOf(other, "I.1.2");
    await typeScore(other, "I.1.2", old === "1,00" ? "0" : "1");
    await saved(other);
    await admin.page.waitForFunction((was) => document.querySelector('tr[data-key="thanh-tra-huyen"] .points')?.innerText !== was, before);
    await admin.page.locator('tr[data-key="phong-noi-vu"]').getByRole("button", { name: /Vì sao hạng này/ }).click();
    await admin.page.locator(".sum-line").waitFor();
    await picture(admin, "xep-hang");
    await assertAccessible(admin, "the ranking");
    await other.context.close();
});

story("the control room counts what was submitted, and reports what happens as it happens", async () => {
    await goTo(admin, `/dieu-hanh/${CYCLE}`, ".matrix tbody tr");
    await admin.page.locator(".matrix tr", { hasText: "Phòng Nội vụ" }).locator(".chip.ok").waitFor();
    const other = await come("phong-tu-phap.canbo");
    await goTo(other, `/ho-so/${CYCLE}-phong-tu-phap`, GRID);
    await typeScore(other, "I.1.2", (await scoreOf(other, "I.1.2")) === "1,00" ? "0,5" : "1");
    await saved(other);
    await admin.page.locator(".feed li", { hasText: "Phòng Tư pháp" }).first().waitFor();
    await picture(admin, "trung-tam-dieu-hanh");
    await assertAccessible(admin, "the control room");
    await other.context.close();
});

story("the administrator locks with a reason and opens the appraisal, and every page hears it", async () => {
    const watcher = await come("phong-tu-phap.canbo");
    await goTo(watcher, `/ho-so/${CYCLE}-phong-tu-phap`, GRID);
    const round = (title) => admin.page.locator(".round-list li", { hasText: title }).first();
    await round("Tự đánh giá, chấm điểm").getByRole("button", { name: "Khóa ngay…" }).click();
    await admin.page.getByRole("button", { name: "Xác nhận" }).click();
    await admin.page.getByText("Cần ghi lý do.").waitFor();
    await admin.page.getByLabel("Lý do", { exact: true }).fill("Đã đủ hồ sơ theo lịch");
    await admin.page.getByRole("button", { name: "Xác nhận" }).click();
    await watcher.page.getByText("Hồ sơ chỉ đọc").waitFor();
    assert.equal(await watcher.page.locator("td.editable").count(), 0);
    await watcher.context.close();
    const appraisal = round("Thẩm định lần 1");
    await appraisal.getByRole("button", { name: "Định lịch…" }).click();
    await admin.page.getByRole("button", { name: "Xác nhận" }).click();
    await appraisal.getByText("Đang mở").waitFor();
});

story("an appraiser disagrees with a reason, and agrees with one key", async () => {
    const appraiser = await come("phong-noi-vu.thamdinh");
    await goTo(appraiser, `/tham-dinh/${CYCLE}/appraisal_1`, ".bench-item");
    await appraiser.page.locator(".bench-item", { hasText: "Phòng Tư pháp" }).click();
    await appraiser.page.keyboard.press("2");
    const form = appraiser.page.locator("form.decision");
    await form.locator(".points-options button").first().click();
    await form.getByRole("button", { name: "Ghi ý kiến" }).click();
    await form.getByText("Cần ghi lý do.").waitFor();
    await form.getByLabel("Vì sao không đồng ý").fill("Văn bản ban hành chậm so với thời gian quy định");
    await appraiser.page.locator(".bench-item", { hasText: "Phòng Giáo dục" }).click();
    await appraiser.page.locator(".bench-item", { hasText: "Phòng Tư pháp" }).click();
    assert.match(await form.getByLabel("Vì sao không đồng ý").inputValue(), /chậm so với thời gian/, "a look at another item lost what was typed");
    await picture(appraiser, "ban-tham-dinh");
    await assertAccessible(appraiser, "the workbench");
    await form.getByRole("button", { name: "Ghi ý kiến" }).click();
    await appraiser.page.locator(".bench-item", { hasText: "Phòng Tư pháp" }).locator(".bad-text").waitFor();
    await appraiser.page.locator(".bench-item", { hasText: "Văn phòng HĐND" }).click();
    await appraiser.page.keyboard.press("1");
    await form.getByRole("button", { name: "Ghi ý kiến" }).click();
    await appraiser.page.locator(".bench-item", { hasText: "Văn phòng HĐND" }).locator(".ok-text").waitFor();
    // His own office goes to the substitute (ACT-22): it is not on his bench at all.
    assert.equal(await appraiser.page.locator(".bench-item", { hasText: "Phòng Nội vụ" }).count(), 0);
    await appraiser.context.close();
});

story("an auditor opens the pages as they were, and Esc leads back to now", async () => {
    const auditor = await come("kiemtra");
    await goTo(auditor, `/dong-thoi-gian/${CYCLE}`, ".events tbody tr");
    await auditor.page.locator(".events td", { hasText: "Định lịch: Thẩm định lần 1" }).first().waitFor();
    await picture(auditor, "dong-thoi-gian");
    await assertAccessible(auditor, "the time machine");
    await auditor.page.locator(".events").getByRole("link", { name: "Hồ sơ lúc đó" }).first().click();
    await auditor.page.getByText("ĐANG XEM LẠI").waitFor();
    await auditor.page.locator(GRID).first().waitFor();
    assert.equal(await auditor.page.locator("td.editable").count(), 0);
    await picture(auditor, "xem-lai-ho-so");
    await assertAccessible(auditor, "the grid as it was");
    const then = auditor.page.url();
    await auditor.page.getByRole("button", { name: "Thay đổi trước" }).click();
    await auditor.page.waitForFunction((was) => location.href !== was, then);
    await auditor.page.keyboard.press("Escape");
    await auditor.page.getByText("ĐANG XEM LẠI").waitFor({ state: "detached" });
    assert.ok(!auditor.page.url().includes("as_of"));
    await auditor.context.close();
});

story("on a phone every screen keeps within its width", async () => {
    const context = await browser.newContext({ locale: "vi-VN", viewport: PHONE });
    const stranger = { page: await context.newPage() };
    await stranger.page.goto(`${demonstration.url}/dang-nhap`);
    await stranger.page.getByLabel("Tài khoản").waitFor();
    await assertFits(stranger, "sign in");
    await picture(stranger, "dien-thoai-dang-nhap");
    await context.close();
    const screens = [
        ["quantri", `/dieu-hanh/${CYCLE}`, ".matrix tbody tr", "dien-thoai-dieu-hanh"],
        ["quantri", "/xep-hang/2023", ".ranking-table tbody tr[data-key]", "dien-thoai-xep-hang"],
        ["phong-noi-vu.thamdinh", `/tham-dinh/${CYCLE}/appraisal_1`, ".bench-item", "dien-thoai-tham-dinh"],
        ["kiemtra", `/dong-thoi-gian/${CYCLE}`, ".events tbody tr", "dien-thoai-dong-thoi-gian"],
    ];
    for (const [login, path, landmark, name] of screens) {
        const person = await come(login, PHONE);
        await goTo(person, path, landmark);
        await assertFits(person, path);
        await assertAccessible(person, `${path} on a phone`);
        await picture(person, name);
        await person.context.close();
    }
});

story("the finished cycle stands ranked, with a tie spelled out", async () => {
    await goTo(admin, "/xep-hang/2023", ".ranking-table tbody tr[data-key]");
    await admin.page.getByText("KẾT QUẢ CUỐI").waitFor();
    assert.ok((await admin.page.locator(".tied").count()) >= 2);
    await picture(admin, "xep-hang-2023");
});

story("the page speaks English when asked", async () => {
    await admin.page.getByRole("button", { name: "EN" }).click();
    await admin.page.getByRole("heading", { name: /Ranking/ }).waitFor();
    assert.equal(await admin.page.evaluate(() => document.documentElement.lang), "en");
    await admin.page.getByRole("button", { name: "VI" }).click();
});

story("no page threw, asked another host or broke the content security policy", () => {
    assert.deepEqual(
        everyone.flatMap((person) => person.faults.map((fault) => `${person.login}: ${fault}`)),
        [],
    );
});
