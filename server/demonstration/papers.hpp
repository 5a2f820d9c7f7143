#pragma once

#include <functional>
#include <string>
#include <string_view>

/// The small PDFs that the offices bring, each saying what it proves.
namespace cchc::server::demonstration {

std::string paper(const std::string& office, const std::string& criterion);

/// DER over these bytes.
using Sign = std::function<std::string(std::string_view bytes)>;
/// The same, with a visible signature.
std::string signed_paper(const std::string& office, const std::string& criterion, const Sign& sign);

/// A signed paper in which somebody replaced the text afterwards, as any program for PDFs can.
std::string altered(std::string paper);

} // namespace cchc::server::demonstration
