// The life of a regulation up to its issue, as far as its own text prints it (CS-23 to CS-28).

#include "domain/lint.hpp"
#include "storage/sha256.hpp"
#include "tests/five_systems/plain.hpp"
#include "tests/five_systems/scene.hpp"

#include <stdexcept>

namespace cchc::five_systems {

using namespace domain;
using nlohmann::json;

namespace {

/// What the linter says of a text, as it would be kept beside it.
FileRef findings_on(const Regulation& text)
{
    std::string found;
    for (const Finding& one : lint(text)) found += one.code.value + " " + std::string(name_of(one.rule)) + "\n";
    return {storage::sha256(found), found.size(), "text/plain"};
}

/// When its last day of comments, its issue or its year says that work on it began.
Instant beginning(const Regulation& text, Instant issue)
{
    if (text.drafting && text.drafting->comments_from) return start_of_local_day(*text.drafting->comments_from);
    return issue.plus_us(-30 * day_us);
}

/// The day it was issued on; where only a limit is printed, a week before that, else the year's first.
Instant day_of_issue(const Regulation& text)
{
    if (text.issued_by.date && !text.drafting) return start_of_local_day(*text.issued_by.date);
    if (text.drafting && text.drafting->issued_before)
        return start_of_local_day(Date{text.drafting->issued_before->days - 7});
    return start_of_local_day(Date::from_civil(text.year, 1, 1));
}

class Drafting {
public:
    Drafting(Scene& scene, RegulationId id, json& refused) : scene_(scene), id_(std::move(id)), refused_(refused) {}

    Scene::Text put_up(const std::string& document)
    {
        const Scene::Text text = scene_.learn(document);
        scene_.must("the draft", Scene::author(), DraftRegulation{id_, text.file, findings_on(*text.regulation)});
        return text;
    }
    /// Until its closing instant, by the clock; every comment is answered after it.
    void consult(const Regulation& draft, const json& comments)
    {
        scene_.must("the consultation", Scene::author(), OpenConsultation{id_, {}, {}, draft.issued_by.number});
        int number = 0;
        for (const json& one : comments) {
            scene_.at(instant_of(one["at"]));
            const AgencyId agency(one["agency"].get<std::string>());
            const std::string code = one.value("code", "");
            const CommentOnDraft said{id_, CommentId("gy-" + std::to_string(++number)), "", Code(code), "Đề nghị sửa"};
            if (const auto no = scene_.asked(Scene::hat_of(RoleKind::agency_officer, agency), said))
                refused_.push_back({{"agency", agency.value},
                                    {"code", code},
                                    {"act", "comment"},
                                    {"why", name_of(no->code)},
                                    {"about", no->about},
                                    {"detail", no->detail}});
        }
        scene_.at(file().drafts.back().consultation->facts.closes_at);
        const std::vector<Comment> all = file().drafts.back().consultation->comments;
        for (std::size_t i = 0; i < all.size(); ++i)
            scene_.must("an answer", Scene::author(),
                        AnswerComment{id_, all[i].facts.comment, i % 2 == 0, i % 2 ? "Giữ nguyên" : "Tiếp thu"});
    }
    /// It is not issued before it may be.
    void not_yet(const IssueRegulation& issue, RefusalCode expected) const
    {
        const auto no = scene_.asked(Scene::admin(), issue);
        if (!no || no->code != expected)
            throw std::runtime_error("issued, or refused otherwise than with " + std::string(name_of(expected)));
    }
    const RegulationFile& file() const { return scene_.world().regulations.at(id_); }

private:
    Scene& scene_;
    RegulationId id_;
    json& refused_;
};

json shown(const RegulationFile& file)
{
    json life{{"drafts", json::array()}, {"consultation", json()}};
    for (const Draft& draft : file.drafts) {
        life["drafts"].push_back({{"errors", draft.facts.findings->errors},
                                  {"warnings", draft.facts.findings->warnings},
                                  {"agreed", draft.agreement.has_value()}});
        if (!draft.consultation) continue;
        json silent = json::array();
        for (const AgencyId& agency : draft.consultation->closed->facts.silent) silent.push_back(agency.value);
        life["consultation"] = {{"closes_at", local_text(draft.consultation->facts.closes_at)},
                                {"closed_at", local_text(draft.consultation->closed->done.at)},
                                {"silent", silent},
                                {"silence_is_consent", draft.consultation->closed->facts.silence_is_consent}};
    }
    const RegulationIssued& issued = file.versions.back().facts;
    life["issued"] = {{"number", issued.decision_number},
                      {"date", issued.decision_date ? json(issued.decision_date->text()) : json()},
                      {"errors", issued.findings->errors}};
    return life;
}

} // namespace

json issue(Scene& scene, const std::vector<std::string>& texts, const json& comments, json& refused,
           Scene::Text& issued)
{
    const Scene::Text last = scene.learn(texts.back());
    const Regulation& text = *last.regulation;
    const Instant day = day_of_issue(text);
    scene.people_of(text);
    Drafting drafting(scene, text.id, refused);
    scene.at(beginning(text, day));
    issued = drafting.put_up(texts.front());
    IssueRegulation decision{text.id, issued.file, text.issued_by.number.empty() ? "1/QĐ" : text.issued_by.number,
                             text.issued_by.date, text.issued_by.issuer};
    decision.findings = findings_on(*issued.regulation);
    const bool asks = text.drafting && text.drafting->comments_until;
    if (asks) {
        decision.reason = "thử ban hành sớm";
        drafting.not_yet(decision, RefusalCode::not_consulted);
        drafting.consult(*issued.regulation, comments);
    }
    for (std::size_t i = 1; i < texts.size(); ++i) issued = drafting.put_up(texts[i]);
    decision.document = issued.file;
    decision.findings = findings_on(*issued.regulation);
    scene.at(day);
    if (!text.control.reviewed_by.empty()) {
        drafting.not_yet(decision, RefusalCode::not_reviewed);
        scene.must("the review", Scene::admin(), ReviewDraft{text.id, "Đã rà soát"});
    }
    if (text.drafting && !text.drafting->agreed_by.empty()) {
        drafting.not_yet(decision, RefusalCode::not_agreed);
        scene.must("the agreement", Scene::admin(),
                   RecordAgreement{text.id, text.drafting->agreed_by, "3/TB", local_date(day)});
    }
    decision.reason.clear(); // nothing is issued with errors open
    scene.must("the issue", Scene::admin(), decision);
    return shown(drafting.file());
}

} // namespace cchc::five_systems
