#include "server/documents/api.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "server/api.hpp"
#include "server/asking.hpp"
#include "server/documents/file_kind.hpp"
#include "server/problems.hpp"
#include "server/rights.hpp"
#include "server/sight.hpp"
#include "server/trail_desk.hpp"
#include "storage/failure.hpp"

#include <algorithm>
#include <set>

namespace cchc::server::api {

using namespace domain;
using projections::AssessmentView;

namespace {

constexpr std::string_view own_page_only = "private, no-cache"; // rights may end: asked again each time
constexpr std::size_t piece_bytes = 128 * 1024;

void write(JsonWriter& json, const Document& document)
{
    json.member("sha256", document.sha256.hex());
    json.member("name", document.name);
    json.key("size"), json.number(document.size);
    json.member("media", document.media);
    json.member("uploaded_by", document.uploaded_by.value);
    json.member("uploaded_at", local_text(document.uploaded_at));
    json.member("signature", wire(document.signature));
    json.key("check"), json.raw(document.check.empty() ? "null" : document.check);
    json.key("pages");
    if (document.pages)
        json.number(std::uint64_t{*document.pages});
    else
        json.null();
}

/// Files attached to the entries in sight, each once.
std::set<Sha256> attached_in(const AssessmentView& view, const projections::Sight* sight)
{
    std::set<Sha256> files;
    for (const CriterionNo leaf : view.set->leaves())
        if (projections::in_sight(view, leaf, sight))
            files.insert(view.entries[leaf]->evidence.begin(), view.entries[leaf]->evidence.end());
    return files;
}

/// Whether the agency has attached the file to an entry that those eyes may see (SE-7).
bool is_shown_to(const projections::Sight& eyes, const projections::Snapshot& now, const AgencyId& agency,
                 const Sha256& sha256)
{
    return std::ranges::any_of(now.cycles, [&](const auto& held) {
        return std::ranges::any_of(held.second->assessments, [&](const auto& assessment) {
            return assessment->agency == agency && attached_in(*assessment, &eyes).contains(sha256);
        });
    });
}

/// Where the file is attached, as far as this caller may see.
void write_uses(JsonWriter& json, const projections::Snapshot& now, const Hat& hat, const Sha256& sha256)
{
    const auto eyes = sight_of(*now.directory, hat);
    json.open_array();
    for (const auto& [_, cycle] : now.cycles)
        for (const auto& view : cycle->assessments) {
            if (of_agency(hat.role) && view->agency != hat.agency) continue;
            for (const CriterionNo leaf : view->set->leaves()) {
                const auto& files = view->entries[leaf]->evidence;
                const bool attached = std::ranges::find(files, sha256) != files.end();
                if (!attached || !projections::in_sight(*view, leaf, eyes ? &*eyes : nullptr)) continue;
                json.open_object();
                json.member("assessment", view->id.value);
                json.member("criterion", (*view->set)[leaf].code.value);
                json.close_object();
            }
        }
    json.close_array();
}

std::optional<Document> find_document(const House& house, const Request& request, const Caller& caller)
{
    const auto sha256 = Sha256::from_hex(request.captured("sha256"));
    if (!sha256) return {};
    if (of_agency(caller.hat->role)) return house.documents.find(caller.tenant, caller.hat->agency, *sha256); // SE-6
    const auto snapshot = house.pipeline.snapshot(caller.tenant);
    const auto eyes = sight_of(*snapshot->directory, *caller.hat);
    for (const AgencyId& agency : house.documents.all_holders(caller.tenant, *sha256))
        if (!eyes || is_shown_to(*eyes, *snapshot, agency, *sha256))
            return house.documents.find(caller.tenant, agency, *sha256);
    return {};
}

/// A stored file on its way out. The last piece of one that has decayed is withheld: nobody gets wrong bytes for whole.
class Sending {
public:
    Sending(const storage::EvidenceStore& evidence, const Document& document)
        : evidence_(evidence), sha256_(document.sha256), size_(document.size)
    {}

