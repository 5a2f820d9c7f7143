#include "server/signatures/pdf.hpp"

#include <qpdf/Buffer.hh>

#include <algorithm>
#include <set>

namespace cchc::server::signatures {

namespace {

constexpr int deepest_field = 64;
constexpr std::size_t largest_validation_data = 16u << 20;
constexpr std::size_t most_validation_parts = 1'000;

bool is_space(char c)
{
    return c == '\0' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// The bytes of `<…>`, which must hold digits and nothing else; nothing if it does not.
std::optional<std::string> one_hex_string(std::string_view gap)
{
    if (gap.size() < 2 || gap.size() % 2 != 0 || gap.front() != '<' || gap.back() != '>') return {};
    gap = gap.substr(1, gap.size() - 2);
    std::string bytes;
    bytes.reserve(gap.size() / 2);
    for (std::size_t at = 0; at < gap.size(); at += 2) {
        const int high = hex_value(gap[at]), low = hex_value(gap[at + 1]);
        if (high < 0 || low < 0) return {};
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

/// How many bytes the first DER object takes; 0 if it is none. Indefinite lengths, which some signers write, are left
/// to the one who parses: then it may be all of them.
std::size_t length_of_der(std::string_view bytes)
{
    if (bytes.size() < 2) return 0;
    const auto first = static_cast<unsigned char>(bytes[1]);
    if (first < 0x80) return std::min<std::size_t>(bytes.size(), 2u + first);
    const std::size_t more = first & 0x7f;
    if (more == 0) return bytes.size();
    if (more > 4 || bytes.size() < 2 + more) return 0;
    std::size_t length = 0;
    for (std::size_t i = 0; i < more; ++i) length = length * 256 + static_cast<unsigned char>(bytes[2 + i]);
    return length <= bytes.size() - 2 - more ? 2 + more + length : 0;
}

/// `D:20260102030405+07'00'`; what is missing at the end is the beginning of the year, day or hour.
std::optional<domain::Instant> instant_of(std::string_view text)
{
    if (text.starts_with("D:")) text.remove_prefix(2);
    const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits < 4 || digits > 14 || digits % 2 != 0) return {};
    std::string whole = std::string(text.substr(0, digits)) + std::string("00000101000000").substr(digits);
    std::string zone = "Z";
    if (const std::string_view rest = text.substr(digits); rest.size() >= 3 && (rest[0] == '+' || rest[0] == '-')) {
        zone = std::string(rest.substr(0, 3)) + ":";
        const auto minutes = rest.substr(3).find_first_of("0123456789");
        zone += minutes == std::string_view::npos ? "00" : std::string(rest.substr(3 + minutes, 2));
    }
    return domain::parse_instant(whole.substr(0, 4) + "-" + whole.substr(4, 2) + "-" + whole.substr(6, 2) + "T" +
                                 whole.substr(8, 2) + ":" + whole.substr(10, 2) + ":" + whole.substr(12, 2) + zone);
}

std::string name_in(QPDFObjectHandle dictionary, const char* key)
{
    QPDFObjectHandle value = dictionary.getKey(key);
    return value.isName() ? value.getName().substr(1) : "";
}

/// [0 a b c]: where the file is covered. Nothing but whole numbers, of which the last covered byte lies in the file.
std::optional<std::array<std::uint64_t, 4>> byte_range_of(QPDFObjectHandle dictionary, std::uint64_t size)
{
    QPDFObjectHandle array = dictionary.getKey("/ByteRange");
    if (!array.isArray() || array.getArrayNItems() != 4) return {};
    std::array<std::uint64_t, 4> range{};
    for (int i = 0; i < 4; ++i) {
        QPDFObjectHandle number = array.getArrayItem(i);
        if (!number.isInteger() || number.getIntValue() < 0) return {};
        range[static_cast<std::size_t>(i)] = static_cast<std::uint64_t>(number.getIntValue());
    }
    const auto [zero, a, b, c] = range;
    if (zero != 0 || a == 0 || a > size || b > size || c > size || b <= a || c == 0 || b + c > size) return {};
    return range;
}

/// Whether the signature dictionary itself is what the range covers, around its own /Contents: the object begins before
/// the gap, and its key stands right at it. Otherwise another dictionary borrows a signature from elsewhere.
bool stands_around(std::string_view file, std::uint64_t gap, std::optional<std::uint64_t> object)
{
    if (!object || *object >= gap) return false;
    std::string_view before = file.substr(*object, gap - *object);
    while (!before.empty() && is_space(before.back())) before.remove_suffix(1);
    return before.ends_with("/Contents") && before.find("endobj") == std::string_view::npos;
}

void read_contents(StoredSignature& found, QPDFObjectHandle dictionary, Pdf& pdf, QPDFObjGen holder)
{
    const auto range = byte_range_of(dictionary, pdf.bytes().size());
    if (!range) return found.faults.push_back(Reason::byte_range_malformed);
    found.range = *range;
    const std::uint64_t gap = found.range[1];
    const auto content = one_hex_string(pdf.bytes().substr(gap, found.range[2] - gap));
    if (!content) return found.faults.push_back(Reason::gap_malformed);

    std::optional<std::uint64_t> object;
    if (const auto place = pdf.places().find(holder); place != pdf.places().end() && place->second.getType() == 1)
        object = static_cast<std::uint64_t>(place->second.getOffset());
    QPDFObjectHandle told = dictionary.getKey("/Contents");
    if (!told.isString() || told.getStringValue() != *content || !stands_around(pdf.bytes(), gap, object))
        return found.faults.push_back(Reason::not_in_clear);

    const std::size_t length = length_of_der(*content);
    if (length == 0) return found.faults.push_back(Reason::signature_unreadable);
    found.cms = content->substr(0, length);
    if (content->find_first_not_of('\0', length) != std::string::npos) found.faults.push_back(Reason::padding_not_zero);
}

FieldLock lock_of(QPDFObjectHandle parameters)
{
    FieldLock lock;
    const std::string action = name_in(parameters, "/Action");
    lock.of = action == "All"       ? FieldLock::Of::all
              : action == "Include" ? FieldLock::Of::these
              : action == "Exclude" ? FieldLock::Of::all_but_these
                                    : FieldLock::Of::none;
    QPDFObjectHandle names = parameters.getKey("/Fields");
    if (names.isArray())
        for (QPDFObjectHandle name : names.getArrayAsVector())
            if (name.isString()) lock.names.push_back(name.getUTF8Value());
    return lock;
}

/// DocMDP and FieldMDP: what may be changed afterwards.
void read_references(StoredSignature& found, QPDFObjectHandle dictionary)
{
    QPDFObjectHandle references = dictionary.getKey("/Reference");
    if (!references.isArray()) return;
    for (QPDFObjectHandle reference : references.getArrayAsVector()) {
        if (!reference.isDictionary()) continue;
        QPDFObjectHandle parameters = reference.getKey("/TransformParams");
        if (!parameters.isDictionary()) continue;
        if (name_in(reference, "/TransformMethod") == "DocMDP") {
            QPDFObjectHandle p = parameters.getKey("/P");
            found.certifies = p.isInteger() ? static_cast<int>(std::clamp(p.getIntValue(), 1LL, 3LL)) : 2;
        }
        if (name_in(reference, "/TransformMethod") == "FieldMDP") found.lock = lock_of(parameters);
    }
}

/// A field that names a signature which is not there, or no more: its object could not be read. Nobody writes that, and
/// it must not pass for a field that is yet to be signed.
bool names_a_value(QPDFObjectHandle field)
{
    return field.getDictAsMap().contains("/V"); // also where it leads to nothing, unlike hasKey
}

StoredSignature stored(Pdf& pdf, QPDFObjectHandle field, QPDFObjectHandle value)
{
    StoredSignature found;
    found.field = full_name_of(field);
    found.filter = name_in(value, "/SubFilter");
    found.time_stamp = name_in(value, "/Type") == "DocTimeStamp" || found.filter == "ETSI.RFC3161";
    QPDFObjectHandle claimed = value.getKey("/M");
    if (claimed.isString()) found.claimed_at = instant_of(claimed.getStringValue());
    read_references(found, value);
    read_contents(found, value, pdf, value.isIndirect() ? value.getObjGen() : field.getObjGen());
    return found;
}

} // namespace

Pdf::Pdf(std::string_view bytes) : bytes_(bytes)
{
    try {
        document_.setSuppressWarnings(true);
        document_.setAttemptRecovery(false);
        // qpdf asks for bytes it may change, and never does
        document_.processMemoryFile("file", const_cast<char*>(bytes.data()), bytes.size());
        places_ = document_.getXRefTable();
        if (!document_.getRoot().isDictionary()) throw Unreadable("no catalog");
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& wrong) {
        throw Unreadable(wrong.what());
    }
}

bool FieldLock::covers(std::string_view field) const
{
    const bool named = std::ranges::any_of(names, [&](const std::string& name) {
        return field == name || (field.starts_with(name) && field[name.size()] == '.');
    });
    return of == Of::all || (of == Of::these && named) || (of == Of::all_but_these && !named);
}

std::array<std::string_view, 2> StoredSignature::signed_bytes(std::string_view file) const
{
    return {file.substr(0, range[1]), file.substr(range[2], range[3])};
}

QPDFObjectHandle inherited(QPDFObjectHandle field, const std::string& key)
{
    for (int above = 0; above < deepest_field && field.isDictionary(); ++above) {
        if (field.hasKey(key)) return field.getKey(key);
        field = field.getKey("/Parent");
    }
    return QPDFObjectHandle::newNull();
}

bool is_signature_field(QPDFObjectHandle field)
{
    QPDFObjectHandle type = inherited(field, "/FT");
    return type.isName() && type.getName() == "/Sig";
}

std::string full_name_of(QPDFObjectHandle field)
{
    std::string name;
    for (int above = 0; above < deepest_field && field.isDictionary(); ++above) {
        QPDFObjectHandle part = field.getKey("/T");
        if (part.isString()) name = part.getUTF8Value() + (name.empty() ? "" : ".") + name;
        field = field.getKey("/Parent");
    }
    return name;
}

std::optional<unsigned> pages_in(Pdf& pdf)
{
    std::vector<QPDFObjectHandle> open{pdf.root().getKey("/Pages")};
    std::set<QPDFObjGen> seen;
    unsigned nodes = 0, pages = 0;
    while (!open.empty()) {
        QPDFObjectHandle node = open.back();
        open.pop_back();
        const bool again = node.isIndirect() && !seen.insert(node.getObjGen()).second;
        if (!node.isDictionary() || again || ++nodes > most_pages) return {};
        QPDFObjectHandle kids = node.getKey("/Kids");
        if (!kids.isArray())
            ++pages;
        else
            for (QPDFObjectHandle kid : kids.getArrayAsVector()) open.push_back(kid);
    }
    return pages > 0 ? std::optional(pages) : std::nullopt;
}

std::vector<StoredSignature> signatures_in(Pdf& pdf)
{
    std::vector<StoredSignature> all;
    QPDFObjectHandle form = pdf.root().getKey("/AcroForm");
    if (!form.isDictionary()) return all;
    std::vector<std::pair<QPDFObjectHandle, int>> open{{form.getKey("/Fields"), 0}};
    std::set<QPDFObjGen> seen;
    std::set<QPDFObjGen> values; // one signature shown by two fields is one
    std::size_t fields = 0;
    while (!open.empty()) {
        auto [list, depth] = open.back();
        open.pop_back();
        if (!list.isArray()) continue;
        if (depth > deepest_field) throw TooCostly("fields nested too deep");
        for (QPDFObjectHandle field : list.getArrayAsVector()) {
            if (!field.isDictionary() || (field.isIndirect() && !seen.insert(field.getObjGen()).second)) continue;
            if (++fields > most_fields) throw TooCostly("too many fields");
            if (field.hasKey("/Kids")) open.emplace_back(field.getKey("/Kids"), depth + 1);
            QPDFObjectHandle value = field.getKey("/V");
            if (!value.isDictionary() && is_signature_field(field) && names_a_value(field)) {
                if (all.size() == most_signatures) throw TooCostly("too many signatures");
                StoredSignature& lost = all.emplace_back();
                lost.field = full_name_of(field);
                lost.faults.push_back(Reason::signature_unreadable);
                continue;
            }
            if (!value.isDictionary() || !(is_signature_field(field) || value.hasKey("/ByteRange"))) continue;
            if (value.isIndirect() && !values.insert(value.getObjGen()).second) continue;
            if (all.size() == most_signatures) throw TooCostly("too many signatures");
            all.push_back(stored(pdf, field, value));
        }
    }
    std::ranges::stable_sort(all, {}, &StoredSignature::end);
    return all;
}

ValidationData validation_data_in(Pdf& pdf)
{
    ValidationData data;
    QPDFObjectHandle dss = pdf.root().getKey("/DSS");
    if (!dss.isDictionary()) return data;
    std::size_t size = 0, parts = 0;
    const auto gather = [&](const char* key, std::vector<std::string>& into) {
        QPDFObjectHandle list = dss.getKey(key);
        if (!list.isArray()) return;
        for (QPDFObjectHandle stream : list.getArrayAsVector()) {
            if (!stream.isStream()) continue;
            const auto bytes = stream.getStreamData(qpdf_dl_generalized);
            size += bytes->getSize();
            if (size > largest_validation_data || ++parts > most_validation_parts)
                throw TooCostly("too much validation data");
            into.emplace_back(reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize());
        }
    };
    gather("/Certs", data.certificates);
    gather("/CRLs", data.crls);
    gather("/OCSPs", data.ocsps);
    return data;
}

} // namespace cchc::server::signatures
