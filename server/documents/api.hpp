#pragma once

#include "server/documents/uploads.hpp"
#include "server/house.hpp"
#include "server/http.hpp"

#include <string>
#include <string_view>

/// Evidence files over HTTP: uploads by tus 1.0.0 (core, creation, creation-with-upload,
/// checksum, termination, expiration), the register, and the bytes.
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

// api_destructions.cpp: administrators. Answers once the bytes are gone.
void post_destruction(const House&, Exchange);
/// 410, with what stays of the document.
Reply answer_destroyed(const Request& request, const Document& document, const storage::Tombstone& why);

/// The value of Content-Disposition that saves a file under this name (RFC 6266, RFC 8187), whatever letters are in it.
std::string attachment(std::string_view name);

} // namespace cchc::server::api
