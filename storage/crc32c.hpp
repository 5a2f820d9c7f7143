#pragma once

#include <cstdint>
#include <string_view>

namespace cchc::storage {

/// CRC-32C (Castagnoli), as iSCSI and RocksDB count it: of "123456789" it is e3069283. `before` continues a sum.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

} // namespace cchc::storage
