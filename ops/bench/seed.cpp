// Makes the data everything is measured on: the district's regulation with more agencies, an open cycle, and as many
// events as asked for, each decided, appended, synced and projected by the server's own sequencer.
#include "ops/bench/bench.hpp"

#include "server/service.hpp"
#include "server/service_parts.hpp"
#include "storage/regulation_codec.hpp"

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <sstream>

namespace cchc::bench {

using namespace cchc::domain;
using namespace cchc::server;

namespace {

/// Quảng Điền's regulation with invented agencies behind its own, until `count` are assessed.
std::string regulation_for(const std::string& file, std::size_t count)
{
    std::ifstream in(file);
    auto json = nlohmann::ordered_json::parse(in);
    auto& agencies = json.at("agencies");
    const std::string group = agencies.at(0).at("group");
    std::size_t assessed = 0;
    for (const auto& agency : agencies) assessed += agency.value("assessed", true);
    for (; assessed < count; ++assessed) {
        const std::string number = std::to_string(10'000 + assessed).substr(1);
        agencies.push_back({{"id", "co-quan-" + number}, {"title", "Cơ quan " + number}, {"group", group}});
    }
    return json.dump();
}

class Seed {
public:
    explicit Seed(const Options& options)
        : settings_(settings(options)), service_(settings_), parts_(service_.parts()),
          text_(regulation_for(options.text("regulation"), options.number("agencies", 500))),
          regulation_(std::make_shared<const Regulation>(storage::read_regulation(text_)))
    {}

    Cast make(std::uint64_t events)
    {
        Cast cast;
        cast.cycle = "2023";
        const Hat administrator = grant("p-quan-tri", RoleKind::cycle_admin, {});
        issue_regulation(administrator);
        open_cycle(cast.cycle, administrator);
        cast.group = regulation_->agencies.front().group.value;
        cast.auditor = session(ActorId("p-kiem-tra"), grant("p-kiem-tra", RoleKind::auditor, {}));
        for (const AgencyListing& listing : regulation_->agencies) {
            if (!listing.assessed) continue;
            const ActorId officer("p-" + listing.id.value);
            const Hat hat = grant(officer.value, RoleKind::agency_officer, listing.id);
            officers_.push_back({officer, hat});
            cast.offices.push_back({assessment_id(CycleId(cast.cycle), listing.id).value, session(officer, hat)});
        }
        choose_leaves(cast);
        while (parts_.log.size(parts_.tenant) < events) fill(cast, events - parts_.log.size(parts_.tenant));
        cast.events = parts_.log.size(parts_.tenant);
        return cast;
    }

private:
    struct Officer {
        ActorId actor;
        Hat hat;
    };

    static ServiceSettings settings(const Options& options)
    {
        ServiceSettings settings;
        settings.data = options.text("data");
        settings.port = 0;
        settings.tenants = {{.id = "quang-dien", .title = "UBND huyện Quảng Điền"}};
        return settings;
    }

    Hat grant(const std::string& actor, RoleKind role, const AgencyId& agency)
    {
        const GrantRole wish{GrantId("g-" + actor), ActorId(actor), role, agency, {}, {}, "01/QĐ-UBND"};
        must(parts_.ask_as_system(wish), "a role");
        return {role, agency, wish.grant};
    }
    std::string session(const ActorId& actor, const Hat& hat)
    {
        return parts_.sessions.open({parts_.tenant, settings_.tenants.front().id, actor, hat, {}}, parts_.clock.now())
            .token;
    }

    void issue_regulation(const Hat& administrator)
    {
        auto upload = parts_.evidence.start_public("regulation", "");
        upload.append(text_);
        const FileRef file{upload.finish(), text_.size(), "application/json"};
        const IssueRegulation issue{regulation_->id, file, "1632/UBND", {}, "UBND huyện"};
        must(ask(ActorId("p-quan-tri"), administrator, issue, regulation_), "the regulation");
    }
    void open_cycle(const std::string& id, const Hat& administrator)
    {
        OpenCycle open;
        open.cycle = CycleId(id);
        open.title = "Năm " + id;
        open.regulation = regulation_->id;
        const Instant now = parts_.clock.now();
        constexpr std::int64_t day_us = 86'400'000'000;
        RoundWindow window;
        window.round = regulation_->rounds.front().id;
        window.opens_at = now;
        window.deadline = now.plus_us(30 * day_us);
        window.locks_at = now.plus_us(37 * day_us);
        open.rounds.push_back(window);
        must(ask(ActorId("p-quan-tri"), administrator, open), "the cycle");
    }

    /// Those that take two self scores by hand.
    void choose_leaves(Cast& cast)
    {
        const CriteriaSet& set = regulation_->criteria_sets.front();
        for (const CriterionNo no : set.leaves()) {
            const Criterion& leaf = set[no];
            if (leaf.scored_by != ScoredBy::agency) continue;
            const auto points = allowed_points(leaf.rule, leaf.levels, leaf.maximum);
            const auto takes = [&](Points value) {
                const EditEntry edit{AssessmentId(cast.offices[0].assessment), EnterSelfScore{leaf.code, value, {}}};
                return std::holds_alternative<Accepted>(ask(officers_[0].actor, officers_[0].hat, edit));
            };
            if (points.size() < 2 || !takes(points.front()) || !takes(points.back())) continue;
            cast.leaves.push_back({leaf.code.value, points.front().text(), points.back().text()});
        }
        if (cast.leaves.empty()) throw std::runtime_error("no criterion takes a self score by hand");
    }

    /// Self scores and, one in four, explanations; by chance over offices and criteria, many at a time.
    void fill(const Cast& cast, std::uint64_t count)
    {
        std::vector<bool> high(cast.offices.size() * cast.leaves.size());
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::size_t office = dice_.below(cast.offices.size()), leaf = dice_.below(cast.leaves.size());
            const Cast::Leaf& at = cast.leaves[leaf];
            EditEntry edit;
            edit.assessment = AssessmentId(cast.offices[office].assessment);
            if (dice_.below(4) == 0) {
                edit.edit =
                    WriteExplanation{Code(at.code), "Đơn vị đã thực hiện theo kế hoạch, lần " + std::to_string(i)};
            } else {
                auto is_high = high[office * cast.leaves.size() + leaf];
                is_high = !is_high;
                edit.edit = EnterSelfScore{Code(at.code), Points::parse(is_high ? at.high : at.low).value(), {}};
            }
            submit(officers_[office].actor, officers_[office].hat, std::move(edit), nullptr, [this](Answer answer) {
                const std::lock_guard lock(mutex_);
                if (refused_.empty()) refused_ = why_not(answer);
                if (--waiting_ < most_waiting / 2) room_.notify_one();
            });
        }
        std::unique_lock lock(mutex_);
        room_.wait(lock, [this] { return waiting_ < 1; });
        if (!refused_.empty()) throw std::runtime_error("an event of the seed: " + refused_);
    }

    void submit(const ActorId& actor, const Hat& hat, Command command, std::shared_ptr<const Regulation> regulation,
                std::function<void(Answer)> answer)
    {
        Asked asked;
        asked.tenant = parts_.tenant;
        asked.command = std::move(command);
        asked.actor = actor;
        asked.hat = hat;
        asked.id = storage::uuid_v7(parts_.clock.now(), dice_.next(), dice_.next());
        asked.regulation = std::move(regulation);
        asked.answer = std::move(answer);
        {
            std::unique_lock lock(mutex_);
            room_.wait(lock, [this] { return waiting_ < most_waiting; });
            ++waiting_;
        }
        parts_.pipeline.submit(std::move(asked));
    }
    Answer ask(const ActorId& actor, const Hat& hat, Command command, std::shared_ptr<const Regulation> regulation = {})
    {
        Answer told;
        submit(actor, hat, std::move(command), std::move(regulation), [&](Answer answer) {
            const std::lock_guard lock(mutex_);
            told = std::move(answer);
            --waiting_;
            room_.notify_one();
        });
        std::unique_lock lock(mutex_);
        room_.wait(lock, [this] { return waiting_ == 0; });
        return told;
    }
    /// Empty when it was accepted.
    static std::string why_not(const Answer& answer)
    {
        if (const auto* no = std::get_if<Refused>(&answer))
            return "refused, about " + no->refusal.about + " (" + std::to_string(static_cast<int>(no->refusal.code)) +
                   ")";
        return std::holds_alternative<Accepted>(answer) ? "" : "not taken";
    }
    static void must(const Answer& answer, const std::string& what)
    {
        if (const std::string no = why_not(answer); !no.empty()) throw std::runtime_error(what + ": " + no);
    }

    static constexpr int most_waiting = 4096; // the inbox holds twice as many
    ServiceSettings settings_;
    Service service_;
    Service::Parts& parts_;
    std::string text_;
    std::shared_ptr<const Regulation> regulation_;
    std::vector<Officer> officers_;
    Dice dice_{2023};
    std::mutex mutex_;
    std::condition_variable room_;
    int waiting_ = 0;
    std::string refused_; ///< why, the first time
};

} // namespace

void seed(const Options& options)
{
    const double begun = now_s(), cpu = own_cpu_s();
    Cast cast;
    {
        Seed seed(options);
        cast = seed.make(options.number("events"));
    }
    write_cast(cast, options.text("cast"));
    const double n = static_cast<double>(cast.events);
    tell("seed", {{"events", n}, {"rate", n / (now_s() - begun)}, {"cpu_us", (own_cpu_s() - cpu) / n * 1e6}});
}

} // namespace cchc::bench
