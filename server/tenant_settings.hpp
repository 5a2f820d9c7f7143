#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the operator says of the assessment systems one server hosts (DL-5): the file of `cchc serve --tenants`.
///
///     {"tenants": [
///       {"id": "bac-giang", "title": "UBND tỉnh Bắc Giang", "hosts": ["cchc.bacgiang.example.vn"]},
///       {"id": "viet-yen", "title": "UBND huyện Việt Yên", "superior": "bac-giang",
///        "limits": {"requests_per_second": 200, "commands_waiting": 2048, "members": 500},
///        "evidence": {"agency_files": 5000, "agency_bytes": 10737418240, "criterion_files": 50,
///                     "criterion_bytes": 524288000, "types": ["pdf", "jpg", "png"]}}
///     ]}
///
/// The first answers where neither a host nor the first segment of a path names one.
namespace cchc::server {

/// What one system may take of the server's common means, so that none starves another. Absent: no limit of its own.
struct TenantLimits {
    std::optional<std::uint32_t> requests_per_second; ///< at its API; beyond: 429
    std::optional<std::size_t> commands_waiting;      ///< before the sequencer; beyond: 503
    std::optional<std::size_t> members;               ///< accounts that `cchc user add` enters
};

/// What evidence one system takes: of one agency in all, what lies in the register and what is on its way in; and of
/// one criterion of one assessment. Beyond: `quota-exceeded`.
struct EvidenceLimits {
    std::uint64_t agency_files = 20'000;
    std::uint64_t agency_bytes = 20ull << 30;
    std::uint64_t criterion_files = 200;
    std::uint64_t criterion_bytes = 1ull << 30;
    std::vector<std::string> types; ///< of `file_kinds`, by their extension without the dot; empty: all of them

    bool takes(std::string_view extension) const; ///< `.pdf`
};

struct TenantSettings {
    std::string id; ///< in paths, in the log's origin; for ever
    std::string title = "Hệ thống đánh giá";
    std::string superior;           ///< id of the one whose staff read what this one has published (DL-7); empty: none
    std::vector<std::string> hosts; ///< names that lead here without a segment in the path
    TenantLimits limits;
    EvidenceLimits evidence;
};

/// Reads the file's text and throws storage::FormatError at what is wrong in it, `check_tenants` included.
std::vector<TenantSettings> read_tenants(std::string_view text);

/// Throws std::invalid_argument: none at all, an id or a host twice, a superior that is not there or is reached from
/// itself.
void check_tenants(const std::vector<TenantSettings>& tenants);

} // namespace cchc::server
