// The demonstration, served for browser stories: `cchc demo` with data of its own, played as fast as it goes.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROGRAM = process.env.CCHC_PROGRAM ?? join(ROOT, "build/release/cchc");
export const PASSWORD = process.env.CCHC_DEMO_PASSWORD ?? "chấm-điểm-2023";
const PLAY_S = 480;

/**
 * Serves until `stop()`. Resolves when the play is over: one cycle finished, the next one in progress; unless `finished` is
 * false, for stories that need its people alone. `leader`: somebody of whom the play knows nothing, who is entered first.
 */
export async function serveDemonstration({ finished = true, leader } = {}) {
    if (process.env.CCHC_WEB_URL) return { url: process.env.CCHC_WEB_URL, leader: process.env.CCHC_WEB_LEADER, stop: async () => {} };
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not there: build it first (ops/build release cchc)`);
    const data = mkdtempSync(join(tmpdir(), "cchc-web-"));
    if (leader) {
        await stopped((await started(data)).server); // which founds the system
        enter(data, leader);
    }
    const { server, url, told } = await started(data);
    if (finished)
        await played(server, told).catch((error) => {
            server.kill("SIGKILL"); // or it would outlive the stories, which cannot begin
            throw error;
        });
    return {
        url,
        leader: leader?.login,
        async stop() {
            await stopped(server);
            rmSync(data, { recursive: true, force: true });
        },
    };
}

/** The server once it says where it is, and what it says after that. */
async function started(data) {
    const server = spawn(PROGRAM, ["demo", "--listen", "127.0.0.1:0", "--data", data, "--speed", "1000"], {
        env: { ...process.env, CCHC_DEMO_PASSWORD: PASSWORD },
        stdio: ["ignore", "pipe", "pipe"],
    });
    const told = [];
    server.stderr.on("data", (piece) => told.push(String(piece)));
    const url = await new Promise((resolve, reject) => {
        let out = "";
        server.stdout.on("data", (piece) => {
            out += piece;
            const found = /http:\/\/127\.0\.0\.1:\d+/.exec(out);
            if (found) resolve(found[0]);
        });
        server.on("exit", (code) => reject(new Error(`cchc demo ended with ${code}:\n${told.join("")}`)));
    });
    return { server, url, told };
}

function played(server, told) {
    return new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`the play is not over after ${PLAY_S} s:\n${told.join("")}`)), PLAY_S * 1000);
        const look = () => {
            if (!/kỳ 2024 đang|đã có; dùng lại/.test(told.join(""))) return;
            clearTimeout(late);
            resolve();
        };
        look();
        server.stderr.on("data", look);
    });
}

async function stopped(server) {
    server.removeAllListeners("exit");
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM");
    await gone;
}

/** Enters a leader as an operator would, while the server is stopped. */
function enter(data, { login, name, key }) {
    const who = ["user", "add", "--data", data, "--tenant", "quang-dien", "--login", login, "--name", name, "--role", "leader", "--leader", key, "--stdin-password"];
    execFileSync(PROGRAM, who, { input: PASSWORD + "\n", stdio: ["pipe", "ignore", "inherit"] });
}
