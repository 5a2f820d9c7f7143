#pragma once

#include "server/signatures/openssl.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace cchc::server::demonstration {

/// An authority that the demonstration's own trust list believes and nobody else: it lets the offices sign their
/// papers. Every certificate says that it is for trial only. Made when its folder is first used, and kept there with
/// its key, so that what was signed yesterday holds today; the program carries no key.
class Authority {
public:
    /// `folder` becomes a trust list (signatures/trust_list.hpp). Throws std::runtime_error where it cannot be written.
    explicit Authority(const std::filesystem::path& folder);

    /// A detached signature (CAdES) over these bytes in the name of that organisation, DER.
    std::string sign(const std::string& organisation, std::string_view bytes);

private:
    using Key = signatures::Owned<EVP_PKEY, EVP_PKEY_free>;
    struct Holder {
        Key key;
        signatures::Certificate certificate;
    };
    Holder issue(const std::string& organisation, const std::string& name, bool is_root);
    void begin(const std::filesystem::path& folder);

    Holder root_;
    std::map<std::string, Holder> signers_; ///< by organisation, for as long as the play lasts
};

} // namespace cchc::server::demonstration
