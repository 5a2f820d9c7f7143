#include "server/api.hpp"

#include "server/problems.hpp"
#include "server/tables/import.hpp"
#include "server/tables/unreadable.hpp"
#include "storage/strict_json.hpp"

namespace cchc::server::api {

static Reply not_read(std::string_view code, Sentence why, std::string pointer, Language language)
{
    Problem wrong;
    wrong.slug = "validation-failed";
    wrong.detail = language == Language::vi ? "Không đọc được tệp này." : "This file cannot be read.";
    wrong.errors.push_back({std::move(pointer), std::string(code), std::string(why.in(language))});
    return problem(wrong, language);
}

/// What the file is understood as; nothing is written. Unpacking a stranger's file is no work for a network thread.
void post_import(const House& house, Exchange exchange)
{
    at_the_disk(house, std::move(exchange), [](Exchange waiting) {
        const Request& request = waiting.request();
        const Language language = request.language();
        try {
            const auto understood = tables::import_file(request.body, std::string(request.captured("regulation")));
            waiting.reply(Reply(tables::preview_json(understood)));
        } catch (const tables::Unreadable& wrong) {
            waiting.reply(not_read(wrong.code, wrong.message, {}, language));
        } catch (const storage::FormatError& wrong) {
            waiting.reply(not_read("regulation_format", {wrong.what(), wrong.what()}, wrong.pointer, language));
        }
    });
}

} // namespace cchc::server::api
