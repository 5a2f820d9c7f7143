// Plays one system's year: `five_systems_play REGULATION INPUTS [FIRST-DRAFT]`. The inputs are those of fractions.py
// (README.md beside this says their form). The regulation is drafted, discussed and issued as it prints it, a cycle is
// opened under it, its whole calendar runs on a virtual clock, and every declaration, claim, submission, decision,
// survey, ballot and penalty is asked of the domain by whoever has the right to it, at its time. What the views show at
// the end is printed as JSON, for held_against.py to compare.

#include "domain/ties.hpp"
#include "domain/wire.hpp"
#include "storage/sha256.hpp"
#include "tests/five_systems/plain.hpp"
#include "tests/five_systems/scene.hpp"

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>
#include <set>
#include <stdexcept>

using namespace cchc;
using namespace cchc::domain;
using namespace cchc::five_systems;
using nlohmann::json;

namespace {

/// The year of one regulation: what was asked in it, and what its views show in the end.
class Year {
public:
    Year(const std::vector<std::string>& texts, const json& inputs) : inputs_(inputs)
    {
        Scene::Text text;
        life_ = issue(scene_, texts, inputs_.value("comments", json::array()), refused_, text);
        regulation_ = text.regulation;
        open();
    }

    void play()
    {
        for (const auto& [agency, entry] : inputs_["agencies"].items()) plan_agency(AgencyId(agency), entry);
        for (const Round& round : cycle().rounds) plan_round(round);
        for (auto& [when, acts] : agenda_)
            for (auto& act : acts) {
                scene_.at(when);
                act();
            }
        decide_ties();
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
        const auto snapshot = scene_.snapshot();
        const projections::Board board = snapshot->cycle(cycle_id().value)->board();
        std::set<std::string> drawn;
        for (const AgencyGroup& group : regulation_->groups) {
            const auto together = ranked_together(*regulation_, group.id.value);
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
        result["life"] = life_;
        result["locks"] = locks_;
        result["events"] = scene_.events();
        return result;
    }

private:
    static Hat admin() { return Scene::admin(); }
    static Hat hat_of(RoleKind role, const AgencyId& agency) { return Scene::hat_of(role, agency); }
    static CycleId cycle_id() { return CycleId("ky"); }
    const Cycle& cycle() const { return *scene_.world().cycle(cycle_id()); }
    static AssessmentId assessment(const AgencyId& agency) { return assessment_id(cycle_id(), agency); }
    const AssessmentFile& file_of(const AgencyId& agency) const
    {
        return *scene_.world().file(assessment(agency).value);
    }
    static json shown(const std::optional<Instant>& at) { return at ? json(local_text(*at)) : json(); }

    /// An act of the inputs: a refusal is part of the result.
    bool may(const AgencyId& agency, const std::string& code, const std::string& act, const Hat& hat,
             const Command& command)
    {
        const auto no = scene_.asked(hat, command);
        if (no)
            refused_.push_back({{"agency", agency.value},
                                {"code", code},
                                {"act", act},
                                {"why", name_of(no->code)},
                                {"about", no->about},
                                {"detail", no->detail}});
        return !no;
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
        scene_.must("the cycle", admin(), command);
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
                later(said.contains("declared") ? instant_of(said["declared"]) : declared,
                      [this, agency, &leaf, said] { declare(agency, leaf, said); });
            else if (leaf.scored_by == ScoredBy::system)
                later(declared, [this, agency, &leaf, said] {
                    if (said.value("with_evidence", true)) attach(agency, leaf);
                });
            else
                plan_giving(agency, leaf, said);
            plan_opinions(agency, leaf, said);
        }
        if (submitted) later(*submitted, [this, agency] { submit(agency); });
        if (!submitted || !self.window.locks_at || *submitted >= *self.window.locks_at)
            once_more_[self.window.round] = [this, agency,
                                             code = set[agency_leaf(set)].code](const std::string& words) {
                return scene_.asked(hat_of(RoleKind::agency_officer, agency),
                                    EditEntry{assessment(agency), WriteExplanation{code, words}});
            };
    }
    static CriterionNo agency_leaf(const CriteriaSet& set)
    {
        return *std::ranges::find_if(set.leaves(), [&](CriterionNo no) { return agency_scores(set[no]); });
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
            static_cast<void>(
                scene_.asked(hat_of(RoleKind::agency_officer, agency),
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
            if (const auto no = scene_.asked(hat, command)) {
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
        const RoundId id = round ? round->window.round : RoundId();
        later(when, [this, agency, &leaf, said, id] { give(agency, leaf, said, id); });
    }
    void give(const AgencyId& agency, const Criterion& leaf, const json& said, const RoundId& round)
    {
        const Hat hat = hat_of(RoleKind::appraiser, regulation_->giver_of(leaf, agency));
        const Source source{"Báo cáo", "5/BC", {}};
        const auto asks = [&](const std::string& act, const auto& command) {
            if (may(agency, leaf.code.value, act, hat, command)) repeat_later(round, hat, command);
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
                const Hat voter = plan.entered_by == BallotEntry::leaders ? Scene::hat_of_leader(key) : hat;
                if (may(agency, leaf.code.value, "facts", voter, cast)) repeat_later(round, voter, cast);
            }
        }
    }

    /// What was taken once is taken again, from another page, as long as the round is open.
    template <class C>
    void repeat_later(const RoundId& round, const Hat& hat, C command)
    {
        once_more_[round] = [this, hat, command](const std::string& words) mutable {
            Source source{"Báo cáo", words, {}};
            if constexpr (std::is_same_v<C, DecideAppraisal>)
                command.reason = words;
            else
                command.source = source;
            return scene_.asked(hat, command);
        };
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
                if (opinion.contains("ruling")) plan_ruling(agency, leaf, round, opinion["ruling"]);
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
        const std::vector<AgencyId> appraisers = regulation_->appraisers_of(leaf, agency);
        const json each = opinion.contains("opinions")   ? opinion["opinions"]
                          : opinion.contains("decision") ? json::array({opinion})
                                                         : json::array();
        for (std::size_t i = 0; i < each.size(); ++i) opine_as(appraisers.at(i), agency, leaf, round, each[i]);
    }
    void opine_as(const AgencyId& appraiser, const AgencyId& agency, const Criterion& leaf, const RoundId& round,
                  const json& opinion)
    {
        const Hat hat = hat_of(RoleKind::appraiser, appraiser);
        const std::string said = opinion.at("decision").get<std::string>();
        DecideAppraisal decide{assessment(agency), leaf.code, round, Decision::agree, {}, {}, {}, false};
        decide.records = "sổ theo dõi"; // asked for only where the appraiser keeps the evidence himself
        const AssessmentFile& file = file_of(agency);
        if (said == "agree") {
            decide.points = judged_self(cycle(), file.assessment, file.assessment.set->find(leaf.code.value));
        } else {
            decide.decision = said == "disagree" ? Decision::disagree : Decision::request_supplement;
            decide.points = points_of(opinion.value("points", json("0.00")));
            decide.reason = "chưa đủ căn cứ";
            decide.needed = said == "disagree" ? "" : "báo cáo";
        }
        if (may(agency, leaf.code.value, round.value, hat, decide)) repeat_later(round, hat, decide);
    }
    /// Somebody answers what round 1 contested, if anything was.
    void plan_answer(const Round& round)
    {
        later(inside(round), [this, id = round.window.round] {
            for (const AgencyId& agency : cycle().agencies)
                for (const CriterionNo no : file_of(agency).assessment.set->leaves()) {
                    const auto& first = file_of(agency).appraisal.item(no, 1).published;
                    if (!first || first->decision == Decision::agree) continue;
                    const Code& code = (*file_of(agency).assessment.set)[no].code;
                    once_more_[id] = [this, agency, code](const std::string& words) {
                        return scene_.asked(hat_of(RoleKind::agency_officer, agency),
                                            EditEntry{assessment(agency), ProvideSupplement{code, words}});
                    };
                }
        });
    }
    /// A round without acts of its own is asked whether it is open.
    std::optional<Refusal> try_in(const RoundId& round, const std::string& words)
    {
        if (const auto act = once_more_.find(round); act != once_more_.end()) return act->second(words);
        const Access access = cycle().access(round, cycle().agencies.front(), nullptr, scene_.now());
        return access.open ? std::optional<Refusal>() : access.why;
    }
    /// The last millisecond in which something is taken in a round, and the first instant in which nothing is.
    void plan_lock(const RoundId& round, Instant lock)
    {
        later(lock.plus_us(-ms_us), [this, round, lock] {
            const auto no = try_in(round, "phút chót");
            locks_[round.value] = {{"by", once_more_.contains(round) ? "act" : "access"},
                                   {"taken", no ? json(name_of(no->code)) : json(local_text(lock.plus_us(-ms_us)))}};
        });
        later(lock, [this, round, lock] {
            const auto no = try_in(round, "quá muộn");
            const bool closed =
                no && (no->code == RefusalCode::deadline_passed || no->code == RefusalCode::round_locked);
            locks_[round.value]["refused"] = closed ? json(local_text(lock)) : json(no ? name_of(no->code) : "taken");
        });
    }
    /// The chair's word, once the round is over (AP-15, AP-20).
    void plan_ruling(const AgencyId& agency, const Criterion& leaf, const Round& round, const json& points)
    {
        const auto end = round.window.locks_at ? round.window.locks_at : round.window.deadline;
        later(*end, [this, agency, &leaf, id = round.window.round, points] {
            const Hat hat = hat_of(RoleKind::appraiser, regulation_->ruler_of(agency));
            may(agency, leaf.code.value, id.value, hat,
                RuleAppraisal{assessment(agency), leaf.code, id, points_of(points), "theo biên bản", "5/BB"});
        });
    }

    // ── what the authority decides ──
    /// Among those who share a place, where the inputs name every one of them (RK-6).
    void decide_ties()
    {
        const json authority = inputs_.value("authority", json::object());
        std::set<std::string> decided;
        for (const AgencyGroup& group : regulation_->groups) {
            const auto together = ranked_together(*regulation_, group.id.value);
            if (!decided.insert(together->id).second) continue;
            DecideTie tie;
            tie.ranking = together->id;
            decide_ties(tie, authority.value(together->id, std::vector<std::string>()),
                        [&](const GroupId& of) { return together->ranks(of); });
        }
        for (const Reward& reward : regulation_->rewards) {
            if (reward.recipients != RewardFor::agencies || regulation_->quota_tie != QuotaTie::authority) continue;
            DecideTie tie;
            tie.reward = reward.id;
            decide_ties(tie, authority.value("rewards", std::vector<std::string>()),
                        [&](const GroupId& of) { return concerns(reward, of); });
        }
    }
    template <class Takes>
    void decide_ties(DecideTie tie, const std::vector<std::string>& order, const Takes& takes)
    {
        std::vector<Ranked> contenders;
        for (const AgencyId& agency : cycle().agencies)
            if (takes(regulation_->agency(agency)->group))
                contenders.push_back(contender(cycle(), file_of(agency).assessment, file_of(agency).appraisal));
        std::map<std::uint32_t, std::vector<AgencyId>> places;
        for (const Ranked& one : rank(std::move(contenders), regulation_->rank_on, RankAfterTie::skip))
            places[one.rank].push_back(one.agency);
        const auto place_in = [&](const AgencyId& agency) { return std::ranges::find(order, agency.value); };
        for (auto& [place, equals] : places) {
            const bool named =
                std::ranges::all_of(equals, [&](const auto& one) { return place_in(one) != order.end(); });
            if (equals.size() < 2 || !named) continue;
            std::ranges::sort(equals, {}, place_in);
            tie.cycle = cycle_id();
            tie.agencies = equals;
            tie.document_number = "7/QĐ";
            scene_.must("a tie", admin(), tie);
        }
    }

    /// Soft rounds are locked by hand where nothing else does, and an appraisal is published at its end.
    void plan_round(const Round& round)
    {
        const RoundId id = round.window.round;
        const auto end = round.window.locks_at ? round.window.locks_at : round.window.deadline;
        if (!end) return;
        if (round.plan.kind == RoundKind::supplement) plan_answer(round);
        if (round.window.locks_at) plan_lock(id, *end);
        if (!round.window.locks_at)
            later(*end, [this, id] {
                scene_.must("the lock of " + id.value, admin(), LockRound{cycle_id(), id, LockedBy::hand, "hết hạn"});
            });
        if (round.plan.kind == RoundKind::appraisal)
            later(*end, [this, id, together = round.plan.consensus] {
                scene_.must("the publication of " + id.value, admin(),
                            PublishAppraisals{cycle_id(), id, together ? "1/BB" : ""});
            });
        else
            later(*end, [] {}); // its lock, though nobody does anything then
    }

    const json& inputs_;
    Scene scene_;
    std::shared_ptr<const Regulation> regulation_;
    std::map<Instant, std::vector<std::function<void()>>> agenda_;
    /// By round: the last act that was taken in it, in other words.
    std::map<RoundId, std::function<std::optional<Refusal>(const std::string&)>> once_more_;
    json refused_ = json::array(), life_, locks_ = json::object();
    std::size_t papers_ = 0;
};

/// The texts from the first draft to the last. A draft of another id is one of this regulation all the same, and the
/// text that follows one says what has changed (RC-2).
std::vector<std::string> texts_of(const char* regulation, const char* first_draft)
{
    if (!first_draft) return {text_of(regulation)};
    json draft = json::parse(text_of(first_draft)), last = json::parse(text_of(regulation));
    draft["id"] = last["id"];
    if (!last["control"].contains("change_note"))
        last["control"]["change_note"] = "Tiếp thu góp ý, sửa " + std::to_string(last["corrections"].size()) + " chỗ";
    return {draft.dump(), last.dump()};
}

} // namespace

int main(int count, char** words)
{
    try {
        if (count != 3 && count != 4) throw std::runtime_error("five_systems_play REGULATION INPUTS [FIRST-DRAFT]");
        const json inputs = json::parse(text_of(words[2]));
        Year year(texts_of(words[1], count == 4 ? words[3] : nullptr), inputs);
        year.play();
        std::cout << year.told().dump(1) << '\n';
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "five_systems_play: " << e.what() << '\n';
        return 1;
    }
}
