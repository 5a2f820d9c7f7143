#include "server/documents/api.hpp"

#include "domain/json_writer.hpp"
#include "domain/text.hpp"
#include "server/asking.hpp"
#include "server/caller.hpp"
#include "server/documents/destruction.hpp"
#include "server/documents/preview_desk.hpp"
#include "server/json.hpp"
#include "server/problems.hpp"

#include <spdlog/spdlog.h>

namespace cchc::server::api {

using namespace domain;

namespace {

/// An exchange whose good answer waits until something is done on the disk; asked again under the same id, it is done
/// again. Lives until it has answered.
class Afterwards final : public Conversation {
public:
    /// What is to be done follows from the act's instant.
    using Do = std::function<void(Instant at)>;

    static Exchange over(const House& house, Exchange first, Do what)
    {
        const auto self = std::make_shared<Afterwards>(house, std::move(first), std::move(what));
        self->alive_ = self;
        return Exchange(*self);
    }

    Afterwards(const House& house, Exchange first, Do what)
        : house_(house), first_(std::move(first)), do_(std::move(what))
    {
        request = first_.request();
        route = &first_.route();
        caller = first_.caller();
    }

    void answer(Reply reply) override
    {
        const auto self = std::exchange(alive_, nullptr);
        if (reply.status != 200) return first_.reply(std::move(reply));
        const auto held = std::make_shared<Reply>(std::move(reply));
        const auto finish = [self, held] {
            try {
                self->do_(self->house_.clock.now());
                self->first_.reply(std::move(*held));
            } catch (const std::exception& failure) {
                spdlog::error("{}: {}", self->request.target, failure.what());
                self->first_.reply(self->later());
            }
        };
        if (!house_.work(finish)) first_.reply(later());
    }
    void read(TakePiece take) override { first_.read(std::move(take)); }

private:
    Reply later() const { return problem(Problem{.slug = "maintenance", .retry_after_s = 5}, request.language()); }

    const House& house_;
    Exchange first_;
    Do do_;
    std::shared_ptr<Afterwards> alive_;
};

} // namespace

void post_destruction(const House& house, const FileDesks& desks, Exchange exchange)
{
    const Request& request = exchange.request();
    const auto document = Sha256::from_hex(request.captured("sha256"));
    if (!document) return exchange.reply(not_found(request));
    JsonObject body(request);
    DestroyEvidence destroy;
    destroy.document = *document;
    destroy.reason = body.required_text("reason", {longest_reason});
    destroy.document_number = body.required_text("document_number", {longest_number});
    if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
    const auto tenant = exchange.caller()->tenant;
    const auto bytes = [&house, &desks, tenant, document = *document, reason = destroy.reason](Instant at) {
        destroy_document(house.log, house.evidence, house.documents, tenant, document, {at, reason});
        if (desks.previews) desks.previews->forget(document);
    };
    ask(house, Afterwards::over(house, std::move(exchange), bytes), std::move(destroy), std::nullopt, say_nothing_more);
}

Reply answer_destroyed(const Request& request, const Document& document, const storage::Tombstone& why)
{
    const Sentence words{"Nội dung tài liệu đã bị hủy; mã băm, kích thước và việc đã có tài liệu vẫn được giữ.",
                         "The document's content was destroyed; its hash, its size and that it was there stay."};
    Problem gone{.slug = "destroyed", .detail = std::string(words.in(request.language()))};
    JsonWriter json(gone.current);
    json.open_object();
    json.member("sha256", document.sha256.hex());
    json.key("size"), json.number(document.size);
    json.member("destroyed_at", local_text(why.at));
    json.member("reason", why.reason);
    json.close_object();
    return problem(gone, request.language());
}

} // namespace cchc::server::api
