#include "server/nfc.hpp"

#include <algorithm>
#include <cassert>
#include <stdexcept>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace cchc::server {

namespace {

const icu::Normalizer2& composer()
{
    static const icu::Normalizer2* const instance = [] {
        UErrorCode status = U_ZERO_ERROR;
        const icu::Normalizer2* found = icu::Normalizer2::getNFCInstance(status);
        if (U_FAILURE(status)) throw std::runtime_error("ICU has no NFC data");
        return found;
    }();
    return *instance;
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

icu::StringPiece piece(std::string_view text)
{
    return {text.data(), static_cast<std::int32_t>(text.size())};
}

} // namespace

bool is_utf8(std::string_view bytes)
{
    const auto size = static_cast<std::int32_t>(bytes.size());
    const auto* const text = reinterpret_cast<const std::uint8_t*>(bytes.data());
    for (std::int32_t at = 0; at < size;) {
        UChar32 letter = 0;
        U8_NEXT(text, at, size, letter);
        if (letter < 0) return false;
    }
    return true;
}

bool is_nfc(std::string_view text)
{
    if (is_ascii(text)) return true;
    UErrorCode status = U_ZERO_ERROR;
    return composer().isNormalizedUTF8(piece(text), status) && U_SUCCESS(status);
}

std::string nfc(std::string_view text)
{
    if (is_nfc(text)) return std::string(text);
    std::string normal;
    icu::StringByteSink<std::string> sink(&normal);
    UErrorCode status = U_ZERO_ERROR;
    composer().normalizeUTF8(0, piece(text), sink, nullptr, status);
    assert(U_SUCCESS(status));
    return normal;
}

std::string visible(std::string_view text)
{
    std::string kept;
    const auto size = static_cast<std::int32_t>(text.size());
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    for (std::int32_t at = 0; at < size;) {
        const std::int32_t from = at;
        UChar32 letter = 0;
        U8_NEXT(bytes, at, size, letter);
        if (!u_iscntrl(letter)) kept.append(text, static_cast<std::size_t>(from), static_cast<std::size_t>(at - from));
    }
    return kept;
}

} // namespace cchc::server
