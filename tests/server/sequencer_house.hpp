#pragma once

#include "server/pipeline.hpp"
#include "tests/projections/told_year.hpp"
#include "tests/storage/faulty_disk.hpp"
#include "tests/storage/log_story.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>
#include <optional>

/// The real sequencer on a real log in a scratch folder, with a clock moved by hand.
namespace cchc::tests {

using namespace cchc::server;

class SequencerHouse {
public:
    Scratch scratch;
    std::shared_ptr<FaultyDisk> disk = std::make_shared<FaultyDisk>(scratch);
    HandClock clock{founded};
    std::shared_ptr<const Regulation> regulation = the_regulation(); ///< what the issued document says
    SeededRandom random{2023};
    std::function<void(const Published&)> published;
    std::function<void()> batch_published;
    std::optional<storage::EventLog> log;
    std::optional<storage::ViewStore> rows;
    std::unique_ptr<Pipeline> pipeline;
    std::promise<std::string> failure; ///< what `failed` was told
    TenantNo tenant = 0;

    SequencerHouse() { start(); }
    ~SequencerHouse() { stop(); }

    /// As main does: the tenant is created before the sequencer starts.
    void start()
    {
        log.emplace(in_folder(scratch / "data", FaultyDisk::handed_in(disk)));
        rows.emplace(storage::ViewStore::Settings{.folder = scratch / "views"});
        if (!log->find_tenant("quang-dien")) {
            auto batch = log->begin();
            batch.create_tenant("quang-dien");
            log->commit(std::move(batch).finish());
        }
        tenant = log->find_tenant("quang-dien")->number;
        pipeline = std::make_unique<Pipeline>(
            Pipeline::Parts{.log = *log,
                            .rows = *rows,
                            .clock = clock,
                            .random = random,
                            .read_regulation = [this](const Sha256& hash) { return text_named(hash); },
                            .published =
                                [this](const Published& event) {
                                    if (published) published(event);
                                },
                            .batch_published =
                                [this] {
                                    if (batch_published) batch_published();
                                },
                            .failed = [this](const std::string& why) { failure.set_value(why); }});
    }
    void stop()
    {
        pipeline.reset();
        rows.reset();
        log.reset();
    }
    void restart() { stop(), start(); }

    std::shared_ptr<const Regulation> text_named(const Sha256& document) const
    {
        auto later = later_version(document);
        return later ? later : regulation;
    }

    CommandId new_command() { return command_id(++commands_); }

    std::future<server::Answer> submit(const Player& who, Command what, std::optional<CommandId> id = {},
                                       std::uint8_t fingerprint = 0, std::optional<std::uint32_t> expected = {})
    {
        auto promise = std::make_shared<std::promise<server::Answer>>();
        auto future = promise->get_future();
        Asked asked;
        asked.tenant = tenant;
        if (const FileRef* document = document_of(what)) asked.regulation = text_named(document->sha256);
        asked.command = std::move(what);
        asked.actor = who.actor;
        asked.hat = who.hat;
        asked.expected = expected;
        asked.id = id ? *id : new_command();
        asked.fingerprint[0] = fingerprint;
        asked.answer = [promise](server::Answer answer) { promise->set_value(std::move(answer)); };
        pipeline->submit(std::move(asked));
        return future;
    }
    server::Answer ask(const Player& who, Command what, std::optional<CommandId> id = {}, std::uint8_t fingerprint = 0,
                       std::optional<std::uint32_t> expected = {})
    {
        auto future = submit(who, std::move(what), id, fingerprint, expected);
        BOOST_REQUIRE(future.wait_for(std::chrono::seconds(20)) == std::future_status::ready);
        return future.get();
    }
    /// The district founded and its cycle open, in the first week of the self-assessment.
    void open_cycle()
    {
        AYear(
            [&](const Player& who, Command what) {
                BOOST_REQUIRE(std::holds_alternative<Accepted>(ask(who, std::move(what))));
                return true;
            },
            [&](Instant to) { clock.set(to); }, 1, 0)
            .found_and_open();
        clock.set(local("2023-12-04 09:00"));
        pipeline->wake();
    }

    std::vector<std::string> leaves() const
    {
        std::vector<std::string> all;
        log->replay(tenant, 0, log->size(tenant), [&](const storage::Entry& entry) {
            all.emplace_back(entry.leaf);
            return true;
        });
        return all;
    }
    /// How many events of that wire name the log holds.
    std::size_t count(std::string_view name) const
    {
        std::size_t found = 0;
        for (const std::string& leaf : leaves())
            found += leaf.find("\"type\":\"vn.cchc." + std::string(name) + "\"") != std::string::npos;
        return found;
    }

private:
    std::uint64_t commands_ = 1'000;
};

inline const Accepted& accepted(const server::Answer& answer)
{
    const auto* yes = std::get_if<Accepted>(&answer);
    BOOST_REQUIRE(yes);
    return *yes;
}
inline RefusalCode refused(const server::Answer& answer)
{
    const auto* no = std::get_if<Refused>(&answer);
    BOOST_REQUIRE(no);
    return no->refusal.code;
}
inline Unavailable unavailable(const server::Answer& answer)
{
    const auto* none = std::get_if<Unavailable>(&answer);
    BOOST_REQUIRE(none);
    return *none;
}

// ── what the stories are about ──
inline const std::string agency = "phong-tu-phap";
inline const AssessmentId its_assessment = assessment_id(cycle_2023, AgencyId(agency));
/// The first leaf an agency scores, and what it may earn.
inline const Criterion& first_leaf()
{
    const CriteriaSet& set = AYear::set();
    for (const CriterionNo leaf : set.leaves())
        if (agency_scores(set[leaf])) return set[leaf];
    throw std::logic_error("a set without leaves");
}
inline Points most(const Criterion& criterion = first_leaf())
{
    return allowed_points(criterion.rule, criterion.levels, criterion.maximum).back();
}
inline Points least(const Criterion& criterion = first_leaf())
{
    return allowed_points(criterion.rule, criterion.levels, criterion.maximum).front();
}
inline Command score(Points points, const std::string& whose = agency)
{
    return EditEntry{AYear::assessment(whose), EnterSelfScore{first_leaf().code, points, "tự đánh giá"}};
}
inline Command explain(std::string text, const std::string& whose = agency)
{
    return EditEntry{AYear::assessment(whose), WriteExplanation{first_leaf().code, std::move(text)}};
}

} // namespace cchc::tests
