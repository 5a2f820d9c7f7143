// The power fails a hundred times at random operations of the disk, during writing, opening and recovery; the server's
// own log is opened on what the disk was left with. Doses: CCHC_POWER_CUTS (25 unless told), CCHC_SEED.
#include "storage/failure.hpp"
#include "tests/storage/faulty_disk.hpp"
#include "tests/storage/log_story.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <future>
#include <iostream>

using namespace cchc::tests;

namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise)
{
    const char* value = std::getenv(name);
    return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

struct Manner {
    bool synced = true;
    bool acknowledges_before_writing = false;
};

/// A client that remembers what it asked for and what was acknowledged, and compares after each cut.
class Witness {
public:
    explicit Witness(std::uint64_t seed) : random_(seed) {}

    /// What the log shows that it must not; nothing if all is well.
    std::optional<std::string> objection(const EventLog& log) const
    {
        if (!log.find_tenant("quang-dien"))
            return acknowledged_ > 0 ? std::optional<std::string>("the tenant is gone") : std::nullopt;
        const TenantNo tenant = log.find_tenant("quang-dien")->number;
        const std::uint64_t size = log.size(tenant);
        if (size < acknowledged_)
            return std::to_string(acknowledged_ - size) + " of " + std::to_string(acknowledged_) +
                   " acknowledged events are lost";
        if (size > asked_.size()) return "there are events nobody asked for";
        MerkleEdge edge;
        std::vector<Tile> completed;
        std::optional<std::string> wrong;
        log.replay(tenant, 0, size, [&](const Entry& entry) {
            const Asked& asked = asked_[entry.header.seq];
            edge.append(leaf_hash(asked.leaf), completed);
            if (entry.leaf != asked.leaf)
                wrong = "event " + std::to_string(entry.header.seq) + " is not the one asked for in its place";
            const auto answer = log.find_command(tenant, asked.command);
            if (!answer || answer->first_seq + answer->count <= entry.header.seq ||
                answer->first_seq > entry.header.seq)
                wrong = "the command of event " + std::to_string(entry.header.seq) + " would be carried out twice";
            return !wrong;
        });
        if (!wrong && edge.root() != log.root(tenant)) wrong = "the tree is not that of the events";
        if (!wrong && signed_size_ > size) wrong = "a published checkpoint covers events that are gone";
        return wrong;
    }

    /// Writes until the power is cut, one batch being built while the one before is written.
    void write(EventLog& log, const FaultyDisk& disk, const Manner& manner)
    {
        const Teller teller(log);
        const TenantNo tenant = teller.tenant();
        asked_.resize(log.size(tenant)); // what came after was never acknowledged and is gone: it is not asked again
        const SigningKey key = key_of(log, tenant);
        std::future<void> writing;
        for (int batches = 0; batches < 400 && !disk.was_cut(); ++batches) {
            auto batch = log.begin();
            for (std::uint64_t commands = 1 + random_() % 6; commands > 0; --commands) {
                const CommandId command = command_id(++commands_);
                const Sequence first = batch.next_seq(tenant);
                const auto count = static_cast<std::uint32_t>(1 + random_() % 3);
                for (std::uint32_t i = 0; i < count; ++i) {
                    asked_.push_back({nth_leaf(batch.next_seq(tenant)), command});
                    teller.tell(batch, "stream-" + std::to_string(random_() % 9));
                }
                batch.remember(tenant, command, {first, count, 0, {}});
            }
            const std::uint64_t reached = batch.next_seq(tenant);
            auto frame = std::move(batch).finish();
            if (writing.valid()) writing.get();
            if (manner.acknowledges_before_writing) acknowledged_now_ = reached;
            writing = std::async(std::launch::async, [this, &log, reached, frame = std::move(frame)]() mutable {
                log.commit(std::move(frame));
                acknowledged_now_ = reached;
            });
            if (random_() % 8 == 0) {
                log.sign_checkpoint(tenant, key);
                signed_now_ = Checkpoint::parse(Note::parse(*log.last_checkpoint(tenant))->text)->size;
            }
        }
        if (writing.valid()) writing.get();
    }

    /// Called at the very operation: what has been acknowledged by now must be there afterwards.
    void power_is_cut()
    {
        acknowledged_ = acknowledged_now_;
        signed_size_ = signed_now_;
    }
    void goes_on_from_the_cut()
    {
        acknowledged_now_ = acknowledged_;
        signed_now_ = signed_size_;
    }

    std::uint64_t acknowledged() const { return acknowledged_; }
    std::uint64_t any(std::uint64_t below) { return random_() % below; }

private:
    struct Asked {
        std::string leaf;
        CommandId command;
    };
    std::mt19937_64 random_;
    std::vector<Asked> asked_; ///< by place
    std::uint64_t commands_ = 0;
    std::atomic<std::uint64_t> acknowledged_now_ = 0, signed_now_ = 0;
    std::uint64_t acknowledged_ = 0, signed_size_ = 0;
};

struct Result {
    std::uint64_t cuts = 0, acknowledged = 0;
    std::optional<std::string> objection;
};

Result cut_power(std::uint64_t times, std::uint64_t seed, const Manner& manner)
{
    const Scratch scratch;
    Witness witness(seed);
    Result result;
    auto folder = scratch / "0";
    while (result.cuts < times && !result.objection) {
        const auto disk = std::make_shared<FaultyDisk>(folder);
        const auto next = scratch / std::to_string(result.cuts + 1);
        disk->cut_power_at(1 + witness.any(300), seed + result.cuts, next, [&] { witness.power_is_cut(); });
        try {
            const auto settings = in_folder(folder, FaultyDisk::handed_in(disk));
            auto log = manner.synced ? std::make_unique<EventLog>(settings)
                                     : std::make_unique<EventLog>(settings, UnsyncedForTests::licence());
            result.objection = witness.objection(*log);
            if (!result.objection) witness.write(*log, *disk, manner);
        } catch (const std::exception& failure) {
            result.objection = failure.what();
        }
        if (!disk->was_cut() && !result.objection) result.objection = "the test never cut the power";
        std::filesystem::remove_all(folder);
        std::filesystem::remove_all(folder.string() + ".graveyard");
        witness.goes_on_from_the_cut();
        folder = next;
        ++result.cuts;
    }
    result.acknowledged = witness.acknowledged();
    return result;
}

const std::uint64_t times = from_environment("CCHC_POWER_CUTS", 25);
const std::uint64_t seed = from_environment("CCHC_SEED", 20260331);

} // namespace

BOOST_AUTO_TEST_SUITE(when_the_power_fails)

BOOST_AUTO_TEST_CASE(nothing_acknowledged_is_lost_doubled_or_out_of_order)
{
    const Result result = cut_power(times, seed, {});
    BOOST_TEST(result.objection.value_or("none") == "none",
               "cut " << result.cuts << ", seed " << seed << ": " << result.objection.value_or("none"));
    BOOST_TEST(result.cuts == times);
    std::cout << result.cuts << " power cuts, " << result.acknowledged << " acknowledged events\n";
}

BOOST_AUTO_TEST_CASE(a_log_without_syncs_is_caught)
{
    const Result result = cut_power(100, seed, {.synced = false});
    BOOST_TEST(result.objection.has_value());
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_before_the_write_is_caught)
{
    const Result result = cut_power(100, seed, {.acknowledges_before_writing = true});
    BOOST_TEST(result.objection.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
