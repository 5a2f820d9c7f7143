#include "storage/base64.hpp"
#include "storage/failure.hpp"
#include "storage/merkle.hpp"
#include "tests/repository.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

using namespace cchc::storage;

namespace {

/// The definition, letter by letter: slow and obviously right.
Hash root_by_definition(std::span<const Hash> leaves)
{
    if (leaves.empty()) return empty_root();
    if (leaves.size() == 1) return leaves[0];
    std::size_t k = 1;
    while (k * 2 < leaves.size()) k *= 2;
    return node_hash(root_by_definition(leaves.first(k)), root_by_definition(leaves.subspan(k)));
}

Hash nth_leaf(std::uint64_t n)
{
    return leaf_hash("leaf " + std::to_string(n));
}

/// A tree as the log keeps it: complete tiles by place, and the edge.
struct Tree {
    MerkleEdge edge;
    std::map<std::pair<unsigned, std::uint64_t>, Hashes> tiles;
    Hashes leaves;

    void grow_to(std::uint64_t size)
    {
        while (edge.size() < size) {
            leaves.push_back(nth_leaf(edge.size()));
            std::vector<Tile> completed;
            edge.append(leaves.back(), completed);
            for (Tile& tile : completed) tiles[{tile.level, tile.index}] = std::move(tile.hashes);
        }
    }
    TileReader reader() const
    {
        return [this](unsigned level, std::uint64_t index) {
            const auto at = tiles.find({level, index});
            if (at != tiles.end()) return at->second;
            const auto partial = edge.partial(level);
            return Hashes(partial.begin(), partial.end());
        };
    }
};

/// A vector's hash. Some hold bytes of another length, which our types refuse to be: such a one becomes a hash that
/// equals itself and no other.
Hash hash_of(const nlohmann::json& vector, const std::string& member)
{
    const auto& base64 = vector[member];
    const auto bytes = from_base64(base64.is_string() ? base64.get<std::string>() : "").value();
    return bytes.size() == 32 ? hash_from_bytes(bytes) : sha256({member.substr(0, 4), bytes});
}

} // namespace

BOOST_AUTO_TEST_SUITE(a_merkle_tree)

