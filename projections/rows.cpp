#include "projections/rows.hpp"

#include "projections/pack.hpp"

#include <algorithm>

// Row bytes: the members in the order of the struct, as `projections/pack.hpp` writes them.

namespace cchc::projections {

std::string_view name_of(View view)
{
    switch (view) {
    case View::entry: return "entry";
    case View::assessment: return "assessment";
    case View::totals: return "totals";
    case View::item: return "item";
    }
    return "";
}

std::string_view name_of(ItemState state)
{
    switch (state) {
    case ItemState::pending: return "pending";
    case ItemState::drafted: return "drafted";
    case ItemState::agreed: return "agreed";
    case ItemState::disagreed: return "disagreed";
    case ItemState::supplement_requested: return "supplement_requested";
    }
    return "";
}

// ── keys ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

static std::string with_prefix(std::string_view id)
{
    std::string key(id);
    key += '\0'; // ids have no NUL: no assessment's rows mix with those of one whose id it begins
    return key;
}
static void put_number(std::string& key, CriterionNo criterion)
{
    for (int shift = 24; shift >= 0; shift -= 8) key += static_cast<char>(criterion >> shift);
}
static CriterionNo number_at(std::string_view key, std::size_t at)
{
    CriterionNo number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(key[at + i]);
    return number;
}

std::string entry_prefix(std::string_view assessment)
{
    return with_prefix(assessment);
}
std::string entry_key(std::string_view assessment, CriterionNo criterion)
{
    std::string key = with_prefix(assessment);
    put_number(key, criterion);
    return key;
}
std::string item_key(std::string_view assessment, CriterionNo criterion, int ordinal)
{
    std::string key = entry_key(assessment, criterion);
    key += static_cast<char>(ordinal);
    return key;
}
std::string totals_prefix(std::string_view cycle)
{
    return with_prefix(cycle);
}
std::string totals_key(std::string_view cycle, std::string_view assessment)
{
    return with_prefix(cycle).append(assessment);
}
std::pair<CriterionNo, int> criterion_of_item_key(std::string_view key)
{
    return {number_at(key, key.size() - 5), key.back()};
}

// ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────

std::string encode(const EntryRow& row)
{
    Pack pack;
    pack.out.reserve(row.json.size() + 64);
    pack << row.version << row.counted << row.scored << row.awaited << row.not_applicable << row.complete << row.amended
         << row.scored_at << row.owes.score << row.owes.evidence << row.owes.explanation
         << row.owes.evidence_or_explanation << row.owes.reference << row.lacks_signature << row.doubts.invalid
         << row.doubts.indeterminate << row.doubts.issuer_differs << row.uncounted << row.basis << row.evidence
         << row.self << row.published << row.json << static_cast<std::uint32_t>(row.reports.size());
    for (const EntryRow::Report& one : row.reports) pack << one.id << one.taken_in_by << one.json;
    return std::move(pack.out);
}
EntryRow decode_entry(std::string_view bytes)
{
    EntryRow row;
    std::uint32_t reports = 0;
    Unpack unpack(bytes);
    unpack >> row.version >> row.counted >> row.scored >> row.awaited >> row.not_applicable >> row.complete >>
        row.amended >> row.scored_at >> row.owes.score >> row.owes.evidence >> row.owes.explanation >>
        row.owes.evidence_or_explanation >> row.owes.reference >> row.lacks_signature >> row.doubts.invalid >>
        row.doubts.indeterminate >> row.doubts.issuer_differs >> row.uncounted >> row.basis >> row.evidence >>
        row.self >> row.published >> row.json >> reports;
    if (reports > 1000) throw std::runtime_error("a view's row has a thousand reports");
    row.reports.resize(reports);
    for (EntryRow::Report& one : row.reports) unpack >> one.id >> one.taken_in_by >> one.json;
    return row;
}

const ItemRow::Judgement& ItemRow::by(std::string_view agency) const
{
    static const Judgement none{{}, 0, 0, 0, "null", "null"};
    const auto found = std::ranges::find(judgements, agency, &Judgement::by);
    return found == judgements.end() ? none : *found;
}
bool ItemRow::anybody_decided() const
{
    return std::ranges::any_of(judgements, [](const Judgement& one) { return one.decided != "null"; });
}

std::string encode(const ItemRow& row)
{
    Pack pack;
    pack << static_cast<std::uint32_t>(row.judgements.size());
    for (const ItemRow::Judgement& one : row.judgements)
        pack << one.by << one.version << one.judged_version << one.state << one.json << one.decided;
    pack << row.verdict << row.see_each_other << row.outcome << row.ruling;
    return std::move(pack.out);
}
ItemRow decode_item(std::string_view bytes)
{
    ItemRow row;
    std::uint32_t judgements = 0;
    Unpack unpack(bytes);
    unpack >> judgements;
    if (judgements > 1000) throw std::runtime_error("a view's row has a thousand appraisers");
    row.judgements.resize(judgements);
    for (ItemRow::Judgement& one : row.judgements)
        unpack >> one.by >> one.version >> one.judged_version >> one.state >> one.json >> one.decided;
    unpack >> row.verdict >> row.see_each_other >> row.outcome >> row.ruling;
    return row;
}

std::string encode(const AssessmentRow& row)
{
    Pack pack;
    pack << row.seq << row.version << row.content << row.submitted << row.to_confirm << row.approval
         << row.approved_content << row.delegate.value << row.approval_json << row.submissions_json;
    return std::move(pack.out);
}
AssessmentRow decode_assessment(std::string_view bytes)
{
    AssessmentRow row;
    Unpack(bytes) >> row.seq >> row.version >> row.content >> row.submitted >> row.to_confirm >> row.approval >>
        row.approved_content >> row.delegate.value >> row.approval_json >> row.submissions_json;
    return row;
}

std::string encode(const TotalsRow& row)
{
    Pack pack;
    pack << row.seq << row.points << row.maximum << row.applicable_maximum << row.complete << row.leaves
         << row.submitted << row.days_late << row.submitted_at << row.last_change_at << row.decided << row.appraisable
         << static_cast<std::uint32_t>(row.areas.size());
    for (const TotalsRow::Area& area : row.areas) pack << area.points << area.complete << area.leaves;
    pack << row.tie_breaks << row.awaited;
    return std::move(pack.out);
}
TotalsRow decode_totals(std::string_view bytes)
{
    TotalsRow row;
    std::uint32_t areas = 0;
    Unpack unpack(bytes);
    unpack >> row.seq >> row.points >> row.maximum >> row.applicable_maximum >> row.complete >> row.leaves >>
        row.submitted >> row.days_late >> row.submitted_at >> row.last_change_at >> row.decided >> row.appraisable >>
        areas;
    if (areas > 1000) throw std::runtime_error("a view's row has a thousand areas");
    row.areas.resize(areas);
    for (TotalsRow::Area& area : row.areas) unpack >> area.points >> area.complete >> area.leaves;
    unpack >> row.tie_breaks >> row.awaited;
    return row;
}

} // namespace cchc::projections
