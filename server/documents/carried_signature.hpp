#pragma once

#include "domain/events.hpp"
#include "storage/evidence_store.hpp"

#include <string_view>

namespace cchc::server {

/// Whether a stored file carries a digital signature (EV-12), told by its form alone: whose it is, and whether it
/// holds, is not looked at. In a PDF a signature names the bytes it covers, `/ByteRange [a b c d]`, and stands itself
/// in the gap between them, in clear text whatever else is compressed: a range that fits the file and whose gap is a
/// string
/// `<…>` is carried; no such range in a file that ends as a PDF does is unsigned; whatever is in between, unknown.
/// Pictures are unsigned. Office files and archives may carry one that is not looked for: unknown.
///
/// Reads the file once, in constant memory. Throws storage::Failure where it cannot be read.
domain::SignatureVerdict signature_in(const storage::EvidenceStore& evidence, const domain::Sha256& sha256,
                                      std::uint64_t size, std::string_view media);

} // namespace cchc::server
