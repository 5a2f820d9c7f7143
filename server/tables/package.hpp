#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>

struct zip;

namespace cchc::server::tables {

/// A workbook's file: a ZIP of XML parts, from a stranger. Everything is bounded before it is believed: the number of
/// parts, the size of each and of all that are read, how far one swells, how deep its elements nest and how many there
/// are. A document type, and with it every entity of its own, is refused.
class Package {
public:
    static constexpr std::uint64_t most_parts = 2'000;
    static constexpr std::uint64_t largest_part = 16u << 20;
    static constexpr std::uint64_t largest_in_all = 40u << 20;
    static constexpr std::uint64_t most_swelling = 300; ///< times its packed size, from 1 MiB on
    static constexpr std::size_t most_tags = 2'000'000;
    static constexpr int deepest = 64;

    /// `bytes` must outlive the package. Throws Unreadable, as `part` does.
    explicit Package(std::string_view bytes);
    ~Package();
    Package(const Package&) = delete;

    bool has(const std::string& name) const;
    /// The part of that name as XML.
    pugi::xml_document part(const std::string& name);

private:
    std::string bytes_of(const std::string& name);

    zip* archive_ = nullptr;
    std::uint64_t read_ = 0;
};

} // namespace cchc::server::tables
