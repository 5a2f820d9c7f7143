#include "server/routes.hpp"

#include "server/api.hpp"
#include "server/documents/api.hpp"

namespace cchc::server {

Route row(Who who, Method method, std::string_view pattern, std::size_t body_limit,
          std::function<void(Exchange)> handle)
{
    Route route;
    route.method = method;
    route.pattern = pattern;
    route.body_limit = body_limit;
    if (body_limit > 0) route.media = "application/json";
    route.who = who.bits;
    route.handle = std::move(handle);
    return route;
}

static Route with_media(std::string_view media, Route route)
{
    route.media = media;
    return route;
}

std::vector<Route> api_routes(const House& house)
{
    using enum Method;
    using Handler = void (*)(const House&, Exchange);
    const auto at = [&house](Who who, Method method, std::string_view pattern, std::size_t body_limit,
                             Handler handler) {
        return row(who, method, pattern, body_limit,
                   [&house, handler](Exchange exchange) { handler(house, std::move(exchange)); });
    };
    const Who readers = may::staff;
    const Who voters = readers | may::lead | may::settle;       // what they vote upon, and what came of it
    const Who calendar = voters | may::survey | may::integrate; // whoever brings something in: when, and on which leaf
    const Who boards = may::administer | may::audit | may::appraise | may::council | may::settle;
    const Who results = voters | may::integrate;
    return {
        // the clock and the cycle
        at(may::signed_in, get, "/clock", body::none, api::get_clock),
        at(calendar, get, "/cycles", body::none, api::get_cycles),
        at(may::administer, post, "/cycles", body::batch, api::post_cycle),
        at(calendar, get, "/cycles/{cycle}", body::none, api::get_cycle),
        at(calendar, get, "/cycles/{cycle}/rounds", body::none, api::get_rounds),
        at(may::administer, put, "/cycles/{cycle}/rounds/{round}", body::small, api::put_round),
        at(calendar, get, "/cycles/{cycle}/criteria", body::none, api::get_criteria),
        at(may::administer, post, "/cycles/{cycle}/rounds/{round}/locks", body::small, api::post_lock),
        at(may::administer, post, "/cycles/{cycle}/rounds/{round}/extensions", body::batch, api::post_extension),
        at(may::administer, post, "/cycles/{cycle}/rounds/{round}/publications", body::small, api::post_publication),
        at(may::administer | may::settle, post, "/cycles/{cycle}/ties", body::batch, api::post_tie),
        at(may::administer | may::audit, get, "/cycles/{cycle}/amendments/preview", body::none,
           api::get_amendment_preview),
        at(may::administer, post, "/cycles/{cycle}/amendments", body::small, api::post_amendment),
        at(readers, get, "/reopen_grants", body::none, api::get_reopen_grants),
        at(may::administer, post, "/reopen_grants", body::batch, api::post_reopen_grant),
        at(may::administer, delete_, "/reopen_grants/{grant}", body::small, api::delete_reopen_grant),
        at(calendar, get, "/agencies", body::none, api::get_agencies),
        // regulations: a draft is public, and so is what is said of it (CS-27)
        at(readers, get, "/regulations", body::none, api::get_regulations),
        at(may::administer, post, "/regulations", body::document, api::post_regulation),
        at(readers, get, "/regulations/{regulation}", body::none, api::get_regulation),
        at(readers, get, "/regulations/{regulation}/document", body::none, api::get_regulation_document),
        at(may::administer | may::audit, get, "/regulations/{regulation}/findings", body::none, api::get_findings),
        at(may::administer, post, "/regulations/{regulation}/drafts", body::document, api::post_draft),
        with_media("application/json application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                   at(may::administer, post, "/regulations/{regulation}/imports", body::document, api::post_import)),
        at(may::administer, post, "/regulations/{regulation}/consultations", body::batch, api::post_consultation),
        at(may::agency | may::appraise, post, "/regulations/{regulation}/comments", body::small, api::post_comment),
        at(may::administer, post, "/regulations/{regulation}/comments/{comment}/answers", body::small,
           api::post_answer),
        at(may::administer | may::head, post, "/regulations/{regulation}/reviews", body::small, api::post_review),
        at(may::administer, post, "/regulations/{regulation}/agreements", body::small, api::post_agreement),
        at(may::administer, post, "/regulations/{regulation}/versions", body::small, api::post_version),
        at(may::administer, post, "/regulations/{regulation}/overlays", body::small, api::post_overlay),
        // assessments
        at(readers, get, "/assessments", body::none, api::get_assessments),
        at(readers, get, "/assessments/{assessment}", body::none, api::get_assessment),
        at(readers, get, "/assessments/{assessment}/entries", body::none, api::get_entries),
        at(readers, get, "/assessments/{assessment}/entries/{code}", body::none, api::get_entry),
        at(readers, get, "/assessments/{assessment}/entries/{code}/history", body::none, api::get_history),
        at(readers, get, "/assessments/{assessment}/entries/{code}/provenance", body::none, api::get_provenance),
        at(may::agency | may::administer | may::audit, get, "/assessments/{assessment}/checks", body::none,
           api::get_checks),
        at(may::agency, put, "/assessments/{assessment}/entries/{code}/self_score", body::small, api::put_self_score),
        at(may::agency, delete_, "/assessments/{assessment}/entries/{code}/self_score", body::none,
           api::delete_self_score),
        at(may::agency, put, "/assessments/{assessment}/entries/{code}/figures", body::small, api::put_figures),
        at(may::agency, put, "/assessments/{assessment}/entries/{code}/explanation", body::small, api::put_explanation),
        at(may::agency, put, "/assessments/{assessment}/entries/{code}/supplement", body::small, api::put_supplement),
        at(may::agency, post, "/assessments/{assessment}/entries/{code}/evidence", body::small, api::post_evidence),
        at(may::agency, delete_, "/assessments/{assessment}/entries/{code}/evidence/{link}", body::none,
           api::delete_evidence),
        at(may::agency, post, "/assessments/{assessment}/entries/{code}/secret_papers", body::small,
           api::post_secret_paper),
        at(may::appraise, post, "/assessments/{assessment}/entries/{code}/secret_papers/{paper}/meetings", body::small,
           api::post_secret_paper_meeting),
        at(may::agency, post, "/assessments/{assessment}/batches", body::batch, api::post_batch),
        at(may::agency, post, "/assessments/{assessment}/compensations", body::small, api::post_compensation),
        at(may::agency | may::appraise, put, "/cycles/{cycle}/not_applicable", body::small, api::put_not_applicable),
        at(may::submit, post, "/assessments/{assessment}/approval_requests", body::small, api::post_approval_request),
        at(may::head, post, "/assessments/{assessment}/approvals", body::small, api::post_approval),
        at(may::head, post, "/assessments/{assessment}/delegations", body::small, api::post_delegation),
        at(may::submit, post, "/assessments/{assessment}/submissions", body::small, api::post_submission),
        at(may::agency | may::administer | may::audit, get, "/assessments/{assessment}/submissions", body::none,
           api::get_submissions),
        at(may::agency | may::administer | may::audit, get, "/assessments/{assessment}/submissions/{n}/receipt",
           body::none, api::get_receipt),
        at(may::submit, post, "/assessments/{assessment}/withdrawals", body::small, api::post_withdrawal),
        // appraisal
        at(may::appraise | may::audit | may::council, get, "/cycles/{cycle}/rounds/{round}/items", body::none,
           api::get_items),
        at(may::appraise, put, "/cycles/{cycle}/rounds/{round}/items/{assessment}/{code}/appraisal", body::small,
           api::put_appraisal),
        at(may::appraise | may::chair, post, "/cycles/{cycle}/rounds/{round}/items/{assessment}/{code}/rulings",
           body::small, api::post_ruling),
        // what others bring in
        at(may::appraise | may::survey | may::integrate, put, "/assessments/{assessment}/entries/{code}/given",
           body::small, api::put_given),
        at(may::appraise | may::integrate, post, "/cycles/{cycle}/references", body::batch, api::post_references),
        at(may::appraise | may::audit | may::lead, get, "/cycles/{cycle}/ballots/{agency}", body::none,
           api::get_ballots),
        at(may::appraise | may::lead, put, "/cycles/{cycle}/ballots/{agency}", body::small, api::put_ballot),
        at(may::appraise, post, "/cycles/{cycle}/ballots/{agency}/openings", body::small, api::post_ballot_opening),
        at(readers, get, "/cycles/{cycle}/outside_reports", body::none, api::get_outside_reports),
        at(may::appraise, post, "/cycles/{cycle}/outside_reports", body::small, api::post_outside_report),
        at(may::appraise, post, "/cycles/{cycle}/outside_reports/{report}/verifications", body::small,
           api::post_report_verification),
        at(may::appraise, post, "/cycles/{cycle}/outside_reports/{report}/countings", body::small,
           api::post_report_counting),
        at(may::submit, post, "/cycles/{cycle}/outside_reports/{report}/answers", body::small, api::post_report_answer),
        // boards
        at(boards, get, "/cycles/{cycle}/progress", body::none, api::get_progress),
        at(voters, get, "/cycles/{cycle}/rankings/{group}", body::none, api::get_ranking),
        at(voters, get, "/cycles/{cycle}/results/{agency}/provenance", body::none, api::get_standing),
        // results made known under a decision: here, and to the system above
        at(results, get, "/cycles/{cycle}/publications", body::none, api::get_publications),
        at(may::administer | may::settle, post, "/cycles/{cycle}/publications", body::small,
           api::post_results_publication),
        at(results, get, "/cycles/{cycle}/publications/{publication}/rankings/{group}", body::none,
           api::get_published_ranking),
        at(results, get, "/cycles/{cycle}/publications/{publication}/results/{agency}", body::none,
           api::get_published_result),
        at(may::administer, post, "/cycles/{cycle}/publications/{publication}/reports", body::small,
           api::post_results_report),
        at(results, get, "/published", body::none, api::get_published),
        at(results, get, "/published/{tenant}/{cycle}/rankings/{group}", body::none, api::get_ranking_below),
        at(results, get, "/published/{tenant}/{cycle}/results/{agency}", body::none, api::get_result_below),
        // history
        at(may::audit, get, "/events", body::none, api::get_events),
        at(may::audit, get, "/events/density", body::none, api::get_density),
        at(may::audit, get, "/events/{seq}", body::none, api::get_event),
    };
}

std::vector<Route> document_routes(const House& house, Uploads& uploads, const FileDesks& desks)
{
    using enum Method;
    using Handler = void (*)(const House&, Exchange);
    using UploadHandler = void (*)(const House&, Uploads&, Exchange);
    const auto at = [&house](Method method, std::string_view pattern, Handler handler) {
        return row(may::staff, method, pattern, body::none,
                   [&house, handler](Exchange exchange) { handler(house, std::move(exchange)); });
    };
    const auto upload = [&](Who who, Method method, std::string_view pattern, UploadHandler handler) {
        return row(who, method, pattern, body::none,
                   [&house, &uploads, handler](Exchange exchange) { handler(house, uploads, std::move(exchange)); });
    };
    using DeskHandler = void (*)(const House&, const FileDesks&, Exchange);
    const auto desk = [&](Who who, Method method, std::string_view pattern, std::size_t body_limit,
                          DeskHandler handler) {
        return row(who, method, pattern, body_limit,
                   [&house, &desks, handler](Exchange exchange) { handler(house, desks, std::move(exchange)); });
    };
    const auto streaming = [](Route route) {
        route.body_limit = Uploads::largest;
        route.media = "application/offset+octet-stream";
        route.streams = true;
        return route;
    };
    return {
        upload(may::anyone, options, "/uploads", api::options_uploads),
        streaming(upload(may::agency, post, "/uploads", api::post_upload)),
        upload(may::agency, head, "/uploads/{upload}", api::head_upload),
        streaming(upload(may::agency, patch, "/uploads/{upload}", api::patch_upload)),
        upload(may::agency, delete_, "/uploads/{upload}", api::delete_upload),
        at(get, "/documents", api::get_documents),
        at(get, "/documents/{sha256}", api::get_document),
        desk(may::administer, post, "/documents/{sha256}/destructions", body::small, api::post_destruction),
        at(get, "/documents/{sha256}/content", api::get_content),
        at(get, "/documents/{sha256}/signatures", api::get_signatures),
        desk(may::staff, post, "/documents/{sha256}/signatures", body::small, api::post_signatures),
        desk(may::staff, get, "/documents/{sha256}/preview/{page}", body::none, api::get_preview),
    };
}

} // namespace cchc::server
