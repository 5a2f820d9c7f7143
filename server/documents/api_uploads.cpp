#include "server/documents/api.hpp"

#include "server/caller.hpp"
#include "server/nfc.hpp"
#include "server/problems.hpp"
#include "storage/base64.hpp"

#include <charconv>
#include <map>
#include <spdlog/spdlog.h>

namespace cchc::server::api {

using namespace domain;

namespace {

constexpr std::string_view tus_version = "1.0.0";

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
void answer_unfit(Exchange& exchange, Uploads::Unfit why)
{
    if (why == Uploads::Unfit::kind)
        return answer(exchange, "media-type",
                      {"Chỉ nhận tệp PDF, PNG, JPEG, ZIP và tệp văn phòng (docx, xlsx, pptx, odt, ods).",
                       "Only PDF, PNG, JPEG, ZIP and office files (docx, xlsx, pptx, odt, ods) are taken."});
    answer(exchange, "upload-digest-mismatch",
           {"Tệp nhận được không trùng mã SHA-256 đã khai; hãy tải lại từ đầu.",
            "The file received does not have the SHA-256 declared; send it again from the start."},
           460);
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

} // namespace

void post_upload(const House& house, Uploads& uploads, Exchange exchange)
{
    if (is_refused(house, exchange)) return;
    auto read = intent_of(exchange.request(), *exchange.caller());
    if (auto* wrong = std::get_if<Reply>(&read)) return answer(exchange, std::move(*wrong));
    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    const auto begin = [&uploads, waiting, intent = std::get<Uploads::Intent>(std::move(read)),
                        id = house.new_id("u-")]() mutable {
        try {
            if (!uploads.begin(id, std::move(intent)))
                return answer(*waiting, "rate-limited",
                              {"Đơn vị có quá nhiều tệp đang tải dở.", "The agency has too many unfinished uploads."});
            Reply reply(201, std::string());
            reply.with("Location", location_of(waiting->request(), id));
            answer(*waiting, std::move(reply));
        } catch (const std::exception& failure) {
            answer_failed(*waiting, failure);
        }
    };
    if (!house.work(begin)) answer_busy(*waiting);
}

void head_upload(const House& house, Uploads& uploads, Exchange exchange)
{
    if (is_refused(house, exchange)) return;
    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    const auto look = [&uploads, waiting] {
        try {
            const auto standing = uploads.look(waiting->request().captured("upload"), owner_of(*waiting->caller()));
            if (!standing) return answer_not_found(*waiting);
            Reply reply{Body(std::string())};
            reply.with("Upload-Offset", std::to_string(standing->offset));
            reply.with("Upload-Length", std::to_string(standing->size));
            if (standing->sha256) reply.with("Upload-Sha256", standing->sha256->hex());
            answer(*waiting, std::move(reply));
        } catch (const std::exception& failure) {
            answer_failed(*waiting, failure);
        }
    };
    if (!house.work(look)) answer_busy(*waiting);
}

namespace {

/// A part on its way from the wire to the disk: the next piece is asked for when the last one is written, so that the
/// disk's pace is the sender's, and one piece is all the memory it takes.
class Receiving : public std::enable_shared_from_this<Receiving> {
public:
    Receiving(const House& house, std::shared_ptr<Exchange> exchange, Uploads::Part part)
        : house_(house), exchange_(std::move(exchange)), part_(std::move(part))
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
        Reply reply(204, std::string());
        reply.with("Upload-Offset", std::to_string(part_->offset()));
        if (part_->left() == 0) {
            const auto ending = part_->finish();
            if (const auto* unfit = std::get_if<Uploads::Unfit>(&ending)) return answer_unfit(*exchange_, *unfit);
            reply.with("Upload-Sha256", std::get<Sha256>(ending).hex());
        }
        part_.reset(); // before the answer: the next part may be here at once
        answer(*exchange_, std::move(reply));
    }

    const House& house_;
    std::shared_ptr<Exchange> exchange_;
    std::optional<Uploads::Part> part_;
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
void receive(const House& house, Uploads& uploads, const std::shared_ptr<Exchange>& exchange, std::uint64_t offset)
{
    const Request& request = exchange->request();
    auto taken = uploads.take(request.captured("upload"), owner_of(*exchange->caller()), offset);
    if (const auto* why = std::get_if<Uploads::NoPart>(&taken)) return answer_no_part(*exchange, *why);
    std::optional part(std::get<Uploads::Part>(std::move(taken)));
    if (number(request.header("Content-Length")).value_or(0) > part->left()) {
        part.reset();
        return answer(*exchange, "too-large",
                      {"Phần gửi vượt quá Upload-Length đã khai.", "The part goes beyond the Upload-Length declared."});
    }
    std::make_shared<Receiving>(house, exchange, *std::move(part))->next();
}

} // namespace

void patch_upload(const House& house, Uploads& uploads, Exchange exchange)
{
    if (is_refused(house, exchange)) return;
    const auto offset = number(exchange.request().header("Upload-Offset"));
    if (!offset)
        return answer(exchange, "malformed", {"Upload-Offset phải là một số.", "Upload-Offset must be a number."});
    auto waiting = std::make_shared<Exchange>(std::move(exchange));
    const auto begin = [&house, &uploads, waiting, offset = *offset] {
        try {
            receive(house, uploads, waiting, offset);
        } catch (const std::exception& failure) {
            answer_failed(*waiting, failure);
        }
    };
    if (!house.work(begin)) answer_busy(*waiting);
}

} // namespace cchc::server::api
