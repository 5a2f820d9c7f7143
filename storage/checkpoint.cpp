#include "storage/checkpoint.hpp"

#include "storage/base64.hpp"
#include "storage/big_endian.hpp"
#include "storage/failure.hpp"
#include "storage/owner_only.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace cchc::storage {

namespace {

constexpr std::string_view dash = "\u2014 ";

std::string hex_of(std::uint32_t id)
{
    std::string text(8, '0');
    for (int i = 0; i < 8; ++i) text[static_cast<std::size_t>(7 - i)] = "0123456789abcdef"[id >> (4 * i) & 15];
    return text;
}

std::string_view as_bytes(const std::array<std::uint8_t, 32>& raw)
{
    return {reinterpret_cast<const char*>(raw.data()), raw.size()};
}

bool is_key_name(std::string_view name)
{
    return !name.empty() &&
           std::none_of(name.begin(), name.end(), [](unsigned char c) { return c <= ' ' || c == '+' || c == 0x7f; });
}

std::optional<std::uint64_t> decimal(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || std::to_string(value) != text) return std::nullopt;
    return value;
}

/// Takes one line off the front of `text`, without its newline. False if there is none.
bool take_line(std::string_view& text, std::string_view& line)
{
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return false;
    line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return true;
}

struct FreeOpenSsl {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using OpenSslKey = std::unique_ptr<EVP_PKEY, FreeOpenSsl>;
using OpenSslContext = std::unique_ptr<EVP_MD_CTX, FreeOpenSsl>;

const unsigned char* raw(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::array<std::uint8_t, 32> public_key_of(const SigningKey::Seed& seed)
{
    const OpenSslKey key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
    std::array<std::uint8_t, 32> public_key{};
    std::size_t size = public_key.size();
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), public_key.data(), &size) != 1)
        throw Failure("OpenSSL offers no Ed25519");
    return public_key;
}

} // namespace

// --- checkpoint and note ---

std::string Checkpoint::text() const
{
    return origin + "\n" + std::to_string(size) + "\n" + to_base64(storage::as_bytes(root)) + "\n";
}

std::optional<Checkpoint> Checkpoint::parse(std::string_view text)
{
    std::string_view origin, size, root;
    if (!take_line(text, origin) || !take_line(text, size) || !take_line(text, root) || !text.empty())
        return std::nullopt;
    const auto number = decimal(size);
    const auto hash = from_base64(root);
    if (origin.empty() || !number || !hash || hash->size() != 32) return std::nullopt;
    return Checkpoint{std::string(origin), *number, hash_from_bytes(*hash)};
}

std::optional<Note> Note::parse(std::string_view note)
{
    if (note.size() > 1 << 20) return std::nullopt;
    for (const unsigned char c : note)
        if ((c < ' ' && c != '\n') || c == 0x7f) return std::nullopt;
    const auto blank = note.rfind("\n\n"); // signatures hold no empty line, the text may
    if (blank == std::string_view::npos) return std::nullopt;
    Note read;
    read.text = note.substr(0, blank + 1);
    std::string_view rest = note.substr(blank + 2), line;
    while (take_line(rest, line)) {
        if (!line.starts_with(dash)) return std::nullopt;
        line.remove_prefix(dash.size());
        const auto space = line.find(' ');
        if (space == std::string_view::npos || !is_key_name(line.substr(0, space))) return std::nullopt;
        const auto bytes = from_base64(line.substr(space + 1));
        if (!bytes || bytes->size() < 5 || read.signatures.size() == 100) return std::nullopt;
        read.signatures.push_back(
            {std::string(line.substr(0, space)), read_big_endian<std::uint32_t>(*bytes, 0), bytes->substr(4)});
    }
    if (!rest.empty() || read.signatures.empty()) return std::nullopt;
    return read;
}

// --- verifying ---

VerifierKey::VerifierKey(std::string name, Type type, const std::array<std::uint8_t, 32>& public_key)
    : name_(std::move(name)), type_(type), public_key_(public_key)
{
    const char type_byte = static_cast<char>(type_);
    const Hash hash = sha256({name_, "\n", std::string_view(&type_byte, 1), as_bytes(public_key_)});
    id_ = read_big_endian<std::uint32_t>(storage::as_bytes(hash), 0);
}

