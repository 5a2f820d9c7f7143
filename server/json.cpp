#include "server/json.hpp"

#include "server/nfc.hpp"
#include "storage/strict_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>

namespace cchc::server {

namespace {

using nlohmann::json;

constexpr int deepest = 16; ///< objects and arrays inside one another

bool has_control_character(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
    });
}

/// Puts every text of the value into NFC, and says so. Throws storage::FormatError for a text with a control character.
void normalise(json& value, bool& normalised)
{
    if (value.is_structured()) {
        for (json& inner : value) normalise(inner, normalised);
    } else if (value.is_string()) {
        auto& text = value.get_ref<std::string&>();
        if (has_control_character(text)) throw storage::FormatError("", "a text holds a control character");
        if (is_nfc(text)) return;
        text = nfc(text);
        normalised = true;
    }
}

/// A member's name as a step of a JSON pointer (RFC 6901).
std::string step(std::string_view name)
{
    std::string escaped = "/";
    for (const char c : name) {
        if (c == '~')
            escaped += "~0";
        else if (c == '/')
            escaped += "~1";
        else
            escaped += c;
    }
    return escaped;
}

struct Expected {
    std::string_view code;
    Sentence message;
};

// What a member of each type may be: `read` fills in the value or leaves it, and `expected` says what was expected.

template <class T>
struct Reads;

template <>
struct Reads<bool> {
    static constexpr Expected expected{"not_boolean", {"Phải là true hoặc false.", "Must be true or false."}};
    static std::optional<bool> read(const json& value)
    {
        if (!value.is_boolean()) return std::nullopt;
        return value.get<bool>();
    }
};

template <class N>
struct ReadsInteger {
    static constexpr Expected expected{"not_integer",
                                       {"Phải là số nguyên trong phạm vi.", "Must be an integer within its range."}};
    static std::optional<N> read(const json& value)
    {
        if (value.is_number_unsigned()) {
            const auto number = value.get<std::uint64_t>();
            if (std::in_range<N>(number)) return static_cast<N>(number);
        } else if (value.is_number_integer()) {
            const auto number = value.get<std::int64_t>();
            if (std::in_range<N>(number)) return static_cast<N>(number);
        }
        return std::nullopt;
    }
};
template <>
struct Reads<std::int64_t> : ReadsInteger<std::int64_t> {};
template <>
struct Reads<std::uint32_t> : ReadsInteger<std::uint32_t> {};
template <>
struct Reads<std::uint64_t> : ReadsInteger<std::uint64_t> {};

/// A text that a function of the domain reads.
template <auto parse_text>
struct ReadsText {
    static auto read(const json& value) -> decltype(parse_text(std::string_view{}))
    {
        if (!value.is_string()) return std::nullopt;
        return parse_text(value.get_ref<const std::string&>());
    }
};
template <>
struct Reads<domain::Points> : ReadsText<&domain::Points::parse> {
    static constexpr Expected expected{"not_points",
                                       {"Điểm phải là chuỗi thập phân tối đa 4 chữ số lẻ, ví dụ \"0.75\".",
                                        "Points must be a decimal text with at most 4 places, such as \"0.75\"."}};
};
template <>
struct Reads<domain::Date> : ReadsText<&domain::Date::parse> {
    static constexpr Expected expected{
        "not_date", {"Phải là ngày có thật dạng \"2026-03-31\".", "Must be a real day such as \"2026-03-31\"."}};
};
template <>
struct Reads<domain::Instant> : ReadsText<&domain::parse_instant> {
    static constexpr Expected expected{"not_instant",
                                       {"Phải là thời điểm có múi giờ, ví dụ \"2026-03-31T17:00:00+07:00\".",
                                        "Must be an instant with offset, such as \"2026-03-31T17:00:00+07:00\"."}};
};
template <>
struct Reads<domain::Sha256> : ReadsText<&domain::Sha256::from_hex> {
    static constexpr Expected expected{
        "not_sha256", {"Phải là SHA-256 gồm 64 chữ số thập lục phân thường.", "Must be 64 lower-case hex digits."}};
};

template <class Tag>
struct Reads<domain::Id<Tag>> {
    static constexpr Expected expected{
        "id_malformed", {"Phải là mã gồm 1 đến 64 chữ, số, dấu chấm, gạch.", "Must be an id of 1 to 64 characters."}};
    static std::optional<domain::Id<Tag>> read(const json& value)
    {
        if (!value.is_string()) return std::nullopt;
        const auto& text = value.get_ref<const std::string&>();
        const bool sound =
            std::is_same_v<domain::Id<Tag>, domain::Code> ? may_be_code(text) : domain::well_formed_id(text);
        if (!sound) return std::nullopt;
        return domain::Id<Tag>(text);
    }
    /// Criterion codes are those of the printed regulation: `II.6.3`.
    static bool may_be_code(std::string_view text)
    {
        return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                   c == '-';
        });
    }
};

