#include "server/documents/checksum.hpp"

#include "storage/base64.hpp"

#include <array>
#include <openssl/evp.h>
#include <stdexcept>

namespace cchc::server {

struct Checksum::State {
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

Checksum::Checksum(std::unique_ptr<State> state, std::string wanted)
    : state_(std::move(state)), wanted_(std::move(wanted))
{}
Checksum::Checksum(Checksum&&) noexcept = default;
Checksum& Checksum::operator=(Checksum&&) noexcept = default;
Checksum::~Checksum() = default;

std::optional<Checksum> Checksum::read(std::string_view header)
{
    const auto blank = header.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    const std::string_view name = header.substr(0, blank);
    const EVP_MD* algorithm = name == "sha-256" ? EVP_sha256() : name == "sha1" ? EVP_sha1() : nullptr;
    auto wanted = storage::from_base64(header.substr(blank + 1));
    if (!algorithm || !wanted || wanted->size() != static_cast<std::size_t>(EVP_MD_get_size(algorithm)))
        return std::nullopt;
    auto state = std::make_unique<State>();
    if (!state->context || EVP_DigestInit_ex(state->context.get(), algorithm, nullptr) != 1)
        throw std::runtime_error("no checksum can be computed");
    return Checksum(std::move(state), *std::move(wanted));
}

void Checksum::update(std::string_view bytes)
{
    EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

bool Checksum::agrees() const
{
    const State copy;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (!copy.context || EVP_MD_CTX_copy_ex(copy.context.get(), state_->context.get()) != 1 ||
        EVP_DigestFinal_ex(copy.context.get(), digest.data(), &size) != 1)
        throw std::runtime_error("no checksum can be computed");
    return std::string_view(reinterpret_cast<const char*>(digest.data()), size) == wanted_;
}

} // namespace cchc::server
