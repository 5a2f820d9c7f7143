#include "server/signatures/check.hpp"
#include "server/signatures/checker.hpp"

#include <cstdlib>
#include <new>
#include <openssl/crypto.h>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cchc::server::signatures {

namespace {

/// Nothing that ran out of memory may go on to a verdict: a library might take it for a wrong signature.
[[noreturn]] void end_without_memory()
{
    _exit(exit_out_of_memory);
}

void* taken(std::size_t size, const char*, int)
{
    void* memory = std::malloc(size);
    if (!memory && size > 0) end_without_memory();
    return memory;
}

void* taken_again(void* old, std::size_t size, const char*, int)
{
    void* memory = std::realloc(old, size);
    if (!memory && size > 0) end_without_memory();
    return memory;
}

void given_back(void* memory, const char*, int)
{
    std::free(memory);
}

std::string_view mapped(int descriptor)
{
    struct stat status {};
    if (fstat(descriptor, &status) != 0) throw std::runtime_error("nothing to read");
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size == 0) return {};
    void* at = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (at == MAP_FAILED) throw std::runtime_error("nothing to read");
    return {static_cast<const char*>(at), size};
}

} // namespace

int run_inside(domain::Instant at)
{
    std::set_new_handler(end_without_memory);
    CRYPTO_set_mem_functions(taken, taken_again, given_back);
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_LOAD_CRYPTO_STRINGS, nullptr);
    const std::string_view file = mapped(0), bundle = mapped(3);
    renounce_everything();
    const Report report = check_file(file, TrustList::from_bundle(bundle), at);
    const std::string output = check_json(report) + "\n" + report_json(report) + "\n";
    for (std::string_view left = output; !left.empty();) {
        const ssize_t written = write(1, left.data(), left.size());
        if (written <= 0) return 1;
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    _exit(0); // without tidying up: a hostile file may have built what takes long to take apart
}

} // namespace cchc::server::signatures
