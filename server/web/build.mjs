// Builds the browser application and writes it as one C++ file: what web.cmake runs.
//   node build.mjs OUT_DIR     makes OUT_DIR/dist and OUT_DIR/assets.cpp
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { constants, gzipSync } from 'node:zlib'

const SHELL_BUDGET = 200 * 1024
const here = fileURLToPath(new URL('.', import.meta.url))
const out = process.argv[2]
if (!out) fail('usage: node build.mjs OUT_DIR')

install()
run('npm', ['run', '--silent', 'build', '--', '--outDir', join(out, 'dist'), '--logLevel', 'warn'])
weigh(join(out, 'dist'))
embed(join(out, 'dist'), join(out, 'assets.cpp'))

/// `npm ci`, unless what is installed was installed from this very lock file.
function install() {
  const lock = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex')
  const stamp = join(here, 'node_modules', '.lock-sha256')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'])
  writeFileSync(stamp, lock)
}

function run(program, args) {
  try {
    execFileSync(program, args, { cwd: here, stdio: 'inherit' })
  } catch (error) {
    fail(`"${program} ${args.join(' ')}" failed in ${here}: ${error.message}
The web application needs Node 18 or newer with npm, and the npm registry or its cache. Without it: cmake -DCCHC_WEB=OFF`)
  }
}

/// What every visitor fetches before he sees anything stays within its budget (UX: 200 KB compressed).
function weigh(dist) {
  const first = readFileSync(join(dist, 'index.html'), 'utf8').match(/\/assets\/[^"]+\.(js|css)/g)
  const size = first.reduce((sum, path) => sum + gzipSync(readFileSync(join(dist, path)), { level: constants.Z_BEST_COMPRESSION }).length, 0)
  if (size > SHELL_BUDGET) fail(`the shell is ${size} bytes compressed, over its budget of ${SHELL_BUDGET}`)
}

function fail(why) {
  console.error(`web: ${why}`)
  process.exit(1)
}

/// Every file of `dist`, once as it is and once as gzip -9 where that is worth it, pulled in by the assembler: the
/// compiler never reads the bytes.
function embed(dist, cpp) {
  const rows = []
  const blobs = []
  const packed = join(out, 'packed')
  mkdirSync(packed, { recursive: true })
  const blob = path => {
    blobs.push(path)
    const n = blobs.length - 1
    return { of: `view(blob_${n}, blob_${n}_end)`, n }
  }
  for (const file of files(dist)) {
    const bytes = readFileSync(file)
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 24)
    const path = '/' + relative(dist, file).replaceAll('\\', '/')
    const small = gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION })
    const identity = blob(file)
    let gzip = '{}'
    if (small.length < bytes.length * 0.9) {
      const at = join(packed, `${hash}.gz`)
      writeFileSync(at, small)
      gzip = blob(at).of
    }
    rows.push(`    {"${path}", "${type(file)}", ${gzip}, ${identity.of}, "\\"${hash}\\"", ${path.startsWith('/assets/')}},`)
  }
  const asm = (path, n) =>
    `    ".balign 16\\n.global cchc_web_${n}\\ncchc_web_${n}:\\n.incbin \\"${path}\\"\\n.global cchc_web_${n}_end\\ncchc_web_${n}_end:\\n.byte 0\\n"`
  const extern = (_, n) => `extern const char blob_${n}[] asm("cchc_web_${n}");\nextern const char blob_${n}_end[] asm("cchc_web_${n}_end");`
  writeFileSync(
    cpp,
    `// Made by server/web/build.mjs from the browser application; not to be edited.
#include "server/assets.hpp"

asm(".section .rodata\\n"
${blobs.map(asm).join('\n')}
    ".text\\n");

${blobs.map(extern).join('\n')}

namespace {
std::string_view view(const char* from, const char* to) { return {from, static_cast<std::size_t>(to - from)}; }
} // namespace

namespace cchc::server {
std::span<const Asset> assets()
{
    static const Asset table[] = {
${rows.join('\n')}
    };
    return table;
}
} // namespace cchc::server
`,
  )
}

function files(dir) {
  return readdirSync(dir, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => (entry.isDirectory() ? files(join(dir, entry.name)) : [join(dir, entry.name)]))
}

function type(file) {
  const known = {
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.css': 'text/css; charset=utf-8',
    '.svg': 'image/svg+xml',
    '.woff2': 'font/woff2',
  }[extname(file)]
  return known ?? fail(`no content type is known for ${file}`)
}
