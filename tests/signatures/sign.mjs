// node sign.mjs plain|pdf-lib IN P12 OUT: signs a PDF as a program on npm does it.
import { readFileSync, writeFileSync } from 'node:fs'
import { plainAddPlaceholder } from '@signpdf/placeholder-plain'
import { pdflibAddPlaceholder } from '@signpdf/placeholder-pdf-lib'
import { P12Signer } from '@signpdf/signer-p12'
import { SignPdf } from '@signpdf/signpdf'
import { PDFDocument } from 'pdf-lib'

const [how, from, p12, to] = process.argv.slice(2)
const words = { reason: 'thu', contactInfo: 'a@b.vn', name: 'Le Minh', location: 'Bac Giang' }
let bytes = readFileSync(from)
if (how === 'plain') {
  bytes = plainAddPlaceholder({ pdfBuffer: bytes, ...words })
} else {
  const document = await PDFDocument.load(bytes)
  pdflibAddPlaceholder({ pdfDoc: document, ...words })
  bytes = Buffer.from(await document.save({ useObjectStreams: false }))
}
writeFileSync(to, await new SignPdf().sign(bytes, new P12Signer(readFileSync(p12), { passphrase: 'p12' })))
