#include "tests/domain/story.hpp"

#include "storage/event_codec.hpp"

#include <sstream>

namespace cchc::domain {

namespace {

/// Writes all of a world down, in an order of its own. Whatever an event already has a form for is written in it.
class Scribe {
public:
    std::string text() const { return out_.str(); }

    void write(const World& world)
    {
        if (world.directory.founding) event(DirectoryEvent(*world.directory.founding));
        for (const auto& [grant, held] : world.directory.holdings) {
            event(DirectoryEvent(held.granted));
            number("ended", held.ended_at ? held.ended_at->us : -1);
        }
        for (const auto& [id, file] : world.regulations) write(file);
        for (const auto& [id, cycle] : world.cycles) {
            write(cycle);
            for (const AgencyId& agency : cycle.agencies) write(*world.file(assessment_id(id, agency).value));
        }
    }

private:
    void event(const Event& one) { out_ << wire_name(one) << storage::data_text(one) << '\n'; }
    template <class N>
    void number(std::string_view what, N value)
    {
        out_ << what << '=' << static_cast<std::int64_t>(value) << '\n';
    }
    void words(std::string_view what, std::string_view value)
    {
        out_ << what << '=' << value.size() << ':' << value << '\n';
    }

    void window(const RoundWindow& one) { event(CycleEvent(RoundScheduled{{}, one, {}})); }

    template <class E>
    void write(const E& facts, const Done& done)
    {
        event(RegulationEvent(facts));
        words("by", done.by.value);
        number("at", done.at.us);
        number("seq", done.seq);
    }
    void write(const RegulationFile& file)
    {
        for (const auto& [facts, done] : file.versions) write(facts, done);
        for (const Draft& draft : file.drafts) {
            write(draft.facts, draft.done);
            for (const auto& [facts, done] : draft.reviews) write(facts, done);
            if (draft.agreement) write(draft.agreement->facts, draft.agreement->done);
            if (!draft.consultation) continue;
            write(draft.consultation->facts, draft.consultation->done);
            for (const Comment& comment : draft.consultation->comments) {
                write(comment.facts, comment.done);
                if (comment.answer) write(comment.answer->facts, comment.answer->done);
            }
            if (draft.consultation->closed) write(draft.consultation->closed->facts, draft.consultation->closed->done);
        }
        for (const auto& [facts, done] : file.overlays) write(facts, done);
        number("settled", file.settled);
        number("seq", file.seq);
    }

    void write(const Cycle& cycle)
    {
        words("cycle", cycle.id.value);
        words("title", cycle.title);
        words("regulation", cycle.regulation->id.value);
        number("version", cycle.regulation_version);
        number("seq", cycle.seq);
        for (const Round& round : cycle.rounds) {
            window(round.window);
            for (const auto& [agency, extended] : round.extended) {
                words("extended", agency.value);
                window(extended);
            }
            number("locked", round.locked);
            number("by", round.locked_by);
            for (const AgencyId& agency : round.locked_agencies) words("locked", agency.value);
            number("published", round.published);
        }
        for (const TieDecided& tie : cycle.ties) event(CycleEvent(tie));
        for (const auto& [grant, reopening] : cycle.reopenings) {
            event(CycleEvent(reopening.facts));
            number("ended", reopening.ended);
        }
        for (const ResultsPublished& publication : cycle.publications) event(CycleEvent(publication));
        for (const ResultsReported& report : cycle.reports) event(CycleEvent(report));
    }

    void write(const SelfScore& self)
    {
        FiguresDeclared form{{}, self.figures.value_or(Figures{}), self.points.value_or(Points{}), self.level, {}};
        event(AssessmentEvent(form));
        number("points", self.points.has_value());
        number("figures", self.figures.has_value());
        number("basis", self.basis);
        words("reason", self.reason);
    }

    void write(const Given& given)
    {
        event(AssessmentEvent(SurveyPointsImported{{}, given}));
        event(AssessmentEvent(ResultImported{{}, given}));
        event(AssessmentEvent(PointsGranted{{}, given}));
        event(AssessmentEvent(BallotsOpened{{}, given}));
    }

