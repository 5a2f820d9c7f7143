#include "storage/sealing_key.hpp"

#include "storage/base64.hpp"
#include "storage/failure.hpp"
#include "storage/owner_only.hpp"
#include "storage/sha256.hpp"

namespace cchc::storage {

namespace {

constexpr std::string_view first_word = "cchc-sealing-key-1 ";

std::string file_text(std::string_view key)
{
    return std::string(first_word) + to_base64(key) + " " + to_base64(as_bytes(sha256(key))) + "\n";
}

} // namespace

std::optional<SealingKey> SealingKey::read(const std::filesystem::path& file)
{
    if (!std::filesystem::exists(file)) return std::nullopt;
    const std::string text = read_owner_only(file);
    std::optional<std::string> key;
    if (text.starts_with(first_word))
        key = from_base64(text.substr(first_word.size(), text.find(' ', first_word.size()) - first_word.size()));
    if (!key || key->size() != SecretKey::size || file_text(*key) != text)
        throw Damage(file.string(), "is not an intact sealing key");
    return SealingKey(SecretKey(*key));
}

SealingKey SealingKey::open_or_create(const std::filesystem::path& file)
{
    if (auto kept = read(file)) return *kept;
    const SecretKey fresh(random_bytes(SecretKey::size));
    write_owner_only(file, file_text(fresh.bytes()));
    return SealingKey(fresh);
}

} // namespace cchc::storage
