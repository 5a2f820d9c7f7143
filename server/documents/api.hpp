#pragma once

#include "server/documents/uploads.hpp"
#include "server/house.hpp"
#include "server/http.hpp"

#include <string>
#include <string_view>

/// Evidence files over HTTP: uploads by tus 1.0.0 (core, creation, creation-with-upload,
/// checksum, termination, expiration), the register, and the bytes.
namespace cchc::server {

class PreviewDesk;
class Rechecks;

/// Who looks into files, each in a process of its own.
struct FileDesks {
    Rechecks* rechecks = nullptr;    ///< null: signatures are not checked here
    PreviewDesk* previews = nullptr; ///< null: there are no previews
    /// For what waits for the sandbox; refuses (false) when too much waits already.
    std::function<bool(std::function<void()>)> work = {};
};

} // namespace cchc::server

namespace cchc::server::api {

// api_uploads.cpp: what is spoken here, to anyone; the rest to the agency's own people
void options_uploads(const House&, Uploads&, Exchange);
/// Streams like `patch_upload`: the first bytes may come along.
void post_upload(const House&, Uploads&, Exchange);
void head_upload(const House&, Uploads&, Exchange);
/// A route that streams, of `application/offset+octet-stream`, up to `Uploads::largest`.
void patch_upload(const House&, Uploads&, Exchange);
void delete_upload(const House&, Uploads&, Exchange);

// api_documents.cpp: the agency itself; appraisers with sight of an entry the file is attached to; administrators and
// auditors. To everyone else there is no such file.
void get_documents(const House&, Exchange);
void get_document(const House&, Exchange);
void get_content(const House&, Exchange);

/// The document named in the path as this caller may know it: under his agency's name for it, or under that of the
/// first agency whose file he may see; else the answer, given already, that there is none or that it was destroyed.
std::optional<Document> see_document(const House& house, Exchange& exchange);
/// Goes on once it is on the disk who reads the evidence in the path (ES-6), where a trail is kept; on another thread,
/// which must not be kept waiting.
void once_noted(const House& house, Exchange exchange, std::function<void(Exchange)> go_on);

// api_checks.cpp: whoever may see the file
void get_signatures(const House&, Exchange);
void post_signatures(const House&, const FileDesks&, Exchange);
void get_preview(const House&, const FileDesks&, Exchange);

// api_destructions.cpp: administrators. Answers once the bytes are gone.
void post_destruction(const House&, const FileDesks&, Exchange);
/// 410, with what stays of the document.
Reply answer_destroyed(const Request& request, const Document& document, const storage::Tombstone& why);

/// The value of Content-Disposition that saves a file under this name (RFC 6266, RFC 8187), whatever letters are in it.
std::string attachment(std::string_view name);

} // namespace cchc::server::api