    void write(const Amended& amended)
    {
        number("amended", amended.version);
        number("redo", amended.redo);
        number("by", amended.seq);
        for (const SetAside& before : amended.before) {
            words("was", before.criterion.value);
            write(before.self);
            number("na", before.na);
            if (before.given) write(*before.given);
        }
    }

    void write(const Assessment& file)
    {
        words("assessment", file.id.value);
        for (const Entry& entry : file.entries) {
            number("version", entry.version);
            write(entry.self);
            words("explanation", entry.explanation);
            for (const Evidence& one : entry.evidence) {
                event(AssessmentEvent(one.attached));
                number("detached", one.detached);
                number("by", one.seq);
                if (one.rechecked) event(AssessmentEvent(SignatureVerified{{}, {}, *one.rechecked}));
                if (one.destroyed) event(AssessmentEvent(*one.destroyed));
            }
            for (const SecretPaper& one : entry.secret_papers) {
                event(AssessmentEvent(one.declared));
                if (one.explained) event(AssessmentEvent(*one.explained));
            }
            for (const OutsideReport& one : entry.outside_reports) {
                event(AssessmentEvent(one.received));
                if (one.verified) event(AssessmentEvent(*one.verified));
                if (one.counted) event(AssessmentEvent(*one.counted));
                words("answer", one.answer);
            }
            number("na", entry.na);
            words("ground", entry.na_ground);
            words("supplement", entry.supplement);
            number("self_seq", entry.self_seq);
            number("explanation_seq", entry.explanation_seq);
            number("na_seq", entry.na_seq);
            number("supplement_seq", entry.supplement_seq);
            number("given_seq", entry.given_seq);
            number("reference_seq", entry.reference_seq);
            if (entry.reference) event(AssessmentEvent(ReferenceImported{{}, *entry.reference}));
            if (entry.given) write(*entry.given);
            if (entry.amended) write(*entry.amended);
        }
        number("content", file.content);
        number("approval", file.approval);
        number("approved", file.approved_content);
        words("delegate", file.delegate.value);
        for (const SubmissionFact& one : file.submissions) {
            event(AssessmentEvent(one.facts));
            number("at", one.at.us);
            number("withdrawn", one.withdrawn);
        }
        for (const auto& [actor, acts] : file.acts)
            for (const Act& act : acts) {
                words("act", actor.value);
                number("seq", act.seq);
                number("settled", act.settled);
                number("criterion", act.criterion);
                std::visit(match{[&](const SelfScore& before) { write(before); },
                                 [&](const std::string& before) { words("before", before); },
                                 [&](const LinkId& link) { words("link", link.value); },
                                 [&](const ClaimBefore& before) {
                                     number("na", before.na);
                                     words("ground", before.ground);
                                     write(before.self);
                                 },
                                 [&](const SupplementBefore& before) { words("supplement", before.text); }},
                           act.before);
            }
    }

    void write(const AssessmentFile& file)
    {
        write(file.assessment);
        number("visible", file.appraisal.visible);
        number("ballots", file.ballots.version);
        for (const auto& [leaf, cast] : file.ballots.cast)
            for (const BallotPoints& one : cast) words(one.key, one.points.text());
        for (const auto& both : file.appraisal.items)
            for (const AppraisalItem& item : both) {
                for (const Judgement& one : item.judgements) {
                    words("judged", one.by.value);
                    number("version", one.version);
                    opinion(one.draft);
                    opinion(one.decided);
                }
                if (item.ruling)
                    event(AppraisalEvent(DisagreementRuled{item.ruling->opinion, item.ruling->document_number}));
                opinion(item.published);
                words("document", item.document_number);
                for (const Opinion& one : item.behind) opinion(one);
            }
    }
    void opinion(const std::optional<Opinion>& said)
    {
        if (said)
            event(AppraisalEvent(AppraisalDecided{*said}));
        else
            out_ << "-\n";
    }

    std::ostringstream out_;
};

} // namespace

std::string words_of(const World& world)
{
    Scribe scribe;
    scribe.write(world);
    return scribe.text();
}

} // namespace cchc::domain
