#include "server/signatures/added_signature.hpp"

#include <algorithm>
#include <set>

namespace cchc::server::signatures {

namespace {

using Box = QPDFObjectHandle::Rectangle;

/// Members that a signature's place needs; whatever else it has is not for us to explain away.
bool is_usual(const std::string& key)
{
    static const std::set<std::string> usual{"/Type", "/Subtype", "/FT", "/T",    "/TU", "/TM", "/V",           "/F",
                                             "/Ff",   "/Rect",    "/P",  "/AP",   "/MK", "/DA", "/M",           "/NM",
                                             "/BS",   "/Border",  "/H",  "/Lock", "/SV", "/Q",  "/StructParent"};
    return usual.contains(key);
}

/// A page's box of that name, its own or one handed down.
std::optional<Box> box_of(QPDFObjectHandle page, const std::string& key)
{
    constexpr int deepest = 64;
    for (int up = 0; page.isDictionary() && up < deepest; ++up, page = page.getKey("/Parent"))
        if (QPDFObjectHandle box = page.getKey(key); box.isRectangle()) return box.getArrayAsRectangle();
    return {};
}

/// What of the page is seen.
std::optional<Box> seen_of(QPDFObjectHandle page)
{
    auto seen = box_of(page, "/MediaBox");
    const auto cropped = box_of(page, "/CropBox");
    if (!seen || !cropped) return seen;
    return Box(std::max(seen->llx, cropped->llx), std::max(seen->lly, cropped->lly), std::min(seen->urx, cropped->urx),
               std::min(seen->ury, cropped->ury));
}

double area(const Box& box)
{
    return (box.urx - box.llx) * (box.ury - box.lly);
}

/// A rectangle without an area shows nothing, nor does an annotation that says it is hidden.
bool shows(QPDFObjectHandle widget)
{
    constexpr long long hidden_or_no_view = 2 | 32;
    QPDFObjectHandle flags = widget.getKey("/F");
    if (flags.isInteger() && (flags.getIntValue() & hidden_or_no_view) != 0) return false;
    QPDFObjectHandle rectangle = widget.getKey("/Rect");
    if (!rectangle.isRectangle()) return !rectangle.isNull() || widget.hasKey("/AP");
    const Box box = rectangle.getArrayAsRectangle();
    return box.llx != box.urx && box.lly != box.ury;
}

/// One picture, which readers draw within the rectangle and nowhere else (ISO 32000-1, 12.5.5).
bool has_one_face(QPDFObjectHandle widget)
{
    QPDFObjectHandle faces = widget.getKey("/AP");
    return faces.isNull() ||
           (faces.isDictionary() && faces.getKeys() == std::set<std::string>{"/N"} && faces.getKey("/N").isStream());
}

bool is_signed(QPDFObjectHandle widget)
{
    QPDFObjectHandle value = widget.getKey("/V");
    return value.isDictionary() && value.hasKey("/ByteRange");
}

bool lies_beside_the_text(QPDFObjectHandle widget, QPDFObjectHandle page)
{
    const auto seen = seen_of(page);
    QPDFObjectHandle rectangle = widget.getKey("/Rect");
    if (!seen || !rectangle.isRectangle()) return false;
    const Box face = rectangle.getArrayAsRectangle();
    const bool within =
        face.llx >= seen->llx && face.lly >= seen->lly && face.urx <= seen->urx && face.ury <= seen->ury;
    return within && area(face) * 100 <= area(*seen) * most_covered_percent;
}

} // namespace

AddedPlace judge_added(QPDFObjectHandle widget, QPDFObjectHandle page)
{
    if (widget.hasKey("/A") || widget.hasKey("/AA")) return AddedPlace::acts;
    if (!shows(widget)) return AddedPlace::hidden;
    const auto keys = widget.getKeys();
    const bool plain = std::ranges::all_of(keys, is_usual) && has_one_face(widget);
    QPDFObjectHandle its_page = widget.getKey("/P");
    const bool here = its_page.isNull() || its_page.getObjGen() == page.getObjGen();
    return plain && here && is_signed(widget) && lies_beside_the_text(widget, page) ? AddedPlace::shown
                                                                                    : AddedPlace::doubtful;
}

} // namespace cchc::server::signatures
