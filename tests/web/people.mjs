// People of the demonstration at their browsers.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { PASSWORD } from "./demonstration.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENS = fileURLToPath(new URL("../../ops/docs/screens", import.meta.url));
export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

/** Somebody signed in, in a browser of his own. What the page should never do is collected in `faults`. */
export async function signIn(browser, url, login, viewport = DESK) {
    const context = await browser.newContext({ locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", viewport, acceptDownloads: true });
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const faults = [];
    page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
    page.on("console", (message) => {
        if (message.type() === "error" && /Content Security Policy|violates/.test(message.text())) faults.push(message.text());
    });
    page.on("request", (request) => {
        if (!request.url().startsWith(url) && !request.url().startsWith("blob:")) faults.push(`asked another host: ${request.url()}`);
    });
    await page.goto(`${url}/dang-nhap`);
    await page.getByLabel("Tài khoản").fill(login);
    await page.getByLabel("Mật khẩu", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Đăng nhập" }).click();
    await page.getByRole("heading", { name: /Việc của tôi/ }).waitFor();
    return { page, context, faults, login, url };
}

/** Goes to a page of the application and waits until it shows live data. */
export async function goTo(person, path, landmark) {
    await person.page.goto(person.url + path);
    await person.page.locator(landmark).first().waitFor();
}

/** The entry's row in the scoring grid. */
export const rowOf = (person, code) => person.page.locator(`[data-code="${code}"]`);
export const scoreOf = async (person, code) => (await rowOf(person, code).locator("[data-column=self] .score").innerText()).trim();

/** The page is usable by everybody: no violation of WCAG 2.2 A and AA that axe can find. */
export async function assertAccessible(person, what) {
    await person.page.evaluate(AXE);
    const violations = await person.page.evaluate(async () => {
        const result = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
        return result.violations.map((v) => `${v.id}: ${v.help} — ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + (n.any[0]?.message ?? "")).join("; ")}`);
    });
    assert.deepEqual(violations, [], what);
}

/** Nothing sticks out sideways. */
export async function assertFits(person, what) {
    const [content, window] = await person.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(content <= window, `${what}: ${content} px of content in ${window} px`);
}

/** A picture for the documentation, only when asked for: CCHC_SCREENS=1. */
export async function picture(person, name) {
    if (!process.env.CCHC_SCREENS) return;
    mkdirSync(SCREENS, { recursive: true });
    await person.page.waitForTimeout(400);
    await person.page.screenshot({ path: join(SCREENS, `${name}.png`) });
}

/** Asks the interface as this person would, with his session. */
export async function ask(person, method, path, body, headers = {}) {
    return person.page.evaluate(
        async ([m, p, b, h]) => {
            const response = await fetch(`/api/v1${p}`, {
                method: m,
                headers: { "Content-Type": "application/json", ...(m === "GET" ? {} : { "Idempotency-Key": `"${crypto.randomUUID()}"` }), ...h },
                body: b === undefined ? undefined : JSON.stringify(b),
            });
            return { status: response.status, body: await response.json().catch(() => null) };
        },
        [method, path, body, headers],
    );
}
