// Debian's Chromium, as every browser story opens it.
import { chromium } from "playwright-core";

const PROGRAM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Opens a browser; the caller closes it. It talks to nobody but the pages it is shown. */
export function openBrowser() {
    return chromium.launch({
        executablePath: PROGRAM,
        args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"],
    });
}

/** How an office in Vietnam would see it. */
export const IN_VIETNAM = { locale: "vi-VN", timezoneId: "Asia/Ho_Chi_Minh", viewport: { width: 1440, height: 900 } };
