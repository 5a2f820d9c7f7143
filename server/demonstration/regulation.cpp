#include "server/demonstration/demonstration.hpp"

// The file goes into the program as it stands: the demonstration needs nothing beside the binary.
asm(R"(
    .section .rodata
    .global cchc_demonstration_regulation
    .global cchc_demonstration_regulation_end
cchc_demonstration_regulation:
    .incbin ")" CCHC_DEMONSTRATION_REGULATION R"("
cchc_demonstration_regulation_end:
    .byte 0
    .section .text
)");

extern "C" {
extern const char cchc_demonstration_regulation[];
extern const char cchc_demonstration_regulation_end[];
}

namespace cchc::server::demonstration {

std::string_view regulation()
{
    return {cchc_demonstration_regulation,
            static_cast<std::size_t>(cchc_demonstration_regulation_end - cchc_demonstration_regulation)};
}

} // namespace cchc::server::demonstration
