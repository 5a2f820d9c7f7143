import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { IN_VIETNAM, openBrowser } from "./browser.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(() => browser?.close());

test("the browser has letters for every Vietnamese word", async () => {
    const page = await browser.newPage(IN_VIETNAM);
    await page.setContent(`<p id="word" style="font: 40px 'Noto Sans'; display: inline-block"></p>`);
    // A letter without a glyph is drawn as the same box as any other: widths of all of them would be alike.
    const widths = await page.evaluate(async (letters) => {
        const word = document.getElementById("word");
        await document.fonts.ready;
        return letters.map((letter) => {
            word.textContent = letter;
            return word.getBoundingClientRect().width;
        });
    }, [..."ỨỘẶỂỵđ", "\u{10FFFD}"]);
    const box = widths.pop();
    assert.ok(widths.every((width) => width > 0 && width !== box), `widths ${widths}, box ${box}`);
    await page.close();
});

test("the browser lives in Vietnam's time", async () => {
    const context = await browser.newContext(IN_VIETNAM);
    const page = await context.newPage();
    assert.equal(await page.evaluate(() => new Date("2023-07-26T00:00:00Z").getHours()), 7);
    await context.close();
});
