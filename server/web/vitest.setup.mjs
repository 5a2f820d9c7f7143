// Debian 12's Node 18 keeps it under another name; every browser has it.
import { webcrypto } from 'node:crypto'
globalThis.crypto ??= webcrypto
