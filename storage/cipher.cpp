#include "storage/cipher.hpp"

#include "storage/failure.hpp"

#include <cassert>
#include <climits>
#include <cstring>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace cchc::storage {

namespace {

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

Context new_context()
{
    Context context(EVP_CIPHER_CTX_new());
    if (!context) throw Failure("no memory for a cipher");
    return context;
}

const unsigned char* raw(std::string_view bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(char* bytes)
{
    return reinterpret_cast<unsigned char*>(bytes);
}

/// OpenSSL counts in int; our texts are short and our pieces small.
int length_of(std::string_view bytes)
{
    assert(bytes.size() <= INT_MAX);
    return static_cast<int>(bytes.size());
}

/// Of calls that fail only if OpenSSL itself does.
void require(int went_well)
{
    if (went_well != 1) throw Failure("the cipher failed");
}

} // namespace

SecretKey::SecretKey(std::string_view bytes)
{
    assert(bytes.size() == size);
    std::memcpy(bytes_.data(), bytes.data(), size);
}

SecretKey::~SecretKey()
{
    OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

std::string random_bytes(std::size_t count)
{
    std::string bytes(count, '\0');
    if (RAND_bytes(raw(bytes.data()), length_of(bytes)) != 1) throw Failure("the system gives no random bytes");
    return bytes;
}

std::string seal(const SecretKey& key, std::string_view nonce, std::string_view associated, std::string_view plain)
{
    assert(nonce.size() == nonce_size);
    const Context context = new_context();
    std::string sealed(plain.size() + seal_tag_size, '\0');
    int written = 0;
    require(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, raw(key.bytes()), raw(nonce)));
    require(EVP_EncryptUpdate(context.get(), nullptr, &written, raw(associated), length_of(associated)));
    require(EVP_EncryptUpdate(context.get(), raw(sealed.data()), &written, raw(plain), length_of(plain)));
    char* const tag = sealed.data() + plain.size();
    require(EVP_EncryptFinal_ex(context.get(), raw(tag), &written));
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, int{seal_tag_size}, tag));
    return sealed;
}

std::optional<std::string> open_sealed(const SecretKey& key, std::string_view nonce, std::string_view associated,
                                       std::string_view sealed)
{
    if (nonce.size() != nonce_size || sealed.size() < seal_tag_size) return std::nullopt;
    const Context context = new_context();
    const std::string_view hidden = sealed.substr(0, sealed.size() - seal_tag_size);
    std::string tag(sealed.substr(hidden.size()));
    std::string plain(hidden.size() + 1, '\0'); // room for an end that GCM never writes
    int written = 0;
    require(EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, raw(key.bytes()), raw(nonce)));
    require(EVP_DecryptUpdate(context.get(), nullptr, &written, raw(associated), length_of(associated)));
    require(EVP_DecryptUpdate(context.get(), raw(plain.data()), &written, raw(hidden), length_of(hidden)));
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, int{seal_tag_size}, tag.data()));
    if (EVP_DecryptFinal_ex(context.get(), raw(plain.data() + hidden.size()), &written) != 1) return std::nullopt;
    plain.pop_back();
    return plain;
}

std::string seal_freshly(const SecretKey& key, std::string_view associated, std::string_view plain)
{
    std::string nonce = random_bytes(nonce_size);
    return nonce + seal(key, nonce, associated, plain);
}

std::optional<std::string> open_freshly_sealed(const SecretKey& key, std::string_view associated,
                                               std::string_view sealed)
{
    if (sealed.size() < nonce_size) return std::nullopt;
    return open_sealed(key, sealed.substr(0, nonce_size), associated, sealed.substr(nonce_size));
}

struct CipherStream::State {
    Context context = new_context();
};

CipherStream::CipherStream(const SecretKey& key, std::uint64_t offset) : state_(std::make_unique<State>())
{
    constexpr std::uint64_t block = 16;
    std::array<unsigned char, block> counter{}; // its last eight bytes count blocks, big-endian
    for (std::uint64_t i = 0, number = offset / block; i < 8; ++i, number >>= 8)
        counter[block - 1 - i] = static_cast<unsigned char>(number & 0xff);
    require(EVP_EncryptInit_ex(state_->context.get(), EVP_aes_256_ctr(), nullptr, raw(key.bytes()), counter.data()));
    std::array<char, block> passed{};
    pass({passed.data(), offset % block}, passed.data());
}

CipherStream::~CipherStream() = default;
CipherStream::CipherStream(CipherStream&&) noexcept = default;
CipherStream& CipherStream::operator=(CipherStream&&) noexcept = default;

void CipherStream::pass(std::string_view bytes, char* to)
{
    int written = 0;
    require(EVP_EncryptUpdate(state_->context.get(), raw(to), &written, raw(bytes), length_of(bytes)));
    assert(written == length_of(bytes));
}

} // namespace cchc::storage
