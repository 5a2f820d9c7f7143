#pragma once

#include "domain/calendar.hpp"
#include "domain/illustrative.hpp"
#include "storage/json_object.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <concepts>
#include <set>

// A part of a document is described once, as the list of its members in canonical order (regulation_fields.hpp); what
// reads it and what writes it walk the same list, so that they cannot disagree. `need_…` must stand there, `may_…` has
// a default and is left out when it is that.

namespace cchc::storage {

/// No criterion, level or item of a regulation is worth more.
inline constexpr domain::Points max_points = domain::Points::whole(1'000);
inline constexpr std::size_t max_list = 1'000;
inline constexpr std::size_t max_label = 512;
inline constexpr domain::Points max_sum = domain::Points::from_units(9'999'999'999'999);

/// `I`, `II.6.3`: parts of letters and digits, joined by dots.
domain::Code read_code(const JsonValue& value);
/// A number of at most four decimals, without those it does not need: `80`, `0.2`.
std::string short_decimal(domain::Points number);

template <class T>
concept HasId = requires(const T& one)
{
    one.id;
};
template <class T>
concept HasKey = requires(const T& one)
{
    one.key;
};

/// The text of a name, be it a string or one of the domain's ids.
inline std::string& name_text(std::string& name)
{
    return name;
}
template <class Tag>
std::string& name_text(domain::Id<Tag>& id)
{
    return id.value;
}
inline const std::string& name_text(const std::string& name)
{
    return name;
}
template <class Tag>
const std::string& name_text(const domain::Id<Tag>& id)
{
    return id.value;
}

/// Reads the members of one object. Throws FormatError like JsonValue.
class FieldReader {
public:
    static constexpr bool reads = true;
    explicit FieldReader(JsonObject& object) : object_(object) {}

    template <class Name>
    void need_name(const char* member, Name& name)
    {
        name_text(name) = object_.need(member).name();
    }
    template <class Name>
    void may_name(const char* member, Name& name)
    {
        if (auto value = object_.may(member)) name_text(name) = value->name();
    }
    void need_text(const char* member, std::string& text) { text = object_.need(member).nonempty_text(); }
    void may_text(const char* member, std::string& text)
    {
        if (auto value = object_.may(member)) text = value->nonempty_text();
    }
    void need_label(const char* member, std::string& text, std::size_t most = max_label)
    {
        text = object_.need(member).nonempty_text(most);
    }
    /// As printed; may be empty.
    void need_printed(const char* member, std::string& text) { text = object_.need(member).text(); }
    void may_printed(const char* member, std::string& text)
    {
        if (auto value = object_.may(member)) text = value->text(64);
    }
    void need_code(const char* member, domain::Code& code) { code = read_code(object_.need(member)); }
    void may_label(const char* member, std::string& text, std::size_t most = max_label)
    {
        if (auto value = object_.may(member)) text = value->nonempty_text(most);
    }
    template <class Name>
    void may_names(const char* member, std::vector<Name>& names, std::size_t most = max_list)
    {
        if (auto value = object_.may(member)) read_names(*value, names, most);
    }
    template <class Name>
    void need_names(const char* member, std::vector<Name>& names)
    {
        const JsonValue value = object_.need(member);
        read_names(value, names, max_list);
        if (names.empty()) value.refuse("empty");
    }
    void may_texts(const char* member, std::vector<std::string>& texts, std::size_t most = max_list)
    {
        if (auto value = object_.may(member))
            for (const JsonValue& one : value->elements(most)) texts.push_back(one.nonempty_text());
    }
    void may_codes(const char* member, std::vector<domain::Code>& codes, std::size_t most = max_list)
    {
        if (auto value = object_.may(member))
            for (const JsonValue& one : value->elements(most)) codes.push_back(read_code(one));
    }
    template <class E>
    void need_word(const char* member, E& word)
    {
        word = object_.need(member).word<E>();
    }
    template <class E>
    void may_word(const char* member, E& word, E)
    {
        if (auto value = object_.may(member)) word = value->word<E>();
    }
    /// Here the default said is not the default left out: who says it has chosen it.
    template <class E>
    void may_word(const char* member, E& word, E otherwise, bool& otherwise_on_purpose)
    {
        may_word(member, word, otherwise);
        otherwise_on_purpose = object_.has(member) && word == otherwise;
    }
    template <class E>
    void may_words(const char* member, std::vector<E>& words_read)
    {
        if (auto value = object_.may(member))
            for (const JsonValue& one : value->elements(words<E>.size())) words_read.push_back(one.word<E>());
    }
    void may_flag(const char* member, bool& flag, bool)
    {
        if (auto value = object_.may(member)) flag = value->flag();
    }
    template <std::integral N>
    void need_whole(const char* member, N& number, std::int64_t least, std::int64_t most)
    {
        number = static_cast<N>(object_.need(member).whole(least, most));
    }
    template <std::integral N>
    void may_whole(const char* member, N& number, std::int64_t least, std::int64_t most, N)
    {
        if (auto value = object_.may(member)) number = static_cast<N>(value->whole(least, most));
    }
    template <std::integral N>
    void may_whole(const char* member, std::optional<N>& number, std::int64_t least, std::int64_t most)
    {
        if (auto value = object_.may(member)) number = static_cast<N>(value->whole(least, most));
    }
    void need_points(const char* member, domain::Points& points, domain::Points most = max_points)
    {
        points = object_.need(member).points(most);
    }
    void may_points(const char* member, domain::Points& points, domain::Points)
    {
        if (auto value = object_.may(member)) points = value->points(max_points);
    }
    /// More than 0.
    void may_positive(const char* member, domain::Points& points, domain::Points)
    {
        const auto value = object_.may(member);
        if (!value) return;
        points = value->points(max_points);
        if (points == domain::Points{}) value->refuse("zero");
    }
    void may_points(const char* member, std::optional<domain::Points>& points)
    {
        if (auto value = object_.may(member)) points = value->points(max_points);
    }
    /// Below 0 too.
    void may_signed(const char* member, std::optional<domain::Points>& number)
    {
        if (auto value = object_.may(member)) number = value->points_between(domain::Points{} - max_points, max_points);
    }
    void may_percent(const char* member, std::optional<domain::Points>& percent)
    {
        if (auto value = object_.may(member)) percent = value->points(domain::Points::whole(100));
    }
    /// True, or the members that stand beside it and are invented.
    void may_illustrative(domain::Illustrative& mark)
    {
        const auto value = object_.may("illustrative");
        if (!value) return;
        if (!value->is_list()) {
            mark.all = value->flag();
            return;
        }
        for (const JsonValue& one : value->elements(32)) {
            mark.members.push_back(one.name());
            if (!object_.has(mark.members.back())) one.refuse("names no member that stands beside it");
            if (std::ranges::count(mark.members, mark.members.back()) > 1) one.refuse("named before");
        }
        if (mark.members.empty()) value->refuse("empty");
    }
    void need_date(const char* member, domain::Date& date) { date = object_.need(member).date(); }
    void may_date(const char* member, std::optional<domain::Date>& date)
    {
        if (auto value = object_.may(member)) date = value->date();
    }
    void may_day(const char* member, std::optional<domain::DayOfYear>& day)
    {
        const auto value = object_.may(member);
        if (!value) return;
        day = domain::DayOfYear::parse(value->text(16));
        if (!day) value->refuse("not a day of the year, mm-dd");
    }
    template <class T>
    void may_list(const char* member, std::vector<T>& all, std::size_t most = max_list)
    {
        if (auto value = object_.may(member)) read_list(*value, all, most);
    }
    template <class T>
    void need_list(const char* member, std::vector<T>& all, std::size_t most = max_list)
    {
        const JsonValue value = object_.need(member);
        read_list(value, all, most);
        if (all.empty()) value.refuse("empty");
    }
    /// Must stand there, and may be empty.
    template <class T>
    void need_named(const char* member, std::vector<T>& all, std::size_t most = max_list)
    {
        read_list(object_.need(member), all, most);
    }
    template <class T>
    void need_object(const char* member, T& part)
    {
        part = read_part<T>(object_.need(member));
    }
    template <class T>
    void may_object(const char* member, std::optional<T>& part)
    {
        if (auto value = object_.may(member)) part = read_part<T>(*value);
    }
    /// Nothing in it: the default.
    template <class T>
    void may_part(const char* member, T& part)
    {
        if (auto value = object_.may(member)) part = read_part<T>(*value);
    }

    bool has(const char* member) const { return object_.has(member); }
    [[noreturn]] void refuse(std::string problem) const { object_.refuse(std::move(problem)); }

    template <class T>
    static T read_part(const JsonValue& value)
    {
        JsonObject object(value);
        FieldReader reader(object);
        T part;
        fields(reader, part);
        object.end();
        return part;
    }

private:
    template <class Name>
    static void read_names(const JsonValue& value, std::vector<Name>& names, std::size_t most)
    {
        for (const JsonValue& one : value.elements(most)) names.emplace_back(one.name());
    }
    template <class T>
    static void read_list(const JsonValue& list, std::vector<T>& all, std::size_t most)
    {
        std::set<std::string, std::less<>> before;
        for (const JsonValue& value : list.elements(most)) {
            all.push_back(read_part<T>(value));
            if constexpr (HasId<T>) {
                if (!before.insert(name_text(all.back().id)).second) value.refuse("an id used before");
            } else if constexpr (HasKey<T>) {
                if (!before.insert(all.back().key).second) value.refuse("a key used before");
            }
        }
    }

    JsonObject& object_;
};

/// Writes the members of one object in canonical form.
class FieldWriter {
public:
    using json = nlohmann::ordered_json;
    static constexpr bool reads = false;
    explicit FieldWriter(json& to) : to_(to) {}

    template <class Name>
    void need_name(const char* member, const Name& name)
    {
        to_[member] = name_text(name);
    }
    template <class Name>
    void may_name(const char* member, const Name& name)
    {
        if (!name_text(name).empty()) to_[member] = name_text(name);
    }
    void need_text(const char* member, const std::string& text) { to_[member] = text; }
    void may_text(const char* member, const std::string& text) { may_name(member, text); }
    void need_label(const char* member, const std::string& text, std::size_t = 0) { to_[member] = text; }
    void need_printed(const char* member, const std::string& text) { to_[member] = text; }
    void may_printed(const char* member, const std::string& text) { may_name(member, text); }
    void need_code(const char* member, const domain::Code& code) { to_[member] = code.value; }
    void may_label(const char* member, const std::string& text, std::size_t = 0) { may_name(member, text); }
    template <class Name>
    void may_names(const char* member, const std::vector<Name>& names, std::size_t = 0)
    {
        if (names.empty()) return;
        to_[member] = json::array();
        for (const Name& name : names) to_[member].push_back(name_text(name));
    }
    template <class Name>
    void need_names(const char* member, const std::vector<Name>& names)
    {
        may_names(member, names);
    }
    void may_texts(const char* member, const std::vector<std::string>& texts, std::size_t = 0)
    {
        may_names(member, texts);
    }
    void may_codes(const char* member, const std::vector<domain::Code>& codes, std::size_t = 0)
    {
        may_names(member, codes);
    }
    template <class E>
    void need_word(const char* member, E word)
    {
        to_[member] = word_of(word);
    }
    template <class E>
    void may_word(const char* member, E word, E otherwise)
    {
        if (word != otherwise) to_[member] = word_of(word);
    }
    template <class E>
    void may_word(const char* member, E word, E otherwise, bool otherwise_on_purpose)
    {
        if (word != otherwise || otherwise_on_purpose) to_[member] = word_of(word);
    }
    template <class E>
    void may_words(const char* member, const std::vector<E>& words_kept)
    {
        if (words_kept.empty()) return;
        to_[member] = json::array();
        for (E word : words_kept) to_[member].push_back(word_of(word));
    }
    void may_flag(const char* member, bool flag, bool otherwise)
    {
        if (flag != otherwise) to_[member] = flag;
    }
    template <std::integral N>
    void need_whole(const char* member, N number, std::int64_t, std::int64_t)
    {
        to_[member] = number;
    }
    template <std::integral N>
    void may_whole(const char* member, N number, std::int64_t, std::int64_t, N otherwise)
    {
        if (number != otherwise) to_[member] = number;
    }
    template <std::integral N>
    void may_whole(const char* member, const std::optional<N>& number, std::int64_t, std::int64_t)
    {
        if (number) to_[member] = *number;
    }
    void need_points(const char* member, domain::Points points, domain::Points = {}) { to_[member] = points.text(); }
    void may_points(const char* member, domain::Points points, domain::Points otherwise)
    {
        if (points != otherwise) to_[member] = points.text();
    }
    void may_positive(const char* member, domain::Points points, domain::Points otherwise)
    {
        may_points(member, points, otherwise);
    }
    void may_points(const char* member, const std::optional<domain::Points>& points)
    {
        if (points) to_[member] = points->text();
    }
    void may_signed(const char* member, const std::optional<domain::Points>& number) { may_points(member, number); }
    void may_percent(const char* member, const std::optional<domain::Points>& percent)
    {
        if (percent) to_[member] = short_decimal(*percent);
    }
    void may_illustrative(const domain::Illustrative& mark)
    {
        if (mark.all) to_["illustrative"] = true;
        may_names("illustrative", mark.members);
    }
    void need_date(const char* member, domain::Date date) { to_[member] = date.text(); }
    void may_date(const char* member, const std::optional<domain::Date>& date)
    {
        if (date) to_[member] = date->text();
    }
    void may_day(const char* member, const std::optional<domain::DayOfYear>& day)
    {
        if (day) to_[member] = day->text();
    }
    template <class T>
    void may_list(const char* member, const std::vector<T>& all, std::size_t = 0)
    {
        if (!all.empty()) need_list(member, all);
    }
    template <class T>
    void need_list(const char* member, const std::vector<T>& all, std::size_t = 0)
    {
        to_[member] = json::array();
        for (const T& one : all) to_[member].push_back(part_of(one));
    }
    template <class T>
    void need_named(const char* member, const std::vector<T>& all, std::size_t = 0)
    {
        need_list(member, all);
    }
    template <class T>
    void need_object(const char* member, const T& part)
    {
        to_[member] = part_of(part);
    }
    template <class T>
    void may_object(const char* member, const std::optional<T>& part)
    {
        if (part) to_[member] = part_of(*part);
    }
    template <class T>
    void may_part(const char* member, const T& part)
    {
        if (json document = part_of(part); !document.empty()) to_[member] = std::move(document);
    }

    template <class T>
    static json part_of(const T& part)
    {
        json document = json::object();
        FieldWriter writer(document);
        fields(writer, part);
        return document;
    }

private:
    json& to_;
};

} // namespace cchc::storage
