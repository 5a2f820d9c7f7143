#pragma once

#include "projections/rows.hpp"
#include "storage/verify.hpp"
#include "storage/view_store.hpp"

#include <array>
#include <future>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// The part of `cchc verify` that holds the rows of views against what a fold of the log makes.
namespace cchc::server {

/// A sum over rows, whatever their order: of the SHA-256 of each, as four numbers that wrap around. Rows that differ in
/// a single bit come to another sum. Against damage, not against a forger: whoever can write the views can write all of
/// them.
class RowSum {
public:
    void add(std::string_view key, domain::Sequence seq, std::string_view value);
    bool operator==(const RowSum&) const = default;

private:
    std::array<std::uint64_t, 4> words_{};
};

/// The views of one tenant that the store keeps and this program knows, and how far each has come.
struct KeptViews {
    KeptViews(const storage::ViewStore& store, domain::TenantNo tenant);

    struct Kept {
        storage::ViewNo number = 0;
        std::uint64_t cursor = 0; ///< events that are in it
    };
    const storage::ViewStore& store;
    domain::TenantNo tenant = 0;
    std::map<projections::View, Kept> views;
};

/// Whether the store keeps the very rows the fold makes, all of them and no others, as far as each view's cursor says.
/// Reads the store once from end to end, on a thread of its own while the log is folded: a tenth of what a search for
/// each row costs. It cannot tell which row differs; RowSearch can.
class RowSums {
public:
    explicit RowSums(const KeptViews& kept);

    void take(domain::Sequence seq, const std::vector<projections::RowChange>& changes);
    /// Throws storage::Failure at what cannot be read.
    bool agree();

private:
    using Sums = std::map<projections::View, RowSum>;
    const KeptViews& kept_;
    Sums made_;
    std::future<Sums> found_;
};

/// Finds each row that is not the one the fold makes at its sequence, is missing, or is nobody's. A search a row.
class RowSearch {
public:
    RowSearch(const KeptViews& kept, std::string tenant_name, std::vector<storage::Finding>& findings);

    void take(domain::Sequence seq, const std::vector<projections::RowChange>& changes);
    /// After the last event: rows nobody wrote.
    void finish();

private:
    void found(projections::View view, const std::string& what);

    const KeptViews& kept_;
    std::string name_;
    std::vector<storage::Finding>& findings_;
    std::map<std::pair<projections::View, std::string>, std::size_t> expected_;
};

} // namespace cchc::server
