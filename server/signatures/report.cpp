#include "server/signatures/report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace cchc::server::signatures {

using std::string_view_literals::operator""sv;
using json = nlohmann::ordered_json;

namespace {

struct Meaning {
    Reason reason;
    Verdict weight;
    std::string_view name;
    std::string_view words;
};

constexpr auto bad = Verdict::invalid;
constexpr auto open = Verdict::indeterminate;
constexpr auto fine = Verdict::valid;

using enum Reason;
constexpr std::array<Meaning, reason_count> meanings{{
    {byte_range_malformed, bad, "byte_range_malformed", "Phạm vi ký không đúng dạng"},
    {gap_malformed, bad, "gap_malformed", "Khoảng chừa cho chữ ký chứa nhiều hơn chữ ký"},
    {padding_not_zero, bad, "padding_not_zero", "Phần đệm sau chữ ký không phải toàn số không"},
    {not_in_clear, bad, "not_in_clear", "Chữ ký không nằm ở khoảng mà phạm vi ký chừa ra"},
    {not_a_revision, bad, "not_a_revision", "Phần được ký không phải một tệp PDF trọn vẹn"},
    {signature_unreadable, bad, "signature_unreadable", "Không đọc được chữ ký"},
    {content_inside, bad, "content_inside", "Chữ ký mang theo nội dung riêng của nó"},
    {not_one_signer, bad, "not_one_signer", "Chữ ký không có đúng một người ký"},
    {digest_mismatch, bad, "digest_mismatch", "Nội dung được ký đã bị sửa"},
    {signature_wrong, bad, "signature_wrong", "Chữ ký không do khóa của chứng thư này tạo ra"},
    {signing_certificate_missing, bad, "signing_certificate_missing", "Chữ ký CAdES không nêu chứng thư ký"},
    {signing_certificate_mismatch, bad, "signing_certificate_mismatch", "Chữ ký nêu một chứng thư khác"},
    {changed_after_signing, bad, "changed_after_signing", "Tài liệu bị sửa sau khi ký"},
    {change_not_permitted, bad, "change_not_permitted", "Người ký không cho phép thay đổi đã có sau khi ký"},
    {chain_broken, bad, "chain_broken", "Chuỗi chứng thư không đứng vững"},
    {not_a_signing_certificate, bad, "not_a_signing_certificate", "Chứng thư không dùng để ký"},
    {outside_validity_when_signed, bad, "outside_validity_when_signed",
     "Chứng thư không còn hoặc chưa có hiệu lực lúc ký"},
    {revoked, bad, "revoked", "Chứng thư đã bị thu hồi lúc ký"},
    {unknown_root, open, "unknown_root", "Chứng thư không dẫn tới gốc nào trong danh sách tin cậy"},
    {expired_without_time_stamp, open, "expired_without_time_stamp",
     "Chứng thư đã hết hạn, không có dấu thời gian chứng minh lúc ký"},
    {revoked_without_time_stamp, open, "revoked_without_time_stamp",
     "Chứng thư đã bị thu hồi, không có dấu thời gian chứng minh lúc ký"},
    {revocation_unknown, open, "revocation_unknown", "Không tra được tình trạng thu hồi"},
    {signing_time_in_future, open, "signing_time_in_future", "Thời điểm ký ghi trong tệp ở sau thời điểm kiểm tra"},
    {weak_algorithm, open, "weak_algorithm", "Thuật toán hoặc khóa ký quá yếu"},
    {unsupported_format, open, "unsupported_format", "Kiểu chữ ký chưa được hỗ trợ"},
    {signer_certificate_missing, open, "signer_certificate_missing", "Chữ ký không kèm chứng thư của người ký"},
    {issuer_name_reencoded, open, "issuer_name_reencoded", "Tên nơi cấp trong chữ ký được mã hóa khác trong chứng thư"},
    {signature_added_visibly, open, "signature_added_visibly",
     "Sau đó có thêm ô chữ ký hiện hình chưa ký, hoặc che rộng hơn một chữ ký cần"},
    {form_values_changed, open, "form_values_changed", "Biểu mẫu được điền sau khi ký"},
    {annotated_after_signing, open, "annotated_after_signing",
     "Tài liệu được chú thích sau khi ký, như người ký cho phép"},
    {trailing_bytes, open, "trailing_bytes", "Sau tài liệu còn byte không thuộc về nó"},
    {signature_not_in_form, open, "signature_not_in_form", "Tệp có dấu vết chữ ký nhưng không trường ký nào mang nó"},
    {encrypted, open, "encrypted", "Tệp được mã hóa"},
    {unreadable, open, "unreadable", "Tệp hỏng, không đọc được"},
    {too_costly, open, "too_costly", "Kiểm tra tệp này vượt quá giới hạn thời gian hoặc bộ nhớ"},
    {checker_failed, open, "checker_failed", "Chương trình kiểm tra gặp lỗi"},
    {format_not_checked, open, "format_not_checked", "Chữ ký trong kiểu tệp này không được kiểm tra"},
    {time_stamp_untrusted, fine, "time_stamp_untrusted", "Có dấu thời gian nhưng không tin cậy được"},
    {time_stamp_only, fine, "time_stamp_only", "Chỉ có dấu thời gian, không có chữ ký"},
    {visible_signature_added, fine, "visible_signature_added", "Sau đó có thêm chữ ký hiện hình trên trang"},
    {not_a_pdf, fine, "not_a_pdf", "Không phải tệp PDF"},
}};

const Meaning& meaning_of(Reason reason)
{
    return meanings[static_cast<std::size_t>(reason)];
}

constexpr bool in_order()
{
    for (std::size_t i = 0; i < meanings.size(); ++i)
        if (static_cast<std::size_t>(meanings[i].reason) != i) return false;
    return static_cast<std::size_t>(not_a_pdf) + 1 == meanings.size();
}
static_assert(in_order());

template <class List>
json names_of(const List& list)
{
    json names = json::array();
    for (const auto& one : list) names.push_back(name_of(one));
    return names;
}

json steps_of(const Depth& depth)
{
    json steps = json::array();
    if (depth.integrity) steps.push_back("integrity");
    if (depth.chain) steps.push_back("chain");
    if (depth.revocation) steps.push_back("revocation");
    if (depth.time_stamp) steps.push_back("time_stamp");
    return steps;
}

json check_of(const Signature& one)
{
    json to;
    to["verdict"] = name_of(one.verdict());
    to["reasons"] = names_of(one.reasons);
    to["depth"] = steps_of(one.depth);
    to["certificate"] = one.certificate;
    to["organisation"] = one.organisation;
    to["kind"] = one.document_time_stamp ? "time_stamp" : one.kind ? name_of(*one.kind) : "unknown"sv;
    to["signed_at"] = one.signed_at ? json(domain::local_text(*one.signed_at)) : json();
    to["time_stamped_at"] = one.time_stamped_at ? json(domain::local_text(*one.time_stamped_at)) : json();
    to["whole_document"] = one.whole_document;
    to["later"] = names_of(one.later);
    return to;
}

json names_in(const Signature& one)
{
    json to;
    to["signer"] = one.signer;
    to["position"] = one.position;
    to["issuer"] = one.issuer;
    to["serial"] = one.serial;
    to["field"] = one.field;
    json revocation;
    static constexpr std::array states{"good"sv, "revoked"sv, "unknown"sv};
    revocation["status"] = states[static_cast<std::size_t>(one.revocation.status)];
    if (!one.revocation.from.empty()) revocation["from"] = one.revocation.from;
    if (one.revocation.revoked_at) revocation["revoked_at"] = domain::local_text(*one.revocation.revoked_at);
    to["revocation"] = std::move(revocation);
    to["byte_range"] = one.byte_range;
    return to;
}

json written(const Report& report, bool with_names)
{
    json to;
    to["verdict"] = name_of(report.verdict);
    to["reasons"] = names_of(report.reasons);
    to["depth"] = steps_of(report.depth);
    to["at"] = domain::local_text(report.at);
    to["trust_list"] = report.trust_list;
    to["checker"] = checker_version;
    to["signatures"] = json::array();
    for (const Signature& one : report.signatures) {
        json signature = check_of(one);
        if (with_names) signature.update(names_in(one));
        to["signatures"].push_back(std::move(signature));
    }
    if (!with_names) return to;
    to["signers"] = json::array();
    for (const Signature& one : report.signatures)
        if (!one.document_time_stamp) to["signers"].push_back(one.signer);
    to["revisions"] = json::array();
    static constexpr std::array makers{"signature"sv, "time_stamp"sv, "edit"sv};
    for (std::size_t n = 0; n < report.revisions.size(); ++n) {
        const Revision& revision = report.revisions[n];
        json told;
        told["n"] = n + 1;
        told["bytes"] = revision.bytes;
        told["by"] = makers[static_cast<std::size_t>(revision.by)];
        told["changes"] = names_of(revision.changes);
        told["faces"] = json::array();
        for (const Face& face : revision.faces)
            told["faces"].push_back({{"page", face.page}, {"rectangle", face.rectangle}});
        to["revisions"].push_back(std::move(told));
    }
    to["pages"] = report.pages ? json(*report.pages) : json();
    return to;
}

/// Names come out of strangers' certificates: what is no UTF-8 is replaced.
std::string text_of(const json& document)
{
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace

std::string_view name_of(Verdict verdict)
{
    static constexpr std::array names{"valid"sv, "indeterminate"sv, "invalid"sv, "unsigned"sv};
    return names[static_cast<std::size_t>(verdict)];
}

std::string_view words_of(Verdict verdict)
{
    static constexpr std::array words{"Hợp lệ"sv, "Chưa kết luận"sv, "Không hợp lệ"sv, "Không có chữ ký"sv};
    return words[static_cast<std::size_t>(verdict)];
}

std::string_view name_of(Reason reason)
{
    return meaning_of(reason).name;
}

std::optional<Verdict> verdict_called(std::string_view name)
{
    for (const Verdict verdict : {Verdict::valid, Verdict::indeterminate, Verdict::invalid, Verdict::unsigned_})
        if (name_of(verdict) == name) return verdict;
    return {};
}

std::optional<Reason> reason_called(std::string_view name)
{
    const auto found = std::ranges::find(meanings, name, &Meaning::name);
    return found == meanings.end() ? std::nullopt : std::optional(found->reason);
}

std::string_view words_of(Reason reason)
{
    return meaning_of(reason).words;
}

Verdict weight_of(Reason reason)
{
    return meaning_of(reason).weight;
}

Verdict verdict_of(std::span<const Reason> reasons)
{
    Verdict worst = Verdict::valid;
    for (const Reason reason : reasons) worst = std::max(worst, weight_of(reason));
    return worst;
}

std::string_view name_of(TrustKind kind)
{
    static constexpr std::array names{"official_duty"sv, "public"sv, "time_stamp"sv};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Change change)
{
    static constexpr std::array names{"signature"sv, "form_values"sv, "visible_change"sv, "other"sv};
    return names[static_cast<std::size_t>(change)];
}

std::string check_json(const Report& report)
{
    return text_of(written(report, false));
}

std::string report_json(const Report& report)
{
    return text_of(written(report, true));
}

} // namespace cchc::server::signatures
