#pragma once

#include "domain/assessment.hpp"
#include "domain/events.hpp"
#include "domain/evidence.hpp"
#include "domain/result.hpp"
#include "domain/values.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Rows: what views are made of. A row is a pure fold of the log; every version of it is kept under its sequence, so
/// that any view as of any moment is read, not replayed. Rows hold ids only; names live outside the log.
namespace cchc::projections {

using domain::ActorId;
using domain::CriterionNo;
using domain::Instant;
using domain::Points;
using domain::Sequence;

/// The kinds of rows, and the version of each: a new shape of row is a new version, built beside the old one.
enum class View : std::uint8_t { entry = 1, assessment = 2, totals = 3, item = 4 };
inline constexpr std::array all_views{View::entry, View::assessment, View::totals, View::item};
constexpr std::uint16_t version_of(View view)
{
    switch (view) {
    case View::entry: return 7;
    case View::totals:
    case View::item:
    case View::assessment: return 2;
    }
    return 0;
}
std::string_view name_of(View view);

/// One row as it is from `seq` of the record that changed it on.
struct RowChange {
    View view{};
    std::string key;
    std::string value;
    bool operator==(const RowChange&) const = default;
};

/// Keys: an assessment's own rows share its prefix; totals of one cycle share the cycle's.
std::string entry_prefix(std::string_view assessment);
std::string entry_key(std::string_view assessment, CriterionNo criterion);
std::string item_key(std::string_view assessment, CriterionNo criterion, int ordinal);
std::string totals_prefix(std::string_view cycle);
std::string totals_key(std::string_view cycle, std::string_view assessment);
/// The criterion and the round that an item's key ends with.
std::pair<CriterionNo, int> criterion_of_item_key(std::string_view key);

/// One entry, all that an agency may see of it. `json` is the entry as the API shows it.
struct EntryRow {
    std::uint32_t version = 0;
    std::array<Points, 3> counted;    ///< by stage: self, round 1, round 2; a penalty's are below 0
    bool scored = false;              ///< there is a self score, the system's, or what others gave
    bool awaited = false;             ///< others score it and have brought in nothing yet (ES-11)
    bool not_applicable = false;      ///< what `na_policy` speaks of
    bool complete = false;            ///< owes nothing before submission
    bool amended = false;             ///< since its agency submitted, or others gave its points
    std::optional<Instant> scored_at; ///< when the points that count came about: which rule gave them (ES-8)
    domain::Owes owes;                ///< what it owes
    bool lacks_signature = false;     ///< a file without a signature that holds stands where one is wanted (EV-15)
    domain::SignatureDoubts doubts;   ///< what deserves a look, of the files that stand
    domain::Uncounted uncounted = domain::Uncounted::no; ///< why the self score counts for nothing
    domain::Basis basis = domain::Basis::none;
    std::vector<domain::Sha256> evidence;           ///< files attached, each once, in the order attached
    std::optional<Points> self;                     ///< the self score itself
    std::array<std::optional<Points>, 2> published; ///< what the council gave in round 1 and 2
    /// A report from outside, as the API shows it; who told it is in no row.
    struct Report {
        std::string id;
        std::string taken_in_by; ///< an agency
        std::string json;
        bool operator==(const Report&) const = default;
    };
    std::vector<Report> reports;
    std::string json;
    bool operator==(const EntryRow&) const = default;
};
std::string encode(const EntryRow& row);
EntryRow decode_entry(std::string_view bytes);

/// One entry in one appraisal round, as the council sees it, drafts and all. Never shown to an agency, and to an
/// appraiser only what of it he may see.
struct ItemRow {
    /// Of each agency that said something.
    struct Judgement {
        std::string by;
        std::uint32_t version = 0;
        std::uint32_t judged_version = 0; ///< of the entry
        std::uint8_t state = 0;           ///< see `ItemState`
        std::string json;                 ///< what it said last, a draft perhaps: for its own eyes
        std::string decided;              ///< what it decided, or `null`: for the others' too
        bool operator==(const Judgement&) const = default;
    };
    std::vector<Judgement> judgements;
    domain::Verdict verdict = domain::Verdict::open;
    bool see_each_other = true; ///< the appraisers: always, unless they work blind (AP-15)
    std::string outcome;        ///< what it has come to, or `null`
    std::string ruling;         ///< the chair's, or `null`
    bool operator==(const ItemRow&) const = default;

    /// The agency's judgement; an empty one where it has not said anything.
    const Judgement& by(std::string_view agency) const;
    bool anybody_decided() const;
};
enum class ItemState : std::uint8_t { pending, drafted, agreed, disagreed, supplement_requested };
std::string_view name_of(ItemState state);
std::string encode(const ItemRow& row);
ItemRow decode_item(std::string_view bytes);

/// What stands about an assessment besides its entries: submissions, approval, counters.
struct AssessmentRow {
    Sequence seq = 0;          ///< of the last event in its stream, or that opened or amended the cycle
    std::uint32_t version = 0; ///< events in its stream
    std::uint64_t content = 0;
    bool submitted = false;
    bool to_confirm = false; ///< submitted, and amended since
    domain::ApprovalState approval = domain::ApprovalState::none;
    std::uint64_t approved_content = 0;
    ActorId delegate;
    std::string approval_json;
    std::string submissions_json;
    bool operator==(const AssessmentRow&) const = default;
};
std::string encode(const AssessmentRow& row);
AssessmentRow decode_assessment(std::string_view bytes);

/// Who may still owe points to a total (ES-11).
inline constexpr std::array awaited_kinds{domain::ScoredBy::appraising_agency, domain::ScoredBy::survey,
                                          domain::ScoredBy::leaders, domain::ScoredBy::council,
                                          domain::ScoredBy::import};

/// One assessment's sums: what rankings, progress boards and lists are made of.
struct TotalsRow {
    struct Area {
        std::array<Points, 3> points; ///< by stage, as the regulation adds them up (domain/total.hpp)
        std::uint32_t complete = 0;
        std::uint32_t leaves = 0; ///< those the agency scores
        bool operator==(const Area&) const = default;
    };
    Sequence seq = 0;             ///< of the last event that changed anything below
    std::array<Points, 3> points; ///< by stage; stages not reached repeat the last one reached
    Points maximum;
    Points applicable_maximum;
    std::uint32_t complete = 0;
    std::uint32_t leaves = 0;
    bool submitted = false;
    std::int32_t days_late = 0;
    std::optional<Instant> submitted_at;
    std::optional<Instant> last_change_at;
    std::array<std::uint32_t, 2> decided{}; ///< decisions recorded in appraisal round 1 and 2, published or not
    std::uint32_t appraisable = 0;
    std::vector<Area> areas;                       ///< in the set's order
    std::vector<std::array<Points, 3>> tie_breaks; ///< of the regulation's `tie_break`, in its order (RK-5)
    std::array<std::uint32_t, 5> awaited{};        ///< leaves whose points others still owe, by `awaited_kinds` (ES-11)
    bool operator==(const TotalsRow&) const = default;
};
std::string encode(const TotalsRow& row);
TotalsRow decode_totals(std::string_view bytes);

} // namespace cchc::projections