BOOST_AUTO_TEST_CASE(has_the_roots_of_the_reference_vectors)
{
    const std::vector<std::string> leaves = {
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
    const std::vector<std::string> roots = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    MerkleEdge edge;
    BOOST_TEST(edge.root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    std::vector<Tile> completed;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        std::string raw;
        for (std::size_t at = 0; at < leaves[i].size(); at += 2)
            raw += static_cast<char>(std::stoi(leaves[i].substr(at, 2), nullptr, 16));
        edge.append(leaf_hash(raw), completed);
        BOOST_TEST(edge.root().hex() == roots[i]);
    }
}

BOOST_AUTO_TEST_CASE(proves_every_leaf_and_every_prefix_of_small_trees)
{
    Tree tree;
    for (std::uint64_t size = 1; size <= 70; ++size) {
        tree.grow_to(size);
        const Hash root = tree.edge.root();
        BOOST_REQUIRE(root == root_by_definition(tree.leaves));
        for (std::uint64_t m = 1; m <= size; ++m) {
            const auto inclusion = inclusion_proof(m - 1, size, tree.reader());
            BOOST_REQUIRE(verify_inclusion(m - 1, size, tree.leaves[m - 1], inclusion, root));
            BOOST_REQUIRE(size == 1 || !verify_inclusion(m % size, size, tree.leaves[m - 1], inclusion, root));
            const Hash old_root = root_by_definition(std::span(tree.leaves).first(m));
            const auto consistency = consistency_proof(m, size, tree.reader());
            BOOST_REQUIRE(verify_consistency(m, size, old_root, root, consistency));
            BOOST_REQUIRE(m == size || !verify_consistency(m, size, root, root, consistency));
            BOOST_REQUIRE(root_at(m, tree.reader()) == old_root);
        }
    }
}

BOOST_AUTO_TEST_CASE(proves_across_the_boundaries_of_tiles)
{
    std::mt19937_64 random(20260331);
    Tree tree;
    for (const std::uint64_t boundary : {256u, 512u, 65'536u}) {
        for (std::uint64_t size = boundary - 2; size <= boundary + 3; ++size) {
            tree.grow_to(size);
            const Hash root = tree.edge.root();
            BOOST_REQUIRE(root == root_by_definition(tree.leaves));
            for (int i = 0; i < 20; ++i) {
                const std::uint64_t m = 1 + random() % size;
                BOOST_REQUIRE(verify_inclusion(m - 1, size, tree.leaves[m - 1],
                                               inclusion_proof(m - 1, size, tree.reader()), root));
                BOOST_REQUIRE(verify_consistency(m, size, root_by_definition(std::span(tree.leaves).first(m)), root,
                                                 consistency_proof(m, size, tree.reader())));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(is_cut_into_tiles_as_the_specification_counts)
{
    Tree tree;
    tree.grow_to(70'000);
    std::size_t level_0 = 0;
    for (const auto& [place, hashes] : tree.tiles) {
        BOOST_TEST(hashes.size() == 256u);
        if (place.first == 0) ++level_0;
    }
    BOOST_TEST(level_0 == 273u);
    BOOST_TEST(tree.tiles.size() == 274u);
    BOOST_TEST(tree.edge.partial(0).size() == 112u);
    BOOST_TEST(tree.edge.partial(1).size() == 17u);
    BOOST_TEST(tree.edge.partial(2).size() == 1u);
    BOOST_TEST(tile_width(0, 273, 70'000) == 112u);
    BOOST_TEST(tile_width(0, 274, 70'000) == 0u);
    BOOST_TEST(tile_width(1, 0, 70'000) == 256u);
    BOOST_TEST(tile_width(2, 0, 70'000) == 1u);
    BOOST_TEST(tile_width(0, 0, 256) == 256u);
    BOOST_TEST(tile_width(1, 0, 256) == 1u);
    BOOST_TEST(tile_path(0, 1'234'067) == "0/x001/x234/067");
    BOOST_TEST(tile_path(1, 5) == "1/005");
}

BOOST_AUTO_TEST_CASE(grows_on_from_a_restored_edge)
{
    Tree tree;
    for (const std::uint64_t size : {0u, 1u, 3u, 255u, 256u, 257u, 511u, 65'535u, 65'536u, 65'793u}) {
        tree.grow_to(size);
        Tree restored = tree;
        restored.edge = MerkleEdge::restore(size, tree.reader());
        BOOST_REQUIRE(restored.edge.root() == tree.edge.root());
        Tree longer = tree;
        longer.grow_to(size + 600);
        restored.grow_to(size + 600);
        BOOST_REQUIRE(restored.edge.root() == longer.edge.root());
        BOOST_REQUIRE(restored.tiles == longer.tiles);
    }
}

BOOST_AUTO_TEST_CASE(names_a_tile_too_short_for_its_tree)
{
    Tree tree;
    tree.grow_to(300);
    tree.tiles[{0, 0}].pop_back();
    BOOST_CHECK_THROW(inclusion_proof(5, 300, tree.reader()), Damage);
}

BOOST_AUTO_TEST_CASE(judges_every_foreign_proof_as_its_authors_do)
{
    std::ifstream file(std::string(repository_root) + "/tests/storage/data/transparency-dev-merkle.ndjson");
    std::size_t judged = 0;
    for (std::string line; std::getline(file, line); ++judged) {
        const auto vector = nlohmann::json::parse(line);
        Hashes proof;
        if (vector["proof"].is_array())
            for (const auto& hash : vector["proof"]) proof.push_back(hash_of({{"proof", hash}}, "proof"));
        const bool expected = !vector.value("wantErr", false);
        const bool verdict = vector["kind"] == "inclusion"
                                 ? verify_inclusion(vector["leafIdx"], vector["treeSize"], hash_of(vector, "leafHash"),
                                                    proof, hash_of(vector, "root"))
                                 : verify_consistency(vector["size1"], vector["size2"], hash_of(vector, "root1"),
                                                      hash_of(vector, "root2"), proof);
        BOOST_TEST(verdict == expected, vector["kind"] << ": " << vector["desc"]);
    }
    BOOST_TEST(judged == 196u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(base64_reads_one_text_for_one_value)
{
    for (const std::string_view bytes : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
        BOOST_TEST(from_base64(to_base64(bytes)).value() == bytes);
    BOOST_TEST(to_base64("foobar") == "Zm9vYmFy");
    for (const std::string_view wrong : {"Zg", "Zg=", "Zh==", "Zm9=", "Zm9v\n", "Zm 9v", "====", "Z===", "Zg==Zg=="})
        BOOST_TEST(!from_base64(wrong).has_value(), wrong);
}
