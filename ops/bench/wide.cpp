// A system as large as one gets: the criteria of one regulation six times over in one set, and 500 agencies. What
// reading it costs, opening a cycle under it, and scoring one whole assessment.
#include "ops/bench/bench.hpp"

#include "domain/lint.hpp"
#include "domain/result.hpp"
#include "domain/world.hpp"
#include "storage/regulation_codec.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <stdexcept>

namespace cchc::bench {

namespace {

using namespace domain;
using nlohmann::json;

constexpr int times = 6, agencies = 500;

/// A copy of a criterion and all below it, its codes under another area.
json moved(const json& criterion, const std::string& area)
{
    json copy = criterion;
    copy["code"] = area + copy["code"].get<std::string>();
    if (copy.contains("children"))
        for (json& child : copy["children"]) child = moved(child, area);
    return copy;
}

std::string widened(std::istream& in)
{
    json text = json::parse(in);
    json& set = text["criteria_sets"][0];
    json areas = json::array();
    for (int i = 0; i < times; ++i)
        for (const json& area : set["criteria"]) areas.push_back(moved(area, "K" + std::to_string(i) + "."));
    set["criteria"] = std::move(areas);
    set["maximum"] = Points::whole(100 * times).text();
    const std::string group = text["groups"][0]["id"];
    for (int i = 0; i < agencies; ++i) {
        const std::string number = std::to_string(1'000 + i);
        text["agencies"].push_back({{"id", "don-vi-" + number}, {"title", "Đơn vị " + number}, {"group", group}});
    }
    text.erase("corrections");
    return text.dump();
}

/// Figures that the rule of a leaf takes; nothing where it takes none.
std::optional<Figures> figures_for(const Criterion& leaf, const Regulation& regulation)
{
    std::vector<Figures> tries(5);
    tries[0].numerator = 9, tries[0].denominator = 10;
    tries[1].date = tries[1].due = Date::from_civil(regulation.year, 3, 1);
    tries[2].date = Date::from_civil(regulation.year, 3, 1);
    tries[3].amount = 500'000, tries[3].date = Date::from_civil(regulation.year, 8, 1);
    if (const auto* deductions = std::get_if<Deductions>(&leaf.rule))
        for (const Item& item : deductions->items) tries[4].met.push_back(item.key);
    for (Figures some : tries) {
        for (const bool late : {false, true}) {
            if (late) some.late = 0;
            if (score(leaf.rule, leaf.levels, leaf.maximum, some, regulation.holidays)) return some;
        }
    }
    return {};
}

} // namespace

void wide(const Options& options)
{
    std::ifstream in(options.text("regulation"));
    const std::string text = widened(in);
    std::shared_ptr<const Regulation> regulation;
    std::vector<double> took_ms;
    for (int i = 0; i < 30; ++i) {
        const double begun = now_s();
        regulation = std::make_shared<const Regulation>(storage::read_regulation(text));
        took_ms.push_back((now_s() - begun) * 1e3);
    }
    const CriteriaSet& set = regulation->criteria_sets.front();
    tell("wide loading", {{"p50_ms", percentile(took_ms, 0.5)},
                          {"p99_ms", percentile(took_ms, 0.99)},
                          {"criteria", static_cast<double>(set.leaves().size())}});
    const double linting = now_s();
    static_cast<void>(lint(*regulation));
    tell("wide linting", {{"ms", (now_s() - linting) * 1e3}});

    World world;
    const FileRef document{{}, text.size(), "application/json"};
    world.library[document.sha256] = regulation;
    Record record;
    record.at = Instant{1'790'000'000'000'000};
    const auto happens = [&](StreamName stream, Event event) {
        record.stream = std::move(stream);
        record.event = std::move(event);
        evolve(world, record);
        ++record.seq;
    };
    RegulationIssued issued;
    issued.regulation = regulation->id;
    issued.document = document;
    happens({StreamKind::regulation, regulation->id.value}, RegulationEvent(issued));
    CycleOpened opened{CycleId("rong"), "Kỳ rộng", regulation->id, 1, {}, {}};
    for (const AgencyListing& agency : regulation->agencies)
        if (agency.assessed) opened.agencies.push_back(agency.id);
    for (const RoundPlan& round : regulation->rounds) opened.rounds.push_back({round.id, record.at, {}, {}});
    const double opening = now_s();
    happens({StreamKind::cycle, "rong"}, CycleEvent(opened));
    tell("wide opening",
         {{"ms", (now_s() - opening) * 1e3}, {"agencies", static_cast<double>(opened.agencies.size())}});

    std::vector<std::pair<CriterionNo, std::optional<Figures>>> declared;
    double figured = 0;
    for (const CriterionNo leaf : set.leaves()) {
        declared.emplace_back(leaf, figures_for(set[leaf], *regulation));
        figured += declared.back().second.has_value();
    }
    const AssessmentId id = assessment_id(CycleId("rong"), opened.agencies.back());
    took_ms.clear();
    for (int i = 0; i < 200; ++i) {
        AssessmentFile& file = *world.file(id.value);
        const double begun = now_s();
        for (const auto& [leaf, figures] : declared) {
            const Criterion& criterion = set[leaf];
            SelfScore& self = file.assessment.entries[leaf].self;
            if (figures)
                self.points =
                    score(criterion.rule, criterion.levels, criterion.maximum, *figures, regulation->holidays)->points;
            else if (!criterion.levels.empty() &&
                     allows(criterion.rule, criterion.levels, criterion.maximum, criterion.levels.front().points))
                self.points = criterion.levels.front().points;
        }
        const Total sum = total_at(*world.cycle(CycleId("rong")), file.assessment, file.appraisal, Stage::self);
        if (sum.points == Points{}) throw std::runtime_error("a whole assessment comes to nothing");
        took_ms.push_back((now_s() - begun) * 1e3);
    }
    tell("wide scoring",
         {{"p50_ms", percentile(took_ms, 0.5)}, {"p99_ms", percentile(took_ms, 0.99)}, {"figures", figured}});
}

} // namespace cchc::bench
