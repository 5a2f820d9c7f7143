#include "storage/trail.hpp"

#include "storage/big_endian.hpp"
#include "storage/failure.hpp"

#include <charconv>

namespace cchc::storage {

using domain::TenantNo;

namespace {

std::string key(char kind, TenantNo tenant)
{
    std::string text(1, kind);
    append_big_endian(text, tenant);
    return text;
}
std::string row_key(TenantNo tenant, std::uint64_t n)
{
    std::string text = key('r', tenant);
    append_big_endian(text, n);
    return text;
}
std::string tile_key(TenantNo tenant, unsigned level, std::uint64_t index)
{
    std::string text = key('m', tenant);
    text += static_cast<char>(level);
    append_big_endian(text, index);
    return text;
}

std::string bytes_of(const Hashes& hashes)
{
    std::string bytes;
    bytes.reserve(hashes.size() * sizeof(Hash::bytes));
    for (const Hash& hash : hashes) bytes += as_bytes(hash);
    return bytes;
}
Hashes hashes_in(std::string_view bytes)
{
    Hashes hashes(bytes.size() / sizeof(Hash::bytes));
    for (std::size_t i = 0; i < hashes.size(); ++i)
        std::copy_n(bytes.data() + i * sizeof(Hash::bytes), sizeof(Hash::bytes),
                    reinterpret_cast<char*>(hashes[i].bytes.data()));
    return hashes;
}

} // namespace

Trail::Trail(const Disk& disk, const std::filesystem::path& folder) : rows_(disk, folder) {}
Trail::Trail(ForReading, const Disk& disk, const std::filesystem::path& folder)
    : rows_(GuardedStore::for_reading(disk, folder))
{}
Trail Trail::for_reading(const Disk& disk, const std::filesystem::path& folder)
{
    return Trail(ForReading{}, disk, folder);
}

std::uint64_t Trail::size_of(TenantNo tenant) const
{
    const auto text = rows_.get(key('n', tenant));
    std::uint64_t size = 0;
    if (text) std::from_chars(text->data(), text->data() + text->size(), size);
    return size;
}

/// A tile as far as it is filled: stored when it is whole, else from what lies below it.
Hashes Trail::tile(TenantNo tenant, std::uint64_t size, unsigned level, std::uint64_t index) const
{
    const unsigned width = tile_width(level, index, size);
    if (width == Tile::width)
        if (const auto stored = rows_.get(tile_key(tenant, level, index))) return hashes_in(*stored);
    Hashes hashes;
    for (std::uint64_t i = index * Tile::width; i < index * Tile::width + width; ++i) {
        if (level > 0) {
            hashes.push_back(subtree_root(tile(tenant, size, level - 1, i)));
        } else {
            const auto row = rows_.get(row_key(tenant, i));
            if (!row) throw Damage("trail", "row " + std::to_string(i) + " is gone");
            hashes.push_back(leaf_hash(*row));
        }
    }
    return hashes;
}

/// The caller holds the trees' mutex.
Trail::Grown& Trail::grown(TenantNo tenant) const
{
    const auto known = trees_.find(tenant);
    if (known != trees_.end()) return known->second;
    const std::uint64_t size = size_of(tenant);
    MerkleEdge edge = MerkleEdge::restore(
        size, [&](unsigned level, std::uint64_t index) { return tile(tenant, size, level, index); });
    const Head head{size, edge.root()};
    return trees_.emplace(tenant, Grown{std::move(edge), head}).first->second;
}

void Trail::append(std::span<const Row> rows)
{
    const std::lock_guard one_after_another(mutex_);
    std::map<TenantNo, MerkleEdge> next;
    GuardedStore::Change change;
    for (const Row& row : rows) {
        auto at = next.find(row.tenant);
        if (at == next.end()) {
            const std::lock_guard lock(trees_mutex_);
            at = next.emplace(row.tenant, grown(row.tenant).edge).first;
        }
        change.put(row_key(row.tenant, at->second.size()), row.text);
        std::vector<Tile> completed;
        at->second.append(leaf_hash(row.text), completed);
        for (const Tile& whole : completed)
            change.put(tile_key(row.tenant, whole.level, whole.index), bytes_of(whole.hashes));
    }
    for (const auto& [tenant, edge] : next) change.put(key('n', tenant), std::to_string(edge.size()));
    rows_.write(change);
    const std::lock_guard lock(trees_mutex_);
    for (auto& [tenant, edge] : next) {
        const Head head{edge.size(), edge.root()};
        trees_[tenant] = {std::move(edge), head};
    }
}

Trail::Head Trail::head(TenantNo tenant) const
{
    const std::lock_guard lock(trees_mutex_);
    return grown(tenant).head;
}

void Trail::read(TenantNo tenant, std::uint64_t from, std::uint64_t count,
                 const std::function<void(std::uint64_t n, std::string_view row)>& show) const
{
    const std::uint64_t size = head(tenant).size;
    for (std::uint64_t n = from; n < size && n - from < count; ++n) {
        const auto row = rows_.get(row_key(tenant, n));
        if (!row) throw Damage("trail", "row " + std::to_string(n) + " is gone");
        show(n, *row);
    }
}

std::string Trail::fault(TenantNo tenant, std::span<const Head> named) const
{
    const std::uint64_t size = size_of(tenant);
    MerkleEdge edge;
    auto next = named.begin();
    const auto place = [](std::uint64_t n) { return "row " + std::to_string(n); };
    for (std::uint64_t n = 0;; ++n) {
        for (; next != named.end() && next->size == n; ++next)
            if (edge.root() != next->root) return "not what the log names after " + std::to_string(n) + " rows";
        if (n == size) break;
        const auto row = rows_.get(row_key(tenant, n));
        if (!row) return place(n) + " is gone";
        std::vector<Tile> completed;
        edge.append(leaf_hash(*row), completed);
        for (const Tile& whole : completed)
            if (rows_.get(tile_key(tenant, whole.level, whole.index)) != bytes_of(whole.hashes))
                return "a tile of the tree before " + place(n + 1) + " is not that of its rows";
    }
    if (next != named.end()) return std::to_string(size) + " rows, and the log names " + std::to_string(next->size);
    if (rows_.get(row_key(tenant, size))) return place(size) + " lies behind the end";
    return {};
}

} // namespace cchc::storage
