#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cchc::domain {

/// An amount of points: exact, in whole ten-thousandths, at most four decimal places everywhere (SM-27, GLOSSARY).
/// Sums are exact; the only rounding is `Points::share`, once, at a leaf.
class Points {
public:
    static constexpr std::int64_t scale = 10'000;

    constexpr Points() = default;
    static constexpr Points from_units(std::int64_t ten_thousandths) { return Points(ten_thousandths); }
    static constexpr Points whole(std::int64_t points) { return Points(points * scale); }

    /// Reads `-?digits[.digits{1,4}]`, the JSON form. No grouping, no exponent, no spaces, no plus sign; at most
    /// 9 digits before the dot. Anything else is nothing.
    static std::optional<Points> parse(std::string_view text);

    /// `whole × numerator / denominator`, rounded once, half away from zero (GLOSSARY). denominator > 0.
    static Points share(Points whole, std::int64_t numerator, std::int64_t denominator);

    constexpr std::int64_t units() const { return units_; }
    /// The JSON form: at least two decimals, no more than needed: `0.75`, `1.00`, `0.3333`.
    std::string text() const;

    constexpr Points operator+(Points o) const { return Points(units_ + o.units_); }
    constexpr Points operator-(Points o) const { return Points(units_ - o.units_); }
    constexpr Points operator*(std::int64_t n) const { return Points(units_ * n); }
    constexpr Points& operator+=(Points o)
    {
        units_ += o.units_;
        return *this;
    }
    constexpr Points& operator-=(Points o)
    {
        units_ -= o.units_;
        return *this;
    }
    constexpr auto operator<=>(const Points&) const = default;

private:
    explicit constexpr Points(std::int64_t units) : units_(units) {}
    std::int64_t units_ = 0;
};

/// An instant in µs since 1970-01-01T00:00:00Z. Time is an argument everywhere in the core; only `server/clock` asks
/// the machine for it.
struct Instant {
    std::int64_t us = 0;
    constexpr auto operator<=>(const Instant&) const = default;
    constexpr Instant plus_us(std::int64_t more) const { return {us + more}; }
};

/// A day of the calendar, as days since 1970-01-01. Days late are counted from the day after the due date (SM-35).
struct Date {
    std::int32_t days = 0;
    constexpr auto operator<=>(const Date&) const = default;
    /// Reads `yyyy-mm-dd`, a real day of the proleptic Gregorian calendar from 1900 to 2200.
    static std::optional<Date> parse(std::string_view text);
    static Date from_civil(int year, unsigned month, unsigned day);
    std::string text() const; ///< `2023-01-20`
};

/// Vietnam keeps +07:00 all year round (LK-10): the local day an instant falls on, and the instant a local day begins.
Date local_date(Instant at);
Instant start_of_local_day(Date day);
/// `2026-03-31T17:00:00.000000Z`, as stored in events.
std::string utc_text(Instant at);
/// `2026-03-31T17:00:00.412+07:00`, as shown by the API (milliseconds, truncated).
std::string local_text(Instant at);
/// Reads RFC 3339 with an offset or `Z`, up to 6 decimals of a second. Leap second 60 is refused.
std::optional<Instant> parse_instant(std::string_view text);

/// Place of an event in its tenant's log: 0, 1, 2 … without a gap; also its leaf index in the Merkle tree.
using Sequence = std::uint64_t;
/// Number of a tenant on this server; keys begin with it.
using TenantNo = std::uint32_t;

/// A name that cannot be mistaken for another kind of name.
template <class Tag>
struct Id {
    std::string value;
    Id() = default;
    explicit Id(std::string v) : value(std::move(v)) {}
    explicit Id(std::string_view v) : value(v) {}
    explicit Id(const char* v) : value(v) {}
    bool empty() const { return value.empty(); }
    auto operator<=>(const Id&) const = default;
};

using TenantId = Id<struct TenantTag>; ///< `quang-dien`
using ActorId = Id<struct ActorTag>;   ///< pseudonym of a person or a machine, resolved in the directory: `p-7f3k…`
using AgencyId = Id<struct AgencyTag>; ///< code of an assessed agency: `phong-noi-vu`
using GroupId = Id<struct GroupTag>;   ///< code of an agency group: `phong-chuyen-mon`
using CycleId = Id<struct CycleTag>;   ///< `2023`
using RoundId = Id<struct RoundTag>;   ///< `self_assessment`, `appraisal_1`, `supplement`, `appraisal_2`
using AssessmentId = Id<struct AssessmentTag>; ///< `<cycle>-<agency>`: `2023-phong-noi-vu`
using Code = Id<struct CodeTag>;               ///< criterion code with its area: `II.6.3` (CS-3)
using RegulationId = Id<struct RegulationTag>; ///< `quang-dien-2023`
using GrantId = Id<struct GrantTag>;           ///< one holding of a role, one reopening
using LinkId = Id<struct LinkTag>;             ///< one piece of evidence on one criterion
using PaperId = Id<struct PaperTag>;           ///< one secret paper declared on one criterion
using ReportId = Id<struct ReportTag>;         ///< one report from outside about an assessment
using CommentId = Id<struct CommentTag>;       ///< one comment on a draft
using OverlayId = Id<struct OverlayTag>;       ///< one guidance overlay of a regulation

/// Whether a text may serve as an id that people choose: 1 to 64 of `a-z 0-9 . _ -`, beginning with a letter or digit.
/// Such ids need no escaping in any key, URL or JSON text.
bool well_formed_id(std::string_view text);

/// The assessment of one agency in one cycle.
AssessmentId assessment_id(const CycleId& cycle, const AgencyId& agency);

/// SHA-256 of an evidence file, raw.
struct Sha256 {
    std::array<std::uint8_t, 32> bytes{};
    auto operator<=>(const Sha256&) const = default;
    static std::optional<Sha256> from_hex(std::string_view hex); ///< 64 lower-case digits
    std::string hex() const;
};

/// Combines lambdas into one visitor: `std::visit(match{…}, event)`.
template <class... F>
struct match : F... {
    using F::operator()...;
};
template <class... F>
match(F...) -> match<F...>;

} // namespace cchc::domain
