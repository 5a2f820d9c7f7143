#pragma once

#include "server/signatures/openssl.hpp"
#include "server/signatures/report.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::server::signatures {

/// What a signature of a PDF says of itself, and whether it is one over these bytes. Whether anybody should believe it
/// is another question (`chain.hpp`).
struct SignedMessage {
    std::vector<Reason> faults;
    bool integrity = false;                ///< the bytes are those signed, by the key of `signer`
    Certificate signer;                    ///< null: none was found
    std::vector<Certificate> certificates; ///< those that came with it
    std::vector<std::string> crls, ocsps;  ///< DER, those that came with it
    std::optional<domain::Instant> claimed_at;
    std::string value; ///< the signature's own bytes, which a time-stamp covers
    std::string token; ///< DER of its time-stamp; empty: none
};

/// `der` over `content`, one part after the other. `cades`: it must name the certificate that it was made by.
SignedMessage read_message(std::string_view der, const std::array<std::string_view, 2>& content, bool cades);

/// A source that gives the parts, one after the other. They must outlive it.
Bio reading(const std::array<std::string_view, 2>& parts);

bool is_weak(const X509_ALGOR* digest);
bool is_weak(X509* certificate);

} // namespace cchc::server::signatures
