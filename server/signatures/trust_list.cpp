#include "server/signatures/trust_list.hpp"

#include "server/signatures/openssl.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdexcept>

namespace cchc::server::signatures {

using nlohmann::json;

namespace {

constexpr std::size_t largest_file = 32u << 20;

std::optional<TrustKind> kind_called(std::string_view name)
{
    for (const TrustKind kind : {TrustKind::official_duty, TrustKind::public_, TrustKind::time_stamp})
        if (name_of(kind) == name) return kind;
    return {};
}

std::string base64(std::string_view bytes)
{
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::string from_base64(const std::string& text)
{
    if (text.size() % 4 != 0) throw std::runtime_error("the trust list's bundle is damaged");
    std::string bytes(text.size() / 4 * 3, '\0');
    if (EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), bytes_of(text), static_cast<int>(text.size())) <
        0)
        throw std::runtime_error("the trust list's bundle is damaged");
    bytes.resize(bytes.size() - (text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0));
    return bytes;
}

std::string content_of(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error(file.string() + ": cannot be read");
    std::string content{std::istreambuf_iterator<char>(in), {}};
    if (content.size() > largest_file) throw std::runtime_error(file.string() + ": is too large");
    return content;
}

/// Every block of a PEM file that has that label, or the file itself where it is no PEM.
std::vector<std::string> blocks_of(const std::filesystem::path& file, std::string_view label)
{
    const std::string content = content_of(file);
    if (content.find("-----BEGIN ") == std::string::npos) return {content};
    std::vector<std::string> blocks;
    const Bio in(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
    char *name = nullptr, *header = nullptr;
    unsigned char* bytes = nullptr;
    long size = 0;
    while (PEM_read_bio(in.get(), &name, &header, &bytes, &size) == 1) {
        if (name == label) blocks.emplace_back(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
        OPENSSL_free(name), OPENSSL_free(header), OPENSSL_free(bytes);
    }
    return blocks;
}

bool is_readable(std::string_view member, std::string_view der)
{
    if (member == "crls") return crl_from(der) != nullptr;
    if (member == "ocsps") return whole_from_der<OCSP_RESPONSE, OCSP_RESPONSE_free>(der, d2i_OCSP_RESPONSE) != nullptr;
    return certificate_from(der) != nullptr;
}

std::vector<std::string> files_named(const std::filesystem::path& folder, const json& entry, const char* member)
{
    std::vector<std::string> all;
    if (!entry.contains(member)) return all;
    for (const auto& name : entry.at(member)) {
        const std::filesystem::path path = name.get<std::string>();
        if (path.is_absolute() || std::ranges::find(path, "..") != path.end())
            throw std::runtime_error(path.string() + ": lies outside the trust list's folder");
        const auto blocks = blocks_of(folder / path, std::string_view(member) == "crls" ? "X509 CRL" : "CERTIFICATE");
        if (blocks.empty() || !std::ranges::all_of(blocks, [&](const auto& der) { return is_readable(member, der); }))
            throw std::runtime_error((folder / path).string() + ": is not what `" + member + "` of list.json wants");
        all.insert(all.end(), blocks.begin(), blocks.end());
    }
    std::ranges::sort(all); // the order of files says nothing
    return all;
}

json packed(const std::vector<std::string>& all)
{
    json list = json::array();
    for (const std::string& der : all) list.push_back(base64(der));
    return list;
}

std::vector<std::string> unpacked(const json& list)
{
    std::vector<std::string> all;
    for (const auto& text : list) all.push_back(from_base64(text.get<std::string>()));
    return all;
}

} // namespace

TrustList::TrustList() : TrustList(std::vector<Entry>{}) {}

TrustList::TrustList(std::vector<Entry> entries) : entries_(std::move(entries))
{
    json list = json::array();
    for (const Entry& entry : entries_)
        list.push_back({{"kind", name_of(entry.kind)},
                        {"name", entry.name},
                        {"roots", packed(entry.roots)},
                        {"intermediates", packed(entry.intermediates)},
                        {"crls", packed(entry.crls)},
                        {"ocsps", packed(entry.ocsps)}});
    bundle_ = list.dump();
    version_ = sha256_hex(bundle_);
}

TrustList TrustList::in_folder(const std::filesystem::path& folder)
{
    const std::filesystem::path file = folder / "list.json";
    std::vector<Entry> entries;
    try {
        const json list = json::parse(content_of(file));
        if (list.at("format") != "cchc-trust-1")
            throw std::runtime_error(file.string() + ": not of format cchc-trust-1");
        for (const json& entry : list.at("entries")) {
            for (const auto& [member, _] : entry.items())
                if (std::string_view(" name kind note roots intermediates crls ocsps ").find(" " + member + " ") ==
                    std::string_view::npos)
                    throw std::runtime_error(file.string() + ": unknown member " + member);
            const auto kind = kind_called(entry.at("kind").get<std::string>());
            if (!kind) throw std::runtime_error(file.string() + ": unknown kind " + entry.at("kind").dump());
            entries.push_back({*kind, entry.at("name").get<std::string>(), files_named(folder, entry, "roots"),
                               files_named(folder, entry, "intermediates"), files_named(folder, entry, "crls"),
                               files_named(folder, entry, "ocsps")});
        }
    } catch (const json::exception& wrong) {
        throw std::runtime_error(file.string() + ": " + wrong.what());
    }
    return TrustList(std::move(entries));
}

TrustList TrustList::from_bundle(std::string_view bundle)
{
    std::vector<Entry> entries;
    try {
        for (const json& entry : json::parse(bundle))
            entries.push_back({kind_called(entry.at("kind").get<std::string>()).value(),
                               entry.at("name").get<std::string>(), unpacked(entry.at("roots")),
                               unpacked(entry.at("intermediates")), unpacked(entry.at("crls")),
                               unpacked(entry.at("ocsps"))});
    } catch (const std::exception& wrong) {
        throw std::runtime_error(std::string("the trust list's bundle is damaged: ") + wrong.what());
    }
    return TrustList(std::move(entries));
}

} // namespace cchc::server::signatures
