#include "server/signatures/check.hpp"

#include "server/signatures/chain.hpp"
#include "server/signatures/cms.hpp"
#include "server/signatures/pdf.hpp"
#include "server/signatures/revisions.hpp"
#include "server/signatures/time_stamp.hpp"

#include <algorithm>
#include <openssl/objects.h>
#include <openssl/x509v3.h>
#include <ranges>

namespace cchc::server::signatures {

using domain::Instant;

namespace {

constexpr std::size_t most_revisions = 64;
constexpr std::int64_t clocks_differ_us = 5LL * 60 * 1'000'000;

/// One signature on its way to a verdict.
struct Judged {
    StoredSignature stored;
    SignedMessage message; ///< of a document time-stamp: empty
    Signature told;
    Difference later;
    bool later_only_secures = true; ///< what came later is no signature of a person: time-stamps, validation data
};

void blame(Signature& signature, Reason reason)
{
    signature.reasons.push_back(reason);
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) {
        if (word.empty()) continue;
        if (!text.empty()) text += ", ";
        text += word;
    }
    return text;
}

/// The number of an enterprise and not of a person in the subject: then its common name is the organisation's. Public
/// certificates of Vietnam write `MST:…` (tax number) or `CCCD:…`, `CMND:…` (of a citizen) into UID.
bool is_seal(const X509_NAME* subject)
{
    if (!values_in(subject, NID_organizationIdentifier).empty()) return true;
    bool enterprise = false, citizen = false;
    for (const std::string& id : values_in(subject, NID_userId)) {
        enterprise |= id.starts_with("MST") || id.starts_with("MNS") || id.starts_with("MÐS");
        citizen |= id.starts_with("CCCD") || id.starts_with("CMND") || id.starts_with("HC");
    }
    return enterprise && !citizen;
}

void tell_signer(Signature& told, X509* certificate)
{
    const X509_NAME* subject = X509_get_subject_name(certificate);
    std::vector<std::string> organisation;
    const auto names = values_in(subject, NID_commonName);
    if (is_seal(subject)) organisation = names;
    auto units = values_in(subject, NID_organizationalUnitName);
    std::ranges::reverse(units); // a subject is written from the outside in
    for (auto& part : {units, values_in(subject, NID_organizationName)})
        for (const std::string& name : part)
            if (std::ranges::find(organisation, name) == organisation.end()) organisation.push_back(name);
    const X509_NAME* issuer = X509_get_issuer_name(certificate);
    const auto issuers = values_in(issuer, NID_commonName);
    told.certificate = sha256_hex_of(certificate);
    told.organisation = joined(organisation);
    told.signer = joined(names);
    told.position = joined(values_in(subject, NID_title));
    told.issuer = joined(issuers.empty() ? values_in(issuer, NID_organizationName) : issuers);
    told.serial = serial_of(certificate);
}

/// A certificate that says what its key is for, and leaves signing documents out.
bool may_sign(X509* certificate)
{
    return (X509_get_key_usage(certificate) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0 &&
           X509_check_ca(certificate) == 0;
}

/// What is left when the cryptography is done: whose certificate it is, and whether it was good when it was used.
void judge_certificate(Judged& judged, const Grounds& grounds, Instant then, Instant now)
{
    Signature& told = judged.told;
    const bool proven = told.time_stamped_at.has_value() || then < now;
    const Chain chain = chain_of(judged.message.signer, judged.message.certificates, grounds, false);
    told.kind = chain.kind;
    if (!may_sign(judged.message.signer.get())) blame(told, Reason::not_a_signing_certificate);
    if (chain.fault) return blame(told, *chain.fault);

    const auto claimed = told.signed_at;
    const bool claim_holds = !claimed || chain.is_valid_at(*claimed);
    if (claimed && *claimed > now.plus_us(clocks_differ_us)) blame(told, Reason::signing_time_in_future);
    if (!chain.is_valid_at(then))
        blame(told, claimed && claim_holds && !proven ? Reason::expired_without_time_stamp
                                                      : Reason::outside_validity_when_signed);
    else if (!claim_holds)
        blame(told, Reason::outside_validity_when_signed);
    else
        told.depth.chain = true;

    const RevocationFound found = revocation_of(chain, grounds, then, now);
    told.revocation = {found.status, found.from, found.revoked_at};
    if (found.status == Revocation::Status::good) {
        told.depth.revocation = true;
    } else if (found.status == Revocation::Status::unknown) {
        blame(told, Reason::revocation_unknown);
    } else if (proven && found.revoked_at && *found.revoked_at > then) {
        told.depth.revocation = true; // good when it was used, as is proven
    } else {
        const bool claims_before = claimed && found.revoked_at && *claimed < *found.revoked_at;
        blame(told, claims_before && !proven ? Reason::revoked_without_time_stamp : Reason::revoked);
    }
}

void judge_message(Judged& judged, std::string_view file, Grounds& grounds, Instant then, Instant now)
{
    Signature& told = judged.told;
    const std::string& filter = judged.stored.filter;
    if (filter != "adbe.pkcs7.detached" && filter != "ETSI.CAdES.detached")
        return blame(told, Reason::unsupported_format);
    SignedMessage& message = judged.message;
    message = read_message(judged.stored.cms, judged.stored.signed_bytes(file), filter == "ETSI.CAdES.detached");
    told.reasons.insert(told.reasons.end(), message.faults.begin(), message.faults.end());
    told.signed_at = message.claimed_at ? message.claimed_at : judged.stored.claimed_at;
    told.depth.integrity = message.integrity && verdict_of(message.faults) != Verdict::invalid;
    if (!message.signer) return;
    tell_signer(told, message.signer.get());
    grounds.add(message.crls, message.ocsps);

    if (!message.token.empty()) {
        const TimeStamp stamp = read_time_stamp(message.token, {message.value, {}}, grounds, then, now);
        if (stamp.trusted) {
            told.time_stamped_at = stamp.at;
            then = std::min(then, *stamp.at);
        } else {
            blame(told, Reason::time_stamp_untrusted);
        }
    }
    told.depth.time_stamp = told.time_stamped_at || then < now;
    judge_certificate(judged, grounds, then, now);
}

void judge_time_stamp(Judged& judged, std::string_view file, const Grounds& grounds, Instant then, Instant now)
{
    Signature& told = judged.told;
    const TimeStamp stamp = read_time_stamp(judged.stored.cms, judged.stored.signed_bytes(file), grounds, then, now);
    told.document_time_stamp = true;
    if (stamp.authority) tell_signer(told, stamp.authority.get());
    if (stamp.fault) return blame(told, *stamp.fault);
    told.depth.integrity = true;
    if (!stamp.trusted) return blame(told, Reason::time_stamp_untrusted);
    told.kind = TrustKind::time_stamp;
    told.time_stamped_at = stamp.at;
    told.depth = {true, true, true, true};
}

// ── states of the file ───────────────────────────────────────────────────────────────────────────────────────────────

/// Where the file was once whole: at the end of what each signature covers, at each end mark after the first of those,
/// and now.
std::vector<std::uint64_t> ends_of(std::string_view file, const std::vector<Judged>& all)
{
    std::vector<std::uint64_t> ends{file.size()};
    std::uint64_t first = file.size();
    for (const Judged& one : all)
        if (one.stored.faults.empty()) {
            ends.push_back(one.stored.end());
            first = std::min(first, one.stored.end());
        }
    for (auto at = file.find("%%EOF", first); at != std::string_view::npos; at = file.find("%%EOF", at + 5)) {
        auto end = at + 5;
        if (file.substr(end, 2) == "\r\n")
            end += 2;
        else if (end < file.size() && (file[end] == '\n' || file[end] == '\r'))
            ++end;
        ends.push_back(end);
    }
    std::ranges::sort(ends);
    ends.erase(std::ranges::unique(ends).begin(), ends.end());
    return ends;
}

struct State {
    Revision revision;
    Difference from_before;
};

/// The states, each compared with the one before. What a signature covers must be one of them.
std::vector<State> states_of(std::string_view file, std::vector<Judged>& all)
{
    const auto ends = ends_of(file, all);
    if (ends.size() > most_revisions) throw TooCostly("too many revisions");
    std::vector<State> states;
    std::unique_ptr<Pdf> before;
    for (const std::uint64_t end : ends) {
        State state;
        state.revision.bytes = end;
        const auto covering = [&](const Judged& one) { return one.stored.faults.empty() && one.stored.end() == end; };
        std::unique_ptr<Pdf> now;
        try {
            now = std::make_unique<Pdf>(file.substr(0, end));
        } catch (const Unreadable&) { // an end mark in the midst of something, unless somebody signed it
            bool is_signed = false;
            for (Judged& one : all)
                if (covering(one)) blame(one.told, Reason::not_a_revision), is_signed = true;
            if (!is_signed && end != file.size()) continue;
        }
        for (const Judged& one : all)
            if (covering(one)) {
                state.revision.by = one.stored.time_stamp ? Revision::By::time_stamp : Revision::By::signature;
                if (!one.stored.time_stamp) break;
            }
        if (!now) {
            state.from_before.other = true;
        } else if (before) {
            state.from_before = difference(*before, *now);
            state.from_before.add(how_appended(*before, *now));
            state.from_before.other |= state.from_before.metadata && state.revision.by == Revision::By::edit;
            if (state.revision.by != Revision::By::signature) state.from_before.doubt_signatures();
            state.revision.changes = state.from_before.changes();
            state.revision.faces = state.from_before.faces;
        }
        if (now) before = std::move(now);
        states.push_back(std::move(state));
    }
    return states;
}

/// What a later change means for a signature: what its signer, or the one who certified the document, allowed.
void judge_later(Judged& judged, const std::vector<Judged>& all)
{
    std::optional<int> certified;
    for (const Judged& one : all)
        if (one.stored.certifies && !certified) certified = one.stored.certifies;
    const bool locked = std::ranges::any_of(judged.later.fields, [&](const std::string& field) {
        return std::ranges::any_of(all, [&](const Judged& one) {
            return one.stored.end() <= judged.stored.end() && one.stored.lock.covers(field);
        });
    });
    const Difference& later = judged.later;
    const auto fault = [&](Reason reason) { blame(judged.told, reason); };
    if (later.visible || later.other)
        fault(Reason::changed_after_signing);
    else if (later.annotation)
        fault(certified == 3 ? Reason::annotated_after_signing : Reason::changed_after_signing);
    if (later.form_values) {
        if (locked || certified == 1)
            fault(Reason::change_not_permitted);
        else if (!certified)
            fault(Reason::form_values_changed);
    }
    if (later.doubtful_signature) fault(Reason::signature_added_visibly);
    if (later.visible_signature) fault(Reason::visible_signature_added);
    const bool more = later.signature || later.visible_signature || later.doubtful_signature;
    if (certified == 1 && more && !judged.later_only_secures) fault(Reason::change_not_permitted);
    if (later.trailing) fault(Reason::trailing_bytes);
}

void judge_what_followed(std::string_view file, std::vector<Judged>& all, Report& report)
{
    const auto states = states_of(file, all);
    for (const State& state : states) report.revisions.push_back(state.revision);
    for (Judged& one : all) {
        if (!one.stored.faults.empty()) continue;
        one.told.whole_document = one.stored.end() == file.size();
        for (const State& state : states) {
            if (state.revision.bytes <= one.stored.end()) continue;
            one.later.add(state.from_before);
            one.later_only_secures &= state.revision.by != Revision::By::signature;
        }
        one.told.later = one.later.changes();
        judge_later(one, all);
    }
}

// ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────────

void put_in_order(std::vector<Reason>& reasons)
{
    std::ranges::sort(reasons);
    reasons.erase(std::ranges::unique(reasons).begin(), reasons.end());
}

void sum_up(Report& report)
{
    Depth all{true, true, true, true};
    bool any = false;
    Verdict worst = Verdict::valid;
    for (Signature& one : report.signatures) {
        put_in_order(one.reasons);
        report.reasons.insert(report.reasons.end(), one.reasons.begin(), one.reasons.end());
        worst = std::max(worst, one.verdict());
        if (one.document_time_stamp) continue;
        any = true;
        all.integrity &= one.depth.integrity;
        all.chain &= one.depth.chain;
        all.revocation &= one.depth.revocation;
        all.time_stamp &= one.depth.time_stamp;
    }
    if (!any && !report.signatures.empty()) report.reasons.push_back(Reason::time_stamp_only);
    put_in_order(report.reasons);
    worst = std::max(worst, verdict_of(report.reasons));
    report.depth = any ? all : Depth{};
    report.verdict = any || worst != Verdict::valid ? worst : Verdict::unsigned_;
}

void check_pdf(std::string_view file, const TrustList& list, Report& report)
{
    Pdf pdf(file);
    if (pdf.document().isEncrypted()) return report.reasons.push_back(Reason::encrypted);
    report.pages = pages_in(pdf);
    std::vector<Judged> all;
    for (StoredSignature& stored : signatures_in(pdf)) {
        Judged& one = all.emplace_back();
        one.stored = std::move(stored);
        one.told.field = one.stored.field;
        one.told.byte_range = one.stored.range;
        one.told.reasons = one.stored.faults;
    }
    if (all.empty()) {
        if (file.find("/ByteRange") != std::string_view::npos) report.reasons.push_back(Reason::signature_not_in_form);
        return;
    }
    // The last first: a trusted time-stamp proves by when everything was there that it covers.
    Grounds grounds(list, validation_data_in(pdf));
    Instant then = report.at;
    for (Judged& one : all | std::views::reverse) {
        if (one.stored.cms.empty()) continue;
        if (one.stored.time_stamp) {
            judge_time_stamp(one, file, grounds, then, report.at);
            if (one.told.time_stamped_at && one.stored.faults.empty()) then = std::min(then, *one.told.time_stamped_at);
        } else {
            judge_message(one, file, grounds, then, report.at);
        }
    }
    judge_what_followed(file, all, report);
    for (Judged& one : all) report.signatures.push_back(std::move(one.told));
}

} // namespace

Report check_file(std::string_view file, const TrustList& list, Instant at)
{
    Report report;
    report.at = at;
    report.trust_list = list.version();
    if (!file.starts_with("%PDF-")) {
        const bool pdf_inside = file.substr(0, 1024).find("%PDF-") != std::string_view::npos;
        const bool office = file.starts_with("PK\x03\x04") || file.starts_with("\xd0\xcf\x11\xe0");
        report.reasons.push_back(pdf_inside ? Reason::unreadable
                                 : office   ? Reason::format_not_checked
                                            : Reason::not_a_pdf);
    } else {
        try {
            check_pdf(file, list, report);
        } catch (const std::bad_alloc&) {
            throw;
        } catch (const TooCostly&) {
            report.reasons.push_back(Reason::too_costly);
        } catch (const std::exception&) { // Unreadable, or what qpdf throws at a file that is none
            report.reasons.push_back(Reason::unreadable);
        }
    }
    sum_up(report);
    return report;
}

} // namespace cchc::server::signatures
