#pragma once

#include "storage/sha256.hpp"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Signed statements about a log: C2SP signed-note v1.0.0 and tlog-checkpoint v1.0.0.
///
///   note      = text "\n" 1*signature        text: UTF-8 lines, each ended by "\n"; the last "\n" is signed too
///   signature = "— " name " " base64(key id[4] ‖ signature) "\n"                           (U+2014, then a space)
///   text of a checkpoint = origin "\n" size "\n" base64(root) "\n"
///   key id    = first 4 bytes of SHA-256(name ‖ "\n" ‖ type ‖ public key)
///   vkey      = name "+" 8 hex digits of the key id "+" base64(type ‖ public key)
namespace cchc::storage {

/// "The log `origin` held `size` events and this was the root of their tree."
struct Checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    Hash root;
    bool operator==(const Checkpoint&) const = default;

    std::string text() const;
    /// Reads a text of exactly three lines; extension lines are refused, we never write them.
    static std::optional<Checkpoint> parse(std::string_view text);
};

struct Signature {
    std::string name;
    std::uint32_t key_id = 0;
    std::string bytes; ///< after the key id
};

struct Note {
    std::string text;
    std::vector<Signature> signatures;

    /// Reads any well-formed note of at most 100 signatures and 1 MiB.
    static std::optional<Note> parse(std::string_view note);
};

/// A public key, as a verifier holds it.
class VerifierKey {
public:
    enum class Type : std::uint8_t { ed25519 = 0x01, ed25519_cosignature = 0x04 };

    VerifierKey(std::string name, Type type, const std::array<std::uint8_t, 32>& public_key);
    static std::optional<VerifierKey> parse(std::string_view vkey);

    const std::string& name() const { return name_; }
    std::uint32_t id() const { return id_; }
    const std::array<std::uint8_t, 32>& public_key() const { return public_key_; }
    std::string text() const; ///< the vkey
    bool accepts(const Signature& signature, std::string_view text) const;

private:
    std::string name_;
    Type type_;
    std::array<std::uint8_t, 32> public_key_;
    std::uint32_t id_;
};

/// True if a known key has signed the note and every signature of a known key is valid; unknown keys are ignored.
bool is_signed_by(const Note& note, std::span<const VerifierKey> known);

/// A log's own Ed25519 key; its name is the log's origin. The seed never leaves the object but into its file.
class SigningKey {
public:
    using Seed = std::array<std::uint8_t, 32>;
    using SeedSource = std::function<Seed()>;

    /// Throws Failure if the name is empty or holds a space, a plus sign or a control character.
    SigningKey(std::string name, const Seed& seed);
    ~SigningKey();
    SigningKey(const SigningKey&) = default;
    SigningKey& operator=(const SigningKey&) = default;

    /// Reads the key file, or makes one readable by its owner only from 32 random bytes; it is durable on return. The
    /// folder is made if need be. Throws Failure if the file is readable by others, bears another name or is damaged.
    static SigningKey open_or_create(const std::filesystem::path& file, const std::string& name,
                                     const SeedSource& seed);

    const VerifierKey& verifier() const { return verifier_; }
    /// The note: text, empty line, our signature. Equal texts give equal notes. `text` ends with a newline.
    std::string sign(std::string_view text) const;

private:
    std::string file_text() const;

    Seed seed_;
    VerifierKey verifier_;
};

} // namespace cchc::storage
