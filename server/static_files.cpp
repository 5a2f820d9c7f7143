#include "server/static_files.hpp"

#include "server/problems.hpp"

#include <map>
#include <string>

namespace cchc::server {

namespace {

constexpr std::string_view for_ever = "public, max-age=31536000, immutable"; // the name changes with the content
constexpr std::string_view ask_again = "no-cache";

/// Whether the browser takes gzip. It is not asked how much it likes it, only whether it refuses (`q=0`).
bool takes_gzip(std::string_view accept_encoding)
{
    const auto at = accept_encoding.find("gzip");
    if (at == std::string_view::npos) return false;
    const std::string_view rest = accept_encoding.substr(at + 4, accept_encoding.find(',', at) - at - 4);
    return !rest.starts_with(";q=0") || rest.find_first_of("123456789", 4) != std::string_view::npos;
}

/// Paths that are never a page of the application: an unknown one there is an error, not the start page. Files lie at
/// the root and among the assets; further down a dot belongs to a name, such as a criterion's
/// (`/ho-so/…/tieu-chi/I.1.2`).
bool is_page(const Request& request)
{
    if (request.segments.empty()) return true;
    const std::string_view first = request.segments.front();
    for (const std::string_view machine : {"api", "public", "tlog", "livez", "readyz", "startupz", "metrics"})
        if (first == machine) return false;
    return first != "assets" && (request.segments.size() > 1 || first.find('.') == std::string_view::npos);
}

} // namespace

struct StaticFiles::Table {
    struct File {
        std::shared_ptr<const std::string> identity, gzip; ///< gzip null: not worth it
        std::string_view type;
        std::string etag, gzip_etag;
        bool immutable;
    };
    std::map<std::string_view, File> files;

    Reply show(const File& file, const Request& request) const
    {
        const bool compressed = file.gzip && takes_gzip(request.header("accept-encoding"));
        Reply reply(compressed ? file.gzip : file.identity);
        reply.type = file.type;
        reply.etag = compressed ? file.gzip_etag : file.etag;
        reply.caching = file.immutable ? for_ever : ask_again;
        if (file.gzip) reply.with("Vary", "Accept-Encoding");
        if (compressed) reply.with("Content-Encoding", "gzip");
        return reply;
    }

    Reply answer(const Request& request) const
    {
        std::string path;
        for (const std::string_view segment : request.segments) path.append("/").append(segment);
        if (const auto file = files.find(path); file != files.end()) return show(file->second, request);
        if (const auto index = files.find("/index.html"); index != files.end() && is_page(request))
            return show(index->second, request);
        return problem("not-found", request.language(),
                       {"Không có gì ở địa chỉ này.", "There is nothing at this address."});
    }
};

StaticFiles::StaticFiles(std::span<const Asset> files)
{
    const auto shared = [](std::string_view bytes) { return std::make_shared<const std::string>(bytes); };
    auto table = std::make_shared<Table>();
    for (const Asset& asset : files) {
        std::string gzip_etag(asset.etag); // another representation, another tag (RFC 9110 8.8.3.3)
        gzip_etag.insert(gzip_etag.empty() ? 0 : gzip_etag.size() - 1, "-gzip");
        table->files.emplace(asset.path,
                             Table::File{shared(asset.identity), asset.gzip.empty() ? nullptr : shared(asset.gzip),
                                         asset.type, std::string(asset.etag), std::move(gzip_etag), asset.immutable});
    }
    table_ = std::move(table);
}

StaticFiles::~StaticFiles() = default;
StaticFiles::StaticFiles(StaticFiles&&) noexcept = default;

Reply StaticFiles::answer(const Request& request) const
{
    return table_->answer(request);
}

std::vector<Route> StaticFiles::routes() const
{
    const auto handle = [table = table_](Exchange exchange) {
        Reply reply = table->answer(exchange.request());
        exchange.reply(std::move(reply));
    };
    return {{.method = Method::get, .pattern = "/", .handle = handle},
            {.method = Method::get, .pattern = "/{page...}", .handle = handle}};
}

} // namespace cchc::server
