#include "storage/event_codec.hpp"

#include "domain/json_writer.hpp"
#include "domain/wire.hpp"
#include "storage/event_fields.hpp"
#include "storage/failure.hpp"
#include "storage/json_reader.hpp"

#include <cassert>
#include <type_traits>

// The grammar of a leaf. CloudEvents 1.0, members always in this order, those in brackets only where they say
// something:
//
//   {"specversion":"1.0","id":UUIDv7,"source":"/"tenant,"type":"vn.cchc."name,"subject":stream,"time":UTC µs,
//    "datacontenttype":"application/json","dataschema":"/schemas/"name"/"schema,"tenant":id,"streamversion":n,
//    "schemaversion":n,"actor":id,"actorrole":role,["onbehalfof":agency,]"commandid":UUID,["traceparent":…,]
//    "data":{members of the event in the order of event_fields.hpp}}

namespace cchc::storage {

using namespace domain;

// ── identities ───────────────────────────────────────────────────────────────────────────────────────────────────────

std::string uuid_text(const Uuid& id)
{
    static constexpr char hex[] = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < id.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += hex[id[i] >> 4];
        text += hex[id[i] & 15];
    }
    return text;
}

std::optional<Uuid> uuid_from(std::string_view text)
{
    if (text.size() != 36) return {};
    Uuid id{};
    std::size_t digit = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (c != '-') return {};
            continue;
        }
        if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
        const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (value < 0) return {};
        id[digit / 2] = static_cast<std::uint8_t>(id[digit / 2] * 16 + value);
        ++digit;
    }
    return id;
}

Uuid uuid_v7(Instant at, std::uint64_t random_high, std::uint64_t random_low)
{
    Uuid id{};
    const auto ms = static_cast<std::uint64_t>(at.us / 1000);
    for (std::size_t i = 0; i < 6; ++i) id[i] = static_cast<std::uint8_t>(ms >> (8 * (5 - i)));
    id[6] = static_cast<std::uint8_t>(0x70 | ((random_high >> 8) & 0x0f));
    id[7] = static_cast<std::uint8_t>(random_high);
    for (std::size_t i = 0; i < 8; ++i) id[8 + i] = static_cast<std::uint8_t>(random_low >> (8 * i));
    id[8] = static_cast<std::uint8_t>(0x80 | (id[8] & 0x3f));
    return id;
}

// ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_id : std::false_type {};
template <class Tag>
struct is_id<Id<Tag>> : std::true_type {};

struct Writer {
    JsonWriter& json;

    template <class T>
    void operator()(std::string_view name, const T& member)
    {
        json.key(name);
        value(member);
    }
    template <class T>
    void optional(std::string_view name, const T& member)
    {
        if constexpr (is_optional<T>::value) {
            if (member) (*this)(name, *member);
        } else if constexpr (std::is_same_v<T, bool> || std::is_enum_v<T>) {
            if (member != T{}) (*this)(name, member);
        } else {
            if (!member.empty()) (*this)(name, member);
        }
    }

private:
    template <class T>
    void value(const T& v)
    {
        if constexpr (std::is_same_v<T, std::string>) {
            json.text(v);
        } else if constexpr (is_id<T>::value) {
            json.text(v.value);
        } else if constexpr (std::is_same_v<T, Points> || std::is_same_v<T, Date>) {
            json.text(v.text());
        } else if constexpr (std::is_same_v<T, Instant>) {
            json.text(utc_text(v));
        } else if constexpr (std::is_same_v<T, Sha256>) {
            json.text(v.hex());
        } else if constexpr (std::is_same_v<T, bool>) {
            json.boolean(v);
        } else if constexpr (std::is_enum_v<T>) {
            json.text(wire(v));
        } else if constexpr (std::is_unsigned_v<T>) {
            json.number(static_cast<std::uint64_t>(v));
        } else if constexpr (std::is_integral_v<T>) {
            json.number(static_cast<std::int64_t>(v));
        } else if constexpr (is_vector<T>::value) {
            json.open_array();
            for (const auto& element : v) value(element);
            json.close_array();
        } else {
            json.open_object();
            fields(*this, v);
            json.close_object();
        }
    }
};

void write_data(JsonWriter& json, const Event& event)
{
    Writer writer{json};
    json.open_object();
    std::visit([&](const auto& family) { std::visit([&](const auto& e) { fields(writer, e); }, family); }, event);
    json.close_object();
}

