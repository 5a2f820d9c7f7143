#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// HTTP as the rest of the server sees it: a request that has passed the strict gate, a reply, and the exchange that
/// carries one to the other. Nothing here knows Beast, Asio or a socket.
namespace cchc::server {

class Socket;
struct Caller; ///< who asks, and what he may: made by the server's `Admit`, opaque to the gate
struct Route;

/// The methods that pass the gate; every other one is answered 405 before any handler.
enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options };
std::string_view name_of(Method method); ///< `GET`, …

/// The two languages the server speaks. Vietnamese unless the reader prefers English.
enum class Language : std::uint8_t { vi, en };

struct Field {
    std::string_view name;
    std::string_view value;
};

/// A request whose head passed the gate: one known Host, decoded once, bounded, without any ambiguity about its length.
/// Every view stays valid as long as the `Exchange` that carries the request.
struct Request {
    Method method = Method::get;
    std::string_view target; ///< as sent, path and query; starts with '/'
    std::string_view host;   ///< as sent, one of the known ones
    std::string_view tenant; ///< by the path's first segment, else by the host, else the server's default
    std::string_view
        peer; ///< the address at the other end of the TCP connection, `127.0.0.1`; forwarded headers are not trusted
    std::string_view body; ///< complete; empty for a route that streams

    /// The path below the tenant's segment, split at '/', each segment percent-decoded once: valid UTF-8 without NUL,
    /// control characters, slash, backslash, or a second layer of encoding; never `.` or `..`; only the last may be
    /// empty (a trailing slash).
    std::vector<std::string_view> segments;
    std::vector<Field> captures;   ///< what stood where the route's pattern says `{name}`
    std::vector<Field> parameters; ///< the query, decoded once ('+' reads as a blank); no name occurs twice
    std::vector<Field> headers;    ///< in the order sent, names as sent, values without surrounding blanks

    /// The header of that name in any case; empty when absent. Those with one meaning only (Content-Type, Cookie,
    /// Authorization, Origin, If-Match, Idempotency-Key, …) never occur twice here.
    std::string_view header(std::string_view name) const;
    /// What stood at `{name}` of the route's pattern. The pattern must have it.
    std::string_view captured(std::string_view name) const;
    /// The query parameter of that name; nothing when absent, empty when given without a value.
    std::optional<std::string_view> parameter(std::string_view name) const;
    /// The cookie of that name; nothing when absent.
    std::optional<std::string_view> cookie(std::string_view name) const;
    /// By Accept-Language.
    Language language() const;
    /// Whether the other end of the connection is on this machine.
    bool from_this_machine() const;
};

/// Where a long body comes from, piece by piece, called on the network thread whenever the peer has taken the last one.
struct BodySource {
    /// Appends the next piece (some 64 KiB) to the empty string; leaves it empty at the end. Throws to cut the answer
    /// off.
    std::function<void(std::string&)> next;
    /// How many bytes will come in all; unknown: sent chunked.
    std::optional<std::uint64_t> length;
};

/// The content of an answer: its own text, a text shared with many answers (a prebuilt view), or a source.
using Body = std::variant<std::string, std::shared_ptr<const std::string>, BodySource>;

/// An answer. The gate adds Date, Content-Length, the security headers and Cache-Control; answers 304 by itself when
/// `etag` matches the request's If-None-Match; and leaves the body out for HEAD.
struct Reply {
    int status = 200;
    std::string_view type = "application/json; charset=utf-8"; ///< lives for ever; not sent with an empty body
    Body body;
    std::string etag;                      ///< with its quotes, `"e8"`; empty: none
    std::string_view caching = "no-store"; ///< Cache-Control; lives for ever
    bool sandboxed = false;                ///< content that came from a user: the browser must not run any of it
    bool closes = false;                   ///< the connection ends with this answer
    std::string_view problem;              ///< of a problem its kind, `round-locked`; lives for ever

