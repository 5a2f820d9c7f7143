// `cchc serve` on data of its own: a district with people and an open self-assessment, that may be killed and come back.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = process.env.CCHC_PROGRAM ?? join(ROOT, "build/release/cchc");
const TENANT = "quang-dien";
export const REGULATION = JSON.parse(readFileSync(join(ROOT, "ops/systems/quang-dien-2023.json"), "utf8"));

/** A port that nobody listens at; the server comes back to it after it was killed. */
export function freePort() {
    return new Promise((resolve, reject) => {
        const probe = createServer().listen(0, "127.0.0.1", () => {
            const { port } = probe.address();
            probe.close(() => resolve(port));
        });
        probe.on("error", reject);
    });
}

/**
 * `people`: {login, name, role, agency?, password}, entered before it serves. `provider`: {issuer, client}, whom they may sign in with;
 * `trust`: the folder of the list that signatures are checked against.
 */
export async function foundHouse({ port, people, provider, trust }) {
    const data = mkdtempSync(join(tmpdir(), "cchc-house-"));
    const tenants = join(data, "systems.json");
    const folder = join(data, "data");
    writeFileSync(tenants, JSON.stringify({ tenants: [{ id: TENANT, title: "UBND huyện Quảng Điền" }] }));
    const secret = join(data, "secret");
    if (provider) writeFileSync(secret, provider.client.secret, { mode: 0o600 });
    const options = trust ? ["--trust", trust] : [];
    if (provider) options.push("--oidc-issuer", provider.issuer, "--oidc-client-id", provider.client.id, "--oidc-client-secret-file", secret);
    for (const { login, name, role, agency, password } of people) {
        const who = ["user", "add", "--data", folder, "--tenants", tenants, "--tenant", TENANT, "--login", login, "--name", name, "--role", role, "--stdin-password"];
        execFileSync(PROGRAM, [...who, ...(agency ? ["--agency", agency] : [])], { input: password + "\n", stdio: ["pipe", "ignore", "inherit"] });
    }
    let server;
    const house = {
        url: `http://127.0.0.1:${port}`,
        /** Serves; resolves once it answers. */
        async start() {
            const told = [];
            server = spawn(PROGRAM, ["serve", "--listen", `127.0.0.1:${port}`, "--data", folder, "--tenants", tenants, ...options], { stdio: ["ignore", "ignore", "pipe"] });
            await new Promise((resolve, reject) => {
                server.stderr.on("data", (piece) => {
                    told.push(String(piece));
                    if (/cchc: http:\/\//.test(told.join(""))) resolve();
                });
                server.on("exit", (code) => reject(new Error(`cchc serve ended with ${code}:\n${told.join("")}`)));
            });
        },
        /** As the power does it. */
        kill: () => ended("SIGKILL"),
        async stop() {
            await ended("SIGTERM");
            rmSync(data, { recursive: true, force: true });
        },
    };
    function ended(signal) {
        if (!server || server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
        server.removeAllListeners("exit");
        const gone = new Promise((resolve) => server.once("exit", resolve));
        server.kill(signal);
        return gone;
    }
    await house.start();
    return house;
}
