#pragma once

#include "server/signatures/pdf.hpp"

/// A place for a signature that came into a document after somebody had signed it. As offices do it here, the leader
/// signs, and then the organisation's seal is set beside it, both to be seen on the page.
namespace cchc::server::signatures {

enum class AddedPlace {
    hidden,   ///< a signature that shows nothing
    shown,    ///< a signature with a face of its own on the page, and no more than that
    doubtful, ///< not signed, or a face that might hide what the first one signed
    acts,     ///< it does something when it is opened, seen or pressed: no signature needs that
};

/// How many hundredths of its page the face of a later signature may cover: a seal and its lines take some five.
inline constexpr int most_covered_percent = 25;

/// `widget`: one of a signature field, with the field in it. `page`: which lists it among its annotations.
AddedPlace judge_added(QPDFObjectHandle widget, QPDFObjectHandle page);

} // namespace cchc::server::signatures
