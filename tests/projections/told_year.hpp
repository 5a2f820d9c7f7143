#pragma once

#include "projections/views.hpp"
#include "storage/view_store.hpp"
#include "tests/projections/a_year.hpp"
#include "tests/storage/scratch.hpp"

/// The year as the server would tell it, in one thread and without a disk log: decided, evolved, projected, its rows
/// kept.
namespace cchc::tests {

using namespace projections;

/// Stored rows as they were once `size` events had happened.
class RowsAsOf : public RowSource {
public:
    RowsAsOf(const storage::ViewStore& store, TenantNo tenant, const std::map<View, storage::ViewNo>& numbers,
             std::uint64_t size)
        : store_(store), tenant_(tenant), numbers_(numbers), size_(size)
    {}
    void rows(View view, std::string_view prefix,
              const std::function<void(std::string_view, std::string_view)>& show) const override
    {
        store_.scan_as_of(tenant_, numbers_.at(view), prefix, size_, [&](const storage::ViewStore::Row& row) {
            show(row.key, row.value);
            return true;
        });
    }

    void rows_of(View view, const std::vector<std::string>& keys,
                 const std::function<void(std::size_t, std::string_view)>& show) const override
    {
        store_.rows_as_of(tenant_, numbers_.at(view), keys, size_, show);
    }

private:
    const storage::ViewStore& store_;
    TenantNo tenant_;
    const std::map<View, storage::ViewNo>& numbers_;
    std::uint64_t size_;
};

/// A cycle as of `size` events, folded from its own stream.
inline std::shared_ptr<const CycleView> cycle_as_of(const std::vector<Record>& records, std::uint64_t size)
{
    auto view = std::make_shared<CycleView>();
    for (const Record& record : records) {
        if (record.seq >= size || record.stream.kind != StreamKind::cycle) continue;
        const auto version = version_named_by(std::get<CycleEvent>(record.event));
        evolve(*view, record, version ? version_of_the_regulation(*version) : nullptr);
    }
    return view->cycle.exists() ? view : nullptr;
}

/// All that a page can be shown of an assessment.
inline std::string everything_about(const AssessmentView& view)
{
    std::string text = render_entries(view, nullptr) + render_checks(view);
    const AgencyId sees("phong-tu-phap");
    const Sight its{sees};
    text += render_entries(view, &its);
    JsonWriter json(text);
    json.open_object();
    write_header(json, view);
    json.close_object();
    for (const CriterionNo leaf : view.set->leaves()) {
        for (const int ordinal : {1, 2}) write_item(json, view, leaf, ordinal, sees, view.cycle->opened.at);
        for (const Sha256& file : view.entries[leaf]->evidence) text += file.hex();
    }
    return text;
}
/// And of a cycle's boards.
inline std::string everything_about(const Board& board)
{
    const GroupId group("phong-chuyen-mon");
    const AgencyId one("phong-tu-phap");
    return render_ranking(board, group, nullptr) + render_ranking(board, group, &one) +
           render_standing(board, group, one, true) + render_progress(board) + render_assessments(board, nullptr);
}

inline void knows_every_version(Views& fold)
{
    for (const std::uint32_t version : {1u, 2u, 3u})
        fold.learn(document_of_version(version).sha256, version_of_the_regulation(version));
}

class ToldYear {
public:
    std::vector<Record> records;
    std::vector<std::vector<RowChange>> changes; ///< by sequence
    int refused = 0;
    /// Everything people asked for, and how much had happened by then.
    struct Wish {
        std::size_t size;
        Player who;
        Command what;
        Instant at;
    };
    std::vector<Wish> wishes;
    bool amends = false; ///< in mid-cycle, twice
    /// Called after each record.
    std::function<void(const Record&)> after = [](const Record&) {};
    Views views;
    World world;
    Instant now;

