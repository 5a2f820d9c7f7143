#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// AES-256 in the two manners we need: a short text sealed whole, and a stream that can be entered anywhere.
namespace cchc::storage {

/// 256 secret bits. They leave the object only as what is sealed with them, and are wiped when it goes.
class SecretKey {
public:
    static constexpr std::size_t size = 32;

    explicit SecretKey(std::string_view bytes); ///< exactly `size` of them
    SecretKey(const SecretKey&) = default;
    SecretKey& operator=(const SecretKey&) = default;
    ~SecretKey();

    std::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), size}; }

private:
    std::array<std::uint8_t, size> bytes_{};
};

/// So many bytes nobody can guess, from OpenSSL's generator. Throws Failure if the system has none.
std::string random_bytes(std::size_t count);

constexpr std::size_t nonce_size = 12, seal_tag_size = 16;

/// AES-256-GCM (NIST SP 800-38D): ciphertext, then 16 bytes of tag. A nonce of `nonce_size` bytes serves one text under
/// one key, ever. `associated` is not in the answer, and must be the same at opening.
std::string seal(const SecretKey& key, std::string_view nonce, std::string_view associated, std::string_view plain);
/// What was sealed; nothing if a bit of anything is another.
std::optional<std::string> open_sealed(const SecretKey& key, std::string_view nonce, std::string_view associated,
                                       std::string_view sealed);

/// `seal` under a fresh random nonce, which stands in front.
std::string seal_freshly(const SecretKey& key, std::string_view associated, std::string_view plain);
std::optional<std::string> open_freshly_sealed(const SecretKey& key, std::string_view associated,
                                               std::string_view sealed);

/// AES-256-CTR over one long text, from any of its bytes on. A key serves one text: the counter begins at 0. It hides
/// and does not prove; whoever uses it knows the text's hash.
class CipherStream {
public:
    CipherStream(const SecretKey& key, std::uint64_t offset);
    ~CipherStream();
    CipherStream(CipherStream&&) noexcept;
    CipherStream& operator=(CipherStream&&) noexcept;

    /// Turns the next bytes from plain to hidden or back; `to` has room for as many, and may be where they stand.
    void pass(std::string_view bytes, char* to);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace cchc::storage