constexpr Expected not_object{"not_object", {"Phải là một đối tượng JSON.", "Must be a JSON object."}};
constexpr Expected not_text{"not_text", {"Phải là chuỗi ký tự.", "Must be a text."}};

} // namespace

struct JsonObject::Reading {
    Language language;
    json body;
    bool normalised = false;
    bool malformed = false; ///< as a whole: nothing else was read
    std::vector<Fault> faults;

    /// The objects looked into, and the names asked for: what else they hold nobody knows.
    struct Opened {
        const json* object; ///< null: missing or not an object, already complained about
        std::string pointer;
        std::vector<std::string> asked;
    };
    std::vector<Opened> opened;

    std::size_t open(const json* object, const std::string& pointer)
    {
        if (object && !object->is_object()) {
            fault(pointer, not_object);
            object = nullptr;
        }
        opened.push_back({object, pointer, {}});
        return opened.size() - 1;
    }
    void fault(std::string pointer, const Expected& expected)
    {
        faults.push_back({std::move(pointer), std::string(expected.code), std::string(expected.message.in(language))});
    }
};

/// A member that was asked for: its value, null when not given, and where it stands.
struct JsonObject::Member {
    const json* value;
    std::string pointer;
};

JsonObject::JsonObject(std::string_view text, Language language) : reading_(std::make_shared<Reading>())
{
    reading_->language = language;
    try {
        reading_->body = storage::parse_strict_json(text, text.size(), deepest);
        normalise(reading_->body, reading_->normalised);
        at_ = reading_->open(&reading_->body, {});
    } catch (const storage::FormatError&) {
        reading_->malformed = true;
        at_ = reading_->open(nullptr, {});
    }
}

bool JsonObject::has(std::string_view name) const
{
    const json* object = reading_->opened[at_].object;
    if (!object) return false;
    const auto found = object->find(name);
    return found != object->end() && !found->is_null();
}

JsonObject::Member JsonObject::find(std::string_view name)
{
    auto& here = reading_->opened[at_];
    here.asked.emplace_back(name);
    return {has(name) ? &*here.object->find(name) : nullptr, pointer_ + step(name)};
}

JsonObject::Member JsonObject::need(std::string_view name)
{
    Member member = find(name);
    if (!member.value && reading_->opened[at_].object)
        reading_->fault(member.pointer, {"missing", {"Bắt buộc phải có.", "Is required."}});
    return member;
}

template <class T>
T JsonObject::required(std::string_view name)
{
    const Member member = need(name);
    if (!member.value) return T{};
    if (auto value = Reads<T>::read(*member.value)) return *std::move(value);
    reading_->fault(member.pointer, Reads<T>::expected);
    return T{};
}

template <class T>
std::optional<T> JsonObject::optional(std::string_view name)
{
    const Member member = find(name);
    if (!member.value) return std::nullopt;
    auto value = Reads<T>::read(*member.value);
    if (!value) reading_->fault(member.pointer, Reads<T>::expected);
    return value;
}

std::optional<std::string> JsonObject::checked_text(const Member& member, Length length)
{
    if (!member.value) return std::nullopt;
    if (!member.value->is_string()) {
        reading_->fault(member.pointer, not_text);
        return std::nullopt;
    }
    const auto& text = member.value->get_ref<const std::string&>();
    if (text.size() >= length.at_least && text.size() <= length.at_most) return text;

    const bool too_long = text.size() > length.at_most;
    const auto limit = std::to_string(too_long ? length.at_most : length.at_least);
    const std::string vi = (too_long ? "Dài quá " : "Ngắn hơn ") + limit + " byte.";
    const std::string en = (too_long ? "Is longer than " : "Is shorter than ") + limit + " bytes.";
    reading_->fault(member.pointer, {too_long ? "too_long" : "too_short", {vi, en}});
    return std::nullopt;
}

std::string JsonObject::required_text(std::string_view name, Length length)
{
    return checked_text(need(name), length).value_or(std::string{});
}

std::optional<std::string> JsonObject::optional_text(std::string_view name, Length length)
{
    return checked_text(find(name), length);
}

std::string JsonObject::required_choice(std::string_view name, std::initializer_list<std::string_view> words)
{
    if (!has(name)) return need(name), std::string{};
    return optional_choice(name, words).value_or(std::string{});
}

std::optional<std::string> JsonObject::optional_choice(std::string_view name,
                                                       std::initializer_list<std::string_view> words)
{
    const Member member = find(name);
    if (!member.value) return std::nullopt;
    if (member.value->is_string()) {
        const auto& word = member.value->get_ref<const std::string&>();
        if (std::find(words.begin(), words.end(), word) != words.end()) return word;
    }
    std::string choices;
    for (const auto word : words) choices.append(choices.empty() ? "" : ", ").append(word);
    const std::string vi = "Phải là một trong: " + choices + ".";
    const std::string en = "Must be one of: " + choices + ".";
    reading_->fault(member.pointer, {"not_one_of", {vi, en}});
    return std::nullopt;
}

