#include "server/verify_rows.hpp"

#include "storage/sha256.hpp"

#include <cstring>

namespace cchc::server {

using domain::Sequence;
using domain::TenantNo;

void RowSum::add(std::string_view key, Sequence seq, std::string_view value)
{
    // Lengths first, so that no byte can move from the key into the value.
    const std::uint64_t front[] = {seq, key.size(), value.size()};
    const storage::Hash hash =
        storage::sha256({std::string_view(reinterpret_cast<const char*>(front), sizeof front), key, value});
    for (std::size_t i = 0; i < words_.size(); ++i) {
        std::uint64_t word = 0;
        std::memcpy(&word, hash.bytes.data() + i * sizeof word, sizeof word);
        words_[i] += word;
    }
}

KeptViews::KeptViews(const storage::ViewStore& rows, TenantNo whose) : store(rows), tenant(whose)
{
    for (const auto& [view_name, number] : rows.views())
        for (const projections::View view : projections::all_views)
            if (view_name ==
                std::string(projections::name_of(view)) + "@" + std::to_string(projections::version_of(view)))
                views[view] = {number, rows.cursor(tenant, number)};
}

RowSums::RowSums(const KeptViews& kept) : kept_(kept)
{
    for (const auto& [view, about] : kept.views) made_[view];
    found_ = std::async(std::launch::async, [&kept] {
        Sums sums;
        for (const auto& [view, about] : kept.views) {
            RowSum& sum = sums[view];
            kept.store.all_versions(
                kept.tenant, about.number,
                [&](std::string_view key, Sequence seq, const std::optional<std::string_view>& value) {
                    sum.add(key, seq, value.value_or("an erased row, and no fold erases one"));
                });
        }
        return sums;
    });
}

void RowSums::take(Sequence seq, const std::vector<projections::RowChange>& changes)
{
    for (const projections::RowChange& change : changes)
        if (const auto view = kept_.views.find(change.view); view != kept_.views.end() && seq < view->second.cursor)
            made_[change.view].add(change.key, seq, change.value);
}

bool RowSums::agree()
{
    return found_.get() == made_;
}

RowSearch::RowSearch(const KeptViews& kept, std::string tenant_name, std::vector<storage::Finding>& findings)
    : kept_(kept), name_(std::move(tenant_name)), findings_(findings)
{}

void RowSearch::found(projections::View view, const std::string& what)
{
    findings_.push_back(
        {storage::Finding::Kind::damage, "view " + std::string(projections::name_of(view)) + " of " + name_, what});
}

void RowSearch::take(Sequence seq, const std::vector<projections::RowChange>& changes)
{
    for (const projections::RowChange& change : changes) {
        const auto view = kept_.views.find(change.view);
        if (view == kept_.views.end() || seq >= view->second.cursor) continue; // not there yet: will be projected
        ++expected_[{change.view, change.key}];
        const auto kept = kept_.store.as_of(kept_.tenant, view->second.number, change.key, seq + 1);
        if (kept != change.value)
            found(change.view, "its row as of event " + std::to_string(seq) + " is not what the log adds up to");
    }
}

void RowSearch::finish()
{
    for (const auto& [row, count] : expected_) {
        std::size_t kept = 0;
        kept_.store.history(kept_.tenant, kept_.views.at(row.first).number, row.second, [&](Sequence, const auto&) {
            ++kept;
            return true;
        });
        if (kept != count)
            found(row.first, "a row has " + std::to_string(kept) + " versions, the log makes " + std::to_string(count));
    }
    for (const auto& [view, about] : kept_.views)
        kept_.store.all_versions(kept_.tenant, about.number, [&](std::string_view key, Sequence, const auto&) {
            if (!expected_.contains({view, std::string(key)})) found(view, "holds a row that no event made");
        });
}

} // namespace cchc::server
