#pragma once

#include "storage/sha256.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A log's Merkle tree as RFC 6962 draws it and C2SP tlog-tiles cuts it:
///
///   leaf(d)     = SHA-256(0x00 ‖ d)             node(l, r) = SHA-256(0x01 ‖ l ‖ r)        empty root = SHA-256("")
///   MTH(D[0:n]) = node(MTH(D[0:k]), MTH(D[k:n])), k = the largest power of two below n
///   tile n of level l, entry i = MTH(D[(n·256+i)·256^l : (n·256+i+1)·256^l]); a complete tile is 256 hashes, 8,192
///   bytes
namespace cchc::storage {

using Hashes = std::vector<Hash>;

Hash leaf_hash(std::string_view leaf);
Hash node_hash(const Hash& left, const Hash& right);
/// The root of a tree without leaves.
Hash empty_root();
/// The root of a complete subtree over `hashes`, whose number is a power of two.
Hash subtree_root(std::span<const Hash> hashes);

struct Tile {
    static constexpr std::size_t width = 256;
    unsigned level = 0;
    std::uint64_t index = 0;
    Hashes hashes; ///< 256, or fewer at the right edge
};

/// Gives the hashes of tile `index` of `level`: all 256, or at the right edge those that exist.
using TileReader = std::function<Hashes(unsigned level, std::uint64_t index)>;

/// The right edge of a growing tree: all that is needed to append and to know the root. Holds the hashes of the tiles
/// not yet complete (fewer than 256 a level) and one root for each complete subtree left of the edge. About two node
/// hashes an append. A copy is a snapshot.
class MerkleEdge {
public:
    MerkleEdge() = default;
    /// The edge of an existing tree, from its complete tiles and the (fewer than 256) leaf hashes after the last of
    /// them, which `read` returns as the partial tile of level 0. Costs at most 65,000 node hashes a level.
    static MerkleEdge restore(std::uint64_t size, const TileReader& read);

    std::uint64_t size() const { return size_; }
    Hash root() const;
    /// Appends a leaf by its hash; tiles this completes are added to `completed`.
    void append(const Hash& leaf, std::vector<Tile>& completed);
    /// Hashes of the incomplete tile at `level`; its index is `size >> 8·(level+1)`.
    std::span<const Hash> partial(unsigned level) const;

private:
    std::uint64_t size_ = 0;
    std::vector<Hashes> partial_;        // by tile level
    std::array<Hash, 64> complete_ = {}; // by height: the complete subtree at the edge where that bit of size_ is set
};

/// Number of hashes of tile `index` of `level` in a tree of `size` leaves: 0 to 256.
unsigned tile_width(unsigned level, std::uint64_t index, std::uint64_t size);

/// The root the tree had when it held `size` leaves.
Hash root_at(std::uint64_t size, const TileReader& read);

/// Proof that leaf `index` is in the tree of `size` leaves; sibling of the leaf first. index < size.
Hashes inclusion_proof(std::uint64_t index, std::uint64_t size, const TileReader& read);
/// Proof that the tree of `old_size` leaves is a prefix of that of `new_size`. 0 < old_size <= new_size.
Hashes consistency_proof(std::uint64_t old_size, std::uint64_t new_size, const TileReader& read);

/// RFC 9162 2.1.3.2 and 2.1.4.2. They take anything a stranger may send and answer true only for a valid proof.
bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf, std::span<const Hash> proof,
                      const Hash& root);
bool verify_consistency(std::uint64_t old_size, std::uint64_t new_size, const Hash& old_root, const Hash& new_root,
                        std::span<const Hash> proof);

/// `8/x001/x234/067` for tile 1234067 of level 8: the path of tlog-tiles, without the `.p/<width>` of a partial tile.
std::string tile_path(unsigned level, std::uint64_t index);

} // namespace cchc::storage
