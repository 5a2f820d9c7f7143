#pragma once

#include "domain/drafting.hpp"

#include <string>
#include <string_view>

namespace cchc::domain {
class JsonWriter;
}

/// What people read of a regulation's life.
namespace cchc::projections {

/// `{"regulation","seq","versions":[…],"drafts":[…],"overlays":[…]}`: every text by hash with its author, its findings
/// and its change note; who was asked about which draft, what each agency said, and which are taken to have consented.
std::string render_regulation(const domain::RegulationId& id, const domain::RegulationFile& file);

/// `drafting`, `in_consultation`, `agreed`, `issued`, or `superseded` by a later draft.
std::string_view state_of(const domain::RegulationFile& file, const domain::Draft& draft);

/// What was laid over this version of a regulation, printed in it or recorded since: `"overlays":[…]` by day.
void write_overlays(domain::JsonWriter& json, const domain::Regulation& text, std::uint32_t version,
                    const domain::RegulationFile* file);

/// `{"sha256","errors","warnings"}`, or null where the linter was not asked.
void write_findings(domain::JsonWriter& json, const std::optional<domain::FindingsFile>& findings);

} // namespace cchc::projections
