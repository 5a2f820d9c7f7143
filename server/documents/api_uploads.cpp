#include "server/documents/api.hpp"

#include "domain/json_writer.hpp"
#include "server/caller.hpp"
#include "server/documents/quota.hpp"
#include "server/nfc.hpp"
#include "server/problems.hpp"
#include "storage/base64.hpp"

#include <array>
#include <charconv>
#include <ctime>
#include <map>
#include <spdlog/spdlog.h>

namespace cchc::server::api {

using namespace domain;

namespace {

constexpr std::string_view tus_version = "1.0.0";
constexpr std::string_view tus_extensions = "creation,creation-with-upload,checksum,termination,expiration";

/// Every answer of an upload says which protocol it speaks.
void answer(Exchange& exchange, Reply reply)
{
    exchange.reply(std::move(reply.with("Tus-Resumable", tus_version)));
}
void answer(Exchange& exchange, std::string_view slug, Sentence detail, int status = 0)
{
    answer(exchange, problem(slug, exchange.request().language(), detail, status));
}
void answer_not_found(Exchange& exchange)
{
    answer(exchange, "not-found", {"Không có lượt tải lên này.", "There is no such upload."});
}
void answer_busy(Exchange& exchange)
{
    answer(exchange, problem(Problem{.slug = "maintenance", .retry_after_s = 1}, exchange.request().language()));
}
void answer_failed(Exchange& exchange, const std::exception& failure)
{
    spdlog::error("upload {}: {}", exchange.request().target, failure.what());
    answer(exchange, problem(Problem{.slug = "maintenance", .retry_after_s = 5}, exchange.request().language()));
}
/// A file whose content is at fault: named for programs too.
void answer_unsound(Exchange& exchange, std::string_view code, Sentence detail)
{
    const Language language = exchange.request().language();
    Problem unsound{.slug = "validation-failed", .detail = std::string(detail.in(language))};
    unsound.errors.push_back({"", std::string(code), unsound.detail});
    answer(exchange, problem(unsound, language));
}
void answer_unfit(Exchange& exchange, Unfit why)
{
    switch (why) {
    case Unfit::kind:
        return answer(exchange, "media-type",
                      {"Hệ thống này không nhận kiểu tệp đó; thường nhận PDF, PNG, JPEG, ZIP và tệp văn phòng (docx, "
                       "xlsx, pptx, odt, ods).",
                       "This system does not take that type of file; usually PDF, PNG, JPEG, ZIP and office files "
                       "(docx, xlsx, pptx, odt, ods) are taken."});
    case Unfit::digest:
        return answer(exchange, "upload-digest-mismatch",
                      {"Tệp nhận được không trùng mã SHA-256 đã khai; hãy tải lại từ đầu.",
                       "The file received does not have the SHA-256 declared; send it again from the start."},
                      460);
    case Unfit::torn:
        return answer_unsound(exchange, "file_torn",
                              {"Tệp hỏng hoặc không trọn vẹn: không đọc được cấu trúc của nó.",
                               "The file is damaged or not whole: its structure cannot be read."});
    case Unfit::disagrees:
        return answer_unsound(exchange, "file_disagrees",
                              {"Nội dung tệp không đúng với kiểu tệp văn phòng mà tên hoặc khai báo của nó nói.",
                               "The content is not of the office type that the file's name or declaration says."});
    case Unfit::encrypted:
        return answer_unsound(exchange, "file_encrypted",
                              {"Không nhận tệp đặt mật khẩu: người thẩm định không mở được.",
                               "Files that need a password are not taken: no appraiser could open them."});
    case Unfit::macros:
        return answer_unsound(exchange, "file_macros",
                              {"Không nhận tệp văn phòng có macro; hãy lưu lại không kèm macro.",
                               "Office files with macros are not taken; save it without them."});
    case Unfit::swells:
        return answer_unsound(exchange, "file_swells",
                              {"Tệp bung ra quá lớn hoặc có quá nhiều mục.",
                               "The file becomes too large, or too many, when it is opened."});
    case Unfit::nested:
        return answer_unsound(exchange, "file_nested",
                              {"Không nhận tệp nén nằm trong tệp nén; hãy tải từng tệp.",
                               "An archive within an archive is not taken; upload the files one by one."});
    case Unfit::destroyed:
        return answer(exchange, "destroyed",
                      {"Tài liệu này đã bị hủy vì có dữ liệu cá nhân; không nhận lại.",
                       "This document was destroyed for the personal data in it; it is not taken again."});
    case Unfit::infected:
        return answer_unsound(
            exchange, "file_infected",
            {"Phần mềm quét vi-rút của đơn vị quản trị phát hiện mã độc trong tệp; tệp không được nhận.",
             "The virus scanner found malware in the file; it is not taken."});
    case Unfit::gone: return answer_not_found(exchange);
    }
}
void answer_full(Exchange& exchange, const Uploads::Full& full)
{
    const Language language = exchange.request().language();
    if (full.of == Uploads::Full::Of::unfinished)
        return answer(exchange, "rate-limited",
                      {"Đơn vị có quá nhiều tệp đang tải dở.", "The agency has too many unfinished uploads."});
    answer(exchange, full.of == Uploads::Full::Of::files
                         ? quota_exceeded("agency_files", full.used, full.allowed, language)
                         : quota_exceeded("agency_bytes", full.used, full.allowed, language));
}
/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 5.6.7).
std::string http_date(Instant at)
{
    static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = at.us / 1'000'000;
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    char text[40];
    const int length = std::snprintf(text, sizeof text, "%s, %02d %s %d %02d:%02d:%02d GMT",
                                     days[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                                     months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                                     utc.tm_min, utc.tm_sec);
    return std::string(text, static_cast<std::size_t>(length));
}

bool is_refused(const House& house, Exchange& exchange)
{
    if (exchange.request().header("Tus-Resumable") != tus_version) {
        Reply reply = problem("malformed", exchange.request().language(),
                              {"Cần Tus-Resumable: 1.0.0.", "Tus-Resumable: 1.0.0 is needed."}, 412);
        reply.with("Tus-Version", tus_version);
        return answer(exchange, std::move(reply)), true;
    }
    if (exchange.request().method != Method::head && house.pipeline.read_only())
        return answer(exchange, "read-only", {"Ổ đĩa sắp đầy.", "The disk is nearly full."}), true;
    return false;
}

Uploads::Owner owner_of(const Caller& caller)
{
    return {caller.tenant, caller.hat->agency, caller.actor};
}

std::optional<std::uint64_t> number(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

/// `filename UXV5w6p0,filetype YXA…`: names once each, values in base64 or none. Nothing for any other form.
std::optional<std::map<std::string, std::string, std::less<>>> metadata_in(std::string_view header)
{
    std::map<std::string, std::string, std::less<>> all;
    for (bool more = !header.empty(); more;) {
        const auto comma = header.find(',');
        std::string_view pair = header.substr(0, comma);
        more = comma != std::string_view::npos;
        if (more) header.remove_prefix(comma + 1);
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        const auto blank = pair.find(' ');
        const std::string_view name = pair.substr(0, blank);
        auto value = storage::from_base64(blank == std::string_view::npos ? "" : pair.substr(blank + 1));
        if (name.empty() || !value || !all.emplace(name, *std::move(value)).second) return {};
    }
    return all;
}

/// What the creation asks for, or the answer to one that cannot be.
std::variant<Uploads::Intent, Reply> intent_of(const Request& request, const Caller& caller)
{
    const Language language = request.language();
    Uploads::Intent intent;
    intent.owner = owner_of(caller);
    const auto size = number(request.header("Upload-Length"));
    if (!size)
        return problem("malformed", language,
                       {"Upload-Length phải là số byte của tệp.", "Upload-Length must be the file's number of bytes."});
    if (*size == 0) return problem("validation-failed", language, {"Tệp rỗng.", "The file is empty."});
    if (*size > Uploads::largest)
        return problem("too-large", language, {"Mỗi tệp tối đa 50 MB.", "A file has 50 MB at most."});
    intent.size = *size;

    const auto metadata = metadata_in(request.header("Upload-Metadata"));
    if (!metadata)
        return problem("malformed", language,
                       {"Upload-Metadata không đúng dạng.", "Upload-Metadata is not of its form."});
    const auto given = [&](std::string_view name) {
        const auto found = metadata->find(name);
        return found == metadata->end() ? std::string() : found->second;
    };
    intent.metadata = request.header("Upload-Metadata");
    auto name = file_name(given("filename"));
    if (!name)
        return problem("validation-failed", language,
                       {"Tên tệp (filename) trống hoặc không phải UTF-8.", "The filename is empty or not UTF-8."});
    intent.name = *std::move(name);
    if (auto declared = given("filetype"); declared.size() <= 200 && is_utf8(declared))
        intent.declared = std::move(declared);
    if (metadata->contains("sha256")) {
        intent.sha256 = Sha256::from_hex(given("sha256"));
        if (!intent.sha256)
            return problem("validation-failed", language,
                           {"sha256 phải là 64 chữ số hệ 16 viết thường.", "sha256 must be 64 lower-case hex digits."});
    }
    return intent;
}

/// Where the upload can be found: below the address it was asked of, so in the same tenant.
std::string location_of(const Request& request, const std::string& id)
{
    std::string_view path = request.target.substr(0, request.target.find('?'));
    while (path.ends_with('/')) path.remove_suffix(1);
    return std::string(path).append("/").append(id);
}

/// The checksum of the part that comes with this request, none, or the answer to one that cannot be.
std::variant<std::optional<Checksum>, Reply> checksum_of(const Request& request)
{
    const std::string_view header = request.header("Upload-Checksum");
    if (header.empty()) return std::nullopt;
    auto checksum = Checksum::read(header);
    if (checksum) return std::optional(*std::move(checksum));
    return problem("malformed", request.language(),
                   {"Upload-Checksum phải là sha-256 hoặc sha1 và mã băm viết theo base64.",
                    "Upload-Checksum must be sha-256 or sha1 and the digest in base64."});
}

std::uint64_t length_of_part(const Request& request)
{
    return number(request.header("Content-Length")).value_or(0);
}

/// A part on its way from the wire to the disk: the next piece is asked for when the last one is written, so that the
/// disk's pace is the sender's, and one piece is all the memory it takes.
class Receiving : public std::enable_shared_from_this<Receiving> {
public:
    /// `reply`: the answer if all goes well, without what is known at the end.
    Receiving(const House& house, std::shared_ptr<Exchange> exchange, Uploads::Part part, Reply reply)
        : house_(house), exchange_(std::move(exchange)), part_(std::move(part)), reply_(std::move(reply))
    {}

    void next()
    {
        exchange_->read([self = shared_from_this()](Piece piece) { self->hand_over(piece); });
    }

private:
    void hand_over(Piece piece)
    {
        if (piece.state == Piece::State::broken) return; // what was written stays: the sender will come for the rest
        const auto store = [self = shared_from_this(), piece] {
            try {
                self->store(piece);
            } catch (const std::exception& failure) {
                self->part_.reset();
                answer_failed(*self->exchange_, failure);
            }
        };
        if (house_.work(store)) return;
        part_.reset();
        answer_busy(*exchange_);
    }

    void store(Piece piece)
    {
        if (const auto unfit = part_->append(piece.bytes)) return answer_unfit(*exchange_, *unfit);
        if (piece.state == Piece::State::more) return next();
        if (!part_->settle()) {
            if (reply_.status == 201) part_->give_up(); // nobody has been told where it is
            part_.reset();
            return answer(*exchange_, "upload-digest-mismatch",
                          {"Phần nhận được không trùng Upload-Checksum; hãy gửi lại phần này.",
                           "The part received does not have its Upload-Checksum; send this part again."},
                          460);
        }
        reply_.with("Upload-Offset", std::to_string(part_->offset()));
        if (part_->left() == 0) {
            const auto ending = part_->finish();
            if (const auto* unfit = std::get_if<Unfit>(&ending)) return answer_unfit(*exchange_, *unfit);
            reply_.with("Upload-Sha256", std::get<Sha256>(ending).hex());
        } else {
            reply_.with("Upload-Expires", http_date(part_->expires_at()));
        }
        part_.reset(); // before the answer: the next part may be here at once
        answer(*exchange_, std::move(reply_));
    }

    const House& house_;
    std::shared_ptr<Exchange> exchange_;
    std::optional<Uploads::Part> part_;
    Reply reply_;
};

void answer_no_part(Exchange& exchange, Uploads::NoPart why)
{
    switch (why) {
    case Uploads::NoPart::unknown: return answer_not_found(exchange);
    case Uploads::NoPart::busy:
        return answer(exchange, "not-in-this-state",
                      {"Một phần khác của tệp đang được nhận.", "Another part of the file is being received."});
    case Uploads::NoPart::elsewhere:
        return answer(exchange, "not-in-this-state",
                      {"Upload-Offset không khớp; hãy hỏi lại bằng HEAD.",
                       "Upload-Offset does not match; ask by HEAD where the upload stands."});
    }
}

/// Takes hold of the upload and begins to read; or answers why not.
void receive(const House& house, Uploads& uploads, const std::shared_ptr<Exchange>& exchange, std::string_view upload,
             std::uint64_t offset, std::optional<Checksum> checksum, Reply reply)
{
    auto taken = uploads.take(upload, owner_of(*exchange->caller()), offset, std::move(checksum));
    if (const auto* why = std::get_if<Uploads::NoPart>(&taken)) return answer_no_part(*exchange, *why);
    std::optional part(std::get<Uploads::Part>(std::move(taken)));
    if (length_of_part(exchange->request()) > part->left()) {
        part.reset();
        return answer(*exchange, "too-large",
                      {"Phần gửi vượt quá Upload-Length đã khai.", "The part goes beyond the Upload-Length declared."});
    }
    std::make_shared<Receiving>(house, exchange, *std::move(part), std::move(reply))->next();
}

/// Does it where it may wait for the disk, and answers for it when that fails or when too much waits already.
template <class Work>
void wait_for(const House& house, std::shared_ptr<Exchange> exchange, Work work)
{
    const auto done = [exchange, work = std::move(work)]() mutable {
        try {
            work();
        } catch (const std::exception& failure) {
            answer_failed(*exchange, failure);
        }
    };
    if (!house.work(done)) answer_busy(*exchange);
}

/// Begins the upload, and takes what of it has come along.
void begin(const House& house, Uploads& uploads, const std::shared_ptr<Exchange>& exchange, Uploads::Intent intent,
           std::optional<Checksum> checksum)
{
    const std::string id = house.new_id("u-");
    const Uploads::Owner owner = intent.owner;
    if (const auto full = uploads.begin(id, std::move(intent))) return answer_full(*exchange, *full);
    Reply reply(201, std::string());
    reply.with("Location", location_of(exchange->request(), id));
    if (length_of_part(exchange->request()) > 0)
        return receive(house, uploads, exchange, id, 0, std::move(checksum), std::move(reply));
    if (const auto standing = uploads.look(id, owner)) reply.with("Upload-Expires", http_date(standing->expires_at));
    answer(*exchange, std::move(reply));
}

} // namespace

void options_uploads(const House&, Uploads&, Exchange exchange)
{
    Reply reply(204, std::string());
    reply.with("Tus-Version", tus_version);
    reply.with("Tus-Extension", tus_extensions);
    reply.with("Tus-Max-Size", std::to_string(Uploads::largest));
    reply.with("Tus-Checksum-Algorithm", Checksum::algorithms);
    answer(exchange, std::move(reply));
}

void post_upload(const House& house, Uploads& uploads, Exchange exchange)
{
    if (is_refused(house, exchange)) return;
    const Request& request = exchange.request();
    auto read = intent_of(request, *exchange.caller());
    if (auto* wrong = std::get_if<Reply>(&read)) return answer(exchange, std::move(*wrong));
    auto checksum = checksum_of(request);
    if (auto* wrong = std::get_if<Reply>(&checksum)) return answer(exchange, std::move(*wrong));
    auto& intent = std::get<Uploads::Intent>(read);
    if (length_of_part(request) > intent.size)
        return answer(exchange, "too-large",
                      {"Phần gửi vượt quá Upload-Length đã khai.", "The part goes beyond the Upload-Length declared."});
    struct Wish {
        Uploads::Intent intent;
        std::optional<Checksum> checksum;
    };
    auto wish = std::make_shared<Wish>(Wish{std::move(intent), std::get<0>(std::move(checksum))});
    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    wait_for(house, waiting, [&house, &uploads, waiting, wish] {
        begin(house, uploads, waiting, std::move(wish->intent), std::move(wish->checksum));
    });
}

void head_upload(const House& house, Uploads& uploads, Exchange exchange)
{
    if (is_refused(house, exchange)) return;
    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    wait_for(house, waiting, [&uploads, waiting] {
        const auto standing = uploads.look(waiting->request().captured("upload"), owner_of(*waiting->caller()));
        if (!standing) return answer_not_found(*waiting);
        Reply reply{Body(std::string())};
        reply.with("Upload-Offset", std::to_string(standing->offset));
        reply.with("Upload-Length", std::to_string(standing->size));
        if (standing->sha256)
            reply.with("Upload-Sha256", standing->sha256->hex());
        else
            reply.with("Upload-Expires", http_date(standing->expires_at));
        if (!standing->metadata.empty()) reply.with("Upload-Metadata", standing->metadata);
        answer(*waiting, std::move(reply));
    });
}

void patch_upload(const House& house, Uploads& uploads, Exchange exchange)
{
    if (is_refused(house, exchange)) return;
    const auto offset = number(exchange.request().header("Upload-Offset"));
    if (!offset)
        return answer(exchange, "malformed", {"Upload-Offset phải là một số.", "Upload-Offset must be a number."});
    auto read = checksum_of(exchange.request());
    if (auto* wrong = std::get_if<Reply>(&read)) return answer(exchange, std::move(*wrong));
    auto checksum = std::make_shared<std::optional<Checksum>>(std::get<0>(std::move(read)));
    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    wait_for(house, waiting, [&house, &uploads, waiting, checksum, offset = *offset] {
        receive(house, uploads, waiting, waiting->request().captured("upload"), offset, std::move(*checksum),
                Reply(204, std::string()));
    });
}

void delete_upload(const House& house, Uploads& uploads, Exchange exchange)
{
    if (is_refused(house, exchange)) return;
    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    wait_for(house, waiting, [&uploads, waiting] {
        switch (uploads.give_up(waiting->request().captured("upload"), owner_of(*waiting->caller()))) {
        case Uploads::End::given_up: return answer(*waiting, Reply(204, std::string()));
        case Uploads::End::unknown: return answer_not_found(*waiting);
        case Uploads::End::whole:
            return answer(*waiting, "not-in-this-state",
                          {"Tệp đã vào sổ tài liệu của đơn vị, nơi không gì bị xóa.",
                           "The file is in the agency's register, where nothing is removed."});
        }
    });
}

} // namespace cchc::server::api