JsonObject JsonObject::required_object(std::string_view name)
{
    const Member member = need(name);
    return JsonObject(reading_, reading_->open(member.value, member.pointer), member.pointer);
}

std::optional<JsonObject> JsonObject::optional_object(std::string_view name)
{
    const Member member = find(name);
    if (!member.value) return std::nullopt;
    return JsonObject(reading_, reading_->open(member.value, member.pointer), member.pointer);
}

std::vector<JsonObject::Member> JsonObject::elements(std::string_view name, std::size_t at_most)
{
    const Member member = find(name);
    if (!member.value) return {};
    if (!member.value->is_array() || member.value->size() > at_most) {
        const auto limit = std::to_string(at_most);
        const std::string vi = "Phải là mảng có tối đa " + limit + " phần tử.";
        const std::string en = "Must be an array of at most " + limit + " elements.";
        reading_->fault(member.pointer, {member.value->is_array() ? "too_many" : "not_array", {vi, en}});
        return {};
    }
    std::vector<Member> all;
    for (std::size_t i = 0; i < member.value->size(); ++i)
        all.push_back({&(*member.value)[i], member.pointer + "/" + std::to_string(i)});
    return all;
}

std::vector<JsonObject> JsonObject::objects(std::string_view name, std::size_t at_most)
{
    std::vector<JsonObject> all;
    for (const Member& element : elements(name, at_most))
        all.push_back(JsonObject(reading_, reading_->open(element.value, element.pointer), element.pointer));
    return all;
}

std::vector<std::string> JsonObject::texts(std::string_view name, std::size_t at_most, Length each)
{
    std::vector<std::string> all;
    for (const Member& element : elements(name, at_most))
        all.push_back(checked_text(element, each).value_or(std::string{}));
    return all;
}

template <class Id>
std::vector<Id> JsonObject::ids(std::string_view name, std::size_t at_most)
{
    std::vector<Id> all;
    for (const Member& element : elements(name, at_most)) {
        if (auto id = Reads<Id>::read(*element.value))
            all.push_back(*std::move(id));
        else
            reading_->fault(element.pointer, Reads<Id>::expected);
    }
    return all;
}

void JsonObject::complain(std::string_view name, std::string_view code, Sentence message)
{
    reading_->fault(name.empty() ? pointer_ : pointer_ + step(name), {code, message});
}

std::optional<Reply> JsonObject::refusal() const
{
    const Language language = reading_->language;
    if (reading_->malformed)
        return problem(
            "malformed", language,
            {"Nội dung phải là JSON hợp lệ: UTF-8, không lặp tên, không quá 16 tầng, không ký tự điều khiển.",
             "The body must be sound JSON: UTF-8, no name twice, at most 16 levels, no control characters."});

    std::vector<Fault> faults = reading_->faults;
    for (const auto& opened : reading_->opened) {
        if (!opened.object) continue;
        for (const auto& [name, value] : opened.object->items()) {
            if (std::find(opened.asked.begin(), opened.asked.end(), name) != opened.asked.end()) continue;
            const Sentence unknown{"Không có mục này.", "There is no such member."};
            faults.push_back({opened.pointer + step(name), "unknown_member", std::string(unknown.in(language))});
        }
    }
    if (faults.empty()) return std::nullopt;

    const Sentence detail{"Một số mục của yêu cầu chưa hợp lệ.", "Some members of the request are not valid."};
    return problem(
        Problem{.slug = "validation-failed", .detail = std::string(detail.in(language)), .errors = std::move(faults)},
        language);
}

bool JsonObject::normalised() const
{
    return reading_->normalised;
}

#define CCHC_READS(T)                                                                                                  \
    template T JsonObject::required<T>(std::string_view);                                                              \
    template std::optional<T> JsonObject::optional<T>(std::string_view);
#define CCHC_READS_ID(T)                                                                                               \
    CCHC_READS(T)                                                                                                      \
    template std::vector<T> JsonObject::ids<T>(std::string_view, std::size_t);

CCHC_READS(bool)
CCHC_READS(std::int64_t)
CCHC_READS(std::uint32_t)
CCHC_READS(std::uint64_t)
CCHC_READS(domain::Points)
CCHC_READS(domain::Date)
CCHC_READS(domain::Instant)
CCHC_READS(domain::Sha256)
CCHC_READS_ID(domain::TenantId)
CCHC_READS_ID(domain::ActorId)
CCHC_READS_ID(domain::AgencyId)
CCHC_READS_ID(domain::GroupId)
CCHC_READS_ID(domain::CycleId)
CCHC_READS_ID(domain::RoundId)
CCHC_READS_ID(domain::AssessmentId)
CCHC_READS_ID(domain::Code)
CCHC_READS_ID(domain::RegulationId)
CCHC_READS_ID(domain::GrantId)
CCHC_READS_ID(domain::LinkId)

} // namespace cchc::server
