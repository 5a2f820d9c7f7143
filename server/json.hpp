#pragma once

#include "server/http.hpp"
#include "server/problems.hpp"

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cchc::server {

/// How long a text may be, in bytes of UTF-8.
struct Length {
    std::size_t at_most;
    std::size_t at_least = 1;
};

/// An object of a request's JSON body, asked for its members one by one.
///
/// The body has passed strict rules first: UTF-8, one value and nothing behind it, at most 16 levels deep, no name
/// twice in an object, no control character but tab and line ends inside a text; its texts are in NFC. Whatever is
/// wrong with a member is noted and reading goes on with an empty value, so that the caller hears of everything at
/// once; members nobody asked for are wrong too. So: ask for all members, then for the `refusal`, and only then believe
/// them.
///
///     JsonObject body(request);
///     const auto value = body.required<domain::Points>("value");
///     const auto reason = body.optional_text("reason", {2000});
///     if (auto wrong = body.refusal()) return exchange.reply(std::move(*wrong));
class JsonObject {
public:
    explicit JsonObject(const Request& request) : JsonObject(request.body, request.language()) {}
    JsonObject(std::string_view text, Language language);

    /// Whether the member is given; null counts as not given, here and everywhere below.
    bool has(std::string_view name) const;

    /// `T` is `bool`, `std::int64_t`, `std::uint32_t`, `std::uint64_t`, `domain::Points` (as a text: "0.75"),
    /// `domain::Date`, `domain::Instant` (RFC 3339 with offset), `domain::Sha256`, or one of the domain's ids.
    template <class T>
    T required(std::string_view name);
    template <class T>
    std::optional<T> optional(std::string_view name);

    std::string required_text(std::string_view name, Length length);
    std::optional<std::string> optional_text(std::string_view name, Length length);
    /// One of these words.
    std::string required_choice(std::string_view name, std::initializer_list<std::string_view> words);
    std::optional<std::string> optional_choice(std::string_view name, std::initializer_list<std::string_view> words);

    JsonObject required_object(std::string_view name);
    std::optional<JsonObject> optional_object(std::string_view name);
    /// An array of objects, of texts, of ids; empty when not given.
    std::vector<JsonObject> objects(std::string_view name, std::size_t at_most);
    std::vector<std::string> texts(std::string_view name, std::size_t at_most, Length each);
    template <class Id>
    std::vector<Id> ids(std::string_view name, std::size_t at_most);

    /// Notes something wrong that only the caller can know; `name` empty: about this object as a whole.
    void complain(std::string_view name, std::string_view code, Sentence message);
    /// Where this object stands in the body: `/items/3`; empty for the body itself.
    const std::string& pointer() const { return pointer_; }

    /// The answer if anything in the whole body was wrong: 400 `malformed`, or 422 `validation-failed` with a pointer
    /// for each fault. Nothing: all that was asked for is sound.
    std::optional<Reply> refusal() const;
    /// Whether a text came in another form than NFC and was put right: an answer says so in its `warnings`.
    bool normalised() const;

private:
    struct Reading; ///< the body and all that was found wrong with it, shared by its objects
    struct Member;
    JsonObject(std::shared_ptr<Reading> reading, std::size_t at, std::string pointer)
        : reading_(std::move(reading)), at_(at), pointer_(std::move(pointer))
    {}
    Member find(std::string_view name);
    Member need(std::string_view name);
    std::vector<Member> elements(std::string_view name, std::size_t at_most);
    std::optional<std::string> checked_text(const Member& member, Length length);

    std::shared_ptr<Reading> reading_;
    std::size_t at_; ///< this object's place among those opened so far
    std::string pointer_;
};

} // namespace cchc::server
