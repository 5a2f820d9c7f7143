#include "storage/merkle.hpp"

#include "storage/failure.hpp"

#include <bit>
#include <cassert>
#include <map>

namespace cchc::storage {

Hash leaf_hash(std::string_view leaf)
{
    return sha256({std::string_view("\0", 1), leaf});
}

Hash node_hash(const Hash& left, const Hash& right)
{
    return sha256({std::string_view("\1", 1), as_bytes(left), as_bytes(right)});
}

Hash empty_root()
{
    return sha256(std::string_view());
}

Hash subtree_root(std::span<const Hash> hashes)
{
    assert(std::has_single_bit(hashes.size()));
    Hashes row(hashes.begin(), hashes.end());
    for (std::size_t n = row.size(); n > 1; n /= 2)
        for (std::size_t i = 0; i < n / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
    return row.front();
}

// --- the edge ---

void MerkleEdge::append(const Hash& leaf, std::vector<Tile>& completed)
{
    if (partial_.empty()) partial_.emplace_back().reserve(Tile::width);
    partial_[0].push_back(leaf);
    Hash carry = leaf;
    unsigned height = 0;
    for (std::uint64_t bits = size_; bits & 1; bits >>= 1) {
        carry = node_hash(complete_[height], carry);
        if (++height % 8 != 0) continue;
        // Eight rows up a tile has just become complete, and `carry` is its root: an entry of the tile above.
        const unsigned above = height / 8;
        completed.push_back({above - 1, size_ >> height, std::move(partial_[above - 1])});
        partial_[above - 1].clear();
        partial_[above - 1].reserve(Tile::width);
        if (partial_.size() == above) partial_.emplace_back();
        partial_[above].push_back(carry);
    }
    complete_[height] = carry;
    ++size_;
}

Hash MerkleEdge::root() const
{
    if (size_ == 0) return empty_root();
    auto height = static_cast<unsigned>(std::countr_zero(size_));
    Hash root = complete_[height];
    for (++height; height < 64 && (size_ >> height) != 0; ++height)
        if (size_ >> height & 1) root = node_hash(complete_[height], root);
    return root;
}

std::span<const Hash> MerkleEdge::partial(unsigned level) const
{
    if (level >= partial_.size()) return {};
    return partial_[level];
}

MerkleEdge MerkleEdge::restore(std::uint64_t size, const TileReader& read)
{
    MerkleEdge edge;
    edge.size_ = size;
    std::uint64_t entries = size; // of this level, complete tiles and the partial one
    for (unsigned level = 0; entries > 0; ++level, entries >>= 8) {
        const std::uint64_t first = entries & ~std::uint64_t{255};
        Hashes partial;
        if (level == 0) {
            if (first != entries) partial = read(0, first >> 8);
        } else {
            for (std::uint64_t i = first; i < entries; ++i) partial.push_back(subtree_root(read(level - 1, i)));
        }
        assert(partial.size() == entries - first);
        // The subtrees of this level's edge, largest first, are those of the set bits of its width.
        std::size_t at = 0;
        for (int bit = 7; bit >= 0; --bit) {
            const std::size_t width = std::size_t{1} << bit;
            if (!(partial.size() & width)) continue;
            edge.complete_[level * 8 + static_cast<unsigned>(bit)] =
                subtree_root(std::span(partial).subspan(at, width));
            at += width;
        }
        edge.partial_.push_back(std::move(partial));
        edge.partial_.back().reserve(Tile::width);
    }
    return edge;
}

// --- reading a tree through its tiles ---

namespace {

/// Hashes of ranges of one tree, each tile read once.
class Ranges {
public:
    explicit Ranges(const TileReader& read) : read_(read) {}

    /// MTH(D[lo:hi]), lo < hi, for ranges the recursion of RFC 6962 meets: a complete one starts at a multiple of its
    /// size.
    Hash hash(std::uint64_t lo, std::uint64_t hi)
    {
        const std::uint64_t n = hi - lo;
        if (std::has_single_bit(n)) return node(static_cast<unsigned>(std::countr_zero(n)), lo / n);
        const std::uint64_t k = std::bit_floor(n);
        return node_hash(hash(lo, lo + k), hash(lo + k, hi));
    }

private:
    Hash node(unsigned height, std::uint64_t index)
    {
        const unsigned level = height / 8;
        const std::size_t width = std::size_t{1} << (height % 8);
        const std::uint64_t first = index * width; // entry of this tile level
        const Hashes& tile = this->tile(level, first / Tile::width);
        const std::size_t at = first % Tile::width;
        if (tile.size() < at + width)
            throw Damage("tile " + tile_path(level, first / Tile::width), "holds fewer hashes than the tree has");
        return subtree_root(std::span(tile).subspan(at, width));
    }

    const Hashes& tile(unsigned level, std::uint64_t index)
    {
        const auto [at, is_new] = tiles_.try_emplace({level, index});
        if (is_new) at->second = read_(level, index);
        return at->second;
    }

    const TileReader& read_;
    std::map<std::pair<unsigned, std::uint64_t>, Hashes> tiles_;
};

std::uint64_t split(std::uint64_t n)
{
    return std::bit_floor(n - 1);
} // the largest power of two below n

void prove_inclusion(std::uint64_t leaf, std::uint64_t lo, std::uint64_t hi, Ranges& ranges, Hashes& proof)
{
    if (hi - lo == 1) return;
    const std::uint64_t middle = lo + split(hi - lo);
    if (leaf < middle) {
        prove_inclusion(leaf, lo, middle, ranges, proof);
        proof.push_back(ranges.hash(middle, hi));
    } else {
        prove_inclusion(leaf, middle, hi, ranges, proof);
        proof.push_back(ranges.hash(lo, middle));
    }
}

/// `known`: the verifier holds the root of [lo, hi) already, because the whole old tree begins and ends here.
void prove_consistency(std::uint64_t old_size, std::uint64_t lo, std::uint64_t hi, bool known, Ranges& ranges,
                       Hashes& proof)
{
    if (old_size == hi) {
        if (!known) proof.push_back(ranges.hash(lo, hi));
        return;
    }
    const std::uint64_t middle = lo + split(hi - lo);
    if (old_size <= middle) {
        prove_consistency(old_size, lo, middle, known, ranges, proof);
        proof.push_back(ranges.hash(middle, hi));
    } else {
        prove_consistency(old_size, middle, hi, false, ranges, proof);
        proof.push_back(ranges.hash(lo, middle));
    }
}

} // namespace

unsigned tile_width(unsigned level, std::uint64_t index, std::uint64_t size)
{
    const std::uint64_t entries = level < 8 ? size >> (8 * level) : 0;
    const std::uint64_t tiles = entries / Tile::width;
    if (index < tiles) return Tile::width;
    return index == tiles ? static_cast<unsigned>(entries % Tile::width) : 0;
}

Hash root_at(std::uint64_t size, const TileReader& read)
{
    return size == 0 ? empty_root() : Ranges(read).hash(0, size);
}

Hashes inclusion_proof(std::uint64_t index, std::uint64_t size, const TileReader& read)
{
    assert(index < size);
    Hashes proof;
    Ranges ranges(read);
    prove_inclusion(index, 0, size, ranges, proof);
    return proof;
}

Hashes consistency_proof(std::uint64_t old_size, std::uint64_t new_size, const TileReader& read)
{
    assert(0 < old_size && old_size <= new_size);
    Hashes proof;
    Ranges ranges(read);
    prove_consistency(old_size, 0, new_size, true, ranges, proof);
    return proof;
}

// --- verifying, with the letters of RFC 9162 ---

bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf, std::span<const Hash> proof,
                      const Hash& root)
{
    if (index >= size) return false;
    std::uint64_t fn = index, sn = size - 1;
    Hash r = leaf;
    for (const Hash& p : proof) {
        if (sn == 0) return false;
        if (fn & 1 || fn == sn) {
            r = node_hash(p, r);
            while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
        } else {
            r = node_hash(r, p);
        }
        fn >>= 1, sn >>= 1;
    }
    return sn == 0 && r == root;
}

bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size, const Hash& old_root, const Hash& new_root,
                        std::span<const Hash> proof)
{
    if (old_size == 0 || old_size > new_size) return false;
    if (old_size == new_size) return proof.empty() && old_root == new_root;
    if (proof.empty()) return false;

    Hash first = old_root; // a complete old tree is its own first node, and the proof leaves it out
    if (!std::has_single_bit(old_size)) {
        first = proof.front();
        proof = proof.subspan(1);
    }
    std::uint64_t fn = old_size - 1, sn = new_size - 1;
    while (fn & 1) fn >>= 1, sn >>= 1;
    Hash fr = first, sr = first;
    for (const Hash& c : proof) {
        if (sn == 0) return false;
        if (fn & 1 || fn == sn) {
            fr = node_hash(c, fr);
            sr = node_hash(c, sr);
            while (!(fn & 1) && fn != 0) fn >>= 1, sn >>= 1;
        } else {
            sr = node_hash(sr, c);
        }
        fn >>= 1, sn >>= 1;
    }
    return sn == 0 && fr == old_root && sr == new_root;
}

std::string tile_path(unsigned level, std::uint64_t index)
{
    std::string path;
    do {
        std::string group = std::to_string(1000 + index % 1000).substr(1);
        path = path.empty() ? group : "x" + group + "/" + path;
        index /= 1000;
    } while (index > 0);
    return std::to_string(level) + "/" + path;
}

} // namespace cchc::storage
