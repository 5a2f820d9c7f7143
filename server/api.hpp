#pragma once

#include "server/asking.hpp"
#include "server/house.hpp"
#include "server/http.hpp"
#include "server/json.hpp"
#include "server/moment.hpp"

#include <string_view>

/// The API's handlers, one a route; who may call each stands in the table of routes. The shapes of bodies and answers
/// are those of `server/api/openapi.yaml`.
namespace cchc::server::api {

// api_cycles.cpp
void get_clock(const House&, Exchange);
void get_cycles(const House&, Exchange);
void post_cycle(const House&, Exchange);
void get_cycle(const House&, Exchange);
void get_rounds(const House&, Exchange);
void get_criteria(const House&, Exchange);
void post_lock(const House&, Exchange);
void post_extension(const House&, Exchange);
void post_publication(const House&, Exchange);
void post_tie(const House&, Exchange);
void put_round(const House&, Exchange);
void get_reopen_grants(const House&, Exchange);
void post_reopen_grant(const House&, Exchange);
void delete_reopen_grant(const House&, Exchange);
void get_agencies(const House&, Exchange);

// api_amendments.cpp
void get_amendment_preview(const House&, Exchange);
void post_amendment(const House&, Exchange);

// api_regulations.cpp
void get_regulations(const House&, Exchange);
void get_regulation(const House&, Exchange);
void get_regulation_document(const House&, Exchange);
void get_findings(const House&, Exchange);
void post_regulation(const House&, Exchange);
void post_draft(const House&, Exchange);
void post_version(const House&, Exchange);

// api_tables.cpp
void post_import(const House&, Exchange);

// api_drafting.cpp
void post_consultation(const House&, Exchange);
void post_comment(const House&, Exchange);
void post_answer(const House&, Exchange);
void post_review(const House&, Exchange);
void post_agreement(const House&, Exchange);
void post_overlay(const House&, Exchange);

// api_assessments.cpp
void get_assessments(const House&, Exchange);
void get_assessment(const House&, Exchange);
void get_entries(const House&, Exchange);
void get_entry(const House&, Exchange);
void get_checks(const House&, Exchange);
void get_submissions(const House&, Exchange);
void get_receipt(const House&, Exchange);
void get_history(const House&, Exchange);
void get_provenance(const House&, Exchange);

// api_entries.cpp
void put_self_score(const House&, Exchange);
void delete_self_score(const House&, Exchange);
void put_figures(const House&, Exchange);
void put_explanation(const House&, Exchange);
void put_supplement(const House&, Exchange);
void post_evidence(const House&, Exchange);
void delete_evidence(const House&, Exchange);
void post_secret_paper(const House&, Exchange);
void post_batch(const House&, Exchange);
void post_compensation(const House&, Exchange);
void put_not_applicable(const House&, Exchange);

// api_evidence.cpp
void post_secret_paper_meeting(const House&, Exchange);
void get_outside_reports(const House&, Exchange);
void post_outside_report(const House&, Exchange);
void post_report_verification(const House&, Exchange);
void post_report_counting(const House&, Exchange);
void post_report_answer(const House&, Exchange);

// api_submissions.cpp
void post_approval_request(const House&, Exchange);
void post_approval(const House&, Exchange);
void post_delegation(const House&, Exchange);
void post_submission(const House&, Exchange);
void post_withdrawal(const House&, Exchange);

// api_appraisal.cpp
void get_items(const House&, Exchange);
void put_appraisal(const House&, Exchange);
void post_ruling(const House&, Exchange);

// api_given.cpp
/// Where a fact was read: `{"text", "document_number", "date"}`.
domain::Source source_from(JsonObject& body, bool required);
/// `[{"key", "count"}, …]`
std::vector<domain::NamedCount> counts_from(JsonObject& body, std::string_view member);
void put_given(const House&, Exchange);
// api_references.cpp
void post_references(const House&, Exchange);
void get_ballots(const House&, Exchange);
void put_ballot(const House&, Exchange);
void post_ballot_opening(const House&, Exchange);

// api_boards.cpp
void get_progress(const House&, Exchange);
void get_ranking(const House&, Exchange);
void get_standing(const House&, Exchange);

// api_publications.cpp
void post_results_publication(const House&, Exchange);
void post_results_report(const House&, Exchange);
void get_publications(const House&, Exchange);
void get_published_ranking(const House&, Exchange);
void get_published_result(const House&, Exchange);
void get_published(const House&, Exchange);
void get_ranking_below(const House&, Exchange);
void get_result_below(const House&, Exchange);

// api_events.cpp
void get_events(const House&, Exchange);
void get_event(const House&, Exchange);
void get_density(const House&, Exchange);

/// The assessment of that id, if the caller may see it at that moment; else the reply that says it is not there, or
/// that the software is closed to the agency now (LK-2). `sight` is set for who sees by agency (`sight_of`).
struct Seen {
    std::shared_ptr<const projections::AssessmentView> view;
    std::optional<projections::Sight> eyes;
    const projections::Sight* sight() const { return eyes ? &*eyes : nullptr; }
};
std::variant<Seen, Reply> see_assessment(const House& house, const Request& request, std::string_view assessment,
                                         const Caller& caller, const Moment& moment);

/// The JSON receipt of a submission: what proves that it was in, and when.
std::string render_receipt(const House& house, TenantNo tenant, const projections::AssessmentView& view,
                           const domain::AssessmentSubmitted& facts, domain::Sequence seq, domain::Instant at);

/// Work that waits for the disk, or burns processor time, which a network thread must never do; the request is answered
/// (503) when there is no room for it.
void at_the_disk(const House& house, Exchange exchange, std::function<void(Exchange)> work);
/// An act upon a cycle that is there: upon the state that `If-Match` names, where it names one.
void act_on_cycle(const House& house, Exchange exchange, domain::Command command, Tell tell);
/// The cycle after the act, and its place as ETag.
void tell_cycle(domain::JsonWriter& json, const Accepted& accepted, Reply& reply);

/// The declared figures of a body's object, as `put_figures` reads them.
domain::Figures figures_from(JsonObject& body);

/// The entry after a change, the sums it moved, and its new version as ETag.
Tell tell_entry(domain::Code code);

/// Answers with JSON of that moment, or 304 when the page holds that version already.
void answer(Exchange& exchange, const Moment& moment, std::string etag, const std::function<Body()>& body);

} // namespace cchc::server::api