    void next(std::string& piece)
    {
        if (offset_ == size_) return;
        evidence_.read(sha256_, offset_, std::min<std::uint64_t>(piece_bytes, size_ - offset_),
                       [&](std::string_view bytes) { piece += bytes; });
        hash_.update(piece);
        offset_ += piece.size();
        if (piece.empty() || (offset_ == size_ && hash_.digest() != sha256_))
            throw storage::Damage("evidence " + sha256_.hex(), "is not as it was stored");
    }

private:
    const storage::EvidenceStore& evidence_;
    const Sha256 sha256_;
    const std::uint64_t size_;
    std::uint64_t offset_ = 0;
    storage::RunningSha256 hash_;
};

} // namespace

void get_documents(const House& house, Exchange exchange)
{
    const Request& request = exchange.request();
    const Caller& caller = *exchange.caller();
    auto at = Moment::of(house, request, caller.tenant);
    if (auto* wrong = std::get_if<Reply>(&at)) return exchange.reply(std::move(*wrong));
    const Moment& moment = std::get<Moment>(at);

    std::vector<Document> documents;
    if (const auto assessment = request.parameter("assessment")) {
        auto found = see_assessment(house, request, *assessment, caller, moment);
        if (auto* wrong = std::get_if<Reply>(&found)) return exchange.reply(std::move(*wrong));
        const Seen& seen = std::get<Seen>(found);
        for (const Sha256& sha256 : attached_in(*seen.view, seen.sight()))
            if (auto document = house.documents.find(caller.tenant, seen.view->agency, sha256))
                documents.push_back(*std::move(document));
    } else if (of_agency(caller.hat->role)) {
        documents = house.documents.of_agency(caller.tenant, caller.hat->agency);
    } else {
        return exchange.reply(problem("malformed", request.language(),
                                      {"Cần tham số assessment.", "The parameter assessment is needed."}));
    }

    std::string body;
    JsonWriter json(body);
    json.open_object();
    json.key("documents");
    json.open_array();
    for (const Document& document : documents) {
        json.open_object();
        write(json, document);
        json.close_object();
    }
    json.close_array();
    json.close_object();
    Reply reply(std::move(body));
    moment.mark(reply);
    exchange.reply(std::move(reply));
}

void get_document(const House& house, Exchange exchange)
{
    const auto document = see_document(house, exchange);
    if (!document) return;
    const Caller& caller = *exchange.caller();
    std::string body;
    JsonWriter json(body);
    json.open_object();
    write(json, *document);
    json.key("used_in");
    write_uses(json, *house.pipeline.snapshot(caller.tenant), *caller.hat, document->sha256);
    json.close_object();
    Reply reply(std::move(body));
    reply.caching = own_page_only;
    exchange.reply(std::move(reply));
}

/// Sends the file, now that it is known that it may be read and, where a trail is kept, that it was.
static void send(const House& house, Exchange exchange, const Document& found)
{
    const Document* document = &found;
    const auto sending = std::make_shared<Sending>(house.evidence, *document);
    BodySource source;
    source.next = [sending](std::string& piece) { sending->next(piece); };
    source.length = document->size;
    Reply reply(Body(std::move(source)));
    const FileKind* kind = kind_called(document->media);
    reply.type = kind ? kind->media : "application/octet-stream";
    reply.etag = "\"" + document->sha256.hex() + "\"";
    reply.caching = own_page_only;
    reply.sandboxed = true;
    reply.with("Content-Disposition", attachment(document->name));
    exchange.reply(std::move(reply));
}

void get_content(const House& house, Exchange exchange)
{
    const auto document = see_document(house, exchange);
    if (!document) return;
    once_noted(house, std::move(exchange),
               [&house, document](Exchange noted) { send(house, std::move(noted), *document); });
}

std::optional<Document> see_document(const House& house, Exchange& exchange)
{
    auto document = find_document(house, exchange.request(), *exchange.caller());
    if (!document) return exchange.reply(not_found(exchange.request())), std::nullopt;
    const auto why = house.documents.destroyed(exchange.caller()->tenant, document->sha256);
    if (why) return exchange.reply(answer_destroyed(exchange.request(), *document, *why)), std::nullopt;
    return document;
}

void once_noted(const House& house, Exchange exchange, std::function<void(Exchange)> go_on)
{
    if (!house.trail) return go_on(std::move(exchange));
    const auto caller = exchange.caller();
    const auto waiting = std::make_shared<Exchange>(std::move(exchange));
    const std::string_view target = waiting->request().target;
    const bool noted = house.trail->before_reading(*caller, "evidence", target.substr(0, target.find('?')),
                                                   [waiting, go_on] { go_on(std::move(*waiting)); });
    if (!noted)
        waiting->reply(problem(Problem{.slug = "maintenance", .retry_after_s = 1}, waiting->request().language()));
}

std::string attachment(std::string_view name)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string plain, encoded;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool ascii = byte >= 0x20 && byte < 0x7f;
        if (ascii && c != '"' && c != '\\' && c != '%')
            plain += c;
        else if ((byte & 0xc0) != 0x80) // one mark a letter, however many bytes it has
            plain += '_';
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter || std::string_view("!#$&+-.^_`|~").find(c) != std::string_view::npos)
            encoded += c;
        else
            (encoded += '%').append({digits[byte >> 4], digits[byte & 15]});
    }
    return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
}

} // namespace cchc::server::api
