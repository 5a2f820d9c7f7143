#pragma once

#include "domain/refusal.hpp"
#include "server/problems.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What a caller hears when the rules say no: one table from the domain's codes to problem types and sentences.
namespace cchc::server {

/// The row of a code: the problem type it is an instance of, and the rule in words.
struct RefusalMeaning {
    std::string_view slug;
    Sentence rule;
    /// The same when the refusal names a fact (a maximum, a deadline): it stands at `{}`. Empty: the fact is not said.
    Sentence with_fact = {};
};
const RefusalMeaning& meaning_of(domain::RefusalCode code);

/// What the refusal means for the one who asked, with its fact as he writes it: `0,75`, `31/03/2026 17:00:00`.
std::string explain(domain::RefusalCode code, std::string_view detail, Language language);

/// What only the one who answers knows about the refused request.
struct Circumstances {
    std::optional<domain::Instant> sequenced_at; ///< the sequencer's stamp it was judged by
    std::string current; ///< JSON of what is in force, with its `version`; empty: the version alone, if stale
};

/// The answer for a refusal. `errors` names each thing at fault: its pointer is a member of the body, an item of a
/// batch
/// (`/items/3`) or the id of what was addressed (`/II.6.3`); its code is the domain's.
Reply refused(const domain::Refusal& why, Language language, const Circumstances& on = {});

} // namespace cchc::server
