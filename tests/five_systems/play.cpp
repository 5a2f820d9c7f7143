// Plays one system's year: `five_systems_play REGULATION INPUTS`. The inputs are those of fractions.py (README.md
// beside this says their form). A cycle is opened under the regulation, its whole calendar runs on a virtual clock, and
// every declaration, claim, submission, decision, survey, ballot and penalty is asked of the domain by whoever has the
// right to it, at its time. What the views show at the end is printed as JSON, for held_against.py to compare.

#include "domain/wire.hpp"
#include "projections/views.hpp"
#include "storage/regulation_codec.hpp"
#include "storage/sha256.hpp"

#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <stdexcept>

using namespace cchc;
using namespace cchc::domain;
using nlohmann::json;

namespace {

constexpr std::int64_t second_us = 1'000'000, hour_us = 3'600 * second_us;

std::string text_of(const char* file)
{
    std::ifstream in(file);
    if (!in) throw std::runtime_error(std::string(file) + " cannot be read");
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}
Points points_of(const json& value)
{
    const auto points = Points::parse(value.get<std::string>());
    if (!points) throw std::runtime_error("no points: " + value.dump());
    return *points;
}
Instant instant_of(const json& value)
{
    const auto at = parse_instant(value.get<std::string>());
    if (!at) throw std::runtime_error("no instant: " + value.dump());
    return *at;
}
std::optional<Date> date_in(const json& of, const char* member)
{
    return of.contains(member) ? Date::parse(of[member].get<std::string>()) : std::nullopt;
}
template <class T>
std::optional<T> number_in(const json& of, const char* member)
{
    return of.contains(member) ? std::optional(of[member].get<T>()) : std::nullopt;
}

Figures figures_of(const json& said)
{
    Figures figures;
    figures.date = date_in(said, "date");
    figures.due = date_in(said, "due");
    figures.never = said.value("never", false);
    figures.numerator = number_in<std::int64_t>(said, "numerator");
    figures.denominator = number_in<std::int64_t>(said, "denominator");
    figures.excluded = number_in<std::int64_t>(said, "excluded");
    figures.exclusion_ground = said.value("exclusion_ground", "");
    figures.late = number_in<std::int64_t>(said, "late");
    figures.amount = number_in<std::int64_t>(said, "amount");
    for (const json& count : said.value("counts", json::array()))
        figures.counts.push_back({count["key"].get<std::string>(), count["count"].get<std::int64_t>()});
    figures.met = said.value("met", std::vector<std::string>());
    figures.failed = said.value("failed", std::vector<std::string>());
    return figures;
}

/// The year: a world, its views, and a clock that only we move.
class Year {
public:
    Year(const std::string& document, const json& inputs) : inputs_(inputs)
    {
        auto read = std::make_shared<Regulation>(storage::read_regulation(document));
        regulation_ = read;
        const FileRef file{storage::sha256(document), document.size(), "application/json"};
        world_.library[file.sha256] = regulation_;
        views_.learn(file.sha256, regulation_);
        at(Instant{1'300'000'000'000'000}); // March 2011: before any of them
        must("", system_actor(), clock_hat(), FoundTenant{regulation_->title, "example.org/t/e1", 1});
        for (const AgencyListing& listing : regulation_->agencies)
            for (const RoleKind role : {RoleKind::agency_officer, RoleKind::agency_head, RoleKind::appraiser}) {
                const Hat hat = hat_of(role, listing.id);
                must("", system_actor(), clock_hat(),
                     GrantRole{hat.grant, actor_of(hat), role, listing.id, {}, {}, ""});
            }
        must("", system_actor(), clock_hat(),
             GrantRole{admin().grant, actor_of(admin()), RoleKind::cycle_admin, {}, {}, {}, ""});
        for (const BallotPlan& plan : regulation_->ballots)
            for (const Leader& leader : plan.leaders) {
                const Hat hat = hat_of_leader(leader.key);
                GrantRole seat{hat.grant, actor_of(hat), RoleKind::leader, {}, {}, {}, ""};
                seat.leader = leader.key;
                if (!world_.directory.holdings.contains(hat.grant)) must("", system_actor(), clock_hat(), seat);
            }
        must("", actor_of(admin()), admin(),
             IssueRegulation{regulation_->id, file, "1/QĐ", {}, regulation_->publisher});
        open();
    }

    void play()
    {
        for (const auto& [agency, entry] : inputs_["agencies"].items()) plan_agency(AgencyId(agency), entry);
        for (const Round& round : cycle().rounds) plan_round(round);
        for (auto& [when, acts] : agenda_)
            for (auto& act : acts) {
                at(when);
                act();
            }
    }

    json told()
    {
        json result;
        for (const Round& round : cycle().rounds)
            result["rounds"][round.window.round.value] = {{"opens", shown(round.window.opens_at)},
                                                          {"deadline", shown(round.window.deadline)},
                                                          {"locks", shown(round.window.locks_at)}};
        for (const AgencyId& agency : cycle().agencies) {
            const AssessmentFile& file = file_of(agency);
            json& about = result["agencies"][agency.value];
            for (const CriterionNo leaf : file.assessment.set->leaves())
                about["leaves"][(*file.assessment.set)[leaf].code.value] =
                    counted(cycle(), file.assessment, file.appraisal, leaf, Stage::round_2).text();
        }
        const auto snapshot = views_.snapshot();
        const projections::Board board = snapshot->cycle(cycle_id().value)->board();
        std::set<std::string> drawn;
        for (const AgencyGroup& group : regulation_->groups) {
            const auto together = projections::ranked_together(*regulation_, group.id.value);
            if (!drawn.insert(together->id).second) continue;
            const json ranking = json::parse(projections::render_ranking(board, group.id, nullptr));
            for (const json& row : ranking["rows"]) {
                json& about = result["agencies"][row["agency"].get<std::string>()];
                about["ranking_group"] = together->id;
                for (const char* member : {"rank", "tied", "class", "class_open", "final", "applicable_maximum"})
                    about[member] = row.value(member, json());
            }
            for (const json& reward : ranking["rewards"])
                if (reward["recipients"] == "agencies")
                    result["rewards"][reward["id"].get<std::string>()] = {{"agencies", reward["agencies"]},
                                                                          {"undecided", reward["undecided"]}};
        }
        result["refused"] = refused_;
        result["events"] = records_;
        return result;
    }

private:
    // ── who ──
    static Hat clock_hat() { return {RoleKind::system_admin, {}, {}}; }
    static Hat admin() { return {RoleKind::cycle_admin, {}, GrantId("g-quan-tri")}; }
    static Hat hat_of(RoleKind role, const AgencyId& agency)
    {
        return {role, agency, GrantId("g-" + std::to_string(static_cast<int>(role)) + "-" + agency.value)};
    }
    static Hat hat_of_leader(const std::string& key) { return {RoleKind::leader, {}, GrantId("g-lanh-dao-" + key)}; }
    static ActorId actor_of(const Hat& hat) { return ActorId("p" + hat.grant.value.substr(1)); }

    // ── the world ──
    static CycleId cycle_id() { return CycleId("ky"); }
    const Cycle& cycle() const { return *world_.cycle(cycle_id()); }
    static AssessmentId assessment(const AgencyId& agency) { return assessment_id(cycle_id(), agency); }
    const AssessmentFile& file_of(const AgencyId& agency) const { return *world_.file(assessment(agency).value); }
    static json shown(const std::optional<Instant>& at) { return at ? json(local_text(*at)) : json(); }

    /// The clock moves, and does what falls due on the way.
    void at(Instant when)
    {
        while (const auto due = world_.next_due()) {
            if (when < *due) break;
            now_ = std::max(now_, *due);
            for (const Round& round : std::vector<Round>(cycle().rounds))
                decided(system_actor(), clock_hat(), LockRound{cycle_id(), round.window.round, LockedBy::clock, {}});
        }
        now_ = std::max(now_, when);
    }
    std::optional<Refusal> decided(const ActorId& who, const Hat& hat, const Command& command)
    {
        auto outcome = decide(world_, command, {who, hat, now_, {}}, storage::sha256);
        if (!outcome) return outcome.error();
        for (Happened& happened : *std::move(outcome)) {
            const Record record{records_++, now_, happened.stream, who, hat.role, std::move(happened.event)};
            evolve(world_, record);
            std::vector<projections::RowChange> changes;
            views_.project(record, changes);
        }
        return {};
    }
    void must(const std::string& what, const ActorId& who, const Hat& hat, const Command& command)
    {
        if (const auto no = decided(who, hat, command))
            throw std::runtime_error(what + " was refused: " + std::string(name_of(no->code)) + ", " + no->about +
                                     ", " + no->detail + " at " + local_text(now_));
    }
    /// An act of the inputs: a refusal is part of the result.
    void may(const AgencyId& agency, const std::string& code, const std::string& act, const Hat& hat,
             const Command& command)
    {
        if (const auto no = decided(actor_of(hat), hat, command))
            refused_.push_back({{"agency", agency.value},
                                {"code", code},
                                {"act", act},
                                {"why", name_of(no->code)},
                                {"about", no->about},
                                {"detail", no->detail}});
    }

    // ── the calendar ──
    void open()
    {
        OpenCycle command;
        command.cycle = cycle_id();
        command.title = regulation_->title;
        command.regulation = regulation_->id;
        for (const auto& [agency, entry] : inputs_["agencies"].items()) command.agencies.push_back(AgencyId(agency));
        const int year = inputs_.value("year", regulation_->year);
        for (const RoundPlan& plan : regulation_->rounds) {
            const json given = inputs_.value("rounds", json::object()).value(plan.id.value, json::object());
            if (given.empty()) continue; // the template dates it
            const DatedRound printed = dated(plan, year, regulation_->holiday_shift, regulation_->holidays);
            RoundWindow window{plan.id, printed.opens_at, printed.deadline, printed.locks_at};
            if (given.contains("opens")) window.opens_at = instant_of(given["opens"]);
            if (given.contains("deadline")) window.deadline = instant_of(given["deadline"]);
            if (given.contains("locks")) window.locks_at = instant_of(given["locks"]);
            command.rounds.push_back(window);
        }
        must("the cycle", actor_of(admin()), admin(), command);
    }
    void later(Instant when, std::function<void()> act) { agenda_[when].push_back(std::move(act)); }
    const Round& self_round() const { return *cycle().round(RoundKind::self_assessment); }
    /// A moment inside a round, and for an appraisal after the self-assessment has ended.
    Instant inside(const Round& round) const
    {
        Instant when = *round.window.opens_at;
        if (round.plan.kind == RoundKind::appraisal)
            if (const auto locks = self_round().window.locks_at) when = std::max(when, *locks);
        return when.plus_us(hour_us);
    }

    // ── what an agency does ──
    void plan_agency(const AgencyId& agency, const json& entry)
    {
        const Round& self = self_round();
        const auto submitted =
            entry.contains("submitted") ? std::optional(instant_of(entry["submitted"])) : std::optional<Instant>();
        Instant declared = self.window.deadline->plus_us(-2 * hour_us);
        if (submitted) declared = std::min(declared, submitted->plus_us(-2 * hour_us));
        const CriteriaSet& set = *file_of(agency).assessment.set;
        for (const CriterionNo no : set.leaves()) {
            const Criterion& leaf = set[no];
            const json said = entry["leaves"].value(leaf.code.value, json::object());
            if (leaf.scored_by == ScoredBy::agency)
                later(declared, [this, agency, &leaf, said] { declare(agency, leaf, said); });
            else if (leaf.scored_by == ScoredBy::system)
                later(declared, [this, agency, &leaf, said] {
                    if (said.value("with_evidence", true)) attach(agency, leaf);
                });
            else
                plan_giving(agency, leaf, said);
            plan_opinions(agency, leaf, said);
        }
        if (submitted) later(*submitted, [this, agency] { submit(agency); });
    }
    void edit(const AgencyId& agency, const Criterion& leaf, const std::string& act, EntryCommand what)
    {
        may(agency, leaf.code.value, act, hat_of(RoleKind::agency_officer, agency),
            EditEntry{assessment(agency), std::move(what)});
    }
    void attach(const AgencyId& agency, const Criterion& leaf)
    {
        AttachEvidence paper;
        paper.criterion = leaf.code;
        paper.link = LinkId("tl-" + std::to_string(++papers_));
        paper.document = {storage::sha256("tl " + std::to_string(papers_)), 1, "application/pdf"};
        edit(agency, leaf, "evidence", paper);
    }
    void declare(const AgencyId& agency, const Criterion& leaf, const json& said)
    {
        if (said.contains("not_applicable"))
            return edit(agency, leaf, "not_applicable", ClaimNotApplicable{leaf.code, "Không phát sinh"});
        if (said.contains("figures"))
            edit(agency, leaf, "figures", DeclareFigures{leaf.code, figures_of(said["figures"])});
        if (said.contains("level"))
            edit(agency, leaf, "level",
                 EnterSelfScore{leaf.code, leaf.levels.at(said["level"].get<std::size_t>()).points,
                                said.value("reason", "")});
        if (!said.contains("figures") && !said.contains("level")) // nobody submits a criterion without a score
            static_cast<void>(decided(actor_of(hat_of(RoleKind::agency_officer, agency)),
                                      hat_of(RoleKind::agency_officer, agency),
                                      EditEntry{assessment(agency), EnterSelfScore{leaf.code, {}, "Không thực hiện"}}));
        edit(agency, leaf, "explanation", WriteExplanation{leaf.code, "Theo hồ sơ"});
        attach(agency, leaf);
    }
    void submit(const AgencyId& agency)
    {
        const Hat officer = hat_of(RoleKind::agency_officer, agency), head = hat_of(RoleKind::agency_head, agency);
        for (const auto& [hat, command] :
             {std::pair<Hat, Command>{officer, RequestApproval{assessment(agency)}},
              std::pair<Hat, Command>{head, ApproveAssessment{assessment(agency)}},
              std::pair<Hat, Command>{officer, SubmitAssessment{assessment(agency), attendance(agency)}}})
            if (const auto no = decided(actor_of(hat), hat, command)) {
                refused_.push_back({{"agency", agency.value},
                                    {"code", ""},
                                    {"act", "submission"},
                                    {"why", name_of(no->code)},
                                    {"about", no->about},
                                    {"detail", no->detail}});
                return;
            }
    }
    /// Whoever must be there (SA-6).
    std::vector<std::string> attendance(const AgencyId& agency) const
    {
        for (const AgencyGroup& group : regulation_->groups)
            if (group.id == regulation_->agency(agency)->group && !group.attendance.empty()) return group.attendance;
        return {"Lãnh đạo"};
    }

    // ── what others bring in ──
    void plan_giving(const AgencyId& agency, const Criterion& leaf, const json& said)
    {
        if (said.empty()) return;
        const RoundKind kind = leaf.scored_by == ScoredBy::survey    ? RoundKind::survey
                               : leaf.scored_by == ScoredBy::import  ? RoundKind::import
                               : leaf.scored_by == ScoredBy::leaders ? RoundKind::leaders
                                                                     : RoundKind::appraisal;
        const Round* round = cycle().round(kind);
        const Instant when = round ? inside(*round) : self_round().window.deadline->plus_us(hour_us);
        later(when, [this, agency, &leaf, said] { give(agency, leaf, said); });
    }
    void give(const AgencyId& agency, const Criterion& leaf, const json& said)
    {
        const Hat hat = hat_of(RoleKind::appraiser, regulation_->giver_of(leaf, agency));
        const Source source{"Báo cáo", "5/BC", {}};
        const auto asks = [&](const std::string& act, const Command& command) {
            may(agency, leaf.code.value, act, hat, command);
        };
        if (said.contains("figures") || said.contains("level")) {
            const Figures figures = figures_of(said.value("figures", json::object()));
            if (std::holds_alternative<Bonus>(leaf.rule))
                return asks("figures", GrantBonus{assessment(agency), leaf.code, figures.counts, "", source});
            if (std::holds_alternative<Penalty>(leaf.rule))
                return asks("figures", ImposePenalty{assessment(agency), leaf.code, figures.counts, "", source});
            GrantPoints grant{assessment(agency), leaf.code, {}, {}, said.value("reason", ""), source};
            if (said.contains("figures")) grant.figures = figures;
            if (said.contains("level")) grant.points = leaf.levels.at(said["level"].get<std::size_t>()).points;
            return asks(said.contains("level") ? "level" : "figures", grant);
        }
        const json facts = said.value("facts", json::object());
        if (facts.contains("answers")) {
            std::vector<Answers> answers;
            for (const json& group : facts["answers"])
                answers.push_back({group["key"].get<std::string>(), group["valid_forms"].get<std::int64_t>(),
                                   points_of(group["sum"])});
            asks("facts", ImportSurveyPoints{assessment(agency), leaf.code, answers, source});
        }
        if (facts.contains("value") || facts.contains("rank")) {
            ImportResult result{assessment(agency), leaf.code, {}, number_in<std::int32_t>(facts, "rank"), source};
            if (facts.contains("value")) result.value = points_of(facts["value"]);
            asks("facts", result);
        }
        if (facts.contains("given"))
            asks("facts",
                 GrantPoints{assessment(agency), leaf.code, points_of(facts["given"]), {}, "theo dõi", source});
        if (facts.contains("ballots")) { // the lock of their round opens what is not opened by the last of them
            const BallotPlan& plan = *regulation_->ballot(std::get<BallotRule>(leaf.rule).ballot);
            for (const json& ballot : facts["ballots"]) {
                const std::string key = ballot["key"].get<std::string>();
                const CastBallot cast{assessment(agency), leaf.code, key, points_of(ballot["points"]), "", source};
                may(agency, leaf.code.value, "facts",
                    plan.entered_by == BallotEntry::leaders ? hat_of_leader(key) : hat, cast);
            }
        }
    }

    // ── what the council does ──
    void plan_opinions(const AgencyId& agency, const Criterion& leaf, const json& said)
    {
        const json opinions = said.value("appraisal", json::object());
        for (const Round& round : cycle().rounds) {
            if (round.plan.kind == RoundKind::appraisal && opinions.contains(round.window.round.value)) {
                const json opinion = opinions[round.window.round.value];
                later(inside(round).plus_us(second_us),
                      [this, agency, &leaf, id = round.window.round, opinion] { opine(agency, leaf, id, opinion); });
            }
            if (round.plan.kind == RoundKind::appraisal && round.plan.ordinal == 1 && said.contains("not_applicable"))
                later(inside(round), [this, agency, &leaf] {
                    const Hat hat = hat_of(RoleKind::appraiser, regulation_->appraiser_of(leaf, agency));
                    may(agency, leaf.code.value, "not_applicable", hat,
                        RuleNotApplicable{assessment(agency), leaf.code, true, "đúng"});
                });
            if (round.plan.kind == RoundKind::supplement && said.contains("supplement"))
                later(inside(round), [this, agency, &leaf, again = said["supplement"]] {
                    if (again.contains("figures"))
                        edit(agency, leaf, "supplement", DeclareFigures{leaf.code, figures_of(again["figures"])});
                    else
                        edit(agency, leaf, "supplement",
                             EnterSelfScore{leaf.code, leaf.levels.at(again["level"].get<std::size_t>()).points,
                                            again.value("reason", "")});
                });
        }
    }
    void opine(const AgencyId& agency, const Criterion& leaf, const RoundId& round, const json& opinion)
    {
        const Hat hat = hat_of(RoleKind::appraiser, regulation_->appraiser_of(leaf, agency));
        const std::string said = opinion.at("decision").get<std::string>();
        DecideAppraisal decide{assessment(agency), leaf.code, round, Decision::agree, {}, {}, {}, false};
        const AssessmentFile& file = file_of(agency);
        if (said == "agree") {
            decide.points = judged_self(cycle(), file.assessment, file.assessment.set->find(leaf.code.value));
        } else {
            decide.decision = said == "disagree" ? Decision::disagree : Decision::request_supplement;
            decide.points = points_of(opinion.value("points", json("0.00")));
            decide.reason = "chưa đủ căn cứ";
            decide.needed = said == "disagree" ? "" : "báo cáo";
        }
        may(agency, leaf.code.value, round.value, hat, decide);
    }
    /// Soft rounds are locked by hand where nothing else does, and an appraisal is published at its end.
    void plan_round(const Round& round)
    {
        const RoundId id = round.window.round;
        const auto end = round.window.locks_at ? round.window.locks_at : round.window.deadline;
        if (!end) return;
        if (!round.window.locks_at)
            later(*end, [this, id] {
                must("the lock of " + id.value, actor_of(admin()), admin(),
                     LockRound{cycle_id(), id, LockedBy::hand, "hết hạn"});
            });
        if (round.plan.kind == RoundKind::appraisal)
            later(*end, [this, id, together = round.plan.consensus] {
                must("the publication of " + id.value, actor_of(admin()), admin(),
                     PublishAppraisals{cycle_id(), id, together ? "1/BB" : ""});
            });
        else
            later(*end, [] {}); // its lock, though nobody does anything then
    }

    const json& inputs_;
    std::shared_ptr<const Regulation> regulation_;
    World world_;
    projections::Views views_;
    Instant now_;
    std::map<Instant, std::vector<std::function<void()>>> agenda_;
    json refused_ = json::array();
    Sequence records_ = 0;
    std::size_t papers_ = 0;
};

} // namespace

int main(int count, char** words)
{
    try {
        if (count != 3) throw std::runtime_error("five_systems_play REGULATION INPUTS");
        const json inputs = json::parse(text_of(words[2]));
        Year year(text_of(words[1]), inputs);
        year.play();
        std::cout << year.told().dump(1) << '\n';
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "five_systems_play: " << e.what() << '\n';
        return 1;
    }
}
