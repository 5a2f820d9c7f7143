#pragma once

#include "domain/evidence_facts.hpp"

#include <optional>
#include <string_view>

namespace cchc::server {

/// What a check of signatures found, as the log holds it: from the JSON kept with the document (`Document::check`).
/// What a stranger's certificate says of its holder's organisation is put in NFC, and left out where no event may hold
/// it. Nothing for an empty text: nobody checked. Throws storage::Damage for any other text that is no such check.
std::optional<domain::SignatureCheck> signature_facts(std::string_view check);

} // namespace cchc::server