    Reply() = default;
    /// 200 with JSON, its own or shared.
    explicit Reply(Body content) : body(std::move(content)) {}
    Reply(int code, Body content) : status(code), body(std::move(content)) {}

    /// Adds a header line. A value with a control character throws `std::invalid_argument`: nobody splits our answers.
    Reply& with(std::string_view name, std::string_view value);
    /// The value given to `with`; empty when absent.
    std::string_view header(std::string_view name) const;
    /// The lines given to `with`, as they go out: `Name: value\r\n…`.
    const std::string& lines() const { return lines_; }

private:
    std::string lines_;
};

/// Whether the request already holds this version (If-None-Match, weak comparison): spares building the body.
bool holds(const Request& request, std::string_view etag);
/// 304.
Reply not_modified(std::string etag, std::string_view caching = "private, no-cache");

/// A piece of the body of a route that streams.
struct Piece {
    enum class State : std::uint8_t { more, last, broken };
    State state = State::more;
    std::string_view bytes; ///< valid until the next `read`, the reply or the end of the exchange
};
using TakePiece = std::function<void(Piece)>;

/// The far end of an exchange: a connection of the gate, or the witness of a story.
class Conversation {
public:
    Request request;
    const Route* route = nullptr;
    std::shared_ptr<const Caller> caller;

    /// Both from any thread. After `answer` the exchange touches the conversation no more.
    virtual void answer(Reply reply) = 0;
    virtual void read(TakePiece take) = 0;

protected:
    ~Conversation() = default;
};

/// One request and the duty to answer it, exactly once. Moves to whoever will answer, on any thread; one that is
/// dropped answers 500 by itself. The peer may be gone by then: replying is harmless.
class Exchange {
public:
    explicit Exchange(Conversation& with) : with_(&with) {}
    Exchange(Exchange&& other) noexcept : with_(std::exchange(other.with_, nullptr)) {}
    Exchange& operator=(Exchange&& other) noexcept;
    ~Exchange();

    const Request& request() const { return with_->request; }
    const Route& route() const { return *with_->route; }
    /// Who asks; null where the route admits anyone.
    const std::shared_ptr<const Caller>& caller() const { return with_->caller; }

    /// Answers. From any thread, never blocks. Many answers handed over at once (one commit) wake a network thread
    /// once.
    void reply(Reply reply);
    bool answered() const { return with_ == nullptr; }

    /// Only where the route streams: asks for the next piece of the body; `take` is called once, on the network thread.
    /// The peer is not read from until then, so a slow disk slows the sender. `broken`: the peer left or was too slow.
    void read(TakePiece take) { with_->read(std::move(take)); }

private:
    Conversation* with_;
};

/// One row of the table of routes.
struct Route {
    Method method = Method::get;
    std::string_view pattern; ///< `/assessments/{assessment}/entries/{code}`; a last `{rest...}` takes all that follows
    std::size_t body_limit = 0;  ///< bytes; more is answered 413 before any of it is read
    std::string_view media = {}; ///< the Content-Type a body must have, or several, a blank between; empty: no body
    bool streams = false;        ///< the handler runs before the body is read and asks for it: `Exchange::read`
    std::uint32_t who = 0;       ///< who may call it: the server's own marks (`server/rights.hpp`), opaque to the gate

    /// Answers, on the network thread: must not block, may move the exchange elsewhere.
    std::function<void(Exchange)> handle = {};
    /// Instead of `handle`: the route is a WebSocket. Called on the network thread once the handshake is done;
    /// `request` is valid during the call only.
    std::function<void(std::shared_ptr<Socket>, const Request&, std::shared_ptr<const Caller>)> open = {};
};

/// Who asks, or the reply that turns him away (401, 403, 429).
using Admission = std::variant<std::shared_ptr<const Caller>, Reply>;
/// Called on a network thread for every request that has found its route, before any byte of the body is read.
using Admit = std::function<Admission(const Request&, const Route&)>;

} // namespace cchc::server
