#include "domain/command_form.hpp"

#include "domain/text.hpp"

#include <set>

namespace cchc::domain {

using enum RefusalCode;

namespace {

using Fault = std::optional<Refusal>;

Fault text(std::string_view member, std::string_view given, std::size_t longest, TextForm form)
{
    if (given.size() > longest) return refuse(too_long, std::string(member));
    if (const auto wrong = fault_of(given, form); !wrong.empty())
        return refuse(text_malformed, std::string(member), std::string(wrong));
    return {};
}
Fault line(std::string_view member, std::string_view given, std::size_t longest)
{
    return text(member, given, longest, TextForm::line);
}
Fault number(std::string_view member, std::string_view given)
{
    return line(member, given, longest_number);
}
Fault reason(std::string_view member, std::string_view given)
{
    return text(member, given, longest_reason, TextForm::paragraphs);
}
Fault prose(std::string_view member, std::string_view given)
{
    return text(member, given, longest_explanation, TextForm::paragraphs);
}

Fault first_of(std::initializer_list<Fault> faults)
{
    for (const Fault& fault : faults)
        if (fault) return fault;
    return {};
}

template <class Id>
Fault each_once(const std::vector<Id>& ids)
{
    std::set<std::string_view> seen;
    for (const Id& id : ids)
        if (!seen.insert(id.value).second) return refuse(listed_twice, id.value);
    return {};
}
Fault each_once(const std::vector<RoundWindow>& windows)
{
    std::vector<RoundId> rounds;
    for (const RoundWindow& window : windows) rounds.push_back(window.round);
    return each_once(rounds);
}

Fault slugs(std::string_view member, const std::vector<std::string>& given)
{
    if (given.size() > most_check_reasons) return refuse(too_long, std::string(member));
    for (const std::string& slug : given)
        if (Fault fault = line(member, slug, longest_slug)) return fault;
    return {};
}
/// What the checking program found is held to a form as well: it has read a stranger's file.
Fault check(const SignatureCheck& given)
{
    if (given.signatures.size() > most_signatures) return refuse(too_long, "signatures");
    if (Fault fault = slugs("reasons", given.reasons)) return fault;
    for (const CheckedSignature& one : given.signatures)
        if (Fault fault =
                first_of({slugs("reasons", one.reasons), line("organisation", one.organisation, longest_title)}))
            return fault;
    return {};
}
Fault offices(std::string_view member, const std::vector<std::string>& given)
{
    if (given.size() > most_attending) return refuse(too_long, std::string(member));
    for (const std::string& office : given) {
        if (office.empty()) return refuse(text_malformed, std::string(member), "blank");
        if (Fault fault = line(member, office, longest_title)) return fault;
    }
    return {};
}

/// One edit of one entry: its texts, and which part of which entry it writes.
struct EditForm {
    Fault operator()(const EnterSelfScore& c) const { return reason("reason", c.reason); }
    Fault operator()(const ClearSelfScore&) const { return {}; }
    Fault operator()(const DeclareFigures& c) const { return reason("exclusion_ground", c.figures.exclusion_ground); }
    Fault operator()(const WriteExplanation& c) const { return prose("text", c.text); }
    Fault operator()(const AttachEvidence& c) const
    {
        return first_of({number("document_number", c.document_number), line("pages", c.pages, longest_pages),
                         line("media", c.document.media, longest_number), line("issuer", c.issuer, longest_title),
                         c.check ? check(*c.check) : Fault{}});
    }
    Fault operator()(const DeclareSecretPaper&) const { return {}; }
    Fault operator()(const DetachEvidence&) const { return {}; }
    Fault operator()(const ClaimNotApplicable& c) const { return reason("ground", c.ground); }
    Fault operator()(const WithdrawNotApplicable&) const { return {}; }
    Fault operator()(const ProvideSupplement& c) const { return prose("text", c.text); }
};
struct PartWritten {
    std::string operator()(const EnterSelfScore&) const { return "score"; }
    std::string operator()(const ClearSelfScore&) const { return "score"; }
    std::string operator()(const DeclareFigures&) const { return "score"; }
    std::string operator()(const WriteExplanation&) const { return "explanation"; }
    std::string operator()(const AttachEvidence& c) const { return "link " + c.link.value; }
    std::string operator()(const DetachEvidence& c) const { return "link " + c.link.value; }
    std::string operator()(const DeclareSecretPaper& c) const { return "paper " + c.paper.value; }
    std::string operator()(const ClaimNotApplicable&) const { return "claim"; }
    std::string operator()(const WithdrawNotApplicable&) const { return "claim"; }
    std::string operator()(const ProvideSupplement&) const { return "supplement"; }
};

struct Form {
    Fault operator()(const FoundTenant& c) const
    {
        return first_of({line("title", c.title, longest_title), line("origin", c.origin, longest_number)});
    }
    Fault operator()(const GrantRole& c) const
    {
        return first_of({number("document_number", c.document_number), number("leader", c.leader)});
    }
    Fault operator()(const EndRole& c) const { return reason("reason", c.reason); }
    Fault operator()(const IssueRegulation& c) const
    {
        return first_of({number("decision_number", c.decision_number), line("issuer", c.issuer, longest_title),
                         line("signed_by", c.signed_by, longest_title), reason("reason", c.reason)});
    }
    Fault operator()(const DraftRegulation&) const { return {}; }
    Fault operator()(const OpenConsultation& c) const
    {
        return first_of({number("document_number", c.document_number), each_once(c.agencies)});
    }
    Fault operator()(const CommentOnDraft& c) const
    {
        return first_of({line("criteria_set", c.criteria_set, longest_number), prose("text", c.text)});
    }
    Fault operator()(const AnswerComment& c) const { return prose("text", c.text); }
    Fault operator()(const CloseConsultation&) const { return {}; }
    Fault operator()(const ReviewDraft& c) const { return reason("note", c.note); }
    Fault operator()(const RecordAgreement& c) const
    {
        return first_of({line("body", c.body, longest_number), number("document_number", c.document_number)});
    }
    Fault operator()(const OverlayGuidance& c) const
    {
        std::set<std::string_view> sets;
        for (const std::string& set : c.criteria_sets)
            if (!sets.insert(set).second) return refuse(listed_twice, set);
        return first_of({number("document_number", c.document_number), line("issuer", c.issuer, longest_title),
                         prose("text", c.text)});
    }
    Fault operator()(const OpenCycle& c) const
    {
        return first_of({line("title", c.title, longest_title), each_once(c.agencies), each_once(c.rounds)});
    }
    Fault operator()(const ScheduleRound& c) const { return number("decision_number", c.decision_number); }
    Fault operator()(const ExtendRound& c) const
    {
        return first_of(
            {number("decision_number", c.decision_number), reason("reason", c.reason), each_once(c.agencies)});
    }
    Fault operator()(const LockRound& c) const { return reason("reason", c.reason); }
    Fault operator()(const ReopenRound& c) const
    {
        return first_of({reason("ground", c.ground), number("decision_number", c.decision_number),
                         each_once(c.agencies), each_once(c.criteria)});
    }
    Fault operator()(const EndReopening& c) const { return reason("reason", c.reason); }
    Fault operator()(const PublishAppraisals& c) const { return number("minutes", c.minutes); }
    Fault operator()(const DecideTie& c) const
    {
        return first_of({line("ranking", c.ranking, longest_number), line("reward", c.reward, longest_number),
                         number("document_number", c.document_number), line("issuer", c.issuer, longest_title),
                         reason("reason", c.reason), each_once(c.agencies)});
    }
    Fault operator()(const PublishResults& c) const
    {
        return first_of({number("decision_number", c.decision_number), line("signed_by", c.signed_by, longest_title),
                         reason("reason", c.reason)});
    }
    Fault operator()(const ReportResults& c) const
    {
        return first_of({line("to", c.to, longest_title), number("document_number", c.document_number)});
    }
    Fault operator()(const AmendCycle& c) const { return reason("reason", c.reason); }
    Fault operator()(const EditEntry& c) const { return std::visit(EditForm{}, c.edit); }
    Fault operator()(const EditEntries& c) const
    {
        if (c.items.size() > most_batch_items) return refuse(too_long, "/items");
        Refusal faults = refuse(RefusalCode{});
        std::set<std::pair<std::string, std::string>> written;
        for (std::size_t i = 0; i < c.items.size(); ++i) {
            const EntryCommand& edit = c.items[i].edit;
            Fault fault = std::visit(EditForm{}, edit);
            const Code& code = std::visit([](const auto& one) -> const Code& { return one.criterion; }, edit);
            if (!written.emplace(code.value, std::visit(PartWritten{}, edit)).second && !fault)
                fault = refuse(listed_twice, code.value);
            if (!fault) continue;
            if (faults.items.empty()) faults.code = fault->code;
            faults.items.push_back({fault->code, "/items/" + std::to_string(i), fault->detail});
        }
        if (faults.items.empty()) return {};
        return faults;
    }
    Fault operator()(const UndoEdit&) const { return {}; }
    Fault operator()(const RequestApproval&) const { return {}; }
    Fault operator()(const ApproveAssessment&) const { return {}; }
    Fault operator()(const ReturnAssessment& c) const { return reason("reason", c.reason); }
    Fault operator()(const DelegateSubmission& c) const { return number("document_number", c.document_number); }
    Fault operator()(const SubmitAssessment& c) const { return offices("attendance", c.attendance); }
    Fault operator()(const WithdrawAssessment& c) const { return reason("reason", c.reason); }
    Fault operator()(const RuleNotApplicable& c) const { return reason("reason", c.reason); }
    static Fault source(const Source& given)
    {
        return first_of({line("source", given.text, longest_title), number("document_number", given.document_number)});
    }
    static Fault counts(const std::vector<NamedCount>& given)
    {
        return given.size() > most_counts ? Fault(refuse(too_long, "counts")) : Fault{};
    }
    Fault operator()(const ImportReferences& c) const
    {
        if (c.rows.size() > most_reference_rows) return refuse(too_long, "/rows");
        if (c.rows.empty()) return refuse(figures_invalid, "/rows", "required");
        if (c.source.text.empty()) return refuse(reason_required, "source");
        Refusal faults = refuse(RefusalCode{});
        std::set<std::pair<std::string_view, std::string_view>> written;
        for (std::size_t i = 0; i < c.rows.size(); ++i) {
            Fault fault = counts(c.rows[i].figures);
            if (!fault && !written.emplace(c.rows[i].agency.value, c.rows[i].criterion.value).second)
                fault = refuse(listed_twice, c.rows[i].criterion.value);
            if (!fault) continue;
            if (faults.items.empty()) faults.code = fault->code;
            faults.items.push_back({fault->code, "/rows/" + std::to_string(i), fault->detail});
        }
        if (!faults.items.empty()) return faults;
        return source(c.source);
    }
    Fault operator()(const ImportSurveyPoints& c) const
    {
        if (c.answers.size() > most_counts) return refuse(too_long, "answers");
        return source(c.source);
    }
    Fault operator()(const ImportResult& c) const { return source(c.source); }
    Fault operator()(const GrantPoints& c) const
    {
        return first_of({reason("reason", c.reason), source(c.source),
                         c.figures ? reason("exclusion_ground", c.figures->exclusion_ground) : Fault{}});
    }
    Fault operator()(const GrantBonus& c) const
    {
        return first_of({counts(c.counts), reason("reason", c.reason), source(c.source)});
    }
    Fault operator()(const ImposePenalty& c) const
    {
        return first_of({counts(c.counts), reason("reason", c.reason), source(c.source)});
    }
    Fault operator()(const CastBallot& c) const { return first_of({reason("reason", c.reason), source(c.source)}); }
    Fault operator()(const OpenBallots& c) const { return reason("reason", c.reason); }
    Fault operator()(const DecideAppraisal& c) const
    {
        return first_of({reason("reason", c.reason), reason("needed", c.needed), reason("records", c.records)});
    }
    Fault operator()(const VerifySignature& c) const { return check(c.check); }
    Fault operator()(const DestroyEvidence& c) const
    {
        return first_of({reason("reason", c.reason), number("document_number", c.document_number)});
    }
    Fault operator()(const ExplainSecretPaper& c) const
    {
        return first_of({offices("attendance", c.attendance), number("document_number", c.document_number)});
    }
    Fault operator()(const ReceiveOutsideReport& c) const
    {
        Fault fault = first_of({source(c.source), reason("summary", c.summary)});
        if (fault || !c.informant) return fault;
        return first_of({line("informant", c.informant->key, longest_number),
                         line("informant", c.informant->nonce, longest_slug),
                         line("informant", c.informant->ciphertext, longest_sealed)});
    }
    Fault operator()(const VerifyOutsideReport& c) const
    {
        return first_of({line("by", c.by, longest_title), source(c.source)});
    }
    Fault operator()(const CountOutsideReport& c) const { return reason("reason", c.reason); }
    Fault operator()(const AnswerOutsideReport& c) const { return prose("text", c.text); }
    Fault operator()(const RuleAppraisal& c) const
    {
        return first_of({reason("reason", c.reason), number("document_number", c.document_number)});
    }
};

} // namespace

std::optional<Refusal> form_fault(const Command& command)
{
    return std::visit(Form{}, command);
}

} // namespace cchc::domain