    void tell(std::uint64_t seed, int acts_a_phase)
    {
        for (const std::uint32_t version : {1u, 2u, 3u})
            world.library[document_of_version(version).sha256] = version_of_the_regulation(version);
        knows_every_version(views);
        AYear year([&](const Player& who, Command what) { return ask(who, what); }, [&](Instant to) { now = to; }, seed,
                   acts_a_phase);
        year.amends = amends;
        year.play();
    }

private:
    bool ask(const Player& who, const Command& what)
    {
        while (const auto due = world.next_due()) { // the clock comes first
            if (now < *due) break;
            for (const RoundId& round : {self_assessment, appraisal_1, supplement, appraisal_2})
                decided(the_system, LockRound{cycle_2023, round, LockedBy::clock, {}});
            for (const GrantId& grant :
                 {GrantId("mo-lai-1"), GrantId("mo-lai-2"), GrantId("mo-lai-3"), GrantId("mo-lai-sd")})
                decided(the_system, EndReopening{cycle_2023, grant, LockedBy::clock, {}});
        }
        wishes.push_back({records.size(), who, what, now});
        const bool accepted = decided(who, what);
        refused += !accepted;
        return accepted;
    }
    bool decided(const Player& who, const Command& what)
    {
        auto outcome = decide(world, what, {who.actor, who.hat, now, {}}, storage::sha256);
        if (!outcome) return false;
        for (Happened& happened : *std::move(outcome)) {
            records.push_back({records.size(), now, happened.stream, who.actor, who.hat.role, happened.event});
            evolve(world, records.back());
            views.project(records.back(), changes.emplace_back());
            after(records.back());
        }
        return true;
    }
};

/// A told year with its stored rows, and what was shown live at every 11th event.
struct StoredYear {
    static constexpr std::uint64_t every = 11; ///< events from one comparison to the next
    Scratch scratch;
    storage::ViewStore store{{.folder = scratch}};
    std::map<View, storage::ViewNo> numbers;
    ToldYear year;
    std::map<std::uint64_t, std::map<std::string, std::string>> shown; ///< by size: what was seen of each thing

    explicit StoredYear(std::uint64_t seed, bool amends = false)
    {
        for (const View view : all_views) numbers[view] = store.view(name_of(view), version_of(view));
        year.amends = amends;
        year.after = [this](const Record& record) {
            storage::ViewStore::Rows rows;
            for (const RowChange& change : year.changes.back())
                rows.put(1, numbers.at(change.view), change.key, record.seq, change.value);
            if (!rows.empty()) store.write(std::move(rows));
            const auto* event = std::get_if<CycleEvent>(&record.event); // and right after an amendment
            if (record.seq % every != 0 && !(event && std::holds_alternative<CycleAmended>(*event))) return;
            const auto snapshot = year.views.snapshot();
            auto& seen = shown[snapshot->size];
            const CycleSnapshot* cycle = snapshot->cycle("2023");
            if (!cycle) return;
            for (const auto& assessment : cycle->assessments)
                seen[assessment->id.value] = everything_about(*assessment);
            seen["board"] = everything_about(cycle->board());
        };
        year.tell(seed, 80);
    }

    /// The first thing that is not, as of some moment, what was shown then; empty where all is.
    std::string shown_otherwise() const
    {
        for (const auto& [size, seen] : shown) {
            const auto cycle = cycle_as_of(year.records, size);
            const std::string when = " as of " + std::to_string(size);
            if ((cycle != nullptr) == seen.empty()) return "the cycle" + when;
            if (!cycle) continue;
            const RowsAsOf rows(store, 1, numbers, size);
            for (const AgencyId& agency : cycle->cycle.agencies) {
                const auto view = assessment_from(rows, agency, cycle);
                if (!view || everything_about(*view) != seen.at(view->id.value)) return agency.value + when;
            }
            if (everything_about(board_from(rows, cycle)) != seen.at("board")) return "the board" + when;
        }
        return {};
    }
};

} // namespace cchc::tests