std::optional<VerifierKey> VerifierKey::parse(std::string_view vkey)
{
    const auto first = vkey.find('+');
    const auto second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
    if (second == std::string_view::npos || !is_key_name(vkey.substr(0, first))) return std::nullopt;
    const auto bytes = from_base64(vkey.substr(second + 1));
    if (!bytes || bytes->size() != 33) return std::nullopt;
    const auto type = static_cast<Type>((*bytes)[0]);
    if (type != Type::ed25519 && type != Type::ed25519_cosignature) return std::nullopt;
    std::array<std::uint8_t, 32> public_key{};
    std::memcpy(public_key.data(), bytes->data() + 1, public_key.size());
    VerifierKey key(std::string(vkey.substr(0, first)), type, public_key);
    if (key.text() != vkey) return std::nullopt;
    return key;
}

std::string VerifierKey::text() const
{
    return name_ + "+" + hex_of(id_) + "+" +
           to_base64(std::string(1, static_cast<char>(type_)) + std::string(as_bytes(public_key_)));
}

bool VerifierKey::accepts(const Signature& signature, std::string_view text) const
{
    if (signature.name != name_ || signature.key_id != id_) return false;
    std::string message(text);
    std::string_view bytes = signature.bytes;
    if (type_ == Type::ed25519_cosignature) { // u64 seconds, then the signature over time and text
        if (bytes.size() != 72) return false;
        message = "cosignature/v1\ntime " + std::to_string(read_big_endian<std::uint64_t>(bytes, 0)) + "\n" + message;
        bytes.remove_prefix(8);
    }
    const OpenSslKey key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key_.data(), public_key_.size()));
    const OpenSslContext context(EVP_MD_CTX_new());
    return bytes.size() == 64 && key && context &&
           EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), raw(bytes), bytes.size(), raw(message), message.size()) == 1;
}

bool is_signed_by(const Note& note, std::span<const VerifierKey> known)
{
    bool found = false;
    for (const Signature& signature : note.signatures)
        for (const VerifierKey& key : known) {
            if (signature.name != key.name() || signature.key_id != key.id()) continue;
            if (!key.accepts(signature, note.text)) return false;
            found = true;
        }
    return found;
}

// --- signing ---

SigningKey::SigningKey(std::string name, const Seed& seed)
    : seed_(seed), verifier_(std::move(name), VerifierKey::Type::ed25519, public_key_of(seed))
{
    if (!is_key_name(verifier_.name())) throw Failure("not a name for a key: '" + verifier_.name() + "'");
}

SigningKey::~SigningKey()
{
    OPENSSL_cleanse(seed_.data(), seed_.size());
}

std::string SigningKey::sign(std::string_view text) const
{
    const OpenSslKey key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed_.data(), seed_.size()));
    const OpenSslContext context(EVP_MD_CTX_new());
    std::array<unsigned char, 64> signature{};
    std::size_t size = signature.size();
    if (!key || !context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), signature.data(), &size, raw(text), text.size()) != 1)
        throw Failure("OpenSSL could not sign with Ed25519");
    std::string bytes;
    append_big_endian(bytes, verifier_.id());
    bytes.append(reinterpret_cast<const char*>(signature.data()), size);
    return std::string(text) + "\n" + std::string(dash) + verifier_.name() + " " + to_base64(bytes) + "\n";
}

/// The encoding of Go's sumdb/note: every byte is covered, by the key id or by being fixed.
std::string SigningKey::file_text() const
{
    return "PRIVATE+KEY+" + verifier_.name() + "+" + hex_of(verifier_.id()) + "+" +
           to_base64("\x01" + std::string(as_bytes(seed_))) + "\n";
}

SigningKey SigningKey::open_or_create(const std::filesystem::path& file, const std::string& name,
                                      const SeedSource& seed)
{
    if (!std::filesystem::exists(file)) {
        std::filesystem::create_directories(file.parent_path());
        const SigningKey fresh(name, seed());
        write_owner_only(file, fresh.file_text());
        return fresh;
    }
    const std::string text = read_owner_only(file);
    // PRIVATE+KEY+name+id+base64: the name has no plus sign, the base64 may have some.
    auto last = std::string::size_type{};
    for (int part = 0; part < 4 && last != std::string::npos; ++part) last = text.find('+', last == 0 ? 0 : last + 1);
    const auto bytes = last == std::string::npos || text.back() != '\n'
                           ? std::nullopt
                           : from_base64(text.substr(last + 1, text.size() - last - 2));
    if (!bytes || bytes->size() != 33) throw Damage(file.string(), "is not a signing key");
    Seed read{};
    std::memcpy(read.data(), bytes->data() + 1, read.size());
    const SigningKey key(name, read);
    if (key.file_text() != text) throw Damage(file.string(), "is not an intact signing key of " + name);
    return key;
}

} // namespace cchc::storage
