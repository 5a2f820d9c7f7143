#include "projections/views.hpp"

#include "projections/fold.hpp"
#include "projections/stored_view.hpp"

#include <algorithm>
#include <cassert>
#include <span>

namespace cchc::projections {

using namespace domain;

const Code* criterion_of(const AssessmentEvent& event)
{
    return std::visit(
        [](const auto& e) -> const Code* {
            if constexpr (requires { e.criterion; })
                return &e.criterion;
            else
                return nullptr;
        },
        event);
}

// ── snapshots ────────────────────────────────────────────────────────────────────────────────────────────────────────

const CycleSnapshot* Snapshot::cycle(std::string_view id) const
{
    const auto found = cycles.find(CycleId(id));
    return found == cycles.end() ? nullptr : found->second.get();
}

std::shared_ptr<const AssessmentView> Snapshot::assessment(std::string_view id) const
{
    for (const auto& [cycle, held] : cycles)
        if (const auto place = held->places->find(id); place != held->places->end())
            return held->assessments[place->second];
    return nullptr;
}

Board CycleSnapshot::board() const
{
    Board board{cycle, cycle->seq, cycle->seq, {}};
    board.entries.reserve(assessments.size());
    for (const auto& assessment : assessments) {
        board.told = std::max(board.told, assessment->facts->seq);
        board.seq = std::max({board.seq, board.told, assessment->totals->seq});
        board.entries.push_back({assessment->id, assessment->agency, assessment->listing, assessment->totals,
                                 assessment_state(*cycle, assessment->agency, *assessment->facts)});
    }
    return board;
}

CycleSnapshot::Ranking CycleSnapshot::ranking(const GroupId& group) const
{
    const auto drawn = rankings_.load(std::memory_order_acquire);
    if (drawn)
        if (const auto found = drawn->find(group); found != drawn->end()) return found->second;
    const Board from = board();
    Ranking made{from.told, std::make_shared<const std::string>(render_ranking(from, group, nullptr))};
    auto all = drawn ? std::make_shared<Rankings>(*drawn) : std::make_shared<Rankings>();
    all->emplace(group, made);
    rankings_.store(std::move(all), std::memory_order_release); // two who ask at once draw the same
    return made;
}

// ── the letter to the caller ─────────────────────────────────────────────────────────────────────────────────────────

Views::Views() : inside_(std::make_unique<Inside>()) {}
Views::Views(Views&&) noexcept = default;
Views& Views::operator=(Views&&) noexcept = default;
Views::~Views() = default;

void Views::learn(const Sha256& document, std::shared_ptr<const Regulation> regulation)
{
    inside_->world.library[document] = std::move(regulation);
}
void Views::project(const Record& record, std::vector<RowChange>& changes)
{
    inside_->project(record, changes);
}
std::shared_ptr<const Snapshot> Views::snapshot()
{
    return inside_->snapshot();
}
std::shared_ptr<const AssessmentView> Views::assessment(std::string_view id) const
{
    const auto found = inside_->folders.find(id);
    if (found == inside_->folders.end()) return nullptr;
    found->second.is_shown = true;
    return found->second.view;
}
std::shared_ptr<const CycleView> Views::cycle(const CycleId& id) const
{
    const auto found = inside_->cycles.find(id);
    return found == inside_->cycles.end() ? nullptr : found->second;
}
const World& Views::world() const
{
    return inside_->world;
}
std::uint64_t Views::size() const
{
    return inside_->size;
}
Instant Views::at() const
{
    return inside_->at;
}

// ── from stored rows ─────────────────────────────────────────────────────────────────────────────────────────────────

/// What stands beside the entries.
static void read_sums(AssessmentView& view, const RowSource& rows)
{
    rows.rows_of(View::assessment, {view.id.value}, [&](std::size_t, std::string_view value) {
        view.facts = std::make_shared<const AssessmentRow>(decode_assessment(value));
    });
    rows.rows_of(View::totals, {totals_key(view.cycle->cycle.id.value, view.id.value)},
                 [&](std::size_t, std::string_view value) {
                     view.totals = std::make_shared<const TotalsRow>(decode_totals(value));
                 });
}

/// The entries of these criteria, and the items whose keys begin so.
static void read_entries(AssessmentView& view, const RowSource& rows, std::span<const CriterionNo> criteria,
                         std::string_view prefix)
{
    std::vector<std::string> keys;
    for (const CriterionNo criterion : criteria) keys.push_back(entry_key(view.id.value, criterion));
    rows.rows_of(View::entry, keys, [&](std::size_t which, std::string_view value) {
        view.entries[criteria[which]] = std::make_shared<const EntryRow>(decode_entry(value));
    });
    auto items = std::make_shared<AssessmentView::Items>(*view.items);
    rows.rows(View::item, prefix, [&](std::string_view key, std::string_view value) {
        const auto [criterion, ordinal] = criterion_of_item_key(key);
        // Rows of numbers that are no leaf's stayed behind when an amendment gave the numbers to others.
        if (criterion >= view.set->size() || !(*view.set)[criterion].leaf) return;
        (*items)[criterion][ordinal == 2 ? 1 : 0] = std::make_shared<const ItemRow>(decode_item(value));
    });
    view.items = std::move(items);
}

std::shared_ptr<const AssessmentView> assessment_from(const RowSource& rows, const AgencyId& agency,
                                                      std::shared_ptr<const CycleView> cycle)
{
    auto view = std::make_shared<AssessmentView>();
    view->id = assessment_id(cycle->cycle.id, agency);
    view->agency = agency;
    view->listing = cycle->cycle.regulation->agency(agency);
    view->set = cycle->cycle.regulation->set_of(view->listing->group);
    view->cycle = std::move(cycle);
    view->entries.resize(view->set->size());
    view->items = std::make_shared<AssessmentView::Items>(view->set->size());
    read_entries(*view, rows, view->set->leaves(), entry_prefix(view->id.value));
    read_sums(*view, rows);
    if (!view->facts || !view->totals) return nullptr;
    view->seq = std::max(view->facts->seq, view->cycle->seq);
    return view;
}

std::shared_ptr<const AssessmentView> moved_on(const AssessmentView& before, const RowSource& rows,
                                               std::optional<CriterionNo> criterion)
{
    auto next = std::make_shared<AssessmentView>(before);
    if (criterion)
        read_entries(*next, rows, {&*criterion, 1}, entry_key(next->id.value, *criterion));
    else
        read_entries(*next, rows, next->set->leaves(), entry_prefix(next->id.value));
    read_sums(*next, rows);
    next->seq = std::max(next->facts->seq, next->cycle->seq);
    return next;
}

namespace {

/// Finds agencies' listings one after the other: at once when they are asked for in the regulation's own order, as a
/// cycle's mostly are.
class Listings {
public:
    explicit Listings(const Regulation& regulation) : all_(regulation.agencies) {}
    const AgencyListing* find(const AgencyId& agency)
    {
        for (std::size_t step = 0; step < all_.size(); ++step) {
            const AgencyListing& listing = all_[(next_ + step) % all_.size()];
            if (listing.id != agency) continue;
            next_ += step + 1;
            return &listing;
        }
        return nullptr;
    }

private:
    const std::vector<AgencyListing>& all_;
    std::size_t next_ = 0;
};

} // namespace

Board board_from(const RowSource& rows, std::shared_ptr<const CycleView> cycle)
{
    Board board{cycle, cycle->seq, cycle->seq, {}};
    const std::vector<AgencyId>& agencies = cycle->cycle.agencies;
    std::vector<std::string> ids, keys;
    for (const AgencyId& agency : agencies) {
        ids.push_back(assessment_id(cycle->cycle.id, agency).value);
        keys.push_back(totals_key(cycle->cycle.id.value, ids.back()));
    }
    std::vector<std::shared_ptr<const TotalsRow>> totals(agencies.size());
    rows.rows_of(View::totals, keys, [&](std::size_t which, std::string_view value) {
        totals[which] = std::make_shared<const TotalsRow>(decode_totals(value));
    });
    std::vector<std::optional<AssessmentRow>> facts(agencies.size());
    rows.rows_of(View::assessment, ids,
                 [&](std::size_t which, std::string_view value) { facts[which] = decode_assessment(value); });
    Listings listings(*cycle->cycle.regulation);
    for (std::size_t i = 0; i < agencies.size(); ++i) {
        const AgencyListing* listing = listings.find(agencies[i]);
        if (!totals[i] || !facts[i]) continue;
        board.told = std::max(board.told, facts[i]->seq);
        board.seq = std::max({board.seq, board.told, totals[i]->seq});
        board.entries.push_back(
            {AssessmentId(ids[i]), agencies[i], listing, totals[i], assessment_state(*cycle, agencies[i], *facts[i])});
    }
    return board;
}

} // namespace cchc::projections