std::uint16_t number_of(const Event& event)
{
    return std::visit(
        [](const auto& family) {
            return std::visit([](const auto& e) { return std::decay_t<decltype(e)>::no; }, family);
        },
        event);
}

} // namespace

std::string data_text(const Event& event)
{
    std::string text;
    JsonWriter json(text);
    write_data(json, event);
    return text;
}

Leaf encode(const Envelope& envelope, const Event& event)
{
    const std::string_view name = wire_name(event);
    Leaf leaf;
    leaf.type = number_of(event);
    leaf.schema = current_schema;
    std::string& out = leaf.text;
    out.reserve(640);
    out += R"({"specversion":"1.0","id":")";
    out += uuid_text(envelope.id);
    out += R"(","source":"/)";
    out += envelope.tenant;
    out += R"(","type":"vn.cchc.)";
    out += name;
    out += R"(","subject":")";
    out += envelope.stream.text();
    out += R"(","time":")";
    out += utc_text(envelope.at);
    out += R"(","datacontenttype":"application/json","dataschema":"/schemas/)";
    out += name;
    out += R"(/1","tenant":")";
    out += envelope.tenant;
    out += R"(","streamversion":)";
    out += std::to_string(envelope.stream_version);
    out += R"(,"schemaversion":1,"actor":")";
    out += envelope.actor.value;
    out += R"(","actorrole":")";
    out += wire(envelope.role);
    if (!envelope.on_behalf.empty()) {
        out += R"(","onbehalfof":")";
        out += envelope.on_behalf.value;
    }
    out += R"(","commandid":")";
    out += uuid_text(envelope.command);
    if (!envelope.traceparent.empty()) {
        out += R"(","traceparent":")";
        out += envelope.traceparent;
    }
    out += R"(","data":)";
    leaf.data_offset = static_cast<std::uint16_t>(out.size());
    JsonWriter json(out);
    write_data(json, event);
    leaf.data_length = static_cast<std::uint32_t>(out.size() - leaf.data_offset);
    out += '}';
    return leaf;
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

struct Reader {
    JsonReader& json;

    template <class T>
    void operator()(std::string_view name, T& member)
    {
        json.member(name);
        value(member);
    }
    template <class T>
    void optional(std::string_view name, T& member)
    {
        if (!json.next_is(name)) return;
        if constexpr (is_optional<T>::value)
            value(member.emplace());
        else
            value(member);
    }

private:
    template <class T>
    static T parsed(std::optional<T> value)
    {
        if (!value) JsonReader::fail("a value out of its form");
        return *std::move(value);
    }

    template <class T>
    void value(T& v)
    {
        if constexpr (std::is_same_v<T, std::string>) {
            json.text(v);
        } else if constexpr (is_id<T>::value) {
            json.text(v.value);
        } else if constexpr (std::is_same_v<T, Points>) {
            v = parsed(Points::parse(json.plain()));
        } else if constexpr (std::is_same_v<T, Date>) {
            v = parsed(Date::parse(json.plain()));
        } else if constexpr (std::is_same_v<T, Instant>) {
            v = parsed(parse_instant(json.plain()));
        } else if constexpr (std::is_same_v<T, Sha256>) {
            v = parsed(Sha256::from_hex(json.plain()));
        } else if constexpr (std::is_same_v<T, bool>) {
            v = json.boolean();
        } else if constexpr (std::is_enum_v<T>) {
            v = parsed(from_wire<T>(json.plain()));
        } else if constexpr (std::is_integral_v<T>) {
            v = json.integer<T>();
        } else if constexpr (is_vector<T>::value) {
            v.clear();
            json.open_array();
            while (!json.at_end_of(']')) {
                json.element();
                value(v.emplace_back());
            }
            json.close_array();
        } else {
            json.open_object();
            fields(*this, v);
            json.close_object();
        }
    }
};

template <class E>
E read_one(JsonReader& json)
{
    E event;
    json.open_object();
    Reader reader{json};
    fields(reader, event);
    json.close_object();
    return event;
}

template <class Family, std::size_t I = 0>
bool read_family(std::uint16_t type, JsonReader& json, Event& into)
{
    if constexpr (I == std::variant_size_v<Family>) {
        return false;
    } else {
        using E = std::variant_alternative_t<I, Family>;
        if (E::no != type) return read_family<Family, I + 1>(type, json, into);
        into = Event(Family(read_one<E>(json)));
        return true;
    }
}

