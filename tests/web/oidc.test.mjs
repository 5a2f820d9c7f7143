// The server held against a certified identity provider, by somebody without a browser: every redirect is looked at.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { codeOf } from "./authenticator.mjs";
import { foundHouse, freePort } from "./house.mjs";
import { ACCOUNTS, serveProvider } from "./oidc_provider.mjs";

const PASSWORD = "mưa dầm thấm đất 2026";
const [AN, BINH] = ACCOUNTS;
let house, provider, administrator;

before(async () => {
    const port = await freePort();
    provider = await serveProvider({ port: await freePort(), redirects: [`http://127.0.0.1:${port}/sign-in/oidc/return`] });
    const people = [
        { login: "quantri", name: "Nguyễn Văn Quản", role: "cycle_admin", password: PASSWORD },
        { login: "canbo", name: "Trần Thị An", role: "agency_officer", agency: "phong-noi-vu", password: PASSWORD },
    ];
    house = await foundHouse({ port, people, provider });
    administrator = traveller();
    await administrator.api("POST", "/session", { login: "quantri", password: PASSWORD });
    const { secret } = await administrator.api("POST", "/session/second_factor/enrolment", {});
    await administrator.api("PUT", "/session/second_factor/enrolment", { code: codeOf(secret) });
}, { timeout: 60_000 });
after(async () => {
    await house?.stop();
    await provider?.stop();
});

/** Somebody with cookies for either host, who follows no redirect by himself. */
function traveller() {
    const jars = new Map();
    const me = {
        async go(address, { method = "GET", body, headers = {} } = {}) {
            const url = new URL(address, me.at ?? house.url);
            const jar = jars.get(url.host) ?? jars.set(url.host, new Map()).get(url.host);
            const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
            const answer = await fetch(url, { method, body, redirect: "manual", headers: { cookie, origin: url.origin, ...headers } });
            for (const line of answer.headers.getSetCookie()) {
                const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
                value ? jar.set(name, value) : jar.delete(name);
            }
            [me.at, me.status, me.text] = [url.href, answer.status, await answer.text()];
            me.next = answer.headers.get("location");
            return me;
        },
        async api(method, path, body) {
            me.at = undefined;
            await me.go(`${house.url}/api/v1${path}`, { method, body: body && JSON.stringify(body), headers: body ? { "content-type": "application/json" } : {} });
            return me.text ? JSON.parse(me.text) : undefined;
        },
        /** From redirect to redirect, until one leads to a page of ours or there is a page to look at. */
        async follow() {
            while (me.next && !isPageOfOurs(new URL(me.next, me.at))) await me.go(me.next);
            return me;
        },
        post: (form) => me.go(me.at, { method: "POST", body: new URLSearchParams(form).toString(), headers: { "content-type": "application/x-www-form-urlencoded" } }),
        async setsOut(to = "/ho-so") {
            me.at = undefined;
            await me.go(`/sign-in/oidc?return_to=${encodeURIComponent(to)}`);
            return me.follow();
        },
        async signsIn({ login, password }) {
            await me.setsOut();
            await me.post({ login, password });
            await me.follow();
            await me.post({});
            return me.follow();
        },
    };
    return me;
}
const isPageOfOurs = (url) => url.href.startsWith(house.url) && !url.pathname.startsWith("/sign-in/");

async function linked(login, subject) {
    const { accounts } = await administrator.api("GET", "/accounts");
    const told = await administrator.api("PATCH", `/accounts/${accounts.find((one) => one.login === login).actor}`, { subject });
    assert.equal(told.oidc, subject !== null);
}

test("who is linked comes in with the provider's account, and to the page he wanted", async () => {
    await linked("canbo", AN.subject);
    const one = await traveller().setsOut();
    assert.match(one.text, /Tên đăng nhập/);
    await one.post({ login: AN.login, password: "không phải" });
    assert.match(one.text, /không đúng/);
    await one.post(AN);
    await one.follow();
    assert.match(one.text, /Đồng ý/);
    await one.post({});
    await one.follow();
    assert.equal(one.next, "/ho-so");
    const session = await one.api("GET", "/session");
    assert.equal(session.login, "canbo");
    assert.equal(session.role.role, "agency_officer");
});

test("who is signed in at the provider passes without being asked again", async () => {
    const one = await traveller().signsIn(AN);
    assert.equal(one.next, "/ho-so");
    await one.setsOut("/ho-so?loc=1");
    assert.equal(one.next, "/ho-so?loc=1");
});

test("an account that is linked to nobody opens nothing", async () => {
    const one = await traveller().signsIn(BINH);
    assert.equal(one.next, "/dang-nhap?loi=unknown-account");
    assert.equal((await one.api("GET", "/session")).status, 401);
});

test("who cancels comes back to the sign-in page", async () => {
    const one = await traveller().setsOut();
    await one.post({ cancel: "1" });
    await one.follow();
    assert.equal(one.next, "/dang-nhap?loi=cancelled");
});

/** Signed in at the provider, and about to come back with its answer. */
async function withAnswer() {
    const one = await traveller().setsOut();
    await one.post(AN);
    await one.follow();
    await one.post({});
    while (!one.next.startsWith(house.url)) await one.go(one.next);
    return [one, one.next];
}

test("an answer is of no use in another browser, nor twice", async () => {
    const [his, answer] = await withAnswer();
    assert.equal((await traveller().go(answer)).next, "/dang-nhap?loi=expired");
    assert.equal((await his.go(answer)).next, "/ho-so");
    assert.equal((await his.go(answer)).next, "/dang-nhap?loi=expired");
});

test("while the provider is away passwords go on", async () => {
    const [one, answer] = await withAnswer();
    await provider.stop();
    assert.equal((await one.go(answer)).next, "/dang-nhap?loi=provider-unreachable");
    assert.equal((await traveller().api("POST", "/session", { login: "canbo", password: PASSWORD })).login, "canbo");
    assert.deepEqual(provider.failures, []);
});
