#pragma once

#include <filesystem>
#include <string>

namespace cchc::server {

/// The identity provider (OpenID Connect 1.0) that people of every system on this server may sign in with.
struct OidcSettings {
    std::string issuer; ///< its address, as its tokens name it: `https://danhtinh.example.vn`
    std::string client_id;
    std::string client_secret;               ///< empty: we are a public client, and PKCE has to do
    std::string title = "Tài khoản công vụ"; ///< what the way in is called
    std::filesystem::path authorities;       ///< PEM, whose certificates are believed there; empty: the machine's own
};

} // namespace cchc::server