template <std::size_t I = 0>
bool read_event(std::uint16_t type, JsonReader& json, Event& into)
{
    if constexpr (I == std::variant_size_v<Event>)
        return false;
    else
        return read_family<std::variant_alternative_t<I, Event>>(type, json, into) ||
               read_event<I + 1>(type, json, into);
}

template <class Family, std::size_t I = 0>
std::uint16_t number_in_family(std::string_view name)
{
    if constexpr (I == std::variant_size_v<Family>) {
        return 0;
    } else {
        using E = std::variant_alternative_t<I, Family>;
        return E::name == name ? E::no : number_in_family<Family, I + 1>(name);
    }
}
template <std::size_t I = 0>
std::uint16_t number_named(std::string_view name)
{
    if constexpr (I == std::variant_size_v<Event>) {
        return 0;
    } else {
        const std::uint16_t found = number_in_family<std::variant_alternative_t<I, Event>>(name);
        return found ? found : number_named<I + 1>(name);
    }
}

Event read_data(std::uint16_t type, std::uint16_t schema, JsonReader& json)
{
    Event event;
    if (schema != current_schema) JsonReader::fail("schema version " + std::to_string(schema) + " is not known here");
    if (!read_event(type, json, event)) JsonReader::fail("event type " + std::to_string(type) + " is not known here");
    return event;
}

template <class T>
T in_form(std::optional<T> value)
{
    if (!value) JsonReader::fail("a value out of its form");
    return *std::move(value);
}

} // namespace

ReadLeaf decode(std::string_view leaf)
{
    ReadLeaf read;
    JsonReader json(leaf);
    const auto plain = [&](std::string_view name) {
        json.member(name);
        return json.plain();
    };
    json.open_object();
    if (plain("specversion") != "1.0") JsonReader::fail("specversion");
    read.id = in_form(uuid_from(plain("id")));
    const std::string_view source = plain("source");
    std::string_view name = plain("type");
    if (!name.starts_with("vn.cchc.")) JsonReader::fail("type");
    name.remove_prefix(8);
    read.record.stream = in_form(StreamName::parse(plain("subject")));
    read.record.at = in_form(parse_instant(plain("time")));
    if (plain("datacontenttype") != "application/json") JsonReader::fail("datacontenttype");
    const std::string_view dataschema = plain("dataschema");
    read.tenant = plain("tenant");
    if (source.substr(0, 1) != "/" || source.substr(1) != read.tenant) JsonReader::fail("source");
    json.member("streamversion");
    read.stream_version = json.integer<std::uint32_t>();
    json.member("schemaversion");
    read.schema = json.integer<std::uint16_t>();
    if (dataschema != "/schemas/" + std::string(name) + "/" + std::to_string(read.schema))
        JsonReader::fail("dataschema");
    read.record.actor = ActorId(plain("actor"));
    read.record.role = in_form(from_wire<RoleKind>(plain("actorrole")));
    if (json.next_is("onbehalfof")) json.plain();
    read.command = in_form(uuid_from(plain("commandid")));
    if (json.next_is("traceparent")) json.plain();
    read.type = number_named(name);
    json.member("data");
    const char* data = json.place();
    read.record.event = read_data(read.type, read.schema, json);
    read.data_offset = static_cast<std::uint16_t>(data - leaf.data());
    read.data_length = static_cast<std::uint32_t>(json.place() - data);
    json.close_object();
    if (!json.done()) JsonReader::fail("bytes behind the end");
    return read;
}

Record replay(std::string_view leaf, std::uint16_t type, std::uint16_t schema, std::uint16_t data_offset, Sequence seq,
              Instant at, const StreamName& stream)
{
    Record record;
    record.seq = seq;
    record.at = at;
    record.stream = stream;
    // The actor stands a short way before the data; the data themselves say the rest.
    const std::string_view head = leaf.substr(0, data_offset);
    const std::size_t actor = head.rfind(R"("actor":")");
    if (actor == std::string_view::npos || data_offset >= leaf.size()) JsonReader::fail("no actor before the data");
    JsonReader around(leaf.substr(actor));
    around.member("actor");
    record.actor = ActorId(around.plain());
    around.member("actorrole");
    record.role = in_form(from_wire<RoleKind>(around.plain()));
    JsonReader json(leaf.substr(data_offset));
    record.event = read_data(type, schema, json);
    return record;
}

} // namespace cchc::storage
